"""What can go wrong on the trainer's side, one class for each decision of the caller.

    VerifierError            anything below; in training: save a checkpoint, then stop
    ├── VerifierUnavailable  nobody answered, or had room, until the retry budget was spent:
    │   │                    resume from the checkpoint when the verifier is back
    │   └── VerifierUnreachable   nobody answered at the start: start one or mend the endpoint
    ├── RequestRefused       the verifier will never accept this call: mend the configuration
    ├── ProtocolError        the verifier broke its contract: report it to its operator
    ├── OutcomeRaised        an outcome that the policy does not tolerate: look at the row
    ├── LocalVerifierFailed  the trainer's own verifier did not start: read its last lines
    ├── OutOfMemory          the card, or the host, is too small: lower what the message names
    ├── ConfigError          a setting or the text of a check is wrong: mend it (a ValueError)
    └── DataError            a column or a value of the data is wrong: mend it (a ValueError)

A completion that cannot be scored is none of these: that is a verdict, and the
policy decides about it. No exception of grpc passes this boundary.
"""


class VerifierError(Exception):
    """Anything that keeps the trainer from getting its verdicts."""


class VerifierUnavailable(VerifierError):  # noqa: N818 - the name says the state
    """The verifier was away, or full, for longer than the retry budget."""


class VerifierUnreachable(VerifierUnavailable):
    """No verifier answered at the start."""


class RequestRefused(VerifierError):  # noqa: N818 - the name says what happened
    """The verifier will never accept this call as it is."""


class ProtocolError(VerifierError):
    """The verifier answered in a way that its contract excludes."""


class OutcomeRaised(VerifierError):  # noqa: N818 - the name says what happened
    """A verdict has an outcome for which the policy says `raise`."""


class LocalVerifierFailed(VerifierError):  # noqa: N818 - the name says what happened
    """The trainer's own verifier process did not become ready."""


class OutOfMemory(VerifierError):  # noqa: N818 - the name says what happened
    """A training run needs more memory than there is."""


class ConfigError(VerifierError, ValueError):
    """A setting is wrong."""


class DataError(VerifierError, ValueError):
    """A column or a value of the training data is wrong."""

"""The errors of offline evaluation; the package's docstring says what becomes of each."""

from verifier_service.errors import RlverifyError


class EvaluationError(RlverifyError):
    """The evaluation cannot start or go on; the message says why and what to do."""


class MalformedLineError(RlverifyError):
    """One line of the input cannot be evaluated; the message says why."""

"""The errors of the service, one class for each decision that a caller can take.

    RlverifyError
      InvalidRequestError   the request is malformed as a whole: mend it, never retry
      OverloadedError       the queue is full: come back after `retry_after_s`
      StartupError          the service cannot start as configured: mend the settings

No fault of a single item is ever an error: it is an outcome (see `verdict`). An
exception of any other class that reaches the gRPC front is a defect of ours and
becomes INTERNAL there, without its text.
"""

from collections.abc import Sequence

import msgspec


class RlverifyError(Exception):
    """Base of all errors that this package raises on purpose."""


class FieldViolation(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a request and what is wrong with it."""

    field: str
    description: str


class InvalidRequestError(RlverifyError):
    """A request that no retry will mend; holds every violation that was found."""

    def __init__(self, violations: Sequence[FieldViolation]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(f"{v.field}: {v.description}" for v in self.violations))


class OverloadedError(RlverifyError):
    """More work is queued than the service accepts."""

    def __init__(self, *, queued: int, limit: int, retry_after_s: float) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"{queued} items are queued and {limit} are accepted")


class StartupError(RlverifyError):
    """The service cannot start; the message says what to change."""

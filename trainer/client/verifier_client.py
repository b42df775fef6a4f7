"""The client of the verifier service: completions in, verdicts out, in order.

It owns deadlines, retries and splitting, so gRPC's own retries are off. It goes
to its endpoint directly, whatever `http_proxy` says.

Not covered: more than one endpoint, and a fork while another thread is inside the
client.
"""

import dataclasses
import logging
import os
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Self

from rlverify.verifier.v1 import checks_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from trainer.client.capabilities import (
    Capabilities,
    CheckVersion,
    Limits,
    read_capabilities,
    read_check_versions,
)
from trainer.client.connection import ClientSettings, Connection
from trainer.client.retry import CallFailure, NextMove, RetryBudget, Timing, failure_of
from trainer.client.splitting import Batch, Completion, Part
from trainer.client.verdicts import VerdictView, read_verdict
from trainer.client.waiting import CallSpan, SentCall, Verified, span_of, wait_of
from trainer.errors import (
    ProtocolError,
    RequestRefused,
    VerifierUnavailable,
    VerifierUnreachable,
)

CAPABILITIES_TIMEOUT_S = 10.0
MIN_TIMEOUT_S = 1.0

_LOG = logging.getLogger(__name__)


class VerifierClient:
    """A synchronous client that many threads may share.

    Making one does no I/O. A pickled copy and a forked child open a connection of
    their own on first use; the timing of a pickled copy is the real one.
    """

    def __init__(self, settings: ClientSettings, timing: Timing | None = None) -> None:
        self.settings = settings
        self._timing = timing or Timing()
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._capabilities: Capabilities | None = None
        self._versions: dict[tuple[bool, str], str] = {}

    def __reduce__(self) -> tuple[type[Self], tuple[ClientSettings]]:
        return type(self), (self.settings,)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; a later use opens a new one. Not while another thread verifies."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None and connection.pid == os.getpid():
            connection.channel.close()

    def check_reachable(self, timeout_s: float = 10.0) -> Capabilities:
        """Ask the verifier for its capabilities, trying again until `timeout_s` has passed.

        Raises VerifierUnreachable if nobody answered, RequestRefused or ProtocolError if
        what answered is no verifier of ours.
        """
        try:
            return self._fetch(self._budget(timeout_s))
        except VerifierUnavailable as error:
            raise VerifierUnreachable(
                f"no verifier answered. {error}. Start one there with `rlverify serve`, let the"
                " trainer start its own with `verifier: local`, or mend the endpoint."
            ) from error

    def capabilities(self, timeout_s: float = 10.0) -> Capabilities:
        """The capabilities as last announced; asked for again after a lost connection.

        Raises as `check_reachable` does.
        """
        return self._capabilities or self.check_reachable(timeout_s)

    def check_accepted(self, checks: Sequence[checks_pb2.Check]) -> None:
        """Ask the verifier whether it takes these checks, by a call without items.

        Raises RequestRefused if it does not, and as `verify` does.
        """
        self._verify_parts(Batch(checks, ()), [Part(rows=())], self._budget())

    def verify(
        self, checks: Sequence[checks_pb2.Check], completions: Sequence[Completion]
    ) -> list[tuple[VerdictView, ...]]:
        """The verdicts of every check about every completion, in the order of both.

        The batch is cut to the announced limits and the parts are sent together. A
        completion that no call may hold is not sent: its verdicts are LIMIT_EXCEEDED,
        or BAD_REFERENCE where its prompt and references are what is too large.

        Raises VerifierUnavailable when an outage outlasts the retry budget,
        RequestRefused for a call that the verifier will never accept, ProtocolError
        for an answer that breaks the contract. A part that outlasts the call timeout
        is halved and sent again, inside the budget.
        """
        return self.verify_timed(checks, completions).verdicts

    def verify_timed(
        self, checks: Sequence[checks_pb2.Check], completions: Sequence[Completion]
    ) -> Verified:
        """As `verify`, which see, with where the time went."""
        began = self._timing.monotonic()
        answers = self._verify(Batch(checks, completions)) if completions else _Answers()
        return Verified(
            verdicts=[answers.verdicts[row] for row in range(len(completions))],
            wait=wait_of(began, self._timing.monotonic(), answers.calls),
        )

    def _verify(self, batch: Batch) -> "_Answers":
        budget = self._budget()
        limits = (self._capabilities or self._fetch(budget)).limits
        try:
            return self._verify_within(limits, batch, budget)
        except RequestRefused:
            # Another service with smaller limits may have taken the place of the one that we knew.
            fresh = self._fetch(budget).limits
            if fresh == limits:
                raise
            return self._verify_within(fresh, batch, budget)

    def _budget(self, budget_s: float | None = None) -> RetryBudget:
        seconds = self.settings.retry_budget_s if budget_s is None else budget_s
        return RetryBudget(seconds, self._timing, peer=self.settings.endpoint)

    def _verify_within(self, limits: Limits, batch: Batch, budget: RetryBudget) -> "_Answers":
        answers = self._verify_parts(batch, batch.cut(limits), budget)
        for row, verdict in batch.unsendable.items():
            answers.verdicts[row] = (verdict,) * len(batch.checks)
        return answers

    def _verify_parts(self, batch: Batch, parts: Iterable[Part], budget: RetryBudget) -> "_Answers":
        """Rounds of calls: each sends what is left and waits for all of it."""
        answers = _Answers()
        while True:
            began = self._timing.monotonic()
            result = self._round(batch, parts)
            answers.add(result.answers)
            if result.answers.verdicts:
                budget.succeeded()
                began = self._timing.monotonic()
            self._wait(result.failures, budget, began)
            if not result.again:
                return answers
            parts = result.again

    def _round(self, batch: Batch, parts: Iterable[Part]) -> "_Round":
        """Send calls, and read what has ended while there are more to send."""
        connection = self._connect()
        result = _Round()
        calls: deque[tuple[Part, SentCall]] = deque()
        try:
            for part in parts:
                while calls and calls[0][1].call.done():
                    self._read(batch, *calls[0], result)
                    calls.popleft()
                request = batch.request(part)
                sent = connection.verify_batch(request, self.settings.call_timeout_s)
                calls.append((part, sent))
            while calls:
                self._read(batch, *calls[0], result)
                calls.popleft()
        finally:
            for _, sent in calls:
                sent.call.cancel()  # does nothing to a call that has ended
        return result

    def _read(self, batch: Batch, part: Part, sent: SentCall, result: "_Round") -> None:
        failure = failure_of(sent.call)
        if failure is None:
            response = sent.call.result()
            result.answers.calls.append(span_of(sent, response))
            result.answers.verdicts.update(_read_results(batch, part, response))
            self._note_versions(read_check_versions(response.check_versions))
        else:
            result.failures.append(failure)
            result.again.extend(_next_parts(part, failure))

    def _wait(self, failures: Sequence[CallFailure], budget: RetryBudget, began: float) -> None:
        """Wait as the most patient of the failures asks."""
        if any(failure.move is NextMove.RETRY for failure in failures):
            self._capabilities = None  # the service may be another one when it is back
        waits = [failure for failure in failures if failure.move is not NextMove.SPLIT]
        if waits:
            budget.failed(max(waits, key=lambda failure: failure.pushback_s), began=began)

    def _fetch(self, budget: RetryBudget) -> Capabilities:
        part = Part(rows=())
        while True:
            began = self._timing.monotonic()
            timeout_s = min(CAPABILITIES_TIMEOUT_S, max(MIN_TIMEOUT_S, budget.remaining_s))
            call = self._connect().get_capabilities(timeout_s)
            failure = failure_of(call)
            if failure is None:
                budget.succeeded()
                self._capabilities = read_capabilities(call.result())
                return self._capabilities
            (part,) = _next_parts(part, failure)
            self._wait([failure], budget, began)

    def _connect(self) -> Connection:
        with self._lock:
            if self._connection is None or self._connection.pid != os.getpid():
                self._connection = Connection(self.settings, self._timing.monotonic)
            return self._connection

    def _note_versions(self, versions: Sequence[CheckVersion]) -> None:
        """Warn when the rules changed under a client that has verdicts by the old ones."""
        for version in versions:
            key = (version.is_plugin, version.check)
            before = self._versions.setdefault(key, version.semantics_version)
            if before != version.semantics_version:
                self._versions[key] = version.semantics_version
                _LOG.warning(
                    "check %s changed from semantics version %s to %s: its scores before and"
                    " after are not comparable",
                    version.check,
                    before,
                    version.semantics_version,
                )


@dataclasses.dataclass(kw_only=True, slots=True)
class _Answers:
    """The verdicts by row, and the calls that brought them."""

    verdicts: dict[int, tuple[VerdictView, ...]] = dataclasses.field(default_factory=dict)
    calls: list[CallSpan] = dataclasses.field(default_factory=list)

    def add(self, more: "_Answers") -> None:
        """Take in those of another round."""
        self.verdicts.update(more.verdicts)
        self.calls += more.calls


@dataclasses.dataclass(kw_only=True, slots=True)
class _Round:
    """What one round of calls brought, and what is left to send."""

    answers: _Answers = dataclasses.field(default_factory=_Answers)
    failures: list[CallFailure] = dataclasses.field(default_factory=list)
    again: list[Part] = dataclasses.field(default_factory=list)


def _next_parts(part: Part, failure: CallFailure) -> tuple[Part, ...]:
    """What to send in place of a call that failed. Raises if it must not be sent again."""
    move = failure.move
    if move in (NextMove.SPLIT, NextMove.SPLIT_OR_RETRY) and len(part.rows) > 1:
        return part.halves()
    if move in (NextMove.RETRY, NextMove.SPLIT_OR_RETRY):
        return (part,)
    if move is NextMove.RETRY_ONCE and not part.failed_before:
        return (dataclasses.replace(part, failed_before=True),)
    raise failure.error()


def _read_results(
    batch: Batch, part: Part, response: pb.VerifyBatchResponse
) -> dict[int, tuple[VerdictView, ...]]:
    """The verdicts by row. Raises ProtocolError unless the answer has the call's shape."""
    if len(response.results) != len(part.rows):
        raise ProtocolError(f"{len(response.results)} results came for {len(part.rows)} items")
    if len(response.check_versions) != len(batch.checks):
        raise ProtocolError(
            f"{len(response.check_versions)} check versions came for {len(batch.checks)} checks"
        )
    verdicts: dict[int, tuple[VerdictView, ...]] = {}
    for row, result in zip(part.rows, response.results, strict=True):
        if result.id != (item_id := batch.id_of(row)):
            raise ProtocolError(f"a result has id {result.id!r}, not {item_id!r}")
        if len(result.verdicts) != len(batch.checks):
            raise ProtocolError(
                f"{len(result.verdicts)} verdicts came for {len(batch.checks)} checks"
            )
        verdicts[row] = tuple(read_verdict(verdict) for verdict in result.verdicts)
    return verdicts

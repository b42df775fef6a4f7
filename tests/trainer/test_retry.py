"""How failed calls are classified and how long they are tried again."""

import random

import grpc
import pytest

from trainer.client.retry import (
    BACKOFF_MAX_S,
    CallFailure,
    NextMove,
    RetryBudget,
    failure_of,
    jitter,
    next_move,
)
from trainer.errors import ProtocolError, RequestRefused, VerifierUnavailable

CODE = grpc.StatusCode


class EndedCall:
    """What a stub returns, as far as a failure is read from it."""

    def __init__(self, code, trailers=()) -> None:
        self._code = code
        self._trailers = trailers

    def code(self):
        """How it ended."""
        return self._code

    def details(self):
        """The text beside the status."""
        return "the text"

    def trailing_metadata(self):
        """What came behind the answer."""
        return self._trailers


@pytest.mark.parametrize("code", [code for code in CODE if code is not CODE.OK])
@pytest.mark.parametrize("has_pushback", [False, True])
def test_every_status_has_a_move(code, has_pushback):
    """A status that a new grpc adds breaks this test, not a training run."""
    assert next_move(code, has_pushback=has_pushback) in NextMove


@pytest.mark.parametrize(
    ("code", "has_pushback", "move"),
    [
        (CODE.UNAVAILABLE, False, NextMove.RETRY),
        (CODE.RESOURCE_EXHAUSTED, True, NextMove.RETRY),
        (CODE.RESOURCE_EXHAUSTED, False, NextMove.SPLIT),
        (CODE.DEADLINE_EXCEEDED, False, NextMove.SPLIT_OR_RETRY),
        (CODE.INTERNAL, True, NextMove.RETRY_ONCE),
        (CODE.INVALID_ARGUMENT, True, NextMove.MEND),
        (CODE.UNIMPLEMENTED, False, NextMove.MEND),
    ],
)
def test_the_contract_says_what_to_do_about_its_statuses(code, has_pushback, move):
    """The comments of `verifier_service.proto` are the rule."""
    assert next_move(code, has_pushback=has_pushback) is move


@pytest.mark.parametrize(
    ("value", "pushback_s"),
    [("0", 0.0), ("250", 0.25), (b"250", 0.25), ("-1", 0.0), ("soon", 0.0), ("²", 0.0)],
)
def test_a_pushback_is_read_from_the_trailer(value, pushback_s):
    """One that is no number still says that the queue was full."""
    call = EndedCall(CODE.RESOURCE_EXHAUSTED, [("x", "1"), ("grpc-retry-pushback-ms", value)])
    failure = failure_of(call)
    assert (failure.move, failure.pushback_s) == (NextMove.RETRY, pushback_s)
    assert failure.reason == "RESOURCE_EXHAUSTED: the text"


def test_a_call_that_ended_well_is_no_failure():
    """OK is not in the table of moves."""
    assert failure_of(EndedCall(CODE.OK)) is None


@pytest.mark.parametrize("move", NextMove)
def test_a_failure_that_is_final_says_whose_it_is(move):
    """A defect of the service is reported, everything else is mended by the caller."""
    ours = move in (NextMove.RETRY_ONCE, NextMove.REPORT)
    error = CallFailure(move=move, reason="why").error()
    assert isinstance(error, ProtocolError if ours else RequestRefused)
    assert "why" in str(error)


def test_waits_stay_below_a_ceiling(clock):
    """A verifier that comes back after minutes is not left waiting for minutes."""
    budget = RetryBudget(100_000.0, clock.timing(jitter=1.0))
    for _ in range(40):
        budget.failed(CallFailure(move=NextMove.RETRY, reason=""), began=clock.now)
    assert max(clock.sleeps) == BACKOFF_MAX_S
    assert clock.sleeps == sorted(clock.sleeps)


def test_a_success_resets_the_backoff_and_the_budget(clock):
    """The next outage starts from the beginning."""
    budget = RetryBudget(10.0, clock.timing())
    failure = CallFailure(move=NextMove.RETRY, reason="")
    for _ in range(4):
        budget.failed(failure, began=clock.now)
    budget.succeeded()
    assert budget.remaining_s == 10.0
    budget.failed(failure, began=clock.now)
    assert clock.sleeps[-1] == clock.sleeps[0]


def test_the_time_of_the_failed_call_itself_counts(clock):
    """A call that hung for the whole budget leaves nothing of it."""
    budget = RetryBudget(10.0, clock.timing())
    clock.now = 10.0
    with pytest.raises(
        VerifierUnavailable, match=r"10\.0 s \(budget 10 s\) and 1 tries; last failure: why"
    ):
        budget.failed(CallFailure(move=NextMove.SPLIT_OR_RETRY, reason="why"), began=0.0)


def test_jitter_leaves_the_random_numbers_of_the_run_alone():
    """Ranks with one seed must not come back at the same moment, nor a retry change the run."""
    before = random.getstate()
    drawn = {jitter() for _ in range(10)}
    assert random.getstate() == before
    assert len(drawn) > 1

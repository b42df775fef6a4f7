"""Where the time of a batch goes, told from calls that overlap."""

import random

import grpc
import pytest

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from trainer.client import Completion
from trainer.client.waiting import CallSpan, wait_of


def span(began, ended, queue_s, run_s):
    """A call."""
    return CallSpan(began=began, ended=ended, queue_s=queue_s, run_s=run_s)


def parts(*calls: CallSpan, began=0.0, ended=10.0):
    """Queue, run and wire of a batch."""
    wait = wait_of(began, ended, calls)
    return wait.queue_s, wait.run_s, wait.wire_s


def test_of_one_call_what_is_neither_queue_nor_run_is_wire():
    """Also what passes before it is sent and after it has ended."""
    assert parts(span(1.0, 9.0, 2.0, 3.0)) == (2.0, 3.0, 5.0)


def test_a_call_that_waits_behind_another_one_of_the_batch_is_not_queueing():
    """A worker is at work for the trainer meanwhile."""
    first, second = span(0.0, 5.0, 0.0, 5.0), span(0.0, 10.0, 5.0, 5.0)
    assert parts(first, second) == (0.0, 10.0, 0.0)


def test_calls_that_run_at_once_count_once():
    """The trainer waits for both together."""
    assert parts(span(0.0, 10.0, 0.0, 10.0), span(2.0, 8.0, 2.0, 4.0)) == (0.0, 10.0, 0.0)


def test_a_batch_whose_calls_all_wait_is_queueing():
    """As behind the work of another run."""
    assert parts(span(0.0, 10.0, 8.0, 2.0), span(0.0, 10.0, 9.0, 1.0)) == (8.0, 2.0, 0.0)


def test_a_gap_between_calls_is_wire():
    """Such as the pause before a retry."""
    assert parts(span(0.0, 3.0, 1.0, 2.0), span(7.0, 10.0, 1.0, 2.0)) == (2.0, 4.0, 4.0)


def test_a_batch_without_calls_is_wire():
    """Its completions were too long to be sent."""
    assert parts() == (0.0, 0.0, 10.0)


def test_a_service_that_does_not_tell_leaves_the_parts_unknown():
    """None, and not a 0 that would be a measurement."""
    assert parts(span(0.0, 5.0, 1.0, 1.0), span(0.0, 5.0, None, None)) == (None, None, None)


def test_the_parts_add_up_to_the_whole_whatever_the_calls_say():
    """None is negative, also of a service whose clock runs too fast."""
    chance = random.Random(7)  # noqa: S311  # no secrets
    for _ in range(2_000):
        calls = []
        for _ in range(chance.randint(1, 6)):
            began = chance.uniform(0, 10)
            ended = chance.uniform(began, 10)
            calls.append(span(began, ended, chance.uniform(0, 6), chance.uniform(0, 6)))
        queue, run, wire = parts(*calls)
        assert min(queue, run, wire) >= -1e-9, calls
        assert queue + run + wire == pytest.approx(10.0), calls


def test_the_client_reads_the_times_of_each_call(client, verifier, clock, math_check):
    """On its own clock, which moves here while the service is at work."""

    def slowly(request, _context) -> pb.VerifyBatchResponse:
        response = verifier.answer(request)
        response.times.queue_time.FromMilliseconds(1_000)
        response.times.run_time.FromMilliseconds(2_500)
        clock.now += 5.0
        return response

    verifier.default = slowly
    verified = client.verify_timed([math_check], [Completion(text="0", references=("0",))])
    assert verified.verdicts[0][0].score == 1.0
    wait = verified.wait
    assert (wait.seconds, wait.queue_s, wait.run_s, wait.wire_s) == (5.0, 1.0, 2.5, 1.5)


def test_an_older_service_is_not_taken_for_one_without_queue(client, math_check):
    """A response without times leaves them unknown."""
    wait = client.verify_timed([math_check], [Completion(text="0")]).wait
    assert (wait.queue_s, wait.run_s, wait.wire_s) == (None, None, None)


def test_a_retried_outage_is_wire(client, verifier, clock, math_check):
    """The pause before the next try is no queue of the service."""

    def told(request, _context) -> pb.VerifyBatchResponse:
        response = verifier.answer(request)
        response.times.run_time.FromNanoseconds(0)
        return response

    client.capabilities()
    verifier.script.append(verifier.fail(grpc.StatusCode.UNAVAILABLE))
    verifier.default = told
    wait = client.verify_timed([math_check], [Completion(text="0")]).wait
    assert wait.wire_s == sum(clock.sleeps) > 0

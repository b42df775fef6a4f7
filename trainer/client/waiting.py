"""Where the time of a batch goes whose calls overlap.

A call is known by when it began and ended here, and by how long its work waited for
workers there (`queue`) and was with them (`run`). For the batch each moment counts once:
as `run` if a worker was at work on any of its calls, else as `queue` if any of them waited
for one, else as `wire`. So the three add up to the time of the batch, and a call that
waits behind another one of the same batch is not queueing.

Two clocks never meet: where within a call its queue and run lie is not sent. They are
placed one after the other, with as much of the call before as after them. Not covered: a
call whose work was interrupted, so that it waited after it had begun; and one that failed,
which is `wire` as a whole, however long the outage.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from trainer.client.retry import Call
from trainer.client.verdicts import VerdictView


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """How long a batch took, in seconds, and what of that was queue and what was run.

    Both are None if one of the calls was answered by a service that does not say so.
    """

    seconds: float
    queue_s: float | None
    run_s: float | None

    @property
    def wire_s(self) -> float | None:
        """What is left: making, sending and reading calls, retries and their pauses.

        None where the other two are.
        """
        if self.queue_s is None or self.run_s is None:
            return None
        return self.seconds - self.queue_s - self.run_s


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """The verdicts of a batch, by completion and check, and how long they took."""

    verdicts: list[tuple[VerdictView, ...]]
    wait: Wait


class SentCall:
    """A call under way. It may end long before it is read."""

    def __init__(
        self, begin: Callable[[], Call[pb.VerifyBatchResponse]], clock: Callable[[], float]
    ) -> None:
        self.began = clock()
        self.call = begin()
        self._clock = clock
        self._ended: float | None = None
        self.call.add_done_callback(self._end)

    def _end(self, _: object) -> None:
        self._ended = self._clock()

    @property
    def ended(self) -> float:
        """When it ended, or now: gRPC may tell its end a moment later."""
        return self._clock() if self._ended is None else self._ended


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CallSpan:
    """One call that was answered: when it began and ended on this clock, and its two parts.

    All in seconds; the parts are None if the service did not say.
    """

    began: float
    ended: float
    queue_s: float | None
    run_s: float | None


def span_of(sent: SentCall, response: pb.VerifyBatchResponse) -> CallSpan:
    """A call that has ended, with what its response says of the time."""
    if not response.HasField("times"):
        return CallSpan(began=sent.began, ended=sent.ended, queue_s=None, run_s=None)
    queue, run = response.times.queue_time, response.times.run_time
    return CallSpan(
        began=sent.began,
        ended=sent.ended,
        queue_s=queue.seconds + queue.nanos / 1e9,
        run_s=run.seconds + run.nanos / 1e9,
    )


def wait_of(began: float, ended: float, calls: Iterable[CallSpan]) -> Wait:
    """The wait for a batch, from the calls that were answered in its time."""
    waiting, running = list[tuple[float, float]](), list[tuple[float, float]]()
    for call in calls:
        if call.queue_s is None or call.run_s is None:
            return Wait(seconds=ended - began, queue_s=None, run_s=None)
        spare = max(0.0, call.ended - call.began - call.queue_s - call.run_s)
        queued = call.began + spare / 2
        started = min(queued + call.queue_s, call.ended)
        done = min(started + call.run_s, call.ended)
        waiting.append((queued, done))
        running.append((started, done))
    run_s = _covered(running)
    return Wait(seconds=ended - began, queue_s=_covered(waiting) - run_s, run_s=run_s)


def _covered(intervals: Sequence[tuple[float, float]]) -> float:
    """The length of the union of intervals."""
    total, reached = 0.0, float("-inf")
    for begin, end in sorted(intervals):
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total

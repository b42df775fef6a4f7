"""One worker's shift: it is given chunks of work, one after the other, and its clock is kept.

While it works at a chunk it is given the next one, if that seems to be needed soon: else it would
wait for the front after each. Should it be kept longer than thought, the next one is taken back,
so that another worker can have it.

At the deadline of a verdict the worker is killed; that one verdict gets its reason, and the rest
goes back to the head of the queue. The clock of a verdict starts when the worker begins
it, never while it is queued.
"""

import enum
import time

import msgspec

from verifier_service.checks.registry import name_of
from verifier_service.figures import PoolFigures
from verifier_service.pool.jobs import WorkChunk
from verifier_service.pool.losses import LossBook
from verifier_service.pool.process import WorkerProcess
from verifier_service.pool.queue import FairQueue
from verifier_service.settings import MIB, Isolation, PoolSettings
from verifier_service.verdict import Outcome, Verdict

# A chunk that nobody waits for may end by itself in less time than another worker costs.
_CANCELLED_GRACE_S = 0.02
# A chunk is interrupted between two of its units after so long, if others could go on meanwhile.
_TURN_S = 0.1
# The next chunk is given when what is left of the one at work seems to take no longer,
_SOON_S = 0.01
# and taken back when it took so much longer.
_LATE_S = 0.03
_SHORTEST_WAIT_S = 0.001
# A worker keeps no verdict for so long before it begins another unit, also where it has to wait.
_UNSENT_S = 0.25
_NEVER = float("inf")
# Workers forked together are not replaced together: their terms differ by up to a half.
_TERMS = 8
# A worker may grow by so much, whatever the plug-ins had loaded before its fork.
_MIN_GROWTH_BYTES = 50 * MIB

_verdicts = msgspec.msgpack.Decoder(list[Verdict])


class Shift:
    """The time of one worker, from when it is taken until it is lost or has served its term."""

    def __init__(
        self,
        worker: WorkerProcess,
        *,
        queue: FairQueue,
        losses: LossBook,
        figures: PoolFigures,
        settings: PoolSettings,
    ) -> None:
        self._worker = worker
        self._queue = queue
        self._losses = losses
        self._figures = figures
        self._settings = settings
        # Whether it is to be replaced though it is well, as it seemed after its last chunk.
        self._is_due = settings.isolation is Isolation.STRICT
        self._next: WorkChunk | None = None  # the worker has it already
        self._asked_back = 0  # the number of the chunk that it may give back,
        self._dropped = 0  # and of the one that it may give back whole
        self._next_is_late_at = 0.0

    async def work(self) -> None:
        """Give the worker chunks while it is well and its term lasts."""
        worker, queue = self._worker, self._queue
        try:
            while True:
                chunk, self._next = self._next, None
                if chunk is None:
                    chunk = await queue.get()
                    # Died idle, or said something unasked: nothing of this chunk is to blame.
                    if worker.ended:
                        queue.put_back_unbegun(chunk)
                        self._figures.losses["idle"] += 1
                        return
                if not await self._serve(chunk):
                    return
                self._is_due = self._has_served
                if self._next is None and self._is_due:
                    self._figures.recycled += 1
                    return
        finally:
            if self._next is not None:
                queue.put_back_unbegun(self._next)

    @property
    def _has_served(self) -> bool:
        settings, worker = self._settings, self._worker
        if settings.isolation is Isolation.STRICT:
            return True
        shorter = worker.serial % _TERMS * settings.recycle_items // (2 * _TERMS)
        if worker.units_sent >= settings.recycle_items - shorter:
            return True
        most = max(settings.recycle_rss_mib * MIB, worker.rss_at_birth + _MIN_GROWTH_BYTES)
        return worker.rss_bytes() > most

    async def _serve(self, chunk: WorkChunk) -> bool:
        """See a chunk done; False if the worker is lost. What is left undone is queued again."""
        worker, stopwatch = self._worker, chunk.job.stopwatch
        began = time.monotonic()
        if chunk.job.cancelled_at is None and not chunk.wait_is_counted:
            self._note_wait(chunk, began)
        self._figures.busy += 1
        stopwatch.worker_begins()
        chunk.job.watchers.add(worker.wake)
        try:
            if not chunk.number:
                self._send(chunk)
            worker.turn_to(chunk.number, units=chunk.units_sent)
            is_well = await self._answer_all(chunk)
            if self._next is None:
                worker.rest()
        except Exception:  # noqa: BLE001  # the named boundary: a defect here must not hang a batch
            self._losses.defect(chunk)
            is_well = False
        finally:
            chunk.job.watchers.discard(worker.wake)
            self._queue.forget_hungry(worker.wake)
            self._figures.busy -= 1
            stopwatch.worker_ends()
            took_s, done = time.monotonic() - began, chunk.size - len(chunk.units)
            self._queue.settle(chunk, took_s=took_s, units=done)
        for rest in chunk.split(self._settings.workers):
            self._queue.put_back(rest)
        return is_well

    def _send(self, chunk: WorkChunk) -> None:
        """Give it to the worker, unless nothing of it may be tried."""
        chunk.answer_ruinous()
        if chunk.units:
            message, texts = chunk.encode()
            chunk.sent_at = time.monotonic()
            chunk.units_sent = len(chunk.units)
            chunk.number = self._worker.send(message, texts, units=chunk.units_sent)

    def _note_wait(self, chunk: WorkChunk, now: float) -> None:
        """Count the wait of each unit by its check, once, however often it is interrupted."""
        chunk.wait_is_counted = True
        checks = chunk.job.checks
        for check in checks:
            wait = self._figures.queue_wait[name_of(check)]
            wait.add(now - chunk.queued_at, -(-len(chunk.units) // len(checks)))

    async def _answer_all(self, chunk: WorkChunk) -> bool:
        """Take the verdicts of a chunk, all or until it is given back; False if it is lost."""
        worker = self._worker
        since = time.monotonic()
        turn_ends = since + _TURN_S
        if chunk.job.cancelled_at is not None:
            self._ask_back(chunk)
        while chunk.units:
            place, began = worker.at_work(since=since)
            end, now = self._end_of(chunk, place, began, since), time.monotonic()
            if chunk.has_become_ruinous():
                self._ask_back(chunk)
            if worker.frames:
                said = self._take_verdicts(chunk, place, began)
                if said is not _Said.MORE_TO_COME:
                    return said is _Said.GIVEN_BACK
            elif worker.ended:
                await self._losses.died(worker, chunk, place, began)
                return False
            elif now >= end:
                self._kill(chunk, place, began)
                return False
            else:
                if now >= turn_ends:
                    turn_ends = now + _TURN_S
                    if self._queue.is_wanted_elsewhere(chunk.job.caller):
                        self._ask_back(chunk)
                wake_at = await self._look_ahead(chunk, since, now)
                await worker.wait_for_change(until=min(end, turn_ends, wake_at))
        return True

    async def _look_ahead(self, chunk: WorkChunk, since: float, now: float) -> float:
        """Give the worker its next chunk, or take that back; when to look again."""
        if self._next is None:
            left_s = chunk.seconds_left(now - since, by_experience=self._queue.seconds_per_unit)
            if self._is_due:
                return _NEVER
            if left_s > _SOON_S:
                return now + max(left_s - _SOON_S, _SHORTEST_WAIT_S)
            self._next = await self._queue.get_at_once(tell=self._worker.wake)
            if self._next is None:
                return _NEVER
            self._next.job.watchers.add(self._worker.wake)
            self._send(self._next)
            if not self._next.number:  # all of it is answered
                self._queue.settle(self._next, took_s=0.0, units=0)
                self._next = None
                return now
            self._next_is_late_at = now + left_s + _LATE_S
        elif (
            now >= self._next_is_late_at
            or self._next.job.cancelled_at is not None
            or self._next.has_become_ruinous()
        ):
            self._dropped = self._next.number
            self._worker.drop(self._dropped)
            if self._next.job.cancelled_at is None:
                self._queue.put_back_unbegun(self._next.handed_on())
            self._next_is_late_at = _NEVER
        return self._next_is_late_at

    def _ask_back(self, chunk: WorkChunk) -> None:
        self._asked_back = chunk.number
        self._worker.ask_back()

    def _require_asked_back(self, chunk: WorkChunk) -> None:
        """Raise ValidationError unless the worker may give this chunk back.

        It has done some of it, unless it was not to begin it: else the clock would begin anew
        for ever.
        """
        is_asked = chunk.number == self._asked_back and chunk.has_answers
        if not is_asked and chunk.number != self._dropped:
            raise msgspec.ValidationError("nothing was asked back")

    def _take_verdicts(self, chunk: WorkChunk, place: int, began: float) -> "_Said":
        """Keep what has come of this chunk."""
        frames = self._worker.frames
        try:
            while frames and chunk.units:
                verdicts = _verdicts.decode(frames.popleft())
                if not verdicts:
                    self._require_asked_back(chunk)
                    return _Said.GIVEN_BACK
                most_s = time.monotonic() - chunk.sent_at
                for each in verdicts:
                    verdict = _bounded(each, run_time_s=most_s)
                    if verdict.outcome is Outcome.OUT_OF_MEMORY and chunk.units:
                        self._losses.ran_out(self._worker, chunk, place, verdict.run_time_s)
                        return _Said.LAST_WORDS
                    # An IndexError: it is one more than was asked for.
                    chunk.answer(verdict)
        except (msgspec.MsgspecError, UnicodeDecodeError, IndexError):
            self._losses.unreadable(self._worker, chunk, place, began)
            return _Said.LAST_WORDS
        return _Said.MORE_TO_COME

    def _end_of(self, chunk: WorkChunk, place: int, began: float, since: float) -> float:
        """When the worker is killed that has worked on one unit since `began`.

        Had it begun that one long after others of which no verdict has come, they would have come.
        """
        began = min(began, chunk.unsent_since(place) + _UNSENT_S)
        end = began + self._settings.verdict_deadline_s
        if chunk.job.cancelled_at is not None:
            end = min(end, max(since, chunk.job.cancelled_at) + _CANCELLED_GRACE_S)
        return end

    def _kill(self, chunk: WorkChunk, place: int, began: float) -> None:
        if chunk.job.cancelled_at is not None:
            self._figures.losses["cancelled"] += 1
        elif not self._losses.hindered(self._worker, chunk, place):
            self._losses.timed_out(self._worker, chunk, place, began)
        self._worker.kill()


def _bounded(verdict: Verdict, *, run_time_s: float) -> Verdict:
    """A verdict as the contract has it: who took a worker over can say what he likes."""
    if verdict.run_time_s > run_time_s:
        verdict = msgspec.structs.replace(verdict, run_time_s=run_time_s)
    return verdict.cut()


class _Said(enum.Enum):
    """What verdicts of a worker mean for what is left of its chunk."""

    MORE_TO_COME = enum.auto()
    GIVEN_BACK = enum.auto()
    LAST_WORDS = enum.auto()

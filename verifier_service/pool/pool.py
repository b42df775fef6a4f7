"""The pool: splits batches over worker processes, keeps the clock, replaces the dead.

One supervisor task stands before each worker. It sends a chunk of work, takes the
verdicts as they come, and measures the time since the last one: at the deadline it
kills the process, gives that one verdict its reason, puts the rest of the chunk back at
the head of the queue, and starts another process. The clock of a verdict starts when
the worker can begin it, never while it is queued.

Not covered: fairness between callers, memory limits, recycling of old workers.
"""

import asyncio
import contextlib
import itertools
import logging
import time
from collections.abc import AsyncIterator, Sequence

import msgspec

from verifier_service.checks.base import Check
from verifier_service.errors import OverloadedError, StartupError
from verifier_service.pool.jobs import Job, WorkChunk
from verifier_service.pool.messages import PluginVersion
from verifier_service.pool.process import WorkerProcess
from verifier_service.settings import PoolSettings
from verifier_service.verdict import Outcome, Sample, Verdict

_log = logging.getLogger(__name__)

_FIRST_AGAIN, _NEW = 0, 1  # what was interrupted goes before what has not begun
_RETRY_AFTER_S = 1.0
_RESTART_PAUSE_S = 1.0
# A chunk that nobody waits for may end by itself in less time than a new worker needs to start.
_CANCELLED_GRACE_S = 0.5


class WorkerPool:
    """Runs checks in worker processes; made by `open_pool`."""

    def __init__(self, settings: PoolSettings) -> None:
        self._settings = settings
        self._queue: asyncio.PriorityQueue[tuple[int, int, WorkChunk]] = asyncio.PriorityQueue()
        self._order = itertools.count()
        self._queued_items = 0
        self.plugins: tuple[PluginVersion, ...] = ()

    async def run(
        self, checks: Sequence[Check], samples: Sequence[Sample]
    ) -> list[tuple[Verdict, ...]]:
        """Every check on every sample: one tuple a sample, one verdict a check, in order.

        Raises:
            OverloadedError: more items would be queued than the settings allow.
        """
        if not samples or not checks:
            return [() for _ in samples]
        limit = self._settings.max_queued_items
        if self._queued_items and self._queued_items + len(samples) > limit:
            raise OverloadedError(
                queued=self._queued_items, limit=limit, retry_after_s=_RETRY_AFTER_S
            )
        job = Job(checks, samples)
        self._queued_items += len(samples)
        try:
            for chunk in job.chunks(self._settings.workers):
                self._put(chunk, _NEW)
            return await job.result()
        finally:
            job.cancel()
            self._queued_items -= len(samples)

    def _put(self, chunk: WorkChunk, priority: int) -> None:
        self._queue.put_nowait((priority, next(self._order), chunk))

    async def supervise(self, worker: WorkerProcess) -> None:
        """Stand before one worker, and its successors, until cancelled."""
        try:
            while True:
                _, _, chunk = await self._queue.get()
                if chunk.job.cancelled_at is not None:
                    continue
                # Died idle, or said something unasked: nothing of this chunk is to blame.
                if worker.ended or worker.frames:
                    self._put(chunk, _FIRST_AGAIN)
                elif await self._serve(worker, chunk):
                    continue
                await worker.kill()
                worker = await self._replacement()
        finally:
            await worker.stop()

    async def _serve(self, worker: WorkerProcess, chunk: WorkChunk) -> bool:
        """Run a chunk; False if the worker is lost and must be replaced."""
        chunk.job.watchers.add(worker.wake)
        try:
            worker.send(chunk.encode())
            return await self._answer_all(worker, chunk)
        finally:
            chunk.job.watchers.discard(worker.wake)

    async def _answer_all(self, worker: WorkerProcess, chunk: WorkChunk) -> bool:
        began = time.monotonic()  # of the verdict that the worker is at
        while chunk.units:
            end = began + self._settings.verdict_deadline_s
            if chunk.job.cancelled_at is not None:
                end = min(end, chunk.job.cancelled_at + _CANCELLED_GRACE_S)
            await worker.wait_for_change(until=end)
            if worker.frames:
                try:
                    while worker.frames:
                        chunk.answer(msgspec.msgpack.decode(worker.frames.popleft(), type=Verdict))
                except (msgspec.MsgspecError, IndexError):
                    detail = "the worker's answer could not be read; it was killed"
                    return self._lose(chunk, Outcome.INTERNAL_ERROR, detail, began)
                began = time.monotonic()
            elif worker.ended:
                detail = "the worker process died while it ran this check"
                return self._lose(chunk, Outcome.WORKER_DIED, detail, began)
            elif time.monotonic() >= end and chunk.job.cancelled_at is not None:
                return False
            elif time.monotonic() >= end:
                detail = f"no verdict within {self._settings.verdict_deadline_s:g} s"
                return self._lose(chunk, Outcome.TIMED_OUT, detail, began)
        return True

    def _lose(self, chunk: WorkChunk, outcome: Outcome, detail: str, since: float) -> bool:
        """Answer the unit that lost the worker, put the rest back, and return False."""
        verdict = Verdict.unscored(outcome, detail)
        if chunk.units:
            run_time_s = time.monotonic() - since
            chunk.answer(msgspec.structs.replace(verdict, run_time_s=run_time_s))
        _log.warning("worker lost: %s (%s)", outcome.value, detail)
        for rest in chunk.split(self._settings.workers):
            self._put(rest, _FIRST_AGAIN)
        return False

    async def start_worker(self) -> WorkerProcess:
        """A ready worker; what plug-ins it offers becomes what the pool offers."""
        worker, hello = await WorkerProcess.start(
            self._settings.plugins, deadline_s=self._settings.start_deadline_s
        )
        self.plugins = hello.plugins
        return worker

    async def _replacement(self) -> WorkerProcess:
        while True:
            try:
                return await self.start_worker()
            except (StartupError, OSError) as error:
                _log.error("a worker could not be replaced: %s", error)
                await asyncio.sleep(_RESTART_PAUSE_S)


@contextlib.asynccontextmanager
async def open_pool(settings: PoolSettings) -> AsyncIterator[WorkerPool]:
    """A pool whose workers are ready; they are stopped on exit.

    Raises:
        StartupError: a worker cannot be started.
    """
    pool = WorkerPool(settings)
    # The first one alone: if it cannot start, its reason is told once.
    workers = [await pool.start_worker()]
    try:
        others = (pool.start_worker() for _ in range(settings.workers - 1))
        workers += await asyncio.gather(*others)
    except BaseException:
        await workers[0].kill()
        raise
    supervisors = [asyncio.create_task(pool.supervise(worker)) for worker in workers]
    try:
        yield pool
    finally:
        for supervisor in supervisors:
            supervisor.cancel()
        await asyncio.gather(*supervisors, return_exceptions=True)

"""The pool: splits batches over worker processes and replaces the dead.

One supervisor task stands before each worker and sees it through its shift (`pool.shift`); then it
takes another one.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from verifier_service.checks.base import Check
from verifier_service.figures import CallTimes
from verifier_service.items import Item
from verifier_service.pool.jobs import Job
from verifier_service.pool.losses import LossBook
from verifier_service.pool.process import WorkerProcess
from verifier_service.pool.queue import FairQueue
from verifier_service.pool.shift import Shift
from verifier_service.pool.supply import WorkerSupply, open_supply
from verifier_service.settings import PoolSettings
from verifier_service.turns import as_made
from verifier_service.verdict import Verdict
from verifier_service.worker.confinement.probes import Report
from verifier_service.worker.messages import PluginVersion

# A smaller chunk would cost the front more than it saves the workers at the end of a batch.
_LEAST_CHUNK_S = 0.004


class WorkerPool:
    """Runs checks in worker processes; made by `open_pool`."""

    def __init__(self, settings: PoolSettings, supply: WorkerSupply) -> None:
        self._settings = settings
        self._supply = supply
        self.figures = supply.figures
        self._losses = LossBook(
            supply.hello.confinement, supply.figures, deadline_s=settings.verdict_deadline_s
        )
        self._at_work: set[WorkerProcess] = set()
        self._queue = FairQueue()

    @property
    def plugins(self) -> tuple[PluginVersion, ...]:
        """The plug-ins that the workers have."""
        return self._supply.hello.plugins

    @property
    def confinement(self) -> Report:
        """What confines the workers."""
        return self._supply.hello.confinement

    async def run(
        self,
        checks: Sequence[Check],
        items: Sequence[Item],
        *,
        caller: str = "",
        times: CallTimes | None = None,
    ) -> list[tuple[Verdict, ...]]:
        """Every check on every item: one tuple an item, one verdict a check, in order.

        Workers are shared fairly between callers. How much may wait is for those who call
        to bound. To `times` is added where the time of this run went.
        """
        if not items or not checks:
            return [() for _ in items]
        job = Job(checks, items, caller=caller)
        try:
            least_s = _LEAST_CHUNK_S / self._queue.seconds_per_unit
            chunks = job.chunks(self._settings.workers, least=int(least_s / len(checks)))
            async for chunk in as_made(chunks):
                self._queue.put(chunk)
            return await job.result()
        finally:
            job.cancel()
            job.stopwatch.stop()
            if times is not None:
                times.queue_s += job.stopwatch.queue_s
                times.run_s += job.stopwatch.run_s

    @property
    def has_ready_worker(self) -> bool:
        """Whether any work can be done now."""
        return any(not worker.ended for worker in self._at_work) or self._supply.has_spare

    def process_ids(self) -> dict[str, list[int]]:
        """The processes of the pool, by what they are."""
        workers = sorted(worker.pid for worker in self._at_work if not worker.ended)
        return {"zygote": self._supply.zygote_ids(), "worker": workers}

    async def supervise(self, worker: WorkerProcess) -> None:
        """Stand before one worker, and its successors, until cancelled."""
        while True:
            await self._shift_of(worker).work()
            self._at_work.discard(worker)
            self._supply.dismiss(worker)
            worker = await self._supply.take()
            self._at_work.add(worker)

    def _shift_of(self, worker: WorkerProcess) -> Shift:
        return Shift(
            worker,
            queue=self._queue,
            losses=self._losses,
            figures=self.figures,
            settings=self._settings,
        )

    @contextlib.asynccontextmanager
    async def supervised(self) -> AsyncIterator[None]:
        """Work with as many workers as the settings say; they are dismissed on exit."""
        for _ in range(self._settings.workers):
            self._at_work.add(await self._supply.take())
        supervisors = [asyncio.create_task(self.supervise(worker)) for worker in self._at_work]
        try:
            yield
        finally:
            for supervisor in supervisors:
                supervisor.cancel()
            await asyncio.gather(*supervisors, return_exceptions=True)
            for worker in self._at_work:  # not by the supervisors: one may never have begun
                self._supply.dismiss(worker)


@contextlib.asynccontextmanager
async def open_pool(settings: PoolSettings) -> AsyncIterator[WorkerPool]:
    """A pool whose workers are ready; they are stopped on exit.

    Raises:
        StartupError: a worker cannot be started.
    """
    async with open_supply(settings) as supply:
        pool = WorkerPool(settings, supply)
        async with pool.supervised():
            yield pool

"""Where the time of a batch goes: on a clock of the test's own, and with real processes."""

import asyncio
import time
from pathlib import Path

import pytest

from verifier_service.checks.plugins import PluginCheck
from verifier_service.figures import CallTimes
from verifier_service.items import Item
from verifier_service.pool.pool import open_pool
from verifier_service.pool.stopwatch import Stopwatch
from verifier_service.settings import Isolation, PoolSettings

MISBEHAVE = Path(__file__).parents[1] / "plugins" / "misbehave.py"


class Steps:
    """A stopwatch whose clock moves on only between what it is told."""

    def __init__(self) -> None:
        self._now = 100.0
        self.watch = Stopwatch(lambda: self._now)

    def after(self, seconds: float, told: str) -> None:
        """Let time pass, and tell it what happens then."""
        self._now += seconds
        getattr(self.watch, told)()


@pytest.fixture
def steps() -> Steps:
    """Begins now."""
    return Steps()


def test_a_batch_waits_until_the_first_worker_comes(steps):
    """And is at work until the last verdict."""
    steps.after(2, "worker_begins")
    steps.after(3, "worker_ends")
    steps.after(0, "stop")
    assert (steps.watch.queue_s, steps.watch.run_s) == (2, 3)


def test_several_workers_at_once_count_once(steps):
    """The time is that of the one who waits for the batch, not of the workers."""
    steps.after(1, "worker_begins")
    steps.after(1, "worker_begins")
    steps.after(5, "worker_ends")
    steps.after(2, "worker_ends")
    steps.after(0, "stop")
    assert (steps.watch.queue_s, steps.watch.run_s) == (1, 8)


def test_a_batch_that_is_put_back_waits_again(steps):
    """As it does when another caller's turn has come, or its worker is lost."""
    for _ in range(2):
        steps.after(1, "worker_begins")
        steps.after(4, "worker_ends")
    steps.after(0, "stop")
    assert (steps.watch.queue_s, steps.watch.run_s) == (2, 8)


def test_what_is_told_after_the_last_verdict_changes_nothing(steps):
    """A worker leaves a batch a moment after it has given the last verdict."""
    steps.after(1, "worker_begins")
    steps.after(4, "stop")
    steps.after(9, "worker_ends")
    assert (steps.watch.queue_s, steps.watch.run_s) == (1, 4)


async def test_the_wait_for_a_worker_and_its_work_are_told_apart(tmp_path, eventually):
    """A batch behind another one's was queued for at least as long as that was kept, then at work.

    The two parts do not overlap, and are added to what the times held before.
    """
    times, folders = [CallTimes(), CallTimes()], [tmp_path / "first", tmp_path / "second"]
    settings = PoolSettings(
        workers=1, plugins=(MISBEHAVE,), isolation=Isolation.NONE, verdict_deadline_s=60.0
    )

    async def begin(number: int) -> asyncio.Task[object]:
        folders[number].mkdir()
        check = PluginCheck(name="misbehave", parameters={"directory": str(folders[number])})
        run = pool.run([check], [Item(completion=b"wait")], times=times[number])
        task = asyncio.create_task(run)
        await asyncio.sleep(0)  # now it is in the queue
        return task

    async def release(number: int) -> tuple[float, float]:
        folder = folders[number]
        await asyncio.to_thread(eventually, lambda: any(folder.glob("started-*")))
        started = time.monotonic()
        (folder / "go").touch()
        return started, time.monotonic()

    async with open_pool(settings) as pool, asyncio.timeout(60):
        first, began = await begin(0), time.monotonic()
        second, queued = await begin(1), time.monotonic()
        _, released = await release(0)
        started, released_too = await release(1)
        await asyncio.gather(first, second)
        ended = time.monotonic()
    assert times[1].queue_s >= released - queued
    assert times[1].run_s >= released_too - started
    assert times[1].queue_s + times[1].run_s <= ended - began
    assert times[0].run_s >= released - queued - times[0].queue_s

"""What a worker is given while it is at work, with real processes."""

import asyncio
import os
from pathlib import Path

import pytest

from verifier_service.checks.answers import AnswerMarker
from verifier_service.checks.exact import ExactCheck
from verifier_service.checks.math import MathCheck
from verifier_service.checks.math.rehearsal import REHEARSAL
from verifier_service.checks.plugins import PluginCheck
from verifier_service.items import Group, Item
from verifier_service.pool.jobs import Job, WorkChunk
from verifier_service.pool.pool import WorkerPool, open_pool
from verifier_service.settings import Isolation, PoolSettings
from verifier_service.verdict import Outcome, Sample, Verdict
from verifier_service.worker.shared_memory import TEXT_BYTES, SharedMemory

MISBEHAVE = Path(__file__).parents[1] / "plugins" / "misbehave.py"


def settings(**changes) -> PoolSettings:
    """One worker that may use files, and a deadline that no test here waits for."""
    values = {"workers": 1, "plugins": (MISBEHAVE,), "isolation": Isolation.NONE}
    return PoolSettings(**{**values, "verdict_deadline_s": 60.0, **changes})


def obey(pool: WorkerPool, order: str, **parameters: object) -> asyncio.Task[Verdict]:
    """The verdict of the plug-in, asked for in a call of its own."""
    check = PluginCheck(name="misbehave", parameters=parameters)

    async def run() -> Verdict:
        ((verdict,),) = await pool.run([check], [Item(completion=order.encode())])
        return verdict

    return asyncio.create_task(run())


@pytest.mark.parametrize("released", [0, 1])
async def test_work_ahead_of_a_worker_that_is_kept_goes_to_another(tmp_path, eventually, released):
    """Whichever of the two has it, it does not wait for the one that takes long."""
    directories = [tmp_path / "0", tmp_path / "1"]
    async with open_pool(settings(workers=2)) as pool, asyncio.timeout(60):
        waits = []
        for directory in directories:
            directory.mkdir()
            waits.append(obey(pool, "wait", directory=str(directory)))
            await asyncio.to_thread(eventually, lambda d=directory: any(d.glob("started-*")))
        third = obey(pool, "fine")
        await asyncio.wait([third], timeout=0.5)  # it may be given to one of them, and taken back
        (directories[released] / "go").touch()
        assert (await third).score == 1.0
        assert not waits[1 - released].done()
        (directories[1 - released] / "go").touch()
        assert [(await wait).score for wait in waits] == [1.0, 1.0]
        assert sum(sum(wait.counts) for wait in pool.figures.queue_wait.values()) == len("012")


async def test_work_ahead_of_a_worker_that_is_lost_is_done_by_its_successor():
    """It is to blame for nothing."""
    async with open_pool(settings(verdict_deadline_s=0.5)) as pool:
        lost, *fine = [obey(pool, order) for order in ("hang", "fine", "fine")]
        assert (await lost).outcome is Outcome.TIMED_OUT
        assert [(await verdict).score for verdict in fine] == [1.0, 1.0]


async def test_work_ahead_that_nobody_waits_for_any_more_holds_up_nobody(tmp_path, eventually):
    """What of a call was not begun when it was cancelled is not begun."""
    async with open_pool(settings()) as pool, asyncio.timeout(30):
        wait = obey(pool, "wait", directory=str(tmp_path))
        await asyncio.to_thread(eventually, lambda: any(tmp_path.glob("started-*")))
        hang = obey(pool, "hang")
        await asyncio.wait([hang], timeout=0.2)
        hang.cancel()
        await asyncio.wait([hang])
        last = obey(pool, "fine")
        await asyncio.wait([last], timeout=0.1)
        (tmp_path / "go").touch()
        assert (await wait).score == 1.0
        assert (await last).score == 1.0
        assert pool.figures.losses == {}


async def test_a_cancelled_call_does_not_stop_the_watch_over_the_work_before_it():
    """It may be all that waits when a worker is to be given its next work."""
    async with open_pool(settings()) as pool, asyncio.timeout(40):
        for _ in range(20):
            busy = obey(pool, "take a while", seconds=0.02)
            await asyncio.sleep(0)
            gone = [obey(pool, "fine") for _ in range(3)]
            await asyncio.sleep(0)
            for call in gone:
                call.cancel()
            assert (await busy).score == 1.0


async def test_a_text_that_cost_a_worker_is_taken_from_the_chunks_that_have_it():
    """Each chunk is told once, and of others not."""
    group = Group(references=("42",))
    text, other = Item(completion=b"same", group=group), Item(completion=b"other", group=group)
    job = Job([ExactCheck()], [text, other, text, other])
    first, second, third = (WorkChunk(job, units) for units in ([0], [1, 2], [3]))
    told = list[str]()
    job.watchers.add(lambda: told.append("told"))
    assert not second.has_become_ruinous()
    job.note_ruin(first.units[0], Verdict.unscored(Outcome.TIMED_OUT, "late"))
    assert told == ["told"]
    assert [chunk.has_become_ruinous() for chunk in (second, second, third)] == [True, False, False]
    second.answer_ruinous()
    assert [*second.units] == [1]


async def test_a_unit_waits_once_however_often_its_chunk_is_interrupted():
    """From when it was first queued until a worker had the chunk that it was in."""
    check = PluginCheck(name="misbehave", parameters={"seconds": 0.02})
    items = [Item(completion=b"take a while")] * 25
    async with open_pool(settings(workers=2)) as pool:
        calls = [pool.run([check, check], items, caller=str(number)) for number in range(4)]
        await asyncio.gather(*calls)
        waits = pool.figures.queue_wait.values()
        assert sum(sum(wait.counts) for wait in waits) == 4 * 25 * len("ab")
        assert pool.figures.losses == {}


@pytest.mark.parametrize("size", [1, TEXT_BYTES, TEXT_BYTES + 1, 3 * TEXT_BYTES])
async def test_a_completion_of_any_size_reaches_the_worker_as_it_is(size):
    """Also one for which there is no room in the memory that the worker shares."""
    text = "é" * (size // 2) + "x" * (size % 2)
    group = Group(references=(text,))
    texts = [text, "other", text]
    async with open_pool(settings(isolation=Isolation.STANDARD)) as pool:
        rows = await pool.run(
            [ExactCheck(markers=(AnswerMarker.TEXT,))],
            [Item(completion=each.encode(), group=group) for each in texts],
        )
    assert [row[0].score for row in rows] == [1.0, 0.0, 1.0]


def test_nobody_can_take_shared_memory_away_from_under_the_front():
    """A worker that was taken over has the descriptor."""
    memory, descriptor = SharedMemory.create()
    for size in (0, 2**30):
        with pytest.raises(PermissionError):
            os.ftruncate(descriptor, size)
    memory.write(1, 2, 3.0)
    assert memory.read() == (1, 2, 3.0)
    memory.close()
    os.close(descriptor)


@pytest.mark.parametrize(("reference", "completion"), REHEARSAL)
def test_what_workers_rehearse_is_scored(reference, completion):
    """A rehearsal that stops at an unreadable answer would go no way to its end."""
    verdict = MathCheck().score(Sample(completion=completion, references=(reference,)))
    assert verdict.outcome is Outcome.SCORED


async def test_a_worker_that_has_rehearsed_serves():
    """In each isolation; the one in reserve lives."""
    for isolation in Isolation:
        async with open_pool(settings(isolation=isolation)) as pool:
            await asyncio.sleep(0.5)  # longer than a rehearsal; a worker that died of it is counted
            assert (await obey(pool, "fine")).score == 1.0
            assert pool.figures.losses == {}
            assert pool.figures.forks <= 3

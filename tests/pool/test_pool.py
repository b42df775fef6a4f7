"""The pool with real worker processes."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from verifier_service.checks.format import FormatCheck
from verifier_service.checks.plugins import PluginCheck
from verifier_service.errors import StartupError
from verifier_service.items import Group, Item
from verifier_service.pool.jobs import MAX_CHUNK_BYTES, MAX_CHUNK_SHARED_CHARS, Job
from verifier_service.pool.pool import open_pool
from verifier_service.settings import Isolation, PoolSettings
from verifier_service.verdict import Outcome

MISBEHAVE = Path(__file__).parents[1] / "plugins" / "misbehave.py"
CHECK = PluginCheck(name="misbehave")


def settings(**changes) -> PoolSettings:
    """One worker, the misbehaving plug-in and a short deadline."""
    values = {"workers": 1, "plugins": (MISBEHAVE,), "verdict_deadline_s": 1.0}
    return PoolSettings(**{**values, **changes})


def items(*completions: str) -> list[Item]:
    """Items that are only completions."""
    return [Item(completion=completion.encode()) for completion in completions]


async def test_the_clock_of_a_verdict_does_not_run_in_the_queue():
    """Ten verdicts of 0.2 s on one worker take longer than the deadline of each, and all score."""
    check = PluginCheck(name="misbehave", parameters={"seconds": 0.2})
    async with open_pool(settings()) as pool:
        rows = await pool.run([check], items(*["take a while"] * 10))
    assert [row[0].outcome for row in rows] == [Outcome.SCORED] * 10
    assert sum(row[0].run_time_s for row in rows) > 1.0


async def test_the_run_time_of_a_verdict_is_its_own():
    """A slow neighbour does not show in it; a killed check shows the deadline."""
    check = PluginCheck(name="misbehave", parameters={"seconds": 0.3})
    async with open_pool(settings()) as pool:
        rows = await pool.run([check], items("take a while", "fine", "hang"))
    slow, fast, killed = (row[0].run_time_s for row in rows)
    assert 0.3 <= slow < 1.0
    assert fast < 0.1
    assert killed >= 1.0


async def test_verdicts_come_in_the_order_of_items_and_checks():
    """However chunks are dealt out, lost and dealt again."""
    ordered = items(*["hang" if n % 7 == 3 else f"<think>{n}</think>" for n in range(40)])
    checks = [FormatCheck(), CHECK, FormatCheck(reasoning_tag="no")]
    async with open_pool(settings(workers=2, verdict_deadline_s=0.3)) as pool:
        rows = await pool.run(checks, ordered)
    for number, row in enumerate(rows):
        expected = Outcome.TIMED_OUT if number % 7 == 3 else Outcome.SCORED
        assert [v.outcome for v in row] == [Outcome.SCORED, expected, Outcome.SCORED]


async def test_a_cancelled_batch_gives_its_place_to_others(tmp_path, eventually):
    """A worker in the middle of what nobody waits for is taken from it, whatever is left."""
    check = PluginCheck(name="misbehave", parameters={"directory": str(tmp_path)})
    open_hands = settings(verdict_deadline_s=3600.0, isolation=Isolation.NONE)
    async with open_pool(open_hands) as pool:
        abandoned = asyncio.create_task(pool.run([check], items(*["wait"] * 400)))
        await asyncio.to_thread(eventually, lambda: any(tmp_path.glob("started-*")))
        abandoned.cancel()
        async with asyncio.timeout(60):
            rows = await pool.run([CHECK], items("fine"))
    assert rows[0][0].score == 1.0


async def test_a_caller_with_slow_items_lets_others_in_between(tmp_path, eventually):
    """A chunk that has begun is given back at the next item, with nothing lost or done twice."""
    check = PluginCheck(name="misbehave", parameters={"seconds": 0.3, "directory": str(tmp_path)})
    async with open_pool(settings(isolation=Isolation.NONE, verdict_deadline_s=60.0)) as pool:
        orders = items("wait", *["take a while"] * 20)
        many = asyncio.create_task(pool.run([check], orders, caller="many"))
        await asyncio.to_thread(eventually, lambda: any(tmp_path.glob("started-*")))
        few = asyncio.create_task(pool.run([CHECK], items("fine"), caller="few"))
        await asyncio.sleep(0)
        (tmp_path / "go").touch()
        assert (await few)[0][0].score == 1.0
        assert not many.done()
        rows = await many
    assert [row[0].outcome for row in rows] == [Outcome.SCORED] * 21


async def test_a_killed_worker_takes_along_what_it_started(tmp_path, eventually):
    """A program that a plug-in started does not outlive the deadline."""
    file = tmp_path / "pid"
    check = PluginCheck(name="misbehave", parameters={"file": str(file)})
    async with open_pool(settings(isolation=Isolation.NONE)) as pool:
        ((verdict,),) = await pool.run([check], items("start a program and hang"))
    assert verdict.outcome is Outcome.TIMED_OUT
    program = Path(f"/proc/{file.read_text()}/cmdline")
    eventually(lambda: not program.exists() or not program.read_bytes())


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise ValueError('broken at import')", "broken at import"),
        ("x = 1", "module-level name 'check'"),
        ("class C: pass\ncheck = C()", "not a plug-in"),
        (
            "class C:\n name='c'\n semantics_version=1\n def score(s, a, b): 0\ncheck=C()",
            "semantics_",
        ),
        ("check = (", "SyntaxError"),
    ],
)
async def test_a_plugin_that_cannot_be_used_stops_the_start(tmp_path, source, reason):
    """The operator learns which file and why, before a client connects."""
    file = tmp_path / "broken.py"
    file.write_text(source)
    with pytest.raises(StartupError, match=reason) as caught:
        async with open_pool(settings(plugins=(file,))):
            pass
    assert "broken.py" in str(caught.value)


async def test_two_plugins_of_one_name_stop_the_start(tmp_path):
    """Which of the two would score is not left to chance."""
    twin = tmp_path / "twin.py"
    twin.write_text(MISBEHAVE.read_text())
    with pytest.raises(StartupError, match="loaded already"):
        async with open_pool(settings(plugins=(MISBEHAVE, twin))):
            pass


@pytest.mark.parametrize(("workers", "count"), [(1, 1), (2, 100), (8, 3), (3, 1000)])
def test_chunks_hold_every_unit_once_and_in_order(workers, count):
    """Splitting loses and repeats nothing."""
    job = Job([CHECK, CHECK], items(*["x"] * count))
    units = [unit for chunk in job.chunks(workers) for unit in chunk.units]
    assert units == [*range(2 * count)]


def test_long_completions_make_small_chunks():
    """A chunk is bounded in text as well as in items."""
    job = Job([CHECK], items(*["x" * MAX_CHUNK_BYTES] * 5))
    assert [len(chunk.units) for chunk in job.chunks(1)] == [1] * 5


def test_what_items_share_is_bounded_in_a_chunk_and_does_not_part_them():
    """Large groups go apart, and the items of one stay together: each chunk carries it once."""
    references = ("x" * (MAX_CHUNK_SHARED_CHARS // 2),) * 2
    groups = [Group(references=references) for _ in range(3)]
    job = Job([CHECK], [Item(completion=b"fine", group=each) for each in groups for _ in range(5)])
    assert [len(chunk.units) for chunk in job.chunks(1)] == [5] * 3


def test_what_items_share_is_encoded_once_for_all_their_chunks():
    """A group of a mebibyte and a chunk an item would hold the front up for each of them."""
    shared = Group(references=("x" * 1000,))
    long = "x" * MAX_CHUNK_BYTES
    job = Job([CHECK], [Item(completion=long.encode(), group=shared)] * 4)
    chunks, encoded = [*job.chunks(1)], job.encoded(shared)
    assert len(chunks) == 4
    assert len({chunk.encode()[0] for chunk in chunks}) == 1
    assert job.encoded(shared) is encoded


class GoneThrough(tuple[str, ...]):  # noqa: SLOT001  # it has a count
    """References that count how often somebody goes through them."""

    times = 0

    def __iter__(self) -> Iterator[str]:
        """Count it."""
        self.times += 1
        return super().__iter__()


def test_what_items_share_is_measured_once_however_they_come():
    """Two groups with many references, and items of both in turns, are work for each item once."""
    both = [GoneThrough(("x",) * 1_000) for _ in range(2)]
    groups = [Group(references=references) for references in both]
    job = Job([CHECK], [Item(completion=b"fine", group=groups[n % 2]) for n in range(400)])
    assert sum(len(chunk.units) for chunk in job.chunks(1)) == 400
    assert [references.times for references in both] == [1, 1]

"""The engine with real workers."""

from pathlib import Path

import pytest

from verifier_service.checks.format import FormatCheck
from verifier_service.checks.math import MathCheck
from verifier_service.checks.math.options import Compatibility
from verifier_service.checks.plugins import PluginCheck
from verifier_service.engine import open_engine
from verifier_service.items import RawGroup, RawItem
from verifier_service.settings import PoolSettings, Settings
from verifier_service.verdict import Outcome

MISBEHAVE = Path(__file__).parent / "plugins" / "misbehave.py"
ORDER = PluginCheck(name="misbehave")


def settings(*, workers: int = 1) -> Settings:
    """Workers with the misbehaving plug-in and a short deadline."""
    return Settings(
        pool=PoolSettings(workers=workers, plugins=(MISBEHAVE,), verdict_deadline_s=1.0)
    )


async def test_a_text_that_hangs_costs_one_worker_however_often_a_call_has_it():
    """Four workers are ready for it, and groups of other names with the same content are one."""
    groups = [RawGroup(prompt=b"why?", references=(b"42",)) for _ in range(4)]
    items = [RawItem(completion=b"hang", group=groups[n % 4]) for n in range(4_000)]
    fine = RawItem(completion=b"fine", group=groups[0])
    async with open_engine(settings(workers=4)) as engine:
        rows = await engine.verify([ORDER, FormatCheck()], [*items, fine])
        losses = dict(engine.pool_figures.losses)
    assert [row[0].outcome for row in rows] == [Outcome.TIMED_OUT] * 4_000 + [Outcome.SCORED]
    assert {row[1].outcome for row in rows} == {Outcome.SCORED}
    assert sum(row[0].run_time_s > 0 for row in rows[:-1]) == 1
    assert losses == {Outcome.TIMED_OUT: 1}


@pytest.mark.parametrize(
    ("check", "text", "without_any"),
    [
        (MathCheck(compatibility=Compatibility.MATH_VERIFY), b"$99999999!$", Outcome.BAD_REFERENCE),
        (ORDER, b"hang", Outcome.TIMED_OUT),
    ],
)
async def test_a_fault_of_the_references_stays_theirs_beside_a_text_that_costs_a_worker(
    check, text, without_any
):
    """Also behind the loss, where the text is not tried again; a plug-in may need no reference."""
    groups = [
        RawGroup(references=(b"1",)),
        RawGroup(references=(b"\xff",)),
        RawGroup(),
        RawGroup(fault="no such group"),
    ]
    async with open_engine(settings()) as engine:
        rows = await engine.verify([check], [RawItem(completion=text, group=g) for g in groups])
    assert [(verdict.outcome, verdict.detail) for (verdict,) in rows[1:4:2]] == [
        (Outcome.BAD_REFERENCE, "a reference is not UTF-8"),
        (Outcome.BAD_REFERENCE, "no such group"),
    ]
    assert [rows[0][0].outcome, rows[2][0].outcome] == [Outcome.TIMED_OUT, without_any]


async def test_what_only_plug_ins_read_tells_items_apart_for_them_alone():
    """The same text behind two prompts, or of two lengths in tokens, is one text for our checks."""
    items = [
        RawItem(completion=b"tell the process", group=RawGroup(prompt=prompt), token_count=count)
        for prompt in (b"why?", b"how?")
        for count in (3, 4)
    ]
    async with open_engine(settings()) as engine:
        ours = await engine.verify([FormatCheck()], items)
        theirs = await engine.verify([ORDER], items)
    assert sum(row[0].run_time_s > 0 for row in ours) == 1
    assert sum(row[0].run_time_s > 0 for row in theirs) == 4

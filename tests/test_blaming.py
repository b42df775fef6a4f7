"""Whose fault it is that a check ran out, with a real worker."""

from verifier_service.blaming import Blame
from verifier_service.checks.math import MathCheck
from verifier_service.checks.math.options import Compatibility
from verifier_service.figures import CallTimes
from verifier_service.items import Group, Item
from verifier_service.pool.pool import open_pool
from verifier_service.settings import PoolSettings
from verifier_service.verdict import Outcome, Verdict

HANGING = "$99999999!$"  # beyond any deadline for the bare library
CHECK = MathCheck(compatibility=Compatibility.MATH_VERIFY)
TRIED = Verdict(outcome=Outcome.TIMED_OUT, detail="late", run_time_s=1.0)


class Hashed(tuple[str, ...]):  # noqa: SLOT001  # it has a count
    """References that count how often they are hashed."""

    times = 0

    def __hash__(self) -> int:
        """Count it."""
        self.times += 1
        return super().__hash__()

    __eq__ = tuple.__eq__


async def test_the_references_of_many_late_items_are_hashed_for_each_check_and_not_for_each_item():
    """They may be many thousand, and hashing them as often would hold the front up."""
    references = Hashed(("42",))
    group = Group(references=references)
    items = [Item(completion=b"%d" % n, group=group) for n in range(1_000)]
    rows = [(TRIED, TRIED)] * len(items)
    async with open_pool(PoolSettings(workers=1)) as pool:
        await Blame(pool, caller="").put([MathCheck(), MathCheck()], items, rows)
    assert references.times <= 2 * 2  # to look them up and to keep them
    assert rows == [(TRIED, TRIED)] * len(items)


async def test_only_references_that_hang_by_themselves_are_blamed():
    """Also where others in the call have the same ones, or none: one probe for what is the same.

    What the probes take is told as time of the call.
    """
    times = CallTimes()
    of_both = [Group(references=(HANGING,), language=tag) for tag in ("de", "en")]
    groups = [*of_both, Group(references=("42",)), Group()]
    items = [Item(completion=b"7", group=group) for group in groups]
    rows = [(TRIED,)] * len(items)
    async with open_pool(PoolSettings(workers=1, verdict_deadline_s=0.5)) as pool:
        await Blame(pool, caller="", times=times).put([CHECK], items, rows)
        losses = dict(pool.figures.losses)
    outcomes = [verdict.outcome for (verdict,) in rows]
    assert outcomes == [Outcome.BAD_REFERENCE] * 2 + [Outcome.TIMED_OUT] * 2
    assert losses == {Outcome.TIMED_OUT: 1}
    assert times.run_s > 0

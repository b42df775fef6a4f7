"""What differs in a batch, and how those that are the same share their verdicts."""

import pytest

from verifier_service.checks.format import FormatCheck
from verifier_service.distinct import distinct
from verifier_service.items import Group, Item
from verifier_service.pool.jobs import Job
from verifier_service.verdict import Outcome, Verdict

LARGE = ("x" * 60_000,) * 17


async def test_items_of_two_groups_in_turns_make_as_many_chunks_as_in_order():
    """Each group goes along once in a chunk or two, and not with each of its items."""
    groups = [Group(references=LARGE, language=tag) for tag in ("de", "en")]
    items = [Item(completion=b"%d" % n, group=groups[n % 2]) for n in range(200)]
    in_turns_, in_order = await distinct(items), sorted(items, key=lambda item: item.group.language)
    counts = [len([*Job([FormatCheck()], some).chunks(1)]) for some in (in_turns_.items, in_order)]
    assert counts == [2, 2]


async def test_verdicts_come_in_the_order_of_the_items_whatever_order_they_are_scored_in():
    """An item gets the row of its like, wherever in the batch that was."""
    groups = [Group(references=(str(n),)) for n in range(3)]
    items = [Item(completion=b"%d" % (n % 7), group=groups[n % 3]) for n in range(100)]
    found = await distinct(items)
    assert len(found.items) == 3 * 7
    rows = [(Verdict.scored(1.0, extracted=str(said(item))),) for item in found.items]
    shared = await found.shared(rows)
    assert [row[0].extracted for row in shared] == [str(said(item)) for item in items]


def said(item: Item) -> tuple[bytes, tuple[str, ...]]:
    """What tells it from others."""
    return item.completion, item.group.references


async def test_only_what_was_run_took_time():
    """The time of a verdict that was taken over is counted once."""
    found = await distinct([Item(completion=b"same")] * 3)
    shared = await found.shared([(Verdict(outcome=Outcome.SCORED, score=1.0, run_time_s=2.0),)])
    assert [row[0].run_time_s for row in shared] == [2.0, 0.0, 0.0]
    assert [row[0].score for row in shared] == [1.0] * 3


@pytest.mark.parametrize(
    "other",
    [
        Item(completion=b"other"),
        Item(completion=b"same", token_count=4),
        Item(completion=b"same", group=Group(references=("42",))),
    ],
)
async def test_what_differs_in_anything_that_a_check_may_read_is_scored_by_itself(other):
    """Its text, its length in tokens, its group."""
    group = Group()
    found = await distinct([Item(completion=b"same", group=group), other])
    assert len(found.items) == 2


async def test_nothing_differs_in_nothing():
    """A batch of which no item was let in has no rows."""
    assert await (await distinct([])).shared([]) == []

"""Whose fault it is that a check ran out of time or memory: the completion's or the references'.

A check that also runs out on the references and a harmless completion fails on the data and
not on what the model wrote.

Not covered: plug-ins. What one hangs on is its operator's to find out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from verifier_service.checks.base import Check
from verifier_service.checks.plugins import PluginCheck
from verifier_service.figures import CallTimes
from verifier_service.items import Group, Item
from verifier_service.pool.pool import WorkerPool
from verifier_service.turns import LARGE_AT_ONCE, in_turns
from verifier_service.verdict import Outcome, Verdict

# An answer that every marker finds and no sound reference is slow to compare with.
_HARMLESS_COMPLETION = b"%d <answer>0</answer> \\boxed{0}\n#### 0\nAnswer: 0"

_EXHAUSTED = (Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY)


class Blame:
    """Finds it out by the workers of a pool, for one caller; `times` gets what that takes."""

    def __init__(self, pool: WorkerPool, *, caller: str, times: CallTimes | None = None) -> None:
        self._run = partial(pool.run, caller=caller, times=times)

    async def put(
        self, checks: Sequence[Check], items: Sequence[Item], rows: list[tuple[Verdict, ...]]
    ) -> None:
        """Put BAD_REFERENCE in place of each exhaustion that the references alone explain."""
        for number, late in (await _late(checks, items, rows)).items():
            verdicts = {place: rows[place][number] for place in late}
            await self._look_into(checks[number], items, verdicts)
            for place, verdict in verdicts.items():
                row = rows[place]
                rows[place] = (*row[:number], verdict, *row[number + 1 :])

    async def _look_into(
        self, check: Check, items: Sequence[Item], verdicts: dict[int, Verdict]
    ) -> None:
        """Do so for the late verdicts of one check, by the places of their items.

        The same text beside other references was not tried, as it seemed to cost workers: it is
        tried now.
        """
        hanging = await self._hanging(check, [items[place].group for place in verdicts])
        innocent = set()
        for place, verdict in verdicts.items():
            if id(items[place].group) in hanging:
                verdicts[place] = _blaming_the_reference(verdict)
                innocent.add(items[place].completion)
        untried = [
            place
            for place, verdict in verdicts.items()
            if verdict.outcome in _EXHAUSTED
            and not verdict.run_time_s
            and items[place].completion in innocent
        ]
        again = [items[place] for place in untried]
        rows = await self._run([check], again)
        for place, (verdict,) in zip(untried, rows, strict=True):
            verdicts[place] = verdict

    async def _hanging(self, check: Check, groups: Sequence[Group]) -> set[int]:
        """The identities of those groups on which the check runs out whatever the completion is.

        Groups may have the same references, which are hashed once for each: they may be long.
        """
        suspects: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        apart = {id(group): group for group in groups}
        async for some in in_turns([*apart.values()], at_once=LARGE_AT_ONCE):
            for group in some:
                suspects[group.references].append(id(group))
        probes = [  # each another text, as one that cost a worker is not tried again
            Item(completion=_HARMLESS_COMPLETION % number, group=Group(references=references))
            for number, references in enumerate(suspects)
        ]
        rows = await self._run([check], probes)
        hanging = set[int]()
        for same, (verdict,) in zip(suspects.values(), rows, strict=True):
            if verdict.outcome in _EXHAUSTED:
                hanging.update(same)
        return hanging


async def _late(
    checks: Sequence[Check], items: Sequence[Item], rows: Sequence[tuple[Verdict, ...]]
) -> Mapping[int, list[int]]:
    """Of each check of ours that ran out beside references: the places of those items."""
    late: defaultdict[int, list[int]] = defaultdict(list)
    async for places in in_turns(range(len(rows))):
        for place in places:
            for number, verdict in enumerate(rows[place]):
                if (
                    verdict.outcome in _EXHAUSTED
                    and items[place].group.references
                    and not isinstance(checks[number], PluginCheck)
                ):
                    late[number].append(place)
    return late


def _blaming_the_reference(verdict: Verdict) -> Verdict:
    detail = "the reference alone takes the check beyond its deadline or its memory"
    return msgspec.structs.replace(verdict, outcome=Outcome.BAD_REFERENCE, detail=detail)

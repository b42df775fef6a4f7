"""What differs in a batch, group by group.

Items that are the same for all its checks are scored once and share the verdicts: what hangs
in one of them costs one worker, however often it was sent. Items of one group stand together,
in whatever order they came, so that what they share is sent to few workers, few times.

Groups are told apart by identity: that those with the same content are one is the gate's.

Not covered: the same completion in groups that differ. Each is scored by itself.
"""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from verifier_service.items import Item
from verifier_service.turns import in_turns
from verifier_service.verdict import Verdict

_Row = tuple[Verdict, ...]


class Distinct:
    """The `items` of a batch that differ; made by `distinct`."""

    def __init__(self, items: Sequence[Item], places: Sequence[int]) -> None:
        self.items = items
        self._places = places  # of each item that came, where its like is

    async def shared(self, rows: Sequence[_Row]) -> list[_Row]:
        """The rows of the items that came, in their order, from those of the ones that differ.

        For the second and each further one of a kind nothing was run, so it took no time.
        """
        given: list[_Row | None] = [None] * len(rows)  # to the second one of each
        is_first = bytearray(b"\1") * len(rows)
        all_rows: list[_Row] = []
        async for places in in_turns(self._places):
            for place in places:
                if is_first[place]:
                    is_first[place] = False
                    all_rows.append(rows[place])
                else:
                    again = given[place]
                    if again is None:
                        again = given[place] = _taking_no_time(rows[place])
                    all_rows.append(again)
        return all_rows


async def distinct(items: Sequence[Item]) -> Distinct:
    """Those of the items that differ, each group in the place of its first one."""
    numbers: list[int] = []  # of each item, that of its like among those that differ
    differing: list[Item] = []
    seen: defaultdict[int, dict[tuple[bytes, int | None], int]] = defaultdict(dict)
    async for some in in_turns(items):
        for item in some:
            number = seen[id(item.group)].setdefault(
                (item.completion, item.token_count), len(differing)
            )
            if number == len(differing):
                differing.append(item)
            numbers.append(number)
    order = [number for of_group in seen.values() for number in of_group.values()]
    places = [0] * len(order)
    for place, number in enumerate(order):
        places[number] = place
    return Distinct([differing[n] for n in order], [places[number] for number in numbers])


def _taking_no_time(row: _Row) -> _Row:
    return tuple(msgspec.structs.replace(verdict, run_time_s=0.0) for verdict in row)

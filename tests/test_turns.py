"""Long work in turns with everybody else's."""

import asyncio
import time
from collections.abc import Iterator

from verifier_service.turns import as_made, in_turns


async def test_between_two_slices_that_take_long_others_have_their_turn():
    """However few values make a slice long; all of them come, in their order."""
    others, seen = 0, []

    async def others_work() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others_work())
    turns = []
    async for some in in_turns(range(1_000)):
        turns.append(others)
        seen += some
        end = time.monotonic() + 0.01
        while time.monotonic() < end:
            pass
    waiting.cancel()
    assert seen == list(range(1_000))
    assert len(set(turns)) == len(turns) > 1


async def test_between_two_values_that_take_long_to_make_others_have_their_turn():
    """Each is handed over before the next is made."""
    others = 0

    async def others_work() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    def made() -> Iterator[int]:
        for value in range(10):
            end = time.monotonic() + 0.01
            while time.monotonic() < end:
                pass
            yield value

    waiting = asyncio.create_task(others_work())
    seen = [(value, others) async for value in as_made(made())]
    waiting.cancel()
    assert [value for value, _ in seen] == [*range(10)]
    assert len({turns for _, turns in seen}) == 10


async def test_nothing_is_done_in_no_turn():
    """An empty call costs nothing."""
    assert [some async for some in in_turns(())] == []


async def test_of_what_may_be_large_fewer_are_done_at_once():
    """All of them come, in their order."""
    slices = [[*some] async for some in in_turns(range(10), at_once=4)]
    assert slices == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]

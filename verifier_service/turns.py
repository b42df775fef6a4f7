"""Long work on the event loop, in turns with everybody else's.

A call may hold thousands of items. Converting them in one go would hold up every other
call, and the refusal of those for which there is no room, for as long.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import TypeVar

# Of an item with all its checks a slice is some milliseconds of work at the worst.
_SLICE = 64
LARGE_AT_ONCE = 4  # of what may be a mebibyte each
_TURN_S = 0.004

_T = TypeVar("_T")


async def in_turns(values: Sequence[_T], *, at_once: int = _SLICE) -> AsyncIterator[Sequence[_T]]:
    """The values in slices, in order; between two of them others have their turn, if it is time.

    A slice has so many `at_once`: fewer of what may be large.
    """
    ends = time.monotonic() + _TURN_S
    for start in range(0, len(values), at_once):
        if time.monotonic() >= ends:
            await asyncio.sleep(0)
            ends = time.monotonic() + _TURN_S
        yield values[start : start + at_once]


async def as_made(values: Iterable[_T]) -> AsyncIterator[_T]:
    """The values one by one; likewise. For what is long work to make."""
    ends = time.monotonic() + _TURN_S
    for value in values:
        yield value
        if time.monotonic() >= ends:
            await asyncio.sleep(0)
            ends = time.monotonic() + _TURN_S

"""A batch on its way through the pool: its units of work and their verdicts.

A unit is one check on one item. Units are numbered through the batch, item by item and in
each in the order of the checks, so that one number says both.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

import msgspec

from verifier_service.checks.base import Check
from verifier_service.items import Group, Item
from verifier_service.pool.stopwatch import Stopwatch
from verifier_service.settings import MIB
from verifier_service.verdict import Verdict
from verifier_service.worker.shared_memory import TEXT_BYTES

MAX_CHUNK_ITEMS = 256
MAX_CHUNK_BYTES = TEXT_BYTES
# Of what its groups share, which the worker decodes at once, into four bytes a character at most.
# A group that is larger has chunks of its own.
MAX_CHUNK_SHARED_CHARS = MIB
# Of several workers one gets at most this share of what is left for it: large chunks first, as each
# costs a turn of the front, then smaller and smaller ones, so that all come to the end together.
_SHARES_PER_WORKER = 2
_MAX_OVER = 16  # items more than that, at most
_NO_GROUP = Group()


class Job:
    """One batch. Complete when every unit has its verdict."""

    def __init__(self, checks: Sequence[Check], items: Sequence[Item], *, caller: str = "") -> None:
        self.caller = caller
        self.checks = tuple(checks)
        self.items: tuple[Item, ...] = tuple(items)
        self.cancelled_at: float | None = None
        self.watchers: set[Callable[[], None]] = set()
        self.tried_twice: set[int] = set()
        self.stopwatch = Stopwatch()
        self._ruinous: dict[tuple[bytes, int], Verdict] = {}
        self._encoded = _NO_GROUP, msgspec.Raw()  # the group that was encoded last
        self._missing = len(checks) * len(items)
        self._verdicts: list[Verdict | None] = [None] * self._missing
        self._done = asyncio.Event()

    def chunks(self, workers: int, *, least: int = 1) -> Iterator["WorkChunk"]:
        """The whole job in chunks that are small in items and in text.

        For the sake of an even end none is of less than `least` items.
        """
        begin, count = 0, len(self.items)
        most, size = self._share(count, workers, least), 0
        group, chars, shared = None, 0, 0
        counted: dict[int, int] = {}  # as a group may have many references, and come again
        for place, item in enumerate(self.items):
            is_new = item.group is not group
            if is_new:
                group = item.group
                if id(group) not in counted:
                    counted[id(group)] = _shared_chars(group)
                chars = counted[id(group)]
                shared += chars
            size += len(item.completion)
            over = place - begin - most
            # A worker knows what it has made of a reference: where it can be, a group stays whole.
            is_enough = over >= 0 and (is_new or over >= min(most // 2, _MAX_OVER))
            is_large = size > MAX_CHUNK_BYTES or (is_new and shared > MAX_CHUNK_SHARED_CHARS)
            if place > begin and (is_enough or is_large):
                yield self._chunk(begin, place)
                begin, size, shared = place, len(item.completion), chars
                most = self._share(count - place, workers, least)
        yield self._chunk(begin, count)

    @staticmethod
    def _share(left: int, workers: int, least: int) -> int:
        fair = left if workers == 1 else -(-left // (_SHARES_PER_WORKER * workers))
        return min(MAX_CHUNK_ITEMS, max(least, fair))

    def _chunk(self, begin: int, end: int) -> "WorkChunk":
        checks = len(self.checks)
        return WorkChunk(self, range(begin * checks, end * checks))

    def item_of(self, unit: int) -> Item:
        """The item that a unit is about."""
        return self.items[unit // len(self.checks)]

    def check_of(self, unit: int) -> Check:
        """The check that a unit runs."""
        return self.checks[unit % len(self.checks)]

    def encoded(self, group: Group) -> msgspec.Raw:
        """A group as workers get it; where several chunks share it, it is encoded once."""
        if self._encoded[0] is not group:
            shared = (group.prompt, group.references, group.language, group.reference_fault)
            self._encoded = group, msgspec.Raw(msgspec.msgpack.encode(shared))
        return self._encoded[1]

    def note_ruin(self, unit: int, verdict: Verdict) -> None:
        """Remember that this unit cost a worker, so that no other one gets the like of it."""
        self._ruinous[self.item_of(unit).completion, unit % len(self.checks)] = verdict
        for tell in self.watchers:
            tell()

    @property
    def ruins(self) -> int:
        """How many units are known that cost a worker."""
        return len(self._ruinous)

    def ruin_of(self, unit: int) -> Verdict | None:
        """The verdict about a unit like one that cost a worker; None about others.

        None too where the references answer, whose fault is not to become the completion's.
        """
        if not self._ruinous:
            return None
        item = self.item_of(unit)
        if self.check_of(unit).refuses(item.group.references, item.group.reference_fault):
            return None
        return self._ruinous.get((item.completion, unit % len(self.checks)))

    def answer(self, unit: int, verdict: Verdict) -> None:
        """Keep the verdict of a unit."""
        self._verdicts[unit] = verdict
        self._missing -= 1
        if not self._missing:
            self._done.set()

    def cancel(self) -> None:
        """Nobody waits any more; whoever works on it is told."""
        self.cancelled_at = time.monotonic()
        # Chunks may stay in the queue for a while; the texts need not.
        self.items, self._encoded = (), (_NO_GROUP, msgspec.Raw())
        for tell in self.watchers:
            tell()

    async def result(self) -> list[tuple[Verdict, ...]]:
        """Wait for the last verdict; all of them, a tuple an item, in order."""
        await self._done.wait()
        verdicts = [verdict for verdict in self._verdicts if verdict is not None]
        return list(zip(*[iter(verdicts)] * len(self.checks), strict=True))


class WorkChunk:
    """Units of one job that one worker gets at once; `units` are those not answered yet."""

    def __init__(self, job: Job, units: Sequence[int]) -> None:
        self.job = job
        self.units = deque(units)
        self.size = len(units)
        self.queued_at = time.monotonic()  # for the first time
        self.wait_is_counted = False
        self.charged_s = 0.0
        self.is_out = False  # taken from the queue, and not settled
        self.number = 0  # among the chunks of the worker that it was sent to
        self.sent_at = 0.0
        self.units_sent = 0
        self.to_be_tried_alone = 0  # the first ones of its units
        # A worker was lost over what it is a part of: its verdicts are to come one by one, so that
        # the first unit without one is at work, whatever a worker says.
        self.is_watched = False
        self._answered = 0
        self._unsent = (-1, 0.0)  # at so many answers, since when it is beyond the first unit
        self._ruins_seen = 0

    def answer_ruinous(self) -> None:
        """Answer the units that must not be tried. Before it is sent."""
        left: deque[int] = deque()
        for unit in self.units:
            verdict = self.job.ruin_of(unit)
            if verdict is None:
                left.append(unit)
            else:
                self.job.answer(unit, verdict)
        self.units = left
        self._ruins_seen = self.job.ruins

    def has_become_ruinous(self) -> bool:
        """Whether, since the last look, one of its units was found to be like one that ruined."""
        if self._ruins_seen == self.job.ruins or self.job.cancelled_at is not None:
            return False
        self._ruins_seen = self.job.ruins
        return any(self.job.ruin_of(unit) is not None for unit in self.units)

    @property
    def has_answers(self) -> bool:
        """Whether a unit of it is answered."""
        return self._answered > 0

    def encode(self) -> tuple[bytes, list[bytes]]:
        """The message for the worker, and the completions for the memory that it shares.

        Each item and each group once. Completions for which there is no room are in the message.
        """
        groups: list[msgspec.Raw] = []
        places: dict[int, int] = {}
        tasks, texts = [], []
        for item, indexes in self._by_item():
            place = places.get(id(item.group))
            if place is None:
                place = places[id(item.group)] = len(groups)
                groups.append(self.job.encoded(item.group))
            tasks.append((len(item.completion), place, item.token_count, indexes))
            texts.append(item.completion)
        if sum(map(len, texts)) <= TEXT_BYTES:
            inline, shared = None, texts
        else:
            inline, shared = b"".join(texts), []
        message = (self.job.checks, groups, tasks, inline, self.is_watched)
        return msgspec.msgpack.encode(message), shared

    @property
    def is_oversized(self) -> bool:
        """Whether it is more than chunks are meant to be, as one unit alone may be."""
        if not self.units or self.job.cancelled_at is not None:
            return False
        items = [item for item, _ in self._by_item()]
        groups = {id(item.group): item.group for item in items}.values()
        return (
            sum(len(item.completion) for item in items) > MAX_CHUNK_BYTES
            or sum(map(_shared_chars, groups)) > MAX_CHUNK_SHARED_CHARS
        )

    def _by_item(self) -> Iterator[tuple[Item, Sequence[int]]]:
        """Each item, and the places of the checks that it still needs."""
        items, checks = self.job.items, len(self.job.checks)
        if checks == 1:
            for unit in self.units:
                yield items[unit], (0,)
            return
        last, indexes = -1, list[int]()
        for unit in self.units:
            place, index = divmod(unit, checks)
            if place != last and indexes:
                yield items[last], indexes
                indexes = []
            last = place
            indexes.append(index)
        yield items[last], indexes

    def answer(self, verdict: Verdict) -> None:
        """The verdict of the first unit.

        Raises:
            IndexError: there is none left.
        """
        self.job.answer(self.units.popleft(), verdict)
        self._answered += 1

    def unit_at(self, place: int) -> int:
        """The unit at a place of the whole chunk, or the nearest one that has no answer."""
        return self.units[self.begun_by(place) - 1]

    def seconds_left(self, worked_s: float, *, by_experience: float) -> float:
        """What the rest will take at the pace so far; by experience, while there is none."""
        pace_s = worked_s / self._answered if self._answered else by_experience
        return pace_s * len(self.units)

    def renewed(self) -> "WorkChunk":
        """What is left, as if it had not been given to anybody."""
        return self._part(self.units)

    def _part(self, units: Sequence[int]) -> "WorkChunk":
        chunk = WorkChunk(self.job, units)
        chunk.queued_at, chunk.wait_is_counted = self.queued_at, self.wait_is_counted
        chunk.is_watched = self.is_watched
        return chunk

    def handed_on(self) -> "WorkChunk":
        """The same for another worker. Whoever has this one works for nobody any more."""
        chunk = self.renewed()
        self.job = Job(self.job.checks, self.job.items, caller=self.job.caller)
        self.job.cancel()
        chunk.charged_s, chunk.is_out = self.charged_s, self.is_out
        self.is_out = False
        return chunk

    def begun_by(self, place: int) -> int:
        """How many of its units are begun and not answered when the one at this place is begun."""
        unsent = 0 if self.is_watched else max(0, place - self._answered)
        return min(unsent + 1, len(self.units))

    def unsent_since(self, place: int) -> float:
        """Since when a verdict is known to be there and not sent; infinity if none is."""
        if place <= self._answered:
            return math.inf
        if self._unsent[0] != self._answered:
            self._unsent = self._answered, time.monotonic()
        return self._unsent[1]

    def split(self, parts: int) -> Iterator["WorkChunk"]:
        """What is left, in some `parts` chunks; none of it if nobody waits any more."""
        units = [] if self.job.cancelled_at is not None else list(self.units)
        alone, units = units[: self.to_be_tried_alone], units[self.to_be_tried_alone :]
        for unit in alone:
            yield self._part([unit])
        size = max(1, -(-len(units) // parts))
        for start in range(0, len(units), size):
            yield self._part(units[start : start + size])


def _shared_chars(group: Group) -> int:
    return len(group.prompt) + len(group.language) + sum(map(len, group.references))

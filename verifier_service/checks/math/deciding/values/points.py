"""Points at which two trees are compared, drawn from a hash of what both hold.

`points` are boxes in which every symbol is drawn: positive, negative, below one, larger, of both
signs, beyond and between the numbers that stand in the trees, where domains may end. A symbol that
has to be an integer is drawn from the first dozens of positive integers.

Trees that are made of pieces are looked at in more places: `spread` has every size up to a million
and around the numbers of the trees with every combination of signs, `corners` are those numbers
themselves, `near_zero` and `near_corners` are where quotients are large. Where the trees hold
larger or smaller numbers than these, `ladder` has places of every size up to what they can be
multiplied to. Symbols for integers are at every small one, at those of the trees and their
multiples, and far out (`integers`).

Coordinates have some forty bits, and so are exact in every precision that is used, but for corners
at fractions such as 1/3.

Not covered: domains and pieces that are missed by all of these.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise, product

from flint import arb, fmpq

from verifier_service.checks.math.deciding.values.arithmetic import working_precision
from verifier_service.checks.math.deciding.values.encoding import Draws
from verifier_service.checks.math.deciding.values.features import INTEGER_FUNCTIONS, Features

MAX_POINTS = 24  # looked at before giving up
MAX_SPREAD = 64
MAX_SIGNED = 4  # so many symbols take all combinations of signs
MAX_BITS = 4_000  # of an integer
MAX_CORNERS = 40
CORNER_BITS = 2_000  # of one that no number of bits is enough for
RUNGS = 16  # of a ladder, upwards and downwards
_MIXED = 24  # places of a ladder with a rung for each symbol of its own
MAX_INTEGERS = 12  # of the trees, whose multiples and neighbours are tried
_SMALL_INTEGERS = range(1, 65)
_LARGER_INTEGERS = (97, 210, 100_003, 1_000_000, 10**9 + 21)
_FIRST_RUNG = 18  # bits: `spread` has what is smaller
SCALE_BITS = 40
MAX_FLOAT = 1 << 53  # up to which floating-point numbers hold every integer

Point = dict[str, arb]
_Box = tuple[int, int]  # its lower end and its length, in units of 2^-40

_SMALL_SIZES = (24, 2, 8, 5, 16, 11)  # bits below one
_BESIDE_BITS = 12
MAX_PATTERNS = 8  # of signs, of each small size
MAX_EQUAL = 8  # numbers that all symbols have at once

_UNIT = 1 << SCALE_BITS
_BOXES: tuple[_Box, ...] = (
    (_UNIT // 4, 2 * _UNIT),
    (-2 * _UNIT, 7 * _UNIT // 4),
    (0, _UNIT),
    (2 * _UNIT, 7 * _UNIT),
    (-3 * _UNIT, 6 * _UNIT),
    (-9 * _UNIT, 7 * _UNIT),
    (-_UNIT, 2 * _UNIT),
    (-12 * _UNIT, 24 * _UNIT),
)
_INTEGER_BOXES = ((4, 9), (1, 4), (2, 16), (3, 40), (1, 3), (5, 12))
_SIZES: tuple[_Box, ...] = tuple(
    (size * _UNIT // 20, size * _UNIT) for size in (3, 40, 1_000, 30_000, 1_000_000)
)


class Domain:
    """The symbols of two trees, and what is known about where they live."""

    def __init__(self, features: Sequence[Features], names: Sequence[str]) -> None:
        self.names = sorted(names)
        self.integers = features[0].integers | features[1].integers
        self._features = features

    @cached_property
    def landmarks(self) -> list[fmpq]:
        """The sizes of the numbers that stand in the trees, in order."""
        found = sorted(abs(number) for one in self._features for number in one.landmarks)
        pairs = zip([None, *found], found, strict=False)
        return [after for before, after in pairs if before != after]

    def points(self, draws: Draws, *, integers: bool) -> Iterator[Point]:
        """Points, the likeliest kind first; `integers` makes every symbol one."""
        boxes = list(_BOXES)
        drawn: dict[str, set[int]] = defaultdict(set)
        for index in range(MAX_POINTS):
            if index == len(_BOXES):
                boxes.extend(self._boxes_at_landmarks())
            point: Point = {}
            for name in self.names:
                if integers or name in self.integers:
                    box = _INTEGER_BOXES[index % len(_INTEGER_BOXES)]
                    point[name] = arb(_another(box, draws, drawn[name]))
                else:
                    box = boxes[index if index < len(boxes) else draws.bits(16) % len(boxes)]
                    point[name] = _within(box, draws)
            yield point

    def spread(self, draws: Draws) -> Iterator[Point]:
        """Points of every size, and of every sign."""
        sizes = [*self._boxes_between_landmarks(), *_SIZES]
        count = min(len(self.names), MAX_SIGNED)
        signs = list(product((1, -1), repeat=count))
        for index, (size, pattern) in enumerate(product(sizes, signs)):
            if index == MAX_SPREAD:
                return
            yield {
                name: (_within(size, draws) * pattern[place % count]).mid()
                for place, name in enumerate(self.names)
            }

    def corners(self) -> Iterator[Point]:
        """Points at the very numbers of the trees and at small integers, where pieces may meet."""
        steps = [number for number in self.landmarks if number != 0]
        ends = [fmpq(0), *steps, *(-number for number in steps), fmpq(1), fmpq(2)]
        with working_precision(CORNER_BITS):
            corners = list(map(arb, ends))
        for index in range(min(len(ends), MAX_CORNERS)):
            yield {
                name: corners[(index + place) % len(ends)] for place, name in enumerate(self.names)
            }

    def equal_corners(self) -> Iterator[Point]:
        """The same numbers for all symbols at once, and in the other order."""
        ends = [fmpq(0), *(number for number in self.landmarks if number != 0), fmpq(1), fmpq(2)]
        with working_precision(CORNER_BITS):
            corners = list(map(arb, ends[:MAX_EQUAL]))
        for index in range(len(corners)):
            yield dict.fromkeys(self.names, corners[index])
            yield {
                name: corners[(index - place) % len(corners)]
                for place, name in enumerate(self.names)
            }

    def near_zero(self, draws: Draws) -> Iterator[Point]:
        """Points all of whose symbols are small, of several sizes."""
        count = min(len(self.names), MAX_SIGNED)
        sizes = _SMALL_SIZES if count > 1 else _SMALL_SIZES[::2]
        patterns = list(product((1, -1), repeat=count))
        for size, pattern in product(sizes, patterns[:MAX_PATTERNS]):
            yield {
                name: (_at_rung(-size, draws) * pattern[place % count]).mid()
                for place, name in enumerate(self.names)
            }

    def near_corners(self, draws: Draws) -> Iterator[Point]:
        """Points beside pairs of numbers of the trees, where several symbols may meet a pole."""
        steps = [number for number in self.landmarks if number != 0]
        ends = [fmpq(0), *steps[:MAX_EQUAL]]
        for one, other in islice(product(ends, repeat=2), MAX_CORNERS):
            yield {
                name: (arb((one, other)[place % 2]) + _at_rung(-_BESIDE_BITS, draws)).mid()
                for place, name in enumerate(self.names)
            }

    def ladder(self, draws: Draws, reach: int) -> Iterator[Point]:
        """Points of every size from 2^-reach to 2^reach that `spread` does not have."""
        if reach <= _FIRST_RUNG:
            return
        steps = (_FIRST_RUNG + (reach + 2 - _FIRST_RUNG) * k // RUNGS for k in range(1, RUNGS + 1))
        rungs = [sign * step for step in steps for sign in (1, -1)]
        count = min(len(self.names), MAX_SIGNED)
        for rung, pattern in product(rungs, product((1, -1), repeat=count)):
            yield {
                name: (_at_rung(rung, draws) * pattern[place % count]).mid()
                for place, name in enumerate(self.names)
            }
        for _ in range(_MIXED if count > 1 else 0):
            yield {name: _at_any(rungs, draws) for name in self.names}

    def integer_points(self, draws: Draws, reach: int, moduli: Sequence[int]) -> Iterator[Point]:
        """Points whose symbols for integers are many of them; the others are somewhere."""
        own = [int(number.p) for number in self.landmarks if number.q == 1 and number > 1]
        own.extend(abs(modulus) for modulus in moduli if abs(modulus) > 1)
        tried = [(1 << min(reach, MAX_BITS)) + 1]
        for number in own[-MAX_INTEGERS:]:
            tried.extend((number - 1, number, number + 1, 2 * number, 3 * number))
        if any(one.functions & INTEGER_FUNCTIONS for one in self._features):
            tried.extend(_SMALL_INTEGERS)
        yield from self._around(tried, draws)

    def far_integers(self, draws: Draws) -> Iterator[Point]:
        """Points whose symbols for integers are far out, where a long sum cannot be computed."""
        yield from self._around(_LARGER_INTEGERS, draws)

    def _around(self, tried: Sequence[int], draws: Draws) -> Iterator[Point]:
        """Points at which one symbol after the other is each of some integers."""
        for others in range(min(len(self.integers), 2)):
            for index, count in enumerate(tried):
                point = {name: _within(_BOXES[0], draws) for name in self.names}
                for place, name in enumerate(sorted(self.integers & point.keys())):
                    small = 1 + draws.bits(16) % 9
                    moved = tried[(index + 7 * place) % len(tried)]
                    point[name] = arb(count if place == others else (small, moved)[index % 2])
                yield point

    def _boxes_at_landmarks(self) -> Iterator[_Box]:
        """Boxes between neighbouring numbers of the trees and beyond the largest, of all signs."""
        for low, length in self._boxes_between_landmarks():
            yield low, length
            yield -low - length, length

    def _boxes_between_landmarks(self) -> Iterator[_Box]:
        """Boxes of positive numbers between neighbours, and beyond the largest."""
        ends = [int((number * _UNIT).floor()) for number in self.landmarks]
        if ends and ends[-1] > 2 * _UNIT:
            yield ends[-1], 2 * ends[-1]
        for low, high in pairwise(ends):
            yield low, high - low


def _another(box: _Box, draws: Draws, drawn: set[int]) -> int:
    """An integer between the ends of a box, and one not drawn before if there is any."""
    low, high = box
    count = high - low + 1
    first = draws.bits(16) % count
    places = (low + (first + step) % count for step in range(count))
    place = next((place for place in places if place not in drawn), low + first)
    drawn.add(place)
    return place


def _at_rung(rung: int, draws: Draws) -> arb:
    return arb((_UNIT + draws.bits(SCALE_BITS) | 1, rung - SCALE_BITS))


def _at_any(rungs: Sequence[int], draws: Draws) -> arb:
    return (_at_rung(rungs[draws.bits(16) % len(rungs)], draws) * (1 - 2 * draws.bits(1))).mid()


def _within(box: _Box, draws: Draws) -> arb:
    low, length = box
    drawn = 2 * draws.bits(SCALE_BITS) + 1  # never at an end
    place = low + (length * drawn >> (SCALE_BITS + 1))
    if abs(place) < MAX_FLOAT:
        return arb(place / _UNIT)  # exact, and quickly made
    return arb((place, -SCALE_BITS))

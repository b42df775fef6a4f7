"""Where trees that are made of pieces change from one to another, found by the secant method.

What is followed to zero are the arguments of `abs` and `sign`, of steps, the differences of the
arguments of `min` and `max`, and of the sides of conditions: along one symbol, the others being
somewhere. A linear argument is there at once, most others after some steps.

Not covered: zeros that the method does not come to from its two starts, and all but the first
`MAX_ARGUMENTS` arguments.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from flint import arb, fmpq

from verifier_service.checks.math.children import children
from verifier_service.checks.math.deciding.values import exact, scanning, under_roots
from verifier_service.checks.math.deciding.values.arithmetic import (
    UndecidableError,
    Work,
    is_nonzero,
    working_precision,
)
from verifier_service.checks.math.deciding.values.balls import Evaluation
from verifier_service.checks.math.deciding.values.building import difference
from verifier_service.checks.math.deciding.values.features import (
    INTEGER_FUNCTIONS,
    KINKED_FUNCTIONS,
)
from verifier_service.checks.math.deciding.values.points import Point
from verifier_service.checks.math.deciding.values.reaches import reach
from verifier_service.checks.math.deciding.values.real_arithmetic import RealArithmetic
from verifier_service.checks.math.scopes import walk
from verifier_service.checks.math.tree import (
    Apply,
    Integral,
    Limit,
    Node,
    Number,
    OverRange,
    Power,
    Relation,
)

MAX_ARGUMENTS = 12
MAX_STEPS = 30
_BITS = 100
_CLOSE_BITS = -80  # to zero, by the size of the place
_STARTS = ((fmpq(71, 100), fmpq(183, 100)), (fmpq(-27, 10), fmpq(-413, 10)))
_SIDES = tuple(
    fmpq(*side) for side in ((0, 1), (1, 10**8), (-1, 10**8), (1, 4), (-1, 4))
)  # from a zero, by its size and one

_OF_ONE = frozenset(("abs", "norm", "sign", "floor", "ceiling", "fractional_part", "round"))
_OF_SIGNS = frozenset(("abs", "norm", "sign", "min", "max"))
_OF_SEVERAL = frozenset(("min", "max", "mod"))
_OF_DIVISORS = frozenset(("gcd", "lcm", "mod"))
_BINDING = (OverRange, Integral, Limit)


def zeros(node: Node, name: str, work: Work) -> list[fmpq]:
    """Zeros of a tree in one symbol to which the method comes, from starts around 0."""
    found = []
    for start in range(-6, 7, 2):
        zero = _zero(node, name, {}, (fmpq(start), fmpq(10 * start + 7, 10)), work)
        if zero is not None:
            found.append(zero.fmpq())
    return found


class Turns:
    """What decides which pieces of two trees hold."""

    __slots__ = ("_arguments", "_divided_by", "_divisors", "_tell_pieces")

    def __init__(self, *nodes: Node) -> None:
        found = dict.fromkeys(argument for node in nodes for argument in _arguments(node))
        self._arguments = tuple(islice(found, MAX_ARGUMENTS))
        self._tell_pieces = len(found) <= MAX_ARGUMENTS and not any(
            _has_other_pieces(part) for node in nodes for part in walk(node)
        )
        bases = dict.fromkeys(base for node in nodes for base in _divided_by(node))
        self._divided_by = tuple(islice(bases, MAX_ARGUMENTS))
        divisors = (divisor for node in nodes for divisor in _divisors(node))
        self._divisors = tuple(islice(dict.fromkeys(divisors), MAX_ARGUMENTS))

    @property
    def moduli(self) -> list[int]:
        """The integers that stand among the arguments of `gcd`, `lcm` and `mod`, or are in them."""
        values = [exact.value_of(part) for part in self._divisors]
        return [int(value.p) for value in values if value is not None and value.q == 1]

    @property
    def reach(self) -> int:
        """The bits of the largest or smallest place at which one of them may turn."""
        return max(map(reach, self._arguments), default=0)

    def piece(self, point: Point, work: Work) -> tuple[bool, ...] | None:
        """Which piece of both trees a point lies on; None if that cannot be told.

        On one piece they are analytic: there they are equal everywhere if they are near a point.
        """
        if not self._tell_pieces:
            return None
        try:
            with working_precision(_BITS):
                evaluation = Evaluation(RealArithmetic(), point, work, bits=_BITS)
                values = [evaluation.value(argument) for argument in self._arguments]
        except UndecidableError:
            return None
        return tuple(value > 0 for value in values) if all(map(is_nonzero, values)) else None

    def crossings(self, around: Mapping[str, arb], work: Work) -> Iterator[Point]:
        """Points at and beside the zeros of the arguments, near a point."""
        yield from _zeros_of(self._arguments, around, work)

    def poles(self, around: Mapping[str, arb], work: Work) -> Iterator[Point]:
        """Points at and beside the zeros of what is divided by, near a point."""
        yield from _zeros_of(self._divided_by, around, work)


def _zeros_of(arguments: Sequence[Node], around: Mapping[str, arb], work: Work) -> Iterator[Point]:
    for argument in arguments:
        for name in sorted(scanning.open_names(argument) & around.keys()):
            for start in _STARTS:
                zero = _zero(argument, name, around, start, work)
                if zero is not None:
                    yield from ({**around, name: side} for side in _sides(zero))
                    break


def _arguments(node: Node) -> Iterator[Node]:
    """What decides which piece of a function it is, wherever a function of pieces stands."""
    stack = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, _BINDING):
            continue
        if isinstance(top, Apply):
            if top.function in _OF_ONE:
                yield top.arguments[0]
            elif (inner := _undone(top)) is not None:
                yield inner
            elif top.function in _OF_SEVERAL:
                yield from (difference(a, b) for a, b in pairwise(top.arguments))
        elif isinstance(top, Power):
            if _is_even_root(top):
                yield from under_roots.turns(top.base) or ()
        elif isinstance(top, Relation):
            yield from (difference(a, b) for a, b in pairwise(top.sides))
        stack.extend(children(top))


def _has_other_pieces(part: Node) -> bool:
    """Whether a node has pieces that the signs of arguments do not tell from each other."""
    if isinstance(part, Apply):
        if part.function in _OF_SIGNS:
            return len(part.arguments) > 2  # noqa: PLR2004  # then only neighbours are compared
        if _undone(part) is not None:
            return False
        return part.function in KINKED_FUNCTIONS or part.function in INTEGER_FUNCTIONS
    if isinstance(part, Power):
        return _is_even_root(part) and under_roots.turns(part.base) is None
    return isinstance(part, _BINDING)


def _undone(node: Apply) -> Node | None:
    """What `arcosh(cosh u)` is the size of; None for anything else."""
    match node:
        case Apply(
            function="acosh" | "asech" as name,
            arguments=(Apply(function=inner, arguments=(argument,), derivative_order=0),),
            derivative_order=0,
        ) if inner == name[1:]:
            return argument
        case _:
            return None


def _is_even_root(node: Power) -> bool:
    exponent = exact.literal(node.exponent)
    return exponent is not None and exponent.q % 2 == 0


def _divisors(node: Node) -> Iterator[Node]:
    """The closed arguments of functions of divisibility."""
    for part in walk(node):
        if isinstance(part, Apply) and part.function in _OF_DIVISORS:
            yield from (a for a in part.arguments if not scanning.open_names(a))


def _divided_by(node: Node) -> Iterator[Node]:
    """What has a negative power."""
    for part in walk(node):
        if (
            isinstance(part, Power)
            and isinstance(part.exponent, Number)
            and part.exponent.value < 0
        ):
            yield part.base


def _sides(zero: arb) -> list[arb]:
    """A zero and places on both sides of it, without a width of their own."""
    with working_precision(_BITS):
        size = 1 + abs(zero)
        return [(zero + arb(side) * size).mid() for side in _SIDES]


def _zero(
    argument: Node, name: str, around: Mapping[str, arb], start: tuple[fmpq, fmpq], work: Work
) -> arb | None:
    """A zero of an argument along one symbol; None if the method does not come to one."""
    values = dict(around)
    evaluation = Evaluation(RealArithmetic(), values, work, bits=_BITS)

    def height(place: arb) -> arb:
        values[name] = place
        return evaluation.value(argument)

    try:
        with working_precision(_BITS):
            before, place = arb(start[0]).mid(), arb(start[1]).mid()
            low, high = height(before), height(place)
            for _ in range(MAX_STEPS):
                slope = (high - low) / (place - before)
                before, low = place, high
                place = (place - high / slope).mid()
                if not place.is_finite():
                    return None
                if abs(place - before) <= arb(2) ** _CLOSE_BITS * (1 + abs(place)):
                    return place
                high = height(place)
    except UndecidableError:
        return None
    return None

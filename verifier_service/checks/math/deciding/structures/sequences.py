r"""Sequences given by cases, whose variable runs through integers alone.

    \begin{cases} 1, & n = 1 \\ 2n, & n \ge 2 \end{cases}        the same with n > 1
    \begin{cases} 1, & n = 1 \\ 2n-1, & n \ge 2 \end{cases}      2n-1

The letter is one of integers, and a branch has a single integer or says that it is for integers.
Of what is no such branch nobody knows that it is no function of a real number. The integers from
`a` to `b` stand for the reals from `a - 1/2` to `b + 1/2`, so that neighbours touch.

Not covered: branches that overlap, which contradict each other or say a thing twice.
"""

from collections.abc import Iterator

import msgspec
from flint import fmpq, fmpz

from verifier_service.checks.math.deciding.comparison import Comparison
from verifier_service.checks.math.deciding.regions.lines import (
    BEFORE,
    BEHIND,
    REALS,
    Cut,
    Line,
    Point,
    intersection,
    interval,
    union,
)
from verifier_service.checks.math.deciding.regions.real_sets import condition_region
from verifier_service.checks.math.deciding.trees import replaced
from verifier_service.checks.math.reading.restrictions import OF_INTEGERS
from verifier_service.checks.math.tree import Cases, Node, Number, Symbol

_HALF = fmpq(1, 2)
_FIRST = (fmpz(0), fmpz(1))  # indices


class _Piece(msgspec.Struct, frozen=True, kw_only=True):
    line: Line
    value: Node


class _Sequence(msgspec.Struct, frozen=True, kw_only=True):
    pieces: tuple[_Piece, ...]
    is_certain: bool  # that the variable runs through integers

    @property
    def line(self) -> Line:
        return union([piece.line for piece in self.pieces])


def is_same_sequence(*, one: Node, other: Node, variable: Symbol, using: Comparison) -> bool:
    """Whether two functions of an index, of which one has cases, certainly have equal values."""
    if variable.name not in OF_INTEGERS:
        return False
    ours, theirs = _sequence(one, variable, using), _sequence(other, variable, using)
    if ours is None or theirs is None or not (ours.is_certain or theirs.is_certain):
        return False
    if isinstance(one, Cases) and isinstance(other, Cases):
        if ours.line != theirs.line:
            return False
    else:
        domain = ours.line if isinstance(one, Cases) else theirs.line
        if domain not in _USUAL:
            return False
    return all(
        _agree(a.value, b.value, intersection((a.line, b.line)), variable, using)
        for a in ours.pieces
        for b in theirs.pieces
    )


def _sequence(node: Node, variable: Symbol, using: Comparison) -> _Sequence | None:
    if not isinstance(node, Cases):
        return _Sequence(pieces=(_Piece(line=REALS, value=node),), is_certain=False)
    found: list[_Piece] = []
    is_certain = False
    for branch in node.branches:
        if branch.condition is None:
            return None
        region = condition_region(branch.condition, variable, using=using)
        if region is None or region.base not in {"R", "Z"}:
            return None
        points = region.line.points()
        is_certain |= region.base == "Z" or (
            points is not None and all(p.exact is not None and p.exact.q == 1 for p in points)
        )
        line = _with_halves(region.line)
        if line is None or any(not intersection((line, p.line)).is_empty for p in found):
            return None
        found.append(_Piece(line=line, value=branch.value))
    return _Sequence(pieces=tuple(found), is_certain=is_certain)


def _with_halves(line: Line) -> Line | None:
    """The reals around the integers of a line; None where an end is not rational."""
    parts: list[Line] = []
    for lower, upper in line.pieces():
        first, last = _first(lower), _last(upper)
        if (lower and first is None) or (upper and last is None):
            return None
        parts.append(_around(first, last))
    return union(parts)


def _first(cut: Cut | None) -> fmpz | None:
    if cut is None or cut.point.exact is None:
        return None
    value = cut.point.exact
    return value.ceil() if cut.side == BEFORE else value.floor() + 1


def _last(cut: Cut | None) -> fmpz | None:
    if cut is None or cut.point.exact is None:
        return None
    value = cut.point.exact
    return value.floor() if cut.side == BEHIND else value.ceil() - 1


def _around(first: fmpz | None, last: fmpz | None) -> Line:
    lower = None if first is None else Cut(point=Point.rational(first - _HALF), side=BEFORE)
    upper = None if last is None else Cut(point=Point.rational(last + _HALF), side=BEFORE)
    return interval(lower, upper)


_USUAL = tuple(_around(first, None) for first in _FIRST)


def _agree(one: Node, other: Node, line: Line, variable: Symbol, using: Comparison) -> bool:
    if line.is_empty or using.compare(one=one, other=other).equal:
        return True
    return all(
        at is not None
        and using.compare(
            one=replaced(one, {variable: at}), other=replaced(other, {variable: at})
        ).equal
        for at in _singles(line)
    )


def _singles(line: Line) -> Iterator[Node | None]:
    """The integer that each piece stands for; None for a piece of several."""
    for lower, upper in line.pieces():
        begin = None if lower is None else lower.point.exact
        end = None if upper is None else upper.point.exact
        is_one = begin is not None and end is not None and end - begin == 1
        yield Number(begin + _HALF) if is_one and begin is not None else None

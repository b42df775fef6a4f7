r"""Functions given by cases.

The regions of the conditions are cut up against each other. Where two branches overlap their values
have to be equal there, and both functions have to be defined on the same reals. So the order of
disjoint branches, a boundary that belongs to either neighbour and a branch in two parts make no
difference. Of overlapping branches the first counts. An expression is a function with one branch.

On an interval values are compared everywhere first, and then only within it, by a change of the
variable that maps all reals into it; at a single point they are compared there.

Not covered: conditions that cannot be solved, which have to be equal branch by branch, and
functions of several variables whose conditions need more than one.
"""

from collections.abc import Iterator, Sequence

import msgspec

from verifier_service.checks.math.deciding.comparison import (
    EQUAL,
    UNKNOWN,
    Comparison,
    all_of,
    as_structure,
    different,
)
from verifier_service.checks.math.deciding.matching import same_multiset
from verifier_service.checks.math.deciding.regions.comparing import same_line
from verifier_service.checks.math.deciding.regions.lines import (
    BEFORE,
    BEHIND,
    REALS,
    Cut,
    Line,
    compare_points,
    intersection,
    union,
)
from verifier_service.checks.math.deciding.regions.real_sets import condition_region
from verifier_service.checks.math.deciding.structures.sequences import is_same_sequence
from verifier_service.checks.math.deciding.trees import (
    ONE,
    difference,
    is_value,
    negative,
    quotient,
    replaced,
)
from verifier_service.checks.math.deciding.values.building import E
from verifier_service.checks.math.decision import Decision
from verifier_service.checks.math.scopes import free_symbols
from verifier_service.checks.math.tree import (
    Add,
    Bracketed,
    Cases,
    Node,
    Power,
    Symbol,
    Text,
)

_OTHERWISE = Text("otherwise")


class _Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A value, and where a function has it."""

    line: Line
    value: Node


def compare_cases(*, one: Node, other: Node, using: Comparison) -> Decision | None:
    """Two functions of which one is given by cases; None if neither is."""
    if not isinstance(one, Cases) and not isinstance(other, Cases):
        return None
    if not all(isinstance(node, Cases) or is_value(node) for node in (one, other)):
        return different("a function by cases against something else")
    variables = _variables(one) | _variables(other)
    if len(variables) == 1:
        variable = variables.pop()
        if is_same_sequence(one=one, other=other, variable=variable, using=using):
            return EQUAL
        ours, theirs = _pieces(one, variable, using), _pieces(other, variable, using)
        if ours is not None and theirs is not None:
            return _same_function(ours, theirs, variable, using)
    if isinstance(one, Cases) and isinstance(other, Cases):
        return same_multiset(ones=_written(one), others=_written(other), using=using)
    return UNKNOWN


def _variables(node: Node) -> set[Symbol]:
    if not isinstance(node, Cases):
        return set()
    conditions = (branch.condition for branch in node.branches)
    return {s for condition in conditions if condition is not None for s in free_symbols(condition)}


def _written(node: Cases) -> tuple[Node, ...]:
    return tuple(
        Bracketed("(", ")", (branch.value, branch.condition or _OTHERWISE))
        for branch in node.branches
    )


def _pieces(node: Node, variable: Symbol, using: Comparison) -> list[_Piece] | None:
    if not isinstance(node, Cases):
        return [_Piece(line=REALS, value=node)]
    rest = REALS
    found: list[_Piece] = []
    for branch in node.branches:
        line = rest
        if branch.condition is not None:
            region = condition_region(branch.condition, variable, using=using)
            if region is None or region.base != "R":
                return None
            line = intersection((rest, region.line))
        found.append(_Piece(line=line, value=branch.value))
        rest = intersection((rest, line.complement))
    return found


def _same_function(
    ours: Sequence[_Piece], theirs: Sequence[_Piece], variable: Symbol, using: Comparison
) -> Decision:
    domains = (union([piece.line for piece in pieces]) for pieces in (ours, theirs))
    same_domain = same_line(*domains, using=using)
    if same_domain.equal is False:
        return different("the domains differ")
    overlaps = (
        _same_value(a.value, b.value, intersection((a.line, b.line)), variable, using)
        for a in ours
        for b in theirs
    )
    return all_of((same_domain, *overlaps))


def _same_value(
    one: Node, other: Node, line: Line, variable: Symbol, using: Comparison
) -> Decision:
    points = line.points()
    if points is not None:
        return all_of(_same_at(one, other, point.node, variable, using) for point in points)
    everywhere = using.compare(one=one, other=other)
    if everywhere.equal or line == REALS or not (is_value(one) and is_value(other)):
        return as_structure(everywhere)
    runs = (at for ends in line.pieces() for at in _runs(*ends, variable))
    return all_of(_same_at(one, other, at, variable, using) for at in runs)


def _same_at(
    one: Node, other: Node, at: Node | None, variable: Symbol, using: Comparison
) -> Decision:
    if at is None:
        return UNKNOWN
    return using.compare(one=replaced(one, {variable: at}), other=replaced(other, {variable: at}))


def _runs(lower: Cut | None, upper: Cut | None, variable: Symbol) -> Iterator[Node | None]:
    """The ends that belong to an interval, and what runs through the rest of it.

    That is an expression which takes just these values while the variable takes all real ones;
    None where an end cannot be written.
    """
    for cut, inner_side in ((lower, BEFORE), (upper, BEHIND)):
        if cut is not None and cut.side == inner_side:
            yield cut.point.node
    if lower and upper and not compare_points(lower.point, upper.point):
        return
    yield _inside(lower, upper, variable)


def _inside(lower: Cut | None, upper: Cut | None, variable: Symbol) -> Node | None:
    power = Power(E, variable)
    begin, end = (None if cut is None else cut.point.node for cut in (lower, upper))
    if (lower and begin is None) or (upper and end is None):
        return None
    if begin is not None and end is not None:
        return Add((begin, quotient(difference(end, begin), Add((ONE, power)))))
    if begin is not None:
        return Add((begin, power))
    return variable if end is None else Add((end, negative(power)))

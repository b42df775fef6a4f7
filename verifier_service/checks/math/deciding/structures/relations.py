r"""Equations, inequalities in several variables, names and other relations.

An equation is the zero set of one side less the other; two are equal if these differ by a constant
factor, which has to be positive for inequalities. A chain of inequalities is compared link by
link, in any order. What is perpendicular, parallel or a divisor is compared side by side.

Where the factor has symbols in it, `zero_sets` says more: `y = 1/x` is `xy = 1`.

Not covered: other equations with the same solutions that are no multiples of each other; systems
that have to be solved to be compared.
"""

import itertools

import msgspec

from verifier_service.checks.math.deciding.comparison import (
    EQUAL,
    Comparison,
    all_of,
    any_of,
    as_structure,
    different,
)
from verifier_service.checks.math.deciding.matching import same_multiset
from verifier_service.checks.math.deciding.structures.labels import Label, label_of
from verifier_service.checks.math.deciding.structures.names import (
    are_of_different_functions,
    is_name,
    renamed_arguments,
    same_name,
)
from verifier_service.checks.math.deciding.structures.proportions import constant_ratio
from verifier_service.checks.math.deciding.structures.zero_sets import have_same_zeros
from verifier_service.checks.math.deciding.trees import (
    NOT_SCALAR,
    SETS,
    ZERO,
    contains,
    difference,
    is_closed,
    is_value,
    negative,
)
from verifier_service.checks.math.deciding.values import matrix_signs, operators
from verifier_service.checks.math.decision import Decision
from verifier_service.checks.math.scopes import free_symbols
from verifier_service.checks.math.tree import Apply, Bracketed, Node, Ratio, Relation, Symbol

_ORDER = {"<": ("<", 1), "<=": ("<=", 1), ">": ("<", -1), ">=": ("<=", -1)}
_UNKNOWNS = frozenset("xyzwtk")
_EITHER_WAY = frozenset(("=", "!=", "~", "perp", "parallel", "similar", "alike"))


class _Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a chain, with the lesser side at the left."""

    left: Node
    sign: str
    right: Node


def compare_labels(*, one: Node, other: Node, using: Comparison) -> Decision | None:
    """A named value against another, or against a bare one; None if neither has a name."""
    if _is_for_a_matrix(one) and _is_for_a_matrix(other):
        return None
    return _by_labels(one, other, using)


def _by_labels(one: Node, other: Node, using: Comparison) -> Decision | None:
    ours, theirs = label_of(one), label_of(other)
    if ours is None and theirs is None:
        return _beside_length(one, other, using)
    if ours is not None and theirs is not None:
        return _two_labels(ours, theirs, using)
    if ours is None:
        return _by_labels(other, one, using.turned)
    says_more = ours.is_equation and not (using.is_turned and is_value(other))
    if isinstance(other, Relation) or says_more:
        return _beside_length(one, other, using)
    if ours.is_interval and _is_vector(other):
        return different("an interval against a vector")
    return any_of(using.compare(one=value, other=other) for value in _values(ours))


def _is_for_a_matrix(node: Node) -> bool:
    match node:
        case Relation(sides=(left, right), signs=("=",)):
            return matrix_signs.is_equation(left, right)
        case _:
            return False


def _beside_length(one: Node, other: Node, using: Comparison) -> Decision | None:
    r"""A reference that says how long a vector is, or what a product of two is, and a number.

    As an answer `|a + b| = 2` may be an equation that is not solved. `|\vec a| = 2` is also
    `|a| = 2`, which by itself is one.
    """
    match (one, other):
        case (
            Relation(sides=(Apply(function="norm", arguments=ours), value), signs=("=",)),
            Relation(sides=(Apply(function="abs", arguments=theirs), rest), signs=("=",)),
        ) if ours == theirs:
            return as_structure(using.compare(one=value, other=rest))
        case (
            Relation(sides=(Apply(function="abs" | "dot", arguments=parts), value), signs=("=",)),
            _,
        ) if not using.is_turned and is_closed(value) and is_value(other) and is_closed(other):
            is_plain = len(parts) == 1 and isinstance(parts[0], Symbol)
            if is_plain or not _are_vectors(parts):
                return None
            return as_structure(using.compare(one=value, other=other))
        case _:
            return None


def _are_vectors(parts: tuple[Node, ...]) -> bool:
    """Whether each letter may be a vector's, and none is usually that of an unknown number."""
    letters = [symbol.name for part in parts for symbol in free_symbols(part)]
    return bool(letters) and _UNKNOWNS.isdisjoint(letters)


def compare_named_sets(*, one: Node, other: Node, using: Comparison) -> Decision | None:
    """A named set, as `D = (0, 1)`, against what bears no name; None for anything else."""
    for named, rest, turned in ((one, other, using), (other, one, using.turned)):
        match named:
            case Relation(signs=("=",)) if not (
                isinstance(rest, Relation) and set(rest.signs) <= {"=", "~"}
            ):
                label = label_of(named)
                if label is not None and label.names and isinstance(label.value, SETS):
                    return as_structure(turned.compare(one=label.value, other=rest))
            case Relation(sides=(Bracketed(items=names), members), signs=("in",)) if (
                not isinstance(rest, Relation)
                and isinstance(members, SETS)
                and all(map(is_name, names))
            ):  # `(x, y) \in \{(1, 2), (3, 4)\}`
                return as_structure(turned.compare(one=members, other=rest))
            case _:
                continue
    return None


def compare_relations(*, one: Node, other: Node, using: Comparison) -> Decision | None:
    """Two relations as statements; None if either is none."""
    if not isinstance(one, Relation) or not isinstance(other, Relation):
        return None
    ours, theirs = _statements(one), _statements(other)
    if len(ours) == len(theirs) == 1:
        return _two_statements(ours[0], theirs[0], using)
    return same_multiset(ones=_links(one), others=_links(other), using=using)


def _two_labels(  # noqa: PLR0911  # one return a kind of label
    ours: Label, theirs: Label, using: Comparison
) -> Decision | None:
    """Two named values; None where the names differ but the equations may not."""
    if ours.is_equation or theirs.is_equation or ours.sign != theirs.sign:
        return None
    for interval, value in ((ours, theirs.value), (theirs, ours.value)):
        if interval.is_interval and _is_vector(value):
            return different("an interval against a vector")
    if (ours.is_statement and (theirs.names or theirs.is_statement)) or (
        theirs.is_statement and ours.names
    ):
        return None
    if not ours.names or not theirs.names:
        return any_of(using.compare(one=a, other=b) for a in _values(ours) for b in _values(theirs))
    ours, theirs = _in_order(ours), _in_order(theirs)
    for name, other_name in itertools.product(ours.names, theirs.names):
        if same_name(name, other_name):
            return any_of(
                using.compare(one=renamed_arguments(a, old=name, new=other_name), other=b)
                for a in _values(ours)
                for b in _values(theirs)
            )
    are_closed = is_closed(ours.value) and is_closed(theirs.value)
    pairs = itertools.product(ours.names, theirs.names)
    if are_closed and all(are_of_different_functions(*names) for names in pairs):
        return different("values of different functions")
    return None


def _in_order(label: Label) -> Label:
    """The ratio of several names with these in the order of the alphabet: `x:y` for `y:x`."""
    match label:
        case Label(names=(Ratio(terms=names),), value=Ratio(terms=terms)) if (
            len(names) == len(terms) and label.exact == label.value
        ):
            order = sorted(range(len(names)), key=lambda place: str(names[place]))
            value = Ratio(tuple(terms[place] for place in order))
            name = Ratio(tuple(names[place] for place in order))
            return msgspec.structs.replace(label, names=(name,), value=value, exact=value)
        case _:
            return label


def _is_vector(node: Node) -> bool:
    """Whether a node is a value, perhaps a matrix, or stands in the brackets of a vector."""
    return is_value(node) or (isinstance(node, Bracketed) and node.opening == "<")


def _values(label: Label) -> tuple[Node, ...]:
    return (label.value,) if label.value == label.exact else (label.exact, label.value)


def _statements(node: Relation) -> tuple[_Statement, ...]:
    links = zip(node.sides, node.signs, node.sides[1:], strict=False)
    return tuple(_statement(left, sign, right) for left, sign, right in links)


def _statement(left: Node, sign: str, right: Node) -> _Statement:
    if sign not in _ORDER:
        return _Statement(left=left, sign="=" if sign == "~" else sign, right=right)
    plain, direction = _ORDER[sign]
    if direction < 0:
        left, right = right, left
    return _Statement(left=left, sign=plain, right=right)


def _links(node: Relation) -> tuple[Relation, ...]:
    """Each link of a chain as a relation of its own."""
    links = zip(node.sides, node.signs, node.sides[1:], strict=False)
    return tuple(Relation((left, right), (sign,)) for left, sign, right in links)


def _two_statements(one: _Statement, other: _Statement, using: Comparison) -> Decision:
    if one.sign != other.sign:
        return different("the relations differ")
    sides = (one.left, one.right, other.left, other.right)
    if one.sign in {"=", "!=", "<", "<="} and all(map(_is_scalar, sides)):
        names = operators.operators(*sides) if one.sign in _EITHER_WAY else None
        return (
            _of_operators(one, other, names, using) if names else _proportional(one, other, using)
        )
    straight = all_of(
        (
            using.compare(one=one.left, other=other.left),
            using.compare(one=one.right, other=other.right),
        )
    )
    if straight.equal or one.sign not in _EITHER_WAY:
        return straight
    crossed = all_of(
        (
            using.compare(one=one.left, other=other.right),
            using.compare(one=one.right, other=other.left),
        )
    )
    return any_of((straight, crossed))


def _is_scalar(node: Node) -> bool:
    return is_value(node) and not contains(node, NOT_SCALAR)


def _of_operators(
    one: _Statement, other: _Statement, names: frozenset[str], using: Comparison
) -> Decision:
    r"""Whether `\nabla f = v` is said by both, or a multiple of it."""
    gaps = difference(one.right, one.left), difference(other.right, other.left)
    rests = operators.without_operators(*gaps, names)
    if rests is None:
        return different("operators, as written")
    return as_structure(using.values(one=rests[0], other=rests[1]))


def _gap(statement: _Statement) -> Node:
    """The difference of the sides; a zero beside a matrix is left out, being no number."""
    if ZERO in (statement.left, statement.right):
        side = statement.left if statement.right == ZERO else statement.right
        return negative(side) if statement.right == ZERO else side
    return difference(statement.right, statement.left)


def _vanishing(statement: _Statement) -> Node | None:
    r"""The matrix of which a determinant is zero; None for other statements."""
    match (statement.left, statement.right):
        case (Apply(function="det" | "abs", arguments=(inner,)), value) | (
            value,
            Apply(function="det" | "abs", arguments=(inner,)),
        ) if value == ZERO:
            return inner
        case _:
            return None


def _vanish_together(one: _Statement, other: _Statement, using: Comparison) -> bool:
    r"""Whether `\det(A-\lambda I) = 0` stands beside `\det(\lambda I-A) = 0`."""
    ours, theirs = _vanishing(one), _vanishing(other)
    if ours is None or theirs is None:
        return False
    pair = Apply("det", (ours,)), Apply("det", (negative(theirs),))
    return bool(using.values(one=pair[0], other=pair[1]).equal)


def _proportional(one: _Statement, other: _Statement, using: Comparison) -> Decision:
    """Whether the differences of the sides are multiples of each other, or zero together."""
    decision = constant_ratio(
        one=_gap(one),
        other=_gap(other),
        is_positive=one.sign in {"<", "<="},
        using=using,
    )
    if not decision.equal and one.sign in {"=", "!="}:
        if _vanish_together(one, other, using):
            return EQUAL
        same = have_same_zeros(one=(one.left, one.right), other=(other.left, other.right))
        return EQUAL if same else as_structure(decision)
    return as_structure(decision)

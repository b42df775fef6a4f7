r"""Listings and finite sets.

A listing without brackets names solutions: without order, each as often as it stands there. If
its items have different labels it is an assignment: label for label, or against items without
labels in the order written. A set has neither order nor repetition. A listing equals a bracketed
one in the same order, whose brackets were left out, and a set if nothing is listed twice.

    x=1, x=2 | x_1=1, x_2=2 | x=1, 2      solutions
    w=16, d=3 | (w,d)=(16,3) | a=b=2      assignments
    y=2x, y=-2x | 2x \pm y = 0            lines
    \{5\} | [5] | 5                       the only item of a collection is its answer

Not covered: which of two unknowns a pair names first, if that is not the order written or that of
the alphabet.
"""

import msgspec

from verifier_service.checks.math.deciding.comparison import (
    EQUAL,
    Comparison,
    as_structure,
    different,
)
from verifier_service.checks.math.deciding.matching import (
    distinct,
    same_multiset,
    same_sequence,
    same_set,
)
from verifier_service.checks.math.deciding.structures.items import Items, is_unsolved, items_of
from verifier_service.checks.math.deciding.structures.names import same_name
from verifier_service.checks.math.deciding.structures.vectors import CLOSING, entries
from verifier_service.checks.math.deciding.trees import contains, is_value
from verifier_service.checks.math.decision import Decision
from verifier_service.checks.math.options import EXACT
from verifier_service.checks.math.scopes import free_symbols
from verifier_service.checks.math.tree import (
    Bracketed,
    Degrees,
    FiniteSet,
    Listing,
    Logic,
    Matrix,
    NamedSet,
    Node,
    Percent,
    Quantity,
    Relation,
    SetBuilder,
    SetOperation,
    Symbol,
    Text,
)

_SETS = (FiniteSet, NamedSet, SetBuilder, SetOperation)
_PLANE = frozenset((Symbol("x"), Symbol("y")))
_MEASURED = (Degrees, Percent, Quantity)


def compare_listings(*, one: Node, other: Node, using: Comparison) -> Decision | None:
    """Two listings, or a listing and another collection; None if neither is a listing."""
    if (  # statements joined otherwise: `p \land q` and `p \lor q`
        isinstance(one, Logic)
        and isinstance(other, Logic)
        and one.kind != other.kind
        and all(isinstance(part, Symbol | Logic) for part in (*one.operands, *other.operands))
    ):
        return different("the operations differ")
    if (ours := _lines(one)) and (theirs := _lines(other)):
        same = same_multiset(ones=ours, others=theirs, using=using)
        if same.equal:
            return same
    pairs, other_pairs = _as_pairs(one), _as_pairs(other)
    if (pairs and _are_pairs(other)) or (other_pairs and _are_pairs(one)):
        return using.compare(one=pairs or one, other=other_pairs or other)
    for grouped, flat, turned in ((pairs, other, using), (other_pairs, one, using.turned)):
        if grouped and isinstance(flat, Listing) and all(map(is_value, flat.items)):
            members = _members(grouped)  # `1, 2; 3, 4` in its order only
            return same_sequence(ones=members, others=flat.items, using=turned)
    return _with_items(one, other, using)


def _lines(node: Node) -> tuple[Node, ...]:
    r"""The equations of lines or curves that are listed: `y = 2x, x = 1`; else none.

    One at least has both letters, so that `x = 1, y = 2` is none; a comma is no `and` there.
    """
    if not isinstance(node, Listing) or not all(map(_is_equation, node.items)):
        return ()
    letters = [free_symbols(item) for item in node.items]
    are_lines = _PLANE in letters and all(found and found <= _PLANE for found in letters)
    return node.items if are_lines else ()


def _is_equation(item: Node) -> bool:
    return isinstance(item, Relation) and item.signs == ("=",)


def _members(groups: Listing) -> tuple[Node, ...]:
    """What stands in the brackets of a listing of tuples."""
    tuples = [item for item in groups.items if isinstance(item, Bracketed)]
    return tuple(member for one in tuples for member in one.items)


def _with_items(one: Node, other: Node, using: Comparison) -> Decision | None:
    ones, others = using.remember(items_of, one), using.remember(items_of, other)
    if ones is None and others is None:
        return _without_unsolved(one, other)
    if ones is None:
        return _with_items(other, one, using.turned)
    if others is not None:
        return _two_listings(ones, others, using)
    if ones.has_equations and not _holds_equations(other):
        return different("an equation that is not solved is no value")
    return _listing_and_other(one, other, ones, using)


def _without_unsolved(one: Node, other: Node) -> Decision | None:
    """`(w = 16, abc = 3)` against values in brackets; None for anything else."""
    if not isinstance(one, Bracketed) or not isinstance(other, Bracketed):
        return None
    if any(map(is_unsolved, one.items)) is any(map(is_unsolved, other.items)):
        return None
    return different("an equation that is not solved is no value")


def _as_pairs(node: Node) -> Listing | None:
    """`1,2; 3,4` as `(1,2), (3,4)`; None for anything else."""
    if not isinstance(node, Listing) or len(node.items) == 1:
        return None
    groups = [item for item in node.items if isinstance(item, Listing)]
    if len(groups) < len(node.items) or any(
        isinstance(item, Relation | Listing) for group in groups for item in group.items
    ):
        return None
    return Listing(tuple(Bracketed("(", ")", group.items) for group in groups), node.joint)


def _are_pairs(node: Node) -> bool:
    """Whether a node lists tuples, perhaps without their brackets."""
    is_listed = isinstance(node, Listing) and all(isinstance(i, Bracketed) for i in node.items)
    return is_listed or _as_pairs(node) is not None


def _holds_equations(node: Node) -> bool:
    return isinstance(node, FiniteSet | Bracketed | Relation) and contains(node, (Relation,))


def _listing_and_other(  # noqa: PLR0911  # likewise
    one: Node, other: Node, ones: Items, using: Comparison
) -> Decision | None:
    match other:
        case FiniteSet(items=items) if not ones.are_assigned:
            members = distinct(items, using=using.nested)
            return same_multiset(ones=ones.values, others=members, using=using.nested)
        case Bracketed(items=items) if any(isinstance(item, Relation) for item in items):
            listed = items_of(Listing(items))
            return None if listed is None else _two_listings(ones, listed, using)
        case Bracketed():
            return _listing_and_tuple(ones, other, using)
        case Matrix(rows=rows) if 1 in {len(rows), len(rows[0])}:
            return _listing_and_tuple(ones, Bracketed("(", ")", entries(other)), using)
        case _ if len(ones.values) > 1 and len(set(ones.values)) == 1 and isinstance(one, Relation):
            return None  # `a = b = 2` beside 2
        case Text(words=words) if words.isupper() and _are_letters(ones.values, words):
            return EQUAL  # `A, C` for `AC`, of several choices
        case _ if ones.joint == "or" and (
            is_value(other) or isinstance(other, _MEASURED)
        ):  # `1/2 or 0.5`
            return _one_value(ones.values, other, using)
        case _:
            return different("a listing against one value")


def _one_value(values: tuple[Node, ...], other: Node, using: Comparison) -> Decision:
    """Whether all of several values are another, and exactly the same one among themselves."""
    exactly = msgspec.structs.replace(using, options=EXACT)
    for value in values[1:]:
        if not exactly.compare(one=values[0], other=value).equal:
            return different("several values against one")
    return using.compare(one=values[0], other=other)


def _are_letters(values: tuple[Node, ...], letters: str) -> bool:
    """Whether the items are the letters of a text, which are choices if in alphabetical order."""
    inner = [
        value.items[0] if isinstance(value, Bracketed) and len(value.items) == 1 else value
        for value in values  # `[A]` is the letter in brackets
    ]
    names = tuple(value.name if isinstance(value, Symbol) else "" for value in inner)
    return names == tuple(letters) and list(names) == sorted(set(names))


def compare_sets(*, one: Node, other: Node, using: Comparison) -> Decision | None:
    """Two finite sets, or a collection of one item and that item; None if neither is such."""
    if isinstance(one, FiniteSet) and isinstance(other, FiniteSet):
        return same_set(ones=one.items, others=other.items, using=using.nested)
    for only, rest, turned in ((one, other, using), (other, one, using.turned)):
        match only:
            case FiniteSet(items=(item,)) | Bracketed(items=(item,)) if not (
                using.is_nested or isinstance(rest, _SETS)
            ):
                if is_unsolved(item) and not isinstance(rest, Relation):
                    return different("an equation that is not solved is no value")
                return as_structure(turned.compare(one=item, other=rest))
            case FiniteSet():
                return different("a set against something else")
            case _:
                continue
    return None


def _two_listings(ones: Items, others: Items, using: Comparison) -> Decision:
    if (ones.joint == "or") is not (others.joint == "or") and (
        ones.are_conditions or (ones.are_assigned and others.are_assigned)
    ):
        return different("one of the conditions against all of them")
    if ones.has_equations is not others.has_equations:
        return different("an equation that is not solved is no value")
    if ones.are_named and others.are_named:
        return _two_labelled(ones, others, using)
    if ones.are_assigned or others.are_assigned:
        return same_sequence(ones=ones.values, others=others.values, using=using)
    return same_multiset(ones=ones.values, others=others.values, using=using)


def _two_labelled(ones: Items, others: Items, using: Comparison) -> Decision:
    """Label for label if the labels are the same ones; else solutions for one unknown."""
    if ones.signs != others.signs:
        return different("the relations differ")
    if len(set(ones.names)) == len(ones.names) == len(others.names) == len(set(others.names)):
        in_order = _in_order_of(ones.names, others)
        if in_order is not None:
            return same_sequence(ones=ones.values, others=in_order, using=using)
    name, other_name = ones.shared_name, others.shared_name
    if name is None or other_name is None or not same_name(name, other_name):
        return different("the labels differ")
    return same_multiset(ones=ones.values, others=others.values, using=using)


def _in_order_of(names: tuple[Node | None, ...], items: Items) -> tuple[Node, ...] | None:
    """The values of the items in the order of these names; None if a name is missing."""
    places = [
        next((k for k, own in enumerate(items.names) if _agree(name, own)), None) for name in names
    ]
    if None in places or len(set(places)) < len(places):
        return None
    return tuple(items.values[place] for place in places if place is not None)


def _agree(name: Node | None, other: Node | None) -> bool:
    return name is not None and other is not None and same_name(name, other)


def _listing_and_tuple(ones: Items, other: Bracketed, using: Comparison) -> Decision:
    if ones.joint == "or" or CLOSING[other.opening] != other.closing:
        return different("a listing against other brackets")
    if ones.are_named and len(set(ones.names)) < len(ones.names):
        return different("solutions against a tuple")
    values = ones.values
    if ones.are_assigned and other.opening == "(":
        values = _in_order_of(_alphabetical(ones.names), ones) or values
    return same_sequence(ones=values, others=other.items, using=using)


def _alphabetical(names: tuple[Node | None, ...]) -> tuple[Node | None, ...]:
    """The names sorted if they are neighbours in the alphabet, as coordinates are."""
    letters = sorted(name.name for name in names if isinstance(name, Symbol))
    codes = [ord(letter) for letter in letters if len(letter) == 1]
    if len(codes) < len(names) or codes != list(range(codes[0], codes[0] + len(codes))):
        return names
    return tuple(Symbol(letter) for letter in letters)

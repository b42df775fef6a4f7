r"""Letters that name a number, where a text uses them as the name of something else.

    e = \frac{\sqrt 2}{2}          the eccentricity of a conic, nothing about Euler's number
    0 < e < 1                      where it may lie
    e = \frac{c}{a} = 2            how it was found
    i = 5\%                        a rate of interest

A letter is such a name if it is a side of a relation by itself wherever it stands: the first one of
an equation that ends in a number, or one beside numbers alone. `x = e`, `1 < x < e`, `e = e^{1}`
and `e \approx 2.7` are about the number.

Not covered: a name in a product, as in `2e = 1`, or of a set's elements beside other letters.
"""

from verifier_service.checks.math.scopes import free_symbols, walk
from verifier_service.checks.math.tree import (
    ORDER_SIGNS,
    Constant,
    ConstantName,
    Integral,
    Limit,
    Listing,
    Logic,
    Node,
    OverRange,
    Relation,
    SetBuilder,
    Symbol,
)

MAX_STATEMENTS = 32  # about one letter; more are compared for long, and nobody makes them

_EULER = Constant(ConstantName.E)
_NAME = Symbol("e")
_SAYING = (Relation, Listing, Logic, SetBuilder)
_SIGNS = ORDER_SIGNS | {"=", "!=", "in", "notin"}
_DEFINING = (Limit, OverRange, Integral)  # Euler's number may be defined by them


def with_named_e(node: Node) -> Node:
    """The node with a letter for `e` if it names something there; else the same."""
    if isinstance(node, _SAYING) and names_value(node, _EULER):
        return _renamed(node)
    return node


def names_value(node: Node, letter: Node) -> bool:
    """Whether a letter stands in a node, and by itself in a relation wherever it does."""
    named = seen = 0
    stack = [node]
    while stack:
        top = stack.pop()
        seen += 1
        if seen > MAX_STATEMENTS:
            return False
        match top:
            case Relation(sides=sides):
                named += letter in sides and _is_name_in(top, letter)
            case Listing(items=parts) | Logic(operands=parts):
                stack.extend(parts)
            case SetBuilder(element=element, condition=condition):
                named += element == letter
                stack.append(condition)
            case _:
                continue
    return named > 0 and named == sum(part == letter for part in walk(node))


def _is_name_in(relation: Relation, letter: Node) -> bool:
    first, *others = relation.sides
    if not _SIGNS.issuperset(relation.signs):
        return False
    if "=" not in relation.signs:
        return not any(free_symbols(side) - {letter} for side in relation.sides)
    return (
        first == letter
        and not free_symbols(others[-1])
        and not any(isinstance(side, Symbol) for side in others)
        and not any(isinstance(part, _DEFINING) for side in others for part in walk(side))
    )


def _renamed(node: Node) -> Node:
    match node:
        case Relation(sides=sides, signs=signs):
            return Relation(tuple(_NAME if side == _EULER else side for side in sides), signs)
        case Listing(items=parts, joint=joint):
            return Listing(tuple(map(_renamed, parts)), joint)
        case Logic(kind=kind, operands=parts):
            return Logic(kind, tuple(map(_renamed, parts)))
        case SetBuilder(element=element, condition=condition):
            return SetBuilder(_NAME if element == _EULER else element, _renamed(condition))
        case _:
            return node

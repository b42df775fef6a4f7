r"""What stands between brackets: groups, points, intervals, sets, absolute values, floors.

Round brackets around one item only group; `[x]` alone is a list of one, and a group where it is
an operand. Braces around one item group too, since LaTeX needs them; `\{x\}` is a set. Between
brackets a comma always separates, so `(1,234)` is a pair. `[H^+] = ...` names a concentration.

Not covered: `]a, b[` in a text that can be read without it, see `answers`; bars that can be
paired in more than one way, of which the nearest pair is taken.
"""

from collections.abc import Callable
from typing import TypeVar

from verifier_service.checks.math.reading.building import magnitude
from verifier_service.checks.math.reading.chemistry import read_concentration
from verifier_service.checks.math.reading.commands import ATOMS, EMPTY, RELATIONS
from verifier_service.checks.math.reading.cursor import Cursor, Handler
from verifier_service.checks.math.reading.expressions import (
    GROUP_OPERATORS,
    read_group_operator,
    read_sum,
)
from verifier_service.checks.math.reading.prefixes import bounded
from verifier_service.checks.math.reading.sides import ITEM_ENDS, read_side
from verifier_service.checks.math.reading.statements import (
    as_condition,
    as_listing,
    read_items,
)
from verifier_service.checks.math.tree import (
    Apply,
    Bracketed,
    FiniteSet,
    Matrix,
    Node,
    SetBuilder,
)

_BARS = frozenset(("|", r"\mid", ":", r"\colon"))
_PAIR = 2
_MAX_ION = 24  # tokens
_ENDS = frozenset(("", "]", ","))
_BRACKETED_MATRICES = frozenset((r"\begin{pmatrix}", r"\begin{bmatrix}", r"\begin{vmatrix}"))
_T = TypeVar("_T")


def nested(cur: Cursor, read: Callable[[Cursor], _T], *, in_list: bool, in_set: bool = False) -> _T:
    """Read what stands inside of brackets, and come back to what stands around them."""
    cur.deepen()
    saved = (cur.pipes, cur.in_list, cur.in_set, cur.item_start, cur.item_depth, cur.is_open)
    cur.pipes, cur.in_list, cur.in_set = 0, in_list, in_set
    result = read(cur)
    cur.pipes, cur.in_list, cur.in_set, cur.item_start, cur.item_depth, cur.is_open = saved
    cur.depth -= 1
    return result


def _lone_atom(cur: Cursor, closing: str) -> Node | None:
    """The letter or number that alone stands before a closing bracket, and go past both."""
    atom = ATOMS.get(cur.tokens[cur.at])
    if atom is None or cur.tokens[cur.at + 1] != closing or cur.trailer is not None:
        return None
    cur.at += 2
    return atom


def round_bracket(cur: Cursor) -> Node:
    """What follows `(`."""
    if (atom := _lone_atom(cur, ")")) is not None:
        return atom
    items, joint = nested(cur, read_items, in_list=True)
    closing = cur.tokens[cur.at]
    if closing == ")":
        cur.at += 1
        if len(items) == 1 or joint != ",":
            return as_listing(items, joint)
        return Bracketed("(", ")", tuple(items))
    return _interval(cur, "(", items)


def square_bracket(cur: Cursor) -> Node:
    """What follows `[`."""
    if (amount := _concentration(cur)) is not None:
        return amount
    items, joint = nested(cur, read_items, in_list=True)
    if cur.tokens[cur.at] != "]":
        return _interval(cur, "[", items)
    cur.at += 1
    if joint != ",":
        cur.fail("words between square brackets")
    if len(items) == 1 and isinstance(items[0], Matrix):
        return items[0]
    return _matrix(items) or Bracketed("[", "]", tuple(items))


def _concentration(cur: Cursor) -> Node | None:
    """The name that begins an item, if that of a substance in brackets and `=` follow."""
    if cur.at - 1 != cur.item_start or cur.depth:
        return None
    end = next((at for at in range(cur.at, cur.at + _MAX_ION) if cur.tokens[at] in _ENDS), cur.at)
    if cur.tokens[end] != "]" or RELATIONS.get(cur.tokens[end + 1]) not in {"=", "~"}:
        return None
    amount = read_concentration(cur.source[cur.offset(cur.at) : cur.offset(end)].strip())
    if amount is not None:
        cur.at = end + 1
    return amount


def reversed_bracket(cur: Cursor) -> Node:
    """What follows `]` where it opens an interval."""
    if not cur.reverses_brackets:
        cur.at -= 1
        cur.unexpected()
    items, _ = nested(cur, read_items, in_list=True)
    if cur.skip("]"):
        return _pair(cur, "(", "]", items)
    return _interval(cur, "(", items)


def brace(cur: Cursor) -> Node:
    """What follows `{`."""
    if cur.skip("}"):
        return cur.prefix["_"](cur) if cur.tokens[cur.at] in {"_", "^"} else EMPTY
    if (atom := _lone_atom(cur, "}")) is not None:
        return atom
    items, joint = nested(cur, read_items, in_list=True, in_set=cur.may_build_a_set())
    lexeme = cur.tokens[cur.at]
    if lexeme in _BARS and len(items) == 1:
        return _builder(cur, items[0], "}")
    if lexeme in GROUP_OPERATORS and len(items) == 1:
        items = [read_group_operator(cur, items[0])]
    cur.expect("}")
    return items[0] if len(items) == 1 else _set(items, joint)


def set_brace(cur: Cursor) -> Node:
    r"""What follows `\{`."""
    if cur.skip(r"\}"):
        return EMPTY
    lexeme = cur.tokens[cur.at]
    if lexeme.startswith(r"\begin{") and lexeme not in _BRACKETED_MATRICES:
        return cur.prefix["cases:"](cur)
    items, joint = nested(cur, read_items, in_list=True, in_set=True)
    if cur.tokens[cur.at] in _BARS and len(items) == 1:
        return _builder(cur, items[0], r"\}")
    cur.expect(r"\}")
    return _set(items, joint)


def angle_bracket(cur: Cursor) -> Node:
    r"""What follows `\langle`."""
    items, _ = nested(cur, read_items, in_list=True)
    cur.expect(r"\rangle")
    return _vector(cur, items)


def less_than(cur: Cursor) -> Node:
    """What follows `<` where it opens a vector, or stands before a bound."""
    is_first = cur.at - 1 == cur.item_start and cur.depth == cur.item_depth
    items = nested(cur, _sums, in_list=True)
    if is_first and len(items) == 1 and cur.tokens[cur.at] in ITEM_ENDS:
        return bounded(cur, "<", items[0])
    cur.expect(">")
    return _vector(cur, items)


def bar(cur: Cursor) -> Node:
    """What follows `|` where it opens an absolute value."""
    is_double = cur.tokens[cur.at] == "|"
    _require_inside(cur)
    inner = nested(cur, _in_bars, in_list=False)
    cur.expect("|")
    is_double = is_double and cur.tokens[cur.at - 2] == "|"
    if is_double and isinstance(inner, Apply) and inner.function == "abs":
        return Apply("norm", inner.arguments)
    return _magnitude(cur, inner)


def _require_inside(cur: Cursor) -> None:
    """Raise UnreadableError for a bar at the end, which can only close what is not open."""
    if not cur.tokens[cur.at]:
        cur.fail("bars that cannot be paired, or in more than one way,")


def double_bar(cur: Cursor) -> Node:
    r"""What follows `\|` where it opens a norm."""
    _require_inside(cur)
    inner = nested(cur, _in_bars, in_list=False)
    cur.expect(r"\|")
    return Apply("norm", (cur.value(inner),))


def between(closing: str, function: str) -> Handler:
    """A reader of what follows an opening sign that has a closing one of its own."""

    def read(cur: Cursor) -> Node:
        inner = nested(cur, _side, in_list=False)
        cur.expect(closing)
        if function == "abs":
            return _magnitude(cur, inner)
        return Apply(function, (cur.value(inner),))

    return read


def read_arguments(cur: Cursor, closing: str) -> tuple[Node, ...]:
    """The arguments of a function up to its closing bracket, which only commas separate."""
    if (atom := _lone_atom(cur, closing)) is not None:
        return (atom,)
    arguments, joint = nested(cur, read_items, in_list=True)
    cur.expect(closing)
    if joint != ",":  # `P(A \text{ or } B)`
        return (as_condition(arguments, joint),)
    return tuple(arguments)


def _sums(cur: Cursor) -> list[Node]:
    items = [_side(cur)]
    while cur.skip(","):
        items.append(_side(cur))
    return items


def _side(cur: Cursor) -> Node:
    return read_side(cur, read_sum(cur))


def _in_bars(cur: Cursor) -> Node:
    cur.pipes = 1
    return _side(cur)


def _magnitude(cur: Cursor, inner: Node) -> Node:
    result = magnitude(inner)
    if isinstance(result, Apply) and result.function == "abs":
        return Apply("abs", (cur.value(inner),))
    return result


def _interval(cur: Cursor, opening: str, items: list[Node]) -> Node:
    """A half-open interval, or one whose closing bracket is turned round."""
    lexeme = cur.tokens[cur.at]
    if lexeme == "[" and cur.reverses_brackets:
        closing = ")"
    elif (opening + lexeme) in {"(]", "[)"}:
        closing = lexeme
    else:
        cur.fail("a closing bracket is missing")
    cur.at += 1
    return _pair(cur, opening, closing, items)


def _pair(cur: Cursor, opening: str, closing: str, items: list[Node]) -> Node:
    if len(items) != _PAIR:
        cur.fail("an interval without two ends")
    return Bracketed(opening, closing, tuple(items))


def _vector(cur: Cursor, items: list[Node]) -> Node:
    if len(items) < _PAIR:
        cur.fail("a vector of one")
    return Bracketed("<", ">", tuple(items))


def _set(items: list[Node], joint: str) -> Node:
    return FiniteSet(tuple(items)) if joint != "or" else FiniteSet((as_listing(items, joint),))


def _matrix(items: list[Node]) -> Matrix | None:
    """Lists of one length in a list are the rows of a matrix."""
    rows = [
        item.items
        for item in items
        if isinstance(item, Bracketed) and item.opening == "[" and item.closing == "]"
    ]
    if len(rows) < len(items) or len(set(map(len, rows))) != 1:
        return None
    return Matrix(tuple(rows))


def _builder(cur: Cursor, element: Node, closing: str) -> Node:
    cur.at += 1
    conditions, joint = nested(cur, read_items, in_list=True)
    cur.expect(closing)
    return SetBuilder(element, as_condition(conditions, joint))

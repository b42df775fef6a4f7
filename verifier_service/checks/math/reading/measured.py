r"""A unit behind all of an expression with letters, which then is that many of them.

    (3n+1)个        2a+3b元        (3\hat i+4\hat j)\text{ m/s}

The word is a unit, or a sign for counting, and ends the text; a unit in Latin letters is in upright
type. The expression by itself has a value, and a letter alone is a small one: `A组` is a group's
name.

Not covered: other words (`x轴`), which may make something else of the letter.
"""

import re
from collections.abc import Callable

from verifier_service.checks.math.errors import UnreadableError
from verifier_service.checks.math.scopes import free_symbols
from verifier_service.checks.math.tree import (
    Add,
    Apply,
    Degrees,
    Multiply,
    Node,
    Power,
    Quantity,
    Relation,
    Symbol,
    UnitPower,
)
from verifier_service.checks.math.vocabulary.number_words import COUNTERS
from verifier_service.checks.math.vocabulary.trailers import Trailer, read_trailer

MAX_CHARS = 300

_SIGNS = re.compile(r"\\(?:text|mathrm)\{\s?([\u4e00-\u9fff]{1,4})\s?\}\Z|([\u4e00-\u9fff]{1,4})\Z")
_UPRIGHT = re.compile(
    r"(\\[,; ]|~|\s)?\\(?:text|mathrm|textrm)\{(\s?)([a-zA-Z/]{1,12})\}(\^\{?[23]\}?)?\Z"
)
_DEGREES = (UnitPower("degree", 1),)
_OPEN = frozenset("^_{([+-*/=,;:")
_LETTER = re.compile(r"[a-zA-Z]")
# Without those that number what a letter names.
_COUNTERS = (COUNTERS | frozenset("根株盒箱袋瓶套双雙页頁桶")) - frozenset("组組位")


def read_measured(text: str, read: Callable[[str], Node]) -> Node | None:
    """The expression with its unit; None for any other text. Raises what `read` does of limits."""
    if len(text) > MAX_CHARS:
        return None
    is_sign = text[-3:].rstrip("} ")[-1:] > "\u2e80"
    found = _signs_behind(text) if is_sign else _upright_behind(text)
    if found is None:
        return None
    start, trailer = found
    body = text[:start].rstrip()
    if not body or body[-1] in _OPEN or not body.isascii() or not _LETTER.search(body):
        return None
    try:
        return _with_unit(read(body), trailer)
    except UnreadableError:
        return None


def _signs_behind(text: str) -> tuple[int, Trailer] | None:
    found = _SIGNS.search(text, max(len(text) - 20, 0))
    if found is None:
        return None
    word = found[1] or found[2]
    if word in _COUNTERS:
        return found.start(), Trailer(label=word)
    trailer = read_trailer(f" {word}")
    if trailer is None or not trailer.units or trailer.multiplier != 1 or trailer.is_percent:
        return None
    return found.start(), trailer


def _upright_behind(text: str) -> tuple[int, Trailer] | None:
    if text[-1:] not in {"}", "2", "3"} or not (r"\text" in text or r"\mathrm" in text):
        return None
    found = _UPRIGHT.search(text, max(len(text) - 40, 0))
    if found is None:
        return None
    before, space, name, _ = found.groups()
    if len(name) == 1 and not (before or space):
        return None
    trailer = read_trailer(f" {text[found.start() :].strip()}")
    if trailer is None or not trailer.units or trailer.label or trailer.multiplier != 1:
        return None
    return found.start(), trailer


def _with_unit(node: Node, trailer: Trailer) -> Node | None:
    match node:
        case Relation(sides=(*others, last), signs=signs) if set(signs) == {"="}:
            value = _with_unit(last, trailer)
            return None if value is None else Relation((*others, value), signs)
        case Symbol(name=name) if not name[0].islower():
            return None
        case Add() | Multiply() | Power() | Apply() | Symbol() if free_symbols(node):
            if trailer.units == _DEGREES:
                return Degrees(node)
            return Quantity(node, trailer.units, trailer.label)
        case _:
            return None

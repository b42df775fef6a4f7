r"""A whole text as one formula, without numbers in words and sentences.

`]a, b[` is an interval where brackets cannot be read otherwise. `x = 1, 2` gives `x` two values,
and `x, y = 1, 2` one to each.

Not covered: words and sentences, for which see `answers`.
"""

import contextlib
import re

from verifier_service.checks.math import limits
from verifier_service.checks.math.children import children
from verifier_service.checks.math.errors import BeyondLimitError, UnreadableError
from verifier_service.checks.math.reading import tokens, wrappings
from verifier_service.checks.math.reading.congruences import CONGRUENCES, as_congruence
from verifier_service.checks.math.reading.grammar import new_cursor
from verifier_service.checks.math.reading.lookalikes import with_plain_letters, with_plain_signs
from verifier_service.checks.math.reading.named_letters import with_named_e
from verifier_service.checks.math.reading.statements import as_listing, read_items
from verifier_service.checks.math.tree import Apply, Logic, Node, Relation, Symbol, Text

# A day, exactly as written, and no subtraction or fraction.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
_INFINITE = re.compile(r"([(\[]\s*+-?+\s*+)inf(?=\s*+,)|(,\s*+[+-]?+\s*+)inf(?=\s*+[)\]])")
_MAPPING = re.compile(r"(?:[a-zA-Z]\s*+:\s*+)?+[a-z]\s*+\\mapsto(?![a-zA-Z])(.++)", re.DOTALL)
# In TeX `_` takes one token: `k_BT` is `k_B T`, and `a_nb_n` two names; `v_max` is no TeX.
_UNBRACED = re.compile(r"_([a-zA-Z])(?=[A-Z](?![a-zA-Z])|[a-zA-Z]_)")
_INDEXED = re.compile(r"(?<![a-zA-Z_\\.}])([A-DF-Zck])([0-9]{1,2})(?![0-9.,])")  # `x2` may be `x^2`
# `N_+`, `N^*` and `N*` at the end of something: a set of numbers with its sign.
_SIGNED_SET = re.compile(
    r"((?:\\mathbb|\\mathbf|\\mathrm|\\in)\s?(?:\{\s?)?[NZQR](?:\s?\})?)\s?"
    r"(?:(\^|_)\s?([+*]|\\ast(?![a-z]))|(\*))(?=\s?(?:$|[),;.}&$|]|\\\\|\\end|\\\}))"
)
# `y1<y2<y3`, values of one letter by their numbers.
_ORDERED = re.compile(r"([a-z])[1-9](?:\s?(?:[<>=]|\\[lg]e(?![a-z]))\s?\1[1-9]){1,4}")
_INDEX = re.compile(r"([a-z])([1-9])(?![0-9])")
_MAYBE_CONGRUENT = (Apply, Relation)
_BARS = frozenset(("|", r"\lvert", r"\vert"))
_ARROWS = frozenset((r"\vec", r"\overrightarrow"))
_FEW_TOKENS = 50  # whose tree cannot be deeper or larger than a limit


def read_formula(text: str) -> Node:
    """The whole text as one formula, without numbers in words and sentences.

    Raises UnreadableError and BeyondLimitError.
    """
    if len(text) > limits.MAX_FORMULA_CHARS:
        raise BeyondLimitError(
            f"a formula longer than MAX_FORMULA_CHARS, {limits.MAX_FORMULA_CHARS:,}"
        )
    text = wrappings.without_math_delimiters(with_plain_signs(text))
    if _DAY.fullmatch(text):
        return Text(text)
    if r"\mapsto" in text and (mapping := _MAPPING.fullmatch(text.strip())) is not None:
        text = mapping[1]
    if "inf" in text:
        text = _INFINITE.sub(r"\1\2\\infty ", text)
    if text[:1] == "~":
        text = r"\approx" + text[1:]
    source = _with_braced_scripts(tokens.without_layout(with_plain_letters(text)))
    if len(source) > limits.MAX_FORMULA_CHARS:  # `½` becomes longer
        raise BeyondLimitError(
            f"a formula longer than MAX_FORMULA_CHARS, {limits.MAX_FORMULA_CHARS:,}"
        )
    try:
        return _read_source(source, reverses_brackets=False)
    except UnreadableError:
        node = _read_otherwise(source)
        if node is None:
            raise
        return node


def _with_braced_scripts(source: str) -> str:
    if r"\math" in source or r"\in" in source:
        source = _SIGNED_SET.sub(_with_braced_sign, source)
    return _UNBRACED.sub(r"_{\1}", source) if "_" in source else source


def _with_braced_sign(found: re.Match[str]) -> str:
    script = found[2] or "^"
    return f"{found[1]}{script}{{{found[3] or found[4]}}}"


def _read_otherwise(source: str) -> Node | None:
    """What cannot be read as it stands, with brackets reversed or `C1` for `C_1`; else None."""
    if "[" in source or "]" in source:
        with contextlib.suppress(UnreadableError):
            return _read_source(source, reverses_brackets=True)
    indexed = _INDEXED.sub(r"\1_{\2}", source)
    if _ORDERED.fullmatch(source.strip()):
        indexed = _INDEX.sub(r"\1_{\2}", source)
    if indexed != source:
        with contextlib.suppress(UnreadableError):
            return _read_source(indexed, reverses_brackets=False)
    return None


def _read_source(source: str, *, reverses_brackets: bool) -> Node:
    found = tokens.tokenized(source)
    cur = new_cursor(source, found, reverses_brackets=reverses_brackets)
    items, joint = read_items(cur)
    if found[cur.at]:
        cur.unexpected()
    node = items[0] if len(items) == 1 else as_listing(_distributed(items), joint)
    if isinstance(node, _MAYBE_CONGRUENT) and not CONGRUENCES.isdisjoint(found):
        node = as_congruence(node)
    if "e" in found:
        node = with_named_e(node)
    if found[0] in _BARS and found[1].partition("{")[0] in _ARROWS:
        node = _with_length(node)
    if len(found) > _FEW_TOKENS:
        _require_small(node)
    return node


def _with_length(node: Node) -> Node:
    r"""`|\vec a| = 2` as what it says of a vector; `|a| = 2` may be an equation to be solved."""
    match node:
        case Relation(
            sides=(Apply(function="abs", arguments=(Symbol(name=name),) as names), *rest)
        ) if not name.isupper():  # which may be a segment
            return Relation((Apply("norm", names), *rest), node.signs)
        case _:
            return node


def _require_small(node: Node) -> None:
    """Raise BeyondLimitError if a tree is deeper or larger than a limit."""
    level = [node]
    depth = total = 0
    while level:
        depth += 1
        total += len(level)
        if depth > limits.MAX_DEPTH:
            raise BeyondLimitError(f"a tree deeper than MAX_DEPTH, {limits.MAX_DEPTH}")
        if total > limits.MAX_NODES:
            raise BeyondLimitError(f"a tree of more nodes than MAX_NODES, {limits.MAX_NODES:,}")
        level = [child for parent in level for child in children(parent)]


def _distributed(items: list[Node]) -> list[Node]:
    """`x = 1, 2` as two equations for `x`; `x, y = 1, 2` as one for each name."""
    equations = [index for index, item in enumerate(items) if isinstance(item, Relation | Logic)]
    if len(equations) != 1:
        return items
    index = equations[0]
    equation = items[index]
    if not isinstance(equation, Relation) or equation.signs not in {("=",), ("!=",)}:
        return items
    name, value = equation.sides
    if not isinstance(name, Symbol) or any(isinstance(item, Text) for item in items):
        return items
    if index == 0:
        return [equation, *(Relation((name, item), equation.signs) for item in items[1:])]
    labels = [*items[:index], name]
    values = [value, *items[index + 1 :]]
    if len(labels) != len(values) or not all(isinstance(label, Symbol) for label in labels):
        return items
    return [Relation((label, value), ("=",)) for label, value in zip(labels, values, strict=True)]

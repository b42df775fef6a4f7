r"""Formulas that people spell otherwise, written as the formulas that they are.

    w: 16, d: 3                      w = 16, d = 3
    x if x >= 0, -x if x < 0         \begin{cases} x & x >= 0 \\ -x & x < 0 \end{cases}
    \\sqrt{5}                        \sqrt{5}, whose backslashes were escaped once too often
    Alice has 5 and Bob has 7        Alice = 5, Bob = 7
    最大值为3，最小值为-1             最大值 = 3, 最小值 = -1
    Number of cats or dogs = 5       5
    (0, 1) exclusive                 (0, 1)

Numbers that count are for `counted`, relations in words for `spoken_relations`, and what may be
dropped for `remarks`. Each is gated by a test that costs a plain formula nothing.

Not covered: conditions that hold a comma outside of brackets.
"""

import re
from collections.abc import Callable, Iterator

from verifier_service.checks.math.errors import UnreadableError
from verifier_service.checks.math.reading import (
    compared,
    counted,
    dimensions,
    directions,
    parts,
    remarks,
    restrictions,
    spoken_relations,
    worded_labels,
)
from verifier_service.checks.math.tree import Node
from verifier_service.checks.math.vocabulary import label_words

MAX_CHARS = 600
MAX_LAYERS = 3  # as in `所以 f(x) = x for all real x`
_MIN_NAME = 3
_TWO = 2  # what is listed has two items at least

# Those of `\therefore`, `\implies` and kin.
_BEGINNINGS = frozenset({r"\t", r"\i", r"\R", r"\L", "=>", "==", "->"})
_ARROWS = frozenset("∴⇒⟹→")
# Backslashes in pairs, and a command that no line of a listing begins with.
_ESCAPED = re.compile(r"\\\\[a-zA-Z]{2,}\*?\s*+\{|\\\\[\[(]|\A[$\s]*+\\\\[a-zA-Z]{2}")
_RUNS = re.compile(r"\\++")
# A word that one of the rules looks for, with white space around it somewhere.
_HAS_WORDS = re.compile(
    r"[\s{(,](?:as|done|rounded|for|where|when|whenever|with|constants?|integers?|if|otherwise|is|are"
    r"|equals|in|at|attained|achieved|occurs|since|because|which|than|least|most|from|between"
    r"|plus|both|double|repeated|triple|multiplicity|max|min|wobei|où|mit"
    rf"|{remarks.NOUNS}|{restrictions.PROPERTIES}|{restrictions.WHOLE_ELSEWHERE})"
    r"(?=[\s}):=]|$)"
)
_UNION = re.compile(
    r"(?<=[)\]}])\s*+(?:\\text(?:rm)?\{\s*+union\s*+\}|union(?![a-zA-Z]))\s*+(?=[(\[{\\])"
)
_ROOT_SIGN = re.compile("根[号號]([0-9]++|[a-z])")
_MINUS = frozenset("负負")
_MINUS_SIGN = re.compile("^[负負](?=[0-9$\\\\(])")
_BRANCH = re.compile(r"(.+?)[\s,]++(?:if|for|when|whenever|where)\s++(.++)", re.DOTALL)
_OTHERWISE = re.compile(r"(.+?)[\s,]++(?:otherwise|else|elsewhere)")
_RELATION = re.compile(
    r"[<>=≤≥≠]|\\(?:l|g)(?:t|e|eq|eqslant)(?![a-zA-Z])|\\neq?(?![a-zA-Z])|\\in(?![a-zA-Z])"
)
_LABELLED = re.compile(
    r"\s*+((?:[a-zA-Z]|\\[a-zA-Z]++)(?:_\{?\w++\}?)?|[^\W\d_]{2,}+(?: [^\W\d_]{2,}+){0,2})"
    r"\s?:\s++(\S.*)"
)
_OWNED = re.compile(
    r"(?P<name>[A-Z][a-z]+)(?:'s)?"
    r"(?: (?:has|had|gets|got|is|was|earns|earned|needs|receives|received))?"
    r" (?P<value>[$\\]?\$?[0-9].*)"
)
_AND_NAME = re.compile(r",? and (?=[A-Z][a-z])")
_SAID_IN_SIGNS = re.compile(
    r"\s*+(?P<name>[\u4e00-\u9fff]{2,8}?)\s?[为為是]\s*+(?P<value>[-+−]?[0-9$\\(a-zA-Z].*)"
)
_IN_TOTAL = re.compile("[총總](?:합계)? ?(?=[0-9])")
_PLAIN_JOINTS = str.maketrans("，；、", ",;,")
_DENYING_SIGNS = frozenset("不非没沒未否无無")
# Of an open interval, whose brackets say so already.
_EXCLUSIVE = re.compile(
    r"(\$?(?:\\left)?\([^\[\]]*\)\$?)[\s,~]*+"
    r"(?:\\text\{\s*+\(?exclusive\)?\s*+\}|\(?exclusive\)?)"
)
# A formula with spaces: no letters in a row but those of commands, no label, nothing in brackets
# at its end, and no bearing.
_WITHOUT_WORDS = re.compile(
    r"(?![NS])(?:\\(?!text)[a-zA-Z]++|[a-zA-Z](?![a-zA-Z.])|[^a-zA-Z:<①-⑳\u3000-\uffff])++(?<!\))"
)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def unescaped(text: str) -> str:
    r"""The text with single backslashes, if all come in pairs and one pair begins a command."""
    if any(len(run) % _TWO for run in _RUNS.findall(text)) or not _ESCAPED.search(text):
        return text
    return text.replace("\\\\", "\\")


def read_respelled(text: str, read: Callable[[str], Node]) -> Node | None:
    """The formula that a whole text spells with words; None for any other text.

    Raises what `read` does about a part of it, but for UnreadableError.
    """
    if len(text) > MAX_CHARS:
        return None
    if (found := _counted(text, read)) is not None:
        return found
    if _is_plain(text):
        return None
    written = text
    for _ in range(MAX_LAYERS):
        following = _written(written)
        if following is None:
            break
        written = following
    if written == text:
        return None
    try:
        return read(written)
    except UnreadableError:
        return None


def _is_plain(text: str) -> bool:
    """Whether a text is a formula without words, as nearly all are."""
    if text[:2] in _BEGINNINGS or text[:1] in _ARROWS:
        return False
    return (text.isascii() and " " not in text and "<<" not in text) or _WITHOUT_WORDS.fullmatch(
        text
    ) is not None


def _counted(text: str, read: Callable[[str], Node]) -> Node | None:
    """Numbers that count, parts in their order and lengths of sides; None for any other text."""
    is_number = text[:1].isdigit()
    if is_number and (found := counted.read_counted(text)) is not None:
        return found
    if " " not in text and text.isascii():
        return None
    try:
        found = parts.read_parts(text, read)
        return found or (dimensions.read_dimensions(text, read) if is_number else None)
    except UnreadableError:
        return None


def _spoken(text: str) -> str | None:
    """Bearings and bounds by themselves as formulas, quantities without their directions."""
    found = directions.angle_of_bearing(text) or spoken_relations.bound_alone(text)
    return found or (directions.without_direction(text) if " " in text else None)


def _written(text: str) -> str | None:  # noqa: PLR0911  # one return a spelling
    """The text as a formula; None if it is spelled in none of these ways."""
    rest = remarks.without_conjunction(text)
    if rest is not None or (rest := worded_labels.without_label(text)) is not None:
        return rest
    if "①" <= text[:1] <= "⑳":
        return counted.listed(text)
    if "union" in text and (joined := _UNION.sub(r" \\cup ", text)) != text:
        return joined
    if (total := _IN_TOTAL.match(text)) is not None:
        return text[total.end() :]
    if "exclusive" in text and (interval := _EXCLUSIVE.fullmatch(text)) is not None:
        return interval[1]
    if (spoken := _spoken(text) or _said_in_signs(text)) is not None:
        return spoken
    if "根号" in text or "根號" in text or text[:1] in _MINUS:
        signed = _MINUS_SIGN.sub("-", _ROOT_SIGN.sub(r"\\sqrt{\1}", text))
        return None if signed == text else signed
    if " " in text and (_HAS_WORDS.search(f" {text}") or text[-1] == ")"):
        plain = remarks.without_text(text)
        found = restrictions.with_conditions(plain) or spoken_relations.with_signs(plain)
        found = found or compared.without_compared(plain) or remarks.without_remarks(plain)
        if found is not None or (found := _cases(plain)) is not None:
            return found
    return _labels(text) if ": " in text else _owners(text)


def _cases(plain: str) -> str | None:
    """`x if x >= 0, -x if x < 0` as cases; a name before the first value stays before them."""
    head, lines = "", []
    for part in _parts(plain):
        branch, last = _BRANCH.fullmatch(part), _OTHERWISE.fullmatch(part)
        if branch is not None and _RELATION.search(branch[2]):
            lines.append(f"{branch[1]} & {branch[2]}")
        elif last is not None and lines:
            lines.append(rf"{last[1]} & \text{{otherwise}}")
        else:
            return None
    if len(lines) < _TWO:
        return None
    value = lines[0].partition("&")[0]
    if "=" in value:
        head, _, lines[0] = lines[0].partition("=")
        head += "= "
    return rf"{head}\begin{{cases}}" + r" \\ ".join(lines) + r"\end{cases}"


def _labels(text: str) -> str | None:
    """`w: 16, d: 3` with signs of equality; each label stands there once."""
    found = [_LABELLED.fullmatch(part) for part in _parts(text)]
    labels = [match[1] for match in found if match is not None]
    if len(found) == len(labels) == 1 and found[0] is not None and _is_proper_name(labels[0]):
        return f"{labels[0]} = {found[0][2]}"
    if len(labels) < max(len(found), _TWO) or len(set(labels)) < len(labels):
        return None
    return ", ".join(f"{match[1]} = {match[2]}" for match in found if match is not None)


def _said_in_signs(text: str) -> str | None:
    """`最大值为3，最小值为-1` with signs of equality; each name stands there once."""
    if text.isascii() or not any(sign in text for sign in "为為是"):
        return None
    found = [_SAID_IN_SIGNS.fullmatch(part) for part in _parts(text.translate(_PLAIN_JOINTS))]
    names = {match["name"] for match in found if match is not None}
    if len(names) < max(len(found), _TWO) or not _DENYING_SIGNS.isdisjoint("".join(names)):
        return None
    return ", ".join(f"{match['name']} = {match['value']}" for match in found if match is not None)


def _owners(text: str) -> str | None:
    """`Alice 5, Bob 7` and `Alice has 5 and Bob has 7` with signs of equality."""
    if not text[:1].isupper():
        return None
    found = [_OWNED.fullmatch(part) for part in _parts(_AND_NAME.sub(", ", text))]
    owners = [match["name"] for match in found if match is not None]
    if len(owners) < max(len(found), _TWO) or len(set(owners)) < len(owners):
        return None
    if not all(map(_is_proper_name, owners)):
        return None
    return ", ".join(f"{match['name']} = {match['value']}" for match in found if match is not None)


def _is_proper_name(label: str) -> bool:
    """Whether a word says whose a value is: `Alice: 5`, but not `Answer: 5`."""
    return (
        len(label) >= _MIN_NAME
        and label.isalpha()
        and label.istitle()
        and label.casefold() not in label_words.ANNOUNCING
    )


def _parts(text: str) -> Iterator[str]:
    """What stands between commas, semicolons and line breaks outside of brackets."""
    depth = start = 0
    for place, sign in enumerate(text):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth == 0 and sign in ",;\n":
            part = text[start:place].strip().removeprefix("and ")
            start = place + 1
            if part:
                yield part
    yield text[start:].strip().removeprefix("and ")

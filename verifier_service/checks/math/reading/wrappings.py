r"""What stands around a whole answer and says nothing: dollars, boxes, bold type, marks of an end.

Not covered: wrappings around a part of an answer, which the formula's own reader drops or knows.
"""

import re

from verifier_service.checks.answers.prose.tex_spaces import stripped

MAX_WRAPPINGS = 12

_PAIRS = (
    ("$$", "$$"),
    ("$", "$"),
    (r"\(", r"\)"),
    (r"\[", r"\]"),
    ("***", "***"),
    ("**", "**"),
    ("__", "__"),
    ("`", "`"),
    ('"', '"'),
    ("“", "”"),
    ("«", "»"),
    ("「", "」"),
    ("‘", "’"),
    ("'", "'"),
    ("<b>", "</b>"),
    ("<strong>", "</strong>"),
    ("<code>", "</code>"),
)
_MARKDOWN = ("**", "__", "`")  # one alone says nothing either
# Attached on one side and apart on the other, which no sign of a power is.
_BOLD = re.compile(r"(?<![\s*])\*\*(?=\s)|(?<=\s)\*\*(?![\s*])")
_BOLD_WORD = re.compile(r"\*\*([^\W\d_]{2,})\*\*(?![^\W_])")  # `**Yes**, because`
_COMMAND = re.compile(
    r"\\(?:boxed|fbox|text|textbf|textit|textrm|mbox|hbox|emph|displaystyle|ensuremath|mathrm)"
    r"\s*+(?=\{)"
)
_NO_STOPS = ("..", r"\,", r"\;", r"\right.")
_TRAILING = ".。;,，；．∎■◼"
# Pictures behind an answer that are numbers, doubt it or deny it; the others say nothing.
_SAYING_SIGNS = frozenset("🔟💯🚫👎🙅🤔🤷🤥🛑📉🔻🔺🚩🤡").union(map(chr, range(0x1F550, 0x1F568)))
_SIGNS_OF_AN_END = (r"\blacksquare", r"\square", r"\qed")
_PROOF_ENDS = (*(f"${sign}$" for sign in _SIGNS_OF_AN_END), *_SIGNS_OF_AN_END, "$∎$")
# With which a text begins or ends that may have something around it.
_DELIMITERS = frozenset((r"\(", r"\["))
_FIRST = frozenset(opening[0] for opening, _ in _PAIRS if opening not in _DELIMITERS)
_LAST = frozenset(mark[-1] for mark in _MARKDOWN)
_DELIMITER = re.compile(r"(?<!\\)\\[()\[\]]")
_END_OF_FORMULA = re.compile(r"(?<!\\)(?:\\[,;: ])+\.?\s?\Z|(?<=[0-9a-z)}])\.\s?\Z")
_LONGEST_END = 8
_DOLLARS = re.compile(r"(?<!\\)\$\$?")


def unwrapped(text: str) -> str:
    """The text without what stands around all of it. Linear, as the layers are few."""
    if "** " in text or " **" in text:  # `**1** and **2**`
        text = _BOLD.sub("", text)
    if text[:2] == "**" and (word := _BOLD_WORD.match(text)) is not None:
        text = word[1] + text[word.end() :]
    for _ in range(MAX_WRAPPINGS):
        shorter = _without_one(stripped(text))
        if shorter == text:
            break
        text = shorter
    return text


def _without_one(text: str) -> str:
    shorter = _without_end(text)
    if shorter != text:
        return shorter
    first, last = text[:1], text[-1:]
    if first == "\\":
        if text.startswith(r"\displaystyle") and not text[13:14].isalpha():
            return text[13:]
        if last == "}":
            command = _COMMAND.match(text)
            if command is not None and _closes_at_end(text, command.end()):
                return text[command.end() + 1 : -1]
    if first in _FIRST or last in _LAST or text[:2] in _DELIMITERS:
        return _without_marks(text)
    return text


def _without_end(text: str) -> str:
    """The text without one mark of an end, a picture, or what closes a formula begun elsewhere."""
    last = text[-1:]
    if last in _TRAILING and (not text.endswith(_NO_STOPS) or text.endswith(r"\right..")):
        return text[:-1]
    if "\U0001f300" <= last <= "\U0001faff":
        return text if last in _SAYING_SIGNS else text[:-1]
    if last == "#":  # one may be an operator
        return text.rstrip("#") if text.endswith("##") else text
    if text.endswith(_PROOF_ENDS):
        mark = next(mark for mark in _PROOF_ENDS if text.endswith(mark))
        return text.removesuffix(mark) or text
    return text[:-2] if text.endswith("$$") and text.count("$") == len("$$") else text


def _without_marks(text: str) -> str:
    """The text without dollars, quotation marks and the like around it."""
    for opening, closing in _PAIRS:
        if text.startswith(opening) and text.endswith(closing):
            inner = text[len(opening) : -len(closing)]
            if len(text) > len(opening) + len(closing) and opening not in inner:
                return inner if closing not in inner else text
    for mark in _MARKDOWN:
        if text.count(mark) == 1 and (text.startswith(mark) or text.endswith(mark)):
            return text.replace(mark, "")
    return text


def _closes_at_end(text: str, start: int) -> bool:
    depth = 0
    index = start
    while index < len(text):
        sign = text[index]
        if sign == "\\":
            index += 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                return index == len(text) - 1
        index += 1
    return False


def without_math_delimiters(text: str) -> str:
    r"""The text with `$...$`, `\(...\)` and `\[...\]` opened; dollars of money stay.

    Dollars are a pair if what stands between them does not begin or end as a piece of text.
    """
    if r"\(" in text or r"\[" in text:
        text = _DELIMITER.sub(" ", text)
    if "$" not in text:
        return text
    parts = _DOLLARS.split(text)
    if "\\" in text or "." in text:
        parts[1::2] = map(_without_end_of_formula, parts[1::2])
    if len(parts) % 2 == 0 or not all(map(_is_inside, parts[1::2])):
        return text
    return " ".join(parts)


def _without_end_of_formula(part: str) -> str:
    """The inside of a formula without the space and the full stop that end it."""
    found = _END_OF_FORMULA.search(part, max(0, len(part) - _LONGEST_END))
    return part if found is None else part[: found.start()]


def _is_inside(part: str) -> bool:
    return bool(part.strip()) and not part[-1].isspace() and part[-1] not in ",;-+=("

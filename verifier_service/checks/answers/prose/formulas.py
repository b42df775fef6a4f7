r"""Formulas in running text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and environments such as `align*`.

A dollar opens a formula and another one closes it by the rule of pandoc's extension
`tex_math_dollars`: no white space behind the first nor in front of the second, and no digit
behind the second. So `$18 and $20` are two prices. A formula holds none of the signs that
delimit it, so every sign is read once however many formulas begin and do not end.

Source: https://pandoc.org/MANUAL.html#extension-tex_math_dollars

Not covered: a formula with a text of its own formulas (`$a \text{ if $b$}$`).
"""

import re

from verifier_service.checks.answers.prose.tex_spaces import without_tex_space
from verifier_service.verdict import Span

# What may surround an answer in Markdown, signs that praise it or point to it, and white space.
DRESS = " \t\r\n*_`✅✔✓☑🎉🎯👉➡⭐✨\ufe0f"
_DRESS_BEHIND = DRESS + ",;:，、；："

_LINE_BREAK = "\\\\"
_DISPLAYS = "align|aligned|alignat|equation|gather|gathered|multline|eqnarray|displaymath|math"
_BLOCKS = "[pbvBV]?matrix|smallmatrix|cases|array|split"


def _environment(names: str) -> str:
    begin_or_end = rf"(?:begin|end)\{{(?:{names})\*?\}}"
    return (
        rf"\\begin\{{(?:{names})\*?\}}(?:[^\\]++|\\(?!{begin_or_end}).)*+\\end\{{(?:{names})\*?\}}"
    )


# One formula, in the syntax of re.VERBOSE and with re.DOTALL.
FORMULA = rf"""(?:
      \$\$ (?:[^$\\]++|\\.)++ \$\$
    | \$ (?![\s$]) (?:[^$\\]++|\\.)++ (?<!\s)\$ (?!\d)
    | \\\( (?:[^\\]++|\\[^()])*+ \\\)
    | \\\[ (?:[^\\]++|\\[^\[\]])*+ \\\]
    | {_environment(_DISPLAYS)}
    | {_environment(_BLOCKS)}
)"""
# From one sign that may begin a formula to the next; in the group `formula` the formula, if one
# does begin there. It matches at the end too, or it would be tried from every place before it,
# and takes two backslashes at once as a formula does, so that both see the same delimiters.
NEXT_FORMULA = re.compile(
    rf"[^$\\]*+(?:(?P<formula>{FORMULA})|\\[\\$]|[$\\]|\Z)", re.VERBOSE | re.DOTALL
)
_LONE_FORMULA = re.compile(FORMULA, re.VERBOSE | re.DOTALL)
_DISPLAY = re.compile(r"\$\$|\\\[|\\begin\{")


def display_at(text: str, start: int, end: int) -> Span | None:
    """The displayed formula that begins at `start`, over as many lines as it has."""
    if not _DISPLAY.match(text, start, end):
        return None
    formula = _LONE_FORMULA.match(text, start, end)
    return None if formula is None else Span(start=start, end=formula.end())


def undressed(text: str, start: int, end: int) -> Span:
    """The part without white space and emphasis around it, and of a lone formula its inside."""
    span = _trimmed(text, start, end)
    if text[span.start : span.start + 1] not in {"$", "\\"}:
        return span
    if text.startswith(r"\begin", span.start) or not _LONE_FORMULA.fullmatch(
        text, span.start, span.end
    ):
        return span
    width = 1 if text[span.start] == "$" and text[span.start + 1] != "$" else 2
    inside = _trimmed(text, span.start + width, span.end - width)
    while text[inside.end] in "_*":  # of an unfinished formula no sign is dropped
        inside = Span(start=inside.start, end=inside.end + 1)
    if text.endswith(_LINE_BREAK, inside.start, inside.end):
        inside = _trimmed(text, inside.start, inside.end - len(_LINE_BREAK))
    content = text[inside.start : inside.end]
    ends_sentence = content.endswith(".") and not content.endswith("..")
    return _trimmed(text, inside.start, inside.end - 1) if ends_sentence else inside


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    start += len(part) - len(part.lstrip(DRESS))
    end = max(start, end - len(part) + len(part.rstrip(_DRESS_BEHIND)))
    if text.endswith("\\", start, end):
        end = without_tex_space(text, start, end)
    return Span(start=start, end=end)

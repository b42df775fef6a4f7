r"""Where in a completion the answer stands.

A check tries its markers in order and takes the first one that is there and not
empty. What is found is then the answer, parsable or not: a check never goes on
to the next marker because it dislikes the text of the first, so that no piece of
an answer can be taken for the answer.

Every marker reads the text once, in time and memory linear in it, whatever it
holds: a megabyte of `\boxed{` as well as a megabyte of prose.

Not covered: markers inside code blocks or quotations count like any other, and
of several answers the last one is taken without asking whether they agree.
"""

import enum
import re
from collections.abc import Callable

from verifier_service.verdict import Outcome, Verdict

# A TeX control sequence takes the sign after its backslash with it, so `\{` and
# the `\\` of a line break in front of a brace are never mistaken for what they hide.
_TEX_TOKEN = re.compile(r"\\boxed\{|\\.|[{}]", re.DOTALL)
_ANSWER_LINE = re.compile(
    r"^[ \t*#]*+(?:a:|answer:|final[ ]answer:|the[ ]answer[ ]is\b:?+)(?P<rest>.*+)$",
    re.ASCII | re.IGNORECASE | re.MULTILINE,
)
_REASONING_ENDS = ("</think>", "</reasoning>")
_HASHES = "####"


class AnswerMarker(enum.StrEnum):
    """What an answer is recognised by; `checks.proto` defines each value."""

    TAG = "tag"
    BOXED = "boxed"
    HASHES = "hashes"
    LINE = "line"
    TEXT = "text"


def locate(completion: str, markers: tuple[AnswerMarker, ...]) -> str | None:
    """The text of the first marker found, without white space around it.

    A marker with nothing but white space counts as not found. None if no marker
    is found.
    """
    for marker in markers:
        located = _LOCATORS[marker](completion).strip()
        if located:
            return located
    return None


def no_answer(markers: tuple[AnswerMarker, ...]) -> Verdict:
    """The verdict about a completion in which none of the markers is found."""
    return Verdict.unscored(Outcome.NO_ANSWER, f"no answer found by {', '.join(markers)}")


def require_markers(markers: tuple[AnswerMarker, ...]) -> None:
    """Raise ValueError unless there is a marker and none is named twice."""
    if not markers:
        raise ValueError("markers must name at least one marker")
    if len(set(markers)) != len(markers):
        raise ValueError("markers must not name a marker twice")


def _tag(text: str) -> str:
    start = text.rfind("<answer>")
    if start < 0:
        return ""
    start += len("<answer>")
    end = text.find("</answer>", start)
    return "" if end < 0 else text[start:end]


def _boxed(text: str) -> str:
    r"""The content of the balanced `\boxed{}` that opens last, the inner one of two."""
    if r"\boxed{" not in text:
        return ""
    open_braces: list[int] = []  # where the content of a box starts; -1 for another brace
    start = end = 0
    for token in _TEX_TOKEN.finditer(text):
        match token[0]:
            case r"\boxed{":
                open_braces.append(token.end())
            case "{":
                open_braces.append(-1)
            case "}" if open_braces and (opened := open_braces.pop()) > start:
                start, end = opened, token.start()
    return text[start:end]


def _hashes(text: str) -> str:
    start = text.rfind(_HASHES)
    return "" if start < 0 else text[start + len(_HASHES) :].partition("\n")[0]


def _line(text: str) -> str:
    """Markdown around it is dropped: `**Answer:** 7` and `### Answer: 7` say 7."""
    rest = ""
    for line in _ANSWER_LINE.finditer(text):
        rest = line["rest"]
    return rest.strip("* \t\r")


def _text(text: str) -> str:
    return text[max(_end_of_last(text, tag) for tag in _REASONING_ENDS) :]


def _end_of_last(text: str, tag: str) -> int:
    start = text.rfind(tag)
    return 0 if start < 0 else start + len(tag)


_LOCATORS: dict[AnswerMarker, Callable[[str], str]] = {
    AnswerMarker.TAG: _tag,
    AnswerMarker.BOXED: _boxed,
    AnswerMarker.HASHES: _hashes,
    AnswerMarker.LINE: _line,
    AnswerMarker.TEXT: _text,
}

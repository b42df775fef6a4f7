"""Structure of tags: a reasoning element, then an answer element."""

import enum
import re
from typing import ClassVar

import msgspec

from verifier_service.checks.base import Check
from verifier_service.verdict import Sample, Verdict

_TAG_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SPACE = re.compile(r"\s*+")
_MARKER_SCORE = 0.125
_TRAILING_CHARACTER_COST = 0.001


class FormatMode(enum.StrEnum):
    """How strictly the structure is measured; `checks.proto` defines each value."""

    STRICT = "strict"
    SOFT = "soft"
    GRADED = "graded"
    PUBLISHED_STRICT = "published_strict"
    PUBLISHED_SOFT = "published_soft"


class FormatCheck(Check, frozen=True, kw_only=True, tag="format"):
    r"""How well the text keeps to `<R>…</R><A>…</A>`.

    Strict: 1 if the whole text, white space at its ends aside, is the two elements
    with nothing but white space between them, each holds more than white space,
    and each of the four tags occurs exactly once in the text; else 0.

    Soft: 1 if the text, after leading white space, starts with two such elements,
    whatever follows; else 0. The first closing tag closes the element, so text
    between `</R>` and `<A>` is not excused by a second `</R>`, while a tag that
    opens again inside its element is.

    Graded: as `xmlcount` in the GRPO notebook for Unsloth, to the last bit of the
    float. 0.125 for each of `<R>\n`, `\n</R>\n`, `\n<A>\n`, `\n</A>` that occurs
    exactly once; with the third, minus 0.001 for each character after the last
    `\n</A>\n`, of the whole text if there is none; with the fourth, minus 0.001 x
    (characters after the last `\n</A>` - 1). Occurrences are counted from the
    start and do not overlap. At most 0.5; negative for a long tail.

    Published strict and published soft: the two patterns of that notebook, which lack
    DOTALL: `.` crosses no line end, so reasoning of two lines scores 0. The strict one
    is the six lines `<R>`, text, `</R>`, `<A>`, text, `</A>`, each with its line end;
    Python's `$` also lets one more pass. In both an element may be empty or hold tags.

    Tags are matched as they are written: `<Think>` and `<think >` are other tags.
    Always scored; a text without tags scores 0. A tag name out of its alphabet or
    longer than 64 characters, or one name for both, raises ValueError.

    Not covered: what the elements say. Strict and soft pay for one letter in each.
    """

    semantics_version: ClassVar[str] = "1"

    mode: FormatMode = FormatMode.STRICT
    reasoning_tag: str = "think"
    answer_tag: str = "answer"
    prompt_opens_reasoning: bool = False

    def __post_init__(self) -> None:
        for name in (self.reasoning_tag, self.answer_tag):
            if _TAG_NAME.fullmatch(name) is None:
                raise ValueError(
                    "a tag name must be 1 to 64 ASCII letters, digits, '_' or '-', "
                    f"not {name[:80]!r}"
                )
        if self.reasoning_tag == self.answer_tag:
            raise ValueError(f"reasoning_tag and answer_tag are both {self.answer_tag!r}")

    @property
    def is_graded(self) -> bool:
        """Only the mode of that name measures a degree."""
        return self.mode is FormatMode.GRADED

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample, always scored."""
        tags = _Tags(
            open_reasoning=f"<{self.reasoning_tag}>",
            close_reasoning=f"</{self.reasoning_tag}>",
            open_answer=f"<{self.answer_tag}>",
            close_answer=f"</{self.answer_tag}>",
        )
        text = sample.completion
        if self.prompt_opens_reasoning:
            text = f"{tags.open_reasoning}\n{text}"
        return Verdict.scored(_MEASURES[self.mode](text, tags))


class _Tags(msgspec.Struct, frozen=True, kw_only=True):
    open_reasoning: str
    close_reasoning: str
    open_answer: str
    close_answer: str


def _strict(text: str, tags: _Tags) -> float:
    if any(text.count(tag) != 1 for tag in msgspec.structs.astuple(tags)):
        return 0.0
    rest = _after_both(text, tags)
    return float(rest is not None and not rest.strip())


def _soft(text: str, tags: _Tags) -> float:
    return float(_after_both(text, tags) is not None)


def _after_both(text: str, tags: _Tags) -> str | None:
    """What follows the two elements that the text starts with; None if it does not."""
    rest = _after_element(text, tags.open_reasoning, tags.close_reasoning)
    return None if rest is None else _after_element(rest, tags.open_answer, tags.close_answer)


def _after_element(text: str, opening: str, closing: str) -> str | None:
    """What follows the element, not empty, that the text starts with; None without it."""
    text = text.lstrip()
    if not text.startswith(opening):
        return None
    content, closed, rest = text[len(opening) :].partition(closing)
    return rest if closed and content.strip() else None


def _graded(text: str, tags: _Tags) -> float:
    score = 0.0
    if text.count(f"{tags.open_reasoning}\n") == 1:
        score += _MARKER_SCORE
    if text.count(f"\n{tags.close_reasoning}\n") == 1:
        score += _MARKER_SCORE
    if text.count(f"\n{tags.open_answer}\n") == 1:
        score += _MARKER_SCORE
        score -= _tail_length(text, f"\n{tags.close_answer}\n") * _TRAILING_CHARACTER_COST
    if text.count(f"\n{tags.close_answer}") == 1:
        score += _MARKER_SCORE
        score -= (_tail_length(text, f"\n{tags.close_answer}") - 1) * _TRAILING_CHARACTER_COST
    return score


def _tail_length(text: str, marker: str) -> int:
    """Characters after the last occurrence, of those that are counted from the start."""
    return len(text.split(marker)[-1])  # noqa: PLC0207  # rsplit differs where they overlap


def _published_strict(text: str, tags: _Tags) -> float:
    opening, closing, answer, end = msgspec.structs.astuple(tags)
    lines = text.split("\n", 8)
    marks = [lines[number : number + 1] for number in (0, 2, 3, 5)]
    return float(marks == [[opening], [closing], [answer], [end]] and lines[6:] in ([""], ["", ""]))


def _published_soft(text: str, tags: _Tags) -> float:
    """By hand: where no `</A>` follows, the pattern itself tries each `</R>` to the line's end."""
    if not text.startswith(tags.open_reasoning):
        return 0.0
    line_end = _line_end(text, 0)
    last_end = text.rfind(tags.close_answer, 0, line_end)
    place = text.find(tags.close_reasoning, len(tags.open_reasoning), line_end)
    while place >= 0:
        behind = place + len(tags.close_reasoning)
        answer = _behind_space(text, behind)
        if text.startswith(tags.open_answer, answer):
            answer += len(tags.open_answer)
            if answer <= last_end:
                return 1.0
            if answer > line_end:  # beyond the first line, where only the last `</R>` leads
                return float(text.find(tags.close_answer, answer, _line_end(text, answer)) >= 0)
        place = text.find(tags.close_reasoning, behind, line_end)
    return 0.0


def _behind_space(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return start if space is None else space.end()


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


_MEASURES = {
    FormatMode.STRICT: _strict,
    FormatMode.SOFT: _soft,
    FormatMode.GRADED: _graded,
    FormatMode.PUBLISHED_STRICT: _published_strict,
    FormatMode.PUBLISHED_SOFT: _published_soft,
}

"""Visible steps of reasoning."""

import re
import string
import unicodedata
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import ClassVar

from verifier_service.checks.base import Check
from verifier_service.verdict import Sample, Verdict

MAX_STEP_TARGET = 1_000

_STEP = re.compile(
    r"""^ [ \t]*+ (?:<[A-Za-z0-9_-]{1,64}+> [ \t]*+)?+   # `<think>1. ...`
        (?: [-*] (?=[ \t])                               # a bullet
          | (?:\#{1,6}+ [ \t]++)?+ \*{0,3}+              # a heading, emphasis
            (?: [Ss]tep [ \t]++ (?P<step>[0-9]{1,3}+) \*{0,3}+ :
              | (?P<item>[0-9]{1,3}+) \. (?![0-9])
              | (?P<word>First|Second|Next|Finally) \*{0,3}+ ,
            )
        )
    """,
    re.MULTILINE | re.VERBOSE,
)
_MARKUP = string.punctuation + string.whitespace


class ReasoningStepsCheck(Check, frozen=True, kw_only=True, tag="reasoning_steps"):
    """Score distinct steps divided by `step_target`, at most 1.

    A step begins a line with one of these marks, behind white space, an opening
    tag, `#` of a heading or `*` of emphasis: `Step 1:`, `1.`, a bullet `- ` or
    `* `, or `First,`, `Second,`, `Next,`, `Finally,`. Numbers have at most three
    digits; `3.5`, `---` and `**bold**` are no marks.

    Its content is the first line behind the mark that holds more than ASCII
    punctuation, before the next mark or closing tag. A step counts if its content
    has a letter or a digit and is not the content of a step counted before, white
    space, case and punctuation at the ends aside, and if its mark is not that of a
    step counted before: each number counts once behind `Step` and once in a list,
    each word once, bullets without bound.

    Always scored; a text without steps scores 0. A `step_target` beyond 1 to 1000
    raises ValueError.

    Source: `reasoning_steps_reward` of open-r1, with the same marks. There numbers
    count in the first line alone (an anchor without MULTILINE), bullets in any but
    the first, marks in mid-sentence and empty or repeated steps count in full, and
    a horizontal rule or a negative number is a bullet.

    Not covered: whether a step says anything. Three different words in a list are
    three steps, so the check is a nudge to show reasoning and no proof of any.
    """

    semantics_version: ClassVar[str] = "1"

    step_target: int = 3

    def __post_init__(self) -> None:
        if not 1 <= self.step_target <= MAX_STEP_TARGET:
            raise ValueError(f"step_target must be 1 to {MAX_STEP_TARGET}, not {self.step_target}")

    @property
    def is_graded(self) -> bool:
        """A share of something: yes."""
        return True

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample, always scored."""
        steps = _count_distinct(sample.completion)
        return Verdict.scored(min(1.0, steps / self.step_target))


def _count_distinct(text: str) -> int:
    marks: set[str] = set()
    contents: set[str] = set()
    for mark, content in _steps(text):
        if content and content not in contents and mark not in marks:
            contents.add(content)
            if mark:
                marks.add(mark)
    return len(contents)


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """The mark of each step, empty for a bullet, and its content, empty without any."""
    for step, following in pairwise(chain(_STEP.finditer(text), [None])):
        if step is not None:  # always: the end comes last
            end = len(text) if following is None else following.start()
            yield _mark(step), _content(text[step.end() : end])


def _mark(step: re.Match[str]) -> str:
    kind = step.lastgroup
    if kind is None:
        return ""
    return f"{kind} {step[kind].lstrip('0')}"


def _content(body: str) -> str:
    line = body.partition("</")[0].lstrip(_MARKUP).partition("\n")[0]
    visible = "".join(sign for sign in line if unicodedata.category(sign) != "Cf")
    normal = " ".join(visible.casefold().split()).rstrip(_MARKUP)
    return normal if any(sign.isalnum() for sign in normal) else ""

r"""Multiple choice by letter.

The located answer must be a choice as a whole: a letter by itself, or a letter
that a delimiter sets off from the words of its option. A letter somewhere in a
sentence is never taken for the choice, so prose wins nothing by luck.
"""

import re
import string
from typing import ClassVar

from verifier_service.checks.answers import AnswerMarker, locate, no_answer, require_markers
from verifier_service.checks.base import Check
from verifier_service.verdict import Outcome, Sample, Verdict

MIN_CHOICE_COUNT = 2
MAX_CHOICE_COUNT = 26

_FULL_WIDTH = str.maketrans("（）［］．：。", "()[].:.")
_CLOSING = "*_$\"'`”’)]}.:,;!\\" + string.whitespace
_OPENING = r"""(?:[\s*_$"'`“‘(\[{] | \\[(\[] | \\(?:boxed|(?:text|math)(?:bf|it|rm|sf)?)\{)*+"""
_CHOICE = re.compile(
    rf"""{_OPENING} (?P<letter>[A-Za-z])
        (?:[*_$"'`”’}}]*+ [)\].:]++ [*_$"'`”’}}]*+ \s++ (?P<words>.++))?+
    """,
    re.DOTALL | re.VERBOSE,
)
_OTHER_CHOICE = re.compile(
    rf"""(?<![\w(]) \(?+ ([A-Za-z]) \)                       # `B)` or `(B)`, but not `f(B)`
      | ^ [ \t*_#-]*+ ([A-Za-z]) [*_]*+ [.:] (?!\w)          # `B.` or `B:` begins a line
      | \A (?:and|or|&|/) \s++ {_OPENING} ([A-Za-z]) \b      # `or B` behind the letter
      | \A {_OPENING} ([A-Za-z]) [{re.escape(_CLOSING)}]*+ \Z  # nothing but a second letter
    """,
    re.MULTILINE | re.VERBOSE,
)


class ChoiceCheck(Check, frozen=True, kw_only=True, tag="choice"):
    r"""Score 1 if the letter chosen is a reference's letter, else 0.

    The letter may stand in either case, in Markdown, TeX (`\text{C}`, `$C$`,
    `\boxed{C}`), quotation marks or brackets, with punctuation behind it. The words
    of the option may follow a closing bracket, a full stop or a colon: `C) Paris`,
    `(C) Paris`, `C. Paris`, `**C:** Paris`. Full-width punctuation counts as its
    ASCII form. UNPARSABLE_ANSWER if the text is anything else (`A dog`, `C Paris`),
    if the words offer another letter as well (`B) or C)`), or if the letter is
    beyond `choice_count`.

    References are read in the same way; BAD_REFERENCE if there is none or one of
    them cannot be read, whatever the model wrote. NO_ANSWER if no marker is found.
    A `choice_count` beyond 2 to 26 raises ValueError.

    Source: the rule is ours, in `checks.proto`.

    Not covered: options by number or by their words alone, several right letters,
    and sentences such as "I choose C".
    """

    semantics_version: ClassVar[str] = "2"
    needs_references: ClassVar[bool] = True

    choice_count: int = 4
    markers: tuple[AnswerMarker, ...] = (
        AnswerMarker.TAG,
        AnswerMarker.BOXED,
        AnswerMarker.LINE,
        AnswerMarker.TEXT,
    )

    def __post_init__(self) -> None:
        require_markers(self.markers)
        if not MIN_CHOICE_COUNT <= self.choice_count <= MAX_CHOICE_COUNT:
            raise ValueError(
                f"choice_count must be {MIN_CHOICE_COUNT} to {MAX_CHOICE_COUNT}, "
                f"not {self.choice_count}"
            )

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample."""
        letters = string.ascii_uppercase[: self.choice_count]
        wanted = {_chosen_letter(reference, letters) for reference in sample.references}
        if not wanted or None in wanted:
            return Verdict.unscored(
                Outcome.BAD_REFERENCE, f"the reference is not a choice from A to {letters[-1]}"
            )
        located = locate(sample.completion, self.markers)
        if located is None:
            return no_answer(self.markers)
        letter = _chosen_letter(located.text, letters)
        if letter is None:
            return Verdict.unscored(
                Outcome.UNPARSABLE_ANSWER,
                f"the answer is not one choice from A to {letters[-1]}",
                extracted=located.text,
                span=located.span,
            )
        return Verdict.scored(letter in wanted, extracted=located.text, span=located.span)


def _chosen_letter(text: str, letters: str) -> str | None:
    """The one of the upper-case letters that the text chooses; None without a clear one."""
    text = text.translate(_FULL_WIDTH)
    choice = _CHOICE.fullmatch(text.rstrip(_CLOSING))
    if choice is None or choice["letter"].upper() not in letters:
        return None
    words = text[choice.start("words") :] if choice["words"] else ""
    if _offers_another(words, choice["letter"], letters):
        return None
    return choice["letter"].upper()


def _offers_another(words: str, letter: str, letters: str) -> bool:
    """Whether the words of an option hold a second choice, in the case of the first."""
    possible = letters if letter.isupper() else letters.lower()
    found = (match[match.lastindex or 0] for match in _OTHER_CHOICE.finditer(words))
    return any(other in possible and other != letter for other in found)

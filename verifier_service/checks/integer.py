"""Whether the answer is written as an integer."""

import enum
import re
from typing import ClassVar

from verifier_service.checks.answers import AnswerMarker, locate, no_answer, require_markers
from verifier_service.checks.base import Check
from verifier_service.verdict import Sample, Verdict

_SIGNED = re.compile(r"[+-]?[0-9]++")


class IntegerForm(enum.StrEnum):
    """How an integer may be written; `checks.proto` defines each value."""

    SIGNED = "signed"
    DIGITS = "digits"


class IntegerCheck(Check, frozen=True, kw_only=True, tag="integer"):
    """Score 1 if the located answer is an integer in the form asked for, else 0.

    Signed: an optional sign and ASCII digits. Digits of other scripts, separators of
    thousands, units, a decimal point and white space inside score 0.

    Digits: whatever Python calls digits, so also `²`, and no sign: the rule of the
    integer reward in the well-known GRPO notebook for Unsloth, which the other form
    narrows in the digits and widens by the sign.

    The number may have any length: it is only read, never computed. NO_ANSWER if no
    marker is found. Needs no reference.
    """

    semantics_version: ClassVar[str] = "2"

    markers: tuple[AnswerMarker, ...] = (AnswerMarker.TAG,)
    form: IntegerForm = IntegerForm.SIGNED

    def __post_init__(self) -> None:
        require_markers(self.markers)

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample."""
        located = locate(sample.completion, self.markers)
        if located is None:
            return no_answer(self.markers)
        if self.form is IntegerForm.DIGITS:
            is_integer = located.text.isdigit()
        else:
            is_integer = _SIGNED.fullmatch(located.text) is not None
        return Verdict.scored(is_integer, extracted=located.text, span=located.span)

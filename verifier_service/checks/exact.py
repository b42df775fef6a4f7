"""Whether the answer is the reference, character by character."""

from typing import ClassVar

from verifier_service.checks.answers import AnswerMarker, locate, no_answer, require_markers
from verifier_service.checks.base import Check
from verifier_service.verdict import Outcome, Sample, Verdict


class ExactCheck(Check, frozen=True, kw_only=True, tag="exact"):
    """Score 1 if the located answer equals at least one reference, else 0.

    White space at both ends of either is left out; nothing else is forgiven, not
    the case of a letter nor the form of a number. A reference of white space alone
    is none. BAD_REFERENCE if there is none, whatever the model wrote; NO_ANSWER if
    no marker is found.

    Source: the rule is ours, in `checks.proto`.
    """

    semantics_version: ClassVar[str] = "2"
    needs_references: ClassVar[bool] = True

    markers: tuple[AnswerMarker, ...] = (AnswerMarker.TAG,)

    def __post_init__(self) -> None:
        require_markers(self.markers)

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample."""
        wanted = {stripped for text in sample.references if (stripped := text.strip())}
        if not wanted:
            return Verdict.unscored(Outcome.BAD_REFERENCE, "there is no reference to compare with")
        located = locate(sample.completion, self.markers)
        if located is None:
            return no_answer(self.markers)
        return Verdict.scored(located.text in wanted, extracted=located.text, span=located.span)

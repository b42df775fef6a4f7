"""The check itself: what is looked at, and who is at fault where nothing can be compared."""

from typing import ClassVar

from verifier_service.checks.answers import AnswerMarker, locate, no_answer, require_markers
from verifier_service.checks.base import Check
from verifier_service.checks.math.limits import (
    MAX_READ_CHARS,
    exceeded_limit,
    has_unseen_signs,
)
from verifier_service.checks.math.versions import PINNED_VERSIONS, require_versions
from verifier_service.verdict import Outcome, Sample, Verdict


class MathCheck(Check, frozen=True, kw_only=True, tag="math"):
    r"""Score 1 if the answer is mathematically equal to at least one reference, else 0.

    Parsed and compared by math-verify 0.9.0 over sympy, whose rules decide what is
    equal: `1/2`, `0.5` and `\frac{1}{2}` are, and so are `9%` and `9`.

    BAD_REFERENCE if there is no reference or one that cannot be read, whatever the model
    wrote. NO_ANSWER if no marker is found or the located text holds neither number nor
    formula, UNPARSABLE_ANSWER if what math-verify takes from it cannot be parsed or
    compared, LIMIT_EXCEEDED beyond what `limits` names.

    A text located by TEXT holds the answer somewhere and math-verify looks for it, as in
    Math-Verify's own use; of a long one only the last 16,000 characters are read, from
    the beginning of a line. A text located by any other marker is the answer: without
    dollars it is read as one formula where it is written as one, and so is a completion
    that is one formula and nothing else. References are read in this way too, behind
    `####` or `A:` where they hold that. Words are answers only where a reference is words.

    Not covered: see `limits`, `spelling` and `engine`; and whether the answer has the
    form that was asked for, so `2+2` equals `4`.
    """

    semantics_version: ClassVar[str] = "1"

    markers: tuple[AnswerMarker, ...] = (AnswerMarker.TAG, AnswerMarker.TEXT)

    def __post_init__(self) -> None:
        require_markers(self.markers)

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample."""
        from verifier_service.checks.math import grading  # noqa: PLC0415  # it loads sympy

        references = [
            one for text in sample.references if (one := grading.read_reference(text)) is not None
        ]
        if not references or len(references) < len(sample.references):
            return _bad_reference(sample)
        for marker in self.markers:
            located = locate(sample.completion, (marker,))
            if located is None:
                continue
            prose = marker is AnswerMarker.TEXT
            answer = _end(located) if prose else located
            if limit := exceeded_limit(answer):
                return Verdict.unscored(Outcome.LIMIT_EXCEEDED, f"the answer {limit}")
            if not prose and has_unseen_signs(answer):
                detail = "the answer holds control characters"
                return Verdict.unscored(Outcome.UNPARSABLE_ANSWER, detail, extracted=answer)
            return grading.grade(answer, references, prose=prose)
        return no_answer(self.markers)

    @classmethod
    def warm_up(cls) -> None:
        """Check the libraries' versions, load them and use them once.

        RuntimeError if a version is not the one that this check is defined by, or if
        sympy would compute by gmpy2 or flint.
        """
        require_versions(PINNED_VERSIONS)
        from verifier_service.checks.math import engine  # noqa: PLC0415  # it loads sympy

        engine.warm_up()


def _bad_reference(sample: Sample) -> Verdict:
    detail = "a reference cannot be read" if sample.references else "there is no reference"
    return Verdict.unscored(Outcome.BAD_REFERENCE, detail)


def _end(text: str) -> str:
    """The last characters of a long text, from a line's or else a word's beginning.

    A line, since dollars pair up within one; a word, since half a number is another.
    """
    if len(text) <= MAX_READ_CHARS:
        return text
    end = text[-MAX_READ_CHARS:]
    _, line_end, rest = end.partition("\n")
    return rest if line_end else end.partition(" ")[2]

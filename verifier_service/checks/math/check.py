"""The check itself: its parameters, and what a worker loads for it."""

import functools
from collections.abc import Callable, Iterator
from typing import ClassVar

import msgspec

from verifier_service.checks.answers import AnswerMarker, require_markers
from verifier_service.checks.base import Check
from verifier_service.checks.math.decision import Tier
from verifier_service.checks.math.options import Boxes, Compatibility, Options, Rounding, Rules
from verifier_service.checks.math.rehearsal import REHEARSAL
from verifier_service.checks.math.versions import (
    PINNED_VERSIONS,
    SEMANTICS_VERSION,
    require_versions,
)
from verifier_service.verdict import Outcome, Sample, Verdict


class MathCheck(Check, frozen=True, kw_only=True, cache_hash=True, tag="math"):
    r"""Score 1 if the answer is mathematically equal to at least one reference, else 0.

    `semantics` says what is equal, with examples; `tiers` in which order it is decided, and
    `Verdict.decided_by` by whom. The located text is the answer, and all of it counts: no piece
    of one that cannot be parsed is taken for it. A reference is an answer too, or a solution
    with its answer behind `####` or `A:`, in a box, or at its end.

    `rounding`, `relative_tolerance` and `absolute_tolerance` are explained by `options.Options`;
    all else is exact. `boxes` AGREEING: several boxes behind the reasoning must be equal, or
    list in their order what the reference lists; LAST: the last one counts alone.
    `compatibility` MATH_VERIFY gives the verdict of the bare library about the whole completion
    and takes no other parameter but markers, which it ignores.

    BAD_REFERENCE if there is no reference, or one that cannot be read or has no value, whatever
    the model wrote. NO_ANSWER if no marker is found, UNPARSABLE_ANSWER if the located text is no
    answer as a whole, LIMIT_EXCEEDED beyond what `limits` names, UNDECIDED if no tier can tell.

    Not covered: whether the answer has the form that was asked for, so `2+2` equals `4`.
    """

    semantics_version: ClassVar[str] = SEMANTICS_VERSION
    needs_references: ClassVar[bool] = True

    markers: tuple[AnswerMarker, ...] = (
        AnswerMarker.BOXED,
        AnswerMarker.TAG,
        AnswerMarker.HASHES,
        AnswerMarker.PHRASE,
        AnswerMarker.LAST,
    )
    rounding: Rounding = Rounding.EXACT
    relative_tolerance: float = 0.0
    absolute_tolerance: float = 0.0
    boxes: Boxes = Boxes.AGREEING
    compatibility: Compatibility = Compatibility.NONE

    def __post_init__(self) -> None:
        set_field = msgspec.structs.force_setattr  # texts become the values that they name
        set_field(self, "markers", require_markers(self.markers))
        set_field(self, "rounding", Rounding(self.rounding))
        set_field(self, "boxes", Boxes(self.boxes))
        set_field(self, "compatibility", Compatibility(self.compatibility))
        exact = self.options == Options() and self.boxes is Boxes.AGREEING
        if self.compatibility is Compatibility.MATH_VERIFY and not exact:
            raise ValueError("compatibility math_verify takes no rounding, tolerance or boxes")

    @property
    def options(self) -> Options:
        """The parameters that bear on the comparison of two numbers."""
        return Options(
            rounding=self.rounding,
            relative_tolerance=self.relative_tolerance,
            absolute_tolerance=self.absolute_tolerance,
        )

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample."""
        if self.compatibility is not _NONE:
            return _bare_verdict(sample)
        return _grade()(sample, _rules(self))

    @classmethod
    def warm_up(cls) -> None:
        """Check the libraries' versions, load them and use them once.

        RuntimeError if a version is not the one that this check is defined by, or if sympy
        would not compute in pure Python.
        """
        require_versions(PINNED_VERSIONS)
        from verifier_service.checks.math import algebra, grading  # noqa: PLC0415  # heavy

        algebra.warm_up()
        grading.warm_up()

    @classmethod
    def rehearse(cls) -> Iterator[None]:
        """Score some samples."""
        check = cls()
        for reference, completion in REHEARSAL:
            check.score(Sample(completion=completion, references=(reference,)))
            yield


_NONE = Compatibility.NONE  # a name of the module is found faster than a member of an enum


def _bare_verdict(sample: Sample) -> Verdict:
    """That of math-verify alone: right by at least one reference, all of which it can read."""
    from verifier_service.checks.math.algebra.compatibility import (  # noqa: PLC0415  # loads sympy
        NoScore,
        score_like_math_verify,
    )

    if not sample.references:
        return Verdict.unscored(Outcome.BAD_REFERENCE, "there is no reference")
    bare = [
        score_like_math_verify(reference=reference, completion=sample.completion)
        for reference in sample.references
    ]
    reasons = {one.reason: one.detail for one in bare if one.reason is not None}
    if reasons:  # what is wrong with the data is told before what is wrong with the completion
        reason = min(reasons, key=lambda one: one is not NoScore.BAD_REFERENCE)
        detail = reasons[reason] or "math-verify finds nothing to compare"
        return Verdict.unscored(Outcome(reason.value), detail)
    return Verdict.scored(
        any(one.score for one in bare),
        extracted=bare[0].extracted,
        decided_by=Tier.MATH_VERIFY.value,
    )


@functools.cache
def _grade() -> Callable[[Sample, Rules], Verdict]:
    from verifier_service.checks.math.grading import grade  # noqa: PLC0415  # loads the arithmetic

    return grade


@functools.lru_cache(maxsize=64)
def _rules(check: MathCheck) -> Rules:
    return Rules(markers=check.markers, options=check.options, boxes=check.boxes)

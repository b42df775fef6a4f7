"""What an answer is recognised by, and what a check says about its choice of markers."""

import enum
from collections.abc import Sequence

from verifier_service.verdict import Outcome, Verdict


class AnswerMarker(enum.StrEnum):
    """What an answer is recognised by; `checks.proto` defines each value."""

    TAG = "tag"
    BOXED = "boxed"
    HASHES = "hashes"
    LINE = "line"
    TEXT = "text"
    PHRASE = "phrase"
    LAST = "last"
    PUBLISHED = "published"


_KNOWN = frozenset(AnswerMarker)


def no_answer(markers: tuple[AnswerMarker, ...]) -> Verdict:
    """The verdict about a completion in which none of the markers is found."""
    return Verdict.unscored(Outcome.NO_ANSWER, f"no answer found by {', '.join(markers)}")


def require_markers(markers: Sequence[AnswerMarker]) -> tuple[AnswerMarker, ...]:
    """The markers; ValueError unless there is one, none is unknown and none is named twice."""
    if isinstance(markers, str) or not markers:
        raise ValueError("markers must name at least one marker, in a list")
    for marker in markers:
        if marker not in _KNOWN:
            raise ValueError(f"markers must be out of {', '.join(AnswerMarker)}, not {marker!r}")
    if len(set(markers)) != len(markers):
        raise ValueError("markers must not name a marker twice")
    return tuple(map(AnswerMarker, markers))

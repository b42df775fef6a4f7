r"""Another value behind another mark: a box and a tag that disagree say nothing.

    \boxed{42}⏎#### 43      <answer>43</answer>⏎\boxed{42}      \boxed{42} \boxed{43

Either may stand first, unless the later one announces the final answer (`The final answer is
\boxed{42}.`). Only numbers and letters of options count, of one kind with the answer.

Not covered: formulas and words behind the other mark.
"""

import re

from verifier_service.verdict import Span

_NEAR = 60  # characters in front of an answer that may announce it as the final one
_VALUE = re.compile(
    r"[\s*_$]*+(?:\\\()?\s?(?P<value>[-−+]?[0-9]++(?:,[0-9]{3})*+(?:\.[0-9]++)?|\(?[A-J]\)?)"
    r"\s?(?:\\\))?[*_$]*+[.!]?+\s*+"
)
_UNCLOSED = re.compile(r"\\(?:boxed|fbox)\s*+\{(?P<value>[^{}\n]{1,40})\Z")
_FINAL = re.compile(r"\bfinal(?:ly)?\b|最终|最終|最后", re.IGNORECASE)


def other_marks(text: str, region: Span, answer: Span, spans: list[Span | None]) -> tuple[str, ...]:
    """What the places of other marks hold that is another value than the answer."""
    own = _VALUE.fullmatch(text, answer.start, answer.end)
    if own is None:
        return ()
    found: list[str] = []
    place = text.rfind("\\", answer.end, region.end)
    unclosed = _UNCLOSED.match(text[place : region.end].rstrip()) if place >= 0 else None
    if unclosed is not None and (value := _VALUE.fullmatch(unclosed["value"])):
        found.append(value["value"])
    is_final = _FINAL.search(text, max(region.start, answer.start - _NEAR), answer.start)
    for span in spans:
        if span is None or (span.end <= answer.start and is_final):
            continue
        other = _VALUE.fullmatch(text, span.start, span.end)
        is_apart = span.end <= answer.start or span.start >= answer.end
        if other is not None and is_apart:
            found.append(other["value"])
        if span.start < answer.start and answer.end < span.end:
            found += _beside_box(text, answer, span)
    is_letter = _is_letter(own["value"])
    return tuple([one for one in found if _is_letter(one) == is_letter and one != own["value"]])


def _beside_box(text: str, answer: Span, around: Span) -> list[str]:
    r"""The value that stands beside a box in another mark: `<answer>48 \boxed{42}</answer>`."""
    box = text.rfind("\\", around.start, answer.start)
    sides = (around.start, box), (answer.end + len("}"), around.end)
    values = [_VALUE.fullmatch(text, *side) for side in sides if side[0] < side[1]]
    return [one["value"] for one in values if one is not None]


def _is_letter(value: str) -> bool:
    return value.strip("()").isalpha()

"""The one number in words of a last sentence, in a text without a digit: `Three cups left`.

It is no answer beside a word that denies, compares, asks or doubts, behind `the` or what is counted
(`step two`), in front of what makes it another number (`two dozen`), or where a second number word
stands in the sentence. `One` is a number behind a verb only (`There is one cup`).

Not covered: other languages than English.
"""

import re

from verifier_service.checks.answers.denying import denials
from verifier_service.checks.answers.locating import Located
from verifier_service.checks.answers.markers import AnswerMarker
from verifier_service.checks.answers.prose.spelled_numbers import TENS, UNITS
from verifier_service.checks.answers.thinking import answer_region
from verifier_service.checks.answers.unmarked.tails import without_space
from verifier_service.verdict import Span

_LONGEST_TEXT = 2_000
_LONGEST_SENTENCE = 300

_SMALL = "|".join((*TENS, *sorted(UNITS, key=len, reverse=True)))
_LARGE = "hundred|thousand|million"
_NUMBER = re.compile(
    rf"\b(?:{_SMALL})(?:(?:[ ]|-)(?:and[ ])?(?:{_SMALL}|{_LARGE}))*+\b(?!-)", re.IGNORECASE
)
_ANY = re.compile(
    rf"""\b(?:{_SMALL}|{_LARGE}|dozens?|half|halves|third|quarters?|twice|thrice|double|triple|both
      |several|few|couple|pairs?|single|another|first|second|next|last|infinite\w*
      |not|no|none|never|nor|neither|without|cannot|unable|impossible|unclear|unknown|insufficient
      |enough|least|most|more|less|fewer|than|between|about|approximately|around|roughly|nearly
      |almost|over|under|up[ ]to|or|if|unless|maybe|perhaps|possibly|probably|might|may|could|should
      |seems?|guess|wrong|incorrect|false|but|however|sorry|unfortunately|please|would[ ]need
      |minus|negative|used[ ]to|(?:lower|upper)[ ]bound|fails|hardly|joking
      |kidding
    )\b|n['’]t\b|[\d?%$\\=;]""",
    re.VERBOSE | re.IGNORECASE,
)
# What a number word behind is no count: `the two`, `step two`.
_BEFORE = re.compile(
    r"""\b(?:the|these|those|all|his|her|their|its|our|my|your|any|every|some
      |step|part|question|problem|case|option|choice|answer|figure|image|picture|table|line|row|item
      |page|chapter|day|room|grade|level|example|method|equation|rule|type|class|group|team|player
    )[ ][*_]*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[*_]*(?:[ ]|-)(?:dozen|score|halves|thirds?|quarters?|fourths?|[a-z]+[ft]hs?|times|percent"
    r"|point|pairs?|digits?|sided|to|of|by|and)\b",
    re.IGNORECASE,
)
_ONE_BEFORE = re.compile(r"\b(?:is|only|just|exactly|has|have|had|be)[ ][*_]*\Z", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!:]\s")


def locate_worded(completion: str) -> Located | None:
    """The number in words that a text without digits gives last; None if it does not give one."""
    span = _find(completion, answer_region(completion))
    if span is None:
        return None
    text = completion[span.start : span.end]
    return Located(marker=AnswerMarker.LAST, text=text, start=span.start, end=span.end)


def _find(text: str, region: Span) -> Span | None:
    end = without_space(text, region.start, region.end)
    if end - region.start > _LONGEST_TEXT:
        return None
    start = text.rfind("\n", region.start, end) + 1 or region.start
    for stop in _SENTENCE.finditer(text, start, end):
        start = stop.end()
    if end - start > _LONGEST_SENTENCE:
        return None
    number = _NUMBER.search(text, start, end)
    if number is None or _is_denied(text, Span(start=start, end=end), number):
        return None
    before = text[start : number.start()]
    if _BEFORE.search(before) or (number[0].lower() == "one" and not _ONE_BEFORE.search(before)):
        return None
    return Span(start=number.start(), end=number.end())


def _is_denied(text: str, sentence: Span, number: re.Match[str]) -> bool:
    """Whether other words of a sentence deny a number, make another one of it or add one."""
    start, end = number.span()
    floor, limit = sentence.start, sentence.end
    if _ANY.search(text, floor, start) or _ANY.search(text, end, limit):
        return True
    is_denied = denials.start(text, floor, start) < start or denials.end(text, end, limit) > end
    return is_denied or _BEHIND.match(text, end, limit) is not None

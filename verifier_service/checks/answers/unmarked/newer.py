"""Of two numbers in a last sentence the newer one: what was known before it is no answer.

In `In 4 weeks he spends 36 hours. So Jim spends 36 hours on TV in 4 weeks.` the 4 weeks stand in
front of the 36 hours at first, and only say for how long. A number that comes out of an equation
is never known before, and neither is one that the text has only there.

Not covered: numbers in formulas, and what was known in a question that is not in the text.
"""

import re

from verifier_service.checks.answers.unmarked.tails import Item
from verifier_service.checks.answers.unmarked.unfinished import RESULT
from verifier_service.verdict import Span

_TWO = 2
_LONGEST_BETWEEN = 80
_LONGEST_BEHIND = 60
_UNIT_CHARS = 3  # of the word behind a number, by which it is known again

_PREPOSITION = """in|over|for|after|during|within|per|from|of|on|at|with|by|to[ ][a-z]{2,12}
  |über|für|nach|während|innerhalb|von|mit|bei|en|dans|pour|pendant|sur|après|par|de|avec|durante
  |por|para|tras|con|dopo|di|em|após|com|за|через|для|на|по|из"""
_ARTICLE = (
    "(?:(?:the|a|an|all|each|every|his|her|their|its|those|these|about|only|total|of)[ ]){0,3}"
)
# What begins a new statement, compares, or joins: then the last number is said by itself.
_STATES = re.compile(
    r"""\b(?: is|are|was|were|be|has|have|had|having|left|leav\w+|remain\w*|gets?|got|mak(?:es?|ing)
      |total\w*|makes?|equals?|means?|but|so|then|thus|therefore|not|no|never|nor|or|he|she|it|they|we
      |i|you|because|since|if|when|while|which|who|that|than|more|less|fewer|extra|another|other
      |instead|rather|however|only|at[ ](?:least|most)|up[ ]to|plus|minus|times|now|instead
      |ist|sind|war|hat|haben|bleib\w+|aber|als|oder|nicht|also
      |a|ont|est|sont|reste\w*|mais|que|ou|pas|donc
      |tiene\w*|son|es|hay|quedan?|pero|o|no|sino
      |ha|hanno|è|sono|rest\w+|ma|che|non|tem|têm|são|há|mas|não|ou
      |остал\w*|имеет|но|чем|или|не|равн\w*|составля\w*|это )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ADJUNCT = re.compile(
    rf"(?P<words>[*_]*+(?:[ ][^\d.,;:!?()=≈<>\n$€£]{{0,70}})?)[ ](?:{_PREPOSITION})[ ]{_ARTICLE}"
    r"(?:[*_]{0,2}[$€£]?)",
    re.VERBOSE | re.IGNORECASE,
)
# In front of both, in one clause: an operation on the two, or a denial of what is said of them.
_OPERATES = re.compile(
    rf"""\b(?:divid\w+|shar(?:e|es|ed|ing)|split\w*|add|adds|adding|subtract\w*|multipl\w+|quotient
        |ratio|product|sum|difference)\b(?!.*{RESULT})
      |\b(?:not|never|cannot|nicht|pas|non|não|не)\b|n['’]t\b""",
    re.VERBOSE | re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[.,;:!?]\s|\n|\b(?:so|that)\b")
_ENDS = re.compile(r"(?:[ -][^\d.,;:!?()=≈<>\n]{0,60})?[*_]*+[.!]?[*_]*+\s*+")
_CURRENCY = frozenset("$€£")


def without_known(text: str, items: list[Item], region: Span) -> list[Item]:
    """The items without a last number that only says for what the one before it holds."""
    if len(items) < _TWO or region.end - items[-1].end > _LONGEST_BEHIND:
        return items
    before, last = items[-2:]
    if last.is_formula or before.is_formula or last.start - before.end > _LONGEST_BETWEEN:
        return items
    joined = _ADJUNCT.fullmatch(text, before.end, last.start)
    if joined is None or not _ENDS.fullmatch(text, last.end, region.end):
        return items
    behind = text[last.end : region.end]
    told = text[region.start : before.start]
    clause = _CLAUSE_ENDS.split(told[-_LONGEST_BETWEEN:])[-1]
    if _STATES.search(joined["words"]) or _STATES.search(behind) or _OPERATES.search(clause):
        return items
    known = _place_of(told, _with_unit(text, last))
    if known is None or _comes_out(text, last, region):
        return items
    first = _place_of(told, _escaped(text, before))
    return items[:-1] if first is None or known < first else items


def _escaped(text: str, item: Item) -> str:
    return re.escape(text[item.start : item.end])


def _with_unit(text: str, item: Item) -> str:
    """A pattern of the number with its currency, or with how the word behind it begins."""
    if text[item.start - 1] in _CURRENCY:
        return re.escape(text[item.start - 1 : item.end])
    return re.escape(text[item.start : item.end + 1 + _UNIT_CHARS].rstrip("*_ \n"))


def _place_of(told: str, pattern: str) -> int | None:
    found = re.search(rf"(?<![\d.,]){pattern}(?!\d|[.,]\d)", told)
    return None if found is None else found.start()


def _comes_out(text: str, item: Item, region: Span) -> bool:
    """Whether an equation before the sentence has the number as its right side."""
    pattern = rf"[=≈][ ]?\\?[$€£]?{_escaped(text, item)}(?!\d|[.,]\d)"
    return re.search(pattern, text[region.start : item.start]) is not None

r"""What stands between boxes and says that they are no list: one is taken back, or one is doubted.

    \boxed{5}. Wait, no: \boxed{6}      not \boxed{5} but \boxed{6}      \boxed{5} vs \boxed{6}
    \boxed{1} or perhaps \boxed{2}      \boxed{B} or \boxed{D}

Two solutions may be told apart by `or`, two letters of options may not. What stands behind the
label of a further part (`(b) We recompute`) is about that part.

Not covered: a doubt in the middle of a long text between two boxes, and other languages than
English and Chinese.
"""

import itertools
import re

from verifier_service.checks.answers.denying import denials
from verifier_service.checks.answers.denying.retractions import DISMISSALS, SECOND_THOUGHTS
from verifier_service.verdict import Span

_NEAR_BEHIND, _NEAR_BEFORE = 200, 80  # characters of a text between boxes that are looked at
_OPENED = re.compile(
    r"(?:[\s$*_({\[]|\\[(\[])*+\\(?:boxed|fbox)\s*+\{?+\s*+\Z|<\|begin_of_box\|>\s*+\Z"
)
_DOUBTED = re.compile(
    rf"""(?<![^\W_])(?: {SECOND_THOUGHTS}|oops|sorry|correction|mistakes?|{DISMISSALS}
      |made[ ]an[ ]error|try[ ]again
      |re-?(?:check|consider|think|examin|visit)(?:e|ing)?
      |re-?(?:calculat|evaluat|comput|do|work)(?:e|ing)?
        (?![ ](?:for|with)[ ]the[ ](?!right|correct|proper|actual))
      |(?:on[ ])?second[ ]thou?ghts?|(?:i|my)[ ](?:first|initial(?:ly)?)(?:[ ](?:thought|guess))?
      |rather|versus|vs|maybe|perhaps|possibly|probably|(?<!and[ ])(?<!and,[ ])alternatively
      |(?:that|this|it|which|answer)(?:['’]s|[ ](?:is|was))[ ](?:[a-z]{{2,10}}ly[ ])?(?:wrong
        |incorrect|mistaken|not[ ](?:right|correct))
      |no(?=\s*+(?:[,:;!…—–-]|\.(?!\ ?[0-9])|\Z))
      )(?![^\W_]) | 不对|不對|错了|錯了|更正|应该是|重新|等等|(?<!也)可能|也许|也許""",
    re.VERBOSE,
)
_DENIED = re.compile(
    r"(?<![^\W_])(?:(?:not|never|instead of|[a-z]{2,6}n['’]t)(?! only)(?: [a-z]+){0,2}"
    r"|(?:i|my) (?:first|initial(?:ly)?)(?: [a-z]+){0,2}[:,]?)[ ]*+\Z"
)
# Two values may be given as what is likely, of which one is offered for the other.
_UNSURE = re.compile(r"(?<![^\W_])(?:maybe|perhaps|possibly|probably)(?: [a-z]+){0,2}[ :,]*+\Z")
# `Part (b):`, `(2)`, `Question 3`, `第二空`
_PART = re.compile(
    r"(?<![^\W_])(?:part \(?(?:[a-h]|[1-9]|i{1,3}|iv)|(?:question|problem|case) [1-9])(?![^\W_])"
    r"|(?<![^\s*。，,;；])\((?:[a-h]|[1-9]|i{1,3}|iv)\)(?=[\s:*])|第[一二三四五六1-6][空问问題题]",
    re.IGNORECASE,
)
_FINAL = re.compile(r"(?<![^\W_])final answer(?:[*_ ]*:|(?: is)?:?)[*_ \n]*+\Z")
_REJECTED = re.compile(
    r"[\s})$*_,.;:(\[–—-]*+(?:(?:is|was|seems) )?(?:[a-z]{2,10}ly )?"
    r"(?:wrong|incorrect|false|invalid|impossible|extraneous|rejected|mistaken)(?![^\W_])"
)
_OFFERED = re.compile(
    r"(?<![^\W_])(?:or|either|oder|ou|o|или)(?![^\W_])|或|∨|\\(?:lor|vee)(?![a-z])"
)
_LETTER = re.compile(r"[\s(]*+(?:\\text[a-z]*+\{)?[\s(]*+[A-J][\s).}]*+")


def are_contested(text: str, region: Span, boxes: list[Span]) -> bool:
    """Whether the words in front of or between boxes take one back or offer one for another."""
    first = boxes[0].start
    opening = _words(text, max(region.start, first - _NEAR_BEFORE), first)
    if _DENIED.search(opening):
        return True
    are_letters = all(_LETTER.fullmatch(text, one.start, one.end) for one in boxes)
    is_one = are_letters or _UNSURE.search(opening) is not None
    is_final = _FINAL.search(opening) is not None
    for one, other in itertools.pairwise(boxes):
        part = _PART.search(text, one.end, other.start)
        stop = other.start if part is None else part.start()
        if _is_taken_back(text, one.end, stop) or (is_one and _is_offered(text, one.end, stop)):
            return True
        if is_final and part is None and _FINAL.search(_before(text, one.end, stop)):
            return True
    return False


def _is_taken_back(text: str, start: int, stop: int) -> bool:
    """Whether the words between two boxes deny or doubt the one before or behind them."""
    if denials.taken_back(text, start, stop) > start:
        return True
    behind, before = _behind(text, start, stop), _before(text, start, stop)
    if _REJECTED.match(behind) or _DOUBTED.search(behind):
        return True
    return bool(_DOUBTED.search(before) or _DENIED.search(before))


def _is_offered(text: str, start: int, stop: int) -> bool:
    """Whether a box is offered there for the one before."""
    return bool(
        _OFFERED.search(_behind(text, start, stop)) or _OFFERED.search(_before(text, start, stop))
    )


def _behind(text: str, start: int, stop: int) -> str:
    return _words(text, start, min(stop, start + _NEAR_BEHIND))


def _before(text: str, start: int, stop: int) -> str:
    return _words(text, max(start, stop - _NEAR_BEFORE), stop)


def _words(text: str, start: int, end: int) -> str:
    """A part of a text in small letters, without what opens the box at its end."""
    return _OPENED.sub("", text[start:end].lower())

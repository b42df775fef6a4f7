r"""What stands between boxes and says that they are no list: one is taken back, or one is doubted.

    \boxed{5}. Wait, no: \boxed{6}      not \boxed{5} but \boxed{6}      \boxed{5} vs \boxed{6}
    \boxed{1} or perhaps \boxed{2}      \boxed{B} or \boxed{D}

Two solutions may be told apart by `or`, two letters of options may not.

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
      |re-?(?:check|calculat|consider|think|examin|evaluat|comput|do|visit|work)(?:e|ing)?
      |(?:on[ ])?second[ ]thou?ghts?|(?:i|my)[ ](?:first|initial(?:ly)?)(?:[ ](?:thought|guess))?
      |rather|versus|vs|maybe|perhaps|possibly|probably|alternatively
      |(?:that|this|it|which|answer)(?:['’]s|[ ](?:is|was))[ ](?:[a-z]{{2,10}}ly[ ])?(?:wrong
        |incorrect|mistaken|not[ ](?:right|correct))
      |no(?=\s*+(?:[,:;!…—–-]|\.(?!\ ?[0-9])|\Z))
      )(?![^\W_]) | 不对|不對|错了|錯了|更正|应该是|重新|等等|可能|也许|也許""",
    re.VERBOSE,
)
_DENIED = re.compile(
    r"(?<![^\W_])(?:not|never|maybe|perhaps|possibly|probably|instead of|[a-z]{2,6}n['’]t"
    r"|(?:i|my) (?:first|initial(?:ly)?))"
    r"(?! only)(?: [a-z]+){0,2}[ :,]*+\Z"
)
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
    for one, other in itertools.pairwise(boxes):
        if denials.taken_back(text, one.end, other.start) > one.end:
            return True
        behind = _words(text, one.end, min(other.start, one.end + _NEAR_BEHIND))
        before = _words(text, max(one.end, other.start - _NEAR_BEFORE), other.start)
        if _REJECTED.match(behind) or _DOUBTED.search(behind):
            return True
        if _DOUBTED.search(before) or _DENIED.search(before):
            return True
        if are_letters and (_OFFERED.search(behind) or _OFFERED.search(before)):
            return True
    return False


def _words(text: str, start: int, end: int) -> str:
    """A part of a text in small letters, without what opens the box at its end."""
    return _OPENED.sub("", text[start:end].lower())

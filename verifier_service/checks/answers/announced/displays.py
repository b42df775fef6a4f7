r"""What goes on behind an announced formula that is displayed, or on the line behind an answer.

    The answer is \[5\] or \[6\]      The answer is \[5\] times 2      Answer: 5
                                                                       is wrong
Further displayed formulas that follow at once, or that a joint adds, are items beside the first;
an operation or a verb makes one text of all, for a reader to read or to refuse.

Not covered: sentences between two displayed formulas, which may as well be a check of the first.
"""

import re

from verifier_service.checks.answers.announced.lists import OPENERS, OR, ListedAnswer
from verifier_service.checks.answers.prose.formulas import display_at, undressed
from verifier_service.checks.answers.prose.sentences import line_end
from verifier_service.verdict import Span

_TWO = 2
_MAX_DISPLAYS = 12
_SPACE = " \t\r\n"
_JOINT = re.compile(
    rf"[\s*_.,;]{{0,12}}(?:(?:{OR}|also|alternatively)[*_,:]{{0,3}}\s{{0,3}})?"
    r"(?:(?:maybe|perhaps|possibly|else)[,:]?\s{1,3})?(?=\$\$|\\\[)",
    re.IGNORECASE,
)
_OPERATION = r"""(?:(?:[+/^×÷·*]|-(?!-)|\\(?:times|cdot|div|pm|mp)(?![a-zA-Z]))\s?
      (?:[0-9({]|\\[a-z(]|[a-z](?![a-z]))
    | (?:times|plus|minus|divided[ ]by|multiplied[ ]by|squared|cubed|doubled|halved)(?![^\W_]))"""
_VERB = r"(?:is|was|are|were|(?:is|was|are|were|does|do)n['’]t|not|nor|cannot)(?![^\W_])"
_BEHIND_DISPLAY = re.compile(rf"[ \t*_]{{0,8}}(?:\$?\s?{_OPERATION}|{_VERB})", re.VERBOSE)
_ON_NEXT_LINE = re.compile(
    rf"""[ \t*_)$]{{0,8}}(?:\\[)\]])?[ \t*_\r]{{0,8}}\n[ \t*_]{{0,8}}
    (?: (?!-)(?![*][ ])\$?{_OPERATION} | {_VERB} | to(?=[ ]?\S{{0,12}}\s*+\n?) )""",
    re.VERBOSE,
)


def displayed_list(text: str, answer: Span, end: int) -> ListedAnswer | None:
    """The displayed formulas that follow one another from an answer on; None of fewer than two."""
    display = _display_around(text, answer, end)
    if display is None:
        return None
    spans = [display]
    while len(spans) <= _MAX_DISPLAYS:
        joint = _JOINT.match(text, spans[-1].end, end)
        following = None if joint is None else display_at(text, joint.end(), end)
        if following is None:
            break
        spans.append(following)
    if len(spans) < _TWO:
        return None
    whole = Span(start=display.start, end=spans[-1].end)
    inner = [undressed(text, one.start, one.end) for one in spans]
    return ListedAnswer(span=whole, items=tuple(text[one.start : one.end] for one in inner))


def with_rest(text: str, answer: Span, end: int) -> Span:
    """An announced answer with what goes on about its value; the same where nothing does."""
    display = _display_around(text, answer, end)
    whole = answer if display is None else display
    behind = None if display is None else _BEHIND_DISPLAY.match(text, whole.end, end)
    behind = behind or _ON_NEXT_LINE.match(text, whole.end, end)
    if behind is None:
        return answer
    return Span(start=whole.start, end=line_end(text, behind.end(), end))


def _display_around(text: str, answer: Span, end: int) -> Span | None:
    """The displayed formula whose inside an answer is; None if it is none."""
    start = answer.start
    while start and text[start - 1] in _SPACE:
        start -= 1
    opener = next((one for one in OPENERS if text.endswith(one, 0, start)), "")
    display = display_at(text, start - len(opener), end) if opener else None
    return None if display is None or display.end <= answer.end else display

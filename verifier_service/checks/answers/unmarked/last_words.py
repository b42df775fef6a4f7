"""The one word that ends a completion, where a word was asked for.

    Step 3: join them.            The concatenated letters are: lhay.
    lhay                          The resulting string is "lhay".

It is all of the last line, or what the last sentence says that the result is: a word, a text, a
name, a sequence of letters. A sentence that denies, asks or offers another says none.

Not covered: answers of several words, and sentences in other languages than English.
"""

import re

from verifier_service.checks.answers.denying.hollow_fronts import is_hollow
from verifier_service.checks.answers.locating import Located
from verifier_service.checks.answers.markers import AnswerMarker
from verifier_service.checks.answers.thinking import answer_region

_LONGEST_SENTENCE = 200

_WORD = r"[*_\"'“‘`]*+(?P<word>[^\W\d_]{2,30}+)[*_\"'”’`]*+[.]?[*_\"'”’`]*+"
_ALONE = re.compile(rf"[ \t]*+{_WORD}")
_RESULT = (
    r"(?:result\w*|strings?|words?|letters|concatenat\w*+|output|names?|solution|text|sequence"
    r"|combination|combined)"
)
_SAID = re.compile(
    rf"""(?:[Ss]tep[ ]\d+:[ ])?(?:(?:so|thus|hence|therefore|finally),?[ ])?
    (?:[^\W\d_][\w'’-]*+,?[ ]){{0,8}}?{_RESULT}(?:[ ][a-z]++){{0,6}}?[ ](?:is|are)
    (?::|[ ]as[ ]follows:)?[ ]{_WORD}""",
    re.VERBOSE | re.IGNORECASE,
)
_SAID_BEFORE = re.compile(rf"(?:[^\W\d_][\w'’-]*+ ){{0,5}}?(?:is|are):? {_WORD}")
_ASTRAY = re.compile(
    r"\b(?:not|no|never|nor|neither|wrong|incorrect|false|or|maybe|perhaps|if|unless|except|unlike"
    r"|another|other|first|second|all but|(?:any|every)thing but|instead|rather|than|forbidden"
    r"|opposite|missing|removed|remaining|input|original|given|excluded|banned|hidden|old|previous"
    r"|reversed?)\b|n['’]t\b|[?]",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?]\s|\n")
_SAYS_NOTHING = frozenset(("yes", "no", "true", "false", "done", "end", "none", "not", "wrong"))


def locate_last_word(completion: str) -> Located | None:
    """The word that ends a completion as its result; None if none does."""
    region = answer_region(completion)
    end = region.end
    while end > region.start and completion[end - 1].isspace():
        end -= 1
    floor = max(region.start, end - _LONGEST_SENTENCE)
    line = completion.rfind("\n", floor, end) + 1 or region.start
    said = _ALONE.fullmatch(completion, line, end) if line > region.start else None
    if said is not None and _leads_astray(_line_before(completion, line)):
        return None
    if said is None:
        starts = [one.end() for one in _SENTENCE_ENDS.finditer(completion, floor, end - 1)]
        start = starts[-1] if starts else floor
        said = _SAID.fullmatch(completion, start, end)
        if said is None or _ASTRAY.search(completion, start, end):
            return None
    if said["word"].lower() in _SAYS_NOTHING or is_hollow(completion, said.start("word")):
        return None
    start, end = said.span("word")
    return Located(marker=AnswerMarker.LAST, text=said["word"], start=start, end=end)


def _leads_astray(before: str) -> bool:
    """Whether the line in front of a word is another word, or denies what follows it."""
    if _ALONE.fullmatch(before) or _SAID_BEFORE.fullmatch(before):
        return True
    last = _SENTENCE_ENDS.split(before)[-1]
    return not last.endswith((".", "!")) and _ASTRAY.search(last) is not None


def _line_before(text: str, line: int) -> str:
    """The last line in front of another that holds anything."""
    before = text[max(0, line - _LONGEST_SENTENCE) : line].rstrip()
    return before[before.rfind("\n") + 1 :]

r"""What ends a text without being its answer: `Confidence: 95%`, `Check: 64 / 2 = 32`, a breakdown.

A check is a last line or bracket that calls itself one, or has a line above that does, names the
last number before it, and concludes nothing. A breakdown is a last bracket whose numbers with their
words add up to the number in front: `12 apples (5 red and 7 green)`.

Not covered: other languages than English, and checks of several equations.
"""

import re

from verifier_service.checks.answers.denying import denials
from verifier_service.checks.answers.unmarked.tails import without_space
from verifier_service.verdict import Span

_LONGEST_CONFIDENCE = 80
_CONFIDENCE = re.compile(
    r"""(?:(?<=\n)|(?<=[ ])\(|(?<=\n)\[)[*_#\- ]*+(?:[Mm]y[ ])?
    [Cc]onfidence(?:[ _](?:level|score))?+[*_]*+[ ]?(?:[:=]|is)[*_]*+[ ]?[*_]*+
    [0-9.]{1,5}+[ ]?(?:\\?%|/[ ]?10{1,2}|percent)?+[)\]*_.!]*+""",
    re.VERBOSE,
)
_CHECK = re.compile(
    r"[*_(]*+(?:(?:Sanity|Let['’]?s|Let us|To|We can) )?(?:[Cc]heck|[Vv]erif(?:y|ication))[*_]*+:"
)
_ONLY_CHECK = re.compile(rf"{_CHECK.pattern}[*_]*+\s*+")
_CHECK_IN_BRACKETS = re.compile(r"\s\([Cc]heck:(?:[^()\n]|\([^()\n]{0,40}+\)){1,120}+\)[.!*_]*+\Z")
_CONCLUDES = re.compile(
    r"""\b(?:so|but|not|however|thus|therefore|hence|then|actually|wait|oops|wrong|mistake|error
    |instead|should|too|off|out|larger?|small(?:er)?|answer|result|fail(?:s|ed|ure)?|incorrect|no|cannot
    |correct[ ]value|needed|required|expected|never|without)\b|n['’]t\b
    |[✗✘❌≠?<≤≥]|>(?!\ ?0\b)|\\[nlg]e""",
    re.IGNORECASE | re.VERBOSE,
)
_BRACKETED = re.compile(r"\((?P<parts>[^()\n]{5,120}+)\)[.!*_]*+\Z")
_WHOLE = re.compile(r"(?<![\d.,/^])(?P<whole>[0-9]++)(?:[ ][^\W\d_]{2,15}){0,3}[*_]*+[ ]*+\Z")
_PART = re.compile(r"(?<![\d.,/^])[0-9]++(?![\d/^]|[.,]\d)")
_JOINED = re.compile(r"(?:(?:,|,? and|,? plus|[ ]?[+&])[ ])?[0-9]++(?: [^\W\d_]{2,15}){1,4}")
_LAST_NUMBER = re.compile(r"(?P<number>[0-9]++(?:[.,][0-9]++)*+)[^0-9]*+\Z")
_NUMBER = re.compile(r"[0-9]++(?:[.,][0-9]++)*+")
_LONGEST_BREAKDOWN, _LONGEST_WHOLE = 130, 80


def without_aside(text: str, start: int, end: int) -> int:
    """Where a text ends without a confidence, a check or a breakdown behind its answer."""
    if text.find("onfidence", max(start, end - _LONGEST_CONFIDENCE), end) >= 0:
        end = _without_confidence(text, start, end)
    check = _check_start(text, start, end)
    if check < end and not _CONCLUDES.search(text, check, end):
        if denials.excludes(text[check:end]):
            return end
        is_about_it = _names_last_number(text, Span(start=start, end=check), end)
        return without_space(text, start, check) if is_about_it else end
    if text.find(")", max(start, end - len(").**")), end) >= 0:
        return _without_breakdown(text, start, end)
    return end


def _check_start(text: str, start: int, end: int) -> int:
    """Where the check begins that ends a text: on its last line, with a line above; else `end`."""
    line = text.rfind("\n", start, end) + 1
    if line and _CHECK.match(text, line, end):
        return line
    above = without_space(text, start, line)
    title = text.rfind("\n", start, above) + 1
    if title and _ONLY_CHECK.fullmatch(text, title, above):
        return title
    found = _CHECK_IN_BRACKETS.search(text, max(start, end - _LONGEST_BREAKDOWN), end)
    return found.start() if found else end


def _without_confidence(text: str, start: int, end: int) -> int:
    for found in _CONFIDENCE.finditer(text, max(start, end - _LONGEST_CONFIDENCE), end):
        place = found.start()
        if found.end() == end and _has_digit(text, start, place):
            stop = without_space(text, start, place)
            has_rule = text.endswith("\n---", start, stop)
            return without_space(text, start, stop - len("---")) if has_rule else stop
    return end


def adds_up(value: str, parts: str) -> bool:
    """Whether numbers with their words add up to the one a text ends with, its word behind it."""
    found = _WHOLE.search(value[-_LONGEST_WHOLE:])
    if found is None or _JOINED.sub("", parts).strip():
        return False
    numbers = [int(one) for one in _PART.findall(parts)]
    return len(numbers) > 1 and sum(numbers) == int(found["whole"])


def _without_breakdown(text: str, start: int, end: int) -> int:
    found = _BRACKETED.search(text, max(start, end - _LONGEST_BREAKDOWN), end)
    if found is None:
        return end
    before = text[max(start, found.start() - _LONGEST_WHOLE) : found.start()]
    is_told = before.endswith(" ") and adds_up(before, found["parts"])
    return without_space(text, start, found.start()) if is_told else end


def _names_last_number(text: str, before: Span, end: int) -> bool:
    """Whether the last number of a part stands again between it and `end`."""
    last = _LAST_NUMBER.search(
        text[max(before.start, before.end - _LONGEST_BREAKDOWN) : before.end]
    )
    return last is not None and last["number"] in _NUMBER.findall(text, before.end, end)


def _has_digit(text: str, start: int, end: int) -> bool:
    return any(sign.isdigit() for sign in text[start:end])

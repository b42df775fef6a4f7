"""Other options than the announced one that a completion calls right, or announces by turns.

    A is correct. Option B is correct.      If A is false then option B is correct.
    A, and option B is correct.             The answer is A. The answer is B. The answer is C.

That `A is correct` stands in front of `The answer is B` says nothing: B may be what is wrong. What
is right `only if`, `in form` or `but not` so is not called right, nor what is supposed or asked.

Not covered: options told by their texts, and other languages than English.
"""

import re

from verifier_service.verdict import Span

_NEAR = 80  # characters in front of an answer that are looked at
# `A is correct. Option B is correct.`, `If A is false then option B is correct`, `A, and option B`
_CALLED_SO = re.compile(
    r"[*_)]*+[ ]is[ ](?:therefore[ ]|thus[ ]|indeed[ ])?(?:the[ ])?(?:only[ ])?"
    r"(?:correct|right|best|answer)\b"
)
_CALLED_RIGHT = re.compile(
    r"(?<![A-Za-z'’])\(?(?P<letters>[A-J](?:\)?,?[ ](?:and[ ])?\(?[A-J](?![A-Za-z'’])){0,8}+)\)?"
    r"[*_]*+[ ]"
    r"(?:(?:is|was|are)[ ](?:also[ ]|both[ ]|all[ ])?(?:the[ ])?(?:correct|right|best)\b"
    r"|(?:also[ ]|both[ ]|all[ ])?(?:holds?|works?|satisf(?:y|ies)|fits?)\b)(?![^.\n]{0,60}\?)"
    r"(?![^.;\n]{0,60}\b(?:only|but|not|partly|partially|in[ ]form|if|when"
    r"|for[ ][a-z](?=[ ]?=))(?![^\W_]))"
)
_SUPPOSED = re.compile(
    r"\b(?:if|unless|whether|assum(?:e|ing)|suppos(?:e|ing))[ ](?:that[ ])?"
    r"(?:option[ ]|choice[ ])?\Z",
    re.IGNORECASE,
)
# `A、B、C都正确。故选C`
_ALL_RIGHT_IN_CHINESE = re.compile(
    r"(?P<letters>[A-J](?:[、，,和]?[A-J]){1,8})(?:选?项)?[都均]是?(?:正确|对)"
)
_ONLY_CALLED = re.compile(
    r"\s*+[*_]*+(?:[Oo]ption[ ]|[Cc]hoice[ ])\(?(?P<letter>[A-J])\)?[ ]is[ ]"
    r"(?:correct|right)[*_.]*+\s*+"
)
_IF_ANOTHER = re.compile(
    r"\b(?:[Ii]f|[Uu]nless|[Aa]ssuming|[Ss]uppos(?:e|ing))[ ](?:that[ ])?"
    r"(?:option[ ]|choice[ ])?\(?(?P<letter>[A-J])\)?[ ]"
    r"(?:is|was|were|fails|holds|does)\b[^.\n]*+\Z"
)
_JOINED_LETTER = re.compile(
    r"(?<![A-Za-z'’])\(?(?P<letter>[A-J])\)?,?[ ](?:and|or|&)[ ](?:the[ ])?"
    r"(?:[Oo]ption|[Cc]hoice)[ ][*_(]*+\Z"
)
_ANNOUNCED_LETTER = re.compile(
    r"(?<=nswer)(?<!nitial[ ].nswer)(?<!irst[ ].nswer)(?<!econd[ ].nswer)(?:[ ]is:?|:)[ ]"
    r"(?:option[ ]|choice[ ])?[*_(]*([A-J])(?![^\W_])(?![*_)]*(?:\?|[ ](?:if|when|for)\b))"
)
# `The correct option is A. The correct option is D.`
_SAID_TWICE = re.compile(
    r"\b(?P<words>[Tt]he[ ](?:correct|right|best)[ ](?:option|choice)[ ]is:?[ ])[*_(]*"
    r"(?P<letter>[A-J])[*_)]*[.;,]?\s+(?P=words)[*_(]*\Z"
)
_TOO_MANY = 2  # other options than the last: all are announced by turns
_SOME_OPTION = re.compile("[A-J]")


def rival_options(text: str, region: Span, answer: Span) -> list[str]:
    """Other options that are called right where one is, and all that are announced by turns."""
    own = text[answer.start : answer.end].strip("*_() ")
    if len(own) != 1 or not own.isupper():
        return []
    announced = set(_ANNOUNCED_LETTER.findall(text, region.start, region.end)) - {own}
    found = sorted(announced) if len(announced) >= _TOO_MANY else []
    before = text[max(region.start, answer.start - _NEAR) : answer.start]
    in_front = (_JOINED_LETTER.search(before), _SAID_TWICE.search(before))
    found += [one["letter"] for one in in_front if one is not None]
    if not text.isascii():
        for called in _ALL_RIGHT_IN_CHINESE.finditer(text, region.start, answer.start):
            found += _SOME_OPTION.findall(called["letters"]) if own in called["letters"] else ()
    if _CALLED_SO.match(text, answer.end, region.end) is not None:
        if condition := _IF_ANOTHER.search(before):
            found.append(condition["letter"])
        for called in _CALLED_RIGHT.finditer(text, region.start, answer.start):
            first = max(region.start, called.start() - _NEAR)
            if _SUPPOSED.search(text, first, called.start()) is None:
                found += _SOME_OPTION.findall(called["letters"])
    elif only := _ONLY_CALLED.fullmatch(text, region.start, _line_start(text, answer.start)):
        found.append(only["letter"])
    return [one for one in found if one != own]


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1

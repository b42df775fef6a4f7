"""The number of an option with the option's text, beside a reference that is one digit.

    ③ 서울      3) 서울      ③번      option 3: Paris

Only where nothing else reads the answer, and only with words behind the number that hold no digit
and no sign: `3) 5` may be the third of several answers. What denies, asks or doubts is none.

Not covered: options beyond nine, and texts of options with numbers in them.
"""

import re

from verifier_service.checks.math.errors import UnreadableError
from verifier_service.checks.math.reading import statement_labels
from verifier_service.checks.math.reading.answers import read_answer
from verifier_service.checks.math.reading.words import is_number_word
from verifier_service.checks.math.tree import Node
from verifier_service.checks.math.vocabulary import changing_words
from verifier_service.checks.math.vocabulary.number_words import PLURAL_PARTS
from verifier_service.checks.math.vocabulary.spelled_units import find_unit

MAX_OPTION_CHARS = 300

_DIGIT = re.compile(r"[(（]?(?P<digit>[1-9①-⑨])[)）]?")
_OPTION = re.compile(
    r"""[*_]*(?:(?P<word>(?:option|choice|answer|보기|선택지|選択肢|选项)[ ]?)?[*_]*)
    (?: (?P<circled>[①-⑨])[ ]?번? | (?P<number>[1-9])(?:\)(?=[ ])|번|(?(word)[.:：]|(?!))) )
    [*_]*[.:：]?[*_]*
    (?:[ ](?P<words>[^\d$\\=<>+①-⑳^{}\n]{2,}))?[*_.]*""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]{2}")
# What denies, asks, offers another, or makes another number of this one.
_DENIED = re.compile(
    r"[?？]|\b(?:[b-z]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred"
    r"|thousand|million|billion|dozen|half|zero|percent|times|more|less|fewer|too|ago|later|short"
    r"|over|under|upwards?|excluded|than|left|away|squared|cubed|factorial|power"
    r"|not|no|never|nor|or|wrong|incorrect|false|maybe|perhaps|possibly|probably|option|choice"
    r"|unsure|guess|nicht|kein|pas|non|não|except|excluding|pi|inverse"
    r"|rejected|unlikely)\b|n['’]t\b|아니|아닌|아님|틀[리린렸]|오답|제외|않|또는|혹은"
    r"|ない|誤|不|違|错|錯|非|否|または|或|除|以外|[십백천만억十百千万億亿]",
    re.IGNORECASE,
)


def read_beside(*, answer: str, reference: str) -> Node:
    """An answer as it is read anywhere, else the option that it names by its number.

    Raises UnreadableError if it is neither.
    """
    numbered = numbered_beside(reference=answer, answer=reference)
    if numbered is not None:
        return numbered
    try:
        return read_answer(answer)
    except UnreadableError:
        number = _option(answer) if _DIGIT.fullmatch(reference) else None
        if number is None:
            raise
        return read_answer(number)


def numbered_beside(*, reference: str, answer: str) -> Node | None:
    """The numbers of a reference `(2)(3)` beside an answer in circles; None for other texts."""
    if reference[:1] not in {"(", "（"} or not "①" <= answer[:1] <= "⑨":
        return None
    numbers = statement_labels.numbers_beside(circled=answer, bracketed=reference)
    return None if numbers is None else read_answer(numbers)


def _option(text: str) -> str | None:
    """The digit of the option that is all of a text, with its words or without."""
    option = _OPTION.fullmatch(text.strip()) if len(text) <= MAX_OPTION_CHARS else None
    if option is None:
        return None
    words = option["words"]
    if words is not None and (not _WORD.search(words) or _is_another(words)):
        return None
    if option["circled"]:
        return str(ord(option["circled"]) - ord("①") + 1)
    return option["number"]


def _is_another(text: str) -> bool:
    """Whether words deny the number before them, change it, or are a number or a unit of it."""
    if _DENIED.search(text) or find_unit(text.strip(" .*_")) is not None:
        return True
    words = _WORDS.findall(text)
    return any(
        is_number_word(word)
        or word.casefold() in PLURAL_PARTS
        or changing_words.changes(word, before="", is_last=False)
        for word in words
    )

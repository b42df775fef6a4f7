"""Answers in words.

Compared as `vocabulary.phrases` folds them; what is left has to be the same word for word, or a
phrase of the same meaning, in whatever language. Strings of capitals (`BDAC`) are sequences, exact
to the letter, but not words written large (`PARIS`, `YES`). Two meanings are sets: `no solution`
is the empty set, `all real numbers` are the reals. What is said of a subject (`it is even`) is
the answer, and a time of day is the same with twelve hours and with twenty-four. Which half of
the day it is counts where both sides say it, as a unit does.

Not covered: synonyms, and other words in two languages.
"""

import re

from flint import fmpq

from verifier_service.checks.math.deciding.trees import INFINITY, negative
from verifier_service.checks.math.decision import Decision, Tier
from verifier_service.checks.math.tree import (
    Constant,
    ConstantName,
    FiniteSet,
    Multiply,
    NamedSet,
    Node,
    Number,
    Quantity,
    Ratio,
    SetOperation,
    Symbol,
    Text,
)
from verifier_service.checks.math.vocabulary.opposites import TABLE
from verifier_service.checks.math.vocabulary.phrases import PHRASES, Meaning, folded, meaning_of

MIN_SEQUENCE_LETTERS, MAX_SEQUENCE_LETTERS = 2, 5
MIN_STEM = 5  # letters that forms of one word share
MAX_ALTERNATIVES = 4
MAX_WORD_LETTERS = 3  # longer runs of letters are read as words

_SEQUENCE = re.compile(r"[A-Z]{2,}")
_WORDS_IN_CAPITALS = frozenset(
    (
        *("yes", "no", "true", "false", "none", "dne", "even", "odd", "both", "left", "right"),
        *("up", "down", "east", "west", "north", "south", "red", "blue", "same", "or", "and"),
        *("not", "prime", "ja", "nein", "oui", "non", "sim"),
    )
)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?: ([ap])m)?")
_NAMED_TIMES = {"noon": "12:00 pm", "midnight": "12:00 am", "midday": "12:00 pm"}
_QUADRANTS = (
    frozenset(("i", "first", "1", "1st", "one")),
    frozenset(("ii", "second", "2", "2nd", "two")),
    frozenset(("iii", "third", "3", "3rd", "three")),
    frozenset(("iv", "fourth", "4", "4th", "four")),
)
_QUADRANT = re.compile(
    r"(?:in )?(?:the )?(?:(?P<before>first|second|third|fourth|[1-4](?:st|nd|rd|th)) quadrant"
    r"|quadrant (?P<behind>i{1,3}|iv|[1-4]|one|two|three|four)|(?P<alone>i{1,3}|iv))"
)
_BOTH_WAYS = re.compile("充分且?必要")  # no `充分不必要`
_OR = re.compile(" or |(?<=[\u4e00-\u9fff])或(?=[\u4e00-\u9fff])")
_VERDICTS = frozenset(("True", "False", "TRUE", "FALSE"))
_HOUR, _HALF_DAY = 60, 12
_ZERO = FiniteSet((Number(fmpq(0)),))
_SETS: dict[Meaning, Node] = {
    Meaning.NO_SOLUTION: NamedSet("empty"),
    Meaning.ALL_REAL_NUMBERS: NamedSet("R"),
    Meaning.ALL_INTEGERS: NamedSet("Z"),
    Meaning.POSITIVE_INTEGERS: NamedSet("Z+"),
    Meaning.POSITIVE_REALS: NamedSet("R+"),
    Meaning.NEGATIVE_REALS: NamedSet("R-"),
    Meaning.NONZERO_REALS: SetOperation("difference", (NamedSet("R"), _ZERO)),
    Meaning.INFINITY: INFINITY,
    Meaning.NEGATIVE_INFINITY: negative(INFINITY),
    Meaning.NONNEGATIVE_REALS: SetOperation("union", (NamedSet("R+"), _ZERO)),
}
# `the statement is false`, `it falls on Tuesday`, `the series converges`: what says the answer.
_SUBJECT = re.compile(
    r"(?!(?:no|nothing|none|neither|never|not|nobody|hardly|if|when|either|few|only)\b)"
    r"(?:\w+ ){1,2}(?:is|are|was|were|will be|would be|falls on|is on)(?: an?)? (?:on )?(?=\w)"
    r"|(?:it|series|sequence|integral|sum|limit) (?=\w+$)|on (?=\w+$)"
)
_IT_IS = re.compile(r"(?<=\b[Ii]t)['’]s (?=\w)|(?<=\b[Tt]hat)['’]s (?=\w)")
# Who was asked for, and what was asked of them.
_WINNER = re.compile(
    r"(?!(?:no|nobody|neither|never|not|nor|none|either|if|when|only|who|or|and|both)\b)"
    r"(?P<name>\w+(?: player)?)"
    r" (?:wins|always wins|will win|can win|has winning strategy|can always win|is winner)"
    r"(?: game)?"
)


def meaning(node: Node) -> Node:
    """The set that a phrase means; any other node as it is."""
    if not isinstance(node, Text):
        return node
    found = meaning_of(node.words)
    return node if found is None else _SETS.get(found, node)


def abbreviates(letter: Node, *, word: Node) -> bool:
    """Whether `T` or `F` answers what is `True` or `False` by the reference."""
    match word, letter:
        case Text(words=words), Symbol(name="T" | "F" as initial):
            return words in _VERDICTS and words[0] == initial
        case _:
            return False


def compare_texts(*, one: Node, other: Node) -> Decision | None:
    """Two answers of which one at least is in words; None if neither is."""
    if not isinstance(one, Text) and not isinstance(other, Text):
        return None
    ours, theirs = _words(one), _words(other)
    if ours is None or theirs is None:
        return Decision(equal=False, tier=Tier.TEXT, detail="words against a value")
    equal = _agree(ours, theirs)
    return Decision(equal=equal, tier=Tier.TEXT, detail="" if equal else "the words differ")


def _words(node: Node) -> str | None:  # noqa: PLR0911  # one line a kind of node
    match node:
        case Text(words=words):
            return words
        case Symbol(name=name):
            return name
        case Constant(name=ConstantName.UNDEFINED):
            return "undefined"
        case Ratio(terms=(Number(value=hour), Number(value=minute))):
            return f"{hour}:{minute}"  # perhaps a time of day
        case Quantity(value=Number(value=hour), units=(), label="am" | "pm" as half):
            return f"{hour}:00 {half}"
        case Multiply(factors=factors) if len(factors) <= MAX_WORD_LETTERS:
            return _letters(factors)
        case _:
            return None


def _letters(factors: tuple[Node, ...]) -> str | None:
    """The word that factors of one letter each spell, if it means something (`ja`, `oui`)."""
    word = "".join(f.name for f in factors if isinstance(f, Symbol | Constant))
    return word if len(word) == len(factors) and word in PHRASES else None


def _agree(one: str, other: str) -> bool:
    if one == other or _is_same_quadrant(one.casefold(), other.casefold()):
        return True
    if _is_letter(one) or _is_letter(other) or _is_sequence(one, other) or _is_sequence(other, one):
        return False
    ours, theirs = (folded(_IT_IS.sub(" is ", words)) for words in (one, other))
    ours, theirs = (_BOTH_WAYS.sub("充要", words) for words in (ours, theirs))
    if ours == theirs or _are_alternatives(ours, theirs):
        return True
    found = PHRASES.get(ours)
    if found is not None and found is PHRASES.get(theirs):
        return True
    if _is_same_time(one, other) or _is_inflected(ours, theirs):
        return True
    return any(
        core == other or _is_inflected(core, other)
        for words, other in ((ours, theirs), (theirs, ours))
        for core in _cores(words)
    )


def _are_alternatives(one: str, other: str) -> bool:
    """Whether two texts offer the same words: `red or blue`, `平行或相交`; each once."""
    ours, theirs = _OR.split(one), _OR.split(other)
    return (
        1 < len(ours) <= MAX_ALTERNATIVES
        and sorted(ours) == sorted(theirs)
        and len(set(ours)) == len(ours)
        and all(words.isalpha() for words in ours)
    )


def _is_inflected(one: str, other: str) -> bool:
    """Whether two words are forms of one that has an opposite: `converges`, `convergent`."""
    if one[:MIN_STEM] != other[:MIN_STEM] or one not in TABLE or other not in TABLE:
        return False
    senses, others = TABLE[one], TABLE[other]
    common = senses.keys() & others.keys()
    return bool(common) and all(senses[group] == others[group] for group in common)


def _is_same_time(one: str, other: str) -> bool:
    """Whether two times of day agree; a half of the day that one leaves out does not count."""
    minutes = _minutes(one)
    if minutes is not None and minutes == _minutes(other):
        return True
    ours, theirs = _TIME.fullmatch(one), _TIME.fullmatch(other)
    if ours is None or theirs is None or (ours[3] and theirs[3]):
        return False
    return ours.group(1, 2) == theirs.group(1, 2)


def _is_same_quadrant(one: str, other: str) -> bool:
    """Whether one text names a quadrant, and the other the same one, perhaps by its numeral."""
    ours, theirs = _QUADRANT.fullmatch(one), _QUADRANT.fullmatch(other)
    if ours is None or theirs is None or "quadrant" not in one + other:
        return False
    return _place(ours) == _place(theirs)


def _place(quadrant: re.Match[str]) -> int:
    name = quadrant["before"] or quadrant["behind"] or quadrant["alone"]
    return next(place for place, names in enumerate(_QUADRANTS) if name in names)


def _minutes(words: str) -> int | None:
    """The minutes of a time of day that says which half it is in; None for all else."""
    words = _NAMED_TIMES.get(words.casefold(), words)
    time = _TIME.fullmatch(words)
    if time is None or int(time[2]) >= _HOUR:
        return None
    hour, minutes = int(time[1]), int(time[2])
    if time[3] is None:
        return hour * _HOUR + minutes if hour > _HALF_DAY or hour == 0 else None
    if not 0 < hour <= _HALF_DAY:
        return None
    half = _HALF_DAY if time[3] == "p" else 0
    return (hour % _HALF_DAY + half) * _HOUR + minutes


def _cores(words: str) -> tuple[str, ...]:
    """Folded words without the subject and the verb before them, or the last word of a term."""
    subject = _SUBJECT.match(words)
    if subject is not None:
        return (words[subject.end() :],)
    if (winner := _WINNER.fullmatch(words)) is not None:
        return (winner["name"],)
    return (words.removesuffix("条件"),) if words.endswith("条件") else ()


def _is_letter(word: str) -> bool:
    """Whether it is one letter, which is exact; a sign like `是` is a word."""
    return len(word) == 1 and word < "\u3000"


def _is_sequence(one: str, other: str) -> bool:
    """Whether one is a sequence of capitals, and the other not the same word as a name or so."""
    return (
        len(one) <= MAX_SEQUENCE_LETTERS
        and _SEQUENCE.fullmatch(one) is not None
        and one.casefold() not in _WORDS_IN_CAPITALS
        and not (other.istitle() and len(one) > MIN_SEQUENCE_LETTERS)  # `Co` is no `CO`
    )

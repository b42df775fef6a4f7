r"""A whole text as one answer: a number, a formula, words, or a sentence that holds one of these.

In this order, and each for the whole text. A text of words alone is a formula only if its words
are names (`x`, `pi`, `sin x`); up to three small letters are a product (`xy`), a run of capitals
is a text (`BDAC`). For formulas see `formulas`.

The text of a choice (`(C) 42`) is read without its letter, for which see `choices`.

Not covered: what is no answer but looks like one, as a page number; see `prose`.
"""

import re

from verifier_service.checks.answers.denying import denials
from verifier_service.checks.answers.prose.tex_spaces import stripped
from verifier_service.checks.math import limits, numerals
from verifier_service.checks.math.errors import BeyondLimitError, UnreadableError
from verifier_service.checks.math.reading import (
    approximations,
    chemistry,
    choices,
    measured,
    names,
    phrases,
    prose,
    rejected,
    respelled,
    restated,
    statement_labels,
    worded_chains,
    words,
    wrappings,
)
from verifier_service.checks.math.reading.commands import JOINTS
from verifier_service.checks.math.reading.formulas import read_formula
from verifier_service.checks.math.reading.permutations import read_permutation
from verifier_service.checks.math.tree import (
    Listing,
    Node,
    Symbol,
    Text,
)
from verifier_service.checks.math.vocabulary import sentences
from verifier_service.checks.math.vocabulary.units import LETTER

MAX_TEXT_WORDS = 12
MAX_PUNCTUATED_WORDS = 4

_ONLY_WORDS = re.compile(rf"{LETTER}++(?:(?:[ \n]++|[ ]?[’'‑-][ ]?){LETTER}++)*+[!.]?")
_PUNCTUATED = re.compile(rf"{LETTER}(?:{LETTER}|[ \n.,;:'’\"“”&()!-])*+")
_WORD = re.compile(rf"{LETTER}++")
_MAYBE_PHRASE = re.compile(
    r"[a-z]{2}[} ]|[apAP]\.?\s?[mM]|_\{?1|[\"']|^0[bx]|^[0-9]{1,2} [A-Z][a-z]"
    r"|^[0-9]++ ?(?:\\(?:text|textrm|mathrm)\{ ?)?[Rr余餘あ나]"
)
_CHOICE_WITH_TEXT = re.compile(r"(?:\\(?:text|textbf|mathrm|mathbf)\{)?\([A-J]\)[\s}]")
# Words, and something that they may be said of.
_LETTERS = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z]{3}|[^\x00-\x7f]")
_VALUE = re.compile(r"[\d=<>+*/^]")
_PAIR = re.compile(r"(?<!\\)[(\[]\s*+[+-]?+\s*+\d{1,3}(?:,\d{3})++\s*+(?:\\right)?+[)\]]")
_STRUCK = re.compile(r"(?<!\S)~~(?=\S)[^~]*+~~(?!\S)")
_EITHER = "either "
_NAMES_IN_GREEK = frozenset("ΓΔ")
_BOTH = 2  # dollars around a formula


def read_answer(text: str, *, respells: bool = True) -> Node:
    """The whole text as one answer; `respells` lets `respelled` write it otherwise.

    Raises UnreadableError with the place where reading failed, and BeyondLimitError with the
    name of the limit.
    """
    if len(text) > limits.MAX_PROSE_CHARS:
        raise BeyondLimitError(f"longer than MAX_PROSE_CHARS, {limits.MAX_PROSE_CHARS:,}")
    if limits.has_unseen_signs(text):
        raise UnreadableError("control characters, or signs that nobody sees")
    if text[:1] == "$" == text[-1:] and text.count("$") == _BOTH and text[-2] != "\\":
        text = stripped(text[1:-1])  # by far the most common wrapping
    numeral = numerals.read_numeral(text)
    if numeral is not None and not _is_pair(text):
        return numeral
    if r"\\" in text:
        text = respelled.unescaped(text)
    if "~~" in text and _STRUCK.search(text):
        raise UnreadableError("what was struck out is no answer")
    body = wrappings.unwrapped(text)
    if not body:
        raise UnreadableError("nothing is there")
    if body != text and not _is_pair(body):
        numeral = numerals.read_numeral(body)
        if numeral is not None:
            return numeral
    found = statement_labels.read_numerals(body) or _read_words(body)
    return found or _read_body(body, respells=respells)


def _is_pair(text: str) -> bool:
    """Whether a comma stands in brackets, where it parts `(1,234)` in two."""
    return "," in text and _PAIR.search(text) is not None


def _read_words(body: str) -> Node | None:
    """The answer if it is words and nothing else, and these are no formula."""
    if not _ONLY_WORDS.fullmatch(body):
        return phrases.read_phrase(body, read_answer) if _MAYBE_PHRASE.search(body) else None
    pieces = body.rstrip(".!").split()
    if _is_formula(pieces) and not words.is_foreign_number(body.rstrip(".!")):
        return None
    number = words.read_number_words(body)
    if number is not None:
        return number
    if "选" in body[:2] and (choice := choices.read_choice(body)) is not None:
        return Symbol(choice.letter)
    rest = prose.behind_announcement(body)
    if rest is not None:
        if sentences.refuse(body[: -len(rest)]):
            raise UnreadableError("an announcement that takes itself back")
        return read_answer(rest)
    if len(pieces) > MAX_TEXT_WORDS:
        raise UnreadableError(f"a text of more than {MAX_TEXT_WORDS} words")
    return Text(" ".join(pieces))


def _is_formula(pieces: list[str]) -> bool:
    """Whether words are names and joints of names rather than a text."""
    if len(pieces) == 1:
        word = pieces[0]
        if len(word) == 1 and ("\u3400" <= word <= "\ud7af" or word in choices.OTHER_LETTERS):
            return word in _NAMES_IN_GREEK  # neither `甲` nor `Б` is a name
        if "-" in word:
            return _is_name(word)
        parts = names.parts(word)
        return len(parts) == 1 or (len(parts) > 1 and not word[0].isupper())
    return all(map(_is_name, pieces))


def _is_name(piece: str) -> bool:
    """Whether a piece between spaces is a name, a joint, or products with signs (`ad-bc`)."""
    if "-" in piece:
        return all(map(names.parts, filter(None, piece.split("-"))))
    return len(names.parts(piece)) == 1 or piece in JOINTS


def _read_body(body: str, *, respells: bool) -> Node:
    if _LETTERS.search(body) and _VALUE.search(body) and denials.excludes(body):
        return _read_excluded(body)
    if _CHOICE_WITH_TEXT.match(body) and (choice := choices.read_choice(body)) is not None:
        return _read_choice(choice)
    if (special := _read_special(body, respells=respells)) is not None:
        return special
    failure: UnreadableError | BeyondLimitError
    try:
        return read_formula(body)
    except UnreadableError as error:
        failure = error
    except BeyondLimitError as error:
        if len(body) <= limits.MAX_FORMULA_CHARS:
            raise
        failure = error
    choice = choices.read_choice(body)
    if choice is not None:
        return _read_choice(choice)
    found = chemistry.read_chemical(body, read_answer) or words.read_number_words(body)
    found = found or prose.read_prose(body, read_formula)
    if found is None and _is_text(body):
        found = Text(" ".join(body.split()))
    if found is None:
        raise failure
    return found


def _read_excluded(body: str) -> Node:
    """The letter of a choice whose text excludes something, or what stands before another value.

    No other text that excludes something is read.
    """
    if (choice := choices.read_choice(body)) is not None:
        return Symbol(choice.letter)
    if (value := rejected.without_rejected(body)) is not None:
        return read_answer(value)
    raise UnreadableError("a value, and words that exclude it")


def _read_special(body: str, *, respells: bool) -> Node | None:
    """`either 2 or 3`, a compound, a chain of money, a value and its approximation; else None."""
    if (signed := statement_labels.with_circled_signs(body)) != body:
        return read_answer(signed)
    if body[:1] in "eE" and body[: len(_EITHER)].casefold() == _EITHER:
        found = read_formula(body[len(_EITHER) :])
        if not isinstance(found, Listing) or found.joint != "or":
            raise UnreadableError("either, and no or")
        return found
    if body[:1] == "(" and (inside := _in_brackets(body)) is not None:
        return inside
    whole = chemistry.read_compound(body) or worded_chains.read_worded_chain(body)
    whole = whole or measured.read_measured(body, read_formula)
    if whole is not None:
        return whole
    about = approximations.read_approximated(body, read_answer)
    if about is None:
        about = restated.read_restated(body, read_answer)
    return respelled.read_respelled(body, _read_as_it_is) if about is None and respells else about


def _in_brackets(body: str) -> Node | None:
    """A permutation, or a letter of another script that names a choice; None if it is neither."""
    letter = choices.other_letter(body)
    return read_permutation(body) if letter is None else Text(letter)


def _read_as_it_is(text: str) -> Node:
    return read_answer(text, respells=False)


def _is_text(body: str) -> bool:
    """Whether there are a few words with punctuation, as `St. Petersburg`, and no sentence."""
    if not _PUNCTUATED.fullmatch(body) or body.count("(") != body.count(")"):
        return False
    found = _WORD.findall(body)
    if len(found) > MAX_PUNCTUATED_WORDS or sentences.refuse(body):
        return False
    return any(not names.parts(word) for word in found)


def _read_choice(choice: choices.Choice) -> Node:
    """The text of a choice; its letter if there is none that can be read."""
    if choices.read_choice(choice.rest) is not None:
        return Symbol(choice.letter)
    try:
        return read_answer(choice.rest) if choice.rest else Symbol(choice.letter)
    except UnreadableError:
        return Symbol(choice.letter)

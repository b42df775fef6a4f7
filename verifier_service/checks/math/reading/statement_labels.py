r"""Statements that are right, by their numbers: `I and III only`, `\textcircled{1}`.

    I, III | I and III | I and III only      in their order
    I only                                   I
    \textcircled{1}\textcircled{3}           ①③
    (2)(3) beside ②③                         no product there

Not covered: numbers that are not in their order, which may be an order that was asked for.
"""

import itertools
import re

from verifier_service.checks.math.tree import Listing, Node, Symbol, Text

MAX_CHARS = 60

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_JOINT = re.compile(r",? (?:and|&) |, ?")
_ONLY = re.compile(r",? only\Z|\Aonly ", re.IGNORECASE)
_CIRCLED = re.compile(r"\\textcircled\s?(?:\{\s?)?(?:\\(?:small|scriptsize)\s?)?([1-9])(?:\s?\})?")
_SIGNS = re.compile(r"[①-⑨](?:\s?[、,，和与]?\s?[①-⑨])*+")
_BRACKETED = re.compile(r"(?:[(（][1-9][)）]\s?[、,，和与]?\s?){2,9}")


def with_circled_signs(text: str) -> str:
    r"""`\textcircled{1}` as the sign that it sets."""
    if r"\textcircled" not in text:
        return text
    return _CIRCLED.sub(lambda found: chr(ord("①") + int(found[1]) - 1), text)


def read_numerals(body: str) -> Node | None:
    """Roman numerals in their order, or one that is said to be the only one; None for others."""
    if len(body) > MAX_CHARS or body[:1] not in {"I", "V", "o", "O"}:
        return None
    plain = _ONLY.sub("", body)
    names = _JOINT.split(plain)
    if not all(name in _NUMERALS for name in names):
        return None
    places = list(map(_NUMERALS.index, names))
    if any(one >= other for one, other in itertools.pairwise(places)):
        return None
    items = tuple(Symbol(name) if len(name) == 1 else Text(name) for name in names)
    if len(items) > 1:
        return Listing(items)
    return items[0] if plain != body else None


def numbers_beside(*, circled: str, bracketed: str) -> str | None:
    """The numbers of `(2)(3)` where another text has them in circles; None for other texts."""
    if not _SIGNS.fullmatch(circled) or not _BRACKETED.fullmatch(bracketed):
        return None
    digits = [sign for sign in bracketed if sign.isdigit()]
    return ", ".join(digits) if digits == sorted(set(digits)) else None

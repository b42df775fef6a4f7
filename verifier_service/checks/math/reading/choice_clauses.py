r"""The letter of a choice with the option's text, or a reason, behind a comma.

    D, stay in bed      (C), 5 km      A, 08/10/1997      H, as it is the least of them

    C, as A and B are wrong      C; D is wrong      70 (C)      70 (option C)      C (70)

Or behind a dash, if a word follows: `C – Paris`; `C - 5` and `C - x` are differences.

Only beside a reference that is a choice: elsewhere `A, 5` lists two things. A letter of another
option, another letter alone, what turns (`C, but …`) and what doubts or denies makes it none.

Not covered: small letters, and reasons in other languages than English.
"""

import re

MAX_CLAUSE_CHARS = 500
_LONGEST_LETTER = len("**option (C)** —")

_CLAUSE = re.compile(
    r"[*_]{0,2}(?:[Oo]ption\s|[Cc]hoice\s)?(?P<opening>\(?)(?P<letter>[A-J])(?P<closing>\)?)[*_]{0,2}"
    r"(?:,|\s[–—-](?=\s(?:a\s)?[A-Za-z][a-z]{2}))[*_]{0,2}\s(?P<rest>.+)",
    re.DOTALL,
)
_SIGN = re.compile(r"[,–—-]")
_BEGINS = re.compile(r"[\"“'‘(]?(?:(?:a\s)?[^\W\d_]{2}|[$€£]?[-−]?[0-9]|[$\\])")
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{3}|[0-9]")
_TURNS = re.compile(
    r"(?:as\s(?:is|are|was|were)|like|such\sas|but|however|although|though|yet|unless|except|if|when|where|which|while|whereas|and|or|nor"
    r"|not|then|rather|instead|also|plus|alternatively|otherwise|actually|wait|no|sorry|followed"
    r"|together|along|with|as\swell|respectively|i|only|assuming|supposing|provided|in\scase|unlike"
    r"|almost|nearly|roughly|second|option|choice|answer)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"(?:as\s(?:it|they|this|that|these|those|the)|since|because|due\sto)\b")
_FORMULA = re.compile(r"\$[^$\n]++\$|\\\(.*?\\\)")
_OTHER_LETTER = re.compile(r"(?<![^\W_])[A-Jb-j](?![^\W_])")
_DOUBT = re.compile(
    r"[?？]|\b(?:wrong|incorrect|false|maybe|perhaps|possibly|probably|presumably|unsure|guess"
    r"|(?:could|might|may)\sbe|(?:hypothetical|alleged|supposed|hopeful|apparent)ly|oops|kidding|joke"
    r"|hardly|impossible|untrue|lie|mistaken|invalid|erroneous(?:ly)?|trap|decoy|distractor|fake|placeholder)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:or|not|no|never|nor|both|either|neither)\b", re.IGNORECASE)
_ONE = r"[*_(]{0,3}[A-J][)*_]{0,3}"
_DISMISSED = re.compile(
    rf"""[*_]{{0,2}}\(?(?P<letter>[A-J])\)?[*_]{{0,2}}(?:[,;]|\.(?=\s))?\s(?:(?:as|since|because|while|and)\s)?
    (?:options?\s)?(?P<others>{_ONE}(?:(?:,\s|,?\s(?:and|or)\s){_ONE})*)
    \s(?:is|are)\s(?:(?:both|all|clearly)\s)?(?:wrong|incorrect|false|invalid|impossible
      |not\s(?:correct|right))[.]?""",
    re.VERBOSE,
)
_PLAIN_VALUE = r"(?:[-−]?[$€£]?[0-9][0-9.,/]*%?(?:\s[a-z]{1,12})?|\$[^$\n]{1,60}\$)"
_WITH_VALUE = re.compile(
    rf"(?:(?P<before>{_PLAIN_VALUE})\s\((?:[Oo]ption\s|[Cc]hoice\s|[Aa]nswer\s)?(?P<letter>[A-J])\)"
    rf"|(?P<first>[A-J])\s\((?P<behind>{_PLAIN_VALUE})\))[.]?"
)


def read_clause(text: str) -> tuple[str, str] | None:
    """The letter and the text given with it; None if a text is no such clause."""
    if len(text) > MAX_CLAUSE_CHARS:
        return None
    return _with_value(text) or _beside_dismissed(text) or _with_reason(text)


def _with_value(text: str) -> tuple[str, str] | None:
    found = _WITH_VALUE.fullmatch(text)
    if found is None:
        return None
    return found["letter"] or found["first"], found["before"] or found["behind"]


def _beside_dismissed(text: str) -> tuple[str, str] | None:
    found = _DISMISSED.fullmatch(text)
    is_another = found is not None and found["letter"] not in found["others"]
    return (found["letter"], "") if found is not None and is_another else None


def _with_reason(text: str) -> tuple[str, str] | None:
    if not _SIGN.search(text, 0, _LONGEST_LETTER):
        return None
    clause = _CLAUSE.fullmatch(text)
    if clause is None or bool(clause["opening"]) != bool(clause["closing"]):
        return None
    rest = clause["rest"].strip()
    if not _BEGINS.match(rest) or _TURNS.match(rest):
        return None
    words = _FORMULA.sub(" 0 ", rest)
    if not _SAYS_SOMETHING.search(words) or _OTHER_LETTER.search(words) or _DOUBT.search(words):
        return None
    if not _REASON.match(words) and _MORE.search(words):
        return None
    return clause["letter"], rest

r"""The letters of options that stand beside the text of one, where no letter was taken with it.

    A. 40⏎B. 41      43, which is A      The value 43 is option A      \boxed{43}⏎B

The text of an option is no answer where another letter is given with it, or where it is one of
several that are only listed. A letter that is called wrong (`A is wrong, so 43`) says nothing.

Not covered: letters farther away than the lines above and below the answer.
"""

import re

from verifier_service.checks.answers.options.leading import DISMISSES_LETTER
from verifier_service.verdict import Span

_NEAR = 200  # characters on either side that are looked at
_LABEL = re.compile(r"[ \t*_#>-]{0,8}(?:\((?P<inner>[A-J])\)|(?P<bare>[A-J])[).:])[*_]*+(?=[ ]|\Z)")
_NAMED = re.compile(
    r"""\b(?:[Oo]ption|[Cc]hoice)[ ][*_(]*(?P<option>[A-J])(?![^\W_])
      | (?<![\w'’])\(?(?P<label>[A-J])[).:][ ][*$\\]*\d
      | (?:\b(?:is|matches)|[:,])[ ][*_(]*(?P<last>[A-J])[*_.)]*\s*\Z
      | (?<=[ ])\((?P<inner>[A-J])\)[*_.]*\s*\Z | \A\W*(?P<first>[A-J])[ ]is\b
        (?![ ]\$?\d++\$?[ ](?:more|less|greater|smaller)[ ]than\b)""",
    re.VERBOSE,
)
_ALONE = re.compile(
    r"[*_#>\s]*+(?:(?:[Aa]ctually|[Ss]o|[Hh]ence|[Tt]hus|[Tt]herefore|[Nn]o|[Ww]ait|[Oo]r"
    r"|(?:[Tt]he )?(?:[Ff]inal |[Cc]orrect )?[Aa]nswer(?: is)?)[,:.]? )*"
    r"(?:[Ii]t(?:['’]s| is) )?(?:[Oo]ption |[Cc]hoice )?"
    r"[*_(]*(?P<letter>[A-J])[*_.)!]*+\s*"
)


def letters_beside(text: str, region: Span, answer: Span) -> tuple[str, ...]:
    """The letters on the line of an answer, and alone on the next; those of a listing."""
    first = max(region.start, answer.start - _NEAR)
    last = min(region.end, answer.end + _NEAR)
    before, behind = text[first : answer.start], text[answer.end : last]
    *above, front = before.split("\n")
    rest, *below = behind.split("\n")
    found = [
        next(filter(None, one.groups()))
        for part in (DISMISSES_LETTER.sub(" ", front), DISMISSES_LETTER.sub(" ", rest))
        for one in _NAMED.finditer(part)
    ]
    label = _letter(front)
    found += [label] if label else []
    listed = _letter(_last_filled(above)) if label else None
    found += [listed] if listed else []
    alone = _ALONE.fullmatch(_last_filled(below[::-1]))
    return (*found, alone["letter"]) if alone else tuple(found)


def _letter(line: str) -> str | None:
    """The letter of the option that a line begins with."""
    label = _LABEL.match(line)
    return None if label is None else label["inner"] or label["bare"]


def _last_filled(lines: list[str]) -> str:
    return next((one for one in reversed(lines) if one.strip()), "")

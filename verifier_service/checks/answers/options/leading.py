r"""An option on the first line of a completion, or in brackets at the end of its sentence.

`D`, `**A**`, `C. Paris` or `C．平民文化` as the whole first line, where no other letter of an
option stands below outside of formulas, and no sentence takes the first one back. Of numbered
options the line must be the whole text: `Option1: brush`. And a short text that begins with `Yes,`
or `No,`, `True,` or `False,` is the answer as a whole, so that nothing is lost that takes it back.

Not covered: what takes an option back in other languages than English and Chinese.
"""

import re

from verifier_service.checks.answers.denying.retractions import SECOND_THOUGHTS
from verifier_service.checks.answers.prose.sentences import line_end
from verifier_service.checks.answers.unmarked.tails import without_space
from verifier_service.verdict import Span

MAX_LEADING_CHARS = 20_000  # of a completion that is searched for another option
_LONGEST_LINE = 300

_LETTERED = re.compile(
    r"""[#*_\s]*+ (?:[Oo]ption[ _]?|[Cc]hoice[ _]?)?+ \(?(?P<letter>[A-J])
        (?: \)?[*_]*+[.．。]?[*_]*+ | [*_]*+[).:：、．]\s*+[^\n]++ ) \Z""",
    re.VERBOSE,
)
_NUMBERED = re.compile(
    r"[*_\s]*+[Oo]ption[ _]?(?P<letter>[1-9])(?:[*_]*+[ ]?[:.)][*_]*+[ ][^\n\d]++)?[*_]*+[.]?\s*+\Z"
)
_ANOTHER_NUMBER = re.compile(
    r"\b(?:option|choice|or|and|not|no|wrong|incorrect|false|maybe)\b|[?？]", re.IGNORECASE
)
# Outside of formulas; `A` before a small word is the article.
_FORMULA = re.compile(r"\$[^$\n]*+\$|\\\((?:[^\\\n]|\\[^()])*+\\\)")
_SOME_LETTER = re.compile(r"(?<![A-Za-z'’])(?:[B-J]|A(?![ ][a-z]))(?![A-Za-z'’])")
# What takes back what was chosen.
_TAKEN_BACK = re.compile(
    rf"""不能确定|不确定|可能是|也许|不对|更正|改为|应为|应该是
      | \b(?:{SECOND_THOUGHTS}|instead|however|correction|mistake|not[ ]sure|unsure|maybe|perhaps
          |guess|on[ ]second[ ]thou?ght|rather|reconsider\w*+|again|all[ ]of[ ]them
          |(?:this|that|it|which|i|choice|option|answer)[ ](?:is|was)[ ](?:\w{{1,20}}[ ])?
              (?:wrong|incorrect|false|not)
          |(?:first|second|third|fourth|fifth|last|other)[ ](?:option|choice|one|answer))\b
      | [?？]\s*+\Z""",
    re.VERBOSE | re.IGNORECASE,
)

_NAMED = re.compile(r"(?<![A-Za-z])[B-J](?![A-Za-z'’])|\([A-J]\)|\b(?:option|choice)\b")
_DENIED = re.compile(r"\b(?:not|wrong|incorrect|false)\b|[错吗]|不正确", re.IGNORECASE)
_DENIES_LETTER = re.compile(
    r"""(?<![A-Za-z$\\{])(?P<letter>[A-J])[)）]?
        (?: (?:选?项)?[^，。,；;\n]{0,12}(?:不正确|错|不符|不选|排除)
          | [ ](?:\w{1,20}[ ]){0,3}(?:not|wrong|incorrect|false|fails|ruled[ ]out|excluded)\b )""",
    re.VERBOSE,
)
# `B is wrong`, which speaks for no other option than the first line.
DISMISSES_LETTER = re.compile(
    r"""(?<![A-Za-z'’])(?:[Oo]ption[ ]|[Cc]hoice[ ])?\(?[A-J]\)?[ ](?:fails(?=[.,;\s])(?![ ]to)
      |(?:is|was)[ ](?:[a-z]{2,12}ly[ ])?
        (?:wrong|incorrect|false|not[ ](?:the[ ])?(?:correct|right|best))\b)""",
    re.VERBOSE,
)

_VERDICT = re.compile(r"(?:yes|no|true|false)(?:[,.!:](?=\s)|\s*+\n)", re.IGNORECASE)
_LONGEST_VERDICT = 300
# `(E)`, `(Option E)` behind a word, not behind a value or a name of one letter.
_BRACKETED = re.compile(
    r"""(?<=[^\W\d_][^\W\d_][ ]|[^\W\d_][.,!][ ]|\w["”'’][ ]) [*_]*+
    \((?:(?:the[ ])?(?:option|choice|answer)[ ])?(?P<letter>(?-i:[A-J]))\)[*_]*+""",
    re.VERBOSE | re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!]?[*_]*+(?:\s*+\Z|\n|[ ]++(?=[A-Z]))")
_SENTENCE_BEGINS = re.compile(r"(?<=[.!?][ ])(?=[A-Z][^.])|\n")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])(?:[A-Z]\.){2,}")
_UNSURE = re.compile(
    r"""\b(?:not|no|never|nor|neither|cannot|wrong|incorrect|false|maybe|perhaps|possibly|probably
      |might|may|could|either|or|except|but|unless|than|if|whether|guess|unlikely|eliminate\w*+
      |rule[sd]?|exclude\w*+|reject\w*+)\b|n['’]t\b|[?？]
      | \b(?:points?|vert(?:ex|ices)|lines?|circles?|triangles?|angles?|sets?|events?|figures?
          |parts?|steps?|case|equation|box|class|grade|section|column|row|plan|team|group)[ ]\Z""",
    re.VERBOSE | re.IGNORECASE,
)


def find_leading_letter(text: str, region: Span) -> Span | None:
    """The letter of the only option that is named, in the first line; None without one."""
    start = region.start
    while start < region.end and text[start].isspace():
        start += 1
    first_end = line_end(text, start, region.end)
    if first_end - start > _LONGEST_LINE or region.end - start > MAX_LEADING_CHARS:
        return None
    line = _LETTERED.match(text, start, first_end)
    if line is None or not _is_alone(line, text[first_end : region.end]):
        return None
    return Span(start=line.start("letter"), end=line.end("letter"))


def find_leading_verdict(text: str, region: Span) -> Span | None:
    """All of a short text that begins with `Yes,` or `False.`, for a reader to see what follows."""
    start = region.start
    while start < region.end and text[start].isspace():
        start += 1
    end = without_space(text, start, region.end)
    is_one = end - start <= _LONGEST_VERDICT and _VERDICT.match(text, start, end)
    return Span(start=start, end=end) if is_one else None


def find_closing_letter(text: str, region: Span) -> Span | None:
    """The one option in brackets that is named, at the end of a sentence; None without one.

    `The coin is in the drawer (B).`, `It is dark. (Option E)`. Neither its sentence denies or
    doubts it, nor does what stands behind take it back.
    """
    if region.end - region.start > MAX_LEADING_CHARS:
        return None
    plain = _FORMULA.sub(_blank, text[region.start : region.end])
    found = list(_BRACKETED.finditer(plain))
    if not found or len({one["letter"] for one in found}) > 1:
        return None
    last = found[-1]
    others = _ABBREVIATION.sub(" ", plain[: last.start()] + " " + plain[last.end() :])
    if _NAMED.search(_BRACKETED.sub(" ", others)) or not _ENDS_SENTENCE.match(plain, last.end()):
        return None
    before, behind = plain[: last.start()], plain[last.end() :]
    sentences = _SENTENCE_BEGINS.split(before[max(0, len(before) - _LONGEST_LINE) :])
    if _UNSURE.search(sentences[-1]) or _DENIED.search(behind) or _TAKEN_BACK.search(behind):
        return None
    return Span(start=region.start + last.start("letter"), end=region.start + last.end("letter"))


def _blank(formula: re.Match[str]) -> str:
    return " " * len(formula[0])


def find_lone_number(text: str, region: Span) -> Span | None:
    """The number of an option that is all of the text, as in `Option1: brush`."""
    if region.end - region.start > _LONGEST_LINE:
        return None
    line = _NUMBERED.match(text, region.start, region.end)
    if line is None or _ANOTHER_NUMBER.search(text, line.end("letter"), region.end):
        return None
    return Span(start=line.start("letter"), end=line.end("letter"))


def _is_alone(line: re.Match[str], below: str) -> bool:
    """Whether neither the rest of the line nor the text below speaks for another option."""
    letter = line["letter"]
    rest = line.string[line.end("letter") : line.end()]
    if _NAMED.search(rest) or _DENIED.search(rest):
        return False
    if _TAKEN_BACK.search(rest) or _TAKEN_BACK.search(below):
        return False
    letters = _SOME_LETTER.findall(DISMISSES_LETTER.sub(" ", _FORMULA.sub(" ", below)))
    return letters.count(letter) == len(letters) and not any(
        denied["letter"] == letter for denied in _DENIES_LETTER.finditer(below)
    )

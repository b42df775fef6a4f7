r"""Answers without any mark: the last formula or the last number, whichever ends later.

It comes with all that belongs to it in its sentence; see `around`. In a last line with one bold
value that is the answer (`**45 miles** from home after 4 hours`). A short line without a sentence
is taken as a whole, and so is a last line that is a choice (`C`, `(C)`, `C. Paris`) where the line
before is none. Where a value is taken is no part of it (`5, attained at $x = 2$`).

Not covered: numbers in words, and whether the last number is an answer at all.
"""

import re

from verifier_service.checks.answers.announced.fields import lone_field
from verifier_service.checks.answers.prose.formulas import undressed
from verifier_service.checks.answers.unmarked.around import match_end, whole_answer, with_denials
from verifier_service.checks.answers.unmarked.asides import without_aside
from verifier_service.checks.answers.unmarked.edges import cut_at
from verifier_service.checks.answers.unmarked.newer import without_known
from verifier_service.checks.answers.unmarked.numbers import VOWEL_SIGNS
from verifier_service.checks.answers.unmarked.tails import Item, tails, without_space
from verifier_service.checks.answers.unmarked.unfinished import is_unfinished
from verifier_service.verdict import Span

_MAX_SHORT_LINE = 200
_TWO = 2
_MARGIN = 100  # in front of which nothing is joined to what stands behind it

_COMMAND_WITH_TEXT = re.compile(r"\\[A-Za-z]++\s*+(?:\{[^{}]*+\})?+")
# `C`, `**(C)**`, `C. Paris` on a line of its own; of two such lines neither is more than an option.
_CHOICE = re.compile(
    r"[*_]*+(?:\([A-J]\)|[A-J](?![\w'’]))[*_]*+(?:[).:][*_]*+(?:[ ][^\n]{0,200}+)?+)?+"
)
# Or the mark of an item or a quotation, which in front of a bare number may be a sign; or what all
# items are.
_HEADING = re.compile(
    r"(?:#{1,6}|[•‣▪●◦*]|[>-](?=[ ]\*\*)|>(?=[ ]\(?[A-J](?![^\W_])))[ ]++"
    r"|(?:The[ ])?(?:[Ss]olutions|[Rr]oots|[Zz]eroe?s)[ ]?:[ ]++(?=\$?[a-z][ ]?=)"
)
# The line before it goes on with the letter: `C or`, `A, B,`, `Anything except`, `Eliminated:`.
_LEADS_ON = re.compile(
    r"""(?: (?<![^\W_])(?:or|and|nor|oder|und|ou|et)(?![^\W_])[*_ ]* | 或者?
      | (?<![^\W_])[A-J][)*_]{0,3}[ ]?[,;、，；/&+]
      | (?<![^\W_])[A-J][ ]?[,、，][ ]?[A-J][*_ ]*
      | (?<![^\W_])(?:except(?:[ ]for)?|(?:all|any(?:thing|one)?|everything|nothing)[ ]but
          |instead[ ]of|other[ ]than|rather[ ]than|is[ ]not|not[ ](?:correct|this))[:]?[*_ ]*
      | (?<![^\W_])(?<!not[ ])(?:eliminated?|excluded?|rejected?|discarded?|dismissed?|ruled[ ]out
          |crossed[ ]out)[:]?[*_ ]*
      | (?<![^\W_])(?:wrong|worst|incorrect|false)[ ](?:one|answer|option|choice|letter)
          (?:[ ]is)?[:]?[*_ ]*
      )\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# `Eliminated: A, B, C`, in front of the option that is left.
_DISMISSED = re.compile(
    r"""(?: (?<![^\W_])(?<!not[ ])(?:eliminat(?:ed?|ing)|excluded?|rejected?|ruled[ ]out|wrong
          |incorrect|false)(?:[ ](?:ones|options|answers|choices))?(?:[ ]are)?:?[ ]
        | 排除[:：]?[ ]?|错误的?(?:选项)?[是有:：][ ]?
      ) (?P<letters>[A-J](?:[ ]?[,、，][ ]?[A-J]){1,8}) [*_ ]*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_NEAR = 80  # characters of that line, up to its end, that are looked at
_CALLED_RIGHT = re.compile(
    r"(?<![^\W_])\(?(?P<letter>[A-J])\)?[*_]*+[ ]is[ ](?:also[ ])?(?:the[ ])?"
    r"(?:correct|right|answer|best(?=[.!]?\Z|[ ](?:answer|choice|option|one|fit|match)))\b"
    r"[^.\n]{0,20}[.!]?\Z"
)
_BOLD = re.compile(r"\*\*[^*\n]++\*\*")
_BOLD_VALUE = re.compile(r"[^*]*+\*\*(?=[^*\n]*[\d$\\])[^*\n]*[^*\n:]\*\*(?!\*)")
_GOES_ON = re.compile(
    r"[=≈→]|\b(?:or|and|but|not|so|thus|hence|therefore)\b|[,;]\s*+[\d$\\]|[-+*/×÷]\s*+[\d$\\]"
)
# Two words one after the other; in Chinese and Japanese, four characters in all; in Korean words
# of one syllable too, and in the scripts from Hebrew to Thai with a number between them.
_CJK = "\u3041-\u30ff\u4e00-\u9fff"
_WORD = rf"(?:[^\W\d_]|[{VOWEL_SIGNS}]){{2,}}"
_HANGUL, _OTHER = "[\uac00-\ud7a3]", "[\u0590-\u0e7f]"
_TWO_WORDS = re.compile(
    rf"{_WORD}[ \t]+{_WORD}|\A(?:[^{_CJK}]*+[{_CJK}]){{4}}|{_HANGUL}[ ]+{_HANGUL}"
    rf"|{_OTHER}{{2,}}[ ]+[^\s]{{1,20}}[ ]+{_OTHER}{{2,}}"
)
# Between an answer and what it is for or of, which the definite article tells to have been given.
_GIVEN = re.compile(
    r"""[*_$]*+ (?:[ ][^\W\d_]{2,15}+|[ ]?[€£¥₹]){0,2}? [*_]*+[ ] (?:
        (?:for|in|during|over|within)[ ](?:all[ ])?(?:the|these|those)
      | (?:if|when)[ ](?:he|she|they|it|we|you)[ ][a-z]++(?:[ ]for)?
      | (?:containing|consisting[ ]of)
      | (?:für|in|während)[ ](?:die|den|diese[nr]?)
      | (?:pour|dans|pendant|durant)[ ](?:les|ces)
      | (?:por|para|durante|en)[ ](?:los|las|estos|estas)
      | (?:per|in|durante)[ ](?:i|gli|le|questi|queste)
      | (?:por|pelos|pelas|para|durante)[ ](?:os|as)
      | (?<=[0-9][ ])of[ ](?:the|these|those|his|her|their|its)
    )[ ]""",
    re.VERBOSE,
)
# Of what was given, so much is left: `64 left of the 80`.
_LEFT_OF = re.compile(
    r"""[*_$]*+ (?:[ ][^\W\d_]{2,15}+){0,2}? [ ](?:left|remaining|over)(?:[ ]over)?(?:[ ]out)?[ ]of
      [ ](?:the|these|those|his|her|their|its|all)[ ](?:original[ ]|initial[ ]|first[ ])?[*_$]*+
    | (?:[ ][^\W\d_]{2,15}+){1,3}? [ ]to[ ](?:reach|meet|achieve)[ ](?:the|his|her|their|its|this)
      [ ](?:[a-z]++[ ])?(?:goal|target)[ ]of[ ]\\?\$?""",
    re.VERBOSE,
)
_NOT = re.compile(
    r"\b(?:not|never|no|nicht|nie|pas|jamais|non|nunca|não)\b|n['’]t\b", re.IGNORECASE
)
# Where an extreme value is taken: `5, attained at $x = 2$`, `12, with equality when $a = b = 2$`.
_TAKEN_AT = re.compile(
    r"""[*_$)]*+ (?:[ ][a-z]{2,12}){0,2}?,?[ ] (?:(?:which|and[ ]it|it)[ ](?:is[ ])?)?
      (?: (?:attained|achieved|reached|obtained|occurring|occurs)[ ](?:at|when|for|if|only[ ]when)
        | (?:with|where)[ ]equality[ ](?:holds[ ]|occurs[ ])?+
          (?:iff|if(?:[ ]and[ ]only[ ]if)?|when|at|for)
      )[ ][*_$\\(]*+ (?:[a-z][ ]?=[ ]?)?+
    | [*_$)]*+ (?P<sign>[，,])(?:当且仅当|當且僅當|当|當)[ ]?""",
    re.VERBOSE,
)
# Behind such a place in Chinese; else it is a condition: `$-x$，当 $x<0$ 时`.
_IS_TAKEN = re.compile(r"[*_$)]*+[ ]?[时時][，,]?(?:取|等号|等號|达到|達到)")
_MAX_PLACES = 4  # numbers and formulas of such a place
_COUNTED = re.compile(r"[ ][^\W\d_]{2}")
# Steps of a calculation: of `2 + 3 = 5, 5 - 1 = 4` the last side is the answer.
_STEP = re.compile(r"(?:^|[,;])[\d\s+*/×÷·().−-]+=")


def find_last(text: str, region: Span) -> Span | None:
    """The last answer in a region that looks like mathematics; None if there is none."""
    end = without_aside(text, region.start, without_space(text, region.start, region.end))
    if is_unfinished(text, region.start, end):
        return None
    short = (
        lone_field(text, region.start, end)
        or _choice_line(text, region.start, end)
        or _short_line(text, region.start, end)
    )
    if short:
        return short
    region = Span(start=region.start, end=end)
    for tail in tails(text, region.start, _bold_end(text, region.start, end)):
        items = without_known(text, _without_given(text, tail.items), region)
        answer, is_first = whole_answer(text, items, region)
        if is_first and not tail.is_all and answer.start < tail.start + _MARGIN:
            continue  # what it is joined to may begin in front of the tail
        answer = with_denials(text, answer, region)
        bare = undressed(text, answer.start, answer.end)
        return cut_at(text, bare, region) if bare.start < bare.end else bare
    return None


def _without_given(text: str, items: list[Item]) -> list[Item]:
    """The items without a last number that was given: `$64 for the 16 glasses`."""
    items = _without_places(text, items)
    if len(items) < _TWO:
        return items
    before, last = items[-2:]
    if last.is_formula or last.start - before.end > _MARGIN:
        return items
    is_given = _GIVEN.fullmatch(text, before.end, last.start) and _COUNTED.match(text, last.end)
    if not is_given and not _LEFT_OF.fullmatch(text, before.end, last.start):
        return items
    is_denied = _NOT.search(text, max(before.floor, before.start - _MARGIN), before.start)
    return items if is_denied else items[:-1]


def _without_places(text: str, items: list[Item]) -> list[Item]:
    """The items without those that say where the value before them is taken."""
    for index in range(len(items) - 1, max(0, len(items) - 1 - _MAX_PLACES), -1):
        before, last = items[index - 1 : index + 1]
        if last.start - before.end > _MARGIN:
            break
        place = _TAKEN_AT.fullmatch(text, before.end, last.start)
        if place and (place["sign"] is None or _IS_TAKEN.match(text, items[-1].end)):
            return items[:index]
        if text.find(". ", before.end, last.start) >= 0 or "\n" in text[before.end : last.start]:
            break
    return items


def _bold_end(text: str, start: int, end: int) -> int:
    """Where the one bold value in the last line ends; `end` if there is none, or more.

    What is joined to it, or follows from it, is no remark about it: `**5** or 6`, `**5** + 6 = 11`.
    """
    first = text.rfind("\n", start, end) + 1 or start
    found = _BOLD.findall(text, first, end) if text.find("**", first, end) >= 0 else ()
    bold = _BOLD_VALUE.match(text, first, end) if len(found) == 1 else None
    return end if bold is None or _GOES_ON.search(text, bold.end(), end) else bold.end()


def _choice_line(text: str, start: int, end: int) -> Span | None:
    """The last line if a choice is all that stands in it, and in the line before is none."""
    first = text.rfind("\n", start, end) + 1 or start
    while first < end and text[first].isspace():
        first += 1
    first = match_end(_HEADING, text, first, end)
    if not _CHOICE.fullmatch(text, first, end):
        return None
    before_end = text.rfind("\n", start, first) + 1 or start
    before_end = without_space(text, start, before_end)
    before = text.rfind("\n", start, before_end) + 1 or start
    line = text[before:before_end].strip()
    if _CHOICE.fullmatch(line, match_end(_HEADING, line, 0, len(line))):
        return None
    line = line[-_NEAR:]
    dismissed = _DISMISSED.search(line)
    own = text[first:end].lstrip("*_(")[0]
    if dismissed is not None and own not in dismissed["letters"]:
        return undressed(text, first, end)
    if _LEADS_ON.search(line):
        return None
    called = _CALLED_RIGHT.search(line)
    if called is not None and called["letter"] not in text[first:end]:
        return None
    return undressed(text, first, end)


def _short_line(text: str, start: int, end: int) -> Span | None:
    """All of a text that is one short line, no sentence and no calculation in steps."""
    while start < end and text[start].isspace():
        start += 1
    start = match_end(_HEADING, text, start, end)
    if not 0 < end - start <= _MAX_SHORT_LINE:
        return None
    line = text[start:end]
    prose = _COMMAND_WITH_TEXT.sub(" ", line) if "\\" in line else line
    if "\n" in line or _TWO_WORDS.search(prose):
        return None
    if line.count("=") > 1 and _STEP.search(line):
        return None
    if line.endswith((".", "。")) and not line.endswith(".."):
        end -= 1
    return undressed(text, start, end)

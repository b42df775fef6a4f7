r"""What touches a box and changes what its content says.

    x = -\boxed{42}      \boxed{42}/2      \boxed{42}00      ~~\boxed{42}~~
    not \boxed{42}       \boxed{42} is wrong     <answer>42</answer> is wrong

What a box stands in, as in `\sqrt{\boxed{42}}`, `enclosing` tells. The answer is then all of it,
with the box as it stands, for a reader to read or to refuse. A box in which a blank of an equation
is filled in (`48 + \boxed{24} = 72`) counts alone, and so does one behind a comparison
(`n \le \boxed{42}`), which a question for a bound is answered by.

Not covered: words that deny a box from farther away.
"""

import re

from verifier_service.checks.answers.denying import denials, questions, retractions
from verifier_service.checks.answers.denying.denials import BEFORE_A_MARK
from verifier_service.checks.answers.marked import enclosing
from verifier_service.checks.answers.marked.beside_boxes import with_formula_beside
from verifier_service.checks.answers.marked.formula_signs import RELATION_BEHIND_A_BLANK
from verifier_service.verdict import Span

_NEAR = 48  # characters on either side that are looked at
_DRESS = " \t*_`$"
_DRESS_OF_LINES = _DRESS + "\n\r[(:\\"
_SIGNS = frozenset("-−")
_OPERATORS = frozenset("-−+/^×÷\\")
_OPENING_TAG, _CLOSING_TAG = "<answer>", "</answer>"
_LONGEST_OPENING = 20
_OPENING = re.compile(r"\\(?:boxed|fbox)[ \t]*+(?P<brace>\{?)\s*+\Z")

_OPERATOR = r"(?:[-−+/^×÷]|\\(?:cdot|times|div|pm|mp)(?![a-zA-Z]))"
# An operator that belongs to the box, no dash between words and no mark of a list, and a digit.
_IN_FRONT = re.compile(
    rf"""(?: (?:\\neq?(?![a-zA-Z])|≠|!=|\\not\s?=)\s?
          | (?<=[\w)}}=({{$:,&])\s?{_OPERATOR} | \A{_OPERATOR} | \A−[ ] | [0-9]
        ) [$]?\Z | (?<![0-9.])[0-9]++\.\Z  # `0.\boxed{{5}}`
    """,
    re.VERBOSE,
)
# The other values of a listing that a box ends: `41 or `, `A, `.
_OTHERS = r"(?P<others>[$*_(]*+(?:[-−]?[0-9][0-9.,/]*|[A-J])[)*_$]*"
_LISTED = re.compile(
    rf"""(?:\A|[:：]|(?<![a-z])are)\s*{_OTHERS}(?:,\s?|,?\s(?:and|or|&)\s))[$*_(]*\Z
      | (?:=|(?<![a-z])(?:is|be|either|both))\s?{_OTHERS.replace("others", "other")}
        ,?\s(?:and|or|&)\s)[$*_(]*\Z""",
    re.VERBOSE,
)
# Outside of formulas a difference or product fills its line or a side: `57 - `, `x = 1 + `.
_OPERAND = r"""(?:[0-9]++(?:[.,][0-9]++)*+|(?<![A-Za-z\\])[a-zK-Z](?![A-Za-z])
    |\\[a-z]++\{[^{}]*+\}|\([^()\n]*[-+*/][^()\n]*\))"""
_SPACED_OPERATOR = r"\s?(?:[-−+*/×÷^_±∓]|\\(?:cdot|times|div|pm|mp)(?![a-zA-Z]))\s{0,2}"
_UNFINISHED = re.compile(
    rf"""(?:\A|[=≈:,])\s*+(?P<side>[-−+]?{_OPERAND}(?:{_SPACED_OPERATOR}{_OPERAND})*+
        {_SPACED_OPERATOR})\Z
      | (?<![A-Za-z][A-Za-z])(?P<power>(?<=[\w)}}\]])[/^]\s?)\Z""",
    re.VERBOSE,
)
_SPACED = re.compile(rf"\$[^$]*?[\w)}}=]\s?(?P<operator>{_OPERATOR})\s\Z")  # in a formula
_BEHIND = re.compile(
    r"""[$]?(?: [0-9] | \s?[½⅓⅔¼¾] | [²³⁴-⁹⁰¹] | \s?π | \s?:[ ]?[0-9] | \s000(?![0-9])
      | \s?[x]\s?10\^ | \s\([0-9]++\)\s*+\Z | [.,][0-9] | \s?(?:\.\.+|…|⋯)\s?[0-9]
      | \s?\^(?!\{?\s?(?:\\circ|\\prime|\\text|\\mathrm|\\degree|st\b|nd\b|rd\b|th\b|°|\}))
      | \s(?![mgslhtd])[a-z][ ]?[.]?\s*+\Z
      | \s?(?:\\neq?(?![a-zA-Z])|≠)\s?[a-zA-Z](?![a-zA-Z])
      | \sto\s\$?[0-9][0-9.,]*+\s*+\Z
      | \s?(?:[-−+/*×÷±∓]|\\(?:cdot|times|div|pm|mp)(?![a-zA-Z]))\s?
          (?:[0-9]|\\(?!boxed|fbox|\)|\]|text|quad|,|\\)[a-zA-Z]|\(?[a-zA-Z](?![a-zA-Z]))
    )""",
    re.VERBOSE,
)
_SHARE_BEHIND = re.compile(r"[$]?\s?\\?%[$]?\s(?:of|off)\s[$]?[0-9]")  # and nothing in front
_LEAD = r"""[$*_`)}\]]*+(?:\\[)\]])?\s{0,3}(?:\\text[a-z]{0,2}\{)?\s{0,3}[*_]{0,3}"""
_FALSE = rf"""(?: (?:not|n['’]t)[ ](?:be[ ])?(?:{denials.JUDGED}|it\b)
    | (?:{retractions.REJECTED}|false|the[ ]wrong[ ]answer)
  )(?![^\W_])"""
# As in a box, where these words belong to the value.
_SCALED = r"""(?: (?:hundred|thousand|million|billion|trillion|dozen|factorial)s?(?![^\W_])
    | (?:times|divided[ ]by|multiplied[ ]by)[ ]\$?(?:[0-9]|two|three|four|five|ten|\\frac)
    | or[ ](?:more|less|fewer|greater|higher|lower)(?![^\W_])(?![ ][a-z]++[ ]than)
    | at[ ](?:the[ ](?:very[ ])?)?(?:most|least)(?![ ]\w)
  )"""
_JUDGED_BEHIND = re.compile(
    rf"""{_LEAD} (?:
        (?<=[\s{{*_])(?:is|was|must[ ]be|should[ ]be|has[ ]to[ ]be|can|could)
          (?:[ ][a-z]{{2,10}}ly)?[ ]?{_FALSE}
      | \s?[(–—:-]{{1,2}}\s?[*_]*+(?:(?:this[ ]|that[ ]|which[ ])?(?:is|was)[ ])?
          {_FALSE}(?=\s*+(?:[).,;!*_$}}]|\Z))
      | \s?[✗✘❌✖] | (?:\\[,;:! ]\s?)?{questions.BEHIND}
      | (?<=\s){denials.A_GUESS}
      | (?<=\s)(?:is[ ]|was[ ])too[ ](?:small|large|big|high|low|many|few|much|little)(?![^\W_])
      | (?<=\s)(?:(?:minus|plus|less)[ ](?:[0-9]|one|two|three)|squared(?![ ]\w)|cubed(?![ ]\w)
          |negated|reversed|doubled|halved|and[ ](?:a|one)[ ](?:half|third|quarter)(?![ ]of|\w))
      | (?<=\s){_SCALED}
      | \s?(?:[十百千万萬億亿]
          |的(?:平方|立方|[0-9一二三四五六七八九十]*倍|一半)|以[上下内外]|未[満满])
    )""",
    re.VERBOSE,
)
_FILLED_IN = re.compile(RELATION_BEHIND_A_BLANK, re.VERBOSE)
_REST = re.compile(r"[$]?[^$\n]{0,200}+")

_PLAIN_ENDS = frozenset(
    ("}", "}.", "}$", "}$.", "}.$", "}$$", "}$$.", r"}\]", r"}.\]", r"}\)", r"}\).", "}**", "}$**")
)
_LONGEST_PLAIN_END = 8
_USUAL_OPENING = r"\boxed{"
_IN_FRONT_OF_EQUALS = frozenset("!≠t")
_DENYING_LABELS = ("wrong", "incorrect", "false", "invalid", "extraneous", "spurious")
# A sign of an operator, a digit, or a letter with which words that deny end where no space does.
_TELLING_ENDS = frozenset("✗✘❌✖\ufe0f-−+/^×÷≠~:0123456789不会能非有除去是为為等于於")
_STRUCTURES = frozenset("{}()[]|>!%√π¬±∓∉,_")
_STRUCTURES_BEFORE = _STRUCTURES | frozenset("-−^*√0123456789")
_STRUCTURES_BEHIND = frozenset(("!", "_", "'", "(", ",", "~", "{"))
_OPENINGS = (r"\(", r"\[")
_ENDS_OF_DENIALS = (
    *("not", "n't", "n’t", "never", "cannot", "but", "than", "except", "reject", "不是", "并非"),
)
_JOINTS = frozenset(("and", "or", "&"))
_FILLERS = frozenset(
    ("equal", "to", "be", "the", "answer", "is", "just", "simply", "exactly", "es", "è", "é")
)
_NEGATION = re.compile(r"n(?:o|['’]t|ever|icht|unca|ão)|pas|jamais|не")  # `no` also is in `not`
_TELLING_WORD = re.compile(
    r"not|never|n['’]t|nicht|pas|nunca|jamais|não|не|sono|son|out|rul|exclu|reject|elimin|discard"
    r"|dismiss|of|except|for|than|but|drop|remove|cancel|skip|avoid|delete|erase|scratch|strike"
    r"|forget|minus|negative|twice|thrice|double|triple|half"
)
_TELLING_BEGINNINGS = frozenset("…⋯½⅓⅔¼¾✗✘❌✖?？~-−+/*×÷^.:,\\!?_('0123456789")
_SHORTEST_REMARK = 4  # such as ` -->`


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a box with the content `text[start:end]` clearly ends a text and nothing touches it.

    The usual case, told in a microsecond; False where it takes a closer look.
    """
    first = start - len(_USUAL_OPENING)
    if len(text) - end > _LONGEST_PLAIN_END or text[end:].rstrip() not in _PLAIN_ENDS:
        return False
    return text.startswith(_USUAL_OPENING, first) and not _may_change_from_before(text, first)


def is_bare_tag(text: str, start: int, end: int) -> bool:
    """Whether nothing but white space stands around a tag's content `text[start:end]` and tags."""
    first, last = start - len(_OPENING_TAG), end + len(_CLOSING_TAG)
    return not text[last : last + _NEAR].strip() and not _may_change_from_before(text, first)


def span_with_touching(text: str, content: Span, *, in_tag: bool = False) -> Span | None:
    """The box or tag around a content with what touches it; None if nothing changes it."""
    box = _tag_around(text, content) if in_tag else _box_around(text, content)
    if box is None:
        return None
    start, end = box.start, box.end
    behind = text[end : end + _NEAR].partition("\n")[0]
    if not behind.strip(_DRESS):
        behind = text[end : end + _NEAR]
    if not (_may_change_from_before(text, start) or _may_change_from_behind(text, end, behind)):
        return None
    before = _before(text, start)
    if before.endswith("~~") and behind.startswith("~~"):
        return Span(start=start - 2, end=end + 2)
    if (struck := enclosing.struck_out(text, box)) is not None:
        return struck
    first = start - len(before) + _start(before, behind)
    if first < start and before[first - start :].strip(_DRESS)[:1] in _OPERATORS:
        first = min(first, enclosing.start_of_side(text, start))
    last = _end(text, end, behind)
    if not before.strip(_DRESS) and _SHARE_BEHIND.match(behind):
        last = max(last, end + len(behind))
    if (first, last) != (start, end):
        return Span(start=first, end=last)
    return None if in_tag else _in_formulas(text, box, before, behind)


def denied_start(text: str, mark: int) -> int:
    """Where the words begin that deny or change what a mark holds which begins at `mark`."""
    before = text[max(0, mark - _NEAR) : mark].rstrip()
    line = before[before.rfind("\n") + 1 :].lower()
    found = BEFORE_A_MARK.search(line)
    start = mark - len(text[max(0, mark - _NEAR) : mark]) + len(before)
    return mark if found is None else start - len(line) + found.start()


def _in_formulas(text: str, box: Span, before: str, behind: str) -> Span | None:
    """The box with a formula beside it that changes it, or around it; None if none does."""
    beside = with_formula_beside(text, box)
    if beside is not None or not _has_structure(before, behind):
        return beside
    return enclosing.whole_side(text, box)


def _has_structure(before: str, behind: str) -> bool:
    """Whether a box may be a part of a formula, told by the signs on both sides of it."""
    bare = before.rstrip(_DRESS)
    if not bare.endswith(_OPENINGS) and bare[-1:] in _STRUCTURES_BEFORE:
        return True
    word = bare[bare.rfind(" ") + 1 :]
    if (len(word) == 1 and word.isalpha()) or ("\\" in word and not word.endswith(_OPENINGS)):
        return True
    if behind[:1] == "}":
        return True
    bare = behind.lstrip(" )]|")
    is_letter = bare[:1].isalpha() and not bare[1:2].isalpha()
    is_command = bare[:1] == "\\" and (bare[1:2].isalpha() or bare[1:2] in ",!; ")
    return is_letter or is_command or bare[:1] in _STRUCTURES_BEHIND


def _before(text: str, start: int) -> str:
    """The end of the line in front of a box, or of the text before where the box begins a line."""
    before = text[max(0, start - _NEAR) : start]
    line = before.rpartition("\n")[2]
    return line if line.strip(_DRESS) else before.replace("\n", " ")


def _tag_around(text: str, content: Span) -> Span | None:
    """The tags around a content, which may have white space beside it."""
    start = text.rfind("<", 0, content.start)
    end = text.find(">", content.end)
    return Span(start=start, end=end + 1) if start >= 0 and end >= 0 else None


def _box_around(text: str, content: Span) -> Span | None:
    if text.startswith(_USUAL_OPENING, content.start - len(_USUAL_OPENING)):
        start, has_brace = content.start - len(_USUAL_OPENING), True
    else:
        floor = max(0, content.start - _LONGEST_OPENING)
        opening = _OPENING.search(text[floor : content.start])
        if opening is None:
            return None
        start, has_brace = floor + opening.start(), bool(opening["brace"])
    end = text.find("}", content.end) + 1 if has_brace else content.end
    usual = len(_USUAL_OPENING)
    while (
        start >= usual
        and text.startswith(_USUAL_OPENING, start - usual)
        and text[end : end + 1] == "}"
    ):
        start, end = start - usual, end + 1  # a box around a box says no more
    return Span(start=start, end=end)


def _may_change_from_before(text: str, start: int) -> bool:
    """Whether the patterns for what stands in front are worth trying; most boxes need none."""
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    bare = before.rstrip(_DRESS)
    if not bare:
        end = text[max(0, start - _NEAR) : start].rstrip(_DRESS_OF_LINES)
        return "~" in before or end.endswith(_ENDS_OF_DENIALS) or end[-1:] in _SIGNS
    if bare[-1] == "=":
        return bare[-2:-1] in _IN_FRONT_OF_EQUALS or any(map(bare.__contains__, _DENYING_LABELS))
    is_decimal = before[-1] == "." and before[-2:-1].isdigit()
    if is_decimal or bare[-1] in _TELLING_ENDS or bare[-1] in _STRUCTURES:
        return True
    word = bare[bare.rfind(" ") + 1 :].lower()
    if word in _FILLERS:
        return _NEGATION.search(bare.lower()) is not None
    if word in _JOINTS:
        return True
    return len(word) == 1 or "\\" in word or _TELLING_WORD.search(word) is not None


def _may_change_from_behind(text: str, end: int, behind: str) -> bool:
    """Likewise for what stands behind."""
    bare = behind.lstrip(_DRESS + ")}]")
    if len(text) - end > _SHORTEST_REMARK or behind[:1] == "}":
        return True
    if not bare[:1].isascii():
        return True  # words of a language that has no spaces, and signs
    if bare[:1] in _TELLING_BEGINNINGS:
        return bare[0] not in ".," or any(map(str.isdigit, bare)) or not bare.isascii()
    return bare[:1].isalpha() and not bare[1:2].isalpha()


def _start(before: str, behind: str) -> int:
    """Where in the text before a box that begins which changes it; its end if nothing does."""
    found = BEFORE_A_MARK.search(before.lower())
    if found is None and not _FILLED_IN.match(behind):
        found = _IN_FRONT.search(before)
        if found is None and before.count("$") % 2 and (spaced := _SPACED.search(before)):
            return spaced.start("operator")
        if found is None and (sides := _UNFINISHED.search(before)) is not None:
            is_cut = sides.start() == 0 and len(before) == _NEAR  # and no line begins there
            return len(before) if is_cut else sides.start(sides.lastgroup or 0)
    if found is None and (listed := _LISTED.search(before)):
        return listed.start(listed.lastgroup or 0)
    return len(before) if found is None else found.start()


def _end(text: str, end: int, behind: str) -> int:
    """Where that ends which changes a box that ends at `end`."""
    judged = _JUDGED_BEHIND.match(behind)
    if judged is not None:
        return end + judged.end()
    stop = denials.taken_back(text, end, len(text))
    if stop > end:
        return stop
    if _FILLED_IN.match(behind) or not _BEHIND.match(behind):
        return end
    rest = _REST.match(text, end)
    return end if rest is None else rest.end()

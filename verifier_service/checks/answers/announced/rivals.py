r"""What stands beside an announced answer for another one, and what is only told apart from it.

`The answer is 0 or the answer is 42` offers both; `The answer is 5, because it is 6` says two
things at once; and `42, not 41` says 42. Behind a box with a number another number may be given as
the answer: `\boxed{42}. Actually, 41.`, `\boxed{42}. The answer is 41.`

Not covered: other languages than English.
"""

import re
from decimal import Decimal

from verifier_service.checks.answers.announced.phrases import find_phrase
from verifier_service.checks.answers.announced.rival_options import rival_options
from verifier_service.checks.answers.denying.retractions import DISMISSALS, TURNS
from verifier_service.verdict import Span

_NEAR = 80  # characters on either side that are looked at
_NUMBER = r"[-−+]?[0-9]++(?:,[0-9]++)*+(?:\.[0-9]++)?"
_LETTER = r"\(?[A-J]\)?(?![^\W_])"
# What begins with letters instead of a look at the sign before them is found several times faster.
_JOINTS = (rf"{word}(?<![^\W_]{word})" for word in ("or", "and", "alternatively", "otherwise"))
_JOINED = re.compile(
    rf"""(?:{"|".join(_JOINTS)})[,]?[ ]
    (?:(?:maybe|perhaps|possibly|else|rather|that|the|my|our|final|correct|right)[ ])*+
    (?:answer|option|choice)(?![^\W_])[^.\n]{{0,25}}\Z""",
    re.VERBOSE,
)
_REASON = re.compile(
    rf"""[*_`$)]*+,?\s(?:because|since|as)\s(?:it|that|this)(?:['’]s|\s(?:is|was|equals))\s
    [*$(]*+(?P<value>{_NUMBER}%?|(?-i:[A-J]))[*$)]*+[.!]?+[*_\s]*+(?:\Z|\n)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTRAST = re.compile(
    rf"""(?P<dress>[*_$]*+)(?P<value>{_NUMBER}|{_LETTER})(?P<behind>%?[*_$]*+)
    (?:,?[ ](?:and[ ])?(?:not|rather[ ]than|instead[ ]of)[ ]|[ ]\(not[ ])
    [*_$]*+(?P<other>{_NUMBER}|{_LETTER})%?[*_$]*+\)?""",
    re.VERBOSE,
)


_CUE = rf"""(?:{TURNS}|{DISMISSALS}|correction|rather|i[ ]mean[t]?|(?:just[ ])?kidding|edit|nope
    |on[ ]second[ ]thou?ght|more[ ]precisely|correct(?:ed|ing)|updated?|revised|make[ ](?:that|it
      |this)
    |my[ ](?:mistake|bad|apologies)|i[ ]was[ ]wrong
    |let[ ]me[ ](?:re-?check|re-?calculate|re-?think|re-?consider|redo|fix|correct)
      (?:[ ](?:that|this|it))?
    )[,:.!…—-]*+\s"""
_CORRECTED = re.compile(
    rf"""[$*_`)}}\]\\]*+[.,;!…]*+\s{{1,2}}(?:[-—–]\s?)?+
    (?:(?:{_CUE}){{1,4}}|(?=(?:it|that|this|the[ ]answer)[ ]should[ ]))
    (?:(?:the[ ](?:correct[ ]|right[ ]|final[ ])?answer|it|that|this|make[ ]it)
      (?:[ ]is|['’]s|[ ]should[ ](?:have[ ]been|be)|[ ]must[ ]be)?[,:]?\s){{0,1}}
    [*_$(\\]*(?P<value>{_NUMBER}|(?-i:[A-J]))(?=[*_$)\\]*+[.!]?\s*+(?:\Z|\n))""",
    re.VERBOSE | re.IGNORECASE,
)
# The same in Chinese, Japanese and Korean, which write no spaces, and by their announcements.
_CORRECTED_IN_ASIA = re.compile(
    rf"""[$*_`)}}\]\\]*+(?:です|입니다)?[。，,.；;！!…]?\s{{0,2}}[*_【]*+(?:
        (?:不|不对|不對|错了|錯了|抱歉|等等|哦不)[，,。！!…]\s?(?:应该|应)?[是为為]?
      | (?:更正|修正|改正|订正|訂正)(?:为|為|一下)?[：:，,]?\s?(?:答案)?[是为為]?
      | (?:其实|其實|实际上|实际|應該|应该|应当|应)[是为為]
      | (?:正确|最终|最終|正確)?的?(?:答案|正解|答え)[】]?[是为為は应该]*[：:]?
      | (?:いや|いいえ|違います|すみません)[、,。]\s?
      | (?:아니|아니요|죄송합니다|정정)[,.:]\s?
    )[*_$(\s]*+(?P<value>{_NUMBER}|(?-i:[A-J]))(?=[*_$)\\]*+(?:です|입니다)?[.!。！]?\s*+(?:\Z|\n))""",
    re.VERBOSE,
)
# Another value that is written to a box: `\boxed{42} = 40`, `\boxed{42} (or 40)`, `\boxed{C} D`.
_ENDS = r"(?=[*_$)}}\s]*+(?:\\[)\]]\s*+)?[.!]?\s*+(?:\Z|\n))"
_WRITTEN_TO = re.compile(
    rf"""[$*_`)}}\]]*+\s?(?:
        (?P<relation>-{{1,2}}>|=>|=|≠|→|⇒|⟹|\\(?:neq?|to|rightarrow|Rightarrow|implies)(?![a-zA-Z]))\s?
      | [ ]?\((?:or|and|also|could[ ](?:also[ ])?be|might[ ]be|maybe|perhaps|possibly)[ ]
        (?:also[ ])?
      | [ ](?:versus|vs\.?)[ ] | (?:または|もしくは|或者?|또는|혹은)\s?
      | [,;]?\s?(?:\\(?:text|mathrm|mbox)\{{\s?)(?:(?:and|or)\s?\}}\s?)? )
    [$*]*+(?P<value>{_NUMBER}%?|[A-J](?![^\W_])){_ENDS.replace("}}", "}")}""",
    re.VERBOSE,
)
# One that is said to be as good, or what a sum behind it comes to: `43 works too`, `So 43.`
_AS_GOOD = re.compile(
    rf"""[*_`$)}}\]\\]*+[.,;!…–—-]*+\s{{1,2}}(?:(?:but|and|also|though|however|or|then),?[ ])*+(?:
        [*_$(\\]*(?P<value>{_NUMBER}|(?-i:[A-J]))[*_$)\\]*+[ ](?:
            works?[ ](?:too|as[ ]well|also|equally|just[ ]as)
          | (?:also|equally)[ ](?:works?|fits?|satisf(?:y|ies)|does|counts?|is[ ])
          | (?:would|could|might|may|can|will|should)[ ](?:also|equally)[ ]
          | (?:would|could|might|may|can|will|should)[ ](?:do|be|work|fit)[ ](?:too|as[ ]well)
          | is[ ](?:also[ ]|equally[ ])(?:an?[ ]|the[ ])?(?:right|correct|valid|possible|solution
              |answer|true|fine|good) )
      | (?:another|an[ ]alternative|the[ ]other|a[ ]second)[ ](?:[a-z]{{4,10}}[ ])?
        (?:possibility|answer|solution|option|value|choice|candidate)[ ](?:is|would[ ]be|could[ ]be)
        [:]?[ ][*_$(\\]*(?P<other>{_NUMBER}|(?-i:[A-J]))(?![^\W_])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# The last sentence of all: `So 48.`, `Hence it is 48.`, `Mine is 48.`, `The true value is 48.`, or
# all of the last line: `48`, `x = 48`, `Final: 48`.
_CLOSING = re.compile(
    rf"""[.!?;\n][ \n](?:
      (?:(?:so|thus|hence|therefore|then|and|but|since[ ][^.\n]{{1,40}}),?[ ])?
      (?: (?:it|mine|the[ ](?:(?:correct|true|real|right|actual|expected|proper)[ ])?
            (?:result|value|output))(?:['’]s|[ ]is|[ ]must[ ]be|[ ]should[ ]be)[ ]
        | we[ ](?:have|get|obtain)[ ] | \$?[a-z][ ]?=[ ]?
        | change[ ](?:that|this|it)[ ]to[ ] | replace[ ]\S{{1,8}}[ ]with[ ] )
      | (?:so|thus|hence|therefore|then|and|but),?[ ]
      | (?<=\n)(?:=[ ]?|(?:final|errata?|corrections?):[ ])?
    )
    [*_$(\\]*(?P<value>{_NUMBER})[*_$)\\]*+[.!]?\s*+\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_CLOSING = 90
# What the answer itself is, and not what was asked for: `The answer is 42 digits long`.
_OF_ITSELF = re.compile(
    rf"""[*_$]*+{_NUMBER}[*_$]*+[ ](?P<what>(?:digits?|letters?|characters?|figures?|symbols?|words?
      |lines?|places?)[ ]long)""",
    re.VERBOSE | re.IGNORECASE,
)
_MODULUS = re.compile(
    r"[$*_`)}\]]*+(?:\s|\\[,; ])*+\(?\\?[bp]?mod(?:ulo)?(?![a-z])"
    r"\s*+[{$(]*+\s?(?P<value>[0-9]{1,9})(?![0-9.])"
)
# A letter of an option behind that of another, with nothing between them.
_SECOND_LETTER = re.compile(r"[$*_)}]*+[ ](?P<value>[A-J])[.]?[*_$]*+\s*+(?:\Z|\n)")
_OTHER_CASE = re.compile(
    rf"""[$*_`)}}\]]*+[ ](?:if|for|when)[ ][^,.;\n]{{1,40}}[,;][ ](?:and[ ]|or[ ])?
    [$*]*+(?P<value>{_NUMBER})[$*]*+[ ](?:if|for|when|otherwise)\b""",
    re.VERBOSE,
)
# Behind an announced letter: `D is correct.`, `Both C and D are correct.`
_ALSO_RIGHT = re.compile(
    r"""[*_)}$]*+[.,;:!][*_]*+\s{1,2}(?:[^.;:!?\n]{1,60}[.;!]\s{1,2})?
    (?:(?:Actually|But|And|Also|Or|No|Sorry|Wait),?\s)?
    (?:[Bb]oth\s)?\(?(?P<first>[A-J])\)?(?:\s(?:and|or|&)\s\(?(?P<second>[A-J])\)?)?
    \s(?:is|are)\s(?:also\s|equally\s)?(?:correct|right|the\s(?:correct\s|right\s)?answer)\b""",
    re.VERBOSE,
)
_PLAIN = re.compile(rf"[*_$]*+(?:\\\()?\s?(?P<value>{_NUMBER})\s?(?:\\\))?[*_$]*+[.!]?+")
_OPTION = re.compile(
    r"(?:option|choice|选项?|第)[\s:：*_(（#]*+(?:is[ ])?[\s:：*_(（#]*+\Z", re.IGNORECASE
)
_CHOICE = re.compile(r"[*_$(]*+(?P<value>[A-J])[)*_$]*+[.]?+")
_LEFT_OPEN = frozenset("+-−*/×÷·^_({[|<>≤≥=,;&0123456789}")
_SHORTEST_STATEMENT = len("\nno, 6")
_SHORTEST_CLOSING = len("}\n\n1")


def rivals_behind(
    text: str, region: Span, answer: Span, *, mark_end: int | None = None, is_box: bool = False
) -> tuple[str, ...]:
    """Another number or option that is given as the answer behind one that is marked as such.

    `mark_end` is where the mark ends that goes on behind the answer, as a closing tag does.
    """
    number = _PLAIN.fullmatch(text, answer.start, answer.end)
    own = number or _CHOICE.fullmatch(text, answer.start, answer.end)
    if own is None:
        return ()
    place, end = answer.end if mark_end is None else mark_end, region.end
    values = _written_to(text, answer, Span(start=place, end=end)) if is_box or mark_end else []
    if number is not None and (modulus := _MODULUS.match(text, place, end)):
        values += _residue(number["value"], modulus["value"])
    if not text.isascii() and (corrected := _CORRECTED_IN_ASIA.match(text, place, end)):
        values.append(corrected["value"])
    if number is not None and end - place >= _SHORTEST_CLOSING:
        closing = _CLOSING.search(text, max(place, end - _LONGEST_CLOSING), end)
        values += [] if closing is None else [closing["value"]]
    if end - place >= _SHORTEST_STATEMENT:
        values += _said_behind(text, Span(start=place, end=end), is_number=number is not None)
        if number is not None and is_box:
            values += _announced_behind(text, Span(start=place, end=end))
    values = [one for one in values if one.isalpha() == own["value"].isalpha()]
    return tuple([one for one in values if _value(one) != _value(own["value"])])


def _said_behind(text: str, behind: Span, *, is_number: bool) -> list[str]:
    """Other values that the next words correct an answer to, or call as good."""
    place, end = behind.start, behind.end
    values: list[str] = []
    if corrected := _CORRECTED.match(text, place, end):
        values.append(corrected["value"])
    if as_good := _AS_GOOD.match(text, place, end):
        values.append(as_good["value"] or as_good["other"])
    if not is_number and (right := _ALSO_RIGHT.match(text, place, end)):
        values += [one for one in right.groups() if one]
    return values


def _written_to(text: str, answer: Span, behind: Span) -> list[str]:
    """Other values that stand directly behind a box or another mark."""
    written = _WRITTEN_TO.match(text, behind.start, behind.end)
    if written is not None and written["relation"] and behind.start == answer.end:
        # Where the box is a part of the left side, a blank of an equation is filled in.
        before = text[max(0, answer.start - _NEAR) : answer.start].rpartition("\\")[0]
        is_part = before.rstrip(" $*\n")[-1:] in _LEFT_OPEN or text.startswith("}}", answer.end)
        written = None if is_part else written
    others = (one.match(text, behind.start, behind.end) for one in (_SECOND_LETTER, _OTHER_CASE))
    return [one["value"] for one in (written, *others) if one is not None]


def _residue(number: str, modulus: str) -> list[str]:
    """What a number is by a modulus that is not above it: `42 mod 7` is 0."""
    value, divisor = _value(number), int(modulus)
    if not isinstance(value, Decimal) or value != value.to_integral_value() or not divisor:
        return []
    return [str(int(value) % divisor)] if value >= divisor else []


def _announced_behind(text: str, behind: Span) -> list[str]:
    """The number that a sentence announces; none if it is that of an option."""
    statement = find_phrase(text, behind)
    if statement is None or _names_option(text, statement.start):
        return []
    number = _PLAIN.fullmatch(text, statement.start, statement.end)
    return [] if number is None else [number["value"]]


def _names_option(text: str, start: int) -> bool:
    """Whether the number that begins there is that of an option."""
    return _OPTION.search(text, max(0, start - _NEAR), start) is not None


def without_contrast(text: str, span: Span) -> Span:
    """An announced number without the other one that it is told apart from, as in `42, not 41`."""
    if span.end - span.start > _NEAR:
        return span
    contrast = _CONTRAST.fullmatch(text, span.start, span.end)
    if contrast is None or _value(contrast["value"]) == _value(contrast["other"]):
        return span
    return Span(start=span.start, end=contrast.end("behind"))


def rivals(text: str, region: Span, answer: Span) -> tuple[str, ...]:
    """Other answers that are announced before an announced one, or given as its reason."""
    found: list[str] = []
    before = text[max(region.start, answer.start - _NEAR) : answer.start]
    joined = _JOINED.search(before.lower())
    if joined is not None:
        place = answer.start - len(before) + joined.start()
        earlier = find_phrase(text, Span(start=region.start, end=place))
        if earlier is not None and not text[earlier.end : place].strip(" ,.;*_$"):
            found.append(text[earlier.start : earlier.end])
    found += rival_options(text, region, answer)
    is_said = before.rstrip(" *_$").endswith(" is")
    if is_said and (said := _OF_ITSELF.match(text, answer.start, answer.end)):
        found.append(said["what"])
    reason = _REASON.match(text, answer.end, region.end)
    if reason is not None and _is_alike(text[answer.start : answer.end], reason["value"]):
        found.append(reason["value"])
    return tuple([one for one in found if not one.lower().startswith("not ")])


def _is_alike(answer: str, reason: str) -> bool:
    """Whether both hold a number, or are letters of options."""
    if reason.isalpha():
        return len(answer.strip("()*")) == 1
    return any(map(str.isdigit, answer))


def _value(answer: str) -> Decimal | str:
    plain = answer.strip("()").replace(",", "").replace("−", "-")
    if plain.endswith("%"):
        return plain
    return plain if plain.isalpha() else Decimal(plain)

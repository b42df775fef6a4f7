"""An option that the last sentence of a completion states, and nothing else.

`So it's C.`, `Hence C.`, `I'd go with C.`, `It is C`, `Therefore, C is correct.`, and in Chinese
`因此选项B正确。`, `综上，选B。`; `Among these, C is correct.`, `This matches option C.` and
`よって、Cが正解です。`, too, `Only C works.`, `C is the only one that fits.`, `Thus C holds.` Where
another option is called right before, none is the answer; what denies or asks is no such sentence,
and neither is one with more in it.

Not covered: reasons and denials in other languages, whose sentences hold nothing but the letter.
"""

import re

from verifier_service.checks.answers.options.stated_abroad import STATED_ABROAD, states_another
from verifier_service.verdict import Span

_LONGEST_SENTENCE = 80
_LETTER = r"[*_]*+(?P<letter>\([A-Ja-j]\)|\(?[A-J]\)?)[*_]*+"
_OPTION = r"(?:[Oo]ption[ ]|[Cc]hoice[ ]|[Aa]nswer[ ])?"
_THEREFORE = r"(?:[Tt]herefore|[Tt]hus|[Hh]ence|[Ss]o|[Ii]n[ ]conclusion|[Ff]inally|∴)"
_IT_IS = r"[Ii]t(?:['’]s|[ ]is|[ ]must[ ]be|[ ]has[ ]to[ ]be)"
_I_CHOOSE = (
    r"(?:(?:Based[ ]on[ ](?:the|this|that)(?:[ ][a-z]+){1,4},[ ])?"
    r"(?:[Ii]|[Ww]e)(?:[ ]would|[ ]will|['’]d|['’]ll)?"
    r"[ ](?:choose|pick|select|go[ ]with|answer|say)"
    r"|[Cc]hoose|[Pp]ick|[Ss]elect|[Ll]et['’]s[ ]go[ ]with|(?:I['’]m[ ])?[Gg]oing[ ]with)"
)
_MY_CHOICE = (
    r"(?:(?:[Mm]y|[Tt]he)[ ](?:final[ ])?(?:choice|selection|verdict|decision)|[Cc]onclusion"
    r"|[Ff]inal[ ](?:choice|selection|verdict|decision)|[Vv]erdict"
    r"|(?:Final|ANS|Output|My[ ]pick)(?=:))(?:[ ]is:?|:)"
)
_RIGHT = (
    r"(?:the[ ]answer|(?:the[ ])?(?:correct|right|best|most[ ](?:appropriate|suitable))"
    r"(?:[ ](?:answer|option|choice|one))?)"
)
# Why it is right, without another letter, a denial or a turn.
_REASON = r"""(?:,?[ ](?:because|since|as[ ](?:it|they|this|that|the))\b
    (?:(?!\b(?:not|no|never|but|however|wrong|incorrect|false|if|unless|maybe|perhaps)\b)
       (?:[^.?!\nA-Z]|[.](?=\d)|[A-Z](?=[\w'’])|(?<=\w)[A-Z])){1,60})?"""
# Why the others are not: `because A is too small and B is false`.
_DISMISSED = (
    r"(?:[Oo]ption[ ])?(?!(?P=letter))\(?[A-J]\)?[ ]is[ ]"
    r"(?:too[ ][a-z]{3,10}|wrong|incorrect|false|invalid)"
)
_BECAUSE = rf"(?:,?[ ](?:because|since|as)[ ]{_DISMISSED}(?:,?[ ](?:and[ ])?{_DISMISSED}){{0,5}})"
_WHY = f"(?:{_BECAUSE}|{_REASON})"
# What it does, without another letter, a denial or a turn.
_DOES = r"""[ ](?:satisf(?:y|ies)|works?|holds?|fits?|match(?:es)?|meets?|remains?|survives?
    |(?:is|are)[ ](?:correct|right|true|valid|possible|left|consistent))
    (?:(?!\b(?:not|no|never|but|however|wrong|incorrect|false|if|unless|maybe|perhaps|when|except
       |none|neither|nothing|half|part|or|out|incorrectly|badly|poorly|partly|partially
       |almost|nearly|(?:\d+|one|two|some|most|few|many)[ ]of|to[ ]be)\b|\([A-Ja-j]\))
       (?:[^.?!\nA-Z]|[.](?=\d)|[A-Z](?=[\w'’])|(?<=\w)[A-Z])){0,50}"""
_ELIMINATING = (
    r"(?:[Ee]liminating|[Rr]uling[ ]out|[Ee]xcluding)[ ](?:[Oo]ptions?[ ])?"
    r"[A-J](?:,?[ ](?:and[ ])?[A-J])*,?[ ]"
    r"(?:we[ ]are[ ]left[ ]with|leaves(?:[ ](?:us[ ]with|only))?)"
)
_THE_ONLY_ONE = (
    r"the[ ]only[ ](?:correct[ ]|right[ ]|valid[ ])?"
    r"(?:one|option|choice|answer|statement|possibility)"
    rf"(?:[ ]left|[ ]remaining|[ ](?:that|which){_DOES})?"
)
_THE_CHOICE = (
    r"[Tt]he[ ](?:correct[ ]|right[ ]|best[ ])?(?:statement|letter|choice|option|pick|selection)"
)
_LEAVES = r"(?:[Tt]h(?:is|at)[ ])?(?:makes|leaves)(?:[ ]us[ ]with)?"
_SHOULD_BE = r"(?:is|(?:would|must|should|has[ ]to)[ ]be)(?:[ ]therefore|[ ]thus)?"
_AMONG = (
    r"(?:[Aa]mong|[Oo]f)[ ](?:these|them|(?:the|these)[ ](?:given[ ])?(?:options|choices|answers))"
)
# `We get 5, which is option C`: the value has no space in it but the one before its unit.
_FOUND = (
    r"(?:(?:[Ww]e|[Ii])[ ](?:get|obtain|have|find)|[Tt]he[ ](?:answer|result|value|sum|total)[ ]is"
    r"|(?:[Tt]h(?:is|at)|[Ii]t)[ ](?:equals|is|gives|comes[ ]to))"
    r"[ ][^\s?A-J]{1,40}(?:[ ][a-z]{1,12})?,?[ ]which"
)
_THIS = r"(?:[Tt]h(?:is|at)|[Tt]he[ ](?:result|value))"
_IS_THE_OPTION = (
    r"(?:is|matches|corresponds[ ]to)[ ](?:the[ ])?"
    r"(?:[Oo]ption|(?:[Aa]nswer[ ])?[Cc]hoice|[Aa]nswer)[ ]"
)
_SO_IN_CHINESE = r"(?:(?:因此|所以|故|综上(?:所述)?|于是|可知|由此可知)[，,]?)"
# `因此，必定为真的是B选项：…`
_ASKED_IN_CHINESE = r"[^。；;\n不错误非排除差坏淘汰弃A-J]{2,40}的(?:说法|选项)?是"
_TEXT_IN_CHINESE = r"(?:[:：][^。；;\n?？A-J]{2,60})?"
_FORMS = (
    rf"{_THEREFORE},?[ ](?:{_IT_IS}[ ])?{_OPTION}{_LETTER}",
    rf"{_IT_IS}[ ]{_OPTION}{_LETTER}",
    rf"{_MY_CHOICE}[ ]{_OPTION}(?:{_LETTER})",
    rf"(?:{_THEREFORE},?[ ])?(?:{_MY_CHOICE}[ ])?\[\[(?P<letter>[A-J])\]\]",
    rf"[Aa]nswer[ ](?:choice|option)[ ]{_LETTER}",
    rf"(?:{_THEREFORE},?[ ])?{_THE_CHOICE}[ ]{_SHOULD_BE}[ ]{_OPTION}{_LETTER}",
    rf"(?:{_THEREFORE},?[ ])?{_LEAVES}[ ]{_OPTION}{_LETTER}[ ](?:as[ ])?{_RIGHT}",
    rf"{_THEREFORE},?[ ]{_OPTION}{_LETTER}[ ]it[ ]is",
    rf"(?:{_THEREFORE},?[ ])?{_I_CHOOSE}[ ]{_OPTION}{_LETTER}",
    rf"(?:(?:{_THEREFORE}|{_AMONG}),?[ ])?{_OPTION}{_LETTER}[ ]is[ ]{_RIGHT}{_WHY}",
    rf"(?:{_THEREFORE},?[ ])?[Oo]nly[ ]{_OPTION}{_LETTER}{_DOES}",
    rf"{_THEREFORE},?[ ](?:only[ ])?{_OPTION}{_LETTER}{_DOES}",
    rf"(?:{_THEREFORE},?[ ])?{_OPTION}{_LETTER}[ ]is[ ]{_THE_ONLY_ONE}",
    rf"(?:{_THEREFORE},?[ ])?{_ELIMINATING}[ ]{_OPTION}{_LETTER}",
    rf"(?:{_THEREFORE},?[ ])?(?:{_THIS}|{_FOUND}|which)[ ]{_IS_THE_OPTION}{_LETTER}",
    rf"(?:(?:よって|したがって|ゆえに)[、，]?)?(?:選択肢)?{_LETTER}が(?:正解|正しい|答え)(?:です|である|だ)?",
    rf"{_SO_IN_CHINESE}?(?:选项)?\s?{_LETTER}\s?(?:选?项)?[是为]?(?:正确|对)的?",
    rf"{_SO_IN_CHINESE}?(?:答案|本题|应该?|我会?|我认为应?该?)?选择?(?:选项)?[:：]?\s?{_LETTER}(?:选?项)?",
    rf"{_SO_IN_CHINESE}?(?:只有)?(?:选项)?\s?{_LETTER}\s?(?:选?项)?(?:最|更)?(?:符合|切合|合乎)(?:题意|题干|要求)",
    rf"{_SO_IN_CHINESE}{_ASKED_IN_CHINESE}(?:选项)?\s?{_LETTER}\s?选?项{_TEXT_IN_CHINESE}",
    STATED_ABROAD,
)
_STATEMENTS = tuple(re.compile(rf"[\s*_#]*+{form}[\s*_.。!！]*+", re.VERBOSE) for form in _FORMS)
_ABROAD = _STATEMENTS[-1]
_SENTENCE_ENDS = re.compile(r"[.!?]\s|[。！？；;।۔።\n]")
_CALLED_RIGHT = re.compile(
    r"(?<![A-Za-z])\(?([A-J])\)?[*_]*+\s?(?:选?项)?(?:[是为]?(?<!不)(?:正确|对的)"
    r"|[ ](?:is|was)[ ](?:also[ ])?(?:the[ ])?(?:correct|right|best|true)\b(?![^.\n]*\bif\b)"
    r"|[ ](?:also[ ])?(?:holds|works|satisfies|fits|matches)\b)"
)
_ENDS = " \t\n*_.。!！।۔።"


def find_stated_letter(text: str, region: Span) -> Span | None:
    """The letter of the option that the last sentence states; None if it states none."""
    end = region.end
    while end > region.start and text[end - 1] in _ENDS:
        end -= 1
    floor = max(region.start, end - _LONGEST_SENTENCE)
    starts = [one.end() for one in _SENTENCE_ENDS.finditer(text, floor, end)]
    start = starts[-1] if starts else floor
    if not starts and floor > region.start:
        return None
    for statement in _STATEMENTS:
        stated = statement.fullmatch(text, start, region.end)
        if stated is None:
            continue
        others = _CALLED_RIGHT.findall(text, region.start, start)
        letter = stated["letter"].strip("()").upper()
        if any(other != letter for other in others):
            return None
        if _states_other(text, Span(start=region.start, end=start), letter=letter):
            return None
        if statement is _ABROAD and states_another(text, region.start, start, letter=letter):
            return None
        return Span(start=stated.start("letter"), end=stated.end("letter"))
    return None


def _states_other(text: str, before: Span, *, letter: str) -> bool:
    """Whether the sentence before states another option, as in `It's A. It's B`."""
    end = before.end
    while end > before.start and text[end - 1] in _ENDS:
        end -= 1
    floor = max(before.start, end - _LONGEST_SENTENCE)
    starts = [one.end() for one in _SENTENCE_ENDS.finditer(text, floor, end)]
    start = starts[-1] if starts else floor
    if start == end or (not starts and floor > before.start):
        return False
    stated = (one.fullmatch(text, start, end) for one in _STATEMENTS)
    return any(one["letter"].strip("()").upper() != letter for one in stated if one is not None)

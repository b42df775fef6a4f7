r"""The words that announce an answer, language by language.

Each line has a short text that all spellings of an announcement share and that prose seldom
holds, and the pattern of what follows it, from that text on. Sources: the prompts and few-shot
examples of GSM8K, MGSM, MATH (Minerva), MMLU and C-Eval, and what models write on their own.

What announces nothing but an option in other languages stands in `option_announcements`.

Not covered: other languages than the nine that the checks support, Arabic, Bengali, Hindi and
Vietnamese.
"""

import re

import msgspec

from verifier_service.checks.answers.announced.fields import (
    FIELD_OF_ANSWER,
    FIELD_OF_ANSWER_IN_CHINESE,
)

_IS = (
    "(?:is|are|was|equals|becomes|comes[ ]to|has[ ]to[ ]be"
    "|(?:would|will|should|must|might|can)[ ](?:therefore[ ]|thus[ ]|then[ ])?be)"
)
_SIGN = r"[ \t\u00a0]?(?:[:：]|=>?+|->|[→⇒➜])"
_MARKUP = '[*_】"]*+'
# Nothing else on its line: `### Final Answer`. Whether it begins the line, `phrases` looks.
_HEADING = r"(?P<heading>(?=[*_#:： \t]*+(?:\n|\Z)))"
# `the answer is correct` announces nothing.
_JUDGED = r"""(?!
    [ ](?:correct|right|reasonable|valid|consistent|verified|confirmed|clear)
        (?: [.,;!] | [*_]*+\s*+\Z | \s(?:and|as|because|since|with|based|given|for)\b )
    | [ ](?:in|based|obtained|found)\b
    | [ ](?:supported|confirmed|justified|explained|verified|backed|derived)[ ](?:by|from|in|with)\b
)"""
# `while this answer is incorrect about …, it …`: part of a verdict about an answer given before.
_CONCEDED = r"""(?!
    (?:(?<=hile[ ]this[ ].)|(?<=hough[ ]this[ ].)|(?<=hile[ ]the[ ].)|(?<=hough[ ]the[ ].))
    nswer[ ]is[ ](?:(?:not[ ][a-z]++[ ]|partly[ ]|slightly[ ])?+
    (?:in|not[ ])?(?:correct|accurate|complete|wrong|precise))[ ](?:about|regarding|on|concerning)\b
    (?:[^.\nA-Z]|[A-Z](?=\w)|(?<=\w)[A-Z]){0,300}+[.]?\s*+\Z  # and no other option behind
)"""


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """What an announcement is found and recognised by.

    A match of `heading` counts only where nothing but a heading's marks stands in front of
    it on its line; one of `answer` or `option` holds the answer itself. `copula` is what may
    stand behind the answer and belongs to the words around it; `unless`, what makes a match
    none if it follows.
    """

    core: str
    pattern: re.Pattern[str]
    copula: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None


def _announcement(core: str, pattern: str, copula: str | None = None) -> Announcement:
    return Announcement(
        core=core,
        pattern=re.compile(pattern, re.VERBOSE),
        copula=None if copula is None else re.compile(rf"[ ]?(?:{copula})\Z"),
    )


# What the answer is to be: `the answer (Yes or No) is No`, unless it judges it.
_ASIDE = r"""(?:[ ]\((?=[^()\n]*[^\W\d_]{2})
    (?![^()\n]*\b(?:not|wrong|incorrect|false|guess|maybe|perhaps|probably)\b)[^()\n]{2,60}\))"""
# `the wrong answer is C`
_DENIED = (
    "(?<!wrong[ _].)(?<!ncorrect[ _].)(?<!false[ _].)(?<!bad[ _].)"
    "(?:(?<!likely[ ].)|(?<=most[ ]likely[ ].))"
    "(?<![Nn]ot[ ].)(?<![Nn]ot[ ]the[ ].)(?<![Nn]ot[ ]an[ ].)"
    "(?<![A-J][ ]is[ ]the[ ].)(?<![A-J][ ]is[ ]the[ ]correct[ ].)"  # `C is the answer: 70`
)
_ENGLISH = rf"""(?<=[Aa])(?<![A-Za-z].){_DENIED}{_CONCEDED}(?:nswer|NSWER)[Ss]?+{_MARKUP} (?:
    {_ASIDE}?+{_SIGN} | \]:
  | {_ASIDE}?+ (?: \s{{1,3}}+(?:to|for|of|in|from) (?:[ ](?!{_IS}\b)[\w'’"()-]++){{1,12}}+
      | [,]?[ ](?:here|then|therefore|thus|hence|which),?
    )?+
    \s{{1,3}}+{_IS}(?![\w'’])
    (?:[ ](?:therefore|thus|then|hence|indeed|simply|just|most[ ]likely|equal[ ]to
        |as[ ]follows)\b)*+
    {_JUDGED} (?:{_SIGN})?+
  | {_HEADING}
)"""

# The text of an option in a sentence: words that neither deny nor name another.
_OPTION_TEXT = r"""(?:
    [ ](?!is[ ](?:therefore[ ])?(?:true|correct)[.\s]*+\Z)
    (?!(?:not|never|no|nor|neither|if|whether|false|wrong|incorrect|option|choice|B|C|D|E|F|G|H|J)\b)
    [\w'’-]++
){1,25}+"""

# `but A is not`, `though A is close`, `but A is also common`, which leave it the answer.
_ANOTHER_DISMISSED = r"""(?:
    ,?[ ](?:option[ ]|choice[ ])?[*_(]*[A-J][*_)]*[ ](?:fails|does[ ]not|doesn['’]t|isn['’]t
      |(?:is|was)[ ](?:also[ ](?:common|popular|close|tempting|plausible)|wrong|incorrect|false
        |invalid|close|tempting|not))(?=[.!\s]*+(?:\Z|\n)|[.][ ])
)"""
# `option C is correct, but …`, `… only if …`, `… best avoided`, `… the only answer that fails`
_UNTURNED = rf"""(?!
    (?:[ ](?:answer|choice|option|one|statement))?+ (?: [*_]*+[?？]
      | [*_]*+,?[ ](?:(?:but|though|although|however|yet)(?!{_ANOTHER_DISMISSED})
          |except|unless|provided|assuming
          |if(?![ ](?:we|you|one)[ ](?:use|apply)\b
            |[ ]and[ ]only[ ]if[ ][^.?!\n]{{1,60}},[ ]which[ ](?:holds|is[ ]true)\b)
          |only[ ](?:if|when|for)|avoided|ignored|left|discarded|excluded|eliminated
          |to[ ](?:avoid|ignore|discard|exclude|reject|eliminate)
          |of[ ](?:the|these|all)[ ](?:wrong|worse|worst|bad|false|incorrect|remaining)
          |(?:that|which)[ ](?:fails?|is[ ](?:wrong|false|incorrect|not)|does[ ]not|doesn['’]t
            |violates|cannot))\b
      | [^.!?\n]{{0,60}}\? )
)"""
# `the correct option is C`, `option C is correct`; of options the text speaks all the time.
_OPTION = rf"""(?:
    (?: (?<=orrect[ ][OoCc]) (?<!ncorrect[ ][OoCc]) | (?<=[Rr]ight[ ][OoCc]) | (?<=[Bb]est[ ][OoCc])
      | (?<=losest[ ][OoCc]) | (?<=most[ ]suitable[ ][OoCc]) | (?<=most[ ]appropriate[ ][OoCc])
      | (?<=[Ff]inal[ ][OoCc]) | (?<=nswer[ ][OoCc]) | (?<=elected[ ][OoCc]) | (?<=hosen[ ][OoCc])
    )
    (?:ption|hoice){_MARKUP} (?:
        {_SIGN} | [ ]is(?:[ ](?:therefore|thus|then|hence|indeed))?+ {_JUDGED} (?:{_SIGN})?+
    )
  | (?<=[OoCc]) (?<!\bor[ ].) (?<!orrect[ ]and[ ].) (?<!right[ ]and[ ].) (?:ption|hoice)[ ]
    (?P<answer>[*_]*+(?:\([A-Ja-j1-9]\)|\(?[A-J1-9]\)?+){_MARKUP})
    [ ]is[ ](?:therefore[ ]|thus[ ]|indeed[ ])?+
    (?:the[ ])?+(?:only[ ])?+(?:correct|right|best|answer)\b
    (?! (?:[ ](?:answer|choice|option|one))?+,?[ ](?:or|and)[ ](?:(?:option|choice)[ ])?+
        [*_(]*+(?:[A-J]\b|(?<=\()[a-j]\)) (?![*_)]*+[ ]is[ ](?:wrong|false|incorrect|not)\b) )
    {_UNTURNED}
  | (?: (?<=[Ss]o[ ][OoCc]) | (?<=[Ss]o,[ ][OoCc]) | (?<=hus[ ][OoCc]) | (?<=hus,[ ][OoCc])
      | (?<=ence[ ][OoCc]) | (?<=ence,[ ][OoCc]) | (?<=fore[ ][OoCc]) | (?<=fore,[ ][OoCc]) )
    (?:ption|hoice)[ ] (?:
        (?=[*_]*+\(?[A-J1-9]\)?+[*_.\s]*+\Z)
      | (?P<option>[A-J](?=\))) \) {_OPTION_TEXT}
        [ ]is[ ](?:therefore[ ])?+(?:true|correct)[.\s]*+\Z
    )
)"""
# An option and nothing else is a solution; all else that a solution may be announces nothing.
_SOLUTION = rf"""(?<=[Ss])olution{_MARKUP}
    (?:[ ]?:|[ ]is(?=[ *_]*+\(?[A-J]\)?[*_. ]*+(?:\n|\Z))) (?=
    [ *_]*+ (?:
        (?:[Tt]he[ ])?(?:[Cc]orrect[ ])?(?:[Cc]hoice|[Oo]ption)[ _][*_(]*+[A-J1-9](?![^\W_])
      | (?:\([A-J]\)|[A-J])[*_.]*+[ ]*+(?:\n|\Z)
    )
)"""
# A line with another option, of which it says that it is none: `B. …，这个选项没有根据`.
_NO_TURN = r"(?![^\n]*(?:不对|更正|改为|应为|应该|答案|[？?吗]))"
_ANOTHER_IN_CHINESE = (
    rf"{_NO_TURN}[ *]*+(?!(?P=answer))[A-J][.．、:：]"
    r"(?=[^\n]*[个这该此]选项(?:没有|不|未|无|与[^\n]{1,12}不))"
    r"(?:[^选\n?？]|(?<=[个这该此])选(?=项))++(?:\n|\Z)"
)
# The letter ends the text or its sentence, behind which nothing is chosen or taken back.
_CHOSEN_IN_CHINESE = rf"""(?=
    \s?\$?\s?(?P<answer>[（(]?+[A-J]{{1,5}}+[）)]?+(?:选?项)?+)\s?\$?[\s.。．,，;；、*_]*+
    (?:\Z | (?<=，)(?:因为|由于)[^选A-Z?？吗不错改]*+\Z
      | (?<=[。；;\n*]) (?:{_NO_TURN}[^选\n]*+\n|{_ANOTHER_IN_CHINESE})*+ {_NO_TURN}[^选\n]*+\Z)
)"""
_OPTION_IN_CHINESE = r"[:：]?(?=\s{0,3}[*_]*+[（(]?[A-J](?![^\W_\u4e00-\u9fff]))"

# `Ans: 42`: an abbreviation that announces a value only.
_VALUE_BEHIND = r"(?=[ \t]{0,3}[*_(]*+[-−+]?[\d$€£\\])"

# `[ANSWER] 42 [/ANSWER]`, the tags of some prompts; named as an option, since a pattern holds
# the name of each group once.
_IN_BRACKETS = r"""(?<=\[[Aa])(?P<word>nswer|NSWER)\]\s*+
    (?P<option>(?:[^\[\]\n]|\[[^\[\]/\n]{0,60}+\]){1,200}+)\s*+\[/[Aa](?P=word)\]\s*+(?:\Z|<)"""

ANNOUNCEMENTS: tuple[Announcement, ...] = (
    _announcement("nswer", rf"{FIELD_OF_ANSWER} | {_IN_BRACKETS} | {_ENGLISH}"),
    _announcement("NSWER", rf"{_IN_BRACKETS} | {_ENGLISH}"),
    _announcement("Ans:", rf"(?<![A-Za-z])Ans:{_VALUE_BEHIND}"),
    _announcement("ans:", rf"(?<![A-Za-z])ans:{_VALUE_BEHIND}"),
    _announcement("ANS:", rf"(?<![A-Za-z])ANS:{_VALUE_BEHIND}"),
    _announcement("ption", _OPTION),
    _announcement("hoice", _OPTION),
    _announcement("olution", _SOLUTION),
    Announcement(  # as in GSM8K, with a value; not the first of several options, nor one alone
        core="A:",
        pattern=re.compile(r"(?P<heading>A:)(?=\s*+[^\n\d$\\]{0,200}+[\d$\\])"),
        unless=re.compile(r"[^\n]*+\n[ \t*#>-]*+B[ ]?[:).]"),
    ),
    _announcement(  # German
        "ntwort",
        rf"""(?<=[Aa])(?<![Kk]eine[ ].)ntwort{_MARKUP} (?:
            {_SIGN}
          | (?:[ ]auf (?:[ ](?!ist\b|lautet\b)[\w-]++){{1,8}}+)?+
            [ ](?:ist|lautet|beträgt|wäre)\b(?:[ ](?:also|daher|somit|demnach))?+(?:{_SIGN})?+
          | {_HEADING}
        )""",
    ),
    _announcement(  # Spanish
        "espuesta",
        rf"""(?<=[Rr])espuesta(?:[ ](?:final|correcta))?+{_MARKUP} (?:
            {_SIGN}
          | (?:[ ]al? (?:[ ](?!es\b)[\w-]++){{1,8}}+)?+
            [ ](?:es|sería|será)\b(?:[ ](?:entonces|por[ ]tanto))?+(?:{_SIGN})?+
          | {_HEADING}
        )""",
    ),
    _announcement(  # French
        "éponse",
        rf"""(?<=[Rr])éponse(?:[ ](?:finale|correcte))?+{_MARKUP} (?:
            {_SIGN}
          | (?:[ ]à (?:[ ](?!est\b)[\w'’-]++){{1,8}}+)?+
            [ ](?:est|serait|sera)\b(?:[ ](?:donc|alors))?+(?:{_SIGN})?+
          | {_HEADING}
        )""",
    ),
    _announcement(  # Portuguese
        "esposta",
        rf"""(?<=[Rr])esposta(?:[ ](?:final|correta|certa))?+{_MARKUP} (?:
            {_SIGN} | [ ](?:é|será|seria)\b(?:[ ](?:então|portanto))?+(?:{_SIGN})?+ | {_HEADING}
        )""",
    ),
    _announcement(  # Italian
        "isposta",
        rf"""(?<=[Rr])isposta(?:[ ](?:finale|corretta|esatta|giusta))?+{_MARKUP} (?:
            {_SIGN} | [ ](?:è|sarà|sarebbe)\b(?:[ ](?:quindi|dunque))?+(?:{_SIGN})?+ | {_HEADING}
        )""",
    ),
    _announcement(  # Vietnamese
        "áp án",
        rf"(?<=[Đđ])áp[ ]án(?:[ ](?:cuối[ ]cùng|đúng))?+{_MARKUP}(?:{_SIGN}|[ ]là(?:{_SIGN})?+)",
    ),
    _announcement(  # Russian
        "твет",
        rf"""(?<=[Оо])твет{_MARKUP} (?:
            {_SIGN} | [ ]?[—–-](?=\s) | [ ](?:равен|будет|составляет)\b(?:{_SIGN})?+ | {_HEADING}
        )""",
    ),
    _announcement(  # Chinese
        "答案",
        rf"""{FIELD_OF_ANSWER_IN_CHINESE} | 答案(?:
            】{_SIGN}?+ | {_MARKUP}{_SIGN}
          | {_MARKUP}\s?(?:应该|应当|应|就|即|便|分别|依次)?+
            (?:是|为|為|等于|等於|选|選)(?:{_SIGN})?+
          | (?=不) | {_HEADING}
        )""",
    ),
    # A letter of a choice behind `therefore choose`, with no word that goes on about it.
    _announcement(
        "选",
        rf"(?:(?<=[故以此该应题])(?<!不[该应])|(?<=[故以此]，))选(?:择|[:：])?+{_CHOSEN_IN_CHINESE}",
    ),
    _announcement("正确的", rf"(?<![不非])正确的(?:选项|一项|说法)?是{_OPTION_IN_CHINESE}"),
    _announcement("正确选项", rf"(?<![不非])正确选项(?:应该|应|就)?+[是为]?{_OPTION_IN_CHINESE}"),
    _announcement(
        "正解",
        r"正解は(?:選択肢)?「?(?=[*_]*[A-J①-⑨](?:で|だ|[*」。\s]|\Z))",
        copula="」?(?:です|である|だ)|」",
    ),
    _announcement(
        "pción",
        rf"(?<=[Oo])pción[ ]correcta{_MARKUP}(?:{_SIGN}|[ ]es(?:{_SIGN})?+)(?=[ *_(]*+[A-J](?!\w))",
    ),
    _announcement(
        "вариант",
        rf"(?<=[Пп]равильный[ ])вариант{_MARKUP}(?:{_SIGN}|[ ]?[—–-])(?=[ *_(]*+[A-J](?!\w))",
    ),
    _announcement(
        "最",
        r"""最(?:符合|适合|恰当|合适|合理|准确|佳|能)[^。，,；;！!？?\n不非错除]{0,30}?
            (?:选项|一项)(?:应该|应|就)?+[是为]"""
        + _OPTION_IN_CHINESE,
    ),
    _announcement(  # Japanese
        "答え",
        rf"答え(?:】{_SIGN}?+|{_MARKUP}(?:[はが][、，]?+|{_SIGN})(?:{_SIGN})?+|{_HEADING})",
        copula="です|になります|となります|である|だ",
    ),
    _announcement(  # Korean
        "답",
        rf"(?<![대오])답{_MARKUP}(?:[은는](?:{_SIGN})?+|{_SIGN}|{_HEADING})",
        copula="입니다|이다|이에요|예요|임",
    ),
    # In Hindi and Bengali; in Hindi a letter of a choice is called right behind it, too.
    _announcement("उत्तर", rf"(?<!प्रश्नो)उत्तर{_MARKUP}{_SIGN}", copula="है।?|।"),
    _announcement("উত্তর", rf"উত্তর{_MARKUP}{_SIGN}"),
    _announcement(
        "विकल्प",
        r"""(?<!या[ ])(?<!और[ ])(?<!अथवा[ ])विकल्प[ ](?P<option>[*_(\[]*+[A-J][*_)\]]*+)
            (?:[ ]\$[^$\n]++\$)?
            [ ](?:ही[ ])?सही(?:[ ]विकल्प|[ ]उत्तर)?[ ]है[।.\s]*+\Z""",
    ),
    _announcement(
        "अंतिम उत्तर",
        r"""अंतिम[ ]उत्तर(?:[ ](?:होता[ ]है|होगा|है)[ ]?[:：]?|(?=[ ][*_$(\[]*[-−\dA-J\\]))
            (?![^।\n]*(?:नहीं|या[ ]|अथवा|[?]))""",
        copula="है।?|।",
    ),
    _announcement("الجواب", rf"الجواب(?:[ ](?:النهائي|الصحيح))?+(?:[ ]هو(?:{_SIGN})?+|{_SIGN})"),
    _announcement(
        "الإجابة", rf"الإجابة(?:[ ](?:النهائية|الصحيحة))?+(?:[ ]هي(?:{_SIGN})?+|{_SIGN})"
    ),
)

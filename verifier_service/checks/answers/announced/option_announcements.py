"""The words that announce an option by its letter, mostly in other languages than English.

    Die korrekte Option ist C.      A alternativa correta é a C.      Vậy chọn C.
    Daher ist Antwort C richtig.    正しい選択肢はCです。              सही उत्तर C है।

And the word for an answer with a colon in Turkish, Polish, Indonesian and Dutch, and in English
what announces nothing but an option: `Ans. (c)`, `Answer - C`, `Among the options, the best is C`.
As in `announcements`, each has a short text and the pattern of what follows it; who calls it wrong
is found by `retractions`.

Not covered: an option that is called by its number or its text.
"""

import re

from verifier_service.checks.answers.announced.announcements import Announcement

_LETTER = r"[*_]{0,2}[(\[]?[A-J][)\]]?[*_]{0,2}"
_NEXT = r"(?=[ ]?[*_(\[「“\"]{0,3}[A-J](?![^\W_\u3040-\u9fff\uac00-\ud7af]))"
_SIGN = r"(?:[ ]?[:：])"
_ENDS = r"(?=[\s.。!।]*+(?:\Z|\n))"
# The letter is all there is, or a sign and the option's text stand behind it.
_LONE = r"(?=[*_]{0,2}(?:\([A-Ja-j]\)|[A-J](?![^\W_]))(?:[).:]|[*_ ]*(?:\Z|\n)))"


def _announcement(core: str, pattern: str, copula: str | None = None) -> Announcement:
    return Announcement(
        core=core,
        pattern=re.compile(pattern, re.VERBOSE),
        copula=None if copula is None else re.compile(rf"[ ]?(?:{copula})\Z"),
    )


# `Antwort C ist richtig`, `ist Option C korrekt`: neither `nicht richtig` nor a question.
_RIGHT_IN_GERMAN = (
    rf"[ ](?P<answer>{_LETTER})[ ](?:ist[ ])?(?:also[ ]|somit[ ]|daher[ ])?"
    r"(?:die[ ])?(?:richtig|korrekt)(?:e(?:[ ](?:Antwort|Option|Lösung))?)?[.!]?\s*+(?:\Z|\n)"
)
_IN_GERMAN = rf"""(?:
    (?<!icht[ ].{{9}}) (?:(?<=\b[Rr]ichtige[ ][Oo])|(?<=\b[Kk]orrekte[ ][Oo]))
    ption(?:{_SIGN}|[ ](?:ist|lautet)(?:[ ]also)?{_SIGN}?){_NEXT}
  | (?<=[Oo])ption{_RIGHT_IN_GERMAN}
)"""
_IN_FRENCH = rf"""ption[ ](?:
    correcte(?:{_SIGN}|[ ]est(?:[ ]donc)?(?:[ ](?:la|l['’]option))?){_NEXT}
  | (?P<answer>{_LETTER})[ ]est[ ](?:donc[ ])?(?:correcte|la[ ]bonne)(?:[ ]réponse)?{_ENDS} )"""
_ARTICLE = r"(?:[ ](?:la|a|o|il)(?:[ ](?:letra|lettera|opción|opção|alternativa))?)?"
_IN_ROMANCE = rf"[ ]corr?ec?tt?a(?:{_SIGN}|[ ](?:es|é|è)(?:[ ]entonces|[ ]então)?{_ARTICLE}){_NEXT}"
# `Among the options, the one that fits best is:` and the option on the next line, or `is C.`
_AMONG = rf"""(?<=[Aa])mong[ ](?:the|these)[ ](?:(?:given|provided|listed|available|answer)[ ])?
    (?:options|choices)(?:[ ](?:given|provided|listed|above))?,?[ ]
    (?:(?!(?:not|never|no|least|except|wrong|incorrect|false|if|unlikely|eliminated?|excluded?
          |worst|odd|second|third|invalid|untrue|reject(?:ed)?|discard(?:ed)?|avoid(?:ed)?|dismiss(?:ed)?
          |remove[d]?|ignored?|other|poorest|weakest|impossible|bad)\b)
        [a-z][\w'’-]*+,?[ ]){{1,30}}?
    (?:is|would[ ]be|seems[ ]to[ ]be|appears[ ]to[ ]be)(?:[ ]likely)?(?:[ ]option)?
    :?(?:[ ]|\s{{1,3}})
    (?={_LONE}|[*_]{{0,2}}\([A-J]\)[*_]*[ ](?!(?:or|and|nor)\b)[^\n]*(?:\Z|\n))
    (?![^\n]*\n\s*+[*_(]*[A-J][).:])"""

OPTION_ANNOUNCEMENTS: tuple[Announcement, ...] = (
    _announcement(
        "Ans",
        rf"""(?<![A-Za-z])(?<!rong[ ])(?<!ncorrect[ ])
            Ans(?:[.]?{_SIGN}|[.]?[ ]?[–—-]|[.])[ ]?{_LONE}""",
    ),
    _announcement(
        "nswer", rf"(?<=[Aa])(?<!rong[ ].)(?<!ncorrect[ ].)nswer[*_]{{0,2}}[ ]?[–—-][ ]?{_LONE}"
    ),
    _announcement(
        "nswer",
        r"""(?:(?<=\AA)|(?<=\nA)|(?<=inal[ ][Aa]))nswer[*_]{0,2}[ ][–—-][ ]
            (?=[*_$]*+[-−]?[0-9][0-9.,/]*+%?[*_$]*+[.]?[ ]*+(?:\n|\Z))""",
    ),
    _announcement(
        "nswer'",
        r"""(?:(?<=['"][Aa])|(?<=['"]final_a)|(?<=['"]correct_a))
            nswer'[ ]?:[ ]?['"](?P<answer>[A-J])['"]""",
    ),
    _announcement("mong the", _AMONG),
    _announcement("ption", _IN_GERMAN),
    _announcement("ption", rf"(?<=[Oo]){_IN_FRENCH}"),
    _announcement("ntwort", rf"(?<=[Aa])ntwort{_RIGHT_IN_GERMAN}"),
    _announcement("ichtig ist", rf"(?<=R)ichtig[ ]ist(?:[ ](?:also|daher|somit))?{_NEXT}"),
    _announcement("pción", rf"(?<=[Oo])pción{_IN_ROMANCE}"),
    _announcement("pção", rf"(?<=[Oo])pção{_IN_ROMANCE}"),
    _announcement("pzione", rf"(?<=[Oo])pzione{_IN_ROMANCE}"),
    _announcement("lternativa", rf"(?<=[Aa])lternativa{_IN_ROMANCE}"),
    _announcement("ответ", rf"(?<=\b[Пп]равильный[ ])(?<!не[ ].{{11}})ответ{_NEXT}"),
    _announcement("вариант ответа", rf"вариант[ ]ответа(?:{_SIGN}|[ ]?[—–-])[ ]?{_NEXT}"),
    _announcement(
        "正しい",
        rf"正しい(?:選択肢|もの|答え)は(?:選択肢)?「?{_NEXT}",
        copula="」?(?:です|である|だ)",
    ),
    _announcement(
        "họn",
        rf"""(?:(?<=C)|(?<=Vậy[ ]c)|(?<=[Tt]a[ ]c))
            họn[ ](?:đáp[ ]án[ ]|phương[ ]án[ ])?(?P<answer>{_LETTER}){_ENDS}""",
    ),
    _announcement(
        "सही",
        rf"सही[ ](?:उत्तर|विकल्प|जवाब)[ ](?:विकल्प[ ])?(?P<option>{_LETTER})[ ](?:ही[ ])?है{_ENDS}",
    ),
    _announcement("evap", rf"(?<=[Cc])evap{_SIGN}"),
    _announcement("oğru cevap", rf"oğru[ ]cevap[ ](?P<option>{_LETTER})['’]?d[iıuü]r{_ENDS}"),
    _announcement("dpowiedź", rf"(?<=[Oo])dpowiedź(?:{_SIGN}|[ ]to{_NEXT})"),
    _announcement("awaban", rf"(?<=[Jj])awaban(?:{_SIGN}|(?:[ ]yang[ ]benar)?[ ]adalah\b)"),
    _announcement("ntwoord", rf"(?<=[Aa])ntwoord(?:{_SIGN}|[ ]is{_NEXT})"),
)

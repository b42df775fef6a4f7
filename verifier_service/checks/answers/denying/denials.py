"""Words beside an answer that deny, exclude, compare, change or doubt it: tables, and two patterns.

`start` and `end` say how far such words reach from an answer in running text, so that what is
taken holds them and a reader can refuse it. `OTHER_LANGUAGES` finds all of them but the English
ones anywhere in a sentence. The tables are in the syntax of re.VERBOSE, one language a line.

Not covered: words that deny only a whole sentence, irony, and languages that are not here.
"""

import re

from verifier_service.checks.answers.denying import (
    counted_denials,
    questions,
    retractions,
    worded_changes,
)

_LONGEST = 80  # characters beside an answer that are looked at

# Before an answer, or behind it and a verb: `not 42`, `42 is not`.
_ENGLISH_NEGATIONS = r"not|never|cannot|[a-z]{2,6}n['’]t|no|nor|neither|hardly"
_NEGATIONS = r"""
    nicht|kein(?:e[mnrs]?)?|nie|niemals|keinesfalls|keineswegs|auf[ ]keinen[ ]fall|weder
    |pas|jamais|aucune?
    |nunca|jamás|ningun[oa]?|tampoco
    |não|nem
    |non(?!-)|nessun[oa]?|neanche|nemmeno
    |не|нет|ни|никогда
    |ليس|ليست|لا|لن|لم
    |không(?:[ ]phải)?|chẳng
"""
# Before an answer or behind it, with a verb or without: `excluded: 42`, `42 excluded`.
_ENGLISH_EXCLUSIONS = r"""
    rul(?:e|es|ed|ing)[ ]out|exclud(?:e|es|ed|ing)|reject(?:s|ed|ing)?|eliminat(?:e|es|ed|ing)
    |discard(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)|disprov(?:e|es|ed|en|ing)
    |contradict(?:s|ed|ing|ion|ions|ory)?|violat(?:e|es|ed|ing|ion)|nonsens(?:e|ical)|absurd
    |impossible|wrong|incorrect|false|invalid|untrue|unacceptable|inadmissible|extraneous|spurious
    |refus(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|disregard(?:s|ed|ing)?|retract(?:s|ed|ing)?
    |withdr(?:aw|aws|ew|awn)|abandon(?:s|ed|ing)?|invalidat(?:e|es|ed|ing)|disput(?:e|es|ed|ing)
    |doubt(?:s|ed|ing|ful)?|ignor(?:e|es|ed|ing)|omit(?:s|ted|ting)?|negat(?:e|es|ed|ing)|nope
    |maybe|perhaps|possibly|probably|presumably|kidding|joking
"""
_EXCLUSIONS = r"""
    unmöglich|ausgeschlossen|ausgenommen|ausschließen|falsch|entfällt|entfallen|scheidet[ ]aus
    |verworfen|verwerfen|ungültig|widerspruch|vielleicht
    |impossible|exclu(?:e?s?|t)|faux|fausse|rejetée?|écartée?|peut-être
    |imposible|excluid[oa]|descart(?:ad[oa]|a)|rechazad[oa]|incorrect[oa]|fals[oa]|quizás?|tal[ ]vez
    |impossível|excluíd[oa]|descartad[oa]|rejeitad[oa]|errad[oa]|talvez
    |impossibile|esclus[oa]|scartat[oa]|sbagliat[oa]|forse
    |невозможно|нельзя|исключ(?:ено|аем|ается|ён|ена)|отбрасыва(?:ем|ется)|неверно|противоречи[ет]
    |возможно
    |مستحيل|مستبعد|خطأ|خاطئة?|ربما
    |bị[ ]loại|loại[ ]trừ|sai|có[ ]lẽ
"""
# Before an answer: `less than 42`, `except 42`.
_ENGLISH_COMPARISONS = r"""
    at[ ]least|at[ ]most|(?:more|less|greater|fewer|smaller|larger|bigger|higher|lower|other)[ ]than
    (?:[ ]or)?|below|above|over|under|up[ ]to|exceeds?|exceeding|short[ ]of|different[ ]from
    |instead[ ]of|(?:any|every)thing[ ]but|all[ ]but|except(?:[ ]for)?|besides|unless|without
"""
_COMPARISONS = r"""
    (?:kleiner|größer|weniger|mehr)[ ]als|höchstens|mindestens|ungleich|außer|ohne|statt
    |(?:inférieur|supérieur)e?s?[ ](?:ou[ ]égale?s?[ ])?à|différente?s?[ ]de
    |(?:plus|moins)[ ](?:de|que)
    |au[ ](?:plus|moins)|sauf|excepté|hormis|sans
    |(?:menor|mayor)(?:es)?[ ](?:o[ ]igual[ ])?(?:que|a)|(?:menos|más)[ ](?:de|que)|al[ ]menos
    |como[ ](?:máximo|mínimo)|(?:inferior|superior)[ ]a|distint[oa]s?[ ](?:de|a)|excepto|salvo
    |(?:menor|maior)(?:es)?[ ](?:ou[ ]igual[ ]a|do[ ]que|que)|(?:menos|mais)[ ](?:do[ ]que|de|que)
    |no[ ](?:mínimo|máximo)|pelo[ ]menos|diferentes?[ ](?:de|do|da)|exceto
    |(?:minore|maggiore|inferiore|superiore)[ ](?:o[ ]uguale[ ])?(?:di|a)|(?:meno|più)[ ](?:di|che)
    |almeno|al[ ]massimo|divers[oa][ ]da|tranne|eccetto
    |меньше|больше|менее|более|кроме|без|исключая
    |(?:أقل|أكبر|أصغر|أكثر)[ ]من|على[ ](?:الأقل|الأكثر)|غير|سوى|دون|عدا|باستثناء
    |(?:nhỏ|lớn|bé|ít|nhiều|kém)[ ]hơn|(?:ít|nhiều)[ ]nhất|tối[ ](?:đa|thiểu)|ngoại[ ]trừ
"""
# Before an answer: what makes another number of it.
_ENGLISH_RELATIONS = r"""
    negative|plus[ ]or[ ]minus|minus|twice|double|triple|thrice|half
    |(?:multiples?|divisors?|factors?|square|cube|root|roots|sqrt|log|ln|sine|cosine|tangent|half|third|quarter|opposite|reciprocal
      |inverse|negative|complement|conjugate|logarithm|factorial)[ ](?:of|from)
    |pages?|figure|chapter|section|exercise|theorem|lemma
"""
# Chinese, Japanese, Korean, Hindi, Bengali, Thai, Telugu and Tamil, whose words no pattern can
# part; anywhere.
_SIGNS = r"""(?=[^\x00-\x7f])(?:  # nothing is tried where a Latin text stands
    不(?!等式|(?<=[种種个個]不)同的)|[没沒非未無无]|至少|至多|最多|最少|大于|小于|大於|小於
    |[多少高低][于於]|超过|超過|排除|除了|除去|舍去|捨去|舍弃|矛盾|增根|可能|也许|也許
    |より(?:[大小長短高低重軽多少]|も)|(?:\A|(?<=[0-9$%])|(?<=[0-9$%]\s))より|超え|以上|以下|以内|以外|除外|除く|除い
    |怀疑|懷疑|誤り|間違|あり得|ない|なく|(?:あり)?ません|[少多]なくとも|多くとも|せいぜい|高々
    |보다|미만|이상(?![형함으])|이하|초과|불가능|제외|틀렸|틀린|틀립|이외|빼고|아니|아닌|아닙|아님|없|않
    |최소(?=\s?(?:[0-9]|\Z))
    |नहीं|से[ ](?:कम|अधिक|ज़?्?यादा|बड़|छोट)|(?:अधिकतम|न्यूनतम)(?=\s?(?:[0-9]|\Z))|असंभव|गलत
    |के[ ]अलावा|छोड़कर|शायद
    |(?<![\u0980-\u09ff])(?:না|নয়|নয়|নেই|নহে)(?![\u0980-\u09ff])|ভুল
    |ไม่(?:ใช่|เท่ากับ|เกิน|ต่ำกว่า|น้อยกว่า|มากกว่า)?+|(?:น้อย|มาก)กว่า|ครึ่ง(?:หนึ่ง)?+ของ
    |కాదు|లేదు|இல்லை|அல்ல
)"""
# Behind an answer: what was done to it, how it is written, what else it may be.
_ENGLISH_CHANGES = r"""
    or[ ](?:more|less|fewer|greater|higher|lower|above|below|over|under)
    |at[ ](?:the[ ])?(?:(?:very[ ])?(?:least|most)|min(?:imum)?|max(?:imum)?)
    |too[ ](?:small|large|big|high|low|many|few|much|little)|out[ ]of[ ]the[ ]question|fails
    |squared|cubed|doubled|tripled|halved|raised[ ]to
    |(?:second|third|fourth|fifth|sixth|[0-9]++th)[ ]power|crossed[ ]out
    |struck|reversed|inverted|negated|backwards?|upside[ ]down|mirrored
    |written[ ](?:backwards?|upside|in|as)|in[ ](?:roman|binary|hex|octal|reverse|base)\w*+
    |and[ ](?:a|one)[ ](?:half|third|quarter)
    |with[ ](?:(?:the|its|a|an|all|both|opposite|other|reversed?|changed|flipped|wrong)[ ]){0,3}
        (?:signs?|digits?|order)
"""

# All that denies or excludes in English, and what excludes in any language: of an answer with a
# value in it, no reader may drop such a word.
ENGLISH = rf"(?:{_ENGLISH_NEGATIONS}|{_ENGLISH_EXCLUSIONS})"
CHANGED = rf"(?<=[\d)}}$])[ ]?[:(,–—]?[ ]?(?:(?:is|are)[ ])?(?:{_ENGLISH_CHANGES})(?![^\W_])"
# At the beginning of what is taken, or in front of what is marked.
_TAKING_BACK = "drop|remove|cancel|skip|avoid|delete|erase|scratch|strike|forget|reject|discard"
_EXCLUDES = re.compile(
    rf"(?<![^\W_])(?:{_ENGLISH_EXCLUSIONS}|{_EXCLUSIONS})(?![^\W_])|(?=[^\x00-\x7f])(?:舍去|捨去|舍弃)"
    r"|\A(?:\\[a-z]++\{)?(?:please[ ])?"
    rf"(?:{_TAKING_BACK})"
    r"(?:[ ]the)?(?:[ ]answer)?:?(?=[^a-z0-9])[^A-Za-z0-9\\]*+(?:\\[(]|\\[a-z]++\{)*+[-$]*+[0-9]",
    re.VERBOSE,
)

# In a reason: another value is as good, `because 0 also works`.
_OFFERS_ANOTHER = re.compile(
    r"\b(?:(?:could|might|may) (?:also|as well|equally) be"
    r"|(?:is|are|was|were|be) also (?:a |an |the )?"
    r"(?:correct|right|valid|possible|true|fine|solution|answer|root)"
    r"|also (?:works?|satisf(?:y|ies)|fits?|solves?|counts?)"
    r"|another (?:solution|answer|value|root|possibility|option|choice|one)"
    r"|works? (?:too|as well|equally|just as))\b"
)
# Likewise, but said of all values it may be the reason of an answer: `infinitely many`.
_NONE_IS_BETTER = re.compile(
    r"\b(?:any(?:thing)?|every(?:thing)?|whatever)(?: (?:other|real|single|possible))?"
    r"(?: (?:number|integer|value|answer|choice|option|one))?+"
    r" (?:(?:also|just|equally|would|will|could|can) )?"
    r"(?:works?|goes|do|fits?"
    r"|(?:is|are|be) (?:fine|right|correct|valid|ok|okay|possible|accepted))\b"
)

OTHER_LANGUAGES = (
    rf"(?:(?<![^\W_])(?:{_NEGATIONS}|{_EXCLUSIONS}|{_COMPARISONS})(?![^\W_])|{_SIGNS})"
)

# All tables by where their words stand, so that a test can ask about each word.
BEFORE = (
    *(_ENGLISH_NEGATIONS, _ENGLISH_EXCLUSIONS, _ENGLISH_COMPARISONS, _ENGLISH_RELATIONS),
    *(_NEGATIONS, _EXCLUSIONS, _COMPARISONS),
)
BEHIND = (_ENGLISH_EXCLUSIONS, _ENGLISH_CHANGES, _EXCLUSIONS)

# `至少赚18元` bounds; `至少要买5个` is how one says the least that was asked for.
_BOUNDS_A_VERB = r"至[少多](?![要需得应應可能必])[\u4e00-\u9fff]{1,2}了?"
_BETWEEN = r"""(?:
    equals?|to|exactly|be|been|the|a|an|answer|solution|is|are|it|of|that|any|[a-z]++ly
  | als|gleich|genau|der|die|das|que|igual|a|à|égal|de|do|da|di|es|ser|sea|puede|é|è|est|être|ist
  | sein|kann|essere|può|pode|son|sono|são|sont|sind|hay|há|have|has|had|there|ci
  | равно|равен|может|быть|чем|من|يساوي|هو|là|phải|thể|bằng
)"""
_BEFORE = re.compile(
    rf"""(?:
        (?<![^\W_]) (?: {_ENGLISH_NEGATIONS}|{_ENGLISH_EXCLUSIONS}|{_ENGLISH_COMPARISONS}
          |{_ENGLISH_RELATIONS}|{_NEGATIONS}|{_EXCLUSIONS}|{_COMPARISONS} ) (?![^\W_])
      | (?:{_SIGNS})(?:答案)?[是为為等于於会會能到有足止过過超大小少多及可]*+
      | {_BOUNDS_A_VERB}
      | {worded_changes.BEFORE}
    ) [)]?[:：]? (?:[ ]{_BETWEEN}(?![^\W_]))*+ [:：]? [\s*_`"“$(\\]*+ \Z""",
    re.VERBOSE,
)

A_GUESS = (
    r"(?:is|was)[ ](?:my|the|an?)[ ](?:[a-z]{1,10}[ ])?(?:guess|try|attempt|estimate)(?![^\W_])"
)
_VERB = r"""(?: is|are|was|were|would|could|can|must|should|does|do|be|seems?|has|to|been|they|it
  | leads?|an?|the|which|that
  | ist|sind|es|est|sont|son|queda|está|é|è|это|là|هو )"""
_BEHIND = re.compile(
    rf"""[*_`"”$)}}]*+ (?:
        (?: (?:[ ]{_VERB}(?![^\W_]))++ (?:[ ][^\W\d_]++)?
            [ ]?(?: {_ENGLISH_NEGATIONS}|n['’]t|{_NEGATIONS})
          | ,?(?:[ ](?:{_VERB}|[a-z]++ly)(?![^\W_]))*+
            [ :(–—,]++(?:{_ENGLISH_EXCLUSIONS}|{_ENGLISH_CHANGES}|{_EXCLUSIONS})
            (?![^\W_]) (?:[ ][^\W\d_]++){{0,2}}
        ) (?![^\W_])
      | [ ](?:cannot|не|không)(?![^\W_]) | [ ]{A_GUESS}
      | (?:[ ][\u0900-\u09ff]++){{1,4}}?[ ](?:नहीं|না|নয়|নয়|নেই)(?![\u0900-\u09ff])
      | [ ]?[はがをもでじゃ는은이가是被的]*?[ ]?(?:{_SIGNS}|错|錯)
      | [，,][ ]?(?:舍去|捨去|舍弃|不合|不符)
      | {counted_denials.BEHIND}
      | {worded_changes.BEHIND}
      | {questions.BEHIND}
    )""",
    re.VERBOSE,
)


_REASON = re.compile(r"[*_`$]*+,?[ ](?:because|since|as)\b")
# A clause that goes on behind an answer, up to the end of the sentence.
_CLAUSE = re.compile(
    r"""[*_`$)}\]\\]*+[.,;]?\s{1,2}(?: (?P<reason>(?:because|since|as)\b)
      | (?:but|and|although|though|while|however|where)\b | (?=any|every|whatever|alternatively) )
    (?P<rest>[^.;\n]*+)""",
    re.VERBOSE,
)
# In brackets behind an answer: `42 (rejected)`, `5 (my guess)`.
_ASIDE = re.compile(r"[*_`$]*+[ ]?[(（](?P<words>[^()（）\n]{2,80})[)）]")
_DOUBTS = re.compile(
    rf"(?<![^\W_])(?:{ENGLISH}|could|might|may|guess|(?:upper|lower)[ ]bound)(?![^\W_])"
    rf"|{OTHER_LANGUAGES}",
    re.VERBOSE,
)
# In the clause or sentence behind it, which goes on about the answer as such.
JUDGED = r"""(?:right|correct|valid|possible|acceptable|(?:the|my|our|an?)[ ](?:final[ ]|right[ ]
    |correct[ ]|valid[ ])?(?:answer|solution))"""
_TAKEN_BACK = re.compile(
    rf"""[*_`"”$)}}\]\\]*+\s?[.,;!?…–—-]{{0,3}}+\s{{1,2}}
    (?:(?:but|however|though|although|and|{retractions.TURNS})[,. ]++){{0,2}}
    (?:that|this|it|which|the[ ]answer|my[ ]answer)
    (?: (?:['’]s|[ ](?:is|was|seems|looks))(?:[ ][a-z]{{2,10}}ly)?[ ]
          (?: not[ ](?:[a-z]{{2,10}}ly[ ]|even[ ])?{JUDGED}(?![ ](?:to|that|for)\b)
            | (?:{retractions.REJECTED}|a[ ]mistake)(?![ ](?:to|that)\b) )
      | [ ](?:is|was)n['’]t[ ]{JUDGED}
      | [ ](?:could|might|may|can)[ ](?:also|as[ ]well|equally|instead)[ ]be[ ][^\s.]++
      | [ ](?:could|might|may)[ ]be[ ][-$\\]*\d[^\s.]*+
    )(?![^\W_])""",
    re.VERBOSE,
)
# Directly in front of an answer that is marked as one.
_BETWEEN_WORD_AND_MARK = r"[ \t*_`$({}]*+(?:</[a-z]{1,6}>[ ]?)?[ $(]*+"
BEFORE_A_MARK = re.compile(
    rf"""(?<![^\W_])(?: (?:not|never|cannot|[a-z]{{2,6}}n['’]t|nicht|pas|nunca|jamais|não|не)
          (?:[ ](?:equal(?:[ ]to)?|be|the(?:[ ]answer)?|is|just|simply|exactly))*+
        | (?:no|non)[ ](?:es|è|é|sono|son)
        | (?:rul(?:e|ed|ing)[ ]out|exclud(?:e|ed|ing)|reject(?:ed|ing)?|eliminat(?:e|ed|ing)
            |discard(?:ed|ing)?|dismiss(?:ed|ing)?|instead[ ]of|except(?:[ ]for)?|other[ ]than
            |anything[ ]but)
        | (?:wrong|incorrect|false|invalid|extraneous|spurious)(?:[ ](?:answer|value|solution))?[:=]
        | (?:\A|(?<=[.:;!{{])[ ]|(?<=[{{]))(?:please[ ])?(?:{_TAKING_BACK})(?:[ ]the)?(?:[ ]answer)?
        | minus|negative|twice|thrice|double|triple|half(?:[ ]of)?
        | (?:(?:square|cube)(?:[ ]root)?|reciprocal|opposite|inverse|negative|logarithm
            |factorial)[ ]of
        | (?:one|two|[0-9]++)[ ](?:more|less|fewer)[ ]than
      ) :?{_BETWEEN_WORD_AND_MARK}(?:\\[(\[]\s*+)?\Z
      | [✗✘❌✖]\ufe0f?{_BETWEEN_WORD_AND_MARK}\Z
      | (?:不|不会|不能|并非|没有|排除|舍去)[是为為等于於]*+:?{_BETWEEN_WORD_AND_MARK}\Z""",
    re.VERBOSE,
)


def start(text: str, floor: int, answer: int) -> int:
    """Where the words begin that deny the answer which begins at `answer`; there without any."""
    first = max(floor, answer - _LONGEST)
    before = _BEFORE.search(_folded(text, first, answer))
    return answer if before is None else first + before.start()


def end(text: str, answer: int, limit: int) -> int:
    """Where the words end that deny the answer which ends at `answer`; there without any."""
    if answer >= limit:
        return answer
    folded = _folded(text, answer, min(limit, answer + _LONGEST))
    aside = _ASIDE.match(folded)
    if aside is not None and _DOUBTS.search(aside["words"]):
        return answer + aside.end()
    if _REASON.match(folded):
        reason = folded.partition("\n")[0]
        if offers_another(reason, beside=text[max(0, answer - _LONGEST) : answer]):
            return answer + len(reason)
    behind = _BEHIND.match(folded) or _TAKEN_BACK.match(folded)
    return answer if behind is None else answer + behind.end()


def taken_back(text: str, answer: int, limit: int) -> int:
    """As `end`, for an answer that is marked as one: only what says that it is none counts."""
    folded = _folded(text, answer, min(limit, answer + _LONGEST))
    behind = _TAKEN_BACK.match(folded)
    if behind is not None:
        return answer + behind.end()
    if (retracted := retractions.end(text, answer, limit)) > answer:
        return retracted
    clause = _CLAUSE.match(folded)
    if clause is None:
        return answer
    before = text[max(0, answer - _LONGEST) : answer]
    is_offer = offers_another(clause["rest"], beside=before, only_all=bool(clause["reason"]))
    return answer + clause.end() if is_offer else answer


def offers_another(words: str, *, beside: str, only_all: bool = False) -> bool:
    """Whether words say of the value beside them that another one, or any, is as good.

    `only_all`: that any is; `since 0 also works` may be a reason for a count.
    """
    if not only_all and _OFFERS_ANOTHER.search(words):
        return True
    is_one_value = any(map(str.isdigit, beside)) and "infty" not in beside
    return is_one_value and _NONE_IS_BETTER.search(words) is not None


def excludes(text: str) -> bool:
    """Whether a word in a text excludes a value or doubts it, wherever it stands."""
    return _EXCLUDES.search(text.lower()) is not None


def _folded(text: str, first: int, last: int) -> str:
    """A part in small letters, which patterns read much faster than letters of either case."""
    part = text[first:last]
    small = part.lower()
    return small if len(small) == len(part) else part

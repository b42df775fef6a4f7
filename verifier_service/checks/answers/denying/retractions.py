r"""What takes an answer back behind it, or says in front of it that it is none: two patterns.

    42 doesn't work.     42 is off by one     42 [wrong]     42. That fails.     42 ist falsch
    Suppose the answer is 42                  It is false that the answer is 42

Where the answer ends, these words say that it is none; what goes on about something else
(`42. This fails for odd n`) does not count, so that they have to end their sentence.

Not covered: words that speak of the answer in a later sentence than the next.
"""

import re

# Of these lists the other modules are made that look for what takes an answer back.
SECOND_THOUGHTS = "actually|wait|hmm"  # in a text as a whole, where `no` may say anything
TURNS = f"{SECOND_THOUGHTS}|no|oops|sorry"  # directly behind an answer
DISMISSALS = (
    "(?:(?:scratch|forget|ignore|disregard|strike|cancel|drop)[ ](?:that|this|it)|never[ ]?mind)"
)
REJECTED = (
    "wrong|incorrect|invalid|mistaken|rejected|discarded|excluded|extraneous|spurious|ruled[ ]out"
)
# `Twice the answer is 5` says another one, in front of the announcement.
OF_THE_ANSWER = r"""(?:
    (?:twice|thrice|double|triple|half|minus)(?:[ ]of)? | distance[ ](?:to|from)
  | (?:square|cube|root|inverse|reciprocal|opposite|negative|negation|complement|multiple|divisor
      |factor|half|double)[ ]of
) [ ](?:the|my|our)[ ](?:final[ ]|correct[ ]|right[ ])?(?:answer|solution)"""
_LONGEST = 100  # characters beside an answer that are looked at
_SUBJECT = "(?:that|this|it|which|the[ ]answer|my[ ]answer|the[ ]result)"
_RIGHT = "(?:right|correct|valid|true|possible|it|acceptable)"
# What is still to be done with the answer, by the last words that are said of it.
_CHANGE = "(?:add|subtract|take[ ]away|double|triple|halve|square|multiply|divide|negate|round)"
_UNDONE = rf"""(?:
    (?:oh,?[ ])?(?:wait[,. ]++)?i[ ](?:forgot|have[ ]forgotten|still[ ]have)[ ](?:to|about)\b
      [^.\n]*+
  | (?:now|then|next|finally|but|and)[ ](?:(?:we|you|i|one)[ ](?:still[ ])?
      (?:(?:have|need)[ ]to|must|should)[ ])?(?:just[ ]|still[ ])?{_CHANGE}[ ]
      (?![^.\n]*(?:check|verify|confirm))[^.\n:=]*+
  | but[ ]the[ ](?:question|problem|task|exercise)[ ](?:asks?|asked|wants|wanted)\b(?![^\n]*?
      (?:which[ ]is[ ]what|so))[^.\n]*+
)"""
_ENGLISH = rf"""(?:
    (?:{_SUBJECT}[ ])?(?:simply[ ]|just[ ]|clearly[ ]|also[ ])?(?:
        (?:does|did|do)(?:n['’]t|[ ]not)[ ](?:work|fit|hold|check[ ]out|satisfy\b[^.\n]*+)
      | fail(?:s|ed)?(?:[ ](?:the[ ])?(?:check|test|condition)s?)?
      | (?:can(?:['’]t|not|[ ]not)|could(?:n['’]t|[ ]not))[ ]be[ ]{_RIGHT}
      | (?:is|was)[ ]off[ ]by[ ]\S++ | leads[ ]to[ ]a[ ]contradiction
      | (?:is|was)[ ](?:a[ ]placeholder|a[ ](?:lie|trap|joke)|fake|made[ ]up)
      | (?:is|was)[ ](?:his|her|their|[a-z]{{2,15}}['’]s)[ ](?:answer|result|solution|guess|claim)
      | (?:would|might|could)[ ](?:be|have[ ]been)[ ](?:(?:the|my)[ ](?:[a-z]{{4,8}}[ ])?answer
          |right|correct|true)[ ](?:if|had|were|only|but)\b[^.\n]*+
    )
  | (?P<false>(?:that|this|it)(?:['’]s|[ ]is|[ ]was)[ ](?:false|untrue|not[ ]true))
  | (?:therefore|thus|hence|so),?[ ](?:there[ ](?:is|are)[ ])?no[ ](?:real[ ])?solutions?
      (?:[ ]exists?)?
  | we[ ](?:get|have|reach|obtain)[ ]a[ ]contradiction | contradiction
  | {DISMISSALS} | (?:just[ ])?(?:kidding|joking) | i[ ]disagree
  | (?:i[ ](?:was|am)|i['’]m)[ ](?:(?:just|only)[ ])?(?:kidding|joking|lying)
  | {_UNDONE} | (?:that|it)['’]s[ ]a[ ](?:lie|joke|trap)
  | (?:disregard|ignore|forget)[ ](?:what[ ]i[ ]said|the[ ]above|all[ ]of[ ]that)
  | (?:that|this)[ ](?:sentence|statement|claim|answer)[ ](?:is|was)[ ](?:false|untrue|a[ ]lie)
)"""
_MARKED = rf"""[\[(（][*_]*+(?:{REJECTED}|false|eliminated|crossed[ ]out|错误?|錯誤?
    |不对|不對|不正确|误り|誤り|間違い?|falsch|faux|falso|incorrecto|неверно)[*_]*+[\])）]"""
_ELSEWHERE = r"""(?:
    (?:das[ ])?ist[ ](?:leider[ ])?(?:falsch|nicht[ ](?:richtig|korrekt)|unrichtig)
  | (?:ce[ ])?n['’]est[ ]pas[ ](?:correcte?|juste|exacte?|bonne?)
  | (?:c['’])?est[ ](?:faux|fausse|incorrecte?)
  | (?:no[ ]es[ ](?:correct[oa]|válid[oa])|es[ ](?:incorrect[oa]|fals[oa]))
  | (?:não[ ](?:é|está)[ ](?:corret[oa]|cert[oa])|(?:é|está)[ ](?:incorret[oa]|errad[oa]|fals[oa]))
  | (?:non[ ]è[ ](?:corrett[oa]|giust[oa])|è[ ](?:sbagliat[oa]|errat[oa]|fals[oa]))
  | (?:bu[ ])?(?:yanlış|değil) | (?:itu[ ])?(?:salah|bukan)(?:,[ ][a-j])?
      | (?:dat[ ]is[ ])?(?:fout|onjuist)
  | (?:to[ ]jest[ ])?(?:błędn[ae]|źle) | (?:điều[ ]này[ ])?(?:là[ ])?sai
  | (?:это[ ])?(?:неверно|неправильно|не[ ]?верный[ ]ответ)
)"""
_ASIAN = r"""(?:这|这个|此|那|该)?(?:答案|结果)?[是は이가은는]?\s?
    (?: 不[对對正]确? | [错錯](?:[误誤的了]|\b) | 誤り | 間違い?(?:です|だ)?
      | 正しく(?:ない|ありません) | 틀렸 | 틀린 | 틀립 | 오답 )"""
_BEHIND = re.compile(
    rf"""[*_`"”$)}}\]\\]*+\s?[.,;!:…–—。，-]{{0,3}}+\s{{0,2}} (?:
        (?:(?<=\W)(?:(?:but|however|though|{TURNS})[,. ]++){{0,2}}
          (?:{_ENGLISH}|{_ELSEWHERE}))(?=[*_]*+[.!,;]*+(?:\s*+\Z|\s*?\n|[ ][^a-z]))
      | {_MARKED} | 👎 | {_ASIAN}
    )""",
    re.VERBOSE,
)
# The value once more, and that it is wrong: `42. 42 is wrong.`
_REPEATED = re.compile(
    rf"""[*_`"”$)}}\]\\]*+[.,;!…–—-]{{0,3}}+\s{{1,2}}[*_$(]*+(?P<value>[-−]?[0-9][0-9.,]*|[a-j])
    [*_$)]*+[ ](?:is|was)[ ](?:[a-z]{{2,10}}ly[ ])?
    (?:not[ ](?:{_RIGHT}|the[ ](?:correct[ ]|right[ ])?answer)|{REJECTED}|false)
    (?=[*_]*+[.!,;]*+(?:\s*+\Z|\s*?\n|[ ][^a-z]))""",
    re.VERBOSE,
)
_LAST_VALUE = re.compile(
    r"(?:[-−]?[0-9][0-9.,]*|(?<![a-z])[a-j])(?=[.,*_`$)}\]\\\s]*(?:</[a-z]{1,12}>)?\Z)"
)
_BETWEEN = ":*_`$(\\{}" + "".join(filter(str.isspace, map(chr, range(0x3001))))  # as in `_OPENED`
_OPENED = r"[ :]*+[\s*_`$(\\{}]*+\Z"
# `die falsche Antwort`, `mauvaise réponse`, `неверный ответ`
_CALLED_WRONG = r"""(?:falsche|inkorrekte|unkorrekte|verkehrte|nicht[ ](?:richtige|korrekte))
      [ ](?:antwort|lösung|option)
    | (?:mauvaise|fausse)[ ](?:réponse|solution|option)
    | (?:falsa|mala|errada|má)[ ](?:respuesta|resposta|risposta|opción|opção)
    | (?:неправильный|неверный|ошибочный|не[ ](?:правильный|верный))
      [ ](?:ответ|вариант(?:[ ]ответа)?)
    | yanlış[ ]cevap | (?:błędna|nieprawidłowa|zła)[ ]odpowiedź
    | (?:fout|onjuist|verkeerd)e?[ ]antwoord
    | गलत[ ](?:उत्तर|जवाब|विकल्प)"""
# Behind a sign that is no part of a word, by which a search finds its places fast.
_IN_FRONT = re.compile(
    rf"""[\W_](?: (?: (?:false|wrong|incorrect|untrue|unlikely|impossible|not[ ]true)[ ]that
      | (?:if|doubt|deny|dispute|suppose|assume|assuming|supposing|pretend|imagine)
        (?:[ ]that)? | what[ ]if
      | (?:nobody|no[ ]one|few|none[ ]of[ ]us)[ ](?:\w+[ ]){{0,2}}?
        (?:believes?|thinks?|says?|claims?)(?:[ ]that)?
      | (?:you|one|some|many|people|we|they|someone|somebody)[ ](?:might|may|could|would)[ ]
        (?:\w+[ ]){{0,2}}?
        (?:think|believe|guess|say|assume|expect|suspect|conclude|claim)(?:[ ]that)?
      | if[ ](?:(?:this|that|it|i)[ ](?:is|am)[ ])?(?:wrong|incorrect|false|mistaken|not),?
      | wonder[ ](?:if|whether) )
      [ ](?:the|my|our)[ ](?:final[ ]|correct[ ]|right[ ])?
      (?:answer|result|solution)[ ](?:is|was|were){_OPENED}
    | (?<![^\W_])(?:trap|fake|decoy|distractor|placeholder|tempting|naive|wrong|incorrect|bad)[ ]
      (?:answer|result|solution|choice|option)(?:[ ](?:is|was)|(?=:)){_OPENED}
    | (?<![^\W_])(?:{_CALLED_WRONG})(?:[ ](?:ist|lautet|est|es|é|è|to|adalah|is)\b|(?=[ ]?:)
      |[ ]?[—–](?=\s)){_OPENED}
    | (?<![^\W_]){OF_THE_ANSWER}[ ](?:is|was|equals){_OPENED})""",
    re.VERBOSE,
)

_IN_FRONT_IN_ASIA = re.compile(
    rf"""(?:答案|结果)(?:的(?:[两兩二三四五六七八九十0-9]+倍|一半|[平立]方根?|相反数|倒数|绝对值)
        |[加减乘][以上去]?[0-9一二三四五六七八九十]+)[是为為：:]{_OPENED}
    | (?:答え|解答)の(?:[0-9二三四五]+倍|半分|[二三]乗|逆数|平方根)[はが：:]?{_OPENED}
    | (?:(?:[没沒]有?人|无人|不|难以)(?:认为|認為|相信|觉得)|怀疑|懷疑|排除|否定)
      (?:最终|正确)?(?:答案|结果)[是为為：:]?{_OPENED}
    | (?:错误|錯誤|不正确|假设|假定|假如|如果|若|倘若|要是)的?
      (?:最终|正确)?(?:答案|结果)[是为為：:]?{_OPENED}
    | (?:間違った|誤った|もし|仮に)(?:答え|解答|解)[はがを：:]?{_OPENED}
    | (?:틀린|잘못된|만약)[ ]?(?:정답|답)[은는이가:]?{_OPENED}""",
    re.VERBOSE,
)


def end(text: str, answer: int, limit: int) -> int:
    """Where the words end that take back an answer which ends at `answer`; there without any."""
    part = text[answer : min(limit, answer + _LONGEST)].lower()
    behind = _BEHIND.match(part) if len(part) > 1 else None
    if behind is not None and behind["false"]:  # of a verdict it may be the verdict
        is_value = _LAST_VALUE.search(text[max(0, answer - _LONGEST) : answer].lower())
        behind = behind if is_value else None
    if behind is None and (again := _REPEATED.match(part)) is not None:
        said = _LAST_VALUE.search(text[max(0, answer - _LONGEST) : answer].lower())
        behind = again if said is not None and said[0].strip(".,") == again["value"] else None
    return answer if behind is None else min(limit, answer + behind.end())


def start(text: str, floor: int, answer: int) -> int:
    """Where the words begin that say in front of an announced answer that it is none."""
    first = max(floor, answer - _LONGEST)
    part = text[first:answer].lower()
    line = part.rfind("\n", 0, len(part.rstrip(_BETWEEN))) + 1  # which the words do not leave
    before = _IN_FRONT.search(f" {part[line:]}")  # so that one stands in front of all
    if before is not None:
        return first + line + before.start()
    if not part.isascii():
        before = _IN_FRONT_IN_ASIA.search(part)
    return answer if before is None else first + before.start()

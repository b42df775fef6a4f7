r"""What in front of a whole statement of an answer says that nobody here makes it: one pattern.

    It is not true that⏎C is correct.      Some people claim:⏎So it's C.
    I doubt that the answer is 42.         One more than the answer is 42.
    Вряд ли правильный ответ C.            The answer differs from 42.

The words have to end where the statement begins, over breaks of lines, so that an earlier sentence
(`A is wrong.`) denies nothing. The reader is given them with the answer, and apart from it.

Not covered: what stands farther in front, conditions (`If n = 2, …`) and irony.
"""

import re

_LONGEST = 160  # characters in front of an answer that are looked at
_LONGEST_BOX = 12
_ANSWER = "(?:answer|result|solution|option|choice|outcome|conclusion)s?"
_SAY = (
    "(?:say|claim|think|believe|conclude|state|assert|suppose|answer|write|argue|guess|assume"
    "|agree|expect|imagine|suspect|infer|choose|pick|select|put)"
)
_SAYS = "(?:says|claims|thinks|believes|writes|argues|guesses|assumes|insists|swears|alleges)"
_WRONG = "(?:unlikely|wrong|false|incorrect|untrue|impossible|doubtful|mistaken|absurd|nonsense)"
_NOT = r"(?:not|never|hardly|no[ ]longer|[a-z]{2,6}n['’]t)"
_THAT = r"(?:[ ](?:that|whether|if))?:?"
_NOBODY = "(?:nobody|no[ ]one|none[ ]of[ ]us|few)"
_SOMEBODY = r"""(?:some|some(?:one|body)|many|most|people
  |(?:a|an|the|some|many|most)[ ](?:[a-z]{2,12}[ ])?(?:student|pupil|person|reader|fool|child|kid
    |beginner|critic|skeptic|people|liar|colleague|friend|machine|opponent)s?)"""
_DENIALS = rf"""
    {_NOT}[ ](?:be[ ])?(?:true|right|correct|likely|clear|certain|sure|convinced|possible
      |the[ ]case|proven|so)(?:[ ]to[ ]{_SAY})?{_THAT}
  | {_WRONG}(?:[ ]to[ ]{_SAY})?[ ]that | {_WRONG}[ ]to[ ]{_SAY}{_THAT}
  | {_NOT}[ ](?:[a-z]{{2,10}}ly[ ])?{_SAY}{_THAT} | never
  | (?<!no[ ])(?<!out[ ])(?<!yond[ ])(?<!any[ ])(?<!little[ ])(?:
      doubt|deny|dispute|disprove|refute|disagree|wonder|pretend)(?:[ ]that|[ ]whether|[ ]if)
  | (?:disprove|question[ ]is|unclear|unknown|unsure)[ ](?:whether|that|if)
  | (?:there[ ]is|there['’]s)[ ]no[ ](?:way|chance)(?:[ ]that)?
  | under[ ]no[ ]circumstances|by[ ]no[ ]means|in[ ]no[ ]way|in[ ]no[ ]case
  | unless[ ][^.;:\n]{{1,60}},
  | (?:chance|odds|likelihood|myth|lie|rumou?r|suspicion)[ ]that
"""
_CLAIMS = rf"""
    {_NOBODY}[ ](?:[a-z]{{2,12}}[ ]){{0,3}}?(?:{_SAY}|{_SAYS}|said|got|gets?){_THAT}
  | {_SOMEBODY}[ ](?:[a-z]{{2,12}}[ ]){{0,3}}?
      (?:(?:{_SAY}|{_SAYS}|said)(?:[ ]that|:)|say|claim|think|believe|argue|guess
        |says|claims|thinks|believes|argues|guesses|insists)
  | (?:others|you|they)[ ](?:(?:might|may|could|would)[ ]){_SAY}[ ]that
  | (?<!problem[ ])(?<!question[ ])(?<!theorem[ ])(?<!passage[ ]){_SAYS}[ ]that
"""
_LABELS = rf"""
    (?:wrong|incorrect|false|bad|untrue)(?:[ ](?:{_ANSWER}|ones?|letters?))?:
  | (?:wrong|incorrect|false|bad|untrue|not|no|example|sample|student|candidate|previous|old)
      [ ]{_ANSWER}["'”]:
  | (?:example|sample|illustration)[ ](?:of|for)[ ](?:the|this|a)[ ](?:[a-z]+[ ])?format:
  | (?:template|placeholder)(?:[ ]is)?: | not[ ](?:this|these|those|it):
"""
_ELSEWHERE = r"""
    вряд[ ]ли|не[ ](?:верно|правда|думаю|считаю)[,]?(?:[ ]что)?|неверно[,]?[ ]что
      |сомневаюсь[,]?[ ]что|не|если
  | (?:est|c['’]est)[ ]faux[ ]que|(?:pas|jamais)[ ](?:vrai|exact|correct|sûr|certain)[ ]que
    |(?:doute|nie)[ ]que|(?:pense|crois|dis)[ ]pas[ ]que
  | non[ ][éèe][ ](?:vero|giusto|certo)[ ]che|dubito[ ]che|(?:falso|sbagliato)[ ](?:dire[ ])?che
  | (?:dudo|niego)[ ]que|no[ ](?:es[ ](?:cierto|verdad|correcto)|creo|pienso)[ ]que
    |es[ ](?:falso|mentira)[ ]que
  | (?:duvido|nego)[ ]que|não[ ](?:é[ ](?:verdade|certo)|creio|acho|penso)[ ]que|é[ ](?:falso
      |mentira)[ ]que
  | (?:niemand|keiner|jemand|mancher)[ ](?:sagt|glaubt|denkt|meint|behauptet):?
    |(?:falsch|unwahr|gelogen)(?:[ ]zu[ ](?:sagen|behaupten))?[:,](?:[ ]dass)?
    |(?:bezweifle|glaube[ ]nicht|denke[ ]nicht),?(?:[ ]dass)?:?
  | (?:गलत|झूठ|सच[ ]नहीं)[ ]है[ ]कि|क्या|शायद|अगर|यदि
  | đừng(?:[ ]bao[ ]giờ)?(?:[ ](?:nói|viết|ghi))?:?|không[ ](?:đúng|phải)(?:[ ](?:là|rằng))?:?
      |sai[ ](?:rằng|là|khi[ ]nói):?|nếu
  | (?:nie(?:prawda|[ ]jest[ ]prawdą)|wątpię)[,]?[ ](?:że|by|aby)|nieprawda|czy|jeśli
  | (?:bukan|tidak[ ]benar)(?:[ ]bahwa)?|apakah|jika
"""
# The words of the statement that may stand between them and the answer.
_THEN = r"(?:so|thus|hence|then|therefore|choose|pick|select|write|put|option|choice|maybe)"
_ARTICLE = r"(?:the|my|our|la|l['’]|le|el|il|die|der|das|o|a)"
_STATES = rf"""(?:
    (?:{_THEN}[,:]?[ ])?(?:it(?:['’]s|[ ]is)[ ])?(?:option[ ]|choice[ ])?
  | (?:is[ ])?(?:the|my|our)[ ](?:[a-z]{{2,12}}[ ]){{0,2}}{_ANSWER}
      (?:[ ](?:is|was|must[ ]be|equals))?[:]?[ ]?
      (?:(?:option|choice)[ ])?
  | (?:{_ARTICLE}[ ]?)?(?:opción|opção|opzione|option|antwort|réponse|respuesta|resposta|risposta
      |alternativa)
      [ ]?(?:correct[ae]|corretta|correta)?[ ]?(?:es|é|è|est|ist|lautet)?
      [ ]?(?:(?:la|a|o|il)[ ])?[:]?[ ]?
  | richtig[ ]ist[ ] | chọn[ ] | odpowiedź[ ]to[ ] | सही[ ](?:उत्तर|विकल्प|जवाब)[ ]
  | правильный[ ](?:ответ|вариант)[ :—–-]* | ответ[ :—–-]* | jawaban(?:[ ]yang[ ]benar)?[ ]adalah[ ]
)"""
# `One more than the answer is 42`, `The answer minus one is 42`, `The answer differs from 42`.
_OF = r"(?:[ ](?:of|in|than|for|to|from|below|above))"
_OTHERS = rf"""
    (?:digits?|sum|product|part|half|third|quarter|multiple|divisor|factor|power|more|less|fewer
      |greater
      |smaller|larger|bound|approximation|opposite|negation|remainder|double|square|root|reverse
      |inverse)
      {_OF}(?:[ ](?:the|all|its|last|first|[a-z]+[ ]digits?|digits?|of|in)){{0,4}}?
      [ ](?:the|my|our)[ ](?:final[ ]|correct[ ])?answers?[ ](?:is|was|equals)
  | (?:the|my|our)[ ](?:final[ ]|correct[ ])?answer[ ](?:
        (?:minus|plus|times|mod(?:ulo)?|divided[ ]by|multiplied[ ]by|less|over)[ ]\S{{1,12}}
          [ ](?:is|was|equals)
      | (?:squared|cubed|halved|doubled|tripled|negated|reversed)[ ](?:is|was|equals)
      | (?:differs[ ]from|fails[ ]to[ ](?:be|equal)|avoids|misses|surpasses|exceeds|divides
      |doubles|halves
          |(?:ends|begins|starts)[ ](?:in|with)|contains|includes|excludes|approaches|precedes
      |follows
          |has)
    )
  | (?:worst|rejected|silly|preliminary|partial|naive|tempting|(?:student|pupil|friend|fool)s?['’]s?
      |non-?|second[ -](?:best|closest|(?:most|least)[ ][a-z]{{4,12}}))[ ]?(?:answer|solution
      |option|choice)
      [ ](?:is|was|=|:)
"""
_HOLLOW = re.compile(
    rf"""(?<![^\W_])(?:(?:{_DENIALS}|{_CLAIMS}|{_LABELS}|{_ELSEWHERE})(?<![^\W_])?[,]?[ ]{_STATES}
      | (?:{_OTHERS})[ ]?)\Z""",
    re.VERBOSE,
)
# A cheap look for one of the words, before all of the pattern is tried; "t" is that of "don't".
_TELLING = frozenset(
    """
    t not never hardly no wrong false bad unlikely incorrect untrue impossible doubtful mistaken
    absurd nonsense doubt deny dispute disprove refute disagree wonder pretend question unclear
    unknown unsure way chance odds likelihood myth lie rumor rumour suspicion unless circumstances
    means case nobody one none few some someone somebody many most people student students pupil
    pupils person persons reader readers fool fools child kid kids beginner beginners critic critics
    skeptic skeptics liar liars colleague colleagues friend friends machine machines opponent
    opponents others you they says claims thinks believes writes argues guesses assumes insists
    swears alleges format template placeholder example sample candidate previous old
    digit digits sum product part half third quarter multiple divisor factor power more less fewer
    greater smaller larger bound approximation opposite negation remainder double square root
    reverse inverse minus plus times mod modulo divided multiplied over squared cubed halved doubled
    tripled negated reversed differs fails avoids misses surpasses exceeds divides doubles halves
    ends begins starts contains includes excludes approaches precedes follows has worst rejected
    silly preliminary partial naive tempting non second
    faux pas jamais doute nie non dubito che dudo niego es falso mentira duvido nego niemand keiner
    jemand mancher falsch unwahr gelogen bezweifle glaube denke nieprawda czy bukan tidak apakah
    jika sai
    """.split()  # noqa: SIM905  # a list of so many words would take a line each
)
_WORD = re.compile("[a-z]+")
_ENDS_OF_SENTENCES = (". ", "? ", "! ", ".\n", "?\n", "!\n", "。", "।")
_GAP = re.compile(r"[\s*_`>#]+")
_BOX = r"\boxed{"
_OPENED_BOX = re.compile(r"\$*\\(?:boxed|fbox)\s*\{?\s*\Z")
_DRESS = " \t\r\n*_`$(\\{[>#"


def is_hollow(text: str, answer: int) -> bool:
    """Whether words in front of an answer that begins there say that nobody states it."""
    while answer >= len(_BOX) and text.startswith(_BOX, answer - len(_BOX)):
        answer -= len(_BOX)
    first = max(0, answer - _LONGEST)
    near = max(first, text.rfind(". ", first, answer), text.rfind(".\n", first, answer))
    folded = text[near:answer].lower()
    if folded.isascii() and _TELLING.isdisjoint(_WORD.findall(folded)):
        return False
    part = text[first:answer].rstrip(_DRESS)
    part = part[max(map(part.rfind, _ENDS_OF_SENTENCES)) + 1 :]
    folded = part.lower()
    if folded.isascii() and _TELLING.isdisjoint(_WORD.findall(folded)):
        return False
    if len(folded) != len(part):
        return False
    if "\\" in folded[-_LONGEST_BOX:]:
        folded = _OPENED_BOX.sub("", folded).rstrip(_DRESS)
    joined = _GAP.sub(" ", folded) + " "
    return _HOLLOW.search(" " + joined) is not None

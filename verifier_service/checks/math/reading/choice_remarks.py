r"""What stands behind the letter of a choice and says that it is none, or gives another letter.

    C. no      C. D is right      C (eliminated)      C. doesn't work

For an option whose text nobody knows: `No` and `Excluded` may be its text, `no` and `excluded` are
remarks about the letter. So nobody can read one whose text names another letter (`C. foo D`) or
speaks of the answer or the choice as such (`C. foo is not the answer`), though it may be a text.

Not covered: `I`, which is a word and a number, and what is named by a letter (`C. vitamin D`).
"""

import re

from verifier_service.checks.answers.denying import denials, retractions
from verifier_service.checks.math.reading import remarks

_WHOLLY_DENIED = re.compile(
    r"""(?: (?-i:no|not|non|nein|rejected|excluded|dismissed) | no[ ]way | nope | nah
      | just[ ]kidding
      | (?:(?:just|only)[ ])?(?:i|my|a)[ ](?:[a-z]++[ ])?guess
      | not[ ](?:this|that|it)(?:[ ](?:one|option|choice|answer|letter))?
      | (?:(?:is|was|been)[ ])?(?:eliminated|ruled[ ]out|crossed[ ]out|struck[ ](?:out|off)
          |discarded)
      | (?:i[ ](?:would[ ])?)?(?:reject|eliminate|exclude|discard|rule[ ]out|do[ ]not[ ]choose
          |don['’]t[ ]choose)(?:[ ](?:this|that|it)(?:[ ](?:one|option|choice))?)?(?:[ ]out)?
      | (?-i:ausgeschlossen|entfällt|scheidet[ ]aus|(?:élimin|écart|rejet)ée?|exclue?
        |(?:descart|elimin|rechaz)ad[oa]|excluid[oa]|esclus[oa]|scartat[oa]|eliminat[oa])
      | (?-i:incorrect[aeo]?|wrong|false|untrue|impossible|mistaken|invalid|hardly|erroneously
      |a[ ]lie
        |errad[ao]|fals[aeo]|faux|fausse|falsch|sbagliat[ao]|errat[ao]|неверно|неправильно
        |salah|bukan|fout|onjuist|verkeerd|nie|błędn[ay]|(?:bu[ ])?(?:yanlış|değil)|sai
        |không[ ]đúng) | 誤り | 間違い | 오답 | 틀림 | गलत | خطأ | خاطئة?
      | (?:被)?排除 | 不[选選] | 舍去 | 捨去 | 除外 | 消去 | 제외 | 소거 | исключено | отпадает
      | [✗✘❌✖👎]\ufe0f? )""",
    re.VERBOSE | re.IGNORECASE,
)
_LETTER = r"\(?(?P<other>(?-i:[A-J]))\)?(?![A-Za-z'’])"
_NAMES_ANOTHER = re.compile(
    rf"""(?: {_LETTER}[ ](?:is|was|seems|looks|appears|would[ ]be|must[ ]be|should[ ]be)
        (?:[ ](?:also|really|actually|probably|more|the|to|be))*[ ]
        (?:right|correct|true|better|best|likely|answer|choice|option|one)
        (?:[ ](?:answer|choice|option|one))?
      | (?:(?:{retractions.TURNS}|nope|rather|but|instead|i[ ]mean|correction)\b[ ,:.–—-]*+)++
        (?:(?:it|that)(?:['’]s|[ ]is)[ ]|the[ ](?:right[ ]|correct[ ])?answer[ ]is[ ])?
        (?:option[ ]|choice[ ])?{_LETTER.replace("other", "instead")}.{{0,40}}
      | (?:(?:i|we)[ ](?:would[ ])?)?(?:choose|pick|select|prefer|go[ ]with|meant?|take)[ ]
        (?:option[ ]|choice[ ])?{_LETTER.replace("other", "chosen")}
      | (?:unless[ ])?{_LETTER.replace("other", "added")}(?:[ ](?:too|as[ ]well|also))?
      | it(?:['’]s|[ ]is)[ ]{_LETTER.replace("other", "named")} )[.!]*+""",
    re.VERBOSE | re.IGNORECASE,
)

# Formulas, whose letters are no options, unless one is all of it.
_FORMULA = re.compile(
    r"\$(?!\s*\(?[A-J]\)?\s*\$)[^$\n]++\$|\\\((?!\s*\(?[A-J]\)?\s*\\\)).*?\\\)"
    r"|\\(?:mathrm|mathbf|mathit|rm)\s*+\{[^{}]*+\}\s*+(?=[_^0-9\\=<>+-])"
)
# What is named by a letter: `vitamin D`, `point A`.
_NAMED_BY_LETTERS = (
    "vitamin|hepatitis|influenza|immunoglobulin|type|group|class|grade|point|angle|line|side|set"
    "|event|matrix|plan|company|country|city|town|team|person|man|box|phase|figure|table|coenzyme"
)
_LETTER_AS_A_WORD = re.compile(
    r"""(?<![A-Za-z0-9\\$^_{'’.&/+*=<>-]) (?<![+*/^×=<>{][ ])
    (?<!\b[a-zA-Z]\() (?<!\\[a-z]{3}[ ])
    (?P<letter>[B-HJ]|A(?![ ](?!(?:is|was|are|and|or|seems|looks|would|should|must|also|because
        |since|if|instead|too|better|right|correct)\b)[^\W\d_]))
    (?![A-Za-z0-9_'’&^*/+=<>-]|\(|[ ]?(?:[=+*/^×<>]|\\(?:cap|cup|times|cdot|to|in|sub|sup)))""",
    re.VERBOSE,
)
_NAMES_A_THING = re.compile(
    rf"(?:(?<![^\W_])(?:{_NAMED_BY_LETTERS})s?[ ]|维生素|肝炎|型)(?:[A-J](?:,[ ]|[ ]and[ ]))*+\Z",
    re.IGNORECASE,
)
# An option about options before it (`D. Both A and B`), and another one that is told apart.
_COMBINED = re.compile(
    r"\W*(?:both |either |neither )?\(?(?P<first>[A-I])\)?(?:, \(?[A-I]\)?)*+,? (?:and|or|nor|&)"
    r" \(?(?P<last>[A-I])\)?(?: only| alone)?(?: are (?:both |all )?(?:correct|right|true))?[ .)]*",
    re.IGNORECASE,
)
_TOLD_APART = re.compile(r"\W*(?:and )?not (?:option )?\(?[A-J]\)?[ .)]*")
_OF_THE_ANSWER = r"(?:(?:answer|choice|option|letter|selection)s?)(?![^\W_])"
_RIGHT = r"(?:right|correct|valid|true|acceptable)(?![^\W_])"
_SPEAKS_OF_THE_ANSWER = re.compile(
    rf"""(?<![^\W_])(?:
      (?:not|never|cannot|n['’]t|(?:is|was|would|could)n['’]t)[ ](?:be[ ])?
        (?:[a-z]{{2,12}}[ ]){{0,2}}?{_OF_THE_ANSWER}
    | (?:is|was|are|be|seems|looks)[ ](?:not|never)[ ](?:[a-z]{{2,12}}[ ])?{_RIGHT}[\s.!)]*+\Z
    | (?:is|was|be|seems|looks)[ ](?:[a-z]{{2,10}}ly[ ])?
        (?:wrong|incorrect|untrue|mistaken)[\s.!)]*+\Z
    | (?:other|another|different|wrong|false|first|second|third|fourth|fifth|last|previous|next
        |above|any|every|each|all|no|neither|none[ ]of[ ]the|some)[ ]{_OF_THE_ANSWER}
    | any[ ]of[ ](?:them|these|those)
    | (?:the|my|our)[ ](?:[a-z]++[ ]){{0,2}}{_OF_THE_ANSWER}[ ](?:is|was|should|must|would|could)
        (?![ ](?:indeed[ ]|therefore[ ])?(?:this|right|correct|\(?[A-J]\)?)\b)
    )
    | \A[\s(]*+(?:not[ ]{_RIGHT}|(?:unlikely|doubtful|uncertain|unsure|idk|dunno|whatever|random)
        (?![^\W_]))
    | (?<![^\W_])(?:(?:not|n['’]t)[ ](?:so[ ]|quite[ ]|really[ ]|at[ ]all[ ])?(?:sure|certain)
        |(?:i|we)[ ](?:do[ ]not|don['’]t|cannot|can['’]t)[ ](?:know|tell|say|decide)
        |(?:i|we)[ ](?:would[ ])?(?:guess|suppose|doubt)|no[ ](?:idea|clue)|who[ ]knows
        |(?:just|only|pure|wild|my|best|a)[ ]guess)(?![^\W_])
    | [,;.–—-][ ](?:maybe|perhaps|possibly|probably|presumably|unlikely)[\s.)]*+\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# Of two options one may say that a statement is wrong; a third one does not.
_FALSE = re.compile(r"[错錯][误誤]?|不对|不對|不正确|不正確")
_ONE_OF_TWO = frozenset("AB")


def is_taken_back(letter: str, *, by: str) -> bool:
    """Whether the words behind the letter of a choice deny it or name another."""
    plain = by.strip(" .!*_()[]–—-")
    if not plain:
        return False
    another = _NAMES_ANOTHER.fullmatch(by)
    if another is not None and another[another.lastgroup or 0] != letter:
        return True
    if _WHOLLY_DENIED.fullmatch(plain) or plain.casefold() == f"not {letter.casefold()}":
        return True
    if (letter not in _ONE_OF_TWO and _FALSE.fullmatch(plain)) or _is_unclear(letter, by=by):
        return True
    # `错误` is an option of many questions, and no sentence.
    return by.isascii() and denials.taken_back(f". {by}", 0, len(by) + 2) > 0


def names_another(letter: str, *, by: str, beside: str) -> bool:
    """Whether a text names another option by its letter, which the text beside it does not hold."""
    words = remarks.without_text(_FORMULA.sub(" ", by))
    return any(
        one["letter"] != letter and one["letter"] not in beside
        for one in _LETTER_AS_A_WORD.finditer(words)
        if not _NAMES_A_THING.search(words, 0, one.start())
    )


def _is_unclear(letter: str, *, by: str) -> bool:
    """Whether the text of an option names another letter, or speaks of the answer as such."""
    words = remarks.without_text(_FORMULA.sub(" ", by))
    if _SPEAKS_OF_THE_ANSWER.search(words):
        return True
    combined = _COMBINED.fullmatch(words)
    if _TOLD_APART.fullmatch(words) or (combined is not None and combined["last"] < letter):
        return False
    return any(
        one["letter"] != letter and not _NAMES_A_THING.search(words, 0, one.start())
        for one in _LETTER_AS_A_WORD.finditer(words)
    )

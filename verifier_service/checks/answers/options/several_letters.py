r"""Several letters of options, where a question asks for all that are right.

    B, D      (B) and (D)      B、D      options [B] & [D]      \text{B} y \text{D}      ["B", "D"]
    (B) and (D) are true       The correct options are B and D.       因此，选项B和D正确。

`letters_of` reads a whole answer, `find_stated_letters` the last sentence of a completion that has
no mark, or its last lines, each with one of the options. Only beside a reference with several
letters: elsewhere `B, D` may be two values. `B or D` is one of two, which `is_one_of` tells.

Not covered: options told by their texts alone, and letters beyond J.
"""

import re

import msgspec

from verifier_service.checks.answers.denying.hollow_fronts import is_hollow
from verifier_service.checks.answers.thinking import answer_region
from verifier_service.verdict import Span

MAX_ANSWER_CHARS = 300
MAX_TAIL_CHARS = 1_500  # of a completion, in which its last sentence or lines are

_DRESS = re.compile(
    r"[*_$\"'‘’“”「」{}`]++|\\(?:text|textbf|textrm|mathrm|mathbf|rm|bf)(?![a-z])|\\[ ,;]"
)
_FORMULA = re.compile(  # but none that denies the letter in front of it
    r"(?<=[)\]])\s?(?:\$(?!(?:[^$\n]*(?:\\text\b|\\(?:neg|lnot)\b|wrong|false|not\b|\\cancel)|\s*\\times\s*\$))"
    r"[^$\n]{2,}\$|\\\((?![^\n]*(?:\\text\b|\\(?:neg|lnot)\b|wrong|false|not\b))[^\n]{2,80}?\\\))"
)
_BLANKS = re.compile(r"\s++")
_TWO_LETTERS = re.compile(
    r"(?<![A-Za-z])[A-J](?:[A-J]|(?![A-Za-z]).*?(?<![A-Za-z])[A-J](?![A-Za-z]))"
)
_SOME_WORD = re.compile("[A-Za-z]+")
_SOME_LETTERS = re.compile("[A-J]+")

_ONE = r"(?:[(（\[](?-i:[A-J])[)）\]]|(?-i:[A-J])(?![^\W_\u0900-\u9fff\uac00-\ud7af])[)）]?)"
_BEFORE = (
    r"(?:(?:the|la|el|as?|os?|il|le|les|die)[ ]|l['’])?"
    r"(?:(?:options?|choices?|statements?|answers?|letters?|opciones|opción|opções|opção|opzion[ei]"
    r"|réponses?|propositions?|respuestas?|Antwort(?:en)?|вариант[ыа]?|विकल्प"
    r"|الخيارات|الخياران|العبارات)[ ]|选项|選項)?"
)
_AND = r"(?:and|as[ ]well[ ]as|und|y|e|et|и|و|और|và|ve|dan|en|i)"
_COMMA = r"[ ]?[,;、，；&][ ]?"
_JOINT = (
    rf"(?:{_COMMA}(?:{_AND}[ ])?|[ ]{_AND}[ ]|[ ]?(?:和|与|與|及|以及|と|와|과)[ ]?"
    r"|(?<=[)）\]])[ ]?(?=[(（\[])|[ ](?=(?-i:[A-J])(?![^\W_])))"
)
_RUN = r"(?-i:[A-J]{2,8})(?![A-Za-z])"
_LISTED = rf"{_BEFORE}{_ONE}(?:{_JOINT}{_BEFORE}{_ONE})++"
_BARE = rf"(?-i:[A-J])(?:{_COMMA}(?-i:[A-J]))++"
_LETTERS = (
    rf"(?:(?:both|beide|sowohl)[ ])?(?:{_LISTED}|[(（\[]{_BARE}[)）\]]|{_RUN}|[(（]{_RUN}[)）])"
)

_NOUN = r"(?:options?|choices?|answers?|statements?|alternatives?|letters?|ones)"
_RIGHT = r"(?:correct|right|true|valid)"
_ARE_RIGHT = (
    rf"(?:[ ](?:are|is)(?:[ ](?:both|all|the|only))*[ ]{_RIGHT}(?:[ ](?:answer[ ])?{_NOUN})?"
    r"|[ ]?(?:都|均)?(?:是|为|為)?正确的?(?:选项)?"
    r"|[ ](?:sind|son|sont|são|sono)(?:[ ]beide|[ ]les|[ ]las|[ ]as|[ ]le)?"
    r"[ ](?:richtig|korrekt|correct[ao]s|corrett[ei]|corrette|corret[ao]s|exactes|justes"
    r"|verdader[ao]s|verdadeir[ao]s|ver[eo])"
    r"|(?:[ ](?:दोनों[ ])?सही)?[ ]हैं|[ ](?:هي|هما)?[ ]?(?:ال)?صحيحة|[ ]?(?:입니다|이다|です|である))"
)
_THE_RIGHT_ONES = rf"""(?:
    (?:the[ ])?(?:only[ ])?(?:final[ ])?{_RIGHT}[ ](?:answer[ ])?{_NOUN}(?:[ ](?:are|is))?
  | (?:the[ ])?{_NOUN}[ ](?:that|which)[ ](?:are|is)[ ]{_RIGHT}[ ](?:are|is)
  | (?:die[ ])?(?:richtigen|korrekten|wahren)[ ](?:Antworten|Optionen|Aussagen)
    (?:[ ](?:sind|lauten))?
  | (?:l[ao]s[ ])?(?:respuestas|opciones|alternativas|enunciados)[ ](?:correct|verdader)[ao]s
    (?:[ ]son)?
  | (?:les[ ])?(?:bonnes[ ]réponses|(?:réponses|options|propositions)[ ](?:correctes|exactes
    |justes|vraies))(?:[ ]sont)?
  | (?:as[ ])?(?:respostas|opções|alternativas|afirmações)[ ](?:corretas|certas|verdadeiras)
    (?:[ ]são)?
  | (?:le[ ])?(?:risposte|opzioni|affermazioni)[ ](?:corrette|esatte|giuste|vere)(?:[ ]sono)?
  | (?:правильные|верные)[ ](?:ответы|варианты(?:[ ]ответ(?:а|ов))?|утверждения)(?:[ ]?[—–-])?
  | (?:सही|अंतिम)[ ](?:विकल्प|उत्तर)(?:[ ]हैं?)? | उत्तर[ ]हैं
  | (?:الخيارات|الإجابات|العبارات)[ ]الصحيحة(?:[ ](?:هي|هما))?
  | (?:正确的?|对的|符合题意的?)(?:选项|说法|答案|有|是){{1,2}}[是为為有]? | (?:正解|答え)は
  | 正しい(?:選択肢|もの|答え|記述)は | (?:정답|답)[은는]
)[ ]?[:：]?[ ]?"""
_SO = (
    r"(?:(?:therefore|thus|hence|so|in[ ](?:summary|conclusion|short|total)|finally|consequently"
    r"|accordingly|overall|as[ ]a[ ]result|to[ ](?:summarize|conclude)|∴|daher|also|somit|folglich"
    r"|por[ ](?:lo[ ])?tanto|así[ ]que|entonces|en[ ](?:resumen|conclusión|résumé|conclusion)|donc"
    r"|ainsi|par[ ]conséquent|portanto|assim|logo|em[ ](?:resumo|conclusão)|quindi|pertanto|dunque"
    r"|таким[ ]образом|следовательно|итак|значит|поэтому|इसलिए|अतः|इस[ ]प्रकार"
    r"|و?لذلك|و?لذا|إذ[اًن]{1,2}|و?بالتالي"
    r"|因此|所以|综上(?:所述)?|故|由此可知|可知|于是|よって|したがって|따라서|그러므로|vậy)"
    r"[,，،、]?[ ]?)"
)
_ANSWER = r"(?:(?:(?:final|the|my)[ ])*answers?(?:[ ](?:is|are))?[ ]?:?[ ])"
# `…, and (D) is incorrect`
_THE_OTHERS = (
    rf"(?:,?[ ](?:and|while|but)[ ]{_BEFORE}{_ONE}[ ]is[ ](?:not[ ]correct|incorrect|false|wrong))"
)
_FORMS = (
    rf"{_SO}?{_THE_RIGHT_ONES}(?P<given>{_LETTERS})(?:{_ARE_RIGHT})?",
    rf"{_SO}?(?:{_ANSWER})?(?:only[ ])?(?P<given>{_LETTERS}){_ARE_RIGHT}{_THE_OTHERS}?",
)
_STATEMENTS = tuple(re.compile(f"[# ]*{form}", re.VERBOSE | re.IGNORECASE) for form in _FORMS)
_WHOLE = re.compile(
    rf"(?:{_THE_RIGHT_ONES}|故?应?该?选择?[:：]?[ ]?)?(?P<given>{_LETTERS})(?:{_ARE_RIGHT})?",
    re.VERBOSE | re.IGNORECASE,
)
# The options with their texts, each behind its letter: `(B) it melts, and (D) it sinks`.
_BRACKETED = re.compile(
    r"(?:\A|[,，;；、.。]\s?(?:and\s|und\s|y\s|et\s|e\s|и\s|و\s?|和|及|और\s)?|\s*\n\s*"
    r"|\s(?:and|und|y|et|e|и|و|और)\s|和|及)"
    r"[*_]*[(（\[](?P<letter>[A-J])[)）\]][*_]*[:：]?(?=\s?\S)"
)
_ENDS_IN_DENIAL = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|will|would)(?:n['’]t|\s?not)(?:\s\w+)?\W*\Z"
    r"|\b(?:not|no|nor|never|than|instead\sof|but|unlike|except|without|vs|versus)\W*\Z"
)
_ANY_LETTER = re.compile(r"[(（\[][A-J][)）\]]")
_MIN_TEXT = 2
_OR = r"(?:[ ,]*[ ](?:or|oder|ou|o|или|या)[ ]|[ ]?[或]者?[ ]?|[ ]?(?:\\(?:lor|vee)(?![a-z])|∨)[ ]?)"
_ONE_OF = re.compile(
    rf"(?:either[ ])?{_BEFORE}{_ONE}(?:{_JOINT}{_BEFORE}{_ONE})*+{_OR}{_BEFORE}{_ONE}",
    re.VERBOSE | re.IGNORECASE,
)
# The options one below the other, behind `The correct options are:`; none is denied.
_HEAD = re.compile(rf"[#* ]*{_SO}?(?:{_THE_RIGHT_ONES})", re.VERBOSE | re.IGNORECASE)
_LINE = re.compile(
    r"[-*•#> ]*(?:options? |statements? )?[*_]{0,2}(?:[(\[](?P<in>[A-J])[)\]]"
    r"|(?P<letter>[A-J])(?:[).:]|(?=[*_]*\s*\Z)))[*_:]*(?P<rest>\s[^\n]*)?",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:wrong|incorrect|false|eliminated|excluded|rejected|discarded|dismissed|ruled\sout"
    r"|crossed\sout|impossible|unlikely|doubtful|fails|(?:is|are)\snot|maybe|perhaps|or"
    r"|does\snot\s(?:hold|work|fit|follow|apply))\b|n['’]t\b|\A\W*(?:no|nope|not|non|nein)\b"
    r"|[错錯誤?？✗✘❌]|不正确|不对",
    re.IGNORECASE,
)
_MIN_LINES = 2

_SENTENCE_ENDS = re.compile(r"[.!?]\s|[。！？；;।\n]")
_CALLED_RIGHT = re.compile(
    r"(?<![A-Za-z])[(\[]?([A-J])[)\]]?[*_]*+\s?(?:选?项)?(?:[是为]?(?<!不)(?:正确|对的)"
    r"|[ ](?:is|was)[ ](?:also[ ])?(?:the[ ])?(?:correct|right|true)\b(?![^.\n]*\bif\b))"
)
_ENDS = " \t\n*_.。!！।"


class StatedLetters(msgspec.Struct, frozen=True, kw_only=True):
    """The letters that a completion states in the end, two or more, and their place."""

    letters: tuple[str, ...]
    span: Span


def letters_of(text: str) -> tuple[str, ...]:
    """The letters that are all of a text, two or more and each once; none if it says more."""
    if len(text) > MAX_ANSWER_CHARS:
        return ()
    whole = _WHOLE.fullmatch(_plain(text))
    return _with_texts(text.strip()) if whole is None else _letters(whole["given"])


def is_one_of(text: str) -> bool:
    """Whether a text offers one letter or another: `B or D`."""
    return len(text) <= MAX_ANSWER_CHARS and _ONE_OF.fullmatch(_plain(text)) is not None


def find_stated_letters(completion: str) -> StatedLetters | None:
    """The letters that the last sentence, or the last lines, say to be right; None without."""
    region = answer_region(completion)
    end = region.end
    while end > region.start and completion[end - 1] in _ENDS:
        end -= 1
    floor = max(region.start, end - MAX_TAIL_CHARS)
    found = _in_sentence(completion, Span(start=floor, end=end))
    found = found or _in_lines(completion, Span(start=floor, end=end))
    if found is None or is_hollow(completion, found.span.start):
        return None
    called = set(_CALLED_RIGHT.findall(completion, floor, found.span.start))
    return found if called <= set(found.letters) else None


def _in_sentence(text: str, tail: Span) -> StatedLetters | None:
    floor = max(tail.start, tail.end - MAX_ANSWER_CHARS)
    starts = [one.end() for one in _SENTENCE_ENDS.finditer(text, floor, tail.end)]
    if not starts and floor > tail.start:
        return None
    start = starts[-1] if starts else floor
    if not _TWO_LETTERS.search(text, start, tail.end):
        return None
    plain = _plain(text[start : tail.end])
    for statement in _STATEMENTS:
        stated = statement.fullmatch(plain)
        if stated is not None and (letters := _letters(stated["given"])):
            return StatedLetters(letters=letters, span=Span(start=start, end=tail.end))
    head = _HEAD.match(text, start, tail.end)
    letters = () if head is None else _with_texts(text[head.end() : tail.end].strip())
    span = Span(start=start, end=tail.end)
    return StatedLetters(letters=letters, span=span) if letters else None


def _in_lines(text: str, tail: Span) -> StatedLetters | None:
    """The letters of the last lines that are options, if the line above calls these right."""
    last = text.rfind("\n", tail.start, tail.end) + 1
    if last == 0 or _LINE.fullmatch(text, last, tail.end) is None:
        return None
    lines = [one for one in text[tail.start : tail.end].split("\n") if one.strip()]
    found: list[re.Match[str]] = []
    while lines and (line := _LINE.fullmatch(lines[-1])) is not None:
        if _DENIED.search(line["rest"] or "") is not None:
            return None
        found.insert(0, line)
        lines.pop()
    letters = tuple((one["in"] or one["letter"]).upper() for one in found)
    is_listing = len(letters) >= _MIN_LINES and len(set(letters)) == len(letters)
    if not is_listing or not lines or not lines[-1].rstrip(" *_").endswith((":", "：")):
        return None
    head = _SENTENCE_ENDS.split(lines[-1])[-1]
    if _HEAD.fullmatch(_plain(head)) is None:
        return None
    start = text.rfind(head, tail.start, tail.end)
    return StatedLetters(letters=letters, span=Span(start=start, end=tail.end))


def _with_texts(text: str) -> tuple[str, ...]:
    """The letters of options with their texts, none of which is denied; none if text is else."""
    found = list(_BRACKETED.finditer(text))
    if (
        len(found) < _MIN_LINES
        or found[0].start() > 0
        or len(_ANY_LETTER.findall(text)) > len(found)
    ):
        return ()
    ends = [one.start() for one in found[1:]] + [len(text)]
    texts = [text[one.end() : end] for one, end in zip(found, ends, strict=True)]
    if any(len(one.strip()) < _MIN_TEXT or _DENIED.search(one) for one in texts):
        return ()
    if any(_ENDS_IN_DENIAL.search(one) for one in texts):
        return ()
    letters = tuple(one["letter"] for one in found)
    return letters if len(set(letters)) == len(letters) else ()


def _plain(text: str) -> str:
    """The text without marks of writing, and without formulas behind letters in brackets."""
    return _BLANKS.sub(" ", _DRESS.sub("", _FORMULA.sub("", text))).strip(" .。।")


def _letters(given: str) -> tuple[str, ...]:
    words = filter(_SOME_LETTERS.fullmatch, _SOME_WORD.findall(given))
    letters = tuple("".join(words))
    return letters if len(set(letters)) == len(letters) >= _MIN_LINES else ()

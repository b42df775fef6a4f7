r"""What stands around a formula and changes nothing about it: remarks in words.

    x^2 for all real x               C e^x, where C is a constant
    5, when x = 2                    2 (double root)
    the point (1, 2)                 3 and 4 are the roots
    10+5=<<10+5=15>>15               所以 x = 4
    5, which is the longest side

What is restricted otherwise than to a usual set of numbers (`x^2 for all x > 0`) stays as it is.

Not covered: remarks in languages other than English, but for a few conjunctions in Chinese.
"""

import re

from verifier_service.checks.answers.unmarked import asides
from verifier_service.checks.math.reading import restrictions
from verifier_service.checks.math.reading.words import read_number_words
from verifier_service.checks.math.vocabulary import sentences

_TEXT = re.compile(r"\\(?:text(?:rm|bf|it)?|mbox|mathrm)\s*+\{([^{}]*+)\}|\$")
_SPACES = re.compile(r"\\(?:[,;: ]|q?quad(?![a-zA-Z]))")
_SETS = r"(?:\\mathbb\s*+\{?\s*+[CNQRZ]\s*+\}?|\\[CNQRZ](?![a-zA-Z])|[ℂℕℚℝℤ]|[NQRZ](?![a-zA-Z]))"
_SIGN = r"(?:\s*+[_^]\s*+(?:\{\s*+[+*]\s*+\}|\{\s*+(?:>|\\ge|\\geq|≥)\s*+0\s*+\}|[+*]))?"
_FOR_ALL = re.compile(
    rf"""[\s,]++\(?(?:which\ holds\ |valid\ |true\ )?for\ (?:all|any|every|each)
    (?:\ (?:real|positive|negative|non-?negative|natural|rational|complex|whole|integers?))*+
    (?:\ (?:numbers?|values?|reals))?+(?:\ of)?+
    (?:\s++[a-zA-Z](?![a-zA-Z])(?:\s*+,\s*+[a-zA-Z](?=\s*+(?:$|[,;.)∈]|\\in)))*+)?+
    (?:\s*+(?:\\in|∈)\s*+{_SETS}{_SIGN})?+
    \s*+\)?+(?=\s*+(?:$|[,;.]|and\ |or\ ))""",
    re.VERBOSE,
)
_CONSTANT = re.compile(
    r"[\s,;]++\(?(?:where |with |and |for )?(?:any |some |all )?"
    r"(?:[A-DKck](?:_\{?[0-9]\}?)?(?:\s*+(?:,|and)\s*+)?)*+(?: (?:is|are|being|denotes?))?+"
    r"(?: (?:an?|any|some|the|arbitrary|real|integration)\b)*+ constants?+(?: of integration)?+"
    r"\)?\s*+$"
    r"|[\s,;]++\(?(?:where |with |for )?(?:an?|any|some|all|every)(?: arbitrary| real)*+"
    r" constants?+ [A-DKck](?:_\{?[0-9]\}?)?\)?\s*+$"
)
# What letters stand for: `where P is the principal, r the rate and t the time`.
_MEANING = (
    r"[a-zA-Z](?:_\{?\w\}?)?\s++(?:(?:is|are)\s++the|represents?|denotes?|stands\s++for|the)\s++"
    r"[^\W\d_]{2,}+(?:\s++(?!and\s)[^\W\d_]{2,}+){0,8}+"
)
_EXPLAINED = re.compile(
    rf"[\s,;]++\(?(?:where|with)\s++{_MEANING}"
    rf"(?:(?:\s*+,\s*+(?:and\s++)?|\s++and\s++){_MEANING}){{0,6}}+\s*+\)?\s*+$"
)
# What was asked about, before the answer: `the point (1, 2)`, `max = 5`.
NOUNS = f"(?:{'|'.join(sorted(sentences.OBJECTS))})s?|ordered (?:pairs?|triples?)"
_NOUN = re.compile(
    rf"(?:the |a |an )?(?:{NOUNS})"
    r"(?!\s++\$?[0-9][0-9.,]*+\$?\s*+$)(?: is| are)?:?\s++"
    r"(?=[$(\[{\\<]|[a-zA-Z]\s*+[=(<>^+-]|[0-9])|\\?(?:max|min)\s*+[=:]\s*+"
)
# Where a value is taken, and how often a root is one.
_PLACE = re.compile(
    r"[\s,;]++\(?(?:which (?:is|occurs) |(?:is )?)(?:when|at|attained (?:at|when|for)|achieved"
    r" (?:at|when|for)|occurs (?:at|when))\s++(?P<name>[a-zA-Z])(?:_\{?\w\}?)?\s*+=\s*+"
    r"[^,;=()]++\)?"
    r"|[\s,;]*+\(\s*+(?:a )?(?:(?:double|repeated|triple) root|(?:with )?multiplicity"
    r" (?:[0-9]|two|three))\s*+\)"
)
# What the answer is, behind it: `[1, 4], which is the shortest path from node 1 to node 4`.
_WHICH = re.compile(r",\s++which\s++(?:is|are|was|were)\s++(?:the|an?|our)\s++(?P<said>[^,;=]++)$")
_NUMBERED = re.compile(
    rf"\b(?:{'|'.join(sorted(sentences.NUMBERED))}|node|vertex|city|day|week|round) [0-9]++\b"
)
_SAYS_ANOTHER = re.compile(
    r"[0-9\\$<>+*/^]|\b(?:answers?|results?|solutions?|values?|what|asked|want(?:ed)?|need(?:ed)?"
    r"|questions?|desired|opposite|inverse|reciprocal|complement|negative|conjugate|intermediate"
    r"|first|next|previous|partial)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"[\s,;]++\(?(?:since|because)\s(?P<reason>.++)", re.DOTALL)
# A calculation that ends in what stands behind it, and a letter that may be another option.
_CALCULATION = re.compile(
    r"[0-9][0-9.,]*+(?:\s*+(?:[-+*/×÷·]|\\(?:times|cdot|div))\s*+[0-9][0-9.,]*+)++\s*+="
)
_SIGN_OF = re.compile(r"(?:[<>≤≥]|\\[lg]eq?(?![a-zA-Z]))\s*+=?\s*+0(?![0-9.])")
# Runs of signs in a reason that are no words, the last side of each, and names of one letter.
_CHUNK = re.compile(r"[^\s,;]++(?:\s*+(?:[-+*/^=<>≤≥]|\\[a-z]++)\s*+[^\s,;]++)*+")
_PLAIN_WORD = re.compile(r"[(\"“]?(?:[^\W\d_]{2,}+(?:[-'’][^\W\d_]++)*+|[aI])[)\"”.!:]*+")
_ORDER = re.compile(r"[<>≤≥≠]|\\(?:[lg](?:eq?|t)|neq?)(?![a-z])")
_LAST_VALUE = re.compile(r".*=", re.DOTALL)
_LAST_SIDE = re.compile(rf".*(?:=|\\(?:approx|equiv)(?![a-z])|{_ORDER.pattern})", re.DOTALL)
_ONE_NAME = re.compile(r"[-+]?[0-9.]*+|[a-zA-Z](?:\([a-z]\))?")
_CONSTANT_NAME = re.compile(r"(?<![^\W\d_])(?:pi|π|infty|infinity|∞)(?![^\W_])", re.IGNORECASE)
_HAS_LETTER = re.compile(r"(?<![a-zA-Z])[a-zA-Z](?![a-zA-Z])|\\[a-zA-Z]")
_OPTION = re.compile(r"\(?[A-J]\)?")
_OTHER_OPTION = re.compile(r"(?<![A-Za-z\\'’])(?:[B-J]|A(?! [a-z]))(?![A-Za-z'’])")
# Brackets behind a value that say no more than that it is one.
_HARMLESS = re.compile(
    r"(?:the )?(?:(?:only|final|exact|required|desired|positive|real|integer|correct|unique"
    r"|simplified) )*(?:roots?|solutions?|answers?|values?|form|numbers?|integers?)"
    r"|(?:rounded|correct|accurate) (?:up |down )?to .++|to the nearest .++|in total"
    r"|rounded|verified|confirmed|checked"
    r"|in (?:simplest|lowest|reduced|exact|decimal|fractional) (?:form|terms)"
    r"|as (?:required|desired|expected|asked)|by symmetry"
    r"|without (?:the |any )?(?:quotes|quotation marks)"
    r"|(?:my )?confidence(?: level| score)?(?:: ?| is | = | )[0-9.]{1,5}"
    r"(?: ?%| percent| ?/ ?10{1,2})?"
    r"|(?:(?:see|from|by|using) )?(?:step|equation|part|line|rule|row|table|figure)s? [0-9]{1,2}",
    re.IGNORECASE,
)
# What is said last, behind a comma: `70, as shown above`, `70, so we are done`.
_SAID_LAST = re.compile(
    r"""[,;]\s++(?: rounded\ (?:up\ |down\ )?to\ the\ nearest\ [a-z]++(?:\ [a-z]++)?
      | in\ (?:its\ )?(?:simplest|lowest|reduced|exact)\ (?:form|terms)
      | (?:and\ |so\ )*(?:we(?:\ a|['’])re\ )?done | which\ makes\ (?:perfect\ )?sense
      | as\ (?:we\ )?(?:shown|seen|found|computed|calculated|derived|stated|required|desired
          |expected|needed|wanted)(?:\ (?:above|before|earlier))?
      | which\ is\ (?:an?\ )?(?:even|odd|prime|positive|integer)(?:\ (?:number|integer))?
      | with\ equality\ (?:when|if|iff|for|at)\ [^,;]{1,40} )
    | \ for\ (?:this|the\ given)\ (?:problem|question|exercise)""",
    re.VERBOSE,
)
# A kind of numbers in brackets behind a bound says which of them count.
_KINDS = re.compile("integer|positive|number", re.IGNORECASE)
_BOUND = re.compile(r"[<>≤≥\[\]]|\\(?:[lg](?:eq?|eqslant|t)|in)(?![a-zA-Z])")
_ASIDE = re.compile(r"([^()]*[0-9][^()]*?)\s++\(([^()]++)\)")
_NUMBERS = re.compile(r"[0-9]++(?:[.,][0-9]++)*+")
_NUMBER = re.compile(r"(?=.*[0-9])(?:[^A-Za-z\\]|\\[a-zA-Z]++|\\.)++(?:[a-z]{2,}+)?")
_WORD = re.compile(r"[a-z]{2,}+")
# What was found, behind the answer: `3 and 4 are the roots`.
_ROOTS = re.compile(
    r"\s++(?:is|are)(?: the| all| both)*+(?: only| real| possible| required| final)*+"
    r" (?:roots?|solutions?|zeros?|zeroes|answers?)(?: of .++)?"
)
_THEREFORE = re.compile(
    rf"(?:{sentences.THEREFORE}|解得|可得|得|大?约)"
    r"\s*+[,:，：]?+\s*+(?=[a-zA-Z0-9$\\({\[-])"
    r"|(?:直线|直線|抛物线|圆|点|椭圆|双曲线|函数|集合|区间|方程)(?:的方程)?(?:为|是)?\s*+[:：]?\s*+"
    r"(?=[a-zA-Z$\\({\[])"
    r"|(?:\\therefore|\\implies|\\Rightarrow|\\Longrightarrow)(?![a-zA-Z])\s*+|#{1,6}\s++"
    r"|(?:[∴⇒⟹→]|={1,2}>|->)\s*+(?=[a-zA-Z0-9$\\({\[-])"
    r"|(?:Thus|Hence|Therefore|So|Then|Namely|namely|i\.e\.),?\s++(?=[a-zA-Z]?\s*+[=$\\0-9({\[-])"
)
_BEGINNINGS = frozenset("\\#THSNni∴⇒⟹→=-")
_CALCULATOR = re.compile(r"<<[^<>]*+>>")


def without_text(text: str) -> str:
    r"""The text with its words out of `\text{}`, without dollars and commands that are spaces."""
    if "\\" in text or "$" in text:
        text = _SPACES.sub(" ", _TEXT.sub(lambda words: f" {words[1] or ''} ", text))
    return " ".join(text.split()).replace("( ", "(").strip(" .")


def without_conjunction(text: str) -> str | None:
    """What follows `所以` and kin before a formula, and chains less what a calculator was asked."""
    if "<<" in text:
        return _CALCULATOR.sub("", text)
    begins = text[:1] > "\u3000" or text[:1] in _BEGINNINGS
    therefore = _THEREFORE.match(text) if begins else None
    return None if therefore is None else text[therefore.end() :]


def without_remarks(plain: str) -> str | None:
    """A text without remarks; None if there are none, or nothing else."""
    rest = _NOUN.sub("", plain, count=1) if _NOUN.match(plain) else plain
    rest = _EXPLAINED.sub("", _CONSTANT.sub("", _FOR_ALL.sub(" ", rest))).strip(" ,")
    rest = _aside(rest) or rest
    last = _SAID_LAST.search(rest)
    if last is not None and last.end() == len(rest) and _NUMBER.fullmatch(rest[: last.start()]):
        rest = rest[: last.start()]
    for remark in (_PLACE, _ROOTS):
        behind = remark.search(rest)
        if behind is not None and behind.end() == len(rest):
            name = behind.groupdict().get("name")
            before = rest[: behind.start()]
            rest = rest if name and _has_name(before, name) else before
    which = _WHICH.search(rest)
    if which is not None and _describes(which["said"]):
        rest = rest[: which.start()]
    reason = _REASON.search(rest)
    if reason is not None and _supports(reason["reason"], rest[: reason.start()]):
        rest = rest[: reason.start()]
    return rest if rest and len(rest) < len(plain) else None


def _has_name(text: str, name: str) -> bool:
    """Whether the formula at the end of a text has a letter, so that it is another at a place."""
    formula = text.rpartition("=")[2] if "=" in text else text.rpartition(" ")[2]
    return restrictions.has_letter(formula, name)


def _describes(said: str) -> bool:
    """Whether words say what an answer is: no value, no change of one, nothing denied."""
    said = _NUMBERED.sub(" ", said)
    words = _WORD.findall(said.lower())
    if _SAYS_ANOTHER.search(said) or sentences.refuse(said):
        return False
    is_changed = not sentences.MODIFIERS.isdisjoint(words)
    return not is_changed and all(read_number_words(word) is None for word in words)


def _supports(reason: str, value: str) -> bool:
    """Whether a reason speaks for the value alone: no denial, no other value, none offered."""
    reason = _SIGN_OF.sub(" signed ", _CALCULATION.sub(" ", reason))
    words = _WORD.findall(reason.lower())
    if sentences.refuse(reason) or sentences.offers_another(reason, beside=value):
        return False
    if any(read_number_words(word) is not None for word in words if word != "one"):
        return False
    if _OPTION.fullmatch(value.strip()):
        letters = _OTHER_OPTION.findall(reason)
        return letters.count(value.strip(" ()")) == len(letters)
    if not _has_no_other_number(reason, value) or ("(" in value and "(" in reason):
        return False
    return _has_no_other_formula(reason, value)


def _has_no_other_number(text: str, value: str) -> bool:
    return set(_NUMBERS.findall(text)) <= set(_NUMBERS.findall(value))


def _has_no_other_formula(reason: str, value: str) -> bool:
    """Whether each formula in a reason is a part of the value; names of one letter are none."""
    pieces = [piece for piece in _CHUNK.findall(reason) if not _PLAIN_WORD.fullmatch(piece)]
    compact = "".join(value.split())
    before = _LAST_VALUE if _ORDER.search(value) else _LAST_SIDE
    sides = ["".join(before.sub("", piece).split()).rstrip(".") for piece in pieces]
    sides = [one[:-1] if one.count(")") > one.count("(") else one for one in sides]
    if any(constant not in compact for constant in _CONSTANT_NAME.findall(reason)):
        return False
    if len(sides) == 1 and _CHUNK.fullmatch(reason.strip()) and _HAS_LETTER.search(value):
        return sides[0] in compact  # a formula by itself: `x because y`
    if not _HAS_LETTER.search(value):
        return True  # no formula with letters is another number
    return all(_ONE_NAME.fullmatch(side) or side in compact for side in sides)


def _aside(text: str) -> str | None:
    """A value before harmless words in brackets, which may be about its rounding."""
    found = _ASIDE.fullmatch(text)
    if found is not None and asides.adds_up(found[1], found[2]):
        return found[1]
    if found is None or not _HARMLESS.fullmatch(found[2].strip()):
        return None
    return None if _KINDS.search(found[2]) and _BOUND.search(found[1]) else found[1]

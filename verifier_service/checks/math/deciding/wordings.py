r"""Whether the words around two equal values say that they are not the same answer.

Words around a value count for nothing where only one side has them. They do where both have words
that exclude each other (`increasing`, `decreasing`), and where each item of two listings has a
word: items with the same words belong together (`3 red, 4 blue` is not `4 red, 3 blue`). A capital
and a verb of having tell a name: `Alice has 5` is not `Bob has 5`. A value that both say where it
is taken is taken at the same place. `u\cdot v` is not `u\times v` where the letters are vectors.

Not covered: two words that merely differ (`5 apples`, `5 pears`), and names told otherwise.
"""

import re
from collections.abc import Iterator

from verifier_service.checks.math.deciding.decide import decide
from verifier_service.checks.math.errors import MathError
from verifier_service.checks.math.options import Options
from verifier_service.checks.math.reading import read_answer
from verifier_service.checks.math.tree import Node, Number, Relation
from verifier_service.checks.math.vocabulary import opposites, qualifying_words

MAX_CHARS = 400  # of a listing whose items have words
_TWO = 2  # what is listed has two items at least

_UPRIGHT = re.compile(r"\\(?:text(?:rm|bf|it)?|mathrm|mbox)\s*+\{([^{}]*+)\}|\\[,;:! ]|\s++")
_SIZES = re.compile(r"\\(?:left|right)(?![a-zA-Z])|\$")
_PARTS = re.compile(r"[(\[{]|[)\]}]|[,;](?:\s?and\s)?(?![0-9]{3})|\sand\s")
_WORDS = r"[^\W\d_]{2,}+(?:[ -][^\W\d_]++)*+"
_ITEM = re.compile(
    rf"(?:(?P<before>{_WORDS})\s?[:=]?\s?)?(?P<value>(?:[0-9]|[^\s\w]).*?)"
    rf"(?:\s(?P<behind>{_WORDS}))?\.?"
)
# Who has what; a pronoun, an article or `Answer` is nobody's name.
_OWNER = re.compile(
    r"(?!(?:He|She|It|They|We|You|There|This|That|These|Those|Each|Every|Everyone|Everybody|The"
    r"|Both|One|Who|So|Thus|Then|Answer|Total|Each)\b)(?P<name>[A-Z][a-z]+) (?:now |still |then )?"
    r"(?:has|had|have|gets|got|owns|earns|earned|makes|made|spends|spent|needs|needed|pays|paid"
    r"|owes|owed|receives|received|sells|sold|buys|bought|eats|ate|reads|read|runs|ran|walks|walked"
    r"|drives|drove|saves|saved|weighs|scored|scores|wins|won) "
)
# What is said of a number behind it; not everything that may be said can be told here.
_SAID_OF_IT = re.compile(
    r"[0-9)}$][$)\]]{0,8}(?:[ ,~]|(?:which|and) |\\text\{|\\[ ,;])*+"
    r"(?:is|an?) (?:an? )?(?:both )?(?P<property>odd|even|positive|negative)"
    r"(?: (?:number|integer))?+\W*+\Z",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile(
    r"[)}$*_\]]{0,8}(?:,? which| and)? is (?:an? )?(?:both )?"
    r"(?P<property>odd|even|positive|negative)(?: (?:number|integer|value))?+"
    r"(?=[*_$]*+(?:[.,;!)\n]|\Z))",
    re.IGNORECASE,
)
# Where a value is taken: `5 (when x = 2)`.
_TAKEN_AT = re.compile(
    r"[\s({](?:when|at|if)[\s}]\s*+\$?(?P<name>[a-zA-Z])\s*+=\s*+(?P<place>[^,;=()]++)\)?\.?\Z"
)
# A segment or a line, which has no first end.
_SEGMENT = re.compile(
    r"\$?\\(?P<mark>overline|overleftrightarrow)\s*+\{\s*+(?P<ends>[A-Z][A-Z])\s*+\}\$?"
)
# A product of two letters with its sign; `u`, `v` and `w` are vectors without a mark, too.
_STYLED = r"\\(?:vec|mathbf|boldsymbol|bm|overrightarrow)\s*+\{?+\s*+[A-Za-z]\s*+\}?+"
_PRODUCT = re.compile(
    rf"(?<![A-Za-z\\])(?P<one>{_STYLED}|[A-Za-z])\s*+(?P<sign>\\cdot|\\times|[·⋅∙×])\s*+"
    rf"(?P<other>{_STYLED}|[A-Za-z](?![A-Za-z]))"
)
_DOTS = frozenset(("\\cdot", "·", "⋅", "∙"))
_VECTORS = frozenset("uvw")
# `R^{-1}`, a denominator with capital letters, and what is said of matrices alone.
_INVERSE = re.compile(r"(?<![A-Za-z\\])(?P<letter>[A-Z](?:_\w|_\{\w+\})?)\^\{-1\}(?![\^_])")
_DENOMINATOR = re.compile(
    r"/\s*(?P<after>[A-Z])(?![A-Za-z^'])|frac\{[^{}]*+\}\{(?P<below>[^{}]*+)\}"
)
_INVERTED_SUM = re.compile(r"(?:\\left)?\(([^()\\]*+)(?:\\right)?\)\^\{-1\}(?![\^_])")
_DIVIDED_BY_SUM = re.compile(r"/\s*\(([^()]*+)\)|frac\{[^{}]*+\}\{([^{}]*+)\}")
_OF_MATRICES = re.compile(
    r"\^\{?\s*+(?:T|\\top|\\dagger|\*)(?![a-z])|\\(?:begin|det|mathbf|bm|boldsymbol|operatorname)|tr\b"
)
_DIGIT = re.compile("[0-9]")  # as letters of choices and verdicts have none
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_IDLE = frozenset(("the", "is", "are", "was", "were", "of", "and", "value", "values"))


def contradict(*, reference: str, answer: str, options: Options) -> bool:
    """Whether two texts whose values are equal exclude each other by their words."""
    if _has_cross(answer) != _has_cross(reference) and _multiply_otherwise(reference, answer):
        return True
    if not opposites.has_words(answer):
        return False
    if qualifying_words.qualifies(answer) and not qualifying_words.qualifies(reference):
        return True
    if _DIGIT.search(reference) and qualifying_words.is_one_of_several(answer):
        return not qualifying_words.is_one_of_several(reference)
    if not opposites.has_words(reference):
        return False
    return (
        opposites.exclude_each_other(reference, answer)
        or _have_other_owners(reference, answer)
        or _are_taken_elsewhere(reference=reference, answer=answer, options=options)
        or _swap_labels(reference=reference, answer=answer, options=options)
    )


def name_one_segment(one: str, other: str) -> bool:
    r"""Whether two texts name a segment or a line from its two ends: `\overline{AB}`."""
    ours, theirs = _SEGMENT.fullmatch(one), _SEGMENT.fullmatch(other)
    if ours is None or theirs is None or ours["mark"] != theirs["mark"]:
        return False
    return ours["ends"] == theirs["ends"][::-1]


def with_fractions(*, inverted: str, divided: str) -> str | None:
    r"""The first text with `\frac{1}{R}` for `R^{-1}`, where the second divides by `R`.

    Nobody divides by a matrix. None where that is not so, where the letter stands elsewhere in the
    first text or another is inverted there, and where one of both is of matrices. A sum that is
    inverted has to be the whole denominator.
    """
    if _OF_MATRICES.search(inverted) or _OF_MATRICES.search(divided) or "^{-1}" in divided:
        return None
    below = "".join(one["after"] or one["below"] for one in _DENOMINATOR.finditer(divided))
    total = _INVERTED_SUM.search(inverted)
    if total is not None:
        sums = {_plain(one[1] or one[2]) for one in _DIVIDED_BY_SUM.finditer(divided)}
        if inverted.count("^{-1}") > 1 or _plain(total[1]) not in sums:
            return None
        return _INVERTED_SUM.sub(lambda one: rf"\frac{{1}}{{{one[1]}}}", inverted)
    inverse = _INVERSE.search(inverted)
    if inverse is None or inverted.count(inverse["letter"]) > 1 or inverted.count("^{-1}") > 1:
        return None
    if inverse["letter"] not in below:
        return None
    return _INVERSE.sub(lambda one: rf"\frac{{1}}{{{one['letter']}}}", inverted)


def _plain(text: str) -> str:
    return _UPRIGHT.sub("", text)


def belies(*, answer: str, value: Node, behind: str = "") -> bool:
    """Whether a text, or what stands behind it, says what is false of its number: `5 is even`."""
    value = value.sides[-1] if isinstance(value, Relation) else value
    if not isinstance(value, Number):
        return False
    said = _SAID_BEHIND.match(behind) if behind else _SAID_OF_IT.search(answer)
    if said is None:
        return False
    number = value.value
    match said["property"].lower():
        case "odd":
            return number.q != 1 or number.p % _TWO != 1
        case "even":
            return number.q != 1 or number.p % _TWO != 0
        case "positive":
            return number <= 0
        case _:
            return number >= 0


def _has_cross(text: str) -> bool:
    return "\\times" in text or "×" in text


def _multiply_otherwise(one: str, other: str) -> bool:
    r"""Whether one text has `u\cdot v` where the other has `u\times v`, and these are vectors."""
    ours, theirs = _products(one), _products(other)
    return any(
        (is_dot, letters) in ours
        and (not is_dot, letters) in theirs
        and (ours[is_dot, letters] or theirs[not is_dot, letters])
        for is_dot in (True, False)
        for _, letters in ours
    )


def _products(text: str) -> dict[tuple[bool, frozenset[str]], bool]:
    """The products with a sign in a text: whether it is a dot, of what, whether of vectors."""
    found: dict[tuple[bool, frozenset[str]], bool] = {}
    for product in _PRODUCT.finditer(text):
        names = [product[side].rstrip(" }")[-1:] for side in ("one", "other")]
        is_marked = "\\" in product["one"] + product["other"]
        found[product["sign"] in _DOTS, frozenset(names)] = is_marked or _VECTORS.issuperset(names)
    return found


def _have_other_owners(one: str, other: str) -> bool:
    """Whether two texts begin with the names of two who have what they say."""
    if not (one[:1].isupper() and other[:1].isupper()):
        return False
    ours, theirs = _OWNER.match(one), _OWNER.match(other)
    return ours is not None and theirs is not None and ours["name"] != theirs["name"]


def _are_taken_elsewhere(*, reference: str, answer: str, options: Options) -> bool:
    """Whether two texts say at which places their values are taken, and these differ."""
    ours, theirs = _TAKEN_AT.search(reference), _TAKEN_AT.search(answer)
    if ours is None or theirs is None or ours["name"] != theirs["name"]:
        return False
    place, other = ours["place"].strip(" $}"), theirs["place"].strip(" $}")
    return place != other and not _is_equal(reference=place, answer=other, options=options)


def _swap_labels(*, reference: str, answer: str, options: Options) -> bool:
    """Whether two listings with the same words give another value to one of them."""
    ours, theirs = _labelled(reference), _labelled(answer)
    if len(ours) < _TWO or ours.keys() != theirs.keys():
        return False
    return any(
        value != theirs[label]
        and not _is_equal(reference=value, answer=theirs[label], options=options)
        for label, value in ours.items()
    )


def _labelled(text: str) -> dict[str, str]:
    """The values of a listing by the words beside them; none if an item has no words of its own."""
    if len(text) > MAX_CHARS:
        return {}
    plain = " ".join(_UPRIGHT.sub(r" \1 ", _SIZES.sub("", text)).split())
    items = [_ITEM.fullmatch(part.strip()) for part in _parts(plain)]
    values = {_label(item): item["value"] for item in items if item is not None}
    return values if len(values) == len(items) and "" not in values else {}


def _parts(plain: str) -> Iterator[str]:
    """What commas, semicolons and `and` separate outside of brackets."""
    depth = start = 0
    for joint in _PARTS.finditer(plain):
        if joint[0] in _OPENING:
            depth += 1
        elif joint[0] in _CLOSING:
            depth -= 1
        elif depth == 0:
            yield plain[start : joint.start()]
            start = joint.end()
    yield plain[start:]


def _label(item: re.Match[str]) -> str:
    words = f"{item['before'] or ''} {item['behind'] or ''}".casefold().split()
    return " ".join(word for word in words if word not in _IDLE)


def _is_equal(*, reference: str, answer: str, options: Options) -> bool:
    """Whether two values are equal; those that cannot be told apart by themselves are."""
    try:
        node, other = read_answer(reference), read_answer(answer)
        return decide(reference=node, answer=other, options=options).equal is not False
    except MathError:
        return True

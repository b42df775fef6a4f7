r"""A list that an announcement leads to: all of its items are the answer, and none of them alone.

    The answers are:      Final Answer:      Answer: 41      **Part A:** 5      The answer is:
    1. 5                  * x = 5            42              **Part B:** 6      41
    2. 6                  * y = 6                                               or
                                                                                42

Items have one kind of mark, or are values on lines that directly follow one another. The mark is no
part of an item; what stands between two items is one of the first, for a reader to refuse.

Not covered: items of words without a mark, and lists in lists.
"""

import re

import msgspec

from verifier_service.checks.answers.prose.formulas import undressed
from verifier_service.checks.answers.prose.sentences import line_end
from verifier_service.verdict import Span

OPENERS = ("$$", "$", r"\(", r"\[")
_MAX_BETWEEN = 40  # lines that are looked at for the next item
_MAX_CLOSING_CHARS = 4_000  # of a text, in which the list is that ends it
_TWO = 2

_MARK = re.compile(
    r"""[ \t>]{0,12}[*_]{0,2}(?:
        (?P<bullet>[-−–•‣▪●*+])[ \t]{1,4}
      | [(（]?(?P<number>[0-9]{1,2})(?:[.．)）:][*_]{0,2}[ \t]{1,4}|、[ ]?)
      | [(（]?(?P<letter>[a-j])[.)）][ \t]{1,4}
      | (?:[Pp]art|[Qq]uestion|[Pp]roblem|Q)[ ]?[(]?(?P<part>[A-Ja-j1-9])[)]?[*_]{0,2}[:.)]
    )(?=[ \t*_]{0,8}[^\s*_])""",
    re.VERBOSE,
)
_NUMBER = r"[-−+]?[ ]?\\?[$€£]?[0-9][0-9.,/]{0,30}(?:\\?%|°)?"
_PLAIN = rf"(?:{_NUMBER}(?:[ ][^\W\d_]{{1,15}})?|\(?[A-J]\)?)"
_VALUE = rf"""(?:{_PLAIN} | \$\$?[^$\n]{{1,200}}\$\$? | \\\([^\n]{{1,200}}?\\\)
    | \\\[[^\n]{{1,200}}?\\\] | [^\W\d_](?:_?[0-9])?[ ]?[=≈][ ]?{_NUMBER})"""
OR = r"(?:or|and|oder|und|ou|et|o|y|e|或者?|和|また?は|또는|или|и)"
_ENDS = rf"[ \t*_`]{{0,8}}(?:[,;.，；。、]|[,;]?[ ]{OR})?[ \t*_`\r]{{0,8}}"
# Before a value on its line: `or 6`, `**or** 6`, `(or 6)`, and in languages without spaces `或6`.
_LED = rf"""(?:[(（]?(?:(?:{OR}|also)[*_]{{0,2}}[:,]?[ ](?:maybe[ ]|perhaps[ ])?
    |(?:或者?|和|また?は|もしくは|또는)[:：,，、]?)[*_]{{0,2}})"""
_VALUE_LINE = re.compile(rf"[ \t*_`>]{{0,12}}{_LED}?{_VALUE}[)）]?{_ENDS}", re.VERBOSE)
_LEAD = re.compile(rf"[ \t*_`>]{{0,12}}{_LED}(?={_VALUE})", re.VERBOSE)
_JOINT_LINE = re.compile(
    rf"[ \t*_`]{{0,8}}{OR}(?:[ ](?:maybe|perhaps|else))?[ \t*_`,:]{{0,8}}", re.IGNORECASE
)
_JOINED = re.compile(rf"(?:[,;，；、]|[ ]{OR})[ \t*_`\r]{{0,8}}\Z")
_LAST_OR = re.compile(rf"[,;]?[ ]{OR}\Z")
# A list in the field of an object: `["5", "6"]`.
_QUOTED = r"""\s?(?:"[^"\\\n]{1,80}+"|'[^'\\\n]{1,80}+')\s?"""
_QUOTED_LIST = re.compile(rf"\[{_QUOTED}(?:,{_QUOTED})++\]")
_QUOTED_ITEM = re.compile(r"""(["'])([^"'\n]++)\1""")
_ANSWERS = re.compile(
    r"""answers?|solutions?|roots?|antwort|lösung|respuesta|solucion|réponse|racine
      |resposta|soluç|risposta|risposte|soluzion|ответ|решени|корни|答|解|정답|해""",
    re.VERBOSE | re.IGNORECASE,
)
_DENIED = re.compile(
    r"""\b(?:wrong|incorrect|false|not|never|no|excluded|eliminated|rejected|impossible|extraneous
      |falsch|nicht|incorrect|fals|erróne|faux|fausse|sbagliat|errad|неверн|неправ)|n['’]t\b|[错錯不非]""",
    re.VERBOSE | re.IGNORECASE,
)


# A remark behind a list that all of its items are right.
_CONFIRMED = re.compile(
    r"""[*_]*+(?:[Bb]oth|[Aa]ll)(?:[ ](?:of[ ])?(?:the[ ]|these[ ]|them)?\w{0,9}){0,2}?
    [ ](?:check[ ]out|work|hold|fit|(?:are|is)[ ](?:valid|correct|right|solutions|real)
      |satisfy[ ](?:the|it|both|all)(?:[ ][a-z]+){0,3})[.!]?[*_\s]*+""",
    re.VERBOSE,
)


class ListedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The items of a list, two or more, and the place of all of them."""

    span: Span
    items: tuple[str, ...]


class _Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    start: int
    end: int
    is_behind_blank: bool


def behind_mark(text: str, start: int, end: int) -> int:
    """Where an item begins whose mark stands at `start`; `start` if no mark does.

    A number is a mark where it is the first, or where a value is all that stands behind it.
    """
    mark = _MARK.match(text, start, end)
    if mark is None or mark["letter"] or mark["part"]:
        return start
    if mark["number"] and int(mark["number"]) != 1:
        is_value = _VALUE_LINE.fullmatch(text, mark.end(), line_end(text, mark.end(), end))
        return mark.end() if is_value else start
    return mark.end()


def list_from(text: str, answer: Span, end: int) -> ListedAnswer | None:
    """The list whose first item an answer is; None if it is no item, or the only one."""
    if text.startswith("[", answer.start) and _QUOTED_LIST.fullmatch(
        text, answer.start, answer.end
    ):
        found = _QUOTED_ITEM.finditer(text, answer.start, answer.end)
        return ListedAnswer(span=answer, items=tuple(one[2].strip() for one in found))
    first = text.rfind("\n", 0, answer.start) + 1
    last = line_end(text, answer.end, end)
    if last == end:
        return None
    mark = _MARK.match(text, first, last)
    if mark is not None and text[mark.end() : answer.start].strip(" \t*_$([\\"):
        mark = None
    if mark is not None:
        return _marked(text, mark, last, end)
    return _bare(text, answer.start, last, end)


def list_of_lines(text: str, whole: Span) -> ListedAnswer | None:
    """The values that are all the lines of a part; None if others are, or fewer than two."""
    if text.find("\n", whole.start, whole.end) < 0:
        return None
    lines = [one for one in _lines(text, whole.start, whole.end) if one.end > one.start]
    if len(lines) < _TWO or len(lines) > _MAX_BETWEEN:
        return None
    spans: list[Span] = []
    for line in lines:
        if _JOINT_LINE.fullmatch(text, line.start, line.end):
            continue
        mark = _MARK.match(text, line.start, line.end)
        start = line.start if mark is None else mark.end()
        if not _VALUE_LINE.fullmatch(text, start, line.end):
            return None
        spans.append(Span(start=start, end=line.end))
    return _listed(text, spans)


def closing_list(text: str, answer: Span, region: Span) -> ListedAnswer | None:
    """The list of values that ends a text and holds an answer, under a line with a colon."""
    floor = max(region.start, region.end - _MAX_CLOSING_CHARS)
    if text.find("\n", floor, answer.start) < 0:
        return None
    lines = [one for one in _lines(text, floor, region.end) if one.end > one.start]
    if len(lines) > _TWO and _CONFIRMED.fullmatch(text, lines[-1].start, lines[-1].end):
        lines.pop()
    count = 0
    for line in reversed(lines):
        if count and _JOINT_LINE.fullmatch(text, line.start, line.end):
            count += 1
            continue
        mark = _MARK.match(text, line.start, line.end)
        start = line.start if mark is None else mark.end()
        if not _VALUE_LINE.fullmatch(text, start, line.end):
            break
        count += 1
    if count < _TWO or count == len(lines):
        return None
    head, first = lines[-count - 1], lines[-count]
    words = text[head.start : head.end].rstrip(" \t*_\r")
    is_led = words.endswith((":", "：")) and _ANSWERS.search(words) and not _DENIED.search(words)
    if not is_led or answer.start < first.start:
        return None
    mark = _MARK.match(text, first.start, first.end)
    if mark is not None:
        return _marked(text, mark, first.end, region.end)
    return _bare(text, first.start, first.end, region.end)


def _lines(text: str, start: int, end: int) -> list[_Line]:
    """The lines from `start` on, without those that are blank."""
    lines: list[_Line] = []
    is_behind_blank = False
    while start <= end:
        stop = line_end(text, start, end)
        if text[start:stop].strip():
            lines.append(_Line(start=start, end=stop, is_behind_blank=is_behind_blank))
        is_behind_blank = not text[start:stop].strip()
        start = stop + 1
    return lines


def _marked(text: str, mark: re.Match[str], last: int, end: int) -> ListedAnswer | None:
    """The items with marks of one kind, from the first of them on."""
    kind, name = str(mark.lastgroup), str(mark[str(mark.lastgroup)])
    spans = [Span(start=mark.end(), end=last)]
    is_over, passed = False, 0
    start = last + 1
    while start <= end and passed <= _MAX_BETWEEN:
        stop = line_end(text, start, end)
        following = _MARK.match(text, start, stop)
        if following is not None and _follows(following, kind, name) and not is_over:
            name = str(following[kind])
            # What stands between is part of the item before, unless nothing does.
            between = text[spans[-1].end : start]
            if between.strip():
                spans[-1] = Span(start=spans[-1].start, end=start)
            spans.append(Span(start=following.end(), end=stop))
            passed = 0
        elif following is not None and following.lastgroup == kind == "number":
            break
        else:
            passed += 1
            is_blank = not text[start:stop].strip()
            is_paragraph = not is_blank and not text[start - 2 : start - 1].strip()
            is_over = is_over or (kind == "bullet" and is_paragraph)
        start = stop + 1
    return _listed(text, spans)


def _follows(mark: re.Match[str], kind: str, name: str) -> bool:
    """Whether a mark is of the kind, and the next one where that has an order."""
    if mark.lastgroup != kind:
        return False
    if kind == "bullet":
        return str(mark[kind]) == name
    if kind == "number":
        return int(mark[kind]) > int(name)
    return ord(mark[kind]) == ord(name) + 1


def _bare(text: str, start: int, last: int, end: int) -> ListedAnswer | None:
    """The values on lines that directly follow one another, or that a line with `or` joins."""
    start -= next((len(one) for one in OPENERS if text.endswith(one, 0, start)), 0)
    if not _VALUE_LINE.fullmatch(text, start, last):
        return None
    spans = [Span(start=start, end=last)]
    place, is_joined = last + 1, _JOINED.search(text[max(start, last - 20) : last]) is not None
    while place <= end:
        stop = line_end(text, place, end)
        is_blank = not text[place:stop].strip()
        if _JOINT_LINE.fullmatch(text, place, stop):
            is_joined = True
        elif is_blank:
            following = text.find("\n", stop + 1, end)
            following = end if following < 0 else following
            if not is_joined and not _JOINT_LINE.fullmatch(text, stop + 1, following):
                break
        else:
            mark = _MARK.match(text, place, stop)
            first = mark.end() if mark is not None and mark["bullet"] else place
            if not _VALUE_LINE.fullmatch(text, first, stop):
                break
            spans.append(Span(start=first, end=stop))
            is_joined = _JOINED.search(text[max(first, stop - 20) : stop]) is not None
        place = stop + 1
    return _listed(text, spans)


def _listed(text: str, spans: list[Span]) -> ListedAnswer | None:
    if len(spans) < _TWO:
        return None
    whole = undressed(text, spans[0].start, spans[-1].end)
    return ListedAnswer(span=whole, items=tuple(_item(text, one) for one in spans))


def _item(text: str, span: Span) -> str:
    """What an item says, without its dress and the word that joins the next one."""
    lead = _LEAD.match(text, span.start, span.end)
    inner = undressed(text, span.start if lead is None else lead.end(), span.end)
    if lead is not None and "(" in lead[0].replace("（", "("):
        inner = undressed(text, inner.start, inner.end - text.endswith((")", "）"), 0, inner.end))
    joint = _LAST_OR.search(text[max(inner.start, inner.end - 20) : inner.end])
    if joint is not None:
        inner = undressed(text, inner.start, inner.end - len(joint[0]))
    return text[inner.start : inner.end]

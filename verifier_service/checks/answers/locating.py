"""The door of this package: markers in, the answer and its place out."""

import re
from collections.abc import Callable

import msgspec

from verifier_service.checks.answers.announced.conditions import with_condition
from verifier_service.checks.answers.announced.displays import displayed_list, with_rest
from verifier_service.checks.answers.announced.lists import (
    ListedAnswer,
    closing_list,
    list_from,
    list_of_lines,
)
from verifier_service.checks.answers.announced.phrases import find_phrase
from verifier_service.checks.answers.announced.rivals import rivals, rivals_behind, without_contrast
from verifier_service.checks.answers.denying import denials, retractions
from verifier_service.checks.answers.denying.hollow_fronts import is_hollow
from verifier_service.checks.answers.marked.between_boxes import are_contested
from verifier_service.checks.answers.marked.boxes import SHARED_BY_BOXES, find_boxes
from verifier_service.checks.answers.marked.marks import other_marks
from verifier_service.checks.answers.marked.tags import (
    find_hashes,
    find_line,
    find_published,
    find_tag,
    start_of_hashes,
)
from verifier_service.checks.answers.marked.touching import (
    denied_start,
    is_bare_tag,
    span_with_touching,
    stands_alone,
)
from verifier_service.checks.answers.markers import AnswerMarker
from verifier_service.checks.answers.options.beside_texts import letters_beside
from verifier_service.checks.answers.options.leading import (
    find_closing_letter,
    find_leading_letter,
    find_leading_verdict,
    find_lone_number,
)
from verifier_service.checks.answers.options.stated import find_stated_letter
from verifier_service.checks.answers.prose.formulas import undressed
from verifier_service.checks.answers.prose.joints import ALTERNATIVE
from verifier_service.checks.answers.prose.sentences import line_end, sentence_end
from verifier_service.checks.answers.prose.tex_spaces import stripped
from verifier_service.checks.answers.thinking import answer_region
from verifier_service.checks.answers.unmarked.last import find_last
from verifier_service.verdict import Span


class Located(msgspec.Struct, frozen=True, kw_only=True):
    r"""An answer: `completion[start:end] == text`, with no white space around it.

    `others` are for BOXED the texts of the other boxes that are not empty, in the order of
    the completion, of more than 32 the last ones; of nested boxes the inner one counts alone. And
    for BOXED, TAG and PHRASE what is offered instead behind the answer, as in `\boxed{42} or 0`;
    for PHRASE what is announced with it or is its reason, as in `The answer is 5 as it is 6`.
    `items` are those of a list, two or more, that is the answer as a whole and all in `text`.
    `is_contested` if of several boxes one is taken back or offered for another: they are no list.
    """

    marker: AnswerMarker
    text: str
    start: int
    end: int
    others: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    is_contested: bool = False

    @property
    def span(self) -> Span:
        """The place, as a verdict holds it."""
        return Span(start=self.start, end=self.end)


def locate(completion: str, markers: tuple[AnswerMarker, ...]) -> Located | None:
    """What the first marker finds that finds anything; None if none does.

    A marker with nothing but white space counts as not found.
    """
    region = answer_region(completion)
    for marker in markers:
        if marker is _BOXED:
            located = _boxed(completion, region)
        else:
            span, listed = _FINDERS[marker](completion, region), None
            if span is not None and marker in _LEADING_TO_LISTS:
                listed = _listed(marker, completion, region, span)
                if listed is not None and marker is not AnswerMarker.TAG:
                    return listed
            if span is not None and marker is _PHRASE:
                return _announced(completion, region, span)
            if span is not None and marker is _LAST:
                span = with_condition(completion, region, span)
            located = None if span is None else listed or _located(marker, completion, span)
        if located is not None:
            located = _with_alternative(located, completion, region)
            return _with_other_marks(located, completion, region, markers)
    return None


def _listed(marker: AnswerMarker, completion: str, region: Span, answer: Span) -> Located | None:
    """The list that an answer is an item of; None if it is none."""
    found: ListedAnswer | None
    if marker is _LAST:
        found = closing_list(completion, answer, region)
    elif marker is AnswerMarker.TAG:
        found = list_of_lines(completion, answer)
    else:
        found = list_from(completion, answer, region.end)
        found = found or displayed_list(completion, answer, region.end)
    if found is None:
        return None
    located = _located(marker, completion, found.span)
    return None if located is None else msgspec.structs.replace(located, items=found.items)


def _with_other_marks(
    located: Located, completion: str, region: Span, markers: tuple[AnswerMarker, ...]
) -> Located:
    """The same with what another mark holds among the others; see `other_marks`."""
    if located.marker not in _MARKED:
        return located
    spans: list[Span | None] = []
    for one, sign in _SIGNS.items():
        if sign in completion and one in markers and one is not located.marker:
            spans.append(_FINDERS[one](completion, region))
    least = _LEAST_ANNOUNCED.get(located.marker, len(completion))
    if region.end - located.end >= least and _PHRASE in markers:
        spans.append(find_phrase(completion, Span(start=located.end, end=region.end)))
    if not spans and completion.find(SHARED_BY_BOXES, located.end, region.end) < 0:
        return located
    others = other_marks(completion, region, located.span, spans)
    return (
        msgspec.structs.replace(located, others=(*located.others, *others)) if others else located
    )


def with_context(completion: str, located: Located) -> Located:
    r"""The same with what touches its box or tag, as in `-\boxed{42}`, or takes it back."""
    if located.marker in _STATED and is_hollow(completion, located.start):
        return _with_front(located, completion)
    is_boxed = located.marker is _BOXED
    if is_boxed and stands_alone(completion, located.start, located.end):
        return located
    content = located.span
    if is_boxed:
        span = span_with_touching(completion, content)
    elif located.marker is _TAG:
        is_bare = is_bare_tag(completion, content.start, content.end)
        span = None if is_bare else span_with_touching(completion, content, in_tag=True)
    elif located.marker in _TAKEN_BACK:
        mark = start_of_hashes(completion, content.start)
        span = _taken_back(completion, content, mark)
        if span is not None and (behind := completion[content.end : span.end].strip(" .,;!")):
            located = msgspec.structs.replace(located, others=(*located.others, behind))
    else:
        return located
    if span is None:
        return located
    found = _located(located.marker, completion, span, located.others)
    if found is None:
        return located
    return msgspec.structs.replace(found, is_contested=located.is_contested)


def with_letters_beside(completion: str, located: Located, *, asked: set[str]) -> Located:
    """The text of an option with the letters of others that stand beside it among the others."""
    found = letters_beside(completion, answer_region(completion), located.span)
    others = tuple(one for one in found if one not in asked)
    if not others:
        return located
    others = (*located.others, *others)
    return msgspec.structs.replace(located, others=others, is_contested=True)


def _with_front(located: Located, completion: str) -> Located:
    """The answer with the words in front of it that make it none, and these among the others."""
    start = completion.rfind("\n", 0, max(0, completion.rfind("\n", 0, located.start))) + 1
    start = max(start, located.start - _LONGEST_FRONT)
    text = completion[start : located.end].lstrip()
    front = completion[start : located.start].strip()
    return msgspec.structs.replace(
        located, text=text, start=located.end - len(text), others=(*located.others, front)
    )


def _taken_back(completion: str, content: Span, mark: int) -> Span | None:
    """An announced answer with what says before or behind it that it is none; None without it."""
    start = retractions.start(completion, 0, mark)
    if mark < content.start:  # of hashes
        start = min(start, denied_start(completion, mark))
    start = content.start if start == mark else start
    stop = denials.taken_back(completion, content.end, len(completion))
    stop = max(stop, _end_of_dotted(completion, content))
    is_changed = start < content.start or stop > content.end
    return Span(start=start, end=stop) if is_changed else None


def _end_of_dotted(completion: str, content: Span) -> int:
    """Where a number ends that dots set off with a space join to an announced one: `42 .. 57`."""
    place = content.start + len(completion[content.start : content.end].rstrip(" .。"))
    dotted = _DOTTED.match(completion, place)
    return content.end if dotted is None else dotted.end()


def locate_behind(completion: str, located: Located) -> Located | None:
    """What a sentence behind an answer announces as the answer; None if none does."""
    end = answer_region(completion).end
    span = find_phrase(completion, Span(start=located.end, end=end)) if located.end < end else None
    return None if span is None else _located(AnswerMarker.PHRASE, completion, span)


def locate_leading(completion: str, *, is_numbered: bool) -> Located | None:
    """The option in the first line of a completion that names no other; None if there is none."""
    region = answer_region(completion)
    find = find_lone_number if is_numbered else find_leading_letter
    span = find(completion, region)
    return None if span is None else _located(AnswerMarker.LAST, completion, span)


def locate_closing(completion: str) -> Located | None:
    """The option that the last sentence states, or that alone is named in brackets; or None."""
    region = answer_region(completion)
    span = find_stated_letter(completion, region) or find_closing_letter(completion, region)
    return None if span is None else _located(AnswerMarker.LAST, completion, span)


def locate_verdict(completion: str) -> Located | None:
    """All of a short completion that begins with yes or no; None if it does not."""
    span = find_leading_verdict(completion, answer_region(completion))
    return None if span is None else _located(AnswerMarker.LAST, completion, span)


def _announced(completion: str, region: Span, span: Span) -> Located | None:
    """What is announced, with what is announced or offered beside it among the others."""
    others = rivals(completion, region, span)
    whole = with_rest(completion, span, region.end)
    span = whole if whole != span else without_contrast(completion, span)
    span = with_condition(completion, region, span)
    located = _located(AnswerMarker.PHRASE, completion, span, others)
    return None if located is None else _with_alternative(located, completion, region)


def _with_alternative(located: Located, completion: str, region: Span) -> Located:
    """The same with what `or` offers behind it among the others."""
    end = located.end
    behind = region.end - end
    if behind < _LEAST_BEHIND.get(located.marker, len(completion)):
        is_letter = behind == len("} D") and completion[region.end - 1].isalpha()
        if located.marker is not _BOXED or not is_letter:
            return located
    if located.marker is _TAG:
        end = completion.find(">", end) + 1
    is_box = located.marker is _BOXED
    mark_end = end if located.marker in _ENDING_BEHIND else None
    others = rivals_behind(completion, region, located.span, mark_end=mark_end, is_box=is_box)
    if others:
        return msgspec.structs.replace(located, others=(*located.others, *others))
    joint = ALTERNATIVE.match(completion, end, region.end)
    if joint is None:
        return located
    stop = sentence_end(completion, joint.end(), line_end(completion, joint.end(), region.end))
    span = undressed(completion, joint.end(), stop)
    other = completion[span.start : span.end]
    return msgspec.structs.replace(located, others=(*located.others, other)) if other else located


def _boxed(completion: str, region: Span) -> Located | None:
    """The last box that holds something: an empty one takes nothing back."""
    boxes = find_boxes(completion, region)
    if boxes is None:
        return None
    if not boxes.others:
        return _located(_BOXED, completion, boxes.last)
    filled = [box for box in (*boxes.others, boxes.last) if completion[box.start : box.end].strip()]
    if not filled:
        return None
    others = tuple(completion[box.start : box.end].strip() for box in filled[:-1])
    located = _located(_BOXED, completion, filled[-1], others)
    if located is None or set(others) <= {located.text}:
        return located
    is_contested = are_contested(completion, region, filled)
    return msgspec.structs.replace(located, is_contested=is_contested)


def _located(
    marker: AnswerMarker, completion: str, span: Span, others: tuple[str, ...] = ()
) -> Located | None:
    part = completion[span.start : span.end]
    text = stripped(part)
    if not text:
        return None
    start = span.start if len(text) == len(part) else span.start + part.index(text)
    return Located(marker=marker, text=text, start=start, end=start + len(text), others=others)


def _whole(_completion: str, region: Span) -> Span:
    return region


_DOTTED = re.compile(
    r"(?<=[0-9])[ ]?(?:\.\.++[ ]?[-−]?[0-9]++"
    r"|(?<=[ ])[.。·][ ][-−]?[0-9]++(?=[.!。]?\s*+(?:\Z|\n)))"
)
# Names of the module are found faster than members of an enum.
_BOXED, _TAG, _PHRASE = AnswerMarker.BOXED, AnswerMarker.TAG, AnswerMarker.PHRASE
_LAST = AnswerMarker.LAST
_MARKED = frozenset((_BOXED, AnswerMarker.TAG, AnswerMarker.HASHES))
# A sign of each mark that most texts do not hold; to look for one character costs least.
_SIGNS = {AnswerMarker.TAG: "<", AnswerMarker.HASHES: "#"}
# The length of the shortest announcement of another answer behind these marks.
_LEAST_ANNOUNCED = {AnswerMarker.TAG: len("</answer>A:1"), AnswerMarker.HASHES: len("\nA:1")}
_LEADING_TO_LISTS = frozenset((_PHRASE, AnswerMarker.HASHES, AnswerMarker.TAG, _LAST))
_TAKEN_BACK = frozenset((_PHRASE, AnswerMarker.HASHES))
_STATED = frozenset((_BOXED, AnswerMarker.HASHES, _PHRASE, _LAST))
_ENDING_BEHIND = frozenset((AnswerMarker.TAG, AnswerMarker.HASHES))  # what they hold
_LONGEST_FRONT = 160
# The length of the shortest alternative behind an answer; what the others mark has none, since it
# ends with its line or the text.
_LEAST_BEHIND = {
    AnswerMarker.HASHES: len("\n48"),
    _BOXED: len("}, 0"),
    _TAG: len("</answer>or 0"),
    _PHRASE: len("or 0"),
}
_FINDERS: dict[AnswerMarker, Callable[[str, Span], Span | None]] = {
    AnswerMarker.TAG: find_tag,
    AnswerMarker.HASHES: find_hashes,
    AnswerMarker.LINE: find_line,
    AnswerMarker.TEXT: _whole,
    AnswerMarker.PHRASE: find_phrase,
    AnswerMarker.LAST: find_last,
    AnswerMarker.PUBLISHED: find_published,
}

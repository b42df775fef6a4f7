r"""Answers announced in words: `the answer is 42`, `答案是 42`, `### Final Answer`.

The announcement that stands last counts. What is taken is the rest of its sentence or line,
and where nothing stands on that line, the next line that holds something; of a displayed
formula there, all of its lines. "The answer is not 5" says `not 5`, for the reader to refuse.

Passed over for the one before are an announcement with nothing but white space behind it,
and one that begins an explanation: `A: Let us think step by step.` with more text behind.

Each place in the text is looked at once for each announcement: the search goes from the
end, and what a pattern reads is bounded by the next place of its kind.

Not covered: whether the sentence is a question, a quotation or about another's answer.
"""

import re

from verifier_service.checks.answers.announced.announcements import ANNOUNCEMENTS, Announcement
from verifier_service.checks.answers.announced.lists import behind_mark
from verifier_service.checks.answers.announced.option_announcements import OPTION_ANNOUNCEMENTS
from verifier_service.checks.answers.prose.formulas import display_at, undressed
from verifier_service.checks.answers.prose.sentences import line_end, sentence_end
from verifier_service.verdict import Span

_LONGEST_COPULA = 8
_LONGEST_HEADING = 60
_BEFORE_HEADING = re.compile(
    r"""[\s>\d.)]*+
    (?: (?:\#|\*\*).*+ | (?:(?:the|my|our|your)[ ])?+(?:final[ ]|correct[ ])?+ \w?+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LEADING = re.compile(r"""[\s*_`:：=}"“,，、]*+""")
_LIST_MARK = re.compile(r"(?:[•>]|-(?=[ ][^\d\s]))[ ]")
# The first of several items on the line of the announcement; its number is no answer.
_NUMBERED = re.compile(r"1[.)][ ](?=[^\n]{1,200}[\s,;]2[.)][ ])")
_EXPLANATION = re.compile(
    r"""(?: let['’]?s | let[ ]us | first | to[ ](?:find|solve|determine|calculate|answer|get) | we
        | step | here | given | start | sure | okay | i | in[ ]order )(?:[ ,]++[\w'’]++){3}
    | 首先 | 让我们 | 我们 | 解[：:]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_EXPLANATION = 300
# A sentence of words at the beginning of a quotation, as a JSON object holds a whole solution.
_LONG_SENTENCE = re.compile(r"[A-Z](?:[^\s\d$\\]*+\s){4}(?:[^\s]++\s){4}")
_ANOTHER_SENTENCE = re.compile(r"[.]\s++[A-Z][^\n\"]*+\"")
_OPTION_LINE = re.compile(r"[*_(]*+[A-J](?:[).:：、．]|[*_)]*+(?:\n|\Z))")
_WORD_AND_LETTER = re.compile(r"[*_]*+(?:[Oo]ption|[Cc]hoice)[ _]\(?[A-J]\)?[*_.]*+[ ]*+(?:\n|\Z)")
_VALUE = re.compile(r"[\d$\\]")
_SOMETHING = re.compile(r"\S")
_CLOSERS = {"}": "{", "$": "$", r"\)": r"\(", r"\]": r"\[", '"': '"', "”": "“"}
_ANY_CLOSER = tuple(_CLOSERS)
_BARE = re.compile(r"[*_$]*+[-−+]?[0-9][0-9.,/]*+%?[*_$]*+\)")


def find_phrase(text: str, region: Span) -> Span | None:
    """What the last announcement in a region announces; None if there is none."""
    best: Span | None = None
    start = region.start
    for announcement in _ASCII if text.isascii() else _ALL:
        place = text.rfind(announcement.core, start, region.end)
        while place >= 0:
            content = _announced(text, place, region, announcement)
            if content is not None:
                best, start = content, place
                break
            place = text.rfind(announcement.core, start, place)
    return best


_ALL = (*ANNOUNCEMENTS, *OPTION_ANNOUNCEMENTS)
_ASCII = tuple(announcement for announcement in _ALL if announcement.core.isascii())


def _announced(text: str, place: int, region: Span, announcement: Announcement) -> Span | None:
    """What is announced where the core of an announcement stands; None if nothing is."""
    match = announcement.pattern.match(text, place, region.end)
    if match is None:
        return None
    if match.lastgroup == "heading" and not _begins_line(text, place, region.start):
        return None
    if match.lastgroup in {"answer", "option"}:
        return _nonempty(undressed(text, *match.span(match.lastgroup)))
    if announcement.unless and announcement.unless.match(text, match.end(), region.end):
        return None
    content = _content(text, match.end(), region.end)
    if content is None or announcement.copula is None:
        return content
    tail = text[max(content.start, content.end - _LONGEST_COPULA) : content.end]
    copula = announcement.copula.search(tail)
    shorter = content.end - (len(tail) - copula.start() if copula else 0)
    return undressed(text, content.start, shorter) if shorter > content.start else content


def _begins_line(text: str, place: int, start: int) -> bool:
    """Whether only a heading's marks and words stand before `place` on its line."""
    before = text[max(start, place - _LONGEST_HEADING) : place]
    line = before.rpartition("\n")[2]
    is_whole = len(line) < len(before) or place - start <= _LONGEST_HEADING
    return is_whole and _BEFORE_HEADING.fullmatch(line) is not None


def _content(text: str, start: int, end: int) -> Span | None:
    """The rest of the sentence from `start` on, or the next line that holds something."""
    leading = _LEADING.match(text, start, end)
    first = leading.end() if leading else start
    if first == end:
        return None
    display = display_at(text, first, end)
    if display is not None:
        return _nonempty(undressed(text, display.start, display.end))
    if "\n" in text[start:first]:
        first = _behind_list_mark(text, first, end)
    last = line_end(text, first, end)
    if _explains(text, first, last, end):
        return None
    is_numbered = _NUMBERED.match(text, first, end) is not None
    stop = last if is_numbered else sentence_end(text, first, last)
    if text.endswith('"', start, first) and _is_solution(text, first, stop, last):
        return None
    is_listed = "\n" in text[start:first] and _OPTION_LINE.match(text, first, last)
    if is_listed or _WORD_AND_LETTER.match(text, first, last):
        stop = _end_of_options(text, stop, last, end)
    return _nonempty(_without_stray_closers(text, undressed(text, first, stop)))


def _behind_list_mark(text: str, first: int, end: int) -> int:
    """Where the first item of a list begins; the line's beginning without a mark."""
    list_mark = _LIST_MARK.match(text, first, end)
    return behind_mark(text, first, end) if list_mark is None else list_mark.end()


def _is_solution(text: str, start: int, stop: int, last: int) -> bool:
    """Whether a quotation holds several sentences, of which the last value counts."""
    is_long = _LONG_SENTENCE.match(text, start, stop) is not None
    return is_long and _ANOTHER_SENTENCE.match(text, stop, last) is not None


def _end_of_options(text: str, stop: int, last: int, end: int) -> int:
    """Where a second option ends that stands on the next line: of two none is the answer."""
    following = _SOMETHING.search(text, last, end)
    if following is None:
        return stop
    place = following.start()
    is_option = _OPTION_LINE.match(text, place, end) or _WORD_AND_LETTER.match(text, place, end)
    return line_end(text, place, end) if is_option else stop


def _explains(text: str, start: int, last: int, end: int) -> bool:
    """Whether an explanation begins at `start`: a sentence without a value, and more behind it."""
    if not text[start : start + 1].isalpha() or not _EXPLANATION.match(text, start, last):
        return False
    # Bounded, so that of many announcements on one line not each is read to the line's end.
    stop = sentence_end(text, start, min(last, start + _LONGEST_EXPLANATION))
    is_vague = _VALUE.search(text, start, stop) is None
    return is_vague and _SOMETHING.search(text, stop + 1, end) is not None


def _nonempty(span: Span) -> Span | None:
    return span if span.end > span.start else None


def _without_stray_closers(text: str, span: Span) -> Span:
    r"""The span without closers at its end that close what began before it, as in `\text{is 7}`."""
    if text.endswith("$'", span.start, span.end):  # a quotation mark, and no derivative
        return undressed(text, span.start, span.end - 1)
    if text.endswith(")", span.start, span.end) and _BARE.fullmatch(text, span.start, span.end):
        return undressed(text, span.start, span.end - 1)  # `(Answer: 42)`
    if not text.endswith(_ANY_CLOSER, span.start, span.end):
        return span
    for closer, opener in _CLOSERS.items():
        part = text[span.start : span.end]
        if not part.endswith(closer):
            continue
        rest = part.removesuffix(closer)
        opened, closed = rest.count(opener), rest.count(closer)
        if opened % 2 == 0 if opener == closer else opened <= closed:
            span = undressed(text, span.start, span.end - len(closer))
    return span

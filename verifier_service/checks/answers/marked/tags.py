"""Answers behind marks that prompts ask for: an answer tag, `####`, a line of their own.

`<final_answer>` and `<final>` are tags of an answer, too, where no `<answer>` opens behind them.

Not covered: tags with attributes.
"""

import re

from verifier_service.checks.answers.prose.sentences import line_end
from verifier_service.verdict import Span

_OPENING_TAG = "<answer>"
_CLOSING_TAG = "</answer>"
_OTHER_OPENING_TAGS = ("<Answer>", "<ANSWER>")
_OTHER_CLOSING_TAGS = ("</Answer>", "</ANSWER>")
_FINAL = re.compile(r"<final(?:[_ -]?answer)?>", re.IGNORECASE)
_FINAL_BEGINNINGS = ("<final", "<Final", "<FINAL")
_HASHES = "####"
_BEFORE_A_MARK = frozenset("\n#")  # where it begins its line
_WORDS = re.compile(r"[#\s*_]*+[^\W\d_]{2}")
_SOMETHING = re.compile(r"\S")
_ANSWER_LINE = re.compile(
    r"^[ \t*#]*+(?:a:|answer:|final[ ]answer:|the[ ]answer[ ]is\b:?+)(?P<rest>.*+)$",
    re.ASCII | re.IGNORECASE | re.MULTILINE,
)
_AROUND_A_LINE = "* \t\r"


def find_tag(text: str, region: Span) -> Span | None:
    """Between the last opening tag and the next closing one; none if that is missing."""
    first = text.find("<", region.start, region.end)  # one sign is found much faster than eight
    if first < 0:
        return None
    start = text.rfind(_OPENING_TAG, first, region.end)
    if text.find("<A", first, region.end) >= 0:
        others = [text.rfind(tag, region.start, region.end) for tag in _OTHER_OPENING_TAGS]
        start = max(start, *others)
    if any(text.find(tag, first, region.end) >= 0 for tag in _FINAL_BEGINNINGS):
        tags = list(_FINAL.finditer(text, max(first, start), region.end))
        if tags and (span := _in_tag(text, tags[-1], region)) is not None:
            return span
    if start < 0:
        return None
    start += len(_OPENING_TAG)
    end = text.find(_CLOSING_TAG, start, region.end)
    if text.find("</A", start, region.end) >= 0:
        ends = [text.find(tag, start, region.end) for tag in (_CLOSING_TAG, *_OTHER_CLOSING_TAGS)]
        end = min((one for one in ends if one >= 0), default=-1)
    return None if end < 0 else Span(start=start, end=end)


def find_published(text: str, _region: Span) -> Span:
    """Behind the last `<answer>`, up to the first `</answer>` there, of all text.

    Source: `extract_xml_answer` of the well-known GRPO notebooks, which splits the text at both.
    """
    opened = text.rfind(_OPENING_TAG)
    start = 0 if opened < 0 else opened + len(_OPENING_TAG)
    end = text.find(_CLOSING_TAG, start)
    return Span(start=start, end=len(text) if end < 0 else end)


def _in_tag(text: str, tag: re.Match[str], region: Span) -> Span | None:
    """From an opening tag to the next closing one of its name; None if that is missing."""
    end = text.find(f"</{tag[0][1:]}", tag.end(), region.end)
    return None if end < 0 else Span(start=tag.end(), end=end)


def find_hashes(text: str, region: Span) -> Span | None:
    """The rest of the line after the last `####`, one that begins its line before all others.

    Unless that line is a heading. It is one where words stand in it and text below it: models that
    write Markdown use headings of the fourth level.
    """
    if text.find("#", region.start, region.end) < 0:
        return None
    mark = text.rfind(_HASHES, region.start, region.end)
    if mark < 0:
        return None
    if mark > region.start and text[mark - 1] not in _BEFORE_A_MARK:  # perhaps prose about the mark
        found = _behind_hashes(text, _beginning_of_line(text, region), region)
        if found is not None and _SOMETHING.search(text, found.start, found.end):
            return found
    return _behind_hashes(text, mark, region)


def start_of_hashes(text: str, answer: int) -> int:
    """Where the hashes begin that an answer stands behind; there where it stands behind none."""
    mark = answer
    while mark and text[mark - 1] in " \t*_$":
        mark -= 1
    if not text.endswith(_HASHES, 0, mark):
        return answer
    while mark and text[mark - 1] == "#":
        mark -= 1
    return mark


def _beginning_of_line(text: str, region: Span) -> int:
    """Where the last `####` stands that begins a line, -1 without one."""
    mark = text.rfind("\n" + _HASHES, region.start, region.end)
    if mark >= 0:
        return mark + 1
    return region.start if text.startswith(_HASHES, region.start) else -1


def _behind_hashes(text: str, mark: int, region: Span) -> Span | None:
    """The rest of the line behind a mark; None for a heading, or without a mark."""
    if mark < 0:
        return None
    start = mark + len(_HASHES)
    while start < region.end and text[start] == "#":
        start += 1
    end = line_end(text, start, region.end)
    if _WORDS.match(text, start, end) and _SOMETHING.search(text, end, region.end):
        return None
    return Span(start=start, end=end)


def find_line(text: str, region: Span) -> Span | None:
    """The rest of the last line that begins as an answer does.

    Markdown around it is dropped: `**Answer:** 7` and `### Answer: 7` say 7.
    """
    last = None
    behind = text[region.start : region.end]  # so that what follows the reasoning begins a line
    for line in _ANSWER_LINE.finditer(behind):
        last = line
    if last is None:
        return None
    rest = last["rest"]
    end = region.start + last.end() - len(rest) + len(rest.rstrip(_AROUND_A_LINE))
    start = region.start + last.end() - len(rest.lstrip(_AROUND_A_LINE))
    return Span(start=min(start, end), end=end)

r"""Where in a completion the answer stands."""

from pathlib import Path
from string import digits

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.checks.answers import (
    AnswerMarker,
    Located,
    locate,
    no_answer,
    require_markers,
    with_context,
)
from verifier_service.checks.answers.announced.announcements import ANNOUNCEMENTS
from verifier_service.checks.answers.marked.boxes import MAX_OTHER_BOXES
from verifier_service.checks.answers.thinking import REASONING_TAGS
from verifier_service.verdict import Outcome

HOSTILE_CHARS = 256 * 1024
MARKS = [
    *("<answer>", "</answer>", "\\boxed{", "\\fbox{", "\\boxed ", "####", "Answer:", "A:"),
    *(
        "The answer is",
        "final answer",
        "答案是",
        "【答案】",
        "ответ",
        "정답은",
        "</think>",
        "<think>",
    ),
]
SIGNS = [
    *(
        "\\",
        "{",
        "}",
        "\n",
        "\n\n",
        " ",
        "7",
        "1,234.5",
        "-",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
    ),
    *(
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "|",
        "=",
        "+",
        "x",
        "or",
        "and",
        ",",
        ".",
        "。",
        "not",
        "*",
        "%",
    ),
    *("\\frac{1}{2}", "\\begin{align}", "\\end{align}", "1/2", "½", "٤", "cm", "\u00a0", "😀"),
]
# All but the one that reads a text as published.
BEHIND_REASONING = [marker for marker in AnswerMarker if marker is not AnswerMarker.PUBLISHED]
texts = st.lists(st.sampled_from(MARKS + SIGNS) | st.text(max_size=5), max_size=30).map("".join)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus; `others` are told where they matter."""

    source: str
    markers: tuple[AnswerMarker, ...]
    completion: str
    located: str | None
    others: tuple[str, ...] | None = None


CORPUS = Path(__file__).parent.parent / "corpus" / "answers.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


def text_of(located: Located | None) -> str | None:
    """The text that was located."""
    return None if located is None else located.text


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the answer it states, or none."""
    located = locate(case.completion, case.markers)
    assert text_of(located) == case.located
    if case.others is not None:
        assert located is not None
        assert located.others == case.others


def test_corpus_has_every_marker() -> None:
    """Each marker finds an answer in some case and none in another."""
    alone = [case for case in CASES if len(case.markers) == 1]
    assert {case.markers[0] for case in alone if case.located} == set(AnswerMarker)
    assert {case.markers[0] for case in alone if not case.located} == set(AnswerMarker)


@given(text=texts, markers=st.lists(st.sampled_from(AnswerMarker), max_size=7))
def test_answer_is_none_or_a_stripped_part_of_the_text(
    text: str, markers: list[AnswerMarker]
) -> None:
    """Whatever the text, an answer is where it says it is, not empty, and stripped."""
    located = locate(text, tuple(markers))
    if located is not None:
        assert located.marker in markers
        assert text[located.start : located.end] == located.text == located.text.strip() != ""
        assert (located.span.start, located.span.end) == (located.start, located.end)
        assert all(other in text and other == other.strip() != "" for other in located.others)


@given(text=texts, markers=st.permutations(list(AnswerMarker)))
def test_first_marker_that_finds_something_decides(text: str, markers: list[AnswerMarker]) -> None:
    """Several markers find what the first of them that finds anything finds alone."""
    alone = (locate(text, (marker,)) for marker in markers)
    assert locate(text, tuple(markers)) == next(filter(None, alone), None)


@given(thought=texts, text=texts, markers=st.lists(st.sampled_from(BEHIND_REASONING), max_size=7))
@pytest.mark.parametrize(("opener", "closer"), REASONING_TAGS)
def test_what_was_thought_changes_nothing(
    opener: str, closer: str, thought: str, text: str, markers: list[AnswerMarker]
) -> None:
    """Behind the tag that closes reasoning, an answer is the one of the text behind it alone."""
    completion = f"{opener}{thought}{closer}\n{text}"
    located = locate(completion, tuple(markers))
    alone = locate(f"\n{text}", tuple(markers))
    assert text_of(located) == text_of(alone)


@pytest.mark.parametrize("marker", BEHIND_REASONING)
@pytest.mark.parametrize(("opener", "closer"), REASONING_TAGS)
def test_an_answer_inside_the_thinking_is_none(
    opener: str, closer: str, marker: AnswerMarker
) -> None:
    """Whatever the model's tags, a thought holds no answer, neither closed nor cut off."""
    thought = "<answer>1</answer> \\boxed{1}\n#### 1\nAnswer: 1\nThe answer is 1"
    assert locate(thought, (marker,)) is not None
    for completion in (f"{opener}{thought}{closer}", f"a{closer} {opener}{thought}"):
        assert locate(completion, (marker,)) is None


@given(text=st.text(alphabet="a\\{}", max_size=30), tail=st.text(alphabet="a\\{", max_size=10))
def test_last_balanced_box_is_found(text: str, tail: str) -> None:
    """A box at the end is found whatever precedes it, and whatever opens behind it."""
    completion = f"{text} \\boxed{{x}} {tail}"
    assert text_of(locate(completion, (AnswerMarker.BOXED,))) == "x"


@given(
    contents=st.lists(
        st.recursive(st.sampled_from(["a", "\\}", "1"]), lambda inner: inner.map("{{{}}}".format)),
        min_size=1,
        max_size=6,
    )
)
def test_every_box_is_found_in_order(contents: list[str]) -> None:
    """Of boxes side by side the last is the answer and the others are told, however deep."""
    completion = " or ".join(f"\\boxed{{{content}}}" for content in contents)
    located = locate(completion, (AnswerMarker.BOXED,))
    assert located is not None
    assert [*located.others, located.text] == contents


def test_of_many_boxes_the_last_ones_are_told() -> None:
    """The number of boxes that are told has a bound, and those next to the answer count."""
    completion = "".join(f"\\boxed{{{n}}}" for n in range(100))
    located = locate(completion, (AnswerMarker.BOXED,))
    assert located is not None
    assert located.others == tuple(str(n) for n in range(99 - MAX_OTHER_BOXES, 99))


@pytest.mark.parametrize("core", [announcement.core for announcement in ANNOUNCEMENTS])
def test_every_announcement_is_in_the_corpus(core: str) -> None:
    """An announcement without a case in the corpus is not known to work."""
    found = [case for case in CASES if case.markers == (AnswerMarker.PHRASE,) and case.located]
    assert any(core in case.completion for case in found)


@given(value=st.integers(min_value=0, max_value=10**12), before=texts, tail=texts)
def test_a_number_is_never_taken_apart(value: int, before: str, tail: str) -> None:
    """LAST takes a number with all of its digits or not at all."""
    completion = f"{before}\n\nWe found in the end that it is {value} of them.\n\n{tail}"
    located = locate(completion, (AnswerMarker.LAST,))
    if located is not None:
        first, last = located.text[0], located.text[-1]
        assert not (first in digits and completion[: located.start].endswith(tuple(digits)))
        assert not (last in digits and completion[located.end :].startswith(tuple(digits)))


@pytest.mark.parametrize("marker", AnswerMarker)
@pytest.mark.parametrize(
    "piece",
    [
        *(
            *MARKS,
            *SIGNS,
            "\\boxed{}",
            "\\\\boxed{",
            "\\\\(",
            "\\boxed{1}",
            "{}",
            "\n ",
            "A:\n",
            "\n*",
        ),
        *("$1", "$a$", "answer is ", "answer is\n", "answer to ", "1, ", "(1,", "1 or ", "x=1, "),
        *("a + 1 ", "1 111 ", "**1** ", "(x ", "f(", "not 1 ", ". ", "because ", "\n####"),
        *("<answer></answer>", "\\begin{align}\\begin{matrix}", "[THINK]", "1 hour ", "####\na"),
        *(
            "\\frac{1}{",
            "\\left(",
            "\\text{",
            "^{",
            "~~",
            "<del>",
            "-->",
            "1, ",
            "or the answer is 1 ",
        ),
        *("answer: we think ", "answer: ;", "A: we think\n", "$18 ", "\\(a", "**", "\\boxed{{"),
    ],
)
def test_hostile_text_of_one_piece_is_read_once(piece: str, marker: AnswerMarker) -> None:
    """256 KiB of any piece is read in linear time; anything worse would hit the time limit."""
    text = piece * (HOSTILE_CHARS // len(piece))
    for completion in (text, f"\\boxed{{{text}", f"1 {text} so"):
        located = locate(completion, (marker,))
        if located is not None:
            located = with_context(completion, located)
            assert completion[located.start : located.end] == located.text


def test_no_answer_names_the_markers() -> None:
    """The verdict about a completion without an answer says where it was looked for."""
    verdict = no_answer((AnswerMarker.TAG, AnswerMarker.BOXED))
    assert verdict.outcome is Outcome.NO_ANSWER
    assert "tag, boxed" in verdict.detail


@pytest.mark.parametrize("markers", [(), (AnswerMarker.TAG, AnswerMarker.TAG)])
def test_markers_must_be_some_and_differ(markers: tuple[AnswerMarker, ...]) -> None:
    """A check refuses to look for nothing, or twice for one thing."""
    with pytest.raises(ValueError, match="markers must"):
        require_markers(markers)

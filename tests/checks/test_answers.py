"""Where in a completion the answer stands."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.checks.answers import AnswerMarker, locate, no_answer, require_markers
from verifier_service.verdict import Outcome

MEGABYTE = 1_000_000
PIECES = [
    "<answer>",
    "</answer>",
    "\\boxed{",
    "\\",
    "{",
    "}",
    "####",
    "\n",
    " ",
    "Answer:",
    "A:",
    "The answer is",
    "</think>",
    "</reasoning>",
    "7",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus."""

    source: str
    markers: tuple[AnswerMarker, ...]
    completion: str
    located: str | None


CORPUS = Path(__file__).parent.parent / "corpus" / "answers.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the answer it states, or none."""
    assert locate(case.completion, case.markers) == case.located


def test_corpus_has_every_marker() -> None:
    """Each marker finds an answer in some case and none in another."""
    alone = [case for case in CASES if len(case.markers) == 1]
    assert {case.markers[0] for case in alone if case.located} == set(AnswerMarker)
    assert {case.markers[0] for case in alone if not case.located} == set(AnswerMarker)


@given(text=texts, markers=st.lists(st.sampled_from(AnswerMarker), max_size=5))
def test_answer_is_none_or_a_stripped_part_of_the_text(
    text: str, markers: list[AnswerMarker]
) -> None:
    """Whatever the text, an answer is a part of it, not empty and without white space around."""
    located = locate(text, tuple(markers))
    assert located is None or (located in text and located and located == located.strip())


@given(text=texts, markers=st.permutations(list(AnswerMarker)))
def test_first_marker_that_finds_something_decides(text: str, markers: list[AnswerMarker]) -> None:
    """Several markers find what the first of them that finds anything finds alone."""
    alone = (locate(text, (marker,)) for marker in markers)
    assert locate(text, tuple(markers)) == next(filter(None, alone), None)


@given(text=st.text(alphabet="a\\{}", max_size=30), tail=st.text(alphabet="a\\{", max_size=10))
def test_last_balanced_box_is_found(text: str, tail: str) -> None:
    """A box at the end is found whatever precedes it, and whatever opens behind it."""
    completion = f"{text} \\boxed{{x}} {tail}"
    assert locate(completion, (AnswerMarker.BOXED,)) == "x"


@pytest.mark.parametrize("marker", AnswerMarker)
@pytest.mark.parametrize(
    "piece", [*PIECES, "\\boxed{}", "{}", "*", "\n ", "A:\n", "\n*", "<answer></answer>"]
)
def test_megabyte_of_one_piece_is_read_once(piece: str, marker: AnswerMarker) -> None:
    """A megabyte of any marker is read in linear time; anything worse would hit the time limit."""
    text = piece * (MEGABYTE // len(piece))
    located = locate(f"\\boxed{{{text}", (marker,))
    assert located is None or len(located) <= MEGABYTE + len("\\boxed{")


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

"""Visible steps of reasoning."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.checks.reasoning_steps import ReasoningStepsCheck
from verifier_service.verdict import Outcome, Sample

PIECES = [
    "Step 1:",
    "Step 2:",
    "1.",
    "2.",
    "- ",
    "* ",
    "First,",
    "\n",
    " ",
    "add",
    "**",
    "</",
    "# ",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus."""

    source: str
    completion: str
    outcome: Outcome
    score: float | None
    check: ReasoningStepsCheck = ReasoningStepsCheck()


CORPUS = Path(__file__).parent.parent / "corpus" / "reasoning_steps.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the outcome and, to the last bit, the score it states."""
    verdict = case.check.score(Sample(completion=case.completion))
    assert (verdict.outcome, verdict.score) == (case.outcome, case.score), verdict.detail


def _steps(text: str) -> float:
    """The number of steps, read off a score with a target that no text here reaches."""
    score = ReasoningStepsCheck(step_target=1_000).score(Sample(completion=text)).score
    assert score is not None
    return round(score * 1_000)


@given(text=texts)
def test_any_text_is_scored_from_zero_to_one(text: str) -> None:
    """There is no text without a score."""
    verdict = ReasoningStepsCheck().score(Sample(completion=text))
    assert verdict.outcome is Outcome.SCORED
    assert verdict.score is not None
    assert 0.0 <= verdict.score <= 1.0


@given(text=texts)
def test_saying_it_again_earns_nothing(text: str) -> None:
    """A text followed by itself has the steps of the text."""
    assert _steps(f"{text}\n</\n{text}") == _steps(f"{text}\n</")


@given(texts=st.lists(st.text("abcdefgh", min_size=1), unique=True, max_size=20))
def test_each_distinct_step_counts_once(texts: list[str]) -> None:
    """As many steps are counted as there are different lines behind bullets."""
    assert _steps("\n".join(f"- {text}" for text in texts)) == len(texts)


@pytest.mark.parametrize("target", [-1, 0, 1_001])
def test_step_target_out_of_range_is_refused(target: int) -> None:
    """The target is 1 to 1000 steps."""
    with pytest.raises(ValueError, match="step_target must be 1 to 1000"):
        ReasoningStepsCheck(step_target=target)


@pytest.mark.parametrize(
    "piece",
    ["- \n", "1.\n", "-\n", "\n", " ", "*", "- a\n", "</", "### ", "Step 1:", "<a>", "\n <"],
)
def test_megabyte_of_one_piece_earns_at_most_one_step(piece: str) -> None:
    """Repeated marks are read in linear time and are worth no more than one step."""
    assert _steps(piece * (1_000_000 // len(piece))) <= 1

"""Whether the answer is written as an integer."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.checks.integer import IntegerCheck
from verifier_service.verdict import Outcome, Sample


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus."""

    source: str
    completion: str
    outcome: Outcome
    score: float | None
    check: IntegerCheck = IntegerCheck()


CORPUS = Path(__file__).parent.parent / "corpus" / "integer.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the outcome and, to the last bit, the score it states."""
    verdict = case.check.score(Sample(completion=case.completion))
    assert (verdict.outcome, verdict.score) == (case.outcome, case.score), verdict.detail


@given(number=st.integers())
def test_integers_score_one(number: int) -> None:
    """Every integer as Python prints it is one."""
    assert IntegerCheck().score(Sample(completion=f"<answer>{number}</answer>")).score == 1.0


@given(completion=st.text())
def test_any_text_has_a_verdict(completion: str) -> None:
    """A text scores 1 only if it is ASCII digits behind at most one sign."""
    verdict = IntegerCheck().score(Sample(completion=f"<answer>{completion}</answer>"))
    if verdict.score == 1.0:
        assert set(completion.strip()[1:]) <= set("0123456789")
    assert verdict.outcome in {Outcome.SCORED, Outcome.NO_ANSWER}


def test_megabyte_of_digits_is_read_and_never_computed() -> None:
    """A number beyond Python's limit for conversion is an integer like any other."""
    verdict = IntegerCheck().score(Sample(completion=f"<answer>-{'9' * 1_000_000}</answer>"))
    assert verdict.score == 1.0


def test_no_markers_are_refused() -> None:
    """A check that looks nowhere cannot be made."""
    with pytest.raises(ValueError, match="at least one marker"):
        IntegerCheck(markers=())

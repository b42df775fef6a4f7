"""Multiple choice by letter."""

import string
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.checks.choice import ChoiceCheck
from verifier_service.verdict import Outcome, Sample

PIECES = [
    "A",
    "b",
    "C",
    "(",
    ")",
    "**",
    "$",
    "\\text{",
    "}",
    ".",
    ":",
    " ",
    "\n",
    "or",
    "\\(",
    "\\)",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus."""

    source: str
    completion: str
    outcome: Outcome
    score: float | None
    references: tuple[str, ...] = ()
    check: ChoiceCheck = ChoiceCheck()


CORPUS = Path(__file__).parent.parent / "corpus" / "choice.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the outcome and, to the last bit, the score it states."""
    verdict = case.check.score(Sample(completion=case.completion, references=case.references))
    assert (verdict.outcome, verdict.score) == (case.outcome, case.score), verdict.detail


@given(answer=texts, references=st.lists(texts, max_size=2))
def test_any_text_has_a_verdict(answer: str, references: list[str]) -> None:
    """No completion and no reference makes the check fail."""
    sample = Sample(completion=answer, references=tuple(references))
    verdict = ChoiceCheck().score(sample)
    assert verdict.score in {None, 0.0, 1.0}


@given(answer=texts)
def test_text_without_the_letter_never_wins(answer: str) -> None:
    """A score of 1 needs the letter in the text; D is in none of these."""
    without = answer.upper().replace("D", "")
    assert ChoiceCheck().score(Sample(completion=without, references=("D",))).score != 1.0


@given(words=st.lists(st.text(string.ascii_letters, min_size=1), min_size=1).map(" ".join))
def test_prose_is_never_a_choice(words: str) -> None:
    """Words without a delimiter choose nothing, even if the first is the article."""
    verdict = ChoiceCheck().score(Sample(completion=f"A {words}", references=("A",)))
    assert verdict.outcome is Outcome.UNPARSABLE_ANSWER


@pytest.mark.parametrize("letter", string.ascii_uppercase)
@pytest.mark.parametrize("count", [2, 4, 26])
def test_choice_count_is_the_number_of_letters(letter: str, count: int) -> None:
    """A letter is a choice exactly if it is one of the first so many."""
    verdict = ChoiceCheck(choice_count=count).score(Sample(completion=letter, references=("A",)))
    is_choice = letter in string.ascii_uppercase[:count]
    assert verdict.outcome is (Outcome.SCORED if is_choice else Outcome.UNPARSABLE_ANSWER)


@pytest.mark.parametrize("count", [-1, 0, 1, 27])
def test_choice_count_out_of_range_is_refused(count: int) -> None:
    """There are at least two and at most 26 letters."""
    with pytest.raises(ValueError, match="choice_count must be 2 to 26"):
        ChoiceCheck(choice_count=count)


def test_repeated_markers_are_refused() -> None:
    """A check does not look twice in one place."""
    with pytest.raises(ValueError, match="twice"):
        ChoiceCheck(markers=ChoiceCheck().markers * 2)


@pytest.mark.parametrize(
    "piece", ["A) ", "(", "*", "\\text{", "A)", "\n", " \n", "(B", "B. ", "\nB", "or B", "$\\"]
)
def test_megabyte_of_one_piece_is_read_once(piece: str) -> None:
    """Linear time whatever stands in the words; anything worse would hit the time limit."""
    completion = "A) x" + piece * (1_000_000 // len(piece))
    verdict = ChoiceCheck().score(Sample(completion=completion, references=("A",)))
    assert verdict.outcome in {Outcome.SCORED, Outcome.UNPARSABLE_ANSWER}

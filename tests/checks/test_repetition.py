"""How much of a text repeats itself."""

import math
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.checks.repetition import RepetitionCheck
from verifier_service.verdict import Outcome, Sample

words = st.lists(st.sampled_from(["a", "b", "ab", "B"]), max_size=30)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus."""

    source: str
    completion: str
    outcome: Outcome
    score: float | None
    language: str = ""
    check: RepetitionCheck = RepetitionCheck()


CORPUS = Path(__file__).parent.parent / "corpus" / "repetition.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the outcome and, to the last bit, the score it states."""
    verdict = case.check.score(Sample(completion=case.completion, language=case.language))
    assert (verdict.outcome, verdict.score) == (case.outcome, case.score), verdict.detail


def _by_definition(tokens: list[str], size: int) -> float:
    """Count the n-grams one by one, as slices."""
    ngrams = [tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)]
    return len(set(ngrams)) / len(ngrams) - 1 if ngrams else 0.0


@given(text=words, size=st.integers(1, 12))
def test_score_is_that_of_the_definition(text: list[str], size: int) -> None:
    """Numbering n-grams by doubling gives the very score of counting them, and never -0.0."""
    tokens = [word.lower() for word in text] or ["a"]
    score = RepetitionCheck(ngram_size=size).score(Sample(completion=" ".join(tokens))).score
    assert score == _by_definition(tokens, size)
    assert math.copysign(1.0, score) == 1.0 or score < 0


@given(text=st.text(), language=st.sampled_from(["", "en", "zh", "ja-JP"]) | st.text())
def test_any_text_has_a_verdict(text: str, language: str) -> None:
    """Every text with a word has a score above -1 and up to 0, whatever its language is called."""
    verdict = RepetitionCheck().score(Sample(completion=text, language=language))
    if text.split():
        assert verdict.score is not None
        assert -1.0 < verdict.score <= 0.0
    else:
        assert verdict.outcome is Outcome.NO_ANSWER


@pytest.mark.parametrize("size", [-1, 0, 101])
def test_ngram_size_out_of_range_is_refused(size: int) -> None:
    """An n-gram has 1 to 100 words."""
    with pytest.raises(ValueError, match="ngram_size must be 1 to 100"):
        RepetitionCheck(ngram_size=size)


@pytest.mark.parametrize("language", ["", "zh"])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_megabyte_of_words_is_measured(language: str, size: int) -> None:
    """Half a million words are measured, with large n-grams too; one word repeated is near -1."""
    check = RepetitionCheck(ngram_size=size)
    verdict = check.score(Sample(completion="a " * 500_000, language=language))
    assert verdict.score == pytest.approx(-1.0, abs=1e-5)

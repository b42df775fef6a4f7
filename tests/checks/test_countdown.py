"""The countdown number game."""

import json
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verifier_service.checks.countdown import MAX_EXPRESSION_CHARS, CountdownCheck
from verifier_service.verdict import Outcome, Sample

PIECES = ["1", "23", "+", "-", "*", "/", "(", ")", "=", " ", "×", "−", "0", ".", "x"]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=20).map("".join)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus."""

    source: str
    completion: str
    outcome: Outcome
    score: float | None
    references: tuple[str, ...] = ()
    check: CountdownCheck = CountdownCheck()


CORPUS = Path(__file__).parent.parent / "corpus" / "countdown.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the outcome and, to the last bit, the score it states."""
    verdict = case.check.score(Sample(completion=case.completion, references=case.references))
    assert (verdict.outcome, verdict.score) == (case.outcome, case.score), verdict.detail


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """An expression whose value is known from how it was put together."""

    text: str
    numbers: tuple[int, ...]
    value: Fraction


def _number(number: int) -> Sum:
    return Sum(text=str(number), numbers=(number,), value=Fraction(number))


def _join(parts: tuple[Sum, str, Sum, str]) -> Sum:
    left, operator, right, space = parts
    values = {
        "+": left.value + right.value,
        "-": left.value - right.value,
        "*": left.value * right.value,
        "/": left.value / right.value if right.value else Fraction(0),
    }
    # A division by zero becomes a product, so that every expression has a value.
    sign = "*" if operator == "/" and not right.value else operator
    return Sum(
        text=f"({left.text}{space}{sign}{space}{right.text})",
        numbers=left.numbers + right.numbers,
        value=values[operator],
    )


sums = st.recursive(
    st.integers(0, 100).map(_number),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner, st.sampled_from(["", " "])).map(
        _join
    ),
    max_leaves=8,
).filter(lambda made: made.value.denominator == 1 and abs(made.value) <= 10**12)


def _score(answer: str, target: int, numbers: tuple[int, ...]) -> float | None:
    reference = json.dumps({"target": target, "numbers": numbers})
    sample = Sample(completion=f"<answer>{answer}</answer>", references=(reference,))
    return CountdownCheck().score(sample).score


@given(made=sums)
def test_expression_with_its_own_numbers_and_value_wins(made: Sum) -> None:
    """Every expression wins the game made of its numbers, in any order, and its value."""
    assert _score(made.text, int(made.value), made.numbers[::-1]) == 1.0
    assert _score(f"{made.text} = {made.value}", int(made.value), made.numbers) == 1.0


@given(made=sums, other=st.integers(-(10**6), 10**6), number=st.integers(0, 100))
def test_expression_loses_every_other_game(made: Sum, other: int, number: int) -> None:
    """Another target, a number too many or a number too few each score 0."""
    target = int(made.value)
    assume(other != target)
    assert _score(made.text, other, made.numbers) == 0.0
    assert _score(f"{made.text} = {other}", target, made.numbers) == 0.0
    assert _score(made.text, target, (*made.numbers, number)) == 0.0
    assert _score(f"{made.text} + {number} - {number}", target, made.numbers) == 0.0


@given(text=texts, reference=texts | st.just('{"target": 24, "numbers": [1, 23]}'))
def test_any_text_has_a_verdict(text: str, reference: str) -> None:
    """No answer and no reference makes the check fail."""
    sample = Sample(completion=f"<answer>{text}</answer>", references=(reference,))
    assert CountdownCheck().score(sample).score in {None, 0.0, 1.0}


@pytest.mark.parametrize("piece", ["(", "-", "1+", "9*", "9**", "1/", " ", "1", "(1)", "x"])
@pytest.mark.parametrize("size", [MAX_EXPRESSION_CHARS, 1_000_000])
def test_hostile_answers_are_refused(piece: str, size: int) -> None:
    """At the limit of length and far beyond it, no answer hangs the check or wins."""
    answer = f"1{piece * (size // len(piece) - 1)}"
    reference = '{"target": 1, "numbers": [1]}'
    sample = Sample(completion=f"<answer>{answer}</answer>", references=(reference,))
    verdict = CountdownCheck().score(sample)
    if answer.strip() == "1":
        assert verdict.score == 1.0
    else:
        assert verdict.outcome in {Outcome.UNPARSABLE_ANSWER, Outcome.LIMIT_EXCEEDED}


def test_largest_value_within_the_limits_is_computed() -> None:
    """The longest product that the limits allow has a value, and is only wrong."""
    answer = "*".join(["9" * 18] * (MAX_EXPRESSION_CHARS // 19))
    assert _score(answer, 1, (1,)) == 0.0


def test_loss_is_explained() -> None:
    """A score of 0 comes with the reason in a sentence."""
    reference = '{"target": 3, "numbers": [1, 2]}'
    sample = Sample(completion="<answer>1 - 2</answer>", references=(reference,))
    assert CountdownCheck().score(sample).detail == "its value is not the target"


def test_no_markers_are_refused() -> None:
    """A check that looks nowhere cannot be made."""
    with pytest.raises(ValueError, match="at least one marker"):
        CountdownCheck(markers=())

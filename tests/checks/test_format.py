"""Structure of tags."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.checks.format import FormatCheck, FormatMode
from verifier_service.verdict import Outcome, Sample

TAGS = ["<think>", "</think>", "<answer>", "</answer>"]
STRUCTURE = ["<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>\n"]
pieces = st.sampled_from([*TAGS, *STRUCTURE, "\n", "x"]) | st.text(max_size=3)
texts = st.lists(pieces, max_size=12).map("".join)


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus."""

    source: str
    completion: str
    outcome: Outcome
    score: float | None
    check: FormatCheck = FormatCheck()


CORPUS = Path(__file__).parent.parent / "corpus" / "format.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the outcome and, to the last bit, the score it states."""
    verdict = case.check.score(Sample(completion=case.completion))
    assert (verdict.outcome, verdict.score) == (case.outcome, case.score), verdict.detail


def _published(text: str) -> float:
    """The rule of `xmlcount` restated: what it pays for each marker and takes for its tail.

    A marker occurs once if it cuts the text in two. The additions are made in the
    order of the published function, as floats depend on it.
    """
    changes: list[float] = []
    tails = {2: ("\n</answer>\n", 0), 3: ("\n</answer>", 1)}
    for number, marker in enumerate([*STRUCTURE[:3], "\n</answer>"]):
        if len(text.split(marker)) != 2:
            continue
        changes.append(0.125)
        if number in tails:
            end, spared = tails[number]
            *_, tail = text.split(end)
            changes.append(-((len(tail) - spared) * 0.001))
    score = 0.0
    for change in changes:
        score += change
    return score


@given(text=texts)
def test_graded_score_is_the_published_one(text: str) -> None:
    """The graded score is that of the published function, to the last bit, and at most 0.5."""
    score = FormatCheck(mode=FormatMode.GRADED).score(Sample(completion=text)).score
    assert score == _published(text)
    assert score <= 0.5


@given(text=texts, opens=st.booleans(), mode=st.sampled_from(FormatMode))
def test_any_text_is_scored(text: str, opens: bool, mode: FormatMode) -> None:  # noqa: FBT001  # drawn
    """There is no text without a score, and strict and soft know only 0 and 1."""
    check = FormatCheck(mode=mode, prompt_opens_reasoning=opens)
    verdict = check.score(Sample(completion=text))
    assert verdict.outcome is Outcome.SCORED
    assert mode is FormatMode.GRADED or verdict.score in {0.0, 1.0}


@given(text=texts)
def test_strict_implies_soft(text: str) -> None:
    """A text with the whole structure also starts with it."""
    strict, soft = (
        FormatCheck(mode=mode).score(Sample(completion=text)).score
        for mode in (FormatMode.STRICT, FormatMode.SOFT)
    )
    assert (strict, soft) in {(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)}


contents = st.text(min_size=1).filter(str.strip).filter(lambda text: "<" not in text)
gaps = st.text(alphabet=" \t\r\n", max_size=4)


@given(reasoning=contents, answer=contents, gap=gaps, end=gaps)
def test_structure_scores_one_and_any_further_tag_ends_it(
    reasoning: str, answer: str, gap: str, end: str
) -> None:
    """The two elements score 1 in strict mode, and 0 with any of the tags once more."""
    text = f"<think>{reasoning}</think>{gap}<answer>{answer}</answer>{end}"
    assert FormatCheck().score(Sample(completion=text)).score == 1.0
    for tag in TAGS:
        for repeated in (
            f"{tag}{text}",
            f"{text}{tag}",
            text.replace("</think>", f"{tag}</think>"),
        ):
            assert FormatCheck().score(Sample(completion=repeated)).score == 0.0


@given(text=texts, mode=st.sampled_from(FormatMode))
def test_opening_by_the_prompt_is_the_tag_in_front(text: str, mode: FormatMode) -> None:
    """A completion behind a prompt that opens the reasoning scores as with the tag before it."""
    opened = FormatCheck(mode=mode, prompt_opens_reasoning=True).score(Sample(completion=text))
    written = FormatCheck(mode=mode).score(Sample(completion=f"<think>\n{text}"))
    assert opened == written


@pytest.mark.parametrize("name", ["", " ", "a b", "think>", "/think", "é", "a\n", "x" * 65])
@pytest.mark.parametrize("field", ["reasoning_tag", "answer_tag"])
def test_tag_name_out_of_its_alphabet_is_refused(field: str, name: str) -> None:
    """A tag name is 1 to 64 ASCII letters, digits, `_` or `-`."""
    with pytest.raises(ValueError, match="a tag name must be"):
        msgspec.convert({field: name}, FormatCheck)


def test_one_name_for_both_tags_is_refused() -> None:
    """The two elements must be told apart."""
    with pytest.raises(ValueError, match="both 'answer'"):
        FormatCheck(reasoning_tag="answer")


@pytest.mark.parametrize("mode", FormatMode)
@pytest.mark.parametrize("piece", [*TAGS, *STRUCTURE, "<think>x</think>", " ", "<"])
def test_megabyte_of_one_piece_is_read_once(piece: str, mode: FormatMode) -> None:
    """A megabyte of tags is scored in linear time; anything worse would hit the time limit."""
    text = piece * (1_000_000 // len(piece))
    assert FormatCheck(mode=mode).score(Sample(completion=text)).outcome is Outcome.SCORED

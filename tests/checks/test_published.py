"""The five rewards of the well-known GRPO notebooks, as the checks of a recipe measure them."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verifier_service.checks.answers import AnswerMarker
from verifier_service.checks.base import Check
from verifier_service.checks.exact import ExactCheck
from verifier_service.checks.format import FormatCheck, FormatMode
from verifier_service.checks.integer import IntegerCheck, IntegerForm
from verifier_service.verdict import Sample

REFERENCE = "72"
PUBLISHED = (AnswerMarker.PUBLISHED,)
WEIGHTED: dict[str, tuple[Check, float]] = {
    "correctness": (ExactCheck(markers=PUBLISHED), 2.0),
    "integer": (IntegerCheck(markers=PUBLISHED, form=IntegerForm.DIGITS), 0.5),
    "strict": (FormatCheck(mode=FormatMode.PUBLISHED_STRICT, reasoning_tag="reasoning"), 0.5),
    "soft": (FormatCheck(mode=FormatMode.PUBLISHED_SOFT, reasoning_tag="reasoning"), 0.5),
    "xmlcount": (FormatCheck(mode=FormatMode.GRADED, reasoning_tag="reasoning"), 1.0),
}

TAGS = ["<reasoning>", "</reasoning>", "<answer>", "</answer>"]
LINES = ["<reasoning>\n", "\n</reasoning>\n", "\n<answer>\n", "<answer>\n", "\n</answer>\n"]
pieces = st.sampled_from([*TAGS, *LINES, "\n", " ", "x", "²", REFERENCE, "72.0", "\x1c"])
anything = st.lists(pieces | st.text(max_size=3), max_size=14).map("".join)
line = st.sampled_from(["", "x", REFERENCE, "²", "<answer>", "</reasoning>", " 7 ", "a\nb"])
nearly_right = st.builds(
    "<reasoning>\n{}\n</reasoning>{}<answer>\n{}\n</answer>{}".format,
    *(line, st.sampled_from(["\n", "", " \n ", "x"]), line, st.sampled_from(["", "\n", "\n\n"])),
)


def _answer(text: str) -> str:
    """The answer by the restated rule: behind the last tag, up to the next closing one."""
    *_, behind = text.split("<answer>")
    before, *_ = behind.split("</answer>")
    return before.strip()


def _strict(text: str) -> float:
    """Four tags on lines of their own, and one line without an end in each element."""
    inside = r"[^\n]*"
    lines = ("<reasoning>", inside, "</reasoning>", "<answer>", inside, "</answer>")
    return 0.5 * (re.fullmatch("".join(f"{each}\n" for each in lines) + r"\n?", text) is not None)


def _soft(text: str) -> float:
    """Both elements from the start, each within a line, and white space between them."""
    elements = (rf"<{tag}>[^\n]*</{tag}>" for tag in ("reasoning", "answer"))
    return 0.5 * (re.match(r"\s*".join(elements), text) is not None)


def _xmlcount(text: str) -> float:
    score = 0.0
    for number, mark in enumerate(("<reasoning>\n", "\n</reasoning>\n", "\n<answer>\n")):
        if text.count(mark) == 1:
            score += 0.125
            if number == 2:
                score -= len(text.split("\n</answer>\n")[-1]) * 0.001  # noqa: PLC0207  # as stated
    if text.count("\n</answer>") == 1:
        score += 0.125
        score -= (len(text.split("\n</answer>")[-1]) - 1) * 0.001  # noqa: PLC0207  # as stated
    return score


RESTATED = {
    "correctness": lambda text: 2.0 * (_answer(text) == REFERENCE),
    "integer": lambda text: 0.5 * _answer(text).isdigit(),
    "strict": _strict,
    "soft": _soft,
    "xmlcount": _xmlcount,
}


@pytest.mark.parametrize("reward", WEIGHTED)
@settings(max_examples=400)
@given(text=anything | nearly_right)
@example(text="")
@example(text=REFERENCE)
@example(text="<reasoning>\n<answer>72</answer>\n</reasoning>\n")
@example(text="<reasoning>\nx\n</reasoning>\n<answer>\n72\n</answer>\n\n")
@example(text="<reasoning>\nx\n</reasoning>\n<answer>\n72\n</answer>\n\n\n")
@example(text="<reasoning></reasoning></reasoning>\n\n<answer>72</answer>")
@example(text="<reasoning></reasoning><answer>\n</reasoning> <answer>72</answer>")
def test_reward_is_the_published_number(reward: str, text: str) -> None:
    """A recipe's reward equals the notebook's on any completion; no answer is worth 0 there."""
    check, weight = WEIGHTED[reward]
    sample = Sample(completion=text, references=(REFERENCE,))
    assert weight * (check.score(sample).score or 0.0) == RESTATED[reward](text)


@pytest.mark.parametrize("reward", WEIGHTED)
def test_nearly_right_texts_earn_each_reward(reward: str) -> None:
    """The comparison is no comparison of zeros: each reward is earned by some text."""
    texts = (
        "<reasoning>\nx\n</reasoning>\n<answer>\n72\n</answer>\n",
        "<reasoning>x</reasoning>\n<answer>72</answer>",
    )
    assert max(map(RESTATED[reward], texts)) > 0.0


def test_repeated_tags_are_read_in_linear_time() -> None:
    """Where a pattern would try each closing tag to the end of the line, nothing is read twice."""
    check, _ = WEIGHTED["soft"]
    text = "<reasoning>" + "</reasoning><answer>" * 50_000
    assert check.score(Sample(completion=text)).score == 0.0

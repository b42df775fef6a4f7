"""The demo's problems and solutions, and a demo that is not given the time to learn."""

import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from trainer.demo.problems import Problem, all_problems, warm_up_solution

SOLUTIONS = 3000
ANSWER = re.compile(r"<answer>(\d+)</answer>")
LINE = re.compile(r"(\d[\d+]*)=(\d+)")
GOOD_FORM = re.compile(r"<think>[^<>]*</think><answer>\d+</answer>")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def solved() -> list[tuple[Problem, str]]:
    """Problems with a solution each, as the warm-up sees them."""
    rng = random.Random(7)  # noqa: S311 - no secrets
    return [(each, warm_up_solution(each, rng)) for each in all_problems(rng)[:SOLUTIONS]]


def test_every_sum_is_a_problem_once() -> None:
    """The problems are all pairs of two-digit numbers with such a sum, in the seed's order."""
    problems, same, other = (all_problems(random.Random(seed)) for seed in (1, 1, 2))  # noqa: S311
    pairs = {(problem.first, problem.second) for problem in problems}
    assert len(problems) == len(pairs) == sum(range(1, 81))
    assert all(min(pair) >= 10 and sum(pair) <= 99 for pair in pairs)
    assert all(str(each.first) in each.text and str(each.second) in each.text for each in problems)
    assert problems == same
    assert problems != other


def test_fewer_than_half_of_the_solutions_are_right(solved: list[tuple[Problem, str]]) -> None:
    """A warm-up on them leaves accuracy well below 45 %; the wrong ones are rounded answers."""
    answers = [(problem.answer, ANSWER.search(text)[1]) for problem, text in solved]
    right = sum(given == wanted for wanted, given in answers) / len(answers)
    assert 0.31 < right < 0.39
    assert all(int(given) == int(wanted) // 10 * 10 for wanted, given in answers if given != wanted)


def test_the_reasoning_is_always_right(solved: list[tuple[Problem, str]]) -> None:
    """Whoever writes, each line of arithmetic holds: the model learns to add from all of them."""
    for _, text in solved:
        lines = LINE.findall(text)
        assert len(lines) == 2
        assert all(sum(map(int, left.split("+"))) == int(right) for left, right in lines)


def test_form_and_language_have_something_to_teach(solved: list[tuple[Problem, str]]) -> None:
    """Each defect of form is common, and so is Chinese, but most of the text is as it should be."""
    texts = [text for _, text in solved]
    defects = Counter(
        {
            "tail": sum(not text.endswith("</answer>") for text in texts),
            "opening": sum("<think>" not in text for text in texts),
            "closing": sum("</think>" not in text for text in texts),
        }
    )
    assert all(0.1 < count / SOLUTIONS < 0.17 for count in defects.values()), defects
    assert 0.55 < sum(bool(GOOD_FORM.fullmatch(text)) for text in texts) / SOLUTIONS < 0.65
    assert 0.4 < sum(bool(CHINESE.search(text)) for text in texts) / SOLUTIONS < 0.6


@pytest.mark.timeout(240)  # importing torch takes long on a busy machine
def test_a_demo_that_does_not_learn_says_so(tmp_path: Path) -> None:
    """With next to no training the whole demo runs, draws its curves, and ends with status 1."""
    options = ["--output", str(tmp_path), "--warm-up-steps", "3", "--steps", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "trainer.demo", *options],
        check=False,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 1, done.stderr
    assert "FAILED: accuracy after training is" in done.stdout
    for row in ("accuracy", "format", "language"):
        assert re.search(rf"^{row} +\d+\.\d% +\d+\.\d%$", done.stdout, re.MULTILINE), done.stdout
    assert (tmp_path / "rewards.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "trained" / "model.safetensors").is_file()

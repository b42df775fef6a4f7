"""Word problems in the form of GSM8K's files: a question, and a solution that ends in `####`."""

import dataclasses
import json
import random
from collections.abc import Iterator
from pathlib import Path

_NAMES = ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn")
_THINGS = ("apples", "pens", "cards", "coins", "shells")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Someone has some, and buys more."""

    name: str
    thing: str
    first: int
    second: int

    @property
    def question(self) -> str:
        """As a person would ask it."""
        return (
            f"{self.name} has {self.first} {self.thing} and buys {self.second} more. "
            f"How many {self.thing} does {self.name} have?"
        )

    @property
    def answer(self) -> str:
        """The sum in digits."""
        return str(self.first + self.second)


def problems(count: int, *, seed: int = 0, most: int = 99) -> Iterator[Problem]:
    """So many problems; the same seed makes the same ones."""
    rng = random.Random(seed)  # noqa: S311  # reproducible, and no secret
    for _ in range(count):
        yield Problem(
            name=rng.choice(_NAMES),
            thing=rng.choice(_THINGS),
            first=rng.randint(1, most),
            second=rng.randint(1, most),
        )


def solution(problem: Problem) -> str:
    """A completion in the form that the recipes ask for."""
    sum_ = f"{problem.first} + {problem.second} = {problem.answer}"
    return f"<think>\n{sum_}\n</think>\n<answer>{problem.answer}</answer>"


def write_gsm8k_rows(path: Path, count: int, *, seed: int = 0) -> None:
    """A JSONL file with GSM8K's two columns."""
    rows = (
        {
            "question": problem.question,
            "answer": f"{problem.first} + {problem.second}\n#### {problem.answer}",
        }
        for problem in problems(count, seed=seed)
    )
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")

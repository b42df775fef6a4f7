"""Word problems about two-digit sums, and the imperfect solutions to warm up on.

A solution reasons in words and digits and then answers:

    <think>add the ones 3+8=11 then the tens 2+4+1=7 which makes 71</think><answer>71</answer>

The solutions of the warm-up are by two kinds of writers, who add alike. The exact ones
then answer what they found; the hasty ones, who are more, add `so about` and round
down to a ten. Many solutions of both are out of form: text after the answer, a
tag left out, or Chinese in place of English. So the warmed-up model can do everything
right and most often does not; which of its habits are worth keeping it learns from
verdicts alone.
"""

import dataclasses
import enum
import random

NAMES = ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gail", "Hugo")
THINGS = ("apples", "pens", "cards", "coins", "books", "shells", "stamps", "beads")
VERBS = ("buys", "finds", "gets", "picks")

HASTY_SHARE = 0.72
BAD_FORM_SHARE = 0.4
CHINESE_SHARE = 0.2  # of the phrases

# Each in English and in Chinese.
ONES = ("add the ones", "先 加 个位")
TENS = ("then the tens", "再 加 十位")
SUM = ("which makes", "结果 是")
ABOUT = ("so about", "大约 是")
# As they stand in a solution: words after a space, but for the first one.
PHRASES = (*ONES, *(f" {words}" for pair in (ONES, TENS, SUM, ABOUT) for words in pair))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Two numbers and the words around them."""

    first: int
    second: int
    text: str

    @property
    def answer(self) -> str:
        """The sum in digits."""
        return str(self.first + self.second)


class Form(enum.Enum):
    """How the text is put together."""

    GOOD = enum.auto()
    BABBLES_ON = enum.auto()
    NO_OPENING_TAG = enum.auto()
    NO_CLOSING_TAG = enum.auto()


BAD_FORMS = (Form.BABBLES_ON, Form.NO_OPENING_TAG, Form.NO_CLOSING_TAG)


def all_problems(rng: random.Random) -> list[Problem]:
    """One problem for each ordered pair of two-digit numbers with a two-digit sum, shuffled."""
    pairs = [(first, second) for first in range(10, 90) for second in range(10, 100 - first)]
    rng.shuffle(pairs)
    return [
        Problem(
            first=first,
            second=second,
            text=f"{rng.choice(NAMES)} has {first} {rng.choice(THINGS)} and"
            f" {rng.choice(VERBS)} {second} more. How many?\n",
        )
        for first, second in pairs
    ]


def warm_up_solution(problem: Problem, rng: random.Random) -> str:
    """A solution as the warm-up sees it: by either kind of writer, in good form or not."""
    form = rng.choice(BAD_FORMS) if rng.random() < BAD_FORM_SHARE else Form.GOOD
    reasoning, answer = _reasoning(problem, rng), problem.first + problem.second
    if rng.random() < HASTY_SHARE:
        reasoning += f" {_words(ABOUT, rng)}"
        answer -= answer % 10
    return _put_together(reasoning, str(answer), form)


def _reasoning(problem: Problem, rng: random.Random) -> str:
    (tens_1, ones_1), (tens_2, ones_2) = divmod(problem.first, 10), divmod(problem.second, 10)
    carry, ones = divmod(ones_1 + ones_2, 10)
    tens = tens_1 + tens_2 + carry
    return (
        f"{_words(ONES, rng)} {ones_1}+{ones_2}={ones_1 + ones_2}"
        f" {_words(TENS, rng)} {tens_1}+{tens_2}+{carry}={tens}"
        f" {_words(SUM, rng)} {tens}{ones}"
    )


def _words(phrase: tuple[str, str], rng: random.Random) -> str:
    return phrase[rng.random() < CHINESE_SHARE]


def _put_together(reasoning: str, answer: str, form: Form) -> str:
    opening = "" if form is Form.NO_OPENING_TAG else "<think>"
    closing = "" if form is Form.NO_CLOSING_TAG else "</think>"
    tail = f" {ONES[0]} {TENS[0]}" if form is Form.BABBLES_ON else ""
    return f"{opening}{reasoning}{closing}<answer>{answer}</answer>{tail}"

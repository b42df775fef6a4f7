"""The time of each check on texts that repeat a piece: so much a character, however many there are.

    python -m tests.proofs.growth
    python -m tests.proofs.growth --pairs 400 --seed 7

Each piece of `tests/corpus/pieces.jsonl`, or two or three of them at random, is repeated up to
several lengths in each frame: in a box, in a tag, behind an announcement, and so on. A pattern that
begins anew at each place takes the square of the length, which shows as a time a character that
grows with it. It does not hold if that time is beyond a bound, confirmed by the least of several
measurements.

Not covered: texts that are no repetition, and memory.
"""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.proofs.figures import machine, say, table, verdict
from verifier_service.checks.base import Check
from verifier_service.checks.choice import ChoiceCheck
from verifier_service.checks.countdown import CountdownCheck
from verifier_service.checks.exact import ExactCheck
from verifier_service.checks.format import FormatCheck, FormatMode
from verifier_service.checks.integer import IntegerCheck
from verifier_service.checks.language import LanguageCheck
from verifier_service.checks.math import MathCheck
from verifier_service.checks.reasoning_steps import ReasoningStepsCheck
from verifier_service.checks.repetition import RepetitionCheck
from verifier_service.verdict import Sample

PIECES = Path(__file__).parents[1] / "corpus" / "pieces.jsonl"
LENGTHS = (3_900, 15_600, 200_000)  # of a formula, of a sentence, of a completion
_MAX_US = 25.0  # a character; the slowest linear texts take 5
_SHORTEST_S = 0.02  # so that what is short is not judged by what it takes anyway
_CONFIRMATIONS = 3
_FRAMES = {
    "text": ("", ""),
    "box": (r"So it is $\boxed{", "}$."),
    "tag": ("<think>Well.</think>\n<answer>", "</answer>"),
    "announced": ("Hence the answer is ", "."),
    "before an announcement": ("", "\nThe answer is 42."),
    "behind an announcement": ("The answer is 42 ", ""),
    "before a box": ("", r"\boxed{42}"),
    "behind a box": (r"The answer is \boxed{42} ", ""),
}
_COUNTDOWN = '{"target": 98, "numbers": [44, 19, 35]}'
# Each with a reference that it can read.
_CHECKS: tuple[tuple[Check, str], ...] = (
    (MathCheck(), "42"),
    (MathCheck(), "A"),
    (MathCheck(), r"x^2 + \frac{1}{2}"),
    (ExactCheck(), "42"),
    (IntegerCheck(), "42"),
    (ChoiceCheck(), "A"),
    (CountdownCheck(), _COUNTDOWN),
    (FormatCheck(), "42"),
    (FormatCheck(mode=FormatMode.GRADED), "42"),
    (FormatCheck(mode=FormatMode.PUBLISHED_STRICT), "42"),
    (FormatCheck(mode=FormatMode.PUBLISHED_SOFT), "42"),
    (LanguageCheck(), "42"),
    (ReasoningStepsCheck(), "42"),
    (RepetitionCheck(), "42"),
)


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A piece in a frame, for one check."""

    check: Check
    reference: str
    piece: str
    frame: str

    def microseconds(self, length: int) -> float:
        """Processor time a character of the piece, repeated up to a length in characters."""
        before, behind = _FRAMES[self.frame]
        completion = before + self.piece * max(1, length // len(self.piece)) + behind
        sample = Sample(completion=completion, references=(self.reference,))
        start = time.process_time()
        self.check.score(sample)
        taken = time.process_time() - start
        return 1e6 * taken / len(completion) if taken > _SHORTEST_S else 0.0

    def confirmed(self, length: int) -> float:
        """The same; of what is beyond the bound the least of several measurements."""
        taken = self.microseconds(length)
        more = range(_CONFIRMATIONS if taken > _MAX_US else 0)
        return min([taken, *(self.microseconds(length) for _ in more)])

    def __str__(self) -> str:
        kind = type(self.check).__name__
        return f"{kind} of {self.piece!r}, {self.frame}, beside {self.reference!r}"


def read_pieces(*, pairs: int, seed: int) -> list[str]:
    """The pieces of the file; if `pairs` is not 0, so many chains of two or three of them."""
    pieces = [msgspec.json.decode(line, type=str) for line in PIECES.read_bytes().splitlines()]
    if not pairs:
        return pieces
    rng = random.Random(seed)  # noqa: S311  # reproducible, and no secret
    return ["".join(rng.sample(pieces, rng.choice((2, 2, 3)))) for _ in range(pairs)]


def run(options: argparse.Namespace) -> int:
    """Measure all texts; the status to exit with."""
    pieces = read_pieces(pairs=options.pairs, seed=options.seed)
    for check, _ in _CHECKS:
        check.warm_up()
    failures: list[str] = []
    rows = []
    for length in options.lengths:
        taken = [(text.confirmed(length), str(text)) for text in _texts(pieces)]
        failures += [f"{us:.0f} us, {length:,}: {name}" for us, name in taken if us > _MAX_US]
        slowest, name = max(taken)
        rows.append((f"{length:,}", f"{len(taken):,}", f"{slowest:.1f}", name))
    say(table(("characters", "texts", "most us a character", "by"), rows), "", machine())
    return verdict("growth", failures)


def _texts(pieces: list[str]) -> Iterator[Text]:
    for (check, reference), piece, frame in itertools.product(_CHECKS, pieces, _FRAMES):
        yield Text(check=check, reference=reference, piece=piece, frame=frame)


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m tests.proofs.growth", description=__doc__)
    made.add_argument("--lengths", type=int, nargs="+", default=LENGTHS, help="in characters")
    made.add_argument("--pairs", type=int, default=0, help="so many chains of pieces instead")
    made.add_argument("--seed", type=int, default=0)
    return made


if __name__ == "__main__":
    sys.exit(run(parser().parse_args()))

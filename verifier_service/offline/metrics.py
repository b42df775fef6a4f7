"""From verdicts to numbers: accuracy, outcomes, pass@k, agreement with labels.

A verdict counts if it is scored or its reason is the model's fault; what the data or
we are to blame for is left out of every share and shown beside it. Correct is a score
of exactly 1.

Memory: a few machine words for each problem and check, nothing for a sample.

Not covered: confidence intervals, votes (maj@k), checks whose scores are degrees: they
have a mean score and no accuracy.
"""

import hashlib
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from verifier_service.offline.checks import AskedCheck
from verifier_service.offline.samples import EvalSample
from verifier_service.verdict import Fault, Outcome, Verdict


def pass_at_k(*, samples: int, correct: int, k: int) -> float:
    """The chance that k of the samples, drawn without replacement, hold a correct one.

    The unbiased estimator of Chen et al. 2021 (arXiv 2107.03374): 1 - C(n-c, k) / C(n, k),
    in exact integers up to the last division.

    Raises:
        ValueError: unless 0 <= correct <= samples and 1 <= k <= samples.
    """
    if not (0 <= correct <= samples and 1 <= k <= samples):
        raise ValueError(f"no pass@{k} of {correct} correct in {samples} samples")
    drawn = math.comb(samples, k)
    return (drawn - math.comb(samples - correct, k)) / drawn


def ks_up_to(samples: int) -> list[int]:
    """The k that are shown: 1, 2, 4, … and the number of samples itself."""
    powers = [1 << power for power in range(samples.bit_length())]
    return sorted({*powers, samples} - {0})


class PassAtK(msgspec.Struct, frozen=True, kw_only=True):
    """pass@k over problems; a problem none of whose verdicts counts is left out.

    `values` reaches up to the number of samples that every problem has (`fewest`).
    """

    problems: int
    problems_left_out: int
    fewest: int
    most: int
    values: dict[int, float]


class CheckSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What one check found. `correct`, `accuracy` and `pass_at_k` are None if it is graded.

    `counted` is the number of verdicts that are scored or the model's fault; accuracy
    is correct / counted. `mean_score` is over scored verdicts alone.
    """

    samples: int
    scored: int
    counted: int
    correct: int | None
    accuracy: float | None
    mean_score: float | None
    outcomes: dict[Outcome, int]
    pass_at_k: PassAtK | None


class LabelSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How the first check's verdicts and the labels compare.

    `uncounted` are labelled samples whose verdict does not count.
    """

    check: str
    compared: int
    agreed: int
    only_verdict_correct: int
    only_label_correct: int
    uncounted: int
    unlabelled: int

    @property
    def agreement(self) -> float | None:
        """Share of the compared samples; None if there are none."""
        return self.agreed / self.compared if self.compared else None


def counts(verdict: Verdict) -> bool:
    """Whether a verdict is part of the shares: scored, or the model's fault."""
    return verdict.outcome.fault in {None, Fault.MODEL}


def is_correct(verdict: Verdict) -> bool:
    """Whether a verdict is a score of exactly 1."""
    return verdict.score == 1.0


class ProblemIndex:
    """Numbers problems in the order of their first sample, by a digest of their name."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._count = 0
        self._last_line = 0

    def number(self, sample: EvalSample) -> int:
        """The number of the sample's problem; without a name, the line is the problem."""
        if sample.problem is None:
            if sample.number != self._last_line:
                self._last_line = sample.number
                self._count += 1
            return self._count - 1
        name = msgspec.json.encode(sample.problem)
        key = hashlib.blake2b(name, digest_size=16).digest()
        number = self._numbers.setdefault(key, self._count)
        self._count += number == self._count
        return number


class CheckTally:
    """Counts the verdicts of one check."""

    def __init__(self, *, is_graded: bool) -> None:
        self._outcomes: Counter[Outcome] = Counter()
        self._is_graded = is_graded
        self._score_sum = 0.0
        self._correct = 0
        self._counted_of_problem = array("Q")
        self._correct_of_problem = array("Q")

    def add(self, problem: int, verdict: Verdict) -> None:
        """Count one verdict about a sample of the problem with this number."""
        self._outcomes[verdict.outcome] += 1
        if verdict.score is not None:
            self._score_sum += verdict.score
            self._is_graded |= verdict.score not in {0.0, 1.0}
        missing = problem + 1 - len(self._counted_of_problem)
        self._counted_of_problem.extend([0] * missing)
        self._correct_of_problem.extend([0] * missing)
        self._counted_of_problem[problem] += counts(verdict)
        self._correct_of_problem[problem] += is_correct(verdict)
        self._correct += is_correct(verdict)

    def summary(self) -> CheckSummary:
        """What was counted so far."""
        scored = self._outcomes[Outcome.SCORED]
        counted = sum(n for o, n in self._outcomes.items() if o.fault in {None, Fault.MODEL})
        known = counted > 0 and not self._is_graded
        return CheckSummary(
            samples=self._outcomes.total(),
            scored=scored,
            counted=counted,
            correct=None if self._is_graded else self._correct,
            accuracy=self._correct / counted if known else None,
            mean_score=self._score_sum / scored if scored else None,
            outcomes={outcome: self._outcomes[outcome] for outcome in Outcome},
            pass_at_k=self._pass_at_k() if known else None,
        )

    def _pass_at_k(self) -> PassAtK:
        pairs = Counter(zip(self._counted_of_problem, self._correct_of_problem, strict=True))
        left_out = sum(n for (counted, _), n in pairs.items() if not counted)
        usable = {pair: n for pair, n in pairs.items() if pair[0]}
        fewest = min(counted for counted, _ in usable)
        return PassAtK(
            problems=sum(usable.values()),
            problems_left_out=left_out,
            fewest=fewest,
            most=max(counted for counted, _ in usable),
            values={k: mean_pass_at_k(usable, k) for k in ks_up_to(fewest)},
        )


def mean_pass_at_k(problems: Mapping[tuple[int, int], int], k: int) -> float:
    """pass@k averaged over problems, given how many have each (samples, correct)."""
    total = math.fsum(
        pass_at_k(samples=samples, correct=correct, k=k) * count
        for (samples, correct), count in problems.items()
    )
    return total / sum(problems.values())


class LabelTally:
    """Compares the verdicts of one check with the labels."""

    def __init__(self, check: str) -> None:
        self._check = check
        self._pairs: Counter[tuple[bool, bool]] = Counter()
        self._uncounted = 0
        self._unlabelled = 0

    def add(self, label: bool | None, verdict: Verdict) -> bool:  # noqa: FBT001  # it is data
        """Compare one; True if they disagree."""
        if label is None:
            self._unlabelled += 1
            return False
        if not counts(verdict):
            self._uncounted += 1
            return False
        self._pairs[is_correct(verdict), label] += 1
        return is_correct(verdict) != label

    def summary(self) -> LabelSummary:
        """What was compared so far."""
        return LabelSummary(
            check=self._check,
            compared=self._pairs.total(),
            agreed=self._pairs[True, True] + self._pairs[False, False],
            only_verdict_correct=self._pairs[True, False],
            only_label_correct=self._pairs[False, True],
            uncounted=self._uncounted,
            unlabelled=self._unlabelled,
        )


class Tally:
    """Everything that is counted over a file."""

    def __init__(self, checks: Sequence[AskedCheck]) -> None:
        self._problems = ProblemIndex()
        self._checks = {c.name: CheckTally(is_graded=c.is_graded) for c in checks}
        self._labels = LabelTally(checks[0].name)

    def add(self, sample: EvalSample, verdicts: Iterable[Verdict]) -> bool:
        """Count a sample; True if its label and its first verdict disagree."""
        problem = self._problems.number(sample)
        in_order = tuple(verdicts)
        for tally, verdict in zip(self._checks.values(), in_order, strict=True):
            tally.add(problem, verdict)
        return self._labels.add(sample.label, in_order[0])

    def checks(self) -> dict[str, CheckSummary]:
        """What each check found, by its name."""
        return {name: tally.summary() for name, tally in self._checks.items()}

    def labels(self) -> LabelSummary:
        """How labels and verdicts compare."""
        return self._labels.summary()

"""What one batch of verdicts puts into a trainer's log.

Trainers average a metric over the calls and ranks that named it, so each outcome
is named every time, also with share 0. Batches count alike whatever their size.
Mean and spread of each reward are logged by TRL itself.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence

from trainer.client.verdicts import Outcome, VerdictView
from trainer.client.waiting import Wait
from trainer.rewards.groups import share_without_spread

LogMetric = Callable[[str, float], None]
LogExtra = Callable[[str, list[object]], None]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """One reward, as the log knows it; `extracts` if its check looks for an answer."""

    name: str
    weight: float
    extracts: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ScoredBatch:
    """A batch of at least one row; verdicts and rewards by row and component.

    `group_sizes` are the rows of each group, in their order.
    """

    components: Sequence[Component]
    verdicts: Sequence[Sequence[VerdictView]]
    rewards: Sequence[Sequence[float | None]]
    group_sizes: Sequence[int]
    wait: Wait


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RewardLog:
    """The trainer's two log functions; None where it has none."""

    metric: LogMetric | None = None
    column: LogExtra | None = None

    def write(self, batch: ScoredBatch) -> None:
        """Log one batch.

        For each component NAME: `verifier/NAME/OUTCOME`, the share of rows with this
        outcome; `verifier/NAME/extracted`, if its check looks for an answer, the share of
        rows in which it found one; `verifier/NAME/groups_without_spread`, the share of
        groups whose rewards are all equal. The columns `NAME verdict` (score or outcome)
        and, if it looks for one, `NAME extracted` (the answer, None where there is none).

        For the batch: `verifier/groups_without_spread` of the weighted sums,
        `verifier/no_signal`, the share of rows without any reward, `verifier/seconds`, the
        time that the verdicts took, and `verifier/queue_seconds`, `verifier/run_seconds`
        and `verifier/wire_seconds`, which it is the sum of (`trainer.client.waiting`),
        unless the service does not tell them.
        """
        for index, component in enumerate(batch.components):
            self._write_component(batch, index, component)
        sums = [_weighted(batch.components, row) for row in batch.rewards]
        self._metric("verifier/groups_without_spread", _no_spread(sums, batch))
        self._metric("verifier/no_signal", sum(each is None for each in sums) / len(sums))
        self._write_wait(batch.wait)

    def _write_component(self, batch: ScoredBatch, index: int, component: Component) -> None:
        name, verdicts = component.name, [row[index] for row in batch.verdicts]
        counts = Counter(verdict.outcome for verdict in verdicts)
        for outcome in Outcome:
            self._metric(f"verifier/{name}/{outcome}", counts[outcome] / len(verdicts))
        rewards = [row[index] for row in batch.rewards]
        self._metric(f"verifier/{name}/groups_without_spread", _no_spread(rewards, batch))
        self._column(f"{name} verdict", [verdict_text(verdict) for verdict in verdicts])
        if component.extracts:
            answers = [verdict.extracted for verdict in verdicts]
            found = sum(answer is not None for answer in answers)
            self._metric(f"verifier/{name}/extracted", found / len(answers))
            self._column(f"{name} extracted", [*answers])

    def _write_wait(self, wait: Wait) -> None:
        self._metric("verifier/seconds", wait.seconds)
        for part, seconds in (("queue", wait.queue_s), ("run", wait.run_s), ("wire", wait.wire_s)):
            if seconds is not None:
                self._metric(f"verifier/{part}_seconds", seconds)

    def _metric(self, name: str, value: float) -> None:
        if self.metric is not None:
            self.metric(name, value)

    def _column(self, name: str, values: list[object]) -> None:
        if self.column is not None:
            self.column(name, values)


def verdict_text(verdict: VerdictView) -> str:
    """A verdict in a table cell: its score, or the outcome's name."""
    return str(verdict.outcome) if verdict.score is None else f"{verdict.score:g}"


def _no_spread(rewards: Sequence[float | None], batch: ScoredBatch) -> float:
    return share_without_spread(rewards, batch.group_sizes)


def _weighted(components: Sequence[Component], rewards: Sequence[float | None]) -> float | None:
    """The sum that the trainer makes of a row; None for one without signal."""
    total = 0.0
    for component, reward in zip(components, rewards, strict=True):
        if reward is None:
            return None
        total += component.weight * reward
    return total

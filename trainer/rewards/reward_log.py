"""What one batch of verdicts puts into a trainer's log.

Trainers average a metric over the calls and ranks that named it, so each outcome
is named every time, also with share 0. Batches count alike whatever their size.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence

from trainer.client.verdicts import Outcome, VerdictView

LogMetric = Callable[[str, float], None]
LogExtra = Callable[[str, list[object]], None]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RewardLog:
    """The trainer's two log functions; None where it has none."""

    metric: LogMetric | None = None
    column: LogExtra | None = None

    def write(
        self,
        names: Sequence[str],
        verdicts: Sequence[Sequence[VerdictView]],
        *,
        no_signal_rows: int,
        seconds: float,
    ) -> None:
        """Log one batch: `names` by component, `verdicts` by row and component.

        `verifier/NAME/OUTCOME` is the share of rows with this outcome,
        `verifier/no_signal` the share without any reward, `verifier/seconds` the time
        that the batch took. The extra column `NAME verdict` holds score or outcome.
        """
        if not verdicts:
            return
        for index, name in enumerate(names):
            component = [row[index] for row in verdicts]
            counts = Counter(verdict.outcome for verdict in component)
            for outcome in Outcome:
                self._metric(f"verifier/{name}/{outcome}", counts[outcome] / len(component))
            self._column(f"{name} verdict", [verdict_text(verdict) for verdict in component])
        self._metric("verifier/no_signal", no_signal_rows / len(verdicts))
        self._metric("verifier/seconds", seconds)

    def _metric(self, name: str, value: float) -> None:
        if self.metric is not None:
            self.metric(name, value)

    def _column(self, name: str, values: list[object]) -> None:
        if self.column is not None:
            self.column(name, values)


def verdict_text(verdict: VerdictView) -> str:
    """A verdict in a table cell: its score, or the outcome's name."""
    return str(verdict.outcome) if verdict.score is None else f"{verdict.score:g}"

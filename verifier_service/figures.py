"""What the service counts and measures of itself: plain numbers, read when somebody asks.

They are kept whether or not anything exports them; adding to one costs less than a
microsecond. No text of a completion is ever among them.
"""

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from verifier_service.verdict import Verdict

# Seconds: from an exact number to the longest deadline.
RUN_TIME_BOUNDS = (
    *(1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0),
)
# What is refused is refused within milliseconds.
REFUSAL_BOUNDS = (
    *(1e-4, 2e-4, 5e-4, 1e-3, 1.5e-3, 2e-3, 3e-3, 5e-3, 7e-3, 0.01, 0.015, 0.02, 0.05, 0.1),
    *(0.2, 0.5, 1.0),
)
WAIT_BOUNDS = (1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
# Of what decided within a check: names that are told, and what stands for all others.
MAX_DECIDERS = 64
OTHER_DECIDER = "other"
_DECIDER = re.compile(r"[a-z0-9_.-]{1,32}", re.ASCII)


class Distribution:
    """How many values were at most each bound; `counts` has one more place, for larger ones."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float, times: int = 1) -> None:
        """Count a value."""
        self.counts[bisect.bisect_left(self.bounds, value)] += times
        self.sum += value * times


class PoolFigures:
    """Of the worker processes, since the start."""

    def __init__(self) -> None:
        self.busy = 0
        # Of each unit of work, by its check.
        self.queue_wait: defaultdict[str, Distribution] = defaultdict(
            lambda: Distribution(WAIT_BOUNDS)
        )
        self.losses: Counter[str] = Counter()  # workers, by the reason for which they were lost
        self.recycled = 0  # workers replaced while they were well
        self.forks = 0
        self.zygotes = 0


class CheckFigures:
    """Of the verdicts, since the start."""

    def __init__(self) -> None:
        # (check, outcome, what decided)
        self.verdicts: Counter[tuple[str, str, str]] = Counter()
        self.run_time: defaultdict[str, Distribution] = defaultdict(
            lambda: Distribution(RUN_TIME_BOUNDS)
        )
        self._deciders: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, checks: Sequence[str], rows: Iterable[Sequence[Verdict]]) -> None:
        """Count the verdicts of a batch; `checks` are the names of its checks, in order."""
        times = [self.run_time[check] for check in checks]
        for row in rows:
            for check, distribution, verdict in zip(checks, times, row, strict=True):
                decider = verdict.decided_by and self._decider(check, verdict.decided_by)
                self.verdicts[check, verdict.outcome, decider] += 1
                if verdict.run_time_s:
                    distribution.add(verdict.run_time_s)

    def _decider(self, check: str, name: str) -> str:
        """The name, which comes from a worker and so may be anything, or what stands for others."""
        known = self._deciders[check]
        if name not in known:
            if len(known) >= MAX_DECIDERS or not _DECIDER.fullmatch(name):
                return OTHER_DECIDER
            known.add(name)
        return name


class CallTimes:
    """Of one call: seconds in which its work waited for a worker, and in which workers were at it.

    The two never overlap, and what several workers do at once counts once.
    """

    def __init__(self) -> None:
        self.queue_s = 0.0
        self.run_s = 0.0


class FrontFigures:
    """Of the calls, since the start."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.bytes_in_flight = 0
        self.received_bytes = 0
        self.calls: Counter[tuple[str, str]] = Counter()  # (method, name of the status code)
        self.rejected: Counter[str] = Counter()  # calls, by what was full or missing
        self.refusal_time = Distribution(REFUSAL_BOUNDS)  # of those, from headers to status

"""How long a trainer has waited in reward functions, since they were made.

Threads that wait at once count each for itself: TRL's GRPOTrainer and RLOOTrainer have one.
Not covered: a copy of the functions in another process, which counts for itself.
"""

import contextlib
import dataclasses
import threading
import time
from collections.abc import Iterator

from trainer.client.waiting import Wait


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Waited:
    """Seconds between the calls of reward functions and their returns, and two parts of them.

    The parts are those of `trainer.client.waiting`. `untold` counts the batches that a
    service answered which does not say them.
    """

    seconds: float = 0.0
    queue_s: float = 0.0
    run_s: float = 0.0
    untold: int = 0

    @property
    def wire_s(self) -> float:
        """What is left: the way there and back, and the work of the functions themselves."""
        return self.seconds - self.queue_s - self.run_s

    def __add__(self, other: "Waited") -> "Waited":
        return Waited(
            seconds=self.seconds + other.seconds,
            queue_s=self.queue_s + other.queue_s,
            run_s=self.run_s + other.run_s,
            untold=self.untold + other.untold,
        )

    def __sub__(self, other: "Waited") -> "Waited":
        return Waited(
            seconds=self.seconds - other.seconds,
            queue_s=self.queue_s - other.queue_s,
            run_s=self.run_s - other.run_s,
            untold=self.untold - other.untold,
        )


class WaitMeter:
    """Adds up for the functions that share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._total = Waited()

    @property
    def total(self) -> Waited:
        """What has been waited so far."""
        with self._lock:
            return self._total

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """The trainer waits, however this ends."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._add(Waited(seconds=time.monotonic() - began))

    def note(self, wait: Wait) -> None:
        """What of that time was queue and run."""
        if wait.queue_s is None or wait.run_s is None:
            self._add(Waited(untold=1))
        else:
            self._add(Waited(queue_s=wait.queue_s, run_s=wait.run_s))

    def _add(self, more: Waited) -> None:
        with self._lock:
            self._total += more

"""Where the time of one batch goes: it waits for a worker, or workers are at it."""

import time
from collections.abc import Callable


class Stopwatch:
    """Runs from its making, when the batch is given to the queue, until it is stopped.

    Moments in which several workers are at the batch count once; those in which none is, while
    some of it has no verdict, count as waiting. One event loop tells it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.queue_s = 0.0
        self.run_s = 0.0
        self._workers = 0
        self._since = clock()
        self._is_stopped = False

    def worker_begins(self) -> None:
        """One more worker is at the batch."""
        self._count()
        self._workers += 1

    def worker_ends(self) -> None:
        """One worker has left it, whatever of its chunk is done."""
        self._count()
        self._workers -= 1

    def stop(self) -> None:
        """The last verdict is there; what is told later changes nothing."""
        self._count()
        self._is_stopped = True

    def _count(self) -> None:
        if self._is_stopped:
            return
        now = self._clock()
        if self._workers:
            self.run_s += now - self._since
        else:
            self.queue_s += now - self._since
        self._since = now

"""How the front's memory is given back: messages are large and come and go.

Left to itself, glibc takes a large block that was freed for a sign that more of its size will come,
and from then on keeps them on its heap, where one small block above them holds them for good.
After some hundred cancelled calls of 20 MB a front held 880 MiB so, and rising. Of blocks that are
smaller, such as references, it keeps what lies below others: 440 MiB after one call of 58 MiB.

Not covered: other C libraries, which are left as they are. A front that is never without calls
keeps what it needed at most.
"""

import contextlib
import ctypes
import gc
import os
from pathlib import Path

from verifier_service.figures import FrontFigures
from verifier_service.settings import MIB

_M_MMAP_THRESHOLD = -3  # as malloc.h has it
# Above what the trainer's client sends at once, whose memory is worth keeping.
_LARGE_BYTES = 2 * MIB
_COLLECTIONS = (700, 10, 50)
# So much more than at the start is worth keeping for the next calls.
_KEPT_BYTES = 64 * MIB


def give_large_blocks_back() -> None:
    """Have blocks of some mebibytes returned to the system whenever they are freed."""
    with contextlib.suppress(AttributeError):  # not glibc
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def tune_garbage_collection() -> None:
    """A collection holds up every call, so it looks at little.

    What is there at the start stays. Each call leaves a cycle of half a dozen objects, which are
    gRPC's and die young; so the old are looked at once in some ten thousand calls.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTIONS)


class Heap:
    """The free memory that glibc holds, given back while there is nothing to do.

    Made when the service is ready: what it has then stays.
    """

    def __init__(self, figures: FrontFigures) -> None:
        self._figures = figures
        self._kept_bytes = _rss_bytes() + _KEPT_BYTES
        self._seen = self._given_back_at = figures.received_bytes

    def give_back_if_idle(self) -> None:
        """Once after each time in which there were calls; to be called now and then."""
        received, seen = self._figures.received_bytes, self._seen
        self._seen = received
        if self._figures.bytes_in_flight or received == self._given_back_at:
            return
        if received != seen:  # there was a call just now, and there may be more on their way
            return
        self._given_back_at = received
        if _rss_bytes() > self._kept_bytes:
            with contextlib.suppress(AttributeError):  # not glibc
                ctypes.CDLL(None).malloc_trim(0)


def _rss_bytes() -> int:
    """The resident memory of this process; 0 where the system does not tell it."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGESIZE")

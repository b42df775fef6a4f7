"""How much memory of the whole card is in use, as `nvidia-smi` sees it."""

import subprocess
import tempfile
from types import TracebackType
from typing import Self

_EVERY_MS = 100
_MIB_A_GIB = 1_024


class CardWatch:
    """Asks ten times a second in a process of its own, from entry to exit.

    Whole-card use counts what no allocator of torch sees: the context, CUDA graphs, others.
    """

    def __init__(self) -> None:
        self.peak_gib = 0.0
        self._readings = tempfile.TemporaryFile("w+")  # noqa: SIM115  # closed below

    def __enter__(self) -> Self:
        command = "nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -i 0 -lms"
        self._process = subprocess.Popen(
            [*command.split(), str(_EVERY_MS)], stdout=self._readings, stderr=subprocess.DEVNULL
        )
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._readings.seek(0)
        used = [int(line) for line in self._readings if line.strip().isdigit()]
        self.peak_gib = max(used, default=0) / _MIB_A_GIB
        self._readings.close()

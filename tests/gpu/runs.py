"""One training run as a user starts it, and what it showed."""

import dataclasses
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.gpu.card import CardWatch

RECIPES = Path(__file__).parents[2] / "trainer" / "recipes"
_STATE = "trainer_state.json"
_TAIL_CHARS = 3_000


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """`log` is the trainer's, a mapping for each step; `output` is the end of what was printed."""

    name: str
    status: int
    seconds: float
    card_peak_gib: float
    log: Sequence[Mapping[str, float]]
    output: str

    @property
    def step_seconds(self) -> float:
        """The median of the steps behind the first two, which compile."""
        later = [entry["step_time"] for entry in self.log if "step_time" in entry][2:]
        return statistics.median(later) if later else float("nan")

    def median(self, key: str) -> float:
        """Of a logged figure, over all steps that have it."""
        values = [entry[key] for entry in self.log if key in entry]
        return statistics.median(values) if values else float("nan")


def train(
    name: str, recipe: str, folder: Path, keys: Mapping[str, object], *, limit_s: float
) -> Run:
    """Run a recipe with these keys on top; what it logs and saves goes into the folder."""
    command = [sys.executable, "-m", "trainer", "--config", str(RECIPES / recipe)]
    keys = {"output_dir": folder, "logging_steps": 1, "report_to": "none", **keys}
    for key, value in keys.items():
        is_text = isinstance(value, str | Path)
        command += [f"--{key}", str(value) if is_text else json.dumps(value)]
    folder.mkdir(parents=True, exist_ok=True)
    printed = folder / "printed.txt"
    began = time.monotonic()
    with CardWatch() as card, printed.open("wb") as output:
        try:
            status = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, timeout=limit_s, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            status = 124
    return Run(
        name=name,
        status=status,
        seconds=time.monotonic() - began,
        card_peak_gib=card.peak_gib,
        log=_read_log(folder),
        output=printed.read_text(encoding="utf-8", errors="replace")[-_TAIL_CHARS:],
    )


def keys_of(arguments: Sequence[str]) -> dict[str, object]:
    """`--key value --other value` as keys that go on top of a recipe's."""
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    return {key.removeprefix("--"): value for key, value in pairs}


def _read_log(folder: Path) -> Sequence[Mapping[str, float]]:
    state = folder / _STATE
    if not state.exists():
        return ()
    return tuple(json.loads(state.read_text(encoding="utf-8"))["log_history"])

"""`make gpu-check`: what is promised of training on a GPU, run and judged.

    python -m tests.gpu FOLDER [--only NAME ...]

Makes the checkpoints that it needs from published shapes and random weights, runs each check in
processes of its own, and prints a table. Exit status 1 where a bound is missed. Needs a GPU host
with the extras `train` and `service`, and no network.

Not covered yet: the other recipes, plain TRL beside it, several ranks, outages.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.gpu import learning, small_card
from tests.gpu.checkpoints import make_checkpoint

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1"}
LIMIT_S = 900.0

Row = tuple[str, str, str, bool]  # what, measured, bound, whether it holds


def check_small_card(folder: Path) -> list[Row]:
    """Whole-card use of the recipe for small cards, and its speed."""
    model = _checkpoint("Qwen2.5-1.5B", folder)
    run = small_card.run_small_card(folder / "small_card", model, {}, steps=8, limit_s=LIMIT_S)
    if run.status:
        sys.stderr.write(run.output + "\n")
    found = small_card.figures(run)
    most = small_card.CARD_AT_MOST_GB
    holds = run.status == 0 and found["card_peak_gb"] <= most
    what = "Qwen2.5-1.5B, 8 x 1,024 tokens"
    return [
        (f"{what}: whole card", f"{found['card_peak_gb']} GB", f"<= {most} GB", holds),
        (f"{what}: step", f"{found['step_s']} s", "", True),
    ]


def check_learning(folder: Path) -> list[Row]:
    """Accuracy on problems kept from training, before and after GRPO."""
    run = learning.learn(folder / "learning", warm_up_steps=700, keys={}, limit_s=LIMIT_S)
    bound = f">= {learning.POINTS_AT_LEAST} points"
    if run.status:
        sys.stderr.write(run.output + "\n")
        return [("learning", f"status {run.status}", bound, False)]
    found = json.loads((folder / "learning" / "learning.json").read_text())
    before, after = (100 * found[time]["math"] for time in ("before", "after"))
    holds = after - before >= learning.POINTS_AT_LEAST
    return [("learning: accuracy", f"{before:.1f} % -> {after:.1f} %", bound, holds)]


def check_no_signal(folder: Path) -> list[Row]:
    """What Unsloth's trainer does with rewards that are None."""
    model = _checkpoint("tiny", folder)
    command = [sys.executable, "-m", "tests.gpu.no_signal", str(model)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    sys.stderr.write(done.stdout)
    result = "as promised" if done.returncode == 0 else "other than promised"
    return [("rewards that are None", result, "as promised", done.returncode == 0)]


CHECKS: dict[str, Callable[[Path], list[Row]]] = {
    "small_card": check_small_card,
    "learning": check_learning,
    "no_signal": check_no_signal,
}


def _checkpoint(name: str, folder: Path) -> Path:
    made = folder / name
    if not (made / "config.json").exists():
        make_checkpoint(name, made)
    return made


def main() -> int:
    """Run the checks and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", choices=CHECKS, default=list(CHECKS))
    options = parser.parse_args()
    os.environ.update(OFFLINE)
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = [row for name in options.only for row in CHECKS[name](options.folder)]
    for what, measured, bound, holds in rows:
        verdict = "holds" if holds else "MISSED"
        sys.stdout.write(f"| {what} | {measured} | {bound} | {verdict if bound else ''} |\n")
    return int(not all(row[3] for row in rows))


if __name__ == "__main__":
    sys.exit(main())

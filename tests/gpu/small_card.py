"""The recipe for a small card at its true shape: what the card holds, and what a step costs.

python -m tests.gpu.small_card FOLDER MODEL [--key value ...]
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.gpu.problems import write_gsm8k_rows
from tests.gpu.runs import Run, keys_of, train

RECIPE = "gsm8k_small_card.yaml"
CARD_AT_MOST_GB = 4.5
_GB_A_GIB = 2**30 / 1e9


def run_small_card(
    folder: Path, model: Path, keys: Mapping[str, object], *, steps: int, limit_s: float
) -> Run:
    """A few steps over made-up problems in the form of GSM8K's."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = folder / "gsm8k.jsonl"
    write_gsm8k_rows(rows, 256)
    keys = {
        "model_name_or_path": model,
        "dataset": rows,
        "save_strategy": "no",
        "max_steps": steps,
        **keys,
    }
    return train("small card", RECIPE, folder / "run", keys, limit_s=limit_s)


def figures(run: Run) -> dict[str, float]:
    """Whole-card use at the peak in GB of 10^9 bytes, seconds a step, tokens a completion."""
    return {
        "card_peak_gb": round(run.card_peak_gib * _GB_A_GIB, 2),
        "step_s": round(run.step_seconds, 2),
        "tokens": run.median("completions/mean_length"),
        "verifier_s": round(run.median("verifier/seconds"), 4),
        "seconds": round(run.seconds),
    }


def main() -> int:
    """Run it once and print its figures as a JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--limit-s", type=float, default=400.0)
    options, rest = parser.parse_known_args()
    run = run_small_card(
        options.folder,
        options.model,
        keys_of(rest),
        steps=options.steps,
        limit_s=options.limit_s,
    )
    found = figures(run)
    sys.stdout.write(json.dumps({"status": run.status, **found}) + "\n")
    if run.status:
        sys.stdout.write(run.output + "\n")
    return int(run.status != 0 or found["card_peak_gb"] > CARD_AT_MOST_GB)


if __name__ == "__main__":
    sys.exit(main())

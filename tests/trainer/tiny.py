"""A tiny model, some data and a configuration for runs of `rlverify-train` in tests."""

import json
from collections.abc import Mapping
from pathlib import Path

# Run by a process of its own: training libraries stay out of the tests' process.
MAKE_MODEL = """
import sys, torch
from trainer.demo.problems import PHRASES
from trainer.demo.tiny_model import make_model, make_tokenizer
torch.manual_seed(0)
tokenizer = make_tokenizer(PHRASES)
make_model(tokenizer).save_pretrained(sys.argv[1])
tokenizer.save_pretrained(sys.argv[1])
"""
SETTINGS: Mapping[str, object] = {
    "rewards": [
        {"name": "repetition", "check": "repetition"},
        {"name": "language", "check": {"language": {"language": "en"}}},
    ],
    "gradient_checkpointing": False,
    "per_device_train_batch_size": 8,
    "num_generations": 4,
    "max_completion_length": 16,
    "learning_rate": 1e-3,
    "logging_steps": 1,
    "save_strategy": "no",
    "max_steps": 2,
    "report_to": "none",
    "prompt_column": "question",
}


def write_data(folder: Path) -> Path:
    """Twelve sums with their results."""
    rows = [{"question": f"add {n}+{n}", "answer": str(2 * n)} for n in range(12)]
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def write_config(folder: Path, name: str, **settings: object) -> Path:
    """A configuration whose output goes to `name` in this folder."""
    path = folder / f"{name}.yaml"
    values = {**SETTINGS, "output_dir": str(folder / name), **settings}
    path.write_text(json.dumps(values))  # JSON is YAML
    return path

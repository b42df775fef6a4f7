"""What Unsloth's patched trainer does with rewards that are None.

    python -m tests.gpu.no_signal MODEL

Four steps of one group of eight: a step in which no completion has a reward, one in which two
have none from either function, one in which a completion has a reward from one function alone,
and one in which all have both. It holds if a completion without any reward has advantage 0 and
does not touch the mean and the spread of its group, if a step without rewards changes no weight
and spoils no later step, and if a reward that one function leaves out counts as 0 beside the
other's: why our rewards leave out a row in all components or in none.
"""

import argparse
import json
import math
import statistics
import sys
import tempfile
from collections.abc import Sequence

GROUP = 8
ALL_NONE, TWO_ROWS_NONE, ONE_CELL_NONE, ALL_SCORED = range(4)
NONE_ROWS = (0, 3)
NONE_CELL = 1
_TOLERANCE = 1e-3


def first_reward(completions: Sequence[str], trainer_state: object, **_: object) -> list[object]:
    """The share of vowels, None where the step says so."""
    step = trainer_state.global_step  # type: ignore[attr-defined]  # transformers' TrainerState
    values: list[object] = [_share(text, "aeiou") for text in completions]
    for row in range(len(values)):
        if _is_none(step, row) or (step == ONE_CELL_NONE and row == NONE_CELL):
            values[row] = None
    return values


def second_reward(completions: Sequence[str], trainer_state: object, **_: object) -> list[object]:
    """The share of digits, likewise, but never None for one function alone."""
    step = trainer_state.global_step  # type: ignore[attr-defined]  # likewise
    return [
        None if _is_none(step, row) else _share(text, "0123456789")
        for row, text in enumerate(completions)
    ]


def _is_none(step: int, row: int) -> bool:
    return step == ALL_NONE or (step == TWO_ROWS_NONE and row in NONE_ROWS)


def _share(text: str, signs: str) -> float:
    return sum(sign in signs for sign in text) / max(1, len(text))


def expected_advantages(rows: Sequence[tuple[float | None, float | None]]) -> list[float]:
    """What the docstring of this module promises, restated."""
    sums = [None if row == (None, None) else sum(each or 0.0 for each in row) for row in rows]
    scored = [each for each in sums if each is not None]
    if len(scored) < 2:
        return [0.0] * len(rows)
    mean, spread = statistics.mean(scored), statistics.stdev(scored)
    return [0.0 if each is None else (each - mean) / (spread + 1e-4) for each in sums]


def observe(model: str) -> list[dict[str, object]]:
    """What happened in each step."""
    import unsloth  # noqa: I001, PLC0415  # it must be the first
    import torch  # noqa: PLC0415
    from datasets import Dataset  # noqa: PLC0415
    from transformers import TrainerCallback  # noqa: PLC0415
    from trl import GRPOConfig, GRPOTrainer  # noqa: PLC0415

    loaded, tokenizer = unsloth.FastLanguageModel.from_pretrained(
        model_name=model, max_seq_length=128, load_in_4bit=False, dtype=torch.bfloat16
    )
    loaded = unsloth.FastLanguageModel.get_peft_model(
        loaded, r=8, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"]
    )
    seen: list[dict[str, object]] = []

    class Watch(TrainerCallback):  # type: ignore[misc]  # its base is untyped
        """Notes after each step what the trainer logged for its completions."""

        def on_step_end(self, *_arguments: object, **_more: object) -> None:
            logs = trainer._logs  # what it writes its tables from
            rewards = [list(logs["rewards"][name])[-GROUP:] for name in list(logs["rewards"])]
            weights = [each for each in trainer.model.parameters() if each.requires_grad]
            seen.append(
                {
                    "advantages": [float(each) for each in list(logs["advantages"])[-GROUP:]],
                    "rewards": rewards,
                    "weights": sum(float(each.abs().sum()) for each in weights),
                    "finite": all(bool(each.isfinite().all()) for each in weights),
                }
            )

    with tempfile.TemporaryDirectory() as folder:
        trainer = GRPOTrainer(
            model=loaded,
            processing_class=tokenizer,
            reward_funcs=[first_reward, second_reward],
            args=GRPOConfig(
                output_dir=folder,
                per_device_train_batch_size=GROUP,
                num_generations=GROUP,
                gradient_accumulation_steps=1,  # Unsloth's own default is 2
                max_completion_length=32,
                max_steps=ALL_SCORED + 1,
                learning_rate=1e-3,
                logging_steps=1,
                report_to="none",
                save_strategy="no",
                log_completions=True,
                num_completions_to_print=0,
            ),
            train_dataset=Dataset.from_list([{"prompt": f"{n} + {n} ="} for n in range(64)]),
            callbacks=[Watch()],
        )
        trainer.train()
    for step, entry in zip(seen, trainer.state.log_history, strict=False):
        step |= {name: entry.get(name) for name in ("loss", "grad_norm", "reward", "reward_std")}
    return seen


def complaints(seen: Sequence[dict[str, object]]) -> list[str]:
    """What was not as promised; nothing if it holds."""
    found = [] if len(seen) == ALL_SCORED + 1 else [f"{len(seen)} steps, not {ALL_SCORED + 1}"]
    for number, step in enumerate(seen):
        if not _as_ordered(number, step["rewards"]):  # type: ignore[arg-type]  # two columns
            found.append(f"step {number}: other rewards than ordered: {step['rewards']}")
            continue
        first, second = step["rewards"]  # type: ignore[misc]  # a list of two columns
        rows = [tuple(None if _missing(x) else x for x in row) for row in zip(first, second)]  # noqa: B905  # equally long
        wanted = expected_advantages(rows)  # type: ignore[arg-type]  # rows of two
        gave: list[float] = step["advantages"]  # type: ignore[assignment]
        if any(abs(a - b) > _TOLERANCE for a, b in zip(wanted, gave, strict=True)):
            found.append(f"step {number}: advantages {gave}, not {wanted}")
        if not step["finite"]:
            found.append(f"step {number}: a weight is not finite")
        if number == ALL_NONE and step["grad_norm"]:
            found.append(f"step {number}: gradient norm {step['grad_norm']} without any reward")
        if number > ALL_NONE and not step["grad_norm"]:
            found.append(f"step {number}: no gradient")
    return found


def _as_ordered(step: int, columns: Sequence[Sequence[object]]) -> bool:
    """Whether the step saw None where it should, and nowhere else."""
    first, second = columns
    cells = [(_missing(x), _missing(y)) for x, y in zip(first, second, strict=True)]
    none = [(_is_none(step, row), _is_none(step, row)) for row in range(GROUP)]
    if step == ONE_CELL_NONE:
        none[NONE_CELL] = (True, False)
    return cells == none


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def main() -> int:
    """Print what was seen, a JSON line a step, and what was not as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    seen = observe(parser.parse_args().model)
    for step in seen:
        sys.stdout.write(json.dumps(step, default=str) + "\n")
    found = complaints(seen)
    sys.stdout.write("".join(f"NOT AS PROMISED: {each}\n" for each in found) or "holds\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

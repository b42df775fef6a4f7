"""The demo from the first weights to the last table. Import it after `import_backend`."""

import dataclasses
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

from trainer.client import VerifierClient
from trainer.demo.chart import draw_curves
from trainer.demo.measure import Measurement, measure
from trainer.demo.problems import PHRASES, Problem
from trainer.demo.tiny_model import make_model, make_tokenizer
from trainer.demo.warm_up import imperfect_batches, warm_up
from trainer.training import grpo
from trainer.training.backends import LoadedModel
from trainer.training.config import Invocation

ACCURACY = "math"  # the name of the reward that says whether the answer is right
BEFORE_BELOW = 0.45
AFTER_AT_LEAST = 0.90


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """The folder to fill, the problems to train on and those kept from it, and two numbers."""

    output: Path
    training: Sequence[Problem]
    unseen: Sequence[Problem]
    seed: int
    warm_up_steps: int


def tell(invocation: Invocation, client: VerifierClient, setting: Setting) -> bool:
    """Make, warm up, measure, train, measure again; whether the model learnt enough.

    Raises TrainingStopped when the verifier is lost in training, and VerifierError when
    it is lost in a measurement.
    """
    clock = _Clock()
    # Bars of files read and written; training keeps its own.
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call] # theirs
    warmed_up = setting.output / "warmed_up"
    config = invocation.run.reward_config()

    clock.say("warming up a small model on imperfect solutions")
    _make_warmed_up(warmed_up, setting)
    before = measure(_load(warmed_up), setting.unseen, client, config)

    clock.say("training it by GRPO with the verifier's rewards")
    result = grpo.train(invocation, client)

    clock.say("measuring it on problems that it has not seen")
    after = measure(_load(result.output_dir), setting.unseen, client, config)
    chart = setting.output / "rewards.png"
    draw_curves(chart, result.log_history, before, after)
    clock.say(f"done; the curves are in {chart}")
    _write(_table(before, after, len(setting.unseen)))
    return _judge(before, after)


class _Clock:
    """Says what happens, and how long after the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, what: str) -> None:
        _write(f"[{time.monotonic() - self._began:4.0f} s] {what}\n")


def _make_warmed_up(folder: Path, setting: Setting) -> None:
    torch.manual_seed(setting.seed)
    tokenizer = make_tokenizer([*PHRASES, *(problem.text for problem in setting.training)])
    model = make_model(tokenizer)
    batches = imperfect_batches(
        tokenizer,
        setting.training,
        random.Random(setting.seed),  # noqa: S311 - no secrets
        steps=setting.warm_up_steps,
    )
    warm_up(model, batches, steps=setting.warm_up_steps)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _load(folder: Path) -> LoadedModel:
    """The model and its tokenizer, read back as anybody would."""
    return LoadedModel(
        model=AutoModelForCausalLM.from_pretrained(folder),
        tokenizer=AutoTokenizer.from_pretrained(folder, padding_side="left"),
    )


def _table(before: Measurement, after: Measurement, problems: int) -> str:
    rows = [("accuracy" if name == ACCURACY else name, name) for name in before.means]
    lines = [f"{'':12}{'before':>9}{'after':>9}   mean of {problems} problems kept from training"]
    lines += [
        f"{label:12}{before.means[name]:9.1%}{after.means[name]:9.1%}" for label, name in rows
    ]
    return "\n".join(["", *lines, "", "before:", before.example, "", "after:", after.example, ""])


def _judge(before: Measurement, after: Measurement) -> bool:
    was, became = before.means[ACCURACY], after.means[ACCURACY]
    if was >= BEFORE_BELOW:
        _write(f"FAILED: accuracy before training is {was:.1%}, not below {BEFORE_BELOW:.0%}:")
        _write(" the warm-up left nothing to show.\n")
    elif became < AFTER_AT_LEAST:
        _write(f"FAILED: accuracy after training is {became:.1%}, not {AFTER_AT_LEAST:.0%}:")
        _write(" the model did not learn what it should have.\n")
    return was < BEFORE_BELOW and became >= AFTER_AT_LEAST


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()

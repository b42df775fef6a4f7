"""What share of each optimizer step goes into waiting for the verifier.

A step is from its first forward pass, or the sampling of its completions, to the update of
the weights; with gradient accumulation it holds several reward calls, which are added up.
Evaluation, saving and logging are outside of it. A step that trains on completions that an
earlier one sampled (`num_iterations`, `steps_per_generation`) asks no verifier, and its
share is 0. Nothing is synchronised with the GPU for it: work that was only begun in a step
counts in the next, as in TRL's own `step_time`.

Not covered: other ranks than the one that logs, which may be the ones that wait for a
verifier while this one waits for them; TRL's asynchronous trainer, whose rewards are made in
another process.
"""

import time
from collections.abc import Iterator
from typing import Any

from transformers import TrainerCallback

from trainer.errors import ConfigError
from trainer.rewards.components import Reward
from trainer.rewards.waited import Waited


class VerifierShare(TrainerCallback):
    """Logs the wait of each step, beside what the trainer logs: `trainer.add_callback(…)`.

    `verifier/seconds_of_step` is the time in reward functions of `make_rewards`,
    `verifier/share_of_step` its share of the step. `verifier/PART_seconds_of_step` and
    `verifier/PART_share_of_step` are what of that was `queue`, `run` and `wire`
    (`trainer.client.waiting`), where the service tells; time of the functions themselves is
    in `wire`. Over several steps, `logging_steps`, they are averaged.

    Raises ConfigError for a trainer without such functions.
    """

    def __init__(self, trainer: Any) -> None:  # noqa: ANN401 - Unsloth's or TRL's trainer
        self._trainer = trainer
        functions = [each for each in trainer.reward_funcs if isinstance(each, Reward)]
        self._meters = {id(function.meter): function.meter for function in functions}
        if not self._meters:
            raise ConfigError("none of the trainer's reward_funcs comes from make_rewards")
        self._began = (time.monotonic(), Waited())

    def on_step_begin(self, *_arguments: object, **_more: object) -> None:
        """Called by the trainer before the first micro-batch of a step."""
        self._began = (time.monotonic(), self._waited())

    def on_step_end(self, *_arguments: object, **_more: object) -> None:
        """Called by the trainer after the weights have changed, and before it logs."""
        began, before = self._began
        waited, seconds = self._waited() - before, time.monotonic() - began
        # There is no public way to have a number averaged and logged with the trainer's own.
        metrics = self._trainer._metrics["train"]  # noqa: SLF001
        for name, value in _parts(waited):
            metrics[f"verifier/{name}seconds_of_step"].append(value)
            metrics[f"verifier/{name}share_of_step"].append(value / seconds)

    def _waited(self) -> Waited:
        return sum((meter.total for meter in self._meters.values()), Waited())


def _parts(waited: Waited) -> Iterator[tuple[str, float]]:
    yield "", waited.seconds
    if not waited.untold:
        yield "queue_", waited.queue_s
        yield "run_", waited.run_s
        yield "wire_", waited.wire_s

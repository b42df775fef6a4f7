"""A checkpoint of the last finished step, saved when a step cannot be finished.

The verifier is asked while a step is under way: completions were sampled, but no
weight has changed since the last finished step. So the weights, the optimizer, the
scheduler and the step count are those of that step; gradients of a step begun are
in no checkpoint. Only the states of the random number generators have moved on.
They are kept from the end of each step and put back before saving, and a resumed
run samples what the run would have sampled: on a CPU it ends with the same weights.

With `steps_per_generation` above `gradient_accumulation_steps`, or with
`num_iterations` above 1, completions serve several steps. A resumed run samples new
ones for the steps that were left of them, from the same prompts and the newer
weights; it goes on correctly, but not as the run would have.

Not covered: several processes, where one may lose the verifier while others wait.
"""

import dataclasses
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import TrainerCallback
from transformers.trainer_utils import PREFIX_CHECKPOINT_DIR

from trainer.errors import ConfigError


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RandomStates:
    """The states of all generators that sampling may use."""

    python: Any
    numpy: Any
    cpu: torch.Tensor
    cuda: tuple[torch.Tensor, ...]

    @classmethod
    def now(cls) -> "RandomStates":
        """The states at this moment."""
        return cls(
            python=random.getstate(),
            numpy=np.random.get_state(),  # noqa: NPY002 - the one that libraries use
            cpu=torch.get_rng_state(),
            cuda=tuple(torch.cuda.get_rng_state_all()) if torch.cuda.is_available() else (),
        )

    def put_back(self) -> None:
        """Make these the current states."""
        random.setstate(self.python)
        np.random.set_state(self.numpy)  # noqa: NPY002 - likewise
        torch.set_rng_state(self.cpu)
        if self.cuda:
            torch.cuda.set_rng_state_all(list(self.cuda))


class StepKeeper(TrainerCallback):
    """Remembers the random states at the end of each step."""

    def __init__(self) -> None:
        self._states: RandomStates | None = None

    def on_step_end(self, *_arguments: object, **_more: object) -> None:
        """Called by the trainer after the weights have changed."""
        self._states = RandomStates.now()

    def on_evaluate(self, *_arguments: object, **_more: object) -> None:
        """Called by the trainer after an evaluation, which samples too."""
        self._states = RandomStates.now()

    def save(self, trainer: Any) -> Path | None:  # noqa: ANN401 - Unsloth's or TRL's trainer
        """Save the last finished step and give its folder.

        None if this run has finished no step: there is nothing new to save. A folder that
        the run saved at the end of that very step stays as it is.
        """
        if self._states is None:
            return None
        name = f"{PREFIX_CHECKPOINT_DIR}-{trainer.state.global_step}"
        folder = Path(str(trainer.args.output_dir), name)
        if not (folder / "trainer_state.json").exists():
            self._states.put_back()
            # The public methods save either the model or the trainer's state, but no optimizer.
            trainer._save_checkpoint(trainer.model, None)  # noqa: SLF001
        return folder


def find_checkpoint(resume_from: str | bool | None, output_dir: Path) -> str | None:  # noqa: FBT001
    """What `resume_from_checkpoint` names: a folder, or with `true` the newest of the run.

    Raises ConfigError if it is not there.
    """
    wish = str(resume_from or "")  # YAML's true is a boolean, the command line's is text
    if wish.lower() in {"", "false", "none"}:
        return None
    if wish.lower() == "true":
        newest = newest_checkpoint(output_dir)
        if newest is None:
            raise ConfigError(f"{output_dir} holds no checkpoint to resume from")
        return newest
    if not Path(wish, "trainer_state.json").is_file():
        raise ConfigError(f"{wish} is no checkpoint to resume from")
    return wish


def newest_checkpoint(output_dir: Path) -> str | None:
    """The folder of the run's last checkpoint that is whole, None if there is none."""
    steps = {
        int(folder.name.removeprefix(f"{PREFIX_CHECKPOINT_DIR}-")): folder
        for folder in output_dir.glob(f"{PREFIX_CHECKPOINT_DIR}-[0-9]*")
        if (folder / "trainer_state.json").is_file()
    }
    return str(steps[max(steps)]) if steps else None

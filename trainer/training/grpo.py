"""One GRPO run: data, model, rewards, TRL's trainer.

Import this module after `import_backend`.
"""

import dataclasses
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from transformers import set_seed
from trl import GRPOTrainer

from trainer.client import VerifierClient
from trainer.errors import VerifierError
from trainer.rewards import make_rewards
from trainer.training.arguments import trl_arguments
from trainer.training.backends import load_model
from trainer.training.checkpoint import StepKeeper, find_checkpoint
from trainer.training.config import Invocation
from trainer.training.rows import rows_to_train_on
from trainer.training.stopped import TrainingStopped

FILE_COLUMNS = 160  # of the tables of completions, where they go into a file


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TrainingResult:
    """Where the trained model is, and what the trainer logged, one mapping for each entry."""

    output_dir: Path
    log_history: Sequence[Mapping[str, float]]


def train(invocation: Invocation, client: VerifierClient) -> TrainingResult:
    """Train as the invocation says, with rewards from this verifier, and save the model.

    Raises ConfigError before training for settings, data or a model that do not fit,
    and TrainingStopped, after saving a checkpoint, when the verifier is lost on the way.
    """
    run = invocation.run
    _widen_tables()
    args, model_config = trl_arguments(invocation)
    output_dir = Path(str(args.output_dir))
    checkpoint = find_checkpoint(args.resume_from_checkpoint, output_dir)
    rows = rows_to_train_on(run, client)
    set_seed(args.seed)  # TRL sets it only after it has drawn the weights of a new adapter
    loaded = load_model(run, args, model_config)
    keeper = StepKeeper()
    trainer = GRPOTrainer(
        model=loaded.model,
        processing_class=loaded.tokenizer,
        peft_config=loaded.peft_config,
        reward_funcs=[*make_rewards(run.reward_config(), client)],
        args=args,
        train_dataset=rows,
        callbacks=[keeper],
    )
    try:
        trainer.train(resume_from_checkpoint=checkpoint)
    except VerifierError as error:
        saved = keeper.save(trainer)
        # What closes the progress bar and the TensorBoard file at the end of any run.
        trainer.callback_handler.on_train_end(args, trainer.state, trainer.control)
        raise TrainingStopped(error, saved or (Path(checkpoint) if checkpoint else None)) from error
    trainer.save_model()
    trainer.save_state()
    return TrainingResult(output_dir=output_dir, log_history=tuple(trainer.state.log_history))


def _widen_tables() -> None:
    """Rich, which draws TRL's tables, takes a file for a terminal of 80 columns."""
    if not sys.stdout.isatty():
        os.environ.setdefault("COLUMNS", str(FILE_COLUMNS))

"""One GRPO or RLOO run: data, model, rewards, TRL's trainer.

Import this module after `import_backend`.
"""

import dataclasses
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transformers import set_seed
from trl import GRPOTrainer, ModelConfig, RLOOTrainer

from trainer.client import VerifierClient
from trainer.errors import VerifierError
from trainer.rewards import make_rewards
from trainer.training.algorithms import ALGORITHMS
from trainer.training.arguments import TrlConfig, trl_arguments
from trainer.training.backends import load_model, share_the_card
from trainer.training.checkpoint import StepKeeper, find_checkpoint
from trainer.training.config import Invocation
from trainer.training.export import save_all
from trainer.training.out_of_memory import telling_out_of_memory
from trainer.training.preflight.card import check_settings
from trainer.training.preflight.inspection import inspect
from trainer.training.preflight.template import complete_tokenizer
from trainer.training.rows import rows_to_train_on
from trainer.training.stopped import TrainingStopped
from trainer.training.verifier_share import VerifierShare

FILE_COLUMNS = 160  # of the tables of completions, where they go into a file


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class TrainingResult:
    """Where the trained model is, and what the trainer logged, one mapping for each entry."""

    output_dir: Path
    log_history: Sequence[Mapping[str, float]]


def train(invocation: Invocation, client: VerifierClient) -> TrainingResult:
    """Train as the invocation says, with rewards from this verifier, and save the model.

    Raises ConfigError before training for settings, data or a model that do not fit,
    TrainingStopped, after saving a checkpoint, when the verifier is lost on the way, and
    OutOfMemory wherever that happens.
    """
    _widen_tables()
    args, model_config = trl_arguments(invocation)
    output_dir = Path(str(args.output_dir))
    with telling_out_of_memory(output_dir, uses_vllm=args.use_vllm):
        return _train(invocation, client, args, model_config)


def _train(
    invocation: Invocation,
    client: VerifierClient,
    args: TrlConfig,
    model_config: ModelConfig,
) -> TrainingResult:
    run = invocation.run
    output_dir = Path(str(args.output_dir))
    checkpoint = find_checkpoint(args.resume_from_checkpoint, output_dir)
    announced = client.capabilities()
    check_settings(run, args, model_config)
    share_the_card(run, args)
    rows = inspect(run, args, model_config, rows_to_train_on(run, client))
    set_seed(args.seed)  # TRL sets it only after it has drawn the weights of a new adapter
    loaded = load_model(run, args, model_config)
    complete_tokenizer(loaded.tokenizer, run)
    keeper = StepKeeper()
    trainer_type: Any = RLOOTrainer if ALGORITHMS[run.algorithm].uses_rloo else GRPOTrainer
    trainer = trainer_type(
        model=loaded.model,
        processing_class=loaded.tokenizer,
        peft_config=loaded.peft_config,
        reward_funcs=[*make_rewards(run.reward_config(), client)],
        args=args,
        train_dataset=rows,
        callbacks=[keeper],
    )
    trainer.add_callback(VerifierShare(trainer))
    try:
        trainer.train(resume_from_checkpoint=checkpoint)
    except VerifierError as error:
        saved = keeper.save(trainer)
        # What closes the progress bar and the TensorBoard file at the end of any run.
        trainer.callback_handler.on_train_end(args, trainer.state, trainer.control)
        raise TrainingStopped(error, saved or (Path(checkpoint) if checkpoint else None)) from error
    save_all(trainer, invocation, model_config, client, announced)
    return TrainingResult(output_dir=output_dir, log_history=tuple(trainer.state.log_history))


def _widen_tables() -> None:
    """Rich, which draws TRL's tables, takes a file for a terminal of 80 columns."""
    if not sys.stdout.isatty():
        os.environ.setdefault("COLUMNS", str(FILE_COLUMNS))

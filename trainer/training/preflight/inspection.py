"""Everything that can be known before the weights are loaded, in one call.

Import this module after `import_backend`.
"""

import logging
from typing import Any

import datasets
from trl import ModelConfig

from trainer.errors import ConfigError
from trainer.training.arguments import TrlConfig
from trainer.training.config import RunConfig
from trainer.training.preflight.card import check_memory
from trainer.training.preflight.prompts import Room, fit_prompts, narrowest
from trainer.training.preflight.shapes import read_config
from trainer.training.preflight.template import (
    as_conversations,
    complete_tokenizer,
    load_tokenizer,
)

_LOG = logging.getLogger(__name__)


def inspect(
    run: RunConfig,
    args: TrlConfig,
    model: ModelConfig,
    rows: datasets.Dataset,
) -> datasets.Dataset:
    """The rows to train on, once the tokenizer, the prompts and the card's memory fit.

    Raises ConfigError, naming what to change, where they do not.
    """
    checkpoint = _look_at(run, args, model)
    if checkpoint is None:
        return rows
    tokenizer, config = checkpoint
    complete_tokenizer(tokenizer, run)
    rows = as_conversations(rows, tokenizer, run)
    rendering: Any = args.chat_template_kwargs  # TRL reads the text of a command line into a dict
    measured = fit_prompts(rows, tokenizer, run, _room(run, args, config), rendering)
    check_memory(run, args, model, measured.longest)
    return measured.rows


def _look_at(run: RunConfig, args: TrlConfig, model: ModelConfig) -> tuple[Any, Any] | None:
    """The tokenizer and the configuration of the checkpoint.

    None where only Unsloth can read it: it has copies of its own of models that their
    owners give to registered users only.
    """
    path = str(model.model_name_or_path)
    source: Any = {"revision": model.model_revision, "trust_remote_code": args.trust_remote_code}
    try:
        return load_tokenizer(path, **source), read_config(path, **source).get_text_config()
    except ConfigError as error:
        if run.backend != "unsloth":
            raise
        _LOG.warning("prompts and memory are not checked: %s", error)
        return None


def _room(run: RunConfig, args: TrlConfig, config: Any) -> Room | None:  # noqa: ANN401
    limits = {
        "max_seq_length": run.max_seq_length if run.backend == "unsloth" else None,
        "vllm_max_model_length": args.vllm_max_model_length if args.use_vllm else None,
        "the model's max_position_embeddings": getattr(config, "max_position_embeddings", None),
    }
    return narrowest(limits, int(args.max_completion_length or 0))

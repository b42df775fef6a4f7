"""What a finished run leaves: the model or its adapter, a merged model, a card.

The adapter is saved first, so that nothing after it can lose it. Import this module
after `import_backend`.

Not covered: uploads; formats other than safetensors in 16 bit (GGUF, quantized ones).
"""

import dataclasses
import logging
from pathlib import Path
from typing import Any

import torch
import transformers
from trl import ModelConfig

from trainer.client import VerifierClient
from trainer.client.capabilities import Capabilities
from trainer.errors import VerifierError
from trainer.training.arguments import TrlConfig
from trainer.training.config import Invocation, RunConfig
from trainer.training.model_card import Story, write_card
from trainer.training.preflight.versions import EVERYWHERE, GPU_ONLY, installed_versions

MERGED = "merged"
# Nobody waits long for a card: without an answer it tells what was announced at the start.
CARD_TIMEOUT_S = 5.0

_LOG = logging.getLogger(__name__)


def save_all(
    trainer: Any,  # noqa: ANN401 - Unsloth's or TRL's trainer
    invocation: Invocation,
    model: ModelConfig,
    client: VerifierClient,
    before: Capabilities,
) -> None:
    """Save the model, the trainer's state, the merged model if the run asks for it, the card.

    With several processes each calls it, and the first one writes.
    """
    folder = Path(str(trainer.args.output_dir))
    trainer.save_model()
    trainer.save_state()
    if not trainer.is_world_process_zero():
        return
    if invocation.run.merged_16bit:
        _save_merged(trainer, invocation.run, model, folder)
    story = Story(
        run=invocation.run,
        base_model=str(model.model_name_or_path),
        is_adapter=model.use_peft,
        rows=len(trainer.train_dataset),
        recipe=given_keys(invocation, trainer.args, model),
        libraries=installed_versions((*EVERYWHERE, *GPU_ONLY)),
        before=before,
        after=_announced(client, before),
        log=trainer.state.log_history,
    )
    write_card(folder, story)


def given_keys(invocation: Invocation, args: TrlConfig, model: ModelConfig) -> dict[str, object]:
    """The keys that differ from our defaults or were given for TRL, with their values.

    Files of secrets are left out, and what is no plain value is put as text.
    """
    run = invocation.run
    ours = {
        field.name: getattr(run, field.name)
        for field in dataclasses.fields(RunConfig)
        if getattr(run, field.name) != field.default and not field.name.endswith("_file")
    }
    names = {
        argument.partition("=")[0].removeprefix("--").replace("-", "_")
        for argument in invocation.trl_arguments
        if argument.startswith("--")
    }
    theirs = {
        name: getattr(args if hasattr(args, name) else model, name)
        for name in sorted({*names, *invocation.trl_values})
    }
    return {name: _plain(value) for name, value in {**ours, **theirs}.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    plain = value is None or type(value) in {bool, int, float, str}
    return value if plain else str(getattr(value, "value", value))


def _save_merged(trainer: Any, run: RunConfig, model: ModelConfig, folder: Path) -> None:  # noqa: ANN401
    tokenizer = trainer.processing_class
    if run.backend == "unsloth":
        trainer.model.save_pretrained_merged(
            str(folder / MERGED), tokenizer, save_method="merged_16bit"
        )
        return
    merge_adapter(folder, model, trust_remote_code=trainer.args.trust_remote_code).save_pretrained(
        folder / MERGED
    )
    tokenizer.save_pretrained(folder / MERGED)
    _LOG.info("the merged model is in %s", folder / MERGED)


def merge_adapter(adapter: Path, model: ModelConfig, *, trust_remote_code: bool) -> Any:  # noqa: ANN401
    """The checkpoint of the run in bfloat16 with the adapter in its weights, in host memory.

    The checkpoint is read anew: what was trained on may be in 4 bit, and an adapter that
    is merged into rounded weights is not the one that was trained.
    """
    import peft  # noqa: PLC0415 - only for runs with an adapter

    whole = transformers.AutoModelForCausalLM.from_pretrained(
        str(model.model_name_or_path),
        revision=model.model_revision,
        trust_remote_code=trust_remote_code,
        dtype=torch.bfloat16,
    )
    return peft.PeftModel.from_pretrained(whole, str(adapter)).merge_and_unload()


def _announced(client: VerifierClient, before: Capabilities) -> Capabilities:
    """The model is saved: a verifier that is gone by now is no reason to fail."""
    try:
        return client.capabilities(CARD_TIMEOUT_S)
    except VerifierError as error:
        _LOG.warning("the card tells the versions at the start: %s", error)
        return before

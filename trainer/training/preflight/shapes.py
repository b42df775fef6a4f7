"""The shape of a checkpoint, read from its configuration without its weights.

The model is built on torch's meta device, where parameters have shapes and no memory.
Import this module after `import_backend`.
"""

from typing import Any

import accelerate
import torch
import transformers

from trainer.errors import ConfigError
from trainer.training.preflight.memory import ModelShape


def read_shape(path: str, *, revision: str = "main", trust_remote_code: bool = False) -> ModelShape:
    """The shape of the checkpoint in a folder or on the hub.

    Raises ConfigError if there is none, or none of a language model.
    """
    config = read_config(path, revision=revision, trust_remote_code=trust_remote_code)
    try:
        with accelerate.init_empty_weights():
            model = transformers.AutoModelForCausalLM.from_config(  # type: ignore[no-untyped-call]
                config, trust_remote_code=trust_remote_code
            )
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot load {path}: {error}") from error
    model.tie_weights()
    return shape_of(model)


def read_config(path: str, *, revision: str, trust_remote_code: bool) -> Any:  # noqa: ANN401
    """The configuration of a checkpoint. Raises ConfigError if there is none."""
    try:
        return transformers.AutoConfig.from_pretrained(
            path, revision=revision, trust_remote_code=trust_remote_code
        )
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot load {path}: {error}") from error


def shape_of(model: Any) -> ModelShape:  # noqa: ANN401 - any language model of transformers
    """The numbers of a model, on whatever device."""
    config = model.config.get_text_config()
    head = model.get_output_embeddings()
    linear = [
        module
        for module in model.modules()
        if isinstance(module, torch.nn.Linear) and module is not head
    ]
    heads = config.num_attention_heads
    head_size = getattr(config, "head_dim", None) or config.hidden_size // heads
    return ModelShape(
        parameters=sum(each.numel() for each in model.parameters()),  # tied ones count once
        quantizable=sum(each.weight.numel() for each in linear),
        adapter_width=sum(each.in_features + each.out_features for each in linear),
        layers=config.num_hidden_layers,
        kv_width=(getattr(config, "num_key_value_heads", None) or heads) * head_size,
        hidden=config.hidden_size,
        intermediate=getattr(config, "intermediate_size", None) or 4 * config.hidden_size,
        vocabulary=config.vocab_size,
        positions=getattr(config, "max_position_embeddings", None),
    )

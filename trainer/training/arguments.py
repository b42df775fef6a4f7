"""TRL's share of a configuration: GRPOConfig (for RLOO, RLOOConfig) and ModelConfig.

TRL's own parser reads it, so its keys, their types and their defaults are TRL's,
but for the few defaults below. Import this module after `import_backend`.
"""

import argparse
from collections.abc import Mapping
from typing import Any, NoReturn

import torch
from trl import GRPOConfig, ModelConfig, RLOOConfig, TrlParser

from trainer.errors import ConfigError
from trainer.training.algorithms import ALGORITHMS, Algorithm
from trainer.training.config import Invocation, RunConfig

TrlConfig = GRPOConfig | RLOOConfig

# A run shows its curves and samples of what the model writes unless it is told not to.
DEFAULTS: Mapping[str, object] = {
    "report_to": "tensorboard",
    "log_completions": True,
    "num_completions_to_print": 3,
}
# What Unsloth is for: adapters on a model in 4 bit. It has no fast path for dropout.
UNSLOTH_DEFAULTS: Mapping[str, object] = {
    "use_peft": True,
    "load_in_4bit": True,
    "lora_dropout": 0.0,
}
# bfloat16 is what TRL takes for granted; on a CPU it is slower than float32.
CPU_DEFAULTS: Mapping[str, object] = {"bf16": False}


class _Parser(TrlParser):
    """TRL's parser with an error instead of an exit, and without guessing at keys."""

    def __init__(self, algorithm: Algorithm) -> None:
        # The annotation there names a NewType that no class satisfies.
        types: Any = (RLOOConfig if algorithm.uses_rloo else GRPOConfig, ModelConfig)
        super().__init__(types, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise ConfigError(message)


def trl_arguments(invocation: Invocation) -> tuple[TrlConfig, ModelConfig]:
    """The two objects, with the run's reward weights and its algorithm's values in them.

    Raises ConfigError for a key that is neither TRL's nor ours, and for a value that TRL
    refuses.
    """
    algorithm = ALGORITHMS[invocation.run.algorithm]
    parser = _Parser(algorithm)
    values = {**_defaults(invocation.run), **algorithm.settings, **invocation.trl_values}
    if "reward_weights" in values or "--reward_weights" in invocation.trl_arguments:
        raise ConfigError("reward_weights: give each of the rewards its weight instead")
    values["reward_weights"] = invocation.run.reward_weights()
    if unknown := parser.set_defaults_with_config(**values)[::2]:
        raise ConfigError(f"unknown keys: {', '.join(key.removeprefix('--') for key in unknown)}")
    try:
        args, model = parser.parse_args_into_dataclasses(
            args=list(invocation.trl_arguments), look_for_args_file=False
        )
    except (ValueError, TypeError, argparse.ArgumentError) as error:
        raise ConfigError(str(error)) from error
    return args, model


def _defaults(run: RunConfig) -> dict[str, object]:
    return {
        **DEFAULTS,
        **(UNSLOTH_DEFAULTS if run.backend == "unsloth" else {}),
        **({} if torch.cuda.is_available() else CPU_DEFAULTS),
    }

"""Is there a GPU where one is needed, and has it room for this run?

Import this module after `import_backend`.
"""

import logging

import torch
from trl import ModelConfig

from trainer.errors import ConfigError
from trainer.training.arguments import TrlConfig
from trainer.training.config import RunConfig
from trainer.training.preflight.memory import (
    GIB,
    Lengths,
    Plan,
    Precision,
    estimate,
    room_on_card,
)
from trainer.training.preflight.refusal import refuse
from trainer.training.preflight.shapes import read_shape

DTYPE_BITS = {"float32": 32, "bfloat16": 16, "float16": 16}

_LOG = logging.getLogger(__name__)


def check_settings(run: RunConfig, args: TrlConfig, model: ModelConfig) -> None:
    """Raises ConfigError for settings that cannot go together, or not on this machine."""
    if not model.model_name_or_path:
        raise ConfigError("model_name_or_path is missing")
    if (model.load_in_4bit or model.load_in_8bit) and not model.use_peft:
        raise ConfigError(
            "weights in 4 or 8 bit cannot be trained: set use_peft, or load them whole"
        )
    if run.merged_16bit and not model.use_peft:
        raise ConfigError("merged_16bit merges an adapter: set use_peft, or drop it")
    if run.algorithm == "rloo" and run.backend == "unsloth":
        refuse(run, "algorithm rloo is tested with backend transformers only")
    if run.algorithm == "gspo" and _on_policy(args):
        _LOG.warning(
            "gspo differs from grpo only where completions serve several steps: set"
            " steps_per_generation above gradient_accumulation_steps %d",
            args.gradient_accumulation_steps,
        )
    if torch.cuda.is_available():
        return
    for key in gpu_keys(args, model):
        raise ConfigError(
            f"{key} needs a GPU and torch sees none: unset it, or look at nvidia-smi,"
            f" CUDA_VISIBLE_DEVICES and the build of torch ({torch.__version__})"
        )


def gpu_keys(args: TrlConfig, model: ModelConfig) -> list[str]:
    """The keys of this run that work on a GPU only."""
    wishes = {
        "load_in_4bit": model.load_in_4bit,
        "load_in_8bit": model.load_in_8bit,
        "use_vllm (vllm_mode colocate)": args.use_vllm and args.vllm_mode == "colocate",
        f"optim {_optimizer(args)}": _is_bitsandbytes(args),
    }
    return [key for key, wish in wishes.items() if wish]


def check_memory(run: RunConfig, args: TrlConfig, model: ModelConfig, prompt_tokens: int) -> None:
    """Raises ConfigError if the model cannot be trained so on this card.

    `prompt_tokens` is the length of the longest prompt. `gpu_memory_cap_gib` counts as the size
    of the card; what vLLM takes of it is in `args` (see `share_the_card`). Without a GPU nothing
    is checked.
    """
    if not torch.cuda.is_available():
        return
    free, total = torch.cuda.mem_get_info()
    shape = read_shape(
        str(model.model_name_or_path),
        revision=model.model_revision,
        trust_remote_code=args.trust_remote_code,
    )
    plan = plan_of(run, args, model, prompt_tokens=prompt_tokens, card_bytes=total)
    needed = estimate(shape, plan)
    room = room_on_card(free, run.gpu_memory_cap_gib)
    if needed.size > room:
        by = "; the limit is gpu_memory_cap_gib" if room < free else ""
        refuse(run, needed.finding(room) + by)
    _LOG.info("needs at least %.1f of %.1f GiB that are free", needed.size / GIB, room / GIB)


def plan_of(
    run: RunConfig,
    args: TrlConfig,
    model: ModelConfig,
    *,
    prompt_tokens: int,
    card_bytes: int,
) -> Plan:
    """The run in the terms of `memory`."""
    rows = args.per_device_train_batch_size
    colocated = args.use_vllm and args.vllm_mode == "colocate"
    unsloth = run.backend == "unsloth"
    chunks = getattr(args, "use_liger_kernel", False)
    return Plan(
        precision=_precision(run, args, model),
        lengths=Lengths(
            generated=rows * int(args.steps_per_generation or 1),
            rows=rows,
            prompt=prompt_tokens,
            completion=int(args.max_completion_length or 0),
        ),
        lora_rank=model.lora_r if model.use_peft else None,
        recomputes=args.gradient_checkpointing,
        reference_copy=args.beta != 0 and not model.use_peft,
        logit_rows=0 if chunks else 1 if unsloth else rows,
        vllm_bytes=int(args.vllm_gpu_memory_utilization * card_bytes) if colocated else 0,
        vllm_shares=unsloth,
    )


def _precision(run: RunConfig, args: TrlConfig, model: ModelConfig) -> Precision:
    half = args.bf16 or args.fp16
    # Unsloth takes what is best for the card; `auto` is what the checkpoint has, 16 bits mostly.
    loaded = 16 if run.backend == "unsloth" else DTYPE_BITS.get(str(model.dtype), 16)
    # Adapters are trained in float32, whole models in the precision that they were loaded in.
    trained_bits = 32 if model.use_peft else loaded
    quantized = 4 if model.load_in_4bit else 8 if model.load_in_8bit else None
    return Precision(
        linear_bits=quantized or loaded,
        other_bits=loaded,
        compute_bits=16 if half else 32,
        adam_bytes=2 if _optimizer(args).endswith("8bit") else 2 * trained_bits // 8,
    )


def _on_policy(args: TrlConfig) -> bool:
    """Whether each completion is used for one step alone."""
    several = int(args.steps_per_generation or 1) > args.gradient_accumulation_steps
    return not several and args.num_iterations == 1


def _optimizer(args: TrlConfig) -> str:
    """Its name: transformers makes an enumeration of it, after its own parser at the latest."""
    return str(getattr(args.optim, "value", args.optim))


def _is_bitsandbytes(args: TrlConfig) -> bool:
    return _optimizer(args).endswith("8bit") and "torch" not in _optimizer(args)

"""What loads the model: plain transformers, or Unsloth for one GPU.

Unsloth patches trl, transformers and peft when it is imported, so it must be the
first of them: `import_backend` comes before any module here that imports these.
Its environment variables keep it from calling home and from writing its compiled
code into the working directory.

Not covered: several GPUs with unsloth, vision models, quantized training with
transformers on a machine without a GPU.
"""

import atexit
import dataclasses
import importlib
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

from trainer.errors import ConfigError
from trainer.training.config import RunConfig

if TYPE_CHECKING:
    from trl import ModelConfig

    from trainer.training.arguments import TrlConfig

_GIB = 2**30
# The linear layers of dense models of the Llama and Qwen families.
LORA_TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LoadedModel:
    """A model, its tokenizer, and the adapter that TRL is to add, if any.

    The types are those of the libraries, which are imported late.
    """

    model: Any
    tokenizer: Any
    peft_config: Any = None


def import_backend(name: str) -> None:
    """Import what must be imported before trl. Raises ConfigError where it cannot run."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if name == "unsloth":
        _import_unsloth()


def load_model(run: RunConfig, args: "TrlConfig", model: "ModelConfig") -> LoadedModel:
    """Load the model by the run's backend. Raises ConfigError if it cannot be found."""
    try:
        if run.backend == "unsloth":
            return _load_unsloth(run, args, model)
        return _load_transformers(args, model)
    except OSError as error:
        raise ConfigError(f"cannot load {model.model_name_or_path}: {error}") from error


def share_the_card(run: RunConfig, args: "TrlConfig") -> None:
    """Set what torch and vLLM may take of it, before its memory is estimated or taken.

    Raises ConfigError where there is no GPU, and for more than the card has.
    """
    if not run.gpu_memory_cap_gib and not run.vllm_memory_gib:
        return
    import torch  # noqa: PLC0415 - after unsloth

    if not torch.cuda.is_available():
        raise ConfigError("gpu_memory_cap_gib and vllm_memory_gib need a GPU, and none is found")
    card_gib = torch.cuda.get_device_properties(0).total_memory / _GIB
    for name in ("gpu_memory_cap_gib", "vllm_memory_gib"):
        if getattr(run, name) > card_gib:
            raise ConfigError(f"{name} is {getattr(run, name)}; the card has {card_gib:.1f} GiB")
    if run.gpu_memory_cap_gib:
        torch.cuda.set_per_process_memory_fraction(run.gpu_memory_cap_gib / card_gib)
    if run.vllm_memory_gib:
        args.vllm_gpu_memory_utilization = run.vllm_memory_gib / card_gib


def _import_unsloth() -> None:
    compiled = tempfile.mkdtemp(prefix="rlverify-unsloth-")
    atexit.register(shutil.rmtree, compiled, ignore_errors=True)
    for variable, value in {
        "UNSLOTH_COMPILE_LOCATION": compiled,
        "UNSLOTH_DISABLE_STATISTICS": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "VLLM_DO_NOT_TRACK": "1",
    }.items():
        os.environ.setdefault(variable, value)
    try:
        importlib.import_module("unsloth")
    except ImportError as error:
        raise ConfigError(
            f"backend unsloth is not installed: {error}. On a GPU host: pip install rlverify[train]"
        ) from error
    except NotImplementedError as error:  # what it raises where it finds no GPU
        raise ConfigError(f"backend unsloth needs a GPU: {error}") from error


def _load_transformers(args: "TrlConfig", model: "ModelConfig") -> LoadedModel:
    import accelerate  # noqa: PLC0415 - after unsloth, where that is the backend
    import transformers  # noqa: PLC0415 - likewise
    import trl  # noqa: PLC0415 - likewise

    path = str(model.model_name_or_path)
    source = {"revision": model.model_revision, "trust_remote_code": args.trust_remote_code}
    quantization = trl.get_quantization_config(model)
    device = {"": accelerate.PartialState().local_process_index}
    loaded = transformers.AutoModelForCausalLM.from_pretrained(
        path,
        dtype=model.dtype,
        attn_implementation=model.attn_implementation,
        quantization_config=quantization,
        device_map=None if quantization is None else device,
        **source,
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(path, padding_side="left", **source)
    return LoadedModel(model=loaded, tokenizer=tokenizer, peft_config=trl.get_peft_config(model))


def _load_unsloth(run: RunConfig, args: "TrlConfig", model: "ModelConfig") -> LoadedModel:
    import torch  # noqa: PLC0415 - after unsloth
    import unsloth  # type: ignore[import-not-found] # noqa: PLC0415 - only on GPU hosts

    loaded, tokenizer = unsloth.FastLanguageModel.from_pretrained(
        model_name=model.model_name_or_path,
        revision=model.model_revision,
        max_seq_length=run.max_seq_length,
        dtype=torch.bfloat16 if args.bf16 else None,  # None: what the card does best
        load_in_4bit=model.load_in_4bit,
        load_in_8bit=model.load_in_8bit,
        full_finetuning=not model.use_peft,
        fast_inference=args.use_vllm,
        gpu_memory_utilization=args.vllm_gpu_memory_utilization,
        max_lora_rank=model.lora_r,
        random_state=args.seed,
        trust_remote_code=args.trust_remote_code,
        **({"max_num_seqs": run.vllm_max_num_seqs} if run.vllm_max_num_seqs else {}),
    )
    if model.use_peft:
        loaded = unsloth.FastLanguageModel.get_peft_model(
            loaded,
            r=model.lora_r,
            lora_alpha=model.lora_alpha,
            lora_dropout=model.lora_dropout,
            target_modules=model.lora_target_modules or list(LORA_TARGETS),
            use_gradient_checkpointing="unsloth" if args.gradient_checkpointing else False,
            random_state=args.seed,
        )
    return LoadedModel(model=loaded, tokenizer=tokenizer)

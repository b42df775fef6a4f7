"""The one place where a lack of memory is told from a defect.

torch raises it in the middle of whatever runs: while the model is loaded, while vLLM
takes its share, in the first backward pass or in a later one with longer completions.

Not covered: a process that the kernel kills for memory leaves no exception; no
checkpoint is saved here, because an optimizer that was interrupted has changed some of
the weights and not the others.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import torch

from trainer.errors import OutOfMemory, VerifierError
from trainer.training.checkpoint import newest_checkpoint

# What torch's allocator for the CPU says in a bare RuntimeError, and vLLM in a ValueError.
TELLTALES = ("DefaultCPUAllocator", "No available memory for the cache blocks")
REMEDIES = (
    "lower per_device_train_batch_size (and raise gradient_accumulation_steps by as much),"
    " max_completion_length or num_generations; or set gradient_checkpointing: true,"
    " use_peft with load_in_4bit, optim: adamw_8bit"
)
REMEDIES_VLLM = (
    "; or change vllm_memory_gib, or vllm_gpu_memory_utilization without it: lower leaves more"
    " to training"
)


@contextlib.contextmanager
def telling_out_of_memory(output_dir: Path, *, uses_vllm: bool) -> Iterator[None]:
    """Turn a lack of memory into OutOfMemory, which names the keys to lower.

    It also names the newest checkpoint in `output_dir`, if there is one.
    """
    try:
        yield
    except VerifierError:
        raise
    except (RuntimeError, ValueError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        remedies = REMEDIES + (REMEDIES_VLLM if uses_vllm else "")
        first_line = str(error).partition("\n")[0]
        raise OutOfMemory(
            f"out of memory: {remedies}. {_what_is_saved(output_dir)} ({first_line})"
        ) from error


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether this error, or one that led to it, is a lack of memory."""
    while error is not None:
        if isinstance(error, torch.OutOfMemoryError | MemoryError):
            return True
        if any(telltale in str(error) for telltale in TELLTALES):
            return True
        error = error.__cause__
    return False


def _what_is_saved(output_dir: Path) -> str:
    checkpoint = newest_checkpoint(output_dir)
    if checkpoint is None:
        return "No checkpoint was saved"
    return f"Go on from the last checkpoint with --resume_from_checkpoint {checkpoint}"

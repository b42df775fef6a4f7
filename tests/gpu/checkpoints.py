"""Checkpoints with a published shape and random weights, and a tokenizer trained on the spot.

    python -m tests.gpu.checkpoints Qwen2.5-1.5B FOLDER

Loading one is the same code path as loading the published model: a folder stands in for its name.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

from tests.gpu.problems import problems, solution
from tests.gpu.shapes import SHAPES, Shape

PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
TAGS = ("<think>", "</think>", "<answer>", "</answer>", "<reasoning>", "</reasoning>")
TRAINED_VOCABULARY = 1_000
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    f"{START}{{{{ message['role'] }}}}\n{{{{ message['content'] }}}}{END}\n"
    "{% endfor %}"
    f"{{% if add_generation_prompt %}}{START}assistant\n{{% endif %}}"
)


def make_checkpoint(name: str, folder: Path, *, seed: int = 0) -> None:
    """Write model and tokenizer into the folder; on the GPU where there is one."""
    shape = SHAPES[name]
    tokenizer = make_tokenizer(shape.vocab_size)
    tokenizer.save_pretrained(folder)
    make_model(shape, tokenizer, seed=seed).save_pretrained(folder)


def make_tokenizer(vocab_size: int) -> PreTrainedTokenizerFast:
    """Byte-level BPE, with made-up words up to the model's vocabulary.

    So every id that a model with random weights samples has a text.
    """
    untrained = Tokenizer(models.BPE())
    untrained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    untrained.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=min(TRAINED_VOCABULARY, vocab_size),
        special_tokens=[PAD, START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    untrained.train_from_iterator(_texts(), trainer)
    spelled = json.loads(untrained.to_str())
    vocabulary = spelled["model"]["vocab"]
    for number in range(len(vocabulary), vocab_size):
        vocabulary[f"x{number}"] = number
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(spelled)),
        eos_token=END,
        pad_token=PAD,
        padding_side="left",
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def make_model(
    shape: Shape,
    tokenizer: PreTrainedTokenizerFast,
    *,
    seed: int,
) -> torch.nn.Module:
    """Random weights in bfloat16."""
    config = AutoConfig.for_model(
        shape.architecture,
        **shape.keys(),
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    torch.manual_seed(seed)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        return AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)


def _texts() -> Iterator[str]:
    for problem in problems(4_000):
        yield problem.question + "\n" + solution(problem)
    yield " ".join(TAGS)


def main() -> None:
    """Make one checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=SHAPES)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    make_checkpoint(options.name, options.folder)


if __name__ == "__main__":
    sys.exit(main())

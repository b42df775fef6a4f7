"""What a model needs to be asked: a chat template, a pad token, an end.

A base model often has no chat template. The key `chat_template` gives it one, so that it
is trained on purpose and not by accident: a file, or one of those here. `r1-zero` is
plain text with the roles' names, after the template of DeepSeek-R1-Zero (arXiv
2501.12948, table 1) in words of ours; `chatml` marks turns as Qwen's models do and is
for tokenizers that have its marks.

Import this module after `import_backend`. Not covered: a base model whose tokenizer
brings a template that it was not trained on (Qwen2.5's do) cannot be told from an
instruct model; prompts with images.
"""

import logging
from pathlib import Path
from typing import Any

import datasets
import transformers

from trainer.errors import ConfigError
from trainer.training.config import RunConfig

CHATML_START, CHATML_END = "<|im_start|>", "<|im_end|>"
TEMPLATES = {
    "chatml": (
        "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] }}"
        "{{ '<|im_end|>\\n' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
    ),
    "r1-zero": (
        "{% if messages[0]['role'] != 'system' %}"
        "{{ 'The Assistant helps the User. It thinks inside <think> and </think> first, and"
        " then answers inside <answer> and </answer>.\\n\\n' }}{% endif %}"
        "{% for m in messages %}"
        "{% if m['role'] == 'system' %}{{ m['content'] + '\\n\\n' }}"
        "{% else %}{{ m['role'].capitalize() + ': ' + m['content'] + '\\n' }}{% endif %}"
        "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
    ),
}
# What checkpoints without a pad token have for it by another name, the best first.
PAD_TOKENS = ("<|finetune_right_pad_id|>", "<pad>", "[PAD]", "<|pad|>", "<|endoftext|>")

_LOG = logging.getLogger(__name__)


def load_tokenizer(path: str, *, revision: str, trust_remote_code: bool) -> Any:  # noqa: ANN401
    """The tokenizer of a checkpoint. Raises ConfigError if there is none."""
    try:
        return transformers.AutoTokenizer.from_pretrained(
            path, revision=revision, trust_remote_code=trust_remote_code, padding_side="left"
        )
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot load {path}: {error}") from error


def complete_tokenizer(tokenizer: Any, run: RunConfig) -> None:  # noqa: ANN401
    """Give it the run's chat template and, if it has none, a pad token.

    Raises ConfigError for a template that cannot be read or does not fit the tokenizer,
    and for a tokenizer that knows no end of a text.
    """
    if tokenizer.eos_token_id is None:
        raise ConfigError(
            "the tokenizer has no eos_token, so no completion would ever end: set it in the"
            " checkpoint's tokenizer_config.json"
        )
    if run.chat_template:
        tokenizer.chat_template = _template(run.chat_template)
    if run.chat_template == "chatml":
        _end_turns(tokenizer)
    if tokenizer.pad_token_id is None:
        there = tokenizer.get_vocab()
        tokenizer.pad_token = next(
            (token for token in PAD_TOKENS if token in there), tokenizer.eos_token
        )
        _LOG.info("the tokenizer has no pad token: %s serves", tokenizer.pad_token)


def as_conversations(rows: datasets.Dataset, tokenizer: Any, run: RunConfig) -> datasets.Dataset:  # noqa: ANN401
    """The rows, with text prompts as messages of a user where the run gives a chat template.

    Raises ConfigError for messages and a tokenizer that cannot render them.
    """
    if isinstance(rows[0]["prompt"], str):
        if not run.chat_template:
            return rows
        rows = rows.map(_to_messages, load_from_cache_file=False)
    if not tokenizer.chat_template:
        raise ConfigError(
            "the model has no chat template, as base models have none, but the prompts are"
            " conversations (of messages, or by system_prompt): use the instruct model, set"
            f" chat_template to {', '.join(sorted(TEMPLATES))} or a file, or drop system_prompt"
        )
    return rows


def _template(wish: str) -> str:
    if wish in TEMPLATES:
        return TEMPLATES[wish]
    try:
        return Path(wish).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        names = ", ".join(sorted(TEMPLATES))
        raise ConfigError(
            f"chat_template {wish!r} is none of {names}, nor a file that can be read: {error}"
        ) from error


def _end_turns(tokenizer: Any) -> None:  # noqa: ANN401
    """A completion ends with its turn, so the mark of that must be one token."""
    there = tokenizer.get_vocab()
    if missing := [mark for mark in (CHATML_START, CHATML_END) if mark not in there]:
        raise ConfigError(
            f"chat_template chatml needs the token {missing[0]}, which this tokenizer does not"
            " have: use r1-zero"
        )
    tokenizer.eos_token = CHATML_END


def _to_messages(row: dict[str, Any]) -> dict[str, Any]:
    return {"prompt": [{"role": "user", "content": row["prompt"]}]}

"""Do the prompts leave room for a completion?

The room is the shortest of what the model, Unsloth (`max_seq_length`) and vLLM
(`vllm_max_model_length`) take of a prompt with its completion. A prompt that leaves less
than `max_completion_length` has its completions cut early, which is counted and logged;
one that leaves nothing would end the run at its step, so it is refused. With
`long_prompts: drop` both kinds are dropped.

Not covered: prompts with images, and tools, whose descriptions TRL adds to a prompt.
"""

import dataclasses
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import datasets
import jinja2

from trainer.errors import ConfigError
from trainer.training.config import RunConfig
from trainer.training.preflight.refusal import refuse

BATCH = 1000
DROP = "drop"

_LOG = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """Tokens for a prompt with its completion, the key that says so, and those to complete."""

    tokens: int
    key: str
    completion: int

    @property
    def prompt(self) -> int:
        """Tokens that a prompt may have if a completion is to reach its full length."""
        return self.tokens - self.completion


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The rows to train on, and the tokens of their longest prompt."""

    rows: datasets.Dataset
    longest: int


def narrowest(limits: Mapping[str, int | None], completion: int) -> Room | None:
    """The room that these keys leave, None if none of them limits it."""
    known = {key: tokens for key, tokens in limits.items() if tokens}
    if not known:
        return None
    key = min(known, key=known.__getitem__)
    return Room(tokens=known[key], key=key, completion=completion)


def fit_prompts(
    rows: datasets.Dataset,
    tokenizer: Any,  # noqa: ANN401 - of transformers, which is imported late
    run: RunConfig,
    room: Room | None,
    template_arguments: Mapping[str, Any] | None = None,
) -> Measured:
    """Measure the prompts, and drop those that are too long if the run says so.

    Raises ConfigError if a completion of full length finds no room at all, if a prompt
    fills it, if nothing is left, and if the chat template refuses the prompts.
    """
    if room and room.prompt < 1:
        refuse(
            run,
            f"max_completion_length {room.completion} leaves no room for a prompt in {room.key}"
            f" {room.tokens}: lower the one or raise the other",
        )
    lengths = list(_lengths(rows, tokenizer, template_arguments or {}))
    if room is None or max(lengths) <= room.prompt:
        return Measured(rows=rows, longest=max(lengths))
    if run.long_prompts == DROP:
        return _dropped(rows, lengths, room)
    _report(run, lengths, room)
    return Measured(rows=rows, longest=max(lengths))


def _lengths(
    rows: datasets.Dataset,
    tokenizer: Any,  # noqa: ANN401
    template_arguments: Mapping[str, Any],
) -> Iterator[int]:
    for batch in rows.select_columns(["prompt"]).iter(BATCH):
        prompts = batch["prompt"]
        if isinstance(prompts[0], str):
            tokens = tokenizer(text=prompts)["input_ids"]
        else:
            tokens = _rendered(prompts, tokenizer, template_arguments)
        yield from map(len, tokens)


def _rendered(prompts: list[Any], tokenizer: Any, arguments: Mapping[str, Any]) -> list[list[int]]:  # noqa: ANN401
    try:
        tokens: list[list[int]] = tokenizer.apply_chat_template(
            prompts, add_generation_prompt=True, tokenize=True, return_dict=True, **arguments
        )["input_ids"]
    except jinja2.TemplateError as error:
        raise ConfigError(
            f"the chat template refuses the prompts: {error}. Drop system_prompt if it takes"
            " none, or set chat_template"
        ) from error
    return tokens


def _dropped(rows: datasets.Dataset, lengths: list[int], room: Room) -> Measured:
    kept = [index for index, length in enumerate(lengths) if length <= room.prompt]
    if not kept:
        raise ConfigError(
            f"all {len(lengths)} prompts have more than {room.prompt} tokens: nothing is left;"
            f" raise {room.key} or lower max_completion_length"
        )
    _LOG.warning(
        "%d of %d prompts dropped, as they have more than %d tokens",
        *(len(lengths) - len(kept), len(lengths), room.prompt),
    )
    return Measured(rows=rows.select(kept), longest=max(lengths[index] for index in kept))


def _report(run: RunConfig, lengths: list[int], room: Room) -> None:
    long = sum(length > room.prompt for length in lengths)
    finding = (
        f"{long} of {len(lengths)} prompts have more than {room.prompt} tokens (the longest"
        f" {max(lengths)}), which is {room.key} {room.tokens} less max_completion_length"
        f" {room.completion}: raise the one, lower the other, or set long_prompts: {DROP}"
    )
    if max(lengths) >= room.tokens:
        refuse(run, finding)
        return
    _LOG.warning("%s", finding)

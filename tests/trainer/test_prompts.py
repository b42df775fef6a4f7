"""Whether the prompts leave room for a completion, by a tokenizer whose tokens are words."""

import logging
from typing import NoReturn

import datasets
import jinja2
import pytest

from trainer.errors import ConfigError
from trainer.training.config import RunConfig
from trainer.training.preflight.prompts import Room, fit_prompts, narrowest

PROMPTS = ["one", "one two", "one two three", "one two three four"]


class WordTokenizer:
    """Has the two methods that are used; each role of a conversation is a token too."""

    def __call__(self, text: list[str]) -> dict[str, list[list[int]]]:
        """Token ids of plain texts."""
        return {"input_ids": [list(range(len(each.split()))) for each in text]}

    def apply_chat_template(self, conversations, **_settings):
        """Token ids of conversations; it knows users only."""
        if any(message["role"] == "system" for each in conversations for message in each):
            self._refuse()
        return self([f"user: {each[-1]['content']}" for each in conversations])

    @staticmethod
    def _refuse() -> NoReturn:
        raise jinja2.TemplateError("System role not supported")


def fit(room: Room | None, prompts: list[object] = PROMPTS, **settings: str):
    """The prompts that are left, and the longest of them."""
    run = RunConfig(dataset="d", rewards=[{"name": "math", "check": "math"}], **settings)
    rows = datasets.Dataset.from_dict({"prompt": prompts, "answer": prompts})
    measured = fit_prompts(rows, WordTokenizer(), run, room)
    return measured.rows["prompt"][:], measured.longest


def room_of(tokens: int, completion: int) -> Room:
    """A room that the key max_seq_length gives."""
    return Room(tokens=tokens, key="max_seq_length", completion=completion)


def test_prompts_that_fit_are_left_alone() -> None:
    """A prompt of exactly what a full completion leaves is none too many."""
    assert fit(room_of(10, 6)) == (PROMPTS, 4)
    assert fit(None) == (PROMPTS, 4)


def test_prompts_that_cut_completions_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    """They are kept, and the log says how many there are and which keys would help."""
    with caplog.at_level(logging.WARNING):
        assert fit(room_of(10, 8)) == (PROMPTS, 4)
    assert "2 of 4 prompts have more than 2 tokens (the longest 4)" in caplog.text
    assert "set long_prompts: drop" in caplog.text


def test_they_are_dropped_on_demand(caplog: pytest.LogCaptureFixture) -> None:
    """The others stay, in their order, and the log says how many are gone."""
    with caplog.at_level(logging.WARNING):
        assert fit(room_of(10, 8), long_prompts="drop") == (PROMPTS[:2], 2)
    assert "2 of 4 prompts dropped, as they have more than 2 tokens" in caplog.text


def test_a_prompt_that_fills_the_room_is_refused() -> None:
    """It would end the run at its step, hours later perhaps; dropping it is a way out."""
    with pytest.raises(ConfigError, match="the longest 4"):
        fit(room_of(4, 2))
    assert fit(room_of(4, 2), long_prompts="drop") == (PROMPTS[:2], 2)
    assert fit(room_of(4, 2), preflight="warn") == (PROMPTS, 4)


def test_a_completion_that_fills_the_room_is_refused() -> None:
    """The two keys are named with their values."""
    with pytest.raises(ConfigError, match=r"max_completion_length 4 leaves no room.* 4: lower"):
        fit(room_of(4, 4))


def test_nothing_is_left() -> None:
    """Dropping all rows is an error, not a run without data."""
    with pytest.raises(ConfigError, match="all 1 prompts have more than 1 tokens"):
        fit(room_of(3, 2), ["one two three"], long_prompts="drop")


def test_conversations_are_measured_as_they_are_rendered() -> None:
    """The chat template's own tokens count."""
    conversation = [{"role": "user", "content": "one two"}]
    assert fit(None, [conversation])[1] == 3


def test_a_template_that_refuses_the_prompts_is_named() -> None:
    """Some models take no system prompt; that is known before the first step."""
    conversation = [{"role": "system", "content": "Think."}, {"role": "user", "content": "1"}]
    with pytest.raises(ConfigError, match=r"System role not supported\. Drop system_prompt"):
        fit(None, [conversation])


def test_the_narrowest_limit_is_the_room() -> None:
    """Keys that limit nothing are left out; without any there is no limit."""
    limits = {"max_seq_length": 2048, "vllm_max_model_length": None, "the model's": 1024}
    assert narrowest(limits, 512) == Room(tokens=1024, key="the model's", completion=512)
    assert narrowest({"vllm_max_model_length": None}, 512) is None

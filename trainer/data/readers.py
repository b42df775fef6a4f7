"""Readers: the values of some columns of one row turned into a prompt or a completion.

A prompt is text, or a list of messages `{"role", "content"}`; a completion is text. A
conversation is read from messages of that shape and from turns `{"from", "value"}`, the
shape of ShareGPT. A row that a reader cannot read raises RowError, whose message names the
column and what is wrong, and never the text: it is logged and counted.

Not covered: images, calls of tools, several completions of one prompt.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Prompt = str | list[dict[str, Any]]

# Names of the speakers as they occur, and as chat templates know them.
ROLES: Mapping[str, str] = {
    "system": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
}


class RowError(ValueError):
    """A row cannot be used; the message says why, without its text."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """`read` takes the values of `columns` in their order. It raises RowError."""

    columns: tuple[str, ...]
    read: Callable[..., Prompt]


def text(column: str) -> Reader:
    """The text of a column, which must hold more than white space."""
    return Reader(columns=(column,), read=lambda value: _text(value, column))


def prompt(column: str) -> Reader:
    """Text, or a list of messages as it stands: what a column mapping takes for a prompt."""

    def read(value: object) -> Prompt:
        if not isinstance(value, list | tuple):
            return _text(value, column, wanted="text or a list of messages")
        messages = [dict(each) for each in value if isinstance(each, Mapping)]
        if len(messages) < len(value) or not all({"role", "content"} <= m.keys() for m in messages):
            raise RowError(f"{column} is a list of something else than messages")
        if not any(message["content"] for message in messages):
            raise RowError(f"{column} is empty")
        return messages

    return Reader(columns=(column,), read=read)


def dialogue(column: str, *, system: str = "") -> Reader:
    """The messages of a conversation up to its last answer, behind the column `system`, if any."""

    def read(value: object, *systems: object) -> Prompt:
        messages = _messages(value, column)
        answers = [index for index, message in enumerate(messages) if _is_answer(message)]
        messages = messages[: answers[-1]] if answers else messages
        if not any(message["role"] == "user" for message in messages):
            raise RowError(f"{column} has no message of a user")
        first = [_message("system", each, system) for each in systems if each]
        return [*first, *messages]

    return Reader(columns=(column, system) if system else (column,), read=read)


def last_answer(column: str) -> Reader:
    """The text of a conversation's last message, which must be the assistant's."""

    def read(value: object) -> str:
        messages = _messages(value, column)
        if not messages or not _is_answer(messages[-1]):
            raise RowError(f"{column} does not end with a message of the assistant")
        return messages[-1]["content"]

    return Reader(columns=(column,), read=read)


def reasoned(reasoning: str, answer: str) -> Reader:
    """Two columns as one completion: the reasoning inside `<think>`, the answer behind it."""

    def read(thought: object, result: object) -> str:
        return f"<think>\n{_text(thought, reasoning)}\n</think>\n\n{_text(result, answer)}"

    return Reader(columns=(reasoning, answer), read=read)


def countdown(numbers: str, target: str) -> Reader:
    """The countdown game in words, from a column of integers and one with the target."""

    def read(given: object, wanted: object) -> str:
        if not isinstance(given, list | tuple) or not given or not all(map(_is_whole, given)):
            raise RowError(f"{numbers} is no list of integers")
        if not _is_whole(wanted):
            raise RowError(f"{target} is {_kind(wanted)}, not an integer")
        return (
            f"Here are the numbers {', '.join(map(str, given))}. Write an expression with the value"
            f" {wanted}. It must contain each of these numbers exactly once, and apart from them"
            " only the operators + - * / and parentheses."
        )

    return Reader(columns=(numbers, target), read=read)


def _messages(value: object, column: str) -> list[dict[str, str]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise RowError(f"{column} is {_kind(value)}, not a list of messages")
    return [_turn(each, column) for each in value]


def _turn(turn: object, column: str) -> dict[str, str]:
    if not isinstance(turn, Mapping):
        raise RowError(f"{column} holds {_kind(turn)}, not a message")
    role = ROLES.get(str(turn.get("role") or turn.get("from")))
    if role is None:
        raise RowError(f"{column} has a message of an unknown role")
    return _message(role, turn.get("content") or turn.get("value"), column)


def _message(role: str, content: object, column: str) -> dict[str, str]:
    return {"role": role, "content": _text(content, column, wanted="text in each message")}


def _is_answer(message: Mapping[str, str]) -> bool:
    return message["role"] == "assistant"


def _text(value: object, column: str, wanted: str = "text") -> str:
    if not isinstance(value, str):
        raise RowError(f"{column} is {_kind(value)}, not {wanted}")
    if not value.strip():
        raise RowError(f"{column} is empty")
    return value


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _kind(value: object) -> str:
    return "missing" if value is None else type(value).__name__

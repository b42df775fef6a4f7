"""What a trainer hands to a reward function, turned into text.

Completions and prompts are plain strings or lists of messages, whatever the data
set looks like: Unsloth passes strings for vision runs. Of a message only its
text counts. Not covered: reasoning that a chat template's response parser has
moved out of `content` into a field of its own.
"""

import decimal
import json
from collections.abc import Mapping, Sequence

from trainer.errors import DataError


def completion_text(completion: object) -> str:
    """The text of a completion: of its last assistant message, if it is a list of messages.

    Empty if there is none. Raises DataError for another kind of value.
    """
    if isinstance(completion, str):
        return completion
    for message in reversed(_messages(completion)):
        if message.get("role") == "assistant":
            return _content_text(message.get("content"))
    return ""


def prompt_text(prompt: object) -> str:
    """The text of a prompt: of all its messages, parted by empty lines.

    Raises DataError for a value that is neither text nor a list of messages.
    """
    if isinstance(prompt, str):
        return prompt
    texts = [_content_text(message.get("content")) for message in _messages(prompt)]
    return "\n\n".join(text for text in texts if text)


def references_of(value: object) -> tuple[str, ...]:
    """The references in one cell: a scalar, a list of alternatives, or None for none.

    A mapping becomes JSON, a whole float loses its point (a column of integers with a
    gap in it holds floats). Arrays are read as lists. Raises DataError for others.
    """
    value = _plain(value)
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple(reference for each in value for reference in references_of(each))
    return (_reference(value),)


def column(columns: Mapping[str, object], name: str, length: int) -> Sequence[object]:
    """The values of a column, one for each completion.

    Raises DataError, which names the columns that there are, if it is not there or has
    another length.
    """
    values = columns.get(name)
    if not isinstance(values, list | tuple):
        there = ", ".join(key for key, each in columns.items() if isinstance(each, list | tuple))
        raise DataError(f"the data set has no column {name!r}; it has: {there or 'none'}")
    if len(values) != length:
        raise DataError(f"column {name!r} has {len(values)} values for {length} completions")
    return values


def joined(names: Sequence[str], values: Sequence[object]) -> str:
    """One JSON object from several columns of a row."""
    return _json(dict(zip(names, values, strict=True)))


def _messages(value: object) -> Sequence[Mapping[str, object]]:
    if isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value):
        return value
    raise DataError(f"neither text nor a list of messages: {type(value).__name__}")


def _content_text(content: object) -> str:
    """Text of a message: a string, or blocks of which only those of text count."""
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, list | tuple):
        texts = [block.get("text") for block in content if isinstance(block, Mapping)]
        return "".join(text for text in texts if isinstance(text, str))
    raise DataError(f"the content of a message is {type(content).__name__}, not text")


def _reference(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return format(decimal.Decimal(str(value)).normalize(), "f")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return _json(value)
    raise DataError(f"{type(value).__name__} cannot be a reference")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_jsonable)


def _jsonable(value: object) -> object:
    plain = _plain(value)
    if plain is value:
        raise DataError(f"{type(value).__name__} inside a reference cannot be JSON")
    return plain


def _plain(value: object) -> object:
    """An array or a scalar of an array library as Python's own, anything else as it is."""
    to_list = getattr(value, "tolist", None)
    return value if to_list is None else to_list()

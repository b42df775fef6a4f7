"""What trainers pass to reward functions, as text."""

import json

import pytest

from trainer.errors import DataError
from trainer.rewards.columns import column, completion_text, joined, prompt_text, references_of


class ArrayLike:
    """A value of an array library, as far as it is looked at."""

    def __init__(self, plain) -> None:
        self._plain = plain

    def tolist(self):
        """Its value in Python's own types."""
        return self._plain


def says(text, role="assistant"):
    """A message."""
    return {"role": role, "content": text}


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("plain", "plain"),
        ([says("hello")], "hello"),
        ([says("first"), says("42", "tool"), says("last")], "last"),
        ([says("calls"), says("42", "tool")], "calls"),
        ([says([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])], "ab"),
        ([says([{"type": "image"}, {"type": "text", "text": "a"}])], "a"),
        ([says(None)], ""),
        ([{"role": "assistant", "tool_calls": []}], ""),
        ([], ""),
    ],
)
def test_a_completion_is_its_last_assistant_text(completion, text):
    """Strings and messages, as TRL and Unsloth pass them."""
    assert completion_text(completion) == text


def test_a_prompt_is_all_its_texts():
    """A plug-in sees what the model saw, without the roles."""
    assert prompt_text([says("be kind", "system"), says("2+2?", "user")]) == "be kind\n\n2+2?"
    assert prompt_text("2+2?") == "2+2?"


@pytest.mark.parametrize("value", [None, 3, ["text"], [says(7)]])
def test_what_is_no_text_is_refused(value):
    """Scoring the wrong thing quietly would be worse."""
    with pytest.raises(DataError):
        completion_text(value)


@pytest.mark.parametrize(
    ("value", "references"),
    [
        ("4", ("4",)),
        ("", ("",)),
        (4, ("4",)),
        (4.0, ("4",)),
        (-0.25, ("-0.25",)),
        (1e20, ("1" + "0" * 20,)),
        (None, ()),
        ([], ()),
        (["4", 4, None, ["four"]], ("4", "4", "four")),
        (ArrayLike([1, 2]), ("1", "2")),
        (ArrayLike(7), ("7",)),
        ({"target": 98, "numbers": [44, 19]}, ('{"target": 98, "numbers": [44, 19]}',)),
        ({"numbers": ArrayLike([1])}, ('{"numbers": [1]}',)),
    ],
)
def test_a_cell_holds_one_reference_or_several_or_none(value, references):
    """Whatever the data set's format makes of it."""
    assert references_of(value) == references


@pytest.mark.parametrize("value", [object(), b"4", {"a": object()}, {1, 2}])
def test_a_value_that_is_no_reference_is_refused(value):
    """Its text would be a Python expression, not an answer."""
    with pytest.raises(DataError):
        references_of(value)


def test_several_columns_make_one_json_object():
    """Countdown data sets keep target and numbers apart."""
    text = joined(("target", "nums"), (98, ArrayLike([44, 19, 35])))
    assert json.loads(text) == {"target": 98, "nums": [44, 19, 35]}


def test_a_missing_column_is_named_with_those_that_are_there():
    """The message is enough to mend the configuration."""
    columns = {"solution": ["4"], "level": [1], "trainer_state": object()}
    with pytest.raises(DataError, match=r"'answer'; it has: solution, level"):
        column(columns, "answer", 1)
    with pytest.raises(DataError, match="1 values for 2"):
        column(columns, "level", 2)

"""Which completions belong together, and how many groups teach nothing."""

import pytest

from trainer.client import Completion
from trainer.rewards.groups import group_sizes, share_without_spread


def rows(*prompts: object, references=None):
    """Prompts and completions as a reward function has them."""
    columns = references or [("4",)] * len(prompts)
    return list(prompts), [Completion(text="x", references=each) for each in columns]


def test_groups_are_equal_prompts_that_stand_together():
    """Also of unequal length, and when a prompt comes again later."""
    assert group_sizes(*rows("a", "a", "b", "b", "b", "a")) == [2, 3, 1]


def test_conversations_are_told_apart_like_texts():
    """By the text of their messages."""
    first = [{"role": "user", "content": "2+2?"}]
    second = [{"role": "user", "content": "2+3?"}]
    assert group_sizes(*rows(first, [dict(first[0])], second)) == [2, 1]


def test_equal_prompts_with_other_references_are_two_groups():
    """Two rows of the data may ask the same and want another answer."""
    assert group_sizes(*rows("a", "a", references=[("1",), ("2",)])) == [1, 1]


@pytest.mark.parametrize(
    ("rewards", "sizes", "share"),
    [
        ([1.0, 1.0, 0.0, 1.0], [2, 2], 0.5),
        ([0.0, 0.0, 1.0, 1.0], [2, 2], 1.0),
        ([0.0, 0.0, 1.0, 1.0], [4], 0.0),
        ([1.0, None, 0.0, 1.0], [2, 2], 0.5),
        ([None, None, 0.0, 1.0], [2, 2], 0.5),
        ([1.0, None, 1.0, 0.0], [4], 0.0),
        ([0.1 + 0.2, 0.3], [2], 1.0),
    ],
)
def test_the_share_of_groups_without_spread(rewards, sizes, share):
    """Rows without signal are left out; what differs by rounding only is equal."""
    assert share_without_spread(rewards, sizes) == share

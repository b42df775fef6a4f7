"""Groups of completions of one prompt, and whether their rewards differ.

A group in which all rewards are equal teaches nothing: GRPO and RLOO compare a completion
with the others of its group. TRL passes the completions of a prompt one behind the other,
so a group is told by equal prompts, references and languages that stand together.

Not covered: two groups in a row of the same prompt with the same references, which are
taken for one; a group of which this rank has a part only, which counts as a group of its own.
"""

import itertools
from collections.abc import Sequence
from typing import Any

from trainer.client import Completion
from trainer.rewards.columns import prompt_text

# TRL's trainers take a standard deviation of at most so much for none.
NO_SPREAD = 1e-8


def group_sizes(prompts: Sequence[Any], completions: Sequence[Completion]) -> list[int]:
    """How many rows each group has, in their order; `prompts` are as the trainer passes them.

    Raises DataError for a prompt that is neither text nor a list of messages.
    """
    keys = (
        (prompt_text(prompt), completion.references, completion.language)
        for prompt, completion in zip(prompts, completions, strict=True)
    )
    return [len([*rows]) for _, rows in itertools.groupby(keys)]


def share_without_spread(rewards: Sequence[float | None], sizes: Sequence[int]) -> float:
    """The share of groups in which no two rewards differ; rows without signal are left out.

    A group with one signal, or none, has no spread. There is at least one group.
    """
    rows = iter(rewards)
    return sum(not _differ([*itertools.islice(rows, size)]) for size in sizes) / len(sizes)


def _differ(rewards: Sequence[float | None]) -> bool:
    signals = [reward for reward in rewards if reward is not None]
    return bool(signals) and max(signals) - min(signals) > NO_SPREAD

"""Rewards for TRL's trainers from one call to the verifier for each batch.

TRL logs each reward function under its own name, so a run with three checks wants
three functions; but the completions should travel once. The functions of one
config share a scorer: the one that is asked first has all checks run, the others
find their rewards there. Batches are told apart by their content, so it does not
matter in which order, from which threads or for how many batches at once the
trainer asks. A function that is asked again for the same content starts a new call.

The functions can be pickled, together so that they go on sharing, and may be
called with the arguments of TRL 1.6 and later (before 1.6 a row without signal
counts as 0). Not covered: a row of which one rank sees only a part of the group.
"""

import dataclasses
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Self

from rlverify.verifier.v1 import checks_pb2
from trainer.client import Completion, VerifierClient
from trainer.errors import ConfigError, DataError
from trainer.rewards.check_spec import looks_for_an_answer
from trainer.rewards.columns import column, completion_text, joined, prompt_text, references_of
from trainer.rewards.groups import group_sizes
from trainer.rewards.policy import OutcomePolicy
from trainer.rewards.reward_log import Component, LogExtra, LogMetric, RewardLog, ScoredBatch
from trainer.rewards.waited import WaitMeter

# Batches that some function has asked for and another one not yet. TRL's GRPOTrainer
# leaves one open at a time, its asynchronous one a few.
MAX_OPEN_BATCHES = 8


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RewardSpec:
    """One reward: the name that the trainer logs it under, and the check that measures it.

    `weight` is the trainer's (`reward_weights`), which multiplies; here it is for the log of
    what the sum is like.
    """

    name: str
    check: checks_pb2.Check
    weight: float = 1.0


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RewardConfig:
    """The rewards of a run and where the data set holds what they need.

    `reference_column` is a column, several that make one JSON object of each row (for
    countdown: `target` and `nums`), or None if no check needs a reference.
    `language_column` holds a BCP 47 tag for each row; where it is None or empty,
    `language` holds. Raises ConfigError for rewards without or with equal names.
    """

    rewards: tuple[RewardSpec, ...]
    reference_column: str | tuple[str, ...] | None = "answer"
    language_column: str | None = None
    language: str = ""
    policy: OutcomePolicy = dataclasses.field(default_factory=OutcomePolicy.from_config)

    def __post_init__(self) -> None:
        names = [spec.name for spec in self.rewards]
        if not names:
            raise ConfigError("a run needs at least one reward")
        if not all(names) or len(set(names)) < len(names):
            raise ConfigError(f"each reward needs a name of its own: {names}")

    @property
    def sends_prompts(self) -> bool:
        """Whether prompts travel: no check of the service's own reads them."""
        return any(spec.check.WhichOneof("kind") == "plugin" for spec in self.rewards)


class Reward:
    """One reward function in the form that TRL calls.

    `__name__` is the name of its component.
    """

    def __init__(self, scorer: "Scorer", index: int) -> None:
        self.__name__ = scorer.config.rewards[index].name
        self._scorer = scorer
        self._index = index

    def __repr__(self) -> str:
        return f"<reward {self.__name__}>"

    def __call__(
        self,
        prompts: Sequence[Any],
        completions: Sequence[Any],
        completion_ids: Sequence[Sequence[int]] | None = None,
        log_extra: LogExtra | None = None,
        log_metric: LogMetric | None = None,
        **columns: object,
    ) -> list[float | None]:
        """The rewards of a batch, one for each completion, None for no signal.

        `columns` are those of the data set, as lists, and whatever else the trainer
        passes, which is ignored. Raises DataError for a column that is missing, and
        what `VerifierClient.verify` and `OutcomePolicy.reward` raise.
        """
        scorer, log = self._scorer, RewardLog(metric=log_metric, column=log_extra)
        with scorer.meter.inside():
            batch = read_batch(scorer.config, prompts, completions, completion_ids, columns)
            return scorer.rewards(self._index, batch, log, prompts=prompts)

    @property
    def meter(self) -> WaitMeter:
        """What the trainer has waited, in this function and those that share a call with it."""
        return self._scorer.meter


class Scorer:
    """What the functions of one config share."""

    def __init__(self, config: RewardConfig, client: VerifierClient) -> None:
        self.config = config
        self.meter = WaitMeter()
        self._client = client
        self._lock = threading.Lock()
        self._open: list[_OpenBatch] = []

    def __reduce__(self) -> tuple[type[Self], tuple[RewardConfig, VerifierClient]]:
        return type(self), (self.config, self._client)

    def rewards(
        self,
        index: int,
        batch: tuple[Completion, ...],
        log: RewardLog,
        *,
        prompts: Sequence[Any],
    ) -> list[float | None]:
        """The rewards of one component. Waits if another thread is scoring the same batch.

        `prompts` tell the groups, for the log.
        """
        shared = self._share(index, batch)
        with shared.lock:
            if shared.rows is None:
                try:
                    shared.rows = self._score(batch, log, prompts)
                finally:
                    if shared.rows is None:
                        self._forget(shared)
        return [row[index] for row in shared.rows]

    def _share(self, index: int, batch: tuple[Completion, ...]) -> "_OpenBatch":
        """The open batch of this content that the component has not had, or a new one."""
        with self._lock:
            for shared in self._open:
                if index not in shared.taken and shared.completions == batch:
                    break
            else:
                shared = _OpenBatch(batch)
                scored = [each for each in self._open if each.rows is not None]
                if len(self._open) >= MAX_OPEN_BATCHES and scored:
                    self._open.remove(scored[0])
                self._open.append(shared)
            shared.taken.add(index)
            if len(shared.taken) == len(self.config.rewards) and shared in self._open:
                self._open.remove(shared)
            return shared

    def _forget(self, shared: "_OpenBatch") -> None:
        with self._lock:
            self._open = [each for each in self._open if each is not shared]

    def _score(
        self, batch: tuple[Completion, ...], log: RewardLog, prompts: Sequence[Any]
    ) -> list[tuple[float | None, ...]]:
        checks = [spec.check for spec in self.config.rewards]
        verified = self._client.verify_timed(checks, batch)
        self.meter.note(verified.wait)
        rows = [self.config.policy.row(row) for row in verified.verdicts]
        if rows:
            scored = ScoredBatch(
                components=[_component(spec) for spec in self.config.rewards],
                verdicts=verified.verdicts,
                rewards=rows,
                group_sizes=group_sizes(prompts, batch),
                wait=verified.wait,
            )
            log.write(scored)
        return rows


def _component(spec: RewardSpec) -> Component:
    return Component(name=spec.name, weight=spec.weight, extracts=looks_for_an_answer(spec.check))


class _OpenBatch:
    """A batch, the components that have asked for it, and its rewards once there are any."""

    def __init__(self, completions: tuple[Completion, ...]) -> None:
        self.completions = completions
        self.lock = threading.Lock()
        self.taken: set[int] = set()
        self.rows: list[tuple[float | None, ...]] | None = None


def make_rewards(config: RewardConfig, client: VerifierClient) -> list[Reward]:
    """One function for each reward of the config, in its order, for `reward_funcs`."""
    scorer = Scorer(config, client)
    return [Reward(scorer, index) for index in range(len(config.rewards))]


def read_batch(
    config: RewardConfig,
    prompts: Sequence[Any],
    completions: Sequence[Any],
    completion_ids: Sequence[Sequence[int]] | None,
    columns: Mapping[str, object],
) -> tuple[Completion, ...]:
    """What a trainer hands to its reward functions, as the client takes it.

    Raises DataError for a column that is missing or does not fit.
    """
    count = len(completions)
    ids = [None] * count if completion_ids is None else completion_ids
    if not len(prompts) == count == len(ids):
        raise DataError(f"{len(prompts)} prompts and {len(ids)} id lists for {count} completions")
    references = _references(config, columns, count)
    languages = _languages(config, columns, count)
    return tuple(
        Completion(
            text=completion_text(completions[row]),
            prompt=prompt_text(prompts[row]) if config.sends_prompts else "",
            references=references[row],
            language=languages[row],
            token_count=None if (row_ids := ids[row]) is None else len(row_ids),
        )
        for row in range(count)
    )


def _references(
    config: RewardConfig, columns: Mapping[str, object], count: int
) -> list[tuple[str, ...]]:
    names = config.reference_column
    if names is None:
        return [()] * count
    if isinstance(names, str):
        values = column(columns, names, count)
        return [_row_references(names, row, value) for row, value in enumerate(values)]
    cells = zip(*(column(columns, name, count) for name in names), strict=True)
    return [(joined(names, values),) for values in cells]


def _row_references(name: str, row: int, value: object) -> tuple[str, ...]:
    try:
        return references_of(value)
    except DataError as error:
        raise DataError(f"row {row} of column {name!r}: {error}") from error


def _languages(config: RewardConfig, columns: Mapping[str, object], count: int) -> list[str]:
    if config.language_column is None:
        return [config.language] * count
    values = column(columns, config.language_column, count)
    return [str(value) if value else config.language for value in values]

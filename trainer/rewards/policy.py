"""What a verdict is worth to a trainer.

A score passes through. Where there is none, the outcome decides: the model's
fault earns a reward of its own, 0 by default; the data's and the service's give
no signal. A row without signal in one component has none in any: trainers add up
the components and take a missing one for 0, which would punish the model for a
fault that is not its own (TRL sums with `nansum`).
"""

import dataclasses
import enum
import math
from collections.abc import Mapping, Sequence
from typing import Self

from trainer.client.verdicts import Fault, Outcome, VerdictView
from trainer.errors import ConfigError, OutcomeRaised


class Special(enum.StrEnum):
    """What may stand in place of a reward."""

    NO_SIGNAL = "no_signal"
    RAISE = "raise"


Action = float | Special

DEFAULT_ACTIONS: dict[Fault, Action] = {
    Fault.MODEL: 0.0,
    Fault.DATA: Special.NO_SIGNAL,
    Fault.OURS: Special.NO_SIGNAL,
}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutcomePolicy:
    """The action for each outcome but SCORED."""

    actions: Mapping[Outcome, Action]

    @classmethod
    def from_config(cls, overrides: Mapping[str, object] | None = None) -> Self:
        """The default policy with some actions replaced.

        A key is an outcome (`timed_out`) or a fault (`model`, `data`, `ours`) and stands
        for all its outcomes; an outcome wins over its fault. A value is a finite
        number, `no_signal` or `raise`. Raises ConfigError for anything else.
        """
        given = {name: _action(name, value) for name, value in (overrides or {}).items()}
        outcomes = [outcome for outcome in Outcome if outcome is not Outcome.SCORED]
        known = [*Fault, *outcomes]
        for name in given:
            if name not in known:
                raise ConfigError(f"no outcome or fault {name!r}; there are: {', '.join(known)}")
        return cls(actions={outcome: _choose(outcome, given) for outcome in outcomes})

    def reward(self, verdict: VerdictView) -> float | None:
        """The reward for one verdict, None for no signal.

        Raises OutcomeRaised where the policy says so.
        """
        if verdict.score is not None:
            return verdict.score
        action = self.actions[verdict.outcome]
        if action is Special.RAISE:
            raise OutcomeRaised(f"a verdict is {verdict.outcome}: {verdict.detail or 'no detail'}")
        return None if isinstance(action, Special) else action

    def row(self, verdicts: Sequence[VerdictView]) -> tuple[float | None, ...]:
        """The rewards of one row by component: all of them, or None in each."""
        rewards = tuple(self.reward(verdict) for verdict in verdicts)
        return (None,) * len(rewards) if None in rewards else rewards


def _choose(outcome: Outcome, given: Mapping[str, Action]) -> Action:
    fault = outcome.fault
    if fault is None:
        raise ValueError(f"{outcome} is nobody's fault")
    return given.get(outcome, given.get(fault, DEFAULT_ACTIONS[fault]))


def _action(name: str, value: object) -> Action:
    if isinstance(value, str) and value in list(Special):
        return Special(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise ConfigError(f"{name}: a finite number, `no_signal` or `raise`, not {value!r}")

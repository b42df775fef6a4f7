"""What verdicts are worth."""

import pytest

from trainer.client.verdicts import Fault, Outcome, VerdictView
from trainer.errors import ConfigError, OutcomeRaised
from trainer.rewards.policy import OutcomePolicy

UNSCORED = [outcome for outcome in Outcome if outcome is not Outcome.SCORED]


def scored(score):
    """A verdict with a score."""
    return VerdictView(outcome=Outcome.SCORED, score=score)


def unscored(outcome):
    """A verdict without one."""
    return VerdictView(outcome=outcome, detail="why")


@pytest.mark.parametrize("outcome", UNSCORED)
def test_the_models_fault_earns_nothing_and_other_faults_give_no_signal(outcome):
    """An infrastructure failure is never a silent 0."""
    expected = 0.0 if outcome.fault is Fault.MODEL else None
    assert OutcomePolicy.from_config().reward(unscored(outcome)) == expected


@pytest.mark.parametrize("score", [1.0, 0.0, -0.5])
def test_a_score_passes_through(score):
    """Also a wrong answer's 0 and a penalty."""
    policy = OutcomePolicy.from_config({"model": "raise", "data": "raise", "ours": "raise"})
    assert policy.reward(scored(score)) == score


def test_an_override_of_an_outcome_wins_over_one_of_its_fault():
    """The narrower word counts."""
    policy = OutcomePolicy.from_config({"model": -1, "timed_out": "no_signal", "data": 0})
    assert policy.reward(unscored(Outcome.NO_ANSWER)) == -1.0
    assert policy.reward(unscored(Outcome.TIMED_OUT)) is None
    assert policy.reward(unscored(Outcome.BAD_REFERENCE)) == 0.0
    assert policy.reward(unscored(Outcome.WORKER_DIED)) is None


def test_an_outcome_may_end_the_run():
    """The error says which and why."""
    policy = OutcomePolicy.from_config({"worker_died": "raise"})
    with pytest.raises(OutcomeRaised, match="worker_died: why"):
        policy.reward(unscored(Outcome.WORKER_DIED))


def test_a_row_without_signal_in_one_component_has_none_in_any():
    """TRL adds up with nansum, which would take the missing one for 0."""
    policy = OutcomePolicy.from_config()
    assert policy.row([scored(1.0), unscored(Outcome.INTERNAL_ERROR)]) == (None, None)
    assert policy.row([scored(1.0), unscored(Outcome.NO_ANSWER)]) == (1.0, 0.0)


@pytest.mark.parametrize(
    "overrides",
    [
        {"timedout": 0},
        {"scored": 1},
        {"timed_out": "zero"},
        {"timed_out": None},
        {"timed_out": True},
        {"timed_out": float("nan")},
        {"ours": "-inf"},
    ],
)
def test_a_policy_that_cannot_be_is_refused(overrides):
    """A typo in a configuration is found before the run."""
    with pytest.raises(ConfigError):
        OutcomePolicy.from_config(overrides)

"""A verdict holds a score or a reason."""

import math

import msgspec
import pytest

from rlverify.verifier.v1 import verdict_pb2
from verifier_service.verdict import Fault, Outcome, Verdict


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.SCORED])
def test_a_reason_comes_without_a_score(outcome):
    """No failure to score can carry a number, whatever way the value is made."""
    with pytest.raises(ValueError, match="a score or a reason"):
        Verdict(outcome=outcome, score=0.0)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"outcome": outcome.value, "score": 0.0}, Verdict)


@pytest.mark.parametrize("score", [None, math.nan, math.inf, -math.inf])
def test_a_scored_verdict_has_a_finite_score(score):
    """What is called scored is a number that a trainer can use."""
    with pytest.raises(ValueError, match="score"):
        Verdict(outcome=Outcome.SCORED, score=score)


def test_every_outcome_is_in_the_contract_and_every_one_of_the_contract_is_here():
    """The two enums are one list."""
    sent = {name.removeprefix("OUTCOME_") for name in list(verdict_pb2.Outcome.keys())}
    assert sent == {outcome.name for outcome in Outcome} | {"UNSPECIFIED"}


def test_faults_follow_the_numbers_of_the_contract():
    """Tens are the model's fault, twenties the data's, thirties ours."""
    by_ten = {0: None, 1: Fault.MODEL, 2: Fault.DATA, 3: Fault.OURS}
    for outcome in Outcome:
        number = verdict_pb2.Outcome.Value(f"OUTCOME_{outcome.name}")
        assert outcome.fault is by_ten[number // 10]

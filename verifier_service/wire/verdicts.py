"""Verdicts between the contract and the domain."""

import math
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration

from rlverify.verifier.v1 import verdict_pb2
from verifier_service.verdict import Outcome, Verdict

_PREFIX = "OUTCOME_"


def verdict_to_proto(verdict: Verdict) -> verdict_pb2.Verdict:
    """The verdict as it is sent."""
    return verdict_pb2.Verdict(
        outcome=verdict_pb2.Outcome.Value(_PREFIX + verdict.outcome.name),
        score=verdict.score,
        extracted=verdict.extracted,
        detail=verdict.detail,
        run_time=duration(verdict.run_time_s),
    )


def verdict_from_proto(message: verdict_pb2.Verdict) -> Verdict:
    """The verdict that was sent; an outcome of a later contract is not scored, and ours."""
    detail, run_time_s = message.detail, message.run_time.ToTimedelta().total_seconds()
    extracted = message.extracted if message.HasField("extracted") else None
    name = dict(zip(verdict_pb2.Outcome.values(), verdict_pb2.Outcome.keys(), strict=True)).get(
        message.outcome, ""
    )
    outcome = Outcome.__members__.get(name.removeprefix(_PREFIX))
    score = message.score if message.HasField("score") else None
    if outcome is None:
        detail = f"the service answered with an outcome unknown here: {message.outcome}"
    elif (outcome is Outcome.SCORED) != (score is not None and math.isfinite(score)):
        outcome, detail = None, "the service answered with a score and a reason, or with neither"
    if outcome is None:
        outcome, score = Outcome.INTERNAL_ERROR, None
    return Verdict(
        outcome=outcome, score=score, extracted=extracted, detail=detail, run_time_s=run_time_s
    )


def duration(seconds: float) -> Duration:
    """A length of time as it is sent."""
    message = Duration()
    message.FromTimedelta(timedelta(seconds=seconds))
    return message

"""Protobuf and domain say the same, kind by kind and value by value."""

import math

import pytest

from rlverify.verifier.v1 import checks_pb2, verdict_pb2
from verifier_service.checks.plugins import PluginCheck
from verifier_service.checks.registry import BUILT_IN
from verifier_service.verdict import Outcome, Span, Verdict
from verifier_service.wire.checks import check_from_proto, parse_check
from verifier_service.wire.verdicts import verdict_from_proto, write_verdict

KINDS = list(checks_pb2.Check.DESCRIPTOR.oneofs_by_name["kind"].fields)


def sent(verdict: Verdict) -> verdict_pb2.Verdict:
    """The verdict as a message."""
    message = verdict_pb2.Verdict()
    write_verdict(verdict, message)
    return message


def with_each_field_set(kind) -> dict[str, checks_pb2.Check]:
    """For each field a check of a kind with a value other than the default in it."""
    samples = {"markers": [checks_pb2.ANSWER_MARKER_LINE], "mode": 3, "scope": 2}
    samples |= {"rounding": 4, "relative_tolerance": 0.25, "absolute_tolerance": 0.5}
    samples |= {"compatibility": 2, "boxes": 2, "form": 2}
    samples |= {"reasoning_tag": "r", "answer_tag": "a", "prompt_opens_reasoning": True}
    samples |= {"language": "fr", "choice_count": 7, "step_target": 8, "ngram_size": 9}
    samples |= {"name": "mine", "parameters": {"depth": 2.0, "deep": {"list": [1.0, "x", None]}}}
    return {
        field.name: checks_pb2.Check(**{kind.name: {field.name: samples[field.name]}})
        for field in kind.message_type.fields
    }


def test_the_contract_and_the_registry_offer_the_same_kinds():
    """A check that is in one and not in the other breaks this test."""
    assert {kind.name for kind in KINDS} == {*BUILT_IN, "plugin"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_empty_message_is_the_check_with_its_defaults(kind):
    """Every parameter has a default, and it is the class's."""
    message = checks_pb2.Check(**{kind.name: {"name": "mine"} if kind.name == "plugin" else {}})
    expected = PluginCheck(name="mine") if kind.name == "plugin" else BUILT_IN[kind.name]()
    assert check_from_proto(message) == expected


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_parameter_of_the_contract_reaches_the_check(kind):
    """No field is dropped on the way: each differs from its default afterwards."""
    default = PluginCheck(name="other") if kind.name == "plugin" else BUILT_IN[kind.name]()
    for name, message in with_each_field_set(kind).items():
        if kind.name == "plugin":
            message.plugin.name = message.plugin.name or "another"
        assert getattr(check_from_proto(message), name) != getattr(default, name)
    assert {f.name for f in kind.message_type.fields} == set(default.__struct_fields__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_enum_value_of_the_contract_is_known(kind):
    """A value added to an enum of the contract breaks this test until the check knows it."""
    for field in kind.message_type.fields:
        for value in field.enum_type.values[1:] if field.enum_type else ():
            sent = [value.number] if field.name == "markers" else value.number
            message = checks_pb2.Check(**{kind.name: {field.name: sent}})
            assert value.name.lower().endswith(str(as_text(check_from_proto(message), field.name)))


def as_text(check, field: str) -> str:
    """The value of an enum field, or of the only entry of a list of them."""
    value = getattr(check, field)
    return value[0] if isinstance(value, tuple) else value


@pytest.mark.parametrize("outcome", Outcome)
def test_a_verdict_survives_the_wire(outcome):
    """What was decided is what arrives."""
    score = -0.25 if outcome is Outcome.SCORED else None
    verdict = Verdict(
        outcome=outcome,
        score=score,
        extracted="7",
        span=Span(start=0, end=2**32 - 1),
        decided_by="number",
        detail="d",
        run_time_s=0.5,
    )
    assert verdict_from_proto(sent(verdict)) == verdict


def test_an_empty_extraction_is_not_the_same_as_none():
    """Absence means that nothing was found."""
    for extracted in (None, ""):
        verdict = Verdict.scored(0.0, extracted=extracted)
        assert verdict_from_proto(sent(verdict)).extracted == extracted


def test_an_answer_at_the_beginning_has_a_place_and_no_answer_has_none():
    """A span of zeros is sent as what it is, and an absent one stays absent."""
    for span in (None, Span(start=0, end=0)):
        verdict = Verdict.scored(0.0, span=span)
        assert verdict_from_proto(sent(verdict)).span == span


def test_a_span_that_is_none_is_not_read():
    """A place that ends before it begins says nothing about where the answer is."""
    message = verdict_pb2.Verdict(
        outcome=verdict_pb2.OUTCOME_SCORED,
        score=1.0,
        extracted_span=verdict_pb2.Span(start=3, end=2),
    )
    assert verdict_from_proto(message) == Verdict.scored(1.0)


@pytest.mark.parametrize(
    "message",
    [
        verdict_pb2.Verdict(outcome=99),
        verdict_pb2.Verdict(outcome=99, score=1.0),
        verdict_pb2.Verdict(),
        verdict_pb2.Verdict(outcome=verdict_pb2.OUTCOME_SCORED),
        verdict_pb2.Verdict(outcome=verdict_pb2.OUTCOME_SCORED, score=math.nan),
        verdict_pb2.Verdict(outcome=verdict_pb2.OUTCOME_NO_ANSWER, score=0.0),
    ],
)
def test_a_verdict_that_breaks_the_contract_is_not_scored_and_ours(message):
    """A reader never invents a score."""
    verdict = verdict_from_proto(message)
    assert (verdict.outcome, verdict.score) == (Outcome.INTERNAL_ERROR, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("math", {"math": {}}),
        (" integer ", {"integer": {}}),
        ('{"format": {"mode": "soft"}}', {"format": {"mode": "FORMAT_MODE_SOFT"}}),
        ('{"format": {"mode": "FORMAT_MODE_SOFT"}}', {"format": {"mode": "FORMAT_MODE_SOFT"}}),
        (
            '{"label": "m", "math": {"markers": ["boxed", "text"]}}',
            {"label": "m", "math": {"markers": ["ANSWER_MARKER_BOXED", "ANSWER_MARKER_TEXT"]}},
        ),
        (
            '{"math": {"rounding": "either", "relative_tolerance": 0.01, "boxes": "last"}}',
            {"math": {"rounding": 4, "relative_tolerance": 0.01, "boxes": 2}},
        ),
        ('{"plugin": {"name": "mine"}}', {"plugin": {"name": "mine"}}),
    ],
)
def test_a_check_is_read_as_people_write_it(text, expected):
    """A kind, or JSON with short or full names of enum values."""
    assert parse_check(text) == checks_pb2.Check(**expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("maths", "known are math"),
        ("", "known are math"),
        ('{"maths": {}}', "known are math"),
        ('{"format": {"mode": "lax"}}', "no FormatMode 'lax'; there are strict, soft"),
        ('{"format": {"colour": 1}}', "colour"),
        ('{"format": ', "not JSON"),
        ('{"format": 3}', "format"),
        ('{"math": {}, "format": {}}', "oneof"),
        ("{}", "no kind"),
        ('{"choice": {"choice_count": 99}}', "choice_count"),
        ('{"math": {"relative_tolerance": 1}}', "relative_tolerance"),
        ('{"math": {"absolute_tolerance": "NaN"}}', "absolute_tolerance"),
        ('{"math": {"compatibility": "math_verify", "boxes": "last"}}', "compatibility"),
    ],
)
def test_a_check_that_cannot_be_read_says_why(text, reason):
    """The message names what can be written instead."""
    with pytest.raises(ValueError, match=reason):
        parse_check(text)

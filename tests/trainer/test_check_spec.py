"""Checks as people write them."""

import pytest

from rlverify.verifier.v1 import checks_pb2 as pb
from trainer.errors import ConfigError
from trainer.rewards.check_spec import parse_check

KINDS = [field.name for field in pb.Check.DESCRIPTOR.oneofs_by_name["kind"].fields]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_contract_may_be_one_word(kind):
    """A kind that the contract adds is known here at once."""
    for spec in (kind, f" {kind} ", {kind: {}}, {kind: None}, f'{{"{kind}": {{}}}}'):
        assert parse_check(spec).WhichOneof("kind") == kind


@pytest.mark.parametrize("mode", ["soft", "SOFT", "FORMAT_MODE_SOFT", "format_mode_soft"])
def test_an_enum_value_may_be_written_short_or_in_full(mode):
    """In any case of letters."""
    check = parse_check({"format": {"mode": mode, "reasoning_tag": "reasoning"}})
    assert check.format == pb.FormatCheck(mode=pb.FORMAT_MODE_SOFT, reasoning_tag="reasoning")


def test_a_list_of_enum_values_is_read_one_by_one():
    """Markers keep their order."""
    check = parse_check({"math": {"markers": ["boxed", "ANSWER_MARKER_TAG"]}})
    assert list(check.math.markers) == [pb.ANSWER_MARKER_BOXED, pb.ANSWER_MARKER_TAG]


def test_a_plugin_keeps_its_parameters_as_they_are():
    """Nothing in them is taken for an enum of ours."""
    check = parse_check({"plugin": {"name": "x", "parameters": {"mode": "soft", "n": [1, None]}}})
    assert check.plugin.name == "x"
    assert dict(check.plugin.parameters)["mode"] == "soft"


def test_a_label_stands_beside_the_kind():
    """It tells two checks of one kind apart."""
    assert parse_check({"label": "strict one", "format": {}}).label == "strict one"


def test_json_text_is_read_as_a_mapping():
    """So that a command line can say it too."""
    check = parse_check('{"choice": {"choice_count": 5}}')
    assert check.choice.choice_count == 5


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ("maths", "countdown"),
        ("", "countdown"),
        ({}, "countdown"),
        ({"math": {}, "format": {}}, "countdown"),
        ({"format": {"mood": "soft"}}, "reasoning_tag"),
        ({"format": {"mode": "loose"}}, "strict, soft, graded"),
        ({"format": "soft"}, "mapping"),
        ({"choice": {"choice_count": "many"}}, "choice_count"),
        ({"math": {"markers": "tag", "label": 1}}, "no field 'label'"),
        ("{math", "JSON"),
        (None, "a text or a mapping"),
        (["math"], "a text or a mapping"),
    ],
)
def test_a_mistake_is_answered_with_what_there_is(spec, hint):
    """The message names the kinds, the fields or the values."""
    with pytest.raises(ConfigError, match=hint):
        parse_check(spec)

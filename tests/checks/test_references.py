"""Which checks cannot do without references."""

import pytest

from verifier_service.checks.plugins import PluginCheck
from verifier_service.checks.registry import BUILT_IN
from verifier_service.verdict import Outcome, Sample

COMPLETIONS = ("", "no answer", "<answer>7</answer> \\boxed{7}", "$99999999!$")


@pytest.mark.parametrize("kind", BUILT_IN)
def test_a_check_needs_references_if_it_is_stopped_without_them_and_only_then(kind):
    """Whatever the completion is; the text that no library ends on hangs in none of them."""
    verdicts = [BUILT_IN[kind]().score(Sample(completion=text)) for text in COMPLETIONS]
    stopped = [verdict.outcome is Outcome.BAD_REFERENCE for verdict in verdicts]
    assert stopped == [BUILT_IN[kind].needs_references] * len(COMPLETIONS)
    assert BUILT_IN[kind]().refuses((), "") is BUILT_IN[kind].needs_references
    assert not BUILT_IN[kind]().refuses(("7",), "")


def test_a_plug_in_is_stopped_by_references_that_are_gone_and_not_by_none():
    """It may need none."""
    check = PluginCheck(name="any")
    assert check.refuses((), "a reference is not UTF-8")
    assert not check.refuses((), "")

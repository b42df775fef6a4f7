"""Whether a run's libraries are those that the release was tested with."""

import importlib.metadata
import logging

import pytest

from trainer.errors import ConfigError
from trainer.training.config import RunConfig
from trainer.training.preflight.versions import (
    EVERYWHERE,
    GPU_ONLY,
    check_versions,
    extra_of,
    mismatches,
)

REQUIREMENTS = [
    "grpcio>=1.71.2",
    "torch==2.13.0; extra == 'train-cpu'",
    "trl==1.14.2; extra == 'train-cpu'",
    "rich>=14; extra == 'train-cpu'",
    "torch==2.11.0; extra == 'train'",
    "unsloth_zoo==2026.10.7; extra == 'train'",
    "vllm==0.26.0; extra == 'train'",
]


def told(extra: str, needed: tuple[str, ...] = (), **installed: str) -> list[str]:
    """What is found, as a user reads it."""
    versions = {name.replace("_", "-"): version for name, version in installed.items()}
    return [str(each) for each in mismatches(REQUIREMENTS, extra, versions, needed)]


def test_the_tested_versions_are_no_finding() -> None:
    """Each extra has pins of its own; the part of a version after its plus does not matter."""
    assert told("train-cpu", ("torch", "trl"), torch="2.13.0+cpu", trl="1.14.2") == []
    assert told("train", torch="2.11.0+cu130", unsloth_zoo="2026.10.7", vllm="0.26.0") == []


def test_another_version_is_named_with_the_one_wanted() -> None:
    """Older, newer or for the other extra: a finding says what there is and what was tested."""
    assert told("train-cpu", torch="2.11.0", trl="1.15.0") == [
        "torch is 2.11.0, tested is torch==2.13.0",
        "trl is 1.15.0, tested is trl==1.14.2",
    ]
    assert told("train", vllm="0.28.0rc1") == ["vllm is 0.28.0rc1, tested is vllm==0.26.0"]


def test_a_library_that_is_missing_counts_where_it_is_needed() -> None:
    """A run without vLLM does not need it; a run without TRL is none."""
    assert told("train", ("torch", "unsloth-zoo"), torch="2.11.0") == [
        "unsloth-zoo is not installed, tested is unsloth_zoo==2026.10.7"
    ]


def test_the_extra_is_the_one_that_the_environment_is_meant_to_be() -> None:
    """A GPU host is known by the backend or by what is installed there."""
    assert extra_of("transformers", {"torch": "2.13.0"}) == "train-cpu"
    assert extra_of("transformers", {"torch": "2.11.0", "bitsandbytes": "0.50.2"}) == "train"
    assert extra_of("unsloth", {}) == "train"


def test_the_package_pins_every_library_that_is_checked() -> None:
    """The extras are the only place with versions; a name that they lose would not be checked."""
    requirements = importlib.metadata.requires("rlverify")
    nothing = mismatches(requirements, "train", {}, (*EVERYWHERE, *GPU_ONLY))
    assert [each.name for each in nothing] == sorted((*EVERYWHERE, *GPU_ONLY))
    assert all(str(each.wanted).count("==") == 1 for each in nothing)


def test_this_environment_is_a_tested_one() -> None:
    """The environment of the tests is what the release says it was tested with."""
    check_versions(a_run(backend="transformers"))


def test_a_wrong_environment_is_refused_with_the_command_that_mends_it() -> None:
    """Here is no unsloth; the error says so, with the command, and how to go on anyway."""
    with pytest.raises(ConfigError) as caught:
        check_versions(a_run(backend="unsloth"))
    message = str(caught.value)
    assert message.startswith("backend unsloth: ")
    assert "unsloth is not installed, tested is unsloth==" in message
    assert "pip install 'torch==" in message
    assert message.endswith("set preflight: warn")


def test_a_person_may_go_on(caplog: pytest.LogCaptureFixture) -> None:
    """With `preflight: warn` the same finding is a line in the log."""
    with caplog.at_level(logging.WARNING):
        check_versions(a_run(backend="unsloth", preflight="warn"))
    assert "unsloth is not installed" in caplog.text


def a_run(**settings: object) -> RunConfig:
    """Some run."""
    return RunConfig(dataset="rows.jsonl", rewards=[{"name": "math", "check": "math"}], **settings)

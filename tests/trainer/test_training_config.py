"""What `rlverify-train` reads from its file and its command line."""

import json
import os
from pathlib import Path

import pytest

import trainer
from trainer.errors import ConfigError
from trainer.training.config import RunConfig, keys_help, read_invocation

RECIPES = Path(trainer.__file__).parent / "recipes"
MINIMAL = """\
dataset: rows.jsonl
rewards:
  - {name: math, check: math}
  - {name: format, check: {format: {mode: soft}}, weight: 0.5}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a configuration that is as small as can be."""
    path = tmp_path / "run.yaml"
    path.write_text(MINIMAL)
    return path


def test_a_small_file_is_enough(file: Path) -> None:
    """A file that names a data set and rewards gives a run with a verifier of its own."""
    run = read_invocation(["--config", str(file)]).run
    assert (run.backend, run.verifier, run.dataset) == ("transformers", "local", "rows.jsonl")
    rewards = run.reward_config().rewards
    assert [spec.name for spec in rewards] == ["math", "format"]
    assert [spec.check.WhichOneof("kind") for spec in rewards] == ["math", "format"]
    assert run.reward_weights() == [1.0, 0.5]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--verifier", "10.0.0.7:50051"],
        ["--verifier=10.0.0.7:50051"],
    ],
)
def test_the_command_line_wins(file: Path, arguments: list[str]) -> None:
    """A key on the command line replaces the file's, written with a space or an equals sign."""
    file.write_text(f"{MINIMAL}verifier: localhost:1\n")
    assert read_invocation(["--config", str(file), *arguments]).run.verifier == "10.0.0.7:50051"


def test_hyphens_and_underscores_are_one(file: Path) -> None:
    """`--verifier-workers` is `--verifier_workers`, as TRL's own parser has it."""
    assert (
        read_invocation(["--config", str(file), "--verifier-workers", "7"]).run.verifier_workers
        == 7
    )


def test_structured_keys_are_json_on_the_command_line() -> None:
    """Rewards, the policy, plug-ins and several reference columns can be given without a file."""
    run = read_invocation(
        [
            *("--dataset", "rows.jsonl", "--verifier_plugins", '["a.py", "b.py"]'),
            *("--rewards", json.dumps([{"name": "n", "check": {"countdown": {}}, "weight": 2}])),
            *("--outcome_policy", '{"timed_out": "no_signal", "model": -0.5}'),
            *("--reference_column", '["target", "nums"]'),
        ]
    ).run
    assert run.verifier_plugins == ("a.py", "b.py")
    assert run.reward_weights() == [2.0]
    assert run.reward_config().reference_column == ("target", "nums")


def test_text_on_the_command_line_is_taken_as_it_stands(file: Path) -> None:
    """Norwegian is a language and not the answer no."""
    assert read_invocation(["--config", str(file), "--language", "no"]).run.language == "no"


def test_other_keys_are_left_for_trl(file: Path) -> None:
    """A key that is not ours is handed on as it was written, from the file and from the line."""
    file.write_text(f"{MINIMAL}max_steps: 5\n")
    invocation = read_invocation(["--config", str(file), "--learning_rate", "1e-5", "--use_peft"])
    assert invocation.trl_values == {"max_steps": 5}
    assert invocation.trl_arguments == ("--learning_rate", "1e-5", "--use_peft")


def test_env_of_the_file_is_set(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mapping `env` of a file goes into the environment, as in TRL's own scripts."""
    monkeypatch.setenv("RLVERIFY_TEST_ENV", "before")
    file.write_text(f"{MINIMAL}env: {{RLVERIFY_TEST_ENV: 3}}\n")
    assert "env" not in read_invocation(["--config", str(file)]).trl_values
    assert os.environ["RLVERIFY_TEST_ENV"] == "3"


def test_a_number_in_scientific_notation_is_a_number(file: Path) -> None:
    """YAML reads 1e2 as text; a key that is a number takes it all the same."""
    file.write_text(f"{MINIMAL}verifier_retry_budget_s: 1e2\n")
    assert read_invocation(["--config", str(file)]).run.verifier_retry_budget_s == 100.0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("backend: jax", "backend is 'jax', not one of transformers, unsloth"),
        ("algorithm: ppo", "algorithm is 'ppo', not one of grpo, dr_grpo, dapo, gspo, rloo"),
        ("preflight: maybe", "preflight is 'maybe', not one of refuse, warn"),
        ("long_prompts: cut", "long_prompts is 'cut', not one of keep, drop"),
        ("merged_16bit: 1", "merged_16bit must be true or false, not 1"),
        ("language: no", "language must be text, not False: put it in quotes"),
        ("verifier_workers: 0", "verifier_workers must be 1 or more, not 0"),
        ("verifier_workers: 1.5", "verifier_workers must be a whole number, not 1.5"),
        ("verifier_workers: true", "verifier_workers must be a whole number, not True"),
        ("verifier_deadline_s: 0", "verifier_deadline_s must be above 0, not 0.0"),
        ("verifier_deadline_s: soon", "verifier_deadline_s must be a number, not 'soon'"),
        ("verifier_plugins: a.py", "verifier_plugins must be a list, not 'a.py'"),
        ("dataset: ''", "dataset is missing"),
        ("adapter: gsm", "no adapter 'gsm'; there are: openai/gsm8k"),
        ("reference_column: {a: b}", "reference_column must be a column or a list of columns"),
        ("unusable_references: ask", "unusable_references is 'ask', not one of drop, keep, fail"),
        ("rewards: []", "rewards is empty"),
        ("env: 3", "env must be a mapping"),
    ],
)
def test_a_wrong_value_is_named(file: Path, line: str, message: str) -> None:
    """The error for a wrong value says the key, the value and what it should be."""
    key = line.partition(":")[0]
    rest = "\n".join(each for each in MINIMAL.split("\n") if not each.startswith(f"{key}:"))
    if key == "rewards":
        rest = "dataset: rows.jsonl\n"
    file.write_text(f"{rest}{line}\n")
    with pytest.raises(ConfigError) as caught:
        read_invocation(["--config", str(file)])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("rewards", "message"),
    [
        ("math", "rewards must be a list, not 'math'"),
        (["math"], "a reward must be a mapping with text keys, not 'math'"),
        ([{"name": "math"}], "a reward needs a name and a check"),
        ([{"name": "m", "check": "math", "wieght": 1}], "a reward has unknown keys wieght"),
        ([{"name": "m", "check": "magic"}], "magic"),
        ([{"name": "m", "check": "math", "weight": "x"}], "weight must be a number, not 'x'"),
        ([{"name": 3, "check": "math"}], "name must be text, not 3"),
        ([{"name": "m", "check": "math"}] * 2, "each reward needs a name of its own"),
    ],
)
def test_a_wrong_reward_is_refused_when_the_run_is_read(rewards: object, message: str) -> None:
    """A mistake in the rewards is found with the configuration, before any service is asked."""
    with pytest.raises(ConfigError) as caught:
        read_invocation(["--dataset", "rows.jsonl", "--rewards", json.dumps(rewards)])
    assert message in str(caught.value)


def test_a_wrong_policy_is_refused_when_the_run_is_read(file: Path) -> None:
    """So is a mistake in the outcome policy."""
    with pytest.raises(ConfigError, match="tired"):
        read_invocation(["--config", str(file), "--outcome_policy", '{"tired": 0}'])


@pytest.mark.parametrize("text", ["- a list", "a: b: c", "\tx"])
def test_a_file_that_is_no_mapping_is_refused(file: Path, text: str) -> None:
    """The error for a file that is no YAML mapping names the file."""
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"run\.yaml"):
        read_invocation(["--config", str(file)])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """So does the error for a file that is not there."""
    with pytest.raises(ConfigError, match=r"none\.yaml"):
        read_invocation(["--config", str(tmp_path / "none.yaml")])


@pytest.mark.parametrize("arguments", [["--verifier"], ["--verifier", "--dataset", "x"]])
def test_a_key_of_ours_needs_a_value(arguments: list[str]) -> None:
    """`--verifier` at the end of the line or before another key is refused."""
    with pytest.raises(ConfigError, match="--verifier needs a value"):
        read_invocation(arguments)


def test_the_help_names_every_key() -> None:
    """Every key of ours is in the help."""
    text = keys_help()
    assert all(f"--{name}" in text for name in RunConfig.__dataclass_fields__)


@pytest.mark.parametrize("recipe", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_recipes_can_be_read(recipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each recipe of the package is a valid configuration, given a data set."""
    monkeypatch.setattr(os, "environ", {})  # a recipe may bring its `env`
    run = read_invocation(["--config", str(recipe), "--dataset", "rows.jsonl"]).run
    assert run.reward_config().rewards[0].name == "math"

"""What a training run is told: our keys of the configuration.

A configuration is one flat YAML mapping, as TRL's own scripts read it, and every key
may also be given on the command line as `--key value`, which wins. The keys of
`RunConfig` are ours; all others belong to TRL's GRPOConfig and ModelConfig and are
handed on unread, because these classes must not be imported before unsloth is.
On the command line a list or a mapping is written as JSON or as YAML in one line.
The key `env` of a file, a mapping, is put into the environment, as TRL does it.

Not covered: whether a key that is not ours exists is only known once TRL is imported.
"""

import dataclasses
import os
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from trainer.client import Access, ClientSettings
from trainer.data.settings import OF_ADAPTER, DataKeys, DataSettings, Unusable, data_settings
from trainer.errors import ConfigError
from trainer.local_verifier import LocalVerifierSettings
from trainer.rewards import RewardConfig, RewardSpec
from trainer.rewards.check_spec import parse_check
from trainer.rewards.policy import OutcomePolicy
from trainer.training.algorithms import ALGORITHMS, TRL_DEFAULT
from trainer.training.converters import (
    BY_TYPE,
    Converter,
    as_mapping,
    as_number,
    as_rewards,
    as_text,
)

LOCAL = "local"
BACKENDS = ("transformers", "unsloth")
# The values of keys that are a choice; the first is the default.
CHOICES: Mapping[str, Sequence[str]] = {
    "backend": BACKENDS,
    "algorithm": tuple(ALGORITHMS),
    "preflight": ("refuse", "warn"),
    "long_prompts": ("keep", "drop"),
    "unusable_references": tuple(Unusable),
}


def _key(default: object, help_text: str) -> typing.Any:  # noqa: ANN401 - as dataclasses.field does
    return dataclasses.field(default=default, metadata={"help": help_text})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RunConfig:
    """Our keys, checked. Raises ConfigError for a value out of range.

    `rewards` and `outcome_policy` are as written; `reward_config` and `reward_weights`
    read them.
    """

    backend: str = _key("transformers", "what loads the model: transformers or unsloth (GPU only)")
    max_seq_length: int = _key(2048, "unsloth: tokens of a prompt with its completion")
    vllm_memory_gib: float = _key(
        0.0, "GiB of the card for vLLM, in place of vllm_gpu_memory_utilization"
    )
    vllm_max_num_seqs: int = _key(0, "unsloth: sequences that vLLM writes at once (0: its choice)")
    gpu_memory_cap_gib: float = _key(
        0.0, "GiB that torch may take of the card, as if it were smaller (0: all)"
    )
    algorithm: str = _key(TRL_DEFAULT, "grpo, dr_grpo, dapo, gspo or rloo; or else TRL's defaults")
    preflight: str = _key("refuse", "untested versions, too little memory: refuse, or only warn")
    chat_template: str = _key("", "a Jinja file, chatml or r1-zero: for a model that has none")
    long_prompts: str = _key("keep", "prompts that leave a completion no room: keep, or drop")
    merged_16bit: bool = _key(default=False, help_text="also save adapter and model as one")

    verifier: str = _key(LOCAL, "host:port of a verifier, or local to start one for this run")
    verifier_workers: int = _key(2, "local verifier: worker processes")
    verifier_plugins: tuple[str, ...] = _key((), "local verifier: plug-in files")
    verifier_deadline_s: float = _key(5.0, "local verifier: seconds for one verdict")
    verifier_start_timeout_s: float = _key(5.0, "seconds in which an endpoint must answer at start")
    verifier_call_timeout_s: float = _key(120.0, "deadline of one call in seconds")
    verifier_retry_budget_s: float = _key(600.0, "seconds that an outage may last in training")
    verifier_ca_file: str = _key("", "PEM file of whom to trust at the endpoint: turns on TLS")
    verifier_cert_file: str = _key("", "PEM file with the run's own certificate, if asked for")
    verifier_key_file: str = _key("", "PEM file with its key")
    verifier_token_file: str = _key("", "file with the token; or else RLVERIFY_TOKEN is read")

    rewards: object = _key((), "a list of {name, check, weight}")
    outcome_policy: object = _key(
        None, "what an outcome or a fault (model, data, ours) earns: a number, no_signal or raise"
    )
    reference_column: object = _key(
        OF_ADAPTER, "the data set's column with references, or several; without adapter: answer"
    )
    unusable_references: str = _key(
        "drop", "rows with a reference that the checks cannot use: drop, keep or fail"
    )
    language: str = _key("", "BCP 47 tag of the language that completions should be in")
    language_column: str = _key("", "the data set's column with that tag")

    dataset: str = _key("", "a data set of the hub, a JSONL or Parquet file, a folder of such")
    adapter: str = _key("", "what reads the rows, by name; the data set's own if it is known")
    dataset_config: str = _key(OF_ADAPTER, "name of a configuration of a hub data set")
    dataset_split: str = _key(OF_ADAPTER, "split to train on; without adapter: train")
    prompt_column: str = _key(
        OF_ADAPTER, "the column with text or a list of messages; without adapter: prompt"
    )
    system_prompt: str = _key("", "put before text prompts, which then become conversations")
    reference_after: str = _key(
        OF_ADAPTER, "of a reference, what follows the last such text (GSM8K: ####)"
    )
    completion_column: str = _key(OF_ADAPTER, "the column with solutions, for an SFT")

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if (value := getattr(self, name)) not in choices:
                listed = ", ".join(filter(None, choices))
                raise ConfigError(f"{name} is {value!r}, not one of {listed}")
        self._check_ranges()
        if not self.rewards:
            raise ConfigError("rewards is empty: name at least one {name, check, weight}")
        if not self.dataset:
            raise ConfigError("dataset is missing")
        if self.verifier == LOCAL and self._access() != Access():
            raise ConfigError(
                "verifier_ca_file and the like are for an endpoint, not for a local verifier"
            )
        self.reward_weights()
        self.reward_config()

    def _check_ranges(self) -> None:
        for name in ("max_seq_length", "verifier_workers"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} must be 1 or more, not {getattr(self, name)}")
        for name in ("vllm_memory_gib", "vllm_max_num_seqs", "gpu_memory_cap_gib"):
            if not getattr(self, name) >= 0:
                raise ConfigError(f"{name} must be 0 or more, not {getattr(self, name)}")
        for name in ("verifier_deadline_s", "verifier_start_timeout_s"):
            if not getattr(self, name) > 0:
                raise ConfigError(f"{name} must be above 0, not {getattr(self, name)}")

    def reward_weights(self) -> list[float]:
        """The weight of each reward, 1 where none is given, in their order."""
        return [
            as_number(reward.get("weight", 1.0), "weight") for reward in as_rewards(self.rewards)
        ]

    def reward_config(self) -> RewardConfig:
        """The rewards as `trainer.rewards` takes them."""
        return RewardConfig(
            rewards=tuple(
                RewardSpec(
                    name=as_text(reward["name"], "name"),
                    check=parse_check(reward["check"]),
                    weight=weight,
                )
                for reward, weight in zip(
                    as_rewards(self.rewards), self.reward_weights(), strict=True
                )
            ),
            reference_column=self.data_settings().reference_column,
            language_column=self.language_column or None,
            language=self.language,
            policy=OutcomePolicy.from_config(
                as_mapping(self.outcome_policy or {}, "outcome_policy")
            ),
        )

    def data_settings(self) -> DataSettings:
        """Which data to read and how, with what the adapter says where no key does."""
        names = [field.name for field in dataclasses.fields(DataKeys)]
        return data_settings(DataKeys(**{name: getattr(self, name) for name in names}))

    def client_settings(self, endpoint: str) -> ClientSettings:
        """How to speak to the verifier at this endpoint."""
        return ClientSettings(
            endpoint=endpoint,
            call_timeout_s=self.verifier_call_timeout_s,
            retry_budget_s=self.verifier_retry_budget_s,
            access=self._access(),
        )

    def _access(self) -> Access:
        return Access(
            ca_file=self.verifier_ca_file,
            cert_file=self.verifier_cert_file,
            key_file=self.verifier_key_file,
            token_file=self.verifier_token_file,
        )

    def local_verifier_settings(self) -> LocalVerifierSettings:
        """How to start the run's own verifier."""
        return LocalVerifierSettings(
            workers=self.verifier_workers,
            plugins=self.verifier_plugins,
            verdict_deadline_s=self.verifier_deadline_s,
        )


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """A parsed command line: our keys, and what is left for TRL from the file and the line."""

    run: RunConfig
    trl_values: Mapping[str, object]
    trl_arguments: tuple[str, ...]


def read_invocation(arguments: Sequence[str]) -> Invocation:
    """Read `--config FILE.yaml --key value ...`, and set the file's `env` in the environment.

    Raises ConfigError for a file that cannot be read and for a wrong value of ours.
    """
    ours, theirs = _split_arguments(arguments)
    path = ours.pop("config", None)
    values = read_file(Path(path)) if path is not None else {}
    for name, value in as_mapping(values.pop("env", {}), "env").items():
        os.environ[name] = str(value)
    run = {name: value for name, value in values.items() if name in _CONVERTERS}
    run |= {name: _from_argument(name, text) for name, text in ours.items()}
    converted: dict[str, typing.Any] = {
        name: _CONVERTERS[name](value, name) for name, value in run.items()
    }
    return Invocation(
        run=RunConfig(**converted),
        trl_values={name: value for name, value in values.items() if name not in _CONVERTERS},
        trl_arguments=tuple(theirs),
    )


def read_file(path: Path) -> dict[str, object]:
    """The mapping in a YAML file. Raises ConfigError."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"cannot read the configuration {path}: {error}") from error
    return dict(as_mapping({} if values is None else values, str(path)))


def keys_help() -> str:
    """A line of help for each key of ours."""
    return "\n".join(
        f"  --{field.name:<26} {field.metadata['help']} (default: {field.default!r})"
        for field in dataclasses.fields(RunConfig)
    )


def _split_arguments(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Our arguments by key, and the others untouched. Both `--key value` and `--key=value`."""
    ours: dict[str, str] = {}
    theirs: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        key, equals, value = argument.partition("=")
        name = key.removeprefix("--").replace("-", "_")
        if not key.startswith("--") or name not in {*_CONVERTERS, "config"}:
            theirs.append(argument)
            continue
        if not equals:
            value = next(rest, "")
            if not value or value.startswith("--"):
                raise ConfigError(f"--{name} needs a value")
        ours[name] = value
    return ours, theirs


def _from_argument(name: str, text: str) -> object:
    """Texts are taken as they stand, so that `--language no` is Norwegian."""
    if _CONVERTERS[name] is as_text:
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"--{name} is neither JSON nor YAML: {error}") from error


_CONVERTERS: dict[str, Converter] = {
    name: BY_TYPE[hint] for name, hint in typing.get_type_hints(RunConfig).items()
}

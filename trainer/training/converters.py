"""What the value of a key must be, by the key's type.

YAML and JSON give values of any type; each function here takes the name of the key too and
raises ConfigError, with that name, for a value of another type.

Not covered: ranges and choices, which `RunConfig` checks.
"""

import typing
from collections.abc import Callable, Mapping, Sequence

from trainer.errors import ConfigError

REWARD_KEYS = frozenset({"name", "check", "weight"})

Converter = Callable[[object, str], object]


def as_text(value: object, name: str) -> str:
    """Text as it stands."""
    if not isinstance(value, str):
        raise ConfigError(f"{name} must be text, not {value!r}: put it in quotes")
    return value


def as_whole(value: object, name: str) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(f"{name} must be a whole number, not {value!r}")
    return value


def as_flag(value: object, name: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ConfigError(f"{name} must be true or false, not {value!r}")
    return value


def as_number(value: object, name: str) -> float:
    """A number, also one that YAML reads as text."""
    # YAML 1.1 reads 1e-4, which has no dot, as text.
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise ConfigError(f"{name} must be a number, not {value!r}") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(f"{name} must be a number, not {value!r}")
    return float(value)


def as_texts(value: object, name: str) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(as_text(item, name) for item in as_list(value, name))


def as_written(value: object, _name: str) -> object:
    """Whatever it is, for one who reads it later."""
    return value


def as_list(value: object, name: str) -> Sequence[object]:
    """A list of anything."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ConfigError(f"{name} must be a list, not {value!r}")
    return value


def as_mapping(value: object, name: str) -> Mapping[str, typing.Any]:
    """A mapping with text keys."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ConfigError(f"{name} must be a mapping with text keys, not {value!r}")
    return value


def as_rewards(value: object) -> list[Mapping[str, typing.Any]]:
    """The rewards as mappings that name a reward and a check."""
    rewards = [as_mapping(reward, "a reward") for reward in as_list(value, "rewards")]
    for reward in rewards:
        if unknown := sorted(reward.keys() - REWARD_KEYS):
            raise ConfigError(f"a reward has unknown keys {', '.join(unknown)}: {dict(reward)}")
        if not {"name", "check"} <= reward.keys():
            raise ConfigError(f"a reward needs a name and a check: {dict(reward)}")
    return rewards


BY_TYPE: Mapping[object, Converter] = {
    str: as_text,
    int: as_whole,
    bool: as_flag,
    float: as_number,
    tuple[str, ...]: as_texts,
    object: as_written,
}

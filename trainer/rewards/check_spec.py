"""Checks as people write them, in YAML, JSON or one word, turned into the contract's message.

`math`, `{"format": {"mode": "soft"}}`, `{"plugin": {"name": "x", "parameters": {…}}}`.
Field names are those of `checks.proto`. An enum value may be written short: the part
after the prefix that the enum's zero value shows (`soft` for `FORMAT_MODE_SOFT`).
Ranges are not checked here: the service does that.
"""

import json
from collections.abc import Mapping

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from rlverify.verifier.v1 import checks_pb2
from trainer.errors import ConfigError

_ZERO_SUFFIX = "UNSPECIFIED"
KINDS: dict[str, Descriptor] = {
    field.name: field.message_type
    for field in checks_pb2.Check.DESCRIPTOR.oneofs_by_name["kind"].fields
    if field.message_type is not None
}


def parse_check(spec: object) -> checks_pb2.Check:
    """The check that a text or a mapping describes.

    Raises ConfigError, which names the kinds, fields or values that there are.
    """
    fields = dict(_mapping(spec))
    label = fields.pop("label", "")
    if len(fields) != 1 or not KINDS.keys() >= fields.keys():
        raise ConfigError(f"a check is one of {', '.join(KINDS)}, not {spec!r}")
    ((name, parameters),) = fields.items()
    if parameters is not None and not isinstance(parameters, Mapping):
        raise ConfigError(f"parameters of check {name} are a mapping, not {parameters!r}")
    message = _with_full_enum_names(KINDS[name], parameters or {})
    check = checks_pb2.Check()
    try:
        json_format.ParseDict({"label": label, name: message}, check)
    except json_format.ParseError as error:
        raise ConfigError(f"check {name}: {error}") from error
    return check


def looks_for_an_answer(check: checks_pb2.Check) -> bool:
    """Whether a check extracts something: those that take markers do, and a plug-in may."""
    kind = check.WhichOneof("kind")
    return kind == "plugin" or (kind is not None and "markers" in KINDS[kind].fields_by_name)


def _mapping(spec: object) -> Mapping[str, object]:
    if isinstance(spec, Mapping):
        return spec
    if not isinstance(spec, str):
        raise ConfigError(f"a check is a text or a mapping, not {spec!r}")
    if not spec.lstrip().startswith("{"):
        return {spec.strip(): {}}
    try:
        parsed: dict[str, object] = json.loads(spec)
    except json.JSONDecodeError as error:
        raise ConfigError(f"a check in braces is JSON; {error}: {spec}") from error
    return parsed


def _with_full_enum_names(
    message: Descriptor, parameters: Mapping[str, object]
) -> dict[str, object]:
    known = {field.name: field for field in message.fields}
    for name in parameters:
        if name not in known:
            raise ConfigError(f"no field {name!r}; {message.name} has: {', '.join(known)}")
    return {name: _full(known[name], value) for name, value in parameters.items()}


def _full(field: FieldDescriptor, value: object) -> object:
    if field.enum_type is None or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_full_name(field.enum_type, each) for each in value]
    return _full_name(field.enum_type, value)


def _full_name(enum: EnumDescriptor, value: object) -> str:
    prefix: str = enum.values_by_number[0].name.removesuffix(_ZERO_SUFFIX)
    known = [name.removeprefix(prefix).lower() for name in enum.values_by_name]
    short = str(value).upper().removeprefix(prefix).lower()
    if short not in known:
        names = ", ".join(name for name in known if name != _ZERO_SUFFIX.lower())
        raise ConfigError(f"no {enum.name} {value!r}; there are: {names}")
    return prefix + short.upper()

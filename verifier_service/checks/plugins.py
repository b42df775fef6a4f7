"""Checks that an operator adds: from installed packages, or from a Python file.

A plug-in is an object with a `name`, a `semantics_version` and a method
`score(sample, parameters)` that returns a `Verdict`; `Plugin` says it in types.
An installed package offers it by an entry point in the group `rlverify.checks`; a
file given to `--plugin` binds it to the module-level name `check`.

Plug-ins are loaded in the worker processes only and run under the same deadline as
any check. They are the operator's own code: nothing here defends against them.
"""

import importlib.metadata
import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

import msgspec

from verifier_service.checks.base import Check
from verifier_service.errors import StartupError
from verifier_service.verdict import Outcome, Sample, Verdict

ENTRY_POINT_GROUP = "rlverify.checks"
FILE_ATTRIBUTE = "check"


@runtime_checkable
class Plugin(Protocol):
    """What a plug-in must offer."""

    name: str
    semantics_version: str

    def score(self, sample: Sample, parameters: Mapping[str, object]) -> Verdict:
        """The verdict about one sample. May be killed at any point."""
        ...


class PluginCheck(Check, frozen=True, kw_only=True, tag="plugin"):
    """Asks for a plug-in by name; `parameters` are passed on as they are.

    Its version is the plug-in's. Only a worker knows the plug-ins, so this value
    cannot score by itself.
    """

    semantics_version: ClassVar[str] = ""

    name: str
    parameters: dict[str, object] = msgspec.field(default_factory=dict)

    def refuses(self, references: Sequence[str], fault: str) -> bool:
        """A plug-in could not tell references that are gone from none, which it may not need."""
        del references
        return bool(fault)


def score_with_plugin(plugin: Plugin, check: PluginCheck, sample: Sample) -> Verdict:
    """The plug-in's verdict, its texts cut; anything else that it returns is its defect."""
    verdict: object = plugin.score(sample, check.parameters)
    if isinstance(verdict, Verdict):
        try:
            return msgspec.convert(msgspec.to_builtins(verdict.cut()), Verdict)
        except (TypeError, msgspec.ValidationError):  # a score that is no float, for example
            detail = f"plug-in {check.name!r} returned a Verdict with fields of wrong types"
            return Verdict.unscored(Outcome.INTERNAL_ERROR, detail)
    detail = f"plug-in {check.name!r} returned {type(verdict).__name__}, not a Verdict"
    return Verdict.unscored(Outcome.INTERNAL_ERROR, detail)


def load_plugins(files: Iterable[Path]) -> dict[str, Plugin]:
    """All plug-ins by name: those of installed packages, then those of `files`.

    Raises:
        StartupError: one cannot be loaded, is no plug-in, or has another's name.
    """
    found: dict[str, Plugin] = {}
    for origin, candidate in [*_installed(), *((str(file), _from_file(file)) for file in files)]:
        plugin = _checked(candidate, origin)
        if plugin.name in found:
            raise StartupError(f"{origin}: a plug-in named {plugin.name!r} is loaded already")
        found[plugin.name] = plugin
    return found


def _installed() -> Iterable[tuple[str, object]]:
    for entry in importlib.metadata.entry_points(group=ENTRY_POINT_GROUP):
        origin = f"entry point {entry.name!r} ({entry.value})"
        try:
            yield origin, entry.load()
        except Exception as error:  # any defect of a plug-in must stop the start, named
            raise StartupError(f"{origin} cannot be loaded: {error!r}") from error


def _from_file(file: Path) -> object:
    spec = importlib.util.spec_from_file_location(f"rlverify_plugin_{file.stem}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise StartupError(f"--plugin {file}: not a Python file that can be read")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # as above
        raise StartupError(f"--plugin {file} cannot be loaded: {error!r}") from error
    if not hasattr(module, FILE_ATTRIBUTE):
        raise StartupError(f"--plugin {file}: binds no module-level name {FILE_ATTRIBUTE!r}")
    return getattr(module, FILE_ATTRIBUTE)


def _checked(candidate: object, origin: str) -> Plugin:
    if isinstance(candidate, type) or not isinstance(candidate, Plugin):
        raise StartupError(f"{origin}: not a plug-in; it needs name, semantics_version and score()")
    for field in ("name", "semantics_version"):
        value = getattr(candidate, field)
        if not isinstance(value, str) or not value:
            raise StartupError(f"{origin}: {field} must be a string that is not empty")
    return candidate

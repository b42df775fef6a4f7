"""Are the libraries those that this release was tested with?

What was tested stands once, in the extras `train` and `train-cpu` of this package; its
own metadata tells. It is read before any of the libraries is imported: a wrong one may
fail in its import, minutes later, with an error that names something else.

Not covered: a tree that is used without being installed has no metadata, which is
logged; packages that the extras do not pin.
"""

import dataclasses
import importlib.metadata
import logging
from collections.abc import Iterable, Mapping, Sequence

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trainer.training.config import RunConfig
from trainer.training.preflight.refusal import refuse

DISTRIBUTION = "rlverify"
# Those whose versions decide how a run behaves, by canonical name.
EVERYWHERE = ("torch", "trl", "transformers", "datasets", "peft", "accelerate")
GPU_ONLY = ("unsloth", "unsloth-zoo", "vllm", "bitsandbytes")

_LOG = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Mismatch:
    """A library in another version than the one tested; `installed` is None if it is missing."""

    name: str
    wanted: str
    installed: str | None

    def __str__(self) -> str:
        return f"{self.name} is {self.installed or 'not installed'}, tested is {self.wanted}"


def check_versions(run: RunConfig) -> None:
    """Raises ConfigError if a library that the run needs is another one than was tested."""
    installed = installed_versions((*EVERYWHERE, *GPU_ONLY))
    extra = extra_of(run.backend, installed)
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        _LOG.warning("%s is not installed as a package: no version is checked", DISTRIBUTION)
        return
    needed = {*EVERYWHERE, *(("unsloth", "unsloth-zoo") if run.backend == "unsloth" else ())}
    found = mismatches(requirements, extra, installed, needed)
    if found:
        refuse(run, f"{_listed(run, found)}. {_remedy(found)}")


def extra_of(backend: str, installed: Mapping[str, str]) -> str:
    """The extra that this environment is meant to be: `train` where anything of it is there."""
    return "train" if backend == "unsloth" or set(GPU_ONLY) & installed.keys() else "train-cpu"


def mismatches(
    requirements: Iterable[str],
    extra: str,
    installed: Mapping[str, str],
    needed: Iterable[str],
) -> list[Mismatch]:
    """The libraries that are not as the extra wants them, in the order of their names.

    `requirements` are those of the package's metadata. A library that is not installed
    counts only if it is among the `needed`. Local parts of a version (2.11.0+cu130)
    do not matter.
    """
    wanted = _pins(requirements, extra)
    needed = set(needed)
    return [
        Mismatch(name=name, wanted=str(pin), installed=installed.get(name))
        for name, pin in sorted(wanted.items())
        if (name in installed and not pin.specifier.contains(installed[name], prereleases=True))
        or (name in needed and name not in installed)
    ]


def installed_versions(names: Iterable[str]) -> dict[str, str]:
    """The versions of those that are installed."""
    versions = {}
    for name in names:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def _pins(requirements: Iterable[str], extra: str) -> dict[str, Requirement]:
    """The requirements that hold with this extra and not without it, bare of their markers."""
    pins = {}
    for text in requirements:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker and marker.evaluate({"extra": extra}) and not marker.evaluate({"extra": ""}):
            name = canonicalize_name(requirement.name)
            if name in {*EVERYWHERE, *GPU_ONLY}:
                requirement.marker = None
                pins[str(name)] = requirement
    return pins


def _listed(run: RunConfig, found: Sequence[Mismatch]) -> str:
    return f"backend {run.backend}: " + "; ".join(map(str, found))


def _remedy(found: Sequence[Mismatch]) -> str:
    wanted = " ".join(f"'{mismatch.wanted}'" for mismatch in found)
    return f"Try: pip install {wanted}"

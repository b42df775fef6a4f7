"""The engine: raw items in, verdicts out. The gRPC front and offline evaluation share it."""

import contextlib
import importlib.metadata
import os
from collections.abc import AsyncIterator, Iterable, Sequence

import msgspec

from verifier_service.blaming import Blame
from verifier_service.checks.base import Check
from verifier_service.checks.math.versions import PINNED_VERSIONS
from verifier_service.checks.plugins import PluginCheck
from verifier_service.checks.registry import BUILT_IN, kind_of, name_of
from verifier_service.distinct import distinct
from verifier_service.figures import CallTimes, CheckFigures, PoolFigures
from verifier_service.gate import Gate
from verifier_service.items import Item, RawItem
from verifier_service.pool.pool import WorkerPool, open_pool
from verifier_service.settings import Limits, Settings
from verifier_service.turns import LARGE_AT_ONCE, in_turns
from verifier_service.verdict import Outcome, Verdict
from verifier_service.worker.confinement.probes import Report

# The libraries that decide verdicts, by their names in the package index.
VERDICT_LIBRARIES = (*PINNED_VERSIONS, "simplemma")


class CheckVersion(msgspec.Struct, frozen=True, kw_only=True):
    """Which rules a check follows."""

    check: str
    semantics_version: str
    is_plugin: bool = False


class Engine:
    """Runs checks over raw items; made by `open_engine`."""

    def __init__(self, pool: WorkerPool, limits: Limits) -> None:
        self._pool = pool
        self.limits = limits
        self.figures = CheckFigures()

    async def verify(
        self,
        checks: Sequence[Check],
        items: Sequence[RawItem],
        *,
        caller: str = "",
        times: CallTimes | None = None,
    ) -> list[tuple[Verdict, ...]]:
        """Every check on every item: one tuple an item, one verdict a check, in order.

        Items that are the same for these checks are scored once. `caller` names whose turn it is
        where several wait for the workers. To `times` is added where the time went, also that of
        finding out whether references are to blame.
        """
        gate = Gate(
            self.limits, for_plugins=any(isinstance(check, PluginCheck) for check in checks)
        )
        gated: list[Item | Verdict] = []
        groups = {id(item.group): item.group for item in items}
        async for shared in in_turns([*groups.values()], at_once=LARGE_AT_ONCE):
            for group in shared:
                gate.read(group)
        async for some in in_turns(items):
            gated += map(gate.admit, some)
        admitted = [entry for entry in gated if isinstance(entry, Item)]
        differing = await distinct(admitted)
        rows = await self._pool.run(checks, differing.items, caller=caller, times=times)
        await Blame(self._pool, caller=caller, times=times).put(checks, differing.items, rows)
        rows = await differing.shared(rows)
        if gate.has_refused:
            rows = await _with_refusals(len(checks), gated, rows)
        names = [name_of(check) for check in checks]
        async for part in in_turns(rows):
            self.figures.add(names, part)
        return rows

    @property
    def has_ready_worker(self) -> bool:
        """Whether any work can be done now."""
        return self._pool.has_ready_worker

    @property
    def pool_figures(self) -> PoolFigures:
        """What the pool counts of itself."""
        return self._pool.figures

    def process_ids(self) -> dict[str, list[int]]:
        """The processes of the service by what they are: `front`, `zygote`, `worker`."""
        return {"front": [os.getpid()], **self._pool.process_ids()}

    @property
    def confinement(self) -> Report:
        """What confines the workers."""
        return self._pool.confinement

    def versions(self) -> list[CheckVersion]:
        """Every check on offer with its version, plug-ins last."""
        built_in = [
            CheckVersion(check=kind, semantics_version=check.semantics_version)
            for kind, check in BUILT_IN.items()
        ]
        return built_in + [
            CheckVersion(check=p.name, semantics_version=p.semantics_version, is_plugin=True)
            for p in self._pool.plugins
        ]

    def version_of(self, check: Check) -> CheckVersion | None:
        """The version of one check; None for a plug-in that is not installed."""
        is_plugin = isinstance(check, PluginCheck)
        name = check.name if isinstance(check, PluginCheck) else kind_of(check)
        matches = (v for v in self.versions() if v.check == name and v.is_plugin == is_plugin)
        return next(matches, None)


def library_versions() -> dict[str, str]:
    """The installed versions of the libraries that decide verdicts."""
    return {name: importlib.metadata.version(name) for name in VERDICT_LIBRARIES}


async def _with_refusals(
    checks: int, gated: Sequence[Item | Verdict], rows: Iterable[tuple[Verdict, ...]]
) -> list[tuple[Verdict, ...]]:
    """The rows of what was let in among those of what was not."""
    scored, all_rows = iter(rows), list[tuple[Verdict, ...]]()
    async for some in in_turns(gated):
        all_rows += [
            _explained(next(scored), entry.group.reference_fault)
            if isinstance(entry, Item)
            else (entry,) * checks
            for entry in some
        ]
    return all_rows


def _explained(verdicts: tuple[Verdict, ...], reference_fault: str) -> tuple[Verdict, ...]:
    """Checks see only that the references are gone; the gate knows why."""
    if not reference_fault:
        return verdicts
    return tuple(
        msgspec.structs.replace(v, detail=reference_fault)
        if v.outcome is Outcome.BAD_REFERENCE
        else v
        for v in verdicts
    )


@contextlib.asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[Engine]:
    """An engine whose workers are ready; they are stopped on exit.

    Raises:
        StartupError: a worker cannot be started.
    """
    async with open_pool(settings.pool) as pool:
        yield Engine(pool, settings.limits)

"""Requests and responses between the contract and the domain."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from verifier_service.checks.base import Check
from verifier_service.engine import CheckVersion, Engine, library_versions
from verifier_service.errors import FieldViolation, InvalidRequestError
from verifier_service.figures import CallTimes
from verifier_service.items import NO_GROUP, RawGroup, RawItem
from verifier_service.settings import MIB, Settings
from verifier_service.verdict import Verdict
from verifier_service.wire.checks import check_from_proto
from verifier_service.wire.verdicts import duration, write_verdict

FULL_TEXT_CHARS = 4 * MIB
SHORT_CHARS = 64


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The checks of a request that is sound as a whole, and their versions."""

    checks: tuple[Check, ...]
    versions: tuple[CheckVersion, ...]


def checks_of(request: pb.VerifyBatchRequest, engine: Engine) -> Asked:
    """What a request asks for whose size is within the limits (`wire.counting`).

    Raises:
        InvalidRequestError: it has no check, or one that cannot be run.
    """
    violations: list[FieldViolation] = []
    if not request.checks:
        violations.append(FieldViolation(field="checks", description="at least one is needed"))
    checks: list[Check] = []
    versions: list[CheckVersion] = []
    for place, message in enumerate(request.checks):
        try:
            check = check_from_proto(message)
            versions.append(_version(check, engine))
            checks.append(check)
        except ValueError as error:
            violations.append(FieldViolation(field=f"checks[{place}]", description=str(error)))
    if violations:
        raise InvalidRequestError(violations)
    return Asked(checks=tuple(checks), versions=tuple(versions))


def _version(check: Check, engine: Engine) -> CheckVersion:
    version = engine.version_of(check)
    if version is None:
        installed = [v.check for v in engine.versions() if v.is_plugin]
        raise ValueError(f"no such plug-in; installed are: {', '.join(installed) or 'none'}")
    return version


class ItemReader:
    """Reads the items of a request, behind its groups: each is converted once, for all of them."""

    def __init__(self, request: pb.VerifyBatchRequest) -> None:
        self._groups = {"": NO_GROUP}
        self._times_sent = Counter(group.id for group in request.groups)

    def add_groups(self, messages: Iterable[pb.Group]) -> None:
        """Read some of the groups."""
        for group in messages:
            if (times := self._times_sent[group.id]) > 1:
                fault = f"the group {group.id[:100]!r} is in the request {times} times"
                self._groups[group.id] = RawGroup(fault=fault)
            else:
                self._groups[group.id] = RawGroup(
                    prompt=group.prompt, references=tuple(group.references), language=group.language
                )

    def read(self, messages: Iterable[pb.Item]) -> list[RawItem]:
        """Some of the items."""
        items = []
        for message in messages:
            group_id = message.group_id  # each look at a message costs
            group = self._groups.get(group_id)
            if group is None:
                fault = f"the group {group_id[:100]!r} is not in the request"
                group = self._groups[group_id] = RawGroup(fault=fault)
            count = message.token_count or (0 if message.HasField("token_count") else None)
            items.append(RawItem(completion=message.completion, group=group, token_count=count))
        return items


class ResponseWriter:
    """Writes the answer to a request, in its order.

    Texts of verdicts are for people: when there are very many, the rest are cut shorter, or a call
    of some megabytes with many checks would have an answer of half a gigabyte.
    """

    def __init__(self, asked: Asked, times: CallTimes) -> None:
        self._chars_left = FULL_TEXT_CHARS
        self.response = pb.VerifyBatchResponse(
            check_versions=[_version_to_proto(version) for version in asked.versions],
            times=pb.CallTimes(queue_time=duration(times.queue_s), run_time=duration(times.run_s)),
        )

    def add(self, items: Iterable[pb.Item], rows: Iterable[Sequence[Verdict]]) -> None:
        """The verdicts of the next items; as many rows are taken as there are items."""
        add_result, left = self.response.results.add, self._chars_left
        for item, row in zip(items, rows, strict=False):
            result = add_result()
            if item_id := item.id:
                result.id = item_id
            add_verdict = result.verdicts.add
            for verdict in row:
                write_verdict(verdict, add_verdict(), most_chars=None if left > 0 else SHORT_CHARS)
                left -= len(verdict.extracted or "") + len(verdict.detail)
        self._chars_left = left


def _version_to_proto(version: CheckVersion) -> pb.CheckVersion:
    return pb.CheckVersion(
        check=version.check,
        semantics_version=version.semantics_version,
        is_plugin=version.is_plugin,
    )


def capabilities_to_proto(
    engine: Engine, settings: Settings, server_version: str
) -> pb.GetCapabilitiesResponse:
    """What the server announces."""
    limits = settings.limits
    return pb.GetCapabilitiesResponse(
        checks=[_version_to_proto(version) for version in engine.versions()],
        limits=pb.Limits(
            max_items=limits.max_items,
            max_completion_bytes=limits.max_completion_bytes,
            max_call_bytes=limits.max_call_bytes,
            max_reference_bytes=limits.max_reference_bytes,
            max_checks=limits.max_checks,
            max_references=limits.max_references,
            max_verdicts=limits.max_verdicts,
            verdict_deadline=duration(settings.pool.verdict_deadline_s),
        ),
        library_versions=[
            pb.LibraryVersion(name=name, version=version)
            for name, version in library_versions().items()
        ],
        server_version=server_version,
        confinement=_confinement_to_proto(engine, settings),
    )


def _confinement_to_proto(engine: Engine, settings: Settings) -> pb.Confinement:
    report = engine.confinement
    return pb.Confinement(
        isolation=pb.Isolation.Value(f"ISOLATION_{settings.pool.isolation.name}"),
        layers=[
            pb.ConfinementLayer(name=layer.name, missing=layer.missing) for layer in report.layers
        ],
        permitted=report.permitted,
    )

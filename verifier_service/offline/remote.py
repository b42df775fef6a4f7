"""Scoring by the service over gRPC.

VerifyBatch calls that end with UNAVAILABLE, with CANCELLED (as one does that arrives in the moment
in which a server closes), or with RESOURCE_EXHAUSTED and the server's hint when to come back,
are repeated by gRPC itself, as the retry policy here tells it; verdicts depend on nothing but
the request, so a repeated call is safe. Every response must name the rules that the first one
named: a service that is replaced by another version in the middle ends the evaluation instead
of mixing two.

Not covered: more than one service.
"""

import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, cast

import grpc
import grpc.aio

from rlverify.verifier.v1 import checks_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from rlverify.verifier.v1 import verifier_service_pb2_grpc as pb_grpc
from verifier_service.engine import CheckVersion
from verifier_service.gate import too_long
from verifier_service.items import RawGroup, RawItem
from verifier_service.offline.access import Access, Metadata
from verifier_service.offline.checks import AskedCheck
from verifier_service.offline.errors import EvaluationError
from verifier_service.offline.scoring import Provenance, size_of, version_among
from verifier_service.settings import MIB, Limits
from verifier_service.verdict import Outcome, Verdict
from verifier_service.wire.verdicts import verdict_from_proto

CONNECT_DEADLINE_S = 5.0
# What a call may take beyond the time in which one worker could do all of it.
CALL_SLACK_S = 300.0

_CALL_OVERHEAD_BYTES = 64 * 1024
_SERVICE = pb.DESCRIPTOR.services_by_name["VerifierService"].full_name
_RETRY_POLICY = {
    "maxAttempts": 5,  # gRPC takes no more
    "initialBackoff": "1s",
    "maxBackoff": "8s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED", "RESOURCE_EXHAUSTED"],
}
# GetCapabilities is not repeated: a wrong address is told at once.
_METHODS = [{"service": _SERVICE, "method": "VerifyBatch"}]
_SERVICE_CONFIG = {"methodConfig": [{"name": _METHODS, "retryPolicy": _RETRY_POLICY}]}
_CHANNEL_OPTIONS = [
    ("grpc.service_config", json.dumps(_SERVICE_CONFIG)),
    ("grpc.enable_retries", 1),
    # A call larger than this is never repeated; the default is 256 KiB.
    ("grpc.per_rpc_retry_buffer_size", 128 * MIB),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", 128 * MIB),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.ping_timeout_ms", 10_000),  # where a read is waiting, this one decides
]


class _Service(NamedTuple):
    """A service and what every call to it brings along."""

    stub: "pb_grpc.VerifierServiceAsyncStub"  # a name that only the stubs' types know
    endpoint: str
    metadata: Metadata


class RemoteScorer:
    """The service at one endpoint; made by `open_remote`."""

    def __init__(
        self,
        service: _Service,
        checks: Sequence[AskedCheck],
        capabilities: pb.GetCapabilitiesResponse,
    ) -> None:
        self._stub, self._endpoint, self._metadata = service
        self._checks = [asked.message for asked in checks]
        self._limits = _limits_from_proto(capabilities.limits)
        deadline = capabilities.limits.verdict_deadline.ToTimedelta()
        self._verdict_deadline_s = deadline.total_seconds()
        offered = [_version_from_proto(version) for version in capabilities.checks]
        self.provenance = Provenance(
            engine_version=capabilities.server_version,
            endpoint=self._endpoint,
            check_versions=tuple(version_among(asked, offered) for asked in checks),
            library_versions={lib.name: lib.version for lib in capabilities.library_versions},
        )
        own_bytes = sum(check.ByteSize() for check in self._checks) + _CALL_OVERHEAD_BYTES
        most = self._limits.max_verdicts // max(1, len(self._checks))
        self.max_items = max(1, min(self._limits.max_items, most))
        self.max_bytes = max(1, self._limits.max_call_bytes - own_bytes)

    async def score(self, items: Sequence[RawItem]) -> list[tuple[Verdict, ...]]:
        """The service's verdicts; items that no call may carry are judged here, by its gate."""
        judged = [self._beyond_a_call(item) for item in items]
        sent = [item for item, verdict in zip(items, judged, strict=True) if verdict is None]
        received = iter(await self._call(sent) if sent else [])
        return [
            next(received) if verdict is None else (verdict,) * len(self._checks)
            for verdict in judged
        ]

    def _beyond_a_call(self, item: RawItem) -> Verdict | None:
        if len(item.completion) > self._limits.max_completion_bytes:
            return too_long(item, self._limits)
        if size_of(item) > self.max_bytes:
            detail = f"prompt and references are more than one call of {self.max_bytes} bytes holds"
            return Verdict.unscored(Outcome.BAD_REFERENCE, detail)
        return None

    async def _call(self, items: Sequence[RawItem]) -> list[tuple[Verdict, ...]]:
        request = request_for(self._checks, items)
        timeout_s = CALL_SLACK_S + self._verdict_deadline_s * len(items) * len(self._checks)
        try:
            response = await self._stub.VerifyBatch(
                request, timeout=timeout_s, metadata=self._metadata
            )
        except grpc.aio.AioRpcError as error:
            raise _explained(error, self._endpoint) from error
        versions = tuple(_version_from_proto(version) for version in response.check_versions)
        if versions != self.provenance.check_versions:
            raise EvaluationError(
                f"the service at {self._endpoint} changed its rules in the middle: "
                f"{_shown(self.provenance.check_versions)} became {_shown(versions)}; start again"
            )
        rows = [tuple(map(verdict_from_proto, result.verdicts)) for result in response.results]
        if [len(row) for row in rows] != [len(self._checks)] * len(items):
            raise EvaluationError(f"the service at {self._endpoint} did not answer every item")
        return rows


@contextlib.asynccontextmanager
async def open_remote(
    checks: Sequence[AskedCheck], endpoint: str, access: Access | None = None
) -> AsyncIterator[RemoteScorer]:
    """A scorer connected to a service that answers and offers the checks.

    Raises:
        EvaluationError: it cannot be reached within seconds, does not know the token, or
            lacks a check.
        OSError: a file of `access` cannot be read.
    """
    access = access or Access()
    metadata = access.metadata(endpoint)
    async with _channel(endpoint, access.credentials()) as channel:
        stub = cast("pb_grpc.VerifierServiceAsyncStub", pb_grpc.VerifierServiceStub(channel))
        request = pb.GetCapabilitiesRequest()
        try:
            capabilities = await stub.GetCapabilities(
                request, timeout=CONNECT_DEADLINE_S, metadata=metadata
            )
        except grpc.aio.AioRpcError as error:
            raise _explained(error, endpoint) from error
        yield RemoteScorer(_Service(stub, endpoint, metadata), checks, capabilities)


def _channel(endpoint: str, credentials: grpc.ChannelCredentials | None) -> grpc.aio.Channel:
    if credentials is None:  # in clear it goes through no proxy, which could read a token
        options = [*_CHANNEL_OPTIONS, ("grpc.enable_http_proxy", 0)]
        return grpc.aio.insecure_channel(endpoint, options=options)
    return grpc.aio.secure_channel(endpoint, credentials, options=_CHANNEL_OPTIONS)


def request_for(
    checks: Sequence[checks_pb2.Check], items: Sequence[RawItem]
) -> pb.VerifyBatchRequest:
    """The request for some items; what several of them share is in it once."""
    request = pb.VerifyBatchRequest(checks=checks)
    group_ids: dict[RawGroup, str] = {}
    for item in items:
        group_id = group_ids.get(item.group)
        if group_id is None:
            group_id = group_ids[item.group] = str(len(group_ids) + 1)
            request.groups.add(
                id=group_id,
                prompt=item.group.prompt,
                references=item.group.references,
                language=item.group.language,
            )
        request.items.add(
            completion=item.completion, group_id=group_id, token_count=item.token_count
        )
    return request


def _explained(error: grpc.aio.AioRpcError, endpoint: str) -> EvaluationError:
    """What a status means here: the one place where they are classified."""
    code, details = error.code(), error.details() or "no details"
    match code:
        case (
            grpc.StatusCode.UNAVAILABLE
            | grpc.StatusCode.CANCELLED
            | grpc.StatusCode.DEADLINE_EXCEEDED
        ):
            advice = "is it running? start it with `rlverify serve`; with TLS give --ca-file"
        case grpc.StatusCode.RESOURCE_EXHAUSTED:
            advice = "it is busy with other callers; try again later"
        case grpc.StatusCode.INVALID_ARGUMENT:
            advice = "it refuses the request; are its version and ours the same?"
        case grpc.StatusCode.UNAUTHENTICATED:
            advice = "give a token that it knows in --token-file or in RLVERIFY_TOKEN"
        case grpc.StatusCode.UNIMPLEMENTED:
            advice = "this is another service, or an older one"
        case _:
            advice = "its log may say more"
    return EvaluationError(f"no verdicts from {endpoint}: {advice} ({code.name}: {details})")


def _limits_from_proto(limits: pb.Limits) -> Limits:
    return Limits(
        max_items=limits.max_items,
        max_references=limits.max_references,
        max_verdicts=limits.max_verdicts,
        max_checks=limits.max_checks,
        max_completion_bytes=limits.max_completion_bytes,
        max_reference_bytes=limits.max_reference_bytes,
        max_call_bytes=limits.max_call_bytes,
    )


def _version_from_proto(version: pb.CheckVersion) -> CheckVersion:
    return CheckVersion(
        check=version.check,
        semantics_version=version.semantics_version,
        is_plugin=version.is_plugin,
    )


def _shown(versions: Sequence[CheckVersion]) -> str:
    return ", ".join(f"{v.check} {v.semantics_version}" for v in versions)

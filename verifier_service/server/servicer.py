"""The RPCs: convert, call the engine, convert. Errors pass to the interceptor."""

from typing import Any

import grpc.aio

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from rlverify.verifier.v1 import verifier_service_pb2_grpc as pb_grpc
from verifier_service.engine import Engine
from verifier_service.figures import CallTimes
from verifier_service.items import RawItem
from verifier_service.server.admission import ItemAdmission
from verifier_service.server.callers import CALLER
from verifier_service.turns import LARGE_AT_ONCE, in_turns
from verifier_service.wire.batches import ItemReader, ResponseWriter, checks_of


class VerifierServicer(pb_grpc.VerifierServiceServicer):
    """Serves one engine; what it announces is fixed at its start."""

    def __init__(
        self, engine: Engine, capabilities: pb.GetCapabilitiesResponse, admission: ItemAdmission
    ) -> None:
        self._engine = engine
        self._capabilities = capabilities
        self._admission = admission

    async def VerifyBatch(  # noqa: N802  # the contract's name
        self, request: pb.VerifyBatchRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.VerifyBatchResponse:
        """Run every check on every item."""
        del context
        caller = CALLER.get()
        asked = checks_of(request, self._engine)
        with self._admission.held(caller, len(request.items), checks=len(asked.checks)):
            reader, items = ItemReader(request), list[RawItem]()
            async for groups in in_turns(request.groups, at_once=LARGE_AT_ONCE):
                reader.add_groups(groups)
            async for messages in in_turns(request.items):
                items += reader.read(messages)
            times, verify = CallTimes(), self._engine.verify
            verdicts = iter(await verify(asked.checks, items, caller=caller.name, times=times))
            writer = ResponseWriter(asked, times)
            async for messages in in_turns(request.items):
                writer.add(messages, verdicts)
        return writer.response

    async def GetCapabilities(  # noqa: N802  # the contract's name
        self, request: pb.GetCapabilitiesRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.GetCapabilitiesResponse:
        """Announce the checks, their versions and the limits."""
        del request, context
        return self._capabilities

"""The RPCs: convert, call the engine, convert. Errors pass to the interceptor."""

import asyncio
from typing import Any

import grpc.aio

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from rlverify.verifier.v1 import verifier_service_pb2_grpc as pb_grpc
from verifier_service.engine import Engine
from verifier_service.wire.batches import batch_from_proto, response_to_proto


class VerifierServicer(pb_grpc.VerifierServiceServicer):
    """Serves one engine; what it announces is fixed at its start."""

    def __init__(self, engine: Engine, capabilities: pb.GetCapabilitiesResponse) -> None:
        self._engine = engine
        self._capabilities = capabilities
        self._accepted = 0
        self._idle = asyncio.Event()

    async def VerifyBatch(  # noqa: N802  # the contract's name
        self, request: pb.VerifyBatchRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.VerifyBatchResponse:
        """Run every check on every item."""
        del context
        self._accepted += 1
        try:
            batch = batch_from_proto(request, self._engine)
            verdicts = await self._engine.verify(batch.checks, batch.items)
            return response_to_proto(request, batch, verdicts)
        finally:
            self._accepted -= 1
            if not self._accepted:
                self._idle.set()

    async def idle(self) -> None:
        """Return when no batch is being verified."""
        while self._accepted:
            self._idle.clear()
            await self._idle.wait()

    async def GetCapabilities(  # noqa: N802  # the contract's name
        self, request: pb.GetCapabilitiesRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> pb.GetCapabilitiesResponse:
        """Announce the checks, their versions and the limits."""
        del request, context
        return self._capabilities

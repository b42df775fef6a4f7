"""The composition root of the service: everything is built here and closed in reverse."""

import asyncio
import contextlib
import importlib.metadata
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable

import grpc.aio
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from rlverify.verifier.v1 import verifier_service_pb2_grpc as pb_grpc
from verifier_service.engine import Engine, open_engine
from verifier_service.errors import StartupError
from verifier_service.server.servicer import VerifierServicer
from verifier_service.server.statuses import StatusInterceptor
from verifier_service.settings import MIB, Settings
from verifier_service.wire.batches import capabilities_to_proto

_log = logging.getLogger(__name__)

_SERVICE = pb.DESCRIPTOR.services_by_name["VerifierService"].full_name
# A call a little over the announced limit is still read, to be told so in BadRequest.
_SLACK_BYTES = 4 * MIB
_ARRIVAL_S = 0.2  # for calls accepted just now to reach the servicer, which counts them
_LAST_ANSWERS_S = 1.0  # for answers that are ready to reach their callers


async def serve(
    settings: Settings, *, announce: Callable[[str], None], exit_with_stdin: bool = False
) -> None:
    """Serve until SIGTERM or SIGINT (or the end of standard input), then drain.

    `announce` is called with the address once calls are answered.

    Raises:
        StartupError: the address is taken, or a worker cannot be started.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if exit_with_stdin:
        loop.add_reader(sys.stdin.fileno(), _watch_stdin, stop)
    async with contextlib.AsyncExitStack() as stack:
        starting = asyncio.ensure_future(stack.enter_async_context(open_server(settings)))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():  # told to stop before it could serve
            starting.cancel()
            await asyncio.wait({starting})
            return
        announce(starting.result())
        await stopping
        _log.info("draining: no new calls, %g s for those accepted", settings.drain_s)


def _watch_stdin(stop: asyncio.Event) -> None:
    """Stop when whoever holds the other end is gone."""
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


@contextlib.asynccontextmanager
async def open_server(settings: Settings) -> AsyncIterator[str]:
    """A serving server; yields its address, `host:port`. On exit it drains and stops.

    Raises:
        StartupError: the address is taken, or a worker cannot be started.
    """
    server = grpc.aio.server(interceptors=[StatusInterceptor()], options=_options(settings))
    port = _bind(server, settings)
    async with open_engine(settings) as engine:
        servicer, health_servicer = _add_services(server, engine, settings)
        await server.start()
        for service in ("", _SERVICE):
            await health_servicer.set(service, health_pb2.HealthCheckResponse.SERVING)
        try:
            yield f"{settings.host}:{port}"
        finally:
            await health_servicer.enter_graceful_shutdown()
            await _drain(server, servicer, settings.drain_s)


async def _drain(server: grpc.aio.Server, servicer: VerifierServicer, drain_s: float) -> None:
    """Refuse new calls, finish the batches accepted, then end what is left.

    A stream on which somebody watches the health ends when its watcher goes, not before:
    it must not hold up the end.
    """
    refusing = asyncio.ensure_future(server.stop(drain_s))
    await asyncio.sleep(_ARRIVAL_S)
    await asyncio.wait(
        {refusing, idle := asyncio.ensure_future(servicer.idle())},
        return_when=asyncio.FIRST_COMPLETED,
    )
    idle.cancel()
    await server.stop(_LAST_ANSWERS_S)
    await refusing


def _options(settings: Settings) -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", settings.limits.max_call_bytes + _SLACK_BYTES),
        ("grpc.max_send_message_length", -1),
        ("grpc.so_reuseport", 0),  # a second server on the port must fail, not share it
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ]


def _bind(server: grpc.aio.Server, settings: Settings) -> int:
    address = f"{settings.host}:{settings.port}"
    try:
        return server.add_insecure_port(address)
    except RuntimeError as error:
        reason = f"{error}: is another server there, and is the address this machine's?"
        raise StartupError(f"cannot listen on {address}: {reason}") from error


def _add_services(
    server: grpc.aio.Server, engine: Engine, settings: Settings
) -> tuple[VerifierServicer, health.aio.HealthServicer]:
    version = importlib.metadata.version("rlverify")
    capabilities = capabilities_to_proto(engine, settings, version)
    servicer = VerifierServicer(engine, capabilities)
    pb_grpc.add_VerifierServiceServicer_to_server(servicer, server)
    health_servicer = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(health_servicer, server)
    names = (_SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, server)
    return servicer, health_servicer

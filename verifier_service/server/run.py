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
from grpc_health.v1 import health_pb2_grpc
from grpc_health.v1.health import SERVICE_NAME as HEALTH_SERVICE
from grpc_reflection.v1alpha import reflection

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from rlverify.verifier.v1 import verifier_service_pb2_grpc as pb_grpc
from verifier_service.engine import Engine, open_engine
from verifier_service.figures import FrontFigures
from verifier_service.server.admission import ItemAdmission
from verifier_service.server.binding import bind, server_options
from verifier_service.server.health import Health
from verifier_service.server.interceptor import FrontInterceptor, Presence
from verifier_service.server.memory import Heap, give_large_blocks_back, tune_garbage_collection
from verifier_service.server.servicer import VerifierServicer
from verifier_service.server.tokens import TokenBook
from verifier_service.settings import Settings, within_flight
from verifier_service.telemetry.switches import metrics, spans
from verifier_service.wire.batches import capabilities_to_proto

_log = logging.getLogger(__name__)

_SERVICE = pb.DESCRIPTOR.services_by_name["VerifierService"].full_name
_WATCH_S = 0.25
_ARRIVAL_S = 0.2  # for calls accepted just now to reach the guard, which counts them
# For those who watch the health to send their next calls elsewhere. A call that comes in the very
# moment in which the server closes ends as CANCELLED, by gRPC.
_NOTICE_S = 0.5
_LAST_ANSWERS_S = 1.0  # for answers that are ready to reach their callers


async def serve(
    settings: Settings, *, announce: Callable[[str], None], exit_with_stdin: bool = False
) -> None:
    """Serve until SIGTERM or SIGINT (or the end of standard input), then drain.

    `announce` is called with the address once calls are answered.

    Raises:
        StartupError: the address is taken, or a worker cannot be started.
    """
    give_large_blocks_back()
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
        tune_garbage_collection()
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
        StartupError: the address is taken, anyone could connect, a file of certificates or
            tokens cannot be used, or a worker cannot be started.
    """
    settings = _with_limits_in_reach(settings)
    access, figures = settings.access, FrontFigures()
    tokens = TokenBook(access.tokens_file) if access.tokens_file is not None else None
    admission = ItemAdmission(
        settings.front.max_items_in_flight, settings.front.max_verdicts_in_flight
    )
    guard = FrontInterceptor(settings, tokens, figures, admission)
    async with contextlib.AsyncExitStack() as stack:
        # Behind the guard: what is refused by its headers makes no span.
        interceptors = [guard, *(stack.enter_context(spans(settings.telemetry)))]
        server = grpc.aio.server(interceptors=interceptors, options=server_options(settings))
        address = bind(server, settings)
        engine = await stack.enter_async_context(open_engine(settings))
        stack.enter_context(metrics(settings.telemetry, engine, figures))
        health = Health([_SERVICE])
        version = importlib.metadata.version("rlverify")
        capabilities = capabilities_to_proto(engine, settings, version)
        _add_services(server, VerifierServicer(engine, capabilities, admission), health)
        await server.start()
        health.set_ready(engine.has_ready_worker)
        watching = asyncio.create_task(_watch(engine, health, Heap(figures)))
        try:
            yield address
        finally:
            watching.cancel()
            health.drain()
            if health.is_watched:
                await asyncio.sleep(_NOTICE_S)
            await _drain(server, guard.presence, settings.drain_s)


def _with_limits_in_reach(settings: Settings) -> Settings:
    """What is announced and accepted, told where it is less than what was asked for."""
    reached = within_flight(settings)
    if reached.limits != settings.limits:
        _log.warning(
            "one call may hold a quarter of what may be in flight: max_items %d, max_verdicts %d,"
            " max_call_bytes %d",
            reached.limits.max_items,
            reached.limits.max_verdicts,
            reached.limits.max_call_bytes,
        )
    return reached


async def _watch(engine: Engine, health: Health, heap: Heap) -> None:
    """Ready while there is a worker, and no larger than it need be, until cancelled."""
    while True:
        await asyncio.sleep(_WATCH_S)
        health.set_ready(engine.has_ready_worker)
        heap.give_back_if_idle()


async def _drain(server: grpc.aio.Server, presence: Presence, drain_s: float) -> None:
    """Refuse new calls, finish the batches accepted, then end what is left.

    A stream on which somebody watches the health ends when its watcher goes, not before:
    it must not hold up the end.
    """
    refusing = asyncio.ensure_future(server.stop(drain_s))
    await asyncio.sleep(_ARRIVAL_S)
    await asyncio.wait(
        {refusing, idle := asyncio.ensure_future(presence.idle())},
        return_when=asyncio.FIRST_COMPLETED,
    )
    idle.cancel()
    await server.stop(_LAST_ANSWERS_S)
    await refusing


def _add_services(server: grpc.aio.Server, servicer: VerifierServicer, health: Health) -> None:
    pb_grpc.add_VerifierServiceServicer_to_server(servicer, server)
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    names = (_SERVICE, HEALTH_SERVICE, reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, server)

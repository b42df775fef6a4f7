"""From the service's errors to gRPC statuses: the one place where they are classified.

Bare grpc.aio turns an exception into UNKNOWN with its text, which may quote a
completion. The interceptor here stands before every handler and lets none through.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc
import grpc.aio
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import DecodeError, Message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from verifier_service.errors import FieldViolation, InvalidRequestError, OverloadedError
from verifier_service.wire.verdicts import duration

_log = logging.getLogger(__name__)

PUSHBACK_TRAILER = "grpc-retry-pushback-ms"
# A status travels in headers, of which clients take 8 KiB; its text goes there twice.
MAX_VIOLATIONS = 5
MAX_DESCRIPTION_CHARS = 250

# Handlers carry no types: one interceptor serves every method.
_Handler = Any
_Context = Any


def status_of(error: BaseException) -> tuple[status_pb2.Status, tuple[tuple[str, str], ...]]:
    """The status, and the trailers beside it, that tell a client of an error."""
    match error:
        case InvalidRequestError():
            violations = [
                error_details_pb2.BadRequest.FieldViolation(
                    field=v.field, description=v.description[:MAX_DESCRIPTION_CHARS]
                )
                for v in error.violations[:MAX_VIOLATIONS]
            ]
            detail = error_details_pb2.BadRequest(field_violations=violations)
            text = "; ".join(f"{v.field}: {v.description}" for v in violations)
            more = len(error.violations) - len(violations)
            text += f"; and {more} more" if more else ""
            return _status(code_pb2.INVALID_ARGUMENT, text, detail), ()
        case OverloadedError():
            info = error_details_pb2.RetryInfo(retry_delay=duration(error.retry_after_s))
            pushback = (PUSHBACK_TRAILER, str(round(error.retry_after_s * 1000)))
            return _status(code_pb2.RESOURCE_EXHAUSTED, str(error), info), (pushback,)
        case _:
            text = "a defect of the server; its log has the reason"
            return _status(code_pb2.INTERNAL, text), ()


def _status(code: int, message: str, *details: Message) -> status_pb2.Status:
    packed = []
    for detail in details:
        packed.append(AnyMessage())
        packed[-1].Pack(detail)
    return status_pb2.Status(code=code, message=message, details=packed)


class StatusInterceptor(grpc.aio.ServerInterceptor):
    """Ends a call with the status of whatever its handler raised."""

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[_Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> _Handler | None:
        """The handler with a guard before it.

        It gets no deserializer, so that gRPC hands over bytes: what a deserializer or a
        serializer raises outside of the guard would become UNKNOWN.
        """
        handler = await continuation(handler_call_details)
        if handler is None:
            return None
        if handler.unary_unary is not None:
            return grpc.unary_unary_rpc_method_handler(_guarded_unary(handler))
        if handler.unary_stream is not None:
            return grpc.unary_stream_rpc_method_handler(
                _guarded_stream(handler.unary_stream, _one(handler)),
                response_serializer=handler.response_serializer,
            )
        if handler.stream_stream is not None:
            return grpc.stream_stream_rpc_method_handler(
                _guarded_stream(handler.stream_stream, _many(handler)),
                response_serializer=handler.response_serializer,
            )
        return handler  # stream_unary: neither ours nor health's or reflection's


def _guarded_unary(handler: _Handler) -> Callable[[bytes, _Context], Awaitable[bytes]]:
    async def guarded(payload: bytes, context: _Context) -> bytes:
        async with _statuses(context):
            request = _decoded(payload, handler.request_deserializer)
            response = await handler.unary_unary(request, context)
            answer: bytes = handler.response_serializer(response)
        return answer

    return guarded


def _guarded_stream(
    behaviour: Callable[[Any, _Context], Any], read: Callable[[Any], Any]
) -> Callable[[Any, _Context], AsyncIterator[Message]]:
    """A handler answers by yielding or by writing to its context; both pass."""

    async def guarded(payload: Any, context: _Context) -> AsyncIterator[Message]:  # noqa: ANN401  # bytes, or an iterator of them
        async with _statuses(context):
            answers = behaviour(read(payload), context)
            if isinstance(answers, AsyncIterator):
                async for answer in answers:
                    yield answer
            else:
                await answers

    return guarded


def _one(handler: _Handler) -> Callable[[bytes], Message]:
    return lambda payload: _decoded(payload, handler.request_deserializer)


def _many(handler: _Handler) -> Callable[[AsyncIterator[bytes]], AsyncIterator[Message]]:
    async def requests(payloads: AsyncIterator[bytes]) -> AsyncIterator[Message]:
        async for payload in payloads:
            yield _decoded(payload, handler.request_deserializer)

    return requests


@contextlib.asynccontextmanager
async def _statuses(context: _Context) -> AsyncIterator[None]:
    try:
        yield
    except (grpc.aio.AbortError, grpc.aio.BaseError):
        raise
    except Exception as error:  # noqa: BLE001  # the named boundary: nothing becomes UNKNOWN
        status, trailers = status_of(error)
        if status.code == code_pb2.INTERNAL:
            _log.exception("a call failed")
        told = rpc_status.to_status(status)
        await context.abort(told.code, told.details, (*told.trailing_metadata, *trailers))


def _decoded(payload: bytes, decode: Callable[[bytes], Message]) -> Message:
    try:
        return decode(payload)
    except DecodeError as error:
        text = "the bytes are no message of this type"
        raise InvalidRequestError([FieldViolation(field="request", description=text)]) from error

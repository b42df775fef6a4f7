"""The channel to one verifier and how it is set up.

It goes to its endpoint directly, whatever `http_proxy` says; encrypted if it is told
whom to trust, else in plain text.
"""

import dataclasses
import functools
import os
import threading
import time
from collections.abc import Callable

import grpc

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from rlverify.verifier.v1 import verifier_service_pb2_grpc
from trainer.client.access import Access
from trainer.client.retry import Call
from trainer.client.waiting import SentCall
from trainer.errors import ConfigError

_CHANNEL_OPTIONS: tuple[tuple[str, int], ...] = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.enable_retries", 0),
    ("grpc.enable_http_proxy", 0),
    # A service that comes back is found within seconds; the default grows to two minutes.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # A peer that vanished without closing is noticed while a call waits for it.
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.http2.ping_timeout_ms", 20_000),  # without it the answer may take a minute
    # No connection state shared with other clients of this process or with its parent.
    ("grpc.use_local_subchannel_pool", 1),
)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ClientSettings:
    """Where the verifier is and how patient the client is.

    `endpoint` is `host:port`. `call_timeout_s` is the deadline of each call.
    `retry_budget_s` is how long an outage may last: after it no new try is made, so a
    verify fails at most `retry_budget_s + call_timeout_s` after the outage began.
    `max_calls_in_flight` holds for one client, all its threads together. `access` is for
    a verifier that does not serve just anyone. Raises ConfigError for a value out of range.
    """

    endpoint: str
    call_timeout_s: float = 120.0
    retry_budget_s: float = 600.0
    max_calls_in_flight: int = 4
    access: Access = dataclasses.field(default_factory=Access)

    def __post_init__(self) -> None:
        host, _, port = self.endpoint.rpartition(":")
        if (
            not host
            or "/" in host
            or not port.isascii()
            or not port.isdigit()
            or not 0 < int(port) < 2**16
        ):
            raise ConfigError(f"a verifier endpoint is host:port, not {self.endpoint!r}")
        if not self.call_timeout_s > 0:
            raise ConfigError(f"call_timeout_s must be above 0, not {self.call_timeout_s}")
        if not self.retry_budget_s >= 0:
            raise ConfigError(f"retry_budget_s must be 0 or more, not {self.retry_budget_s}")
        if self.max_calls_in_flight < 1:
            raise ConfigError(f"max_calls_in_flight is {self.max_calls_in_flight}, at least 1")


class Connection:
    """A channel and what bounds the calls on it, of one process; `clock` times them.

    Raises ConfigError, as each call does, for files that cannot be used.
    """

    def __init__(
        self, settings: ClientSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.pid = os.getpid()
        self._settings = settings
        self._clock = clock
        self.channel = _open_channel(settings)
        self._stub = verifier_service_pb2_grpc.VerifierServiceStub(self.channel)
        self._room = threading.BoundedSemaphore(settings.max_calls_in_flight)

    def get_capabilities(self, timeout_s: float) -> Call[pb.GetCapabilitiesResponse]:
        """Start a call."""
        call: Call[pb.GetCapabilitiesResponse] = self._stub.GetCapabilities.future(
            pb.GetCapabilitiesRequest(),
            timeout=timeout_s,
            metadata=self._settings.access.metadata(self._settings.endpoint),
        )
        return call

    def verify_batch(self, request: pb.VerifyBatchRequest, timeout_s: float) -> SentCall:
        """Start a call as soon as there is room for one more."""
        metadata = self._settings.access.metadata(self._settings.endpoint)
        self._room.acquire()
        begin = functools.partial(
            self._stub.VerifyBatch.future, request, timeout=timeout_s, metadata=metadata
        )
        sent = SentCall(begin, self._clock)
        sent.call.add_done_callback(lambda _: self._room.release())
        return sent


def _open_channel(settings: ClientSettings) -> grpc.Channel:
    credentials = settings.access.credentials()
    if credentials is None:
        return grpc.insecure_channel(settings.endpoint, options=_CHANNEL_OPTIONS)
    return grpc.secure_channel(settings.endpoint, credentials, options=_CHANNEL_OPTIONS)

"""A worker: reads chunks from its socket and writes verdicts to it. It keeps no clock.

Its front kills it when a verdict is late. Verdicts that are quick are sent together, and
the shared memory says which one is being worked at: at a kill, those that were computed and not
sent are computed again elsewhere, and only the one at work is blamed.
"""

import contextlib
import itertools
import os
import select
import time
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from verifier_service.checks.base import Check
from verifier_service.checks.plugins import Plugin, PluginCheck, score_with_plugin
from verifier_service.verdict import Outcome, Sample, Verdict
from verifier_service.worker.memory import MemoryWatch
from verifier_service.worker.messages import FLUSH_BYTES, HEADER, Chunk, Group, Ready, Task, framed
from verifier_service.worker.shared_memory import SharedMemory

_FLUSH_S = 0.005
# What takes less has not filled the memory; looking costs some microseconds.
_LOOK_AT_MEMORY_S = 0.001


class Worker:
    """Made before the process is confined, while descriptors can still be opened."""

    def __init__(
        self,
        conversation: int,
        shared: int,
        *,
        plugins: Mapping[str, Plugin],
        memory_bytes: int,
    ) -> None:
        self._requests = os.fdopen(conversation, "rb")
        self._replies = os.fdopen(os.dup(conversation), "wb", buffering=0)
        self._shared = SharedMemory(shared)
        self._memory = MemoryWatch(memory_bytes)
        self._plugins = plugins
        self._chunks = 0
        self._gave_back = False

    def serve(self, *, rehearsed: Iterable[type[Check]] = ()) -> None:
        """Say that it is ready, then answer chunks until the front closes the socket.

        While there is no work it rehearses these checks.

        Returns earlier after a verdict OUT_OF_MEMORY: what is left of the process is not
        to be trusted with another.
        """
        self._send(msgspec.msgpack.encode(Ready(pid=os.getpid())))
        for _ in itertools.chain.from_iterable(kind.rehearse() for kind in rehearsed):
            if self._is_wanted():
                break
        decoder = msgspec.msgpack.Decoder(Chunk)
        while (chunk := self._next_chunk(decoder)) is not None:
            if not self._answer(chunk):
                return

    def _next_chunk(self, decoder: msgspec.msgpack.Decoder[Chunk]) -> Chunk | None:
        """None when the front has closed the socket, or the chunk is more than memory holds.

        The front is told of that by a verdict before any unit was begun.
        """
        with contextlib.suppress(MemoryError):
            return self._read_chunk(decoder)
        self._send(_list_of([_encoded(_out_of_memory())]))
        return None

    def _read_chunk(self, decoder: msgspec.msgpack.Decoder[Chunk]) -> Chunk | None:
        payload = self._read_frame()
        return None if payload is None else decoder.decode(payload)

    def _is_wanted(self) -> bool:
        """Whether there is work, or the front has closed the socket."""
        # Not `poll`, which fails where no file may be opened.
        return bool(select.select([self._requests], [], [], 0)[0])

    def _read_frame(self) -> bytes | None:
        """The next payload, or None when the front has closed the socket."""
        header = self._requests.read(HEADER.size)
        if len(header) < HEADER.size:
            return None
        (size,) = HEADER.unpack(header)
        payload = self._requests.read(size)
        return payload if len(payload) == size else None

    def _answer(self, chunk: Chunk) -> bool:
        """Send the verdicts of a chunk; False if memory ran out."""
        waiting: list[bytes] = []
        size, sent = 0, time.monotonic()
        for verdict, now in self._verdicts(chunk):
            waiting.append(_encoded(verdict))
            size += len(waiting[-1])
            last = verdict.outcome is Outcome.OUT_OF_MEMORY
            if last or chunk.is_watched or now - sent > _FLUSH_S or size > FLUSH_BYTES:
                self._send(_list_of(waiting))
                waiting, size, sent = [], 0, now
            if last:
                return False
        if waiting:
            self._send(_list_of(waiting))
        if self._gave_back:
            self._send(_list_of([]))  # which says that there will be no more of this chunk
        return True

    def _verdicts(self, chunk: Chunk) -> Iterator[tuple[Verdict, float]]:
        """Each verdict, and the time at which it was there, until the rest is asked back."""
        self._chunks += 1
        self._gave_back = False
        place, began = 0, time.monotonic()
        texts = self._shared.texts(self._chunks) if chunk.texts is None else chunk.texts
        end = 0
        for task in chunk.tasks:
            begin, end = end, end + task.completion_bytes
            sample: Sample | Verdict | None = None
            for index in task.check_indexes:
                if self._is_unwanted(place):
                    self._gave_back = True
                    return
                # Before the text is decoded, which may be the end of this process.
                self._shared.write(self._chunks, place, began)
                group = chunk.groups[task.group]
                if sample is None:
                    sample = _sample_of(texts[begin:end], task, group)
                if isinstance(sample, Verdict):
                    yield sample, began
                else:
                    verdict = self._guarded(chunk.checks[index], sample, group)
                    now = time.monotonic()
                    if now - began > _LOOK_AT_MEMORY_S and self._memory.ran_out():
                        verdict = _out_of_memory()
                    yield msgspec.structs.replace(verdict, run_time_s=now - began), now
                place, began = place + 1, time.monotonic()

    def _is_unwanted(self, place: int) -> bool:
        """Whether no further unit of this chunk is to be begun."""
        if place:
            return self._shared.is_asked_back(self._chunks)
        return self._shared.is_dropped(self._chunks)

    def _guarded(self, check: Check, sample: Sample, group: Group) -> Verdict:
        """The worker's boundary: whatever a check raises becomes a verdict without a score.

        The exception's text may quote the completion, so only its class is told.
        """
        try:
            if isinstance(check, PluginCheck):
                if check.refuses(group.references, group.reference_fault):
                    return Verdict.unscored(Outcome.BAD_REFERENCE, group.reference_fault)
                return score_with_plugin(self._plugins[check.name], check, sample)
            return check.score(sample)
        except MemoryError:
            return _out_of_memory()
        except Exception as error:  # noqa: BLE001  # the named boundary: one item never ends the rest
            detail = f"the check raised {type(error).__name__}"
            return Verdict.unscored(Outcome.INTERNAL_ERROR, detail)

    def _send(self, payload: bytes) -> None:
        view = memoryview(framed(payload))
        while view:
            view = view[self._replies.write(view) or 0 :]


def _sample_of(text: memoryview, task: Task, group: Group) -> Sample | Verdict:
    """What the checks are given, or the verdict of each of them where it is no text."""
    try:
        completion = str(text, "utf-8")
    except UnicodeDecodeError as error:
        detail = f"the completion is not UTF-8: byte {error.start} cannot be decoded"
        return Verdict.unscored(Outcome.INVALID_ENCODING, detail)
    except MemoryError:
        return _out_of_memory()
    return Sample(
        completion=completion,
        prompt=group.prompt,
        references=group.references,
        language=group.language,
        token_count=task.token_count,
    )


def _out_of_memory() -> Verdict:
    return Verdict.unscored(Outcome.OUT_OF_MEMORY, "the memory of a worker was used up")


def _encoded(verdict: Verdict) -> bytes:
    try:
        return msgspec.msgpack.encode(verdict)
    except UnicodeEncodeError:  # a plug-in's text with half a surrogate pair
        detail = "the verdict's text is not Unicode"
        return msgspec.msgpack.encode(Verdict.unscored(Outcome.INTERNAL_ERROR, detail))


def _list_of(encoded: list[bytes]) -> bytes:
    return msgspec.msgpack.encode([msgspec.Raw(each) for each in encoded])

"""A worker process: reads chunks from one pipe, writes verdicts to another.

Started as `python -m verifier_service.pool.worker [PLUGIN_FILE ...]` with the pipes
as standard input and output. It keeps no clock: its parent kills it when a verdict is
late. It dies with its parent.

Not covered: limits on memory and on system calls.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from verifier_service.checks.base import Check
from verifier_service.checks.plugins import Plugin, PluginCheck, load_plugins, score_with_plugin
from verifier_service.checks.registry import BUILT_IN
from verifier_service.errors import StartupError
from verifier_service.pool.messages import HEADER, Chunk, Hello, PluginVersion, framed
from verifier_service.verdict import Outcome, Sample, Verdict

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Say hello, then serve chunks until the parent closes the pipe."""
    _die_with_parent()
    requests, replies = _private_pipes()
    try:
        plugins = _prepare([Path(argument) for argument in sys.argv[1:]])
    except (StartupError, RuntimeError) as error:
        _send(replies, Hello(error=str(error)))
        return
    versions = [
        PluginVersion(name=p.name, semantics_version=p.semantics_version) for p in plugins.values()
    ]
    _send(replies, Hello(plugins=tuple(versions)))
    decoder = msgspec.msgpack.Decoder(Chunk)
    while (payload := _read_frame(requests)) is not None:
        for verdict in _run(decoder.decode(payload), plugins):
            _send(replies, verdict)


def _die_with_parent() -> None:
    """Have the kernel kill this process when its parent goes, whatever it is doing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:  # the parent went before the call above
            sys.exit(0)


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The parent's pipes, moved away from where `print` in a plug-in would write."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    os.close(devnull)
    os.dup2(2, 1)
    return requests, replies


def _send(replies: BinaryIO, message: Hello | Verdict) -> None:
    """Write one frame and let it leave at once: the next check may hang."""
    try:
        payload = msgspec.msgpack.encode(message)
    except UnicodeEncodeError:  # a plug-in's text with half a surrogate pair
        detail = "the verdict's text is not Unicode"
        payload = msgspec.msgpack.encode(Verdict.unscored(Outcome.INTERNAL_ERROR, detail))
    replies.write(framed(payload))
    replies.flush()


def _prepare(plugin_files: list[Path]) -> dict[str, Plugin]:
    plugins = load_plugins(plugin_files)
    for kind in BUILT_IN.values():
        kind.warm_up()
    return plugins


def _read_frame(stream: BinaryIO) -> bytes | None:
    """The next payload, or None when the parent has closed the pipe."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    payload = stream.read(size)
    return payload if len(payload) == size else None


def _run(chunk: Chunk, plugins: Mapping[str, Plugin]) -> Iterator[Verdict]:
    for task in chunk.tasks:
        for index in task.check_indexes:
            yield _timed(chunk.checks[index], task.sample, plugins)


def _timed(check: Check, sample: Sample, plugins: Mapping[str, Plugin]) -> Verdict:
    start = time.perf_counter()
    verdict = _guarded(check, sample, plugins)
    return msgspec.structs.replace(verdict, run_time_s=time.perf_counter() - start)


def _guarded(check: Check, sample: Sample, plugins: Mapping[str, Plugin]) -> Verdict:
    """The worker's boundary: whatever a check raises becomes a verdict without a score.

    The exception's text may quote the completion, so only its class is told.
    """
    try:
        if isinstance(check, PluginCheck):
            return score_with_plugin(plugins[check.name], check, sample)
        return check.score(sample)
    except Exception as error:  # noqa: BLE001  # the named boundary: one item never ends the rest
        return Verdict.unscored(Outcome.INTERNAL_ERROR, f"the check raised {type(error).__name__}")


if __name__ == "__main__":
    main()

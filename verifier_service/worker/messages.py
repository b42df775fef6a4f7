"""What the processes of the pool say to each other, as MessagePack.

front -> zygote    Setup once, then Fork (with three descriptors), Split (with two) or Reap, each
                   answered in turn
zygote -> front    Hello once, then Forked (with a descriptor) or Ended
front -> worker    Chunk, length-framed, at most one ahead of the one at work; the completions
                   are in memory that both share
worker -> front    Ready once, then lists of Verdicts: one for each (sample, check) of a chunk,
                   in order, several in a list where they are quick; an empty list where the
                   front has asked for the rest back; one that memory ran out, before any is
                   begun, where it does not hold the chunk

All sides decode into the types below and nothing else, so that a worker taken over
by a hostile completion can at most answer a wrong verdict: no object of its making
comes to life in the front.
"""

import struct

import msgspec

from verifier_service.checks.registry import AnyCheck
from verifier_service.settings import Isolation
from verifier_service.worker.confinement.probes import Report

HEADER = struct.Struct(">I")
# Verdicts are sent at the latest when so much of them is there; the texts of one are short.
FLUSH_BYTES = 64 * 1024
MAX_REPLY_BYTES = 2 * FLUSH_BYTES
MAX_CONTROL_BYTES = 64 * 1024


class Group(msgspec.Struct, frozen=True, array_like=True):
    """What samples share; `reference_fault` says why the references are gone."""

    prompt: str
    references: tuple[str, ...]
    language: str
    reference_fault: str


class Task(msgspec.Struct, frozen=True, array_like=True):
    """How long the next completion is, the place of its group, and which checks of it to run."""

    completion_bytes: int
    group: int
    token_count: int | None
    check_indexes: tuple[int, ...]


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """What a worker gets at once.

    The completions, one behind the other, are in the shared memory, or in `texts` if there is no
    room for them. `is_watched` says that each verdict is to be sent before the next unit is begun.
    """

    checks: tuple[AnyCheck, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    texts: memoryview | None
    is_watched: bool


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A worker is confined and takes chunks."""

    pid: int


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a zygote must load, and how its workers are confined."""

    plugin_files: tuple[str, ...]
    isolation: Isolation
    memory_bytes: int


class PluginVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A plug-in that the workers have."""

    name: str
    semantics_version: str


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """A zygote is warm, or says in `error` why it cannot be."""

    plugins: tuple[PluginVersion, ...] = ()
    confinement: Report = Report()
    error: str = ""


class Fork(msgspec.Struct, frozen=True, tag=True):
    """Make a worker of its socket, its lifeline and its shared memory, in this order."""


class Forked(msgspec.Struct, frozen=True, tag=True):
    """The process id of the new worker or zygote; a descriptor of the process comes along."""

    pid: int


class Reap(msgspec.Struct, frozen=True, tag=True):
    """Tell how a worker ended that has ended; until then its process id stays its own."""

    pid: int


class Split(msgspec.Struct, frozen=True, tag=True):
    """Make another zygote, as warm as this one, of its control socket and its lifeline."""


class Ended(msgspec.Struct, frozen=True, tag=True):
    """How it ended: minus the signal's number, or the exit status."""

    returncode: int


Request = Fork | Reap | Split
Answer = Forked | Ended


def framed(payload: bytes) -> bytes:
    """The payload with its length before it."""
    return HEADER.pack(len(payload)) + payload

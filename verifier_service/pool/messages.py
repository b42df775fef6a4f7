"""What the parent and a worker say to each other: length-framed MessagePack.

parent -> worker   Chunk, one at a time
worker -> parent   Hello once, then one Verdict for each (sample, check) of a chunk,
                   in order

Both sides decode into the types below and nothing else, so that a worker taken over
by a hostile completion can at most answer a wrong verdict: no object of its making
comes to life in the parent.
"""

import struct

import msgspec

from verifier_service.checks.registry import AnyCheck
from verifier_service.verdict import Sample

HEADER = struct.Struct(">I")
# A verdict's texts are cut to 1,500 characters, so a longer frame is no verdict.
MAX_REPLY_BYTES = 64 * 1024


class Task(msgspec.Struct, frozen=True, array_like=True):
    """One sample and which checks of the chunk to run on it."""

    sample: Sample
    check_indexes: tuple[int, ...]


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """What a worker gets at once."""

    checks: tuple[AnyCheck, ...]
    tasks: tuple[Task, ...]


class PluginVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A plug-in that a worker has loaded."""

    name: str
    semantics_version: str


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """A worker is ready, or says in `error` why it cannot be."""

    plugins: tuple[PluginVersion, ...] = ()
    error: str = ""


def framed(payload: bytes) -> bytes:
    """The payload with its length before it."""
    return HEADER.pack(len(payload)) + payload

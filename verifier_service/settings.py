"""The settings of the service: read once, validated, printed at start, never changed."""

import os
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

KIB = 1024
MIB = 1024 * KIB

Positive = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0, le=86_400)]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one call may hold; the contract announces these to clients."""

    max_items: Positive = 16_384
    max_checks: Positive = 32
    max_completion_bytes: Positive = 256 * KIB
    max_reference_bytes: Positive = 64 * KIB
    max_call_bytes: Positive = 64 * MIB


class PoolSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The worker processes.

    `verdict_deadline_s` is the time for one check on one item from its dispatch;
    then the process is killed. `max_queued_items` bounds what waits and runs.
    """

    workers: Positive = max(1, os.cpu_count() or 1)
    plugins: tuple[Path, ...] = ()
    verdict_deadline_s: Seconds = 5.0
    start_deadline_s: Seconds = 120.0
    max_queued_items: Positive = 131_072


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an operator can set. Port 0 lets the system choose one."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 50_051
    drain_s: Seconds = 30.0
    limits: Limits = Limits()
    pool: PoolSettings = PoolSettings()


def validated(settings: Settings) -> Settings:
    """The same settings, their ranges checked.

    Raises:
        msgspec.ValidationError: a value is out of range; the message names it.
    """
    return msgspec.convert(msgspec.to_builtins(settings, enc_hook=str), Settings, dec_hook=_path)


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"cannot read {kind}")

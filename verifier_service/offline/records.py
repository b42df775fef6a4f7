"""Lines of a JSONL file as objects, each line by itself.

Not covered: compressed files, and a line end other than a line feed (a carriage
return before it is white space to JSON).
"""

import json
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from verifier_service.offline.errors import MalformedLineError
from verifier_service.settings import MIB

MAX_LINE_BYTES = 64 * MIB

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line that holds a JSON object; `end` is the offset in bytes behind it."""

    number: int
    end: int
    fields: dict[str, object]


class Malformed(msgspec.Struct, frozen=True, kw_only=True):
    """A line that cannot be evaluated, and why."""

    number: int
    end: int
    reason: str


def read_jsonl(file: BinaryIO) -> Iterator[Line | Malformed]:
    """Every line of a file, numbered from 1. Holds one line in memory at a time."""
    end = 0
    for number, (raw, size) in enumerate(_raw_lines(file), 1):
        end += size
        try:
            fields = _object(raw.removeprefix(_BYTE_ORDER_MARK) if number == 1 else raw)
            yield Line(number=number, end=end, fields=fields)
        except MalformedLineError as error:
            yield Malformed(number=number, end=end, reason=str(error))


def _raw_lines(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Each line and its size in the file; of one over the limit only the beginning."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        size, piece = len(line), line
        while len(piece) > MAX_LINE_BYTES and not piece.endswith(b"\n"):
            piece = file.readline(MAX_LINE_BYTES + 1)
            size += len(piece)
        yield line, size


def _object(raw: bytes) -> dict[str, object]:
    if len(raw) > MAX_LINE_BYTES:
        raise MalformedLineError(f"longer than {MAX_LINE_BYTES} bytes")
    if not raw.strip():
        raise MalformedLineError("empty line")
    try:
        # The standard decoder, because it reads the NaN that it also writes.
        value = json.loads(raw.decode())
    except UnicodeDecodeError as error:
        raise MalformedLineError(f"not UTF-8: byte {error.start + 1} of the line") from None
    except json.JSONDecodeError as error:
        cut = "" if raw.endswith(b"\n") else "; the file ends within it"
        raise MalformedLineError(
            f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}{cut}"
        ) from None
    except ValueError:
        raise MalformedLineError("not JSON: a number has too many digits") from None
    except RecursionError:
        raise MalformedLineError("JSON nested too deeply") from None
    if not isinstance(value, dict):
        raise MalformedLineError(f"a JSON object is needed, not {json_kind(value)}")
    return value


def json_kind(value: object) -> str:
    """What a JSON value is called, with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case _:
            return "an object"

"""Lines of a file as objects."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier_service.offline import records
from verifier_service.offline.records import Line, Malformed, read_jsonl

SOUND = b'{"a": 1}\n'

MALFORMED = {
    b"": "empty line",
    b"   \t": "empty line",
    b"oops": "not JSON: Expecting value at character 1",
    b'{"a": 1': "not JSON: Expecting ',' delimiter at character 9",
    b'{"a": "x': "not JSON: Invalid control character at character 9",
    b'{"a": 1} {}': "not JSON: Extra data at character 10",
    b"[1]": "a JSON object is needed, not a list",
    b'"text"': "a JSON object is needed, not a string",
    b"7": "a JSON object is needed, not a number",
    b"null": "a JSON object is needed, not null",
    b"true": "a JSON object is needed, not a boolean",
    b'{"a": "\xff"}': "not UTF-8: byte 8 of the line",
    '{"a": 1}'.encode("utf-16"): "not UTF-8: byte 1 of the line",
    b'{"a": ' + b"[" * 100_000: "JSON nested too deeply",
    b'{"a": ' + b"1" * 10_000 + b"}": "not JSON: a number has too many digits",
}


@pytest.mark.parametrize(("raw", "reason"), MALFORMED.items(), ids=MALFORMED.values())
def test_a_malformed_line_has_its_number_and_reason_and_spares_the_others(
    raw: bytes, reason: str
) -> None:
    """Whatever one line holds, the lines around it are read."""
    first, second, third = read_jsonl(io.BytesIO(SOUND + raw + b"\n" + SOUND))
    assert isinstance(second, Malformed)
    assert (second.number, second.reason) == (2, reason)
    assert [(line.number, line.fields) for line in (first, third)] == [(1, {"a": 1}), (3, {"a": 1})]


def test_a_file_cut_within_its_last_line_says_so() -> None:
    """A copy that was interrupted is told from a broken writer."""
    *_, last = read_jsonl(io.BytesIO(SOUND + b'{"a": "x'))
    assert last.reason.endswith("; the file ends within it")


def test_a_last_line_without_a_line_end_is_a_line() -> None:
    """Many writers leave the last line feed out."""
    assert [line.fields for line in read_jsonl(io.BytesIO(SOUND + b'{"b": 2}'))] == [
        {"a": 1},
        {"b": 2},
    ]


def test_a_byte_order_mark_and_carriage_returns_are_no_faults() -> None:
    """Files from other systems are read as they are."""
    lines = list(read_jsonl(io.BytesIO(b'\xef\xbb\xbf{"a": 1}\r\n{"a": 1}\r\n')))
    assert [line.fields for line in lines] == [{"a": 1}, {"a": 1}]


def test_nan_is_read_because_python_writes_it() -> None:
    """A log with a NaN reward is no malformed log."""
    (line,) = read_jsonl(io.BytesIO(b'{"reward": NaN, "completion": "x"}\n'))
    assert isinstance(line, Line)
    assert line.fields["completion"] == "x"


def test_a_line_over_the_limit_is_malformed_and_skipped_whole() -> None:
    """Its rest is not mistaken for further lines, wherever the file's pieces end."""
    for extra in (1, 7, records.MAX_LINE_BYTES, records.MAX_LINE_BYTES + 2):
        size = records.MAX_LINE_BYTES + extra
        endless = _Repeated(b"x", size, b"\n" + SOUND)
        first, second = read_jsonl(endless)
        assert first.reason == f"longer than {records.MAX_LINE_BYTES} bytes"
        assert (second.number, second.fields) == (2, {"a": 1})
        assert (first.end, second.end) == (size + 1, size + 1 + len(SOUND))


class _Repeated(io.RawIOBase):
    """A file with `count` times the same byte and then `rest`, never whole in memory."""

    def __init__(self, byte: bytes, count: int, rest: bytes) -> None:
        self._byte, self._count, self._rest = byte, count, io.BytesIO(rest)

    def readline(self, size: int | None = -1, /) -> bytes:
        """As a file would answer."""
        limit = -1 if size is None else size
        if not self._count:
            return self._rest.readline(limit)
        taken = min(self._count, limit)
        self._count -= taken
        piece = self._byte * taken
        return piece + (self._rest.readline(limit - taken) if taken < limit else b"")


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(b'{"a": 1}')), max_size=8))
def test_any_bytes_are_read_to_their_end(pieces: list[bytes]) -> None:
    """Every line is counted, the offsets rise, and the last one is the size of the file."""
    data = b"\n".join(pieces)
    lines = list(read_jsonl(io.BytesIO(data)))
    expected = data.split(b"\n")
    assert len(lines) == len(expected) - (not expected[-1])
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    ends = [line.end for line in lines]
    assert ends == sorted(set(ends))
    assert (ends or [0])[-1] == len(data)


@given(
    st.dictionaries(st.text(), st.none() | st.booleans() | st.text() | st.integers(-(2**63), 2**63))
)
def test_what_python_writes_is_read_back(fields: dict[str, object]) -> None:
    """A line is the object that was written, half surrogates included."""
    (line,) = read_jsonl(io.BytesIO(json.dumps(fields).encode() + b"\n"))
    assert isinstance(line, Line)
    assert line.fields == fields

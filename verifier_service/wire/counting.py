"""What a request holds, counted in its bytes before they are parsed.

Two bytes can stand for an item, which costs fifty times as much once it is parsed, so a request
whose parts are too many must be refused before. The walk reads tags and lengths and skips
everything else. It stops at the first limit that is passed; what is no message at all it
leaves to the parser, which fails at the same place.

Not covered: what the bytes of texts cost, which `max_call_bytes` bounds.
"""

from collections.abc import Iterator, Mapping

import msgspec

from rlverify.verifier.v1 import verifier_service_pb2 as pb
from verifier_service.errors import FieldViolation, InvalidRequestError
from verifier_service.settings import KIB, MIB, Limits

# They are converted in one go, at some two microseconds for a byte at the worst.
MAX_CHECKS_BYTES = 64 * KIB
# Fields that are sent again cost as well, and so do unknown ones: an item and its group have seven.
_FIELDS_AN_ITEM = 8
_MAX_UNKNOWN = 1_024
# An id is decoded at each look at it, and the item's goes back: long ones would cost everybody. A
# language is text too, up to four times as large once it is decoded.
MAX_ID_BYTES = 1_024
# Of a smaller request the fields within its items are not counted: they cost some milliseconds.
# Only an item that is longer than an id may be is looked into, for ids that are too long.
_SMALL_BYTES = 2 * MIB

_VARINT, _FIXED64, _TEXT, _OPEN, _CLOSE, _FIXED32 = range(6)
_MAX_VARINT_BYTES = 10
_MORE = 128  # in a byte of a number: another one follows


class Counts(msgspec.Struct, kw_only=True):
    """How many of each there are.

    `fields` are the other ones of groups, and those of the items of a large request; `unknown`
    are those that the contract does not have.
    """

    items: int = 0
    groups: int = 0
    checks: int = 0
    checks_bytes: int = 0
    references: int = 0
    fields: int = 0
    unknown: int = 0


class _MalformedError(Exception):
    """The bytes are no message."""


_ITEM = pb.VerifyBatchRequest.ITEMS_FIELD_NUMBER << 3 | _TEXT
_GROUP = pb.VerifyBatchRequest.GROUPS_FIELD_NUMBER << 3 | _TEXT
_CHECK = pb.VerifyBatchRequest.CHECKS_FIELD_NUMBER << 3 | _TEXT
_REFERENCE = pb.Group.REFERENCES_FIELD_NUMBER << 3 | _TEXT
# The fields by their tags; those with a name are ids and the language.
_IN_GROUP = {
    pb.Group.ID_FIELD_NUMBER << 3 | _TEXT: "id",
    pb.Group.PROMPT_FIELD_NUMBER << 3 | _TEXT: "",
    pb.Group.LANGUAGE_FIELD_NUMBER << 3 | _TEXT: "language",
}
_IN_ITEM = {
    pb.Item.ID_FIELD_NUMBER << 3 | _TEXT: "id",
    pb.Item.COMPLETION_FIELD_NUMBER << 3 | _TEXT: "",
    pb.Item.GROUP_ID_FIELD_NUMBER << 3 | _TEXT: "group_id",
    pb.Item.TOKEN_COUNT_FIELD_NUMBER << 3 | _VARINT: "",
}


def count_within(payload: bytes, limits: Limits) -> Counts | None:
    """What a serialized VerifyBatchRequest holds; None if it is malformed.

    Raises:
        InvalidRequestError: it is more than one call may hold.
    """
    counts = Counts()
    try:
        _count(payload, counts, limits)
    except (_MalformedError, IndexError):
        return None
    if counts.items * counts.checks > limits.max_verdicts:
        sent = f"{counts.items} items x {counts.checks} checks"
        raise _refused("items", f"{sent} sent, {limits.max_verdicts} accepted; split the call")
    return counts


def _count(payload: bytes, counts: Counts, limits: Limits) -> None:
    is_small = len(payload) <= _SMALL_BYTES
    items, max_items = 0, limits.max_items
    for tag, begin, end in _fields(payload, 0, len(payload)):
        if tag == _ITEM:
            items += 1
            if items > max_items:
                raise _too_many("items", max_items)
            if not is_small or end - begin > MAX_ID_BYTES:
                inside = _fields(payload, begin, end)
                _count_inside(inside, _IN_ITEM, counts, limits, ("items", items))
        elif tag == _GROUP:
            counts.groups += 1
            if counts.groups > max_items:
                raise _too_many("groups", max_items)
            inside = _fields(payload, begin, end)
            _count_inside(inside, _IN_GROUP, counts, limits, ("groups", counts.groups))
        elif tag == _CHECK:
            counts.checks += 1
            counts.checks_bytes += end - begin
            if counts.checks > limits.max_checks:
                raise _too_many("checks", limits.max_checks)
            if counts.checks_bytes > MAX_CHECKS_BYTES:
                raise _too_many("checks", MAX_CHECKS_BYTES, unit=" bytes")
        else:
            _add_unknown(counts)
    counts.items = items


def _count_inside(
    fields: Iterator[tuple[int, int, int]],
    known: Mapping[int, str],
    counts: Counts,
    limits: Limits,
    where: tuple[str, int],
) -> None:
    """Count what the so manieth item or group holds."""
    references, others = counts.references, counts.fields
    max_references, max_others = limits.max_references, _FIELDS_AN_ITEM * limits.max_items
    for tag, begin, end in fields:
        if tag in known:
            others += 1
            if end - begin > MAX_ID_BYTES and known[tag]:
                sent = f"{end - begin} bytes sent, {MAX_ID_BYTES} accepted; send a shorter one"
                raise _refused(f"{where[0]}[{where[1] - 1}].{known[tag]}", sent)
            if others > max_others:
                raise _too_many("request", max_others, unit=" fields of items and groups")
        elif tag == _REFERENCE:  # in an item it is known
            references += 1
            if references > max_references:
                raise _too_many("groups.references", max_references)
        else:
            _add_unknown(counts)
    counts.references, counts.fields = references, others


def _add_unknown(counts: Counts) -> None:
    counts.unknown += 1
    if counts.unknown > _MAX_UNKNOWN:
        raise _too_many("request", _MAX_UNKNOWN, unit=" unknown fields")


def _too_many(field: str, most: int, *, unit: str = "") -> InvalidRequestError:
    return _refused(field, f"more than {most}{unit} sent; split the call")


def _refused(field: str, description: str) -> InvalidRequestError:
    return InvalidRequestError([FieldViolation(field=field, description=description)])


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The tag of each field and where its content is; what a group holds has the tag 0.

    A group is an old way to nest messages, of which the contract has none.

    Raises:
        _MalformedError, IndexError: there are no fields from here on.
        InvalidRequestError: a tag is written so that it takes long to read, as nobody writes it.
    """
    opened: list[int] = []
    while at < end:
        tag = data[at]
        at += 1
        if tag >= _MORE:
            tag, at = _long_tag(data, at - 1)
        kind, begin = tag & 7, at
        if kind == _TEXT:
            size = data[at]
            at += 1
            if size >= _MORE:
                more = data[at]
                if more < _MORE:  # two bytes, as most lengths have: a call costs more than the rest
                    size += (more - 1) << 7
                    at += 1
                else:
                    size, at = _varint(data, at - 1)
            begin = at
            at += size
        else:
            at = _after_other(data, at, tag, opened)
        if at > end:
            raise _MalformedError
        yield 0 if opened else tag, begin, at
    if opened:
        raise _MalformedError


def _long_tag(data: bytes, at: int) -> tuple[int, int]:
    tag, at = _varint(data, at)
    if not data[at - 1]:
        raise _refused("request", "a tag is longer than it need be")
    return tag, at


def _after_other(data: bytes, at: int, tag: int, opened: list[int]) -> int:
    """The place behind what is no text."""
    kind, number = tag & 7, tag >> 3
    if kind == _VARINT:
        for place in range(at, at + _MAX_VARINT_BYTES):
            if data[place] < _MORE:
                return place + 1
    elif kind == _FIXED64:
        return at + 8
    elif kind == _FIXED32:
        return at + 4
    elif kind == _OPEN:
        opened.append(number)
        return at
    elif kind == _CLOSE and opened and opened.pop() == number:
        return at
    raise _MalformedError


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the place behind it."""
    value = 0
    for place in range(_MAX_VARINT_BYTES):
        byte = data[at + place]
        value |= (byte & (_MORE - 1)) << 7 * place
        if byte < _MORE:
            return value, at + place + 1
    raise _MalformedError

"""Requests counted before they are parsed."""

import pytest
from google.protobuf.message import DecodeError
from hypothesis import example, given
from hypothesis import strategies as st

from rlverify.verifier.v1 import checks_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from verifier_service.errors import InvalidRequestError
from verifier_service.settings import Limits
from verifier_service.wire.counting import MAX_CHECKS_BYTES, count_within

CHECK = checks_pb2.Check(math=checks_pb2.MathCheck())
FEW = Limits(max_items=4, max_checks=3, max_references=5, max_verdicts=6)
REQUESTS = st.builds(
    pb.VerifyBatchRequest,
    checks=st.lists(st.just(CHECK), max_size=5),
    groups=st.lists(
        st.builds(
            pb.Group,
            id=st.text(max_size=3),
            prompt=st.binary(max_size=300),
            references=st.lists(st.binary(max_size=200), max_size=5),
            language=st.sampled_from(["", "en"]),
        ),
        max_size=5,
    ),
    items=st.lists(
        st.builds(
            pb.Item,
            id=st.text(max_size=3),
            completion=st.binary(max_size=20_000),
            token_count=st.none() | st.integers(0, 2**32 - 1),
        ),
        max_size=5,
    ),
)
# What a parser reads and an honest sender does not write: numbers that are longer than they need
# be, fields that nobody knows, groups as messages were nested long ago, and halves of all these.
ODD = [
    *(b"\x1a\0", b"\x12\0", b"\x0a\0", b"\x53", b"\x54", b"\x1b", b"\x1c", b"\x18\x05", b"\0\0"),
    *(
        b"\x50\x01",
        b"\x55abcd",
        b"\x51abcdefgh",
        b"\x57",
        b"\xfa\xff\xff\xff\x0f\0",
        b"\x9a\x80\0\0",
    ),
    *(b"\x12\x02\x1a\0", b"\x12\x04\x53\x1a\0\x54", b"\x12\x04\x1a\x80\x80\0", b"\x1a\x02\x53\x54"),
    *(b"\x1a\x80\x80\0", b"\x1a\x80\x80\x80\x80\x80\0", b"\x1a\x80\x80\x80\x80\x80\x80\x80\x80\0"),
    *(b"\x50" + b"\x80" * 9 + end for end in (b"\1", b"\2", b"\x80")),
]
BYTES = st.lists(st.sampled_from(ODD) | st.binary(max_size=3), max_size=8).map(b"".join)


def sizes(request):
    """What a parsed request holds."""
    references = sum(len(group.references) for group in request.groups)
    return len(request.items), len(request.groups), len(request.checks), references


def refusal(request, limits=FEW):
    """The one thing that is wrong with a request."""
    data = request if isinstance(request, bytes) else request.SerializeToString()
    with pytest.raises(InvalidRequestError) as caught:
        count_within(data, limits)
    (violation,) = caught.value.violations
    return violation.field, violation.description


@given(REQUESTS)
def test_what_is_counted_is_what_the_parser_finds(request):
    """Of every part, and of the bytes of the checks."""
    counts = count_within(request.SerializeToString(), Limits())
    assert (counts.items, counts.groups, counts.checks, counts.references) == sizes(request)
    assert counts.checks_bytes == sum(check.ByteSize() for check in request.checks)


@given(BYTES)
@example(b"\x53\x1a\0\x54")
@example(b"\x53\x53\x54")
def test_whatever_the_parser_reads_is_counted_as_it_is_read(data):
    """Were it taken for malformed, or skipped, the parser would read on without a bound."""
    try:
        request = pb.VerifyBatchRequest.FromString(data)
    except DecodeError:
        request = None
    try:
        counts = count_within(data, Limits())
    except InvalidRequestError:
        return
    if request is not None:
        assert counts is not None
        assert (counts.items, counts.groups, counts.checks, counts.references) == sizes(request)


@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("items", pb.VerifyBatchRequest(items=[pb.Item()] * 5)),
        ("groups", pb.VerifyBatchRequest(groups=[pb.Group()] * 5)),
        ("checks", pb.VerifyBatchRequest(checks=[CHECK] * 4)),
        ("groups.references", pb.VerifyBatchRequest(groups=[pb.Group(references=[b""] * 3)] * 2)),
    ],
)
def test_one_more_than_the_limit_is_refused_by_its_name(field, request_):
    """With the limit, and what to do."""
    limits = {"items": 4, "groups": 4, "checks": 3, "groups.references": 5}
    assert refusal(request_) == (field, f"more than {limits[field]} sent; split the call")


def test_just_the_limits_are_accepted():
    """They are the largest that may be, each of them."""
    request = pb.VerifyBatchRequest(
        checks=[CHECK] * 3,
        groups=[pb.Group(references=[b"", b""])] * 2 + [pb.Group(references=[b""]), pb.Group()],
        items=[pb.Item()] * 2,
    )
    assert count_within(request.SerializeToString(), FEW) is not None
    many = pb.VerifyBatchRequest(checks=[CHECK], items=[pb.Item()] * 4)
    assert count_within(many.SerializeToString(), FEW) is not None


def test_items_times_checks_have_a_limit_of_their_own():
    """Each within its limit; both are told, whichever comes first."""
    request = pb.VerifyBatchRequest(checks=[CHECK] * 2, items=[pb.Item()] * 4)
    expected = ("items", "4 items x 2 checks sent, 6 accepted; split the call")
    assert refusal(request) == expected
    assert refusal(b"\x1a\0" * 4 + b"\x0a\0" * 2) == expected


@pytest.mark.parametrize("padding", [0, 3_000_000], ids=["small", "large"])
@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("groups[1].id", pb.VerifyBatchRequest(groups=[pb.Group(), pb.Group(id="é" * 513)])),
        ("groups[0].language", pb.VerifyBatchRequest(groups=[pb.Group(language="é" * 513)])),
        ("items[0].id", pb.VerifyBatchRequest(items=[pb.Item(id="é" * 513), pb.Item()])),
        (
            "items[2].group_id",
            pb.VerifyBatchRequest(items=[*[pb.Item()] * 2, pb.Item(group_id="é" * 513)]),
        ),
    ],
)
def test_an_id_that_is_too_long_is_refused_by_its_place(field, request_, padding):
    """It would be decoded again and again; which one it is the caller is told."""
    request_.groups.append(pb.Group(prompt=b"x" * padding))
    sent = "1026 bytes sent, 1024 accepted; send a shorter one"
    assert refusal(request_, Limits()) == (field, sent)


@pytest.mark.parametrize("padding", [0, 3_000_000], ids=["small", "large"])
def test_other_fields_may_be_longer_than_ids(padding):
    """The longest id is accepted, beside texts that are longer."""
    longest = "é" * 512
    request = pb.VerifyBatchRequest(
        groups=[pb.Group(id=longest, prompt=b"x" * 2_000 + b"x" * padding, language=longest)],
        items=[pb.Item(id=longest, completion=b"x" * 2_000, group_id=longest)],
    )
    assert count_within(request.SerializeToString(), Limits()) is not None


def test_checks_have_a_limit_of_bytes_altogether():
    """Within them, kinds that take turns would cost more than they weigh."""
    label = "x" * (MAX_CHECKS_BYTES // 2)
    request = pb.VerifyBatchRequest(checks=[checks_pb2.Check(label=label)] * 2)
    assert refusal(request) == (
        "checks",
        f"more than {MAX_CHECKS_BYTES} bytes sent; split the call",
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\x50\x01" * 2_000,
        b"\x53\x54" * 2_000,
        b"\x53" * 2_000,
        pb.VerifyBatchRequest(groups=[pb.Group()]).SerializeToString()[:1]
        + b"\xa0\x1f"
        + b"\x50\1" * 2_000,
        b"\x1a\x80\xa4\xe8\x03" + b"\x12\1a\x50\1" * 1_600_000,
    ],
    ids=["of the request", "as groups", "as nested groups", "of a group", "of an item"],
)
def test_fields_that_nobody_knows_are_bounded(data):
    """The parser keeps each of them, at a price that no limit of bytes tells."""
    assert refusal(data, Limits()) == (
        "request",
        "more than 1024 unknown fields sent; split the call",
    )


def test_fields_that_are_sent_again_and_again_are_bounded():
    """The last one counts, and the parser keeps them all."""
    group = b"\x0a\1a" * 40
    data = b"\x12" + bytes([len(group)]) + group
    assert refusal(data) == (
        "request",
        "more than 32 fields of items and groups sent; split the call",
    )


def test_a_tag_that_is_longer_than_it_need_be_is_refused():
    """Nobody writes it, and it takes long to read."""
    assert refusal(b"\x9a\x80\x80\x80\0\0") == ("request", "a tag is longer than it need be")

"""What the fuzzer gives its bytes to: one function a target, which raises at a defect.

What a target is allowed to raise it catches itself.

Not covered: time and memory that a bound elsewhere cuts off; libFuzzer's own limits of 20 s and
2 GiB an input stand in for it.
"""

import contextlib
from collections.abc import Callable

import msgspec
from google.protobuf.message import DecodeError

from rlverify.verifier.v1 import verdict_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from verifier_service.checks.answers import AnswerMarker, locate
from verifier_service.checks.format import FormatCheck, FormatMode
from verifier_service.checks.math.errors import MathError
from verifier_service.checks.math.reading import read_answer
from verifier_service.engine import Engine
from verifier_service.errors import InvalidRequestError
from verifier_service.figures import CallTimes
from verifier_service.gate import Gate
from verifier_service.items import Item
from verifier_service.settings import Limits
from verifier_service.verdict import Outcome, Sample, Verdict
from verifier_service.wire.batches import ItemReader, ResponseWriter, checks_of
from verifier_service.wire.counting import count_within
from verifier_service.wire.verdicts import write_verdict

_LIMITS = Limits()
_replies = msgspec.msgpack.Decoder(list[Verdict])


class _NoPool:
    """Nothing is run: only what is asked for matters."""

    plugins = ()


_ENGINE = Engine(_NoPool(), _LIMITS)  # type: ignore[arg-type]  # it is asked for its plug-ins only


def wire(data: bytes) -> None:
    """A request as bytes: refused as a whole, or an answer with a verdict for each item.

    What is counted before it is parsed is what the parser finds.
    """
    try:
        counts = count_within(data, _LIMITS)
    except InvalidRequestError:
        return
    try:
        request = pb.VerifyBatchRequest.FromString(data)
    except DecodeError:
        return
    assert counts is not None
    references = sum(len(group.references) for group in request.groups)
    assert (counts.items, counts.groups) == (len(request.items), len(request.groups))
    assert (counts.checks, counts.references) == (len(request.checks), references)
    try:
        asked = checks_of(request, _ENGINE)
    except InvalidRequestError:
        return
    gate = Gate(_LIMITS, for_plugins=True)
    reader = ItemReader(request)
    reader.add_groups(request.groups)
    items = reader.read(request.items)
    rows = [[_verdict_of(gate.admit(item))] * len(asked.checks) for item in items]
    writer = ResponseWriter(asked, CallTimes())
    writer.add(request.items, rows)
    sent = pb.VerifyBatchResponse.FromString(writer.response.SerializeToString())
    assert len(sent.results) == len(rows)


def _verdict_of(gated: Item | Verdict) -> Verdict:
    if isinstance(gated, Verdict):
        return gated
    return Verdict.unscored(Outcome.NO_ANSWER, gated.group.reference_fault)


def replies(data: bytes) -> None:
    """What a worker says: verdicts, or refused."""
    # What `pool` takes for an answer that cannot be read.
    with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
        for verdict in _replies.decode(data):
            assert (verdict.score is None) == (verdict.outcome is not Outcome.SCORED)
            message = verdict_pb2.Verdict()
            write_verdict(verdict, message)
            assert message.SerializeToString()


def locator(data: bytes) -> None:
    """Every marker finds nothing, or what stands at the place that it names."""
    text = data.decode(errors="replace")
    for marker in AnswerMarker:
        located = locate(text, (marker,))
        if located is not None:
            assert text[located.start : located.end] == located.text
            assert located.text.strip() == located.text != ""


def parser(data: bytes) -> None:
    """A text is read or it is not; the same text is read in the same way."""
    text = data.decode(errors="replace")
    with contextlib.suppress(MathError):
        assert read_answer(text) == read_answer(text)


def scanner(data: bytes) -> None:
    """The format check always gives a score, and what is strictly right is softly right."""
    text = data.decode(errors="replace")
    for opens in (False, True):
        scores = {
            mode: FormatCheck(mode=mode, prompt_opens_reasoning=opens)
            .score(Sample(completion=text))
            .score
            for mode in FormatMode
        }
        assert None not in scores.values()
        assert scores[FormatMode.STRICT] <= scores[FormatMode.SOFT]
        assert scores[FormatMode.GRADED] <= 0.5


TARGETS: dict[str, Callable[[bytes], None]] = {
    "wire": wire,
    "replies": replies,
    "locator": locator,
    "parser": parser,
    "scanner": scanner,
}

"""Each kind of bad input has its outcome or status, and its neighbours are unharmed."""

import re
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from rlverify.verifier.v1 import checks_pb2, verdict_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from tests.processes import family_of

GROUP = pb.Group(id="g", prompt=b"What is 6 x 7?", references=[b"42"], language="en")
MATH = checks_pb2.Check(math=checks_pb2.MathCheck())
BARE_LIBRARY = checks_pb2.Check(
    math=checks_pb2.MathCheck(compatibility=checks_pb2.MATH_COMPATIBILITY_MATH_VERIFY)
)
FORMAT = checks_pb2.Check(format=checks_pb2.FormatCheck())
MISBEHAVE = checks_pb2.Check(plugin=checks_pb2.PluginCheck(name="misbehave"))
RIGHT = b"<think>six sevens</think><answer>42</answer>"
WRONG = b"<think>six sevens</think><answer>41</answer>"


def item(completion: bytes, group_id: str = "g", item_id: str = "") -> pb.Item:
    """An item of the one group."""
    return pb.Item(id=item_id, completion=completion, group_id=group_id)


def verify(service, items, checks=(MATH,), groups=(GROUP,)):
    """Send one batch and return its verdicts."""
    request = pb.VerifyBatchRequest(checks=checks, groups=groups, items=items)
    response = service.stub.VerifyBatch(request, timeout=60)
    assert [result.id for result in response.results] == [i.id for i in items]
    return [list(result.verdicts) for result in response.results]


def told(verdict: verdict_pb2.Verdict) -> tuple[str, float | None]:
    """The outcome's name and the score, if there is one."""
    score = verdict.score if verdict.HasField("score") else None
    return verdict_pb2.Outcome.Name(verdict.outcome).removeprefix("OUTCOME_"), score


def status_of(error: grpc.RpcError) -> tuple[grpc.StatusCode, status_pb2.Status]:
    """The code of a failed call and its rich status."""
    trailers = dict(error.trailing_metadata())
    return error.code(), status_pb2.Status.FromString(trailers["grpc-status-details-bin"])


def violated_fields(error: grpc.RpcError) -> list[str]:
    """The fields that the BadRequest of a failed call names."""
    code, status = status_of(error)
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    detail = error_details_pb2.BadRequest()
    assert status.details[0].Unpack(detail)
    return [violation.field for violation in detail.field_violations]


def between_neighbours(service, odd: pb.Item, checks=(MATH,), groups=(GROUP,)):
    """The odd item's verdicts, sent between a right and a wrong one that must not suffer."""
    items = [item(RIGHT), odd, item(WRONG)]
    right, verdicts, wrong = verify(service, items, (MATH, *checks), groups)
    assert told(right[0]) == ("SCORED", 1.0)
    assert told(wrong[0]) == ("SCORED", 0.0)
    return verdicts[1:]


def test_an_empty_batch_is_answered_with_no_results(service):
    """No items is OK: there is nothing to do."""
    assert verify(service, []) == []


def test_a_call_without_checks_is_refused_by_name(service):
    """A call that asks for nothing is malformed as a whole."""
    with pytest.raises(grpc.RpcError) as caught:
        verify(service, [item(RIGHT)], checks=())
    assert violated_fields(caught.value) == ["checks"]


def test_a_completion_of_one_mebibyte_exceeds_the_limit_alone(service):
    """A completion beyond the announced limit costs its own verdicts only."""
    (verdict,) = between_neighbours(service, item(b"x" * 2**20))
    assert told(verdict) == ("LIMIT_EXCEEDED", None)
    assert "1048576" in verdict.detail


def test_a_completion_of_just_the_limit_is_scored(service):
    """The limit is what is accepted, not the first that is refused."""
    limit = service.stub.GetCapabilities(pb.GetCapabilitiesRequest()).limits.max_completion_bytes
    padded = b"<think>" + b" " * (limit - len(RIGHT)) + RIGHT.removeprefix(b"<think>")
    assert len(padded) == limit
    assert told(between_neighbours(service, item(padded))[0]) == ("SCORED", 1.0)


@pytest.mark.parametrize("completion", [b"\xff\xfe", b"<answer>42\xc3</answer>", b"\xed\xa0\x80"])
def test_a_completion_that_is_not_utf8_says_so_alone(service, completion):
    """Bytes that are no text are the model's fault and nobody else's."""
    (verdict,) = between_neighbours(service, item(completion))
    assert told(verdict) == ("INVALID_ENCODING", None)


def test_nul_bytes_are_text_like_any_other(service):
    """NUL is valid UTF-8: the answer beside it is still found."""
    (verdict,) = between_neighbours(service, item(b"\x00<think>\x00</think><answer>42</answer>"))
    assert told(verdict) == ("SCORED", 1.0)


def test_a_nul_byte_inside_the_answer_ends_in_a_verdict(service):
    """The grader gives such an answer some verdict about the model, never a failure of ours."""
    (verdict,) = between_neighbours(service, item(b"<answer>4\x002</answer>"))
    assert told(verdict)[0] in {"SCORED", "UNPARSABLE_ANSWER", "NO_ANSWER"}
    assert told(verdict)[1] != 1.0


def test_duplicate_ids_are_scored_by_their_place(service):
    """An id is a label: results come in the order of the items."""
    first, second = verify(service, [item(RIGHT, item_id="same"), item(WRONG, item_id="same")])
    assert (told(first[0]), told(second[0])) == (("SCORED", 1.0), ("SCORED", 0.0))


def test_a_check_without_kind_is_refused_by_name(service):
    """An empty check is malformed; the answer names its place and the kinds there are."""
    with pytest.raises(grpc.RpcError) as caught:
        verify(service, [item(RIGHT)], checks=[MATH, checks_pb2.Check()])
    assert violated_fields(caught.value) == ["checks[1]"]
    assert "math" in caught.value.details()


def test_an_unknown_plugin_is_refused_and_the_installed_ones_named(service):
    """A check that the server does not have is a whole-call fault; no retry mends it."""
    unknown = checks_pb2.Check(plugin=checks_pb2.PluginCheck(name="nobody"))
    with pytest.raises(grpc.RpcError) as caught:
        verify(service, [item(RIGHT)], checks=[unknown])
    assert violated_fields(caught.value) == ["checks[0]"]
    assert "misbehave" in caught.value.details()


@pytest.mark.parametrize(
    "check",
    [
        checks_pb2.Check(choice=checks_pb2.ChoiceCheck(choice_count=27)),
        checks_pb2.Check(format=checks_pb2.FormatCheck(reasoning_tag="<b>")),
        checks_pb2.Check(format=checks_pb2.FormatCheck(mode=99)),
        checks_pb2.Check(math=checks_pb2.MathCheck(markers=[0])),
    ],
)
def test_parameters_out_of_range_are_refused_by_name(service, check):
    """A check with impossible parameters is malformed."""
    with pytest.raises(grpc.RpcError) as caught:
        verify(service, [item(RIGHT)], checks=[check])
    assert violated_fields(caught.value) == ["checks[0]"]


def test_every_violation_of_a_call_is_told_at_once(service):
    """A caller mends a request once, not once a fault."""
    bad = checks_pb2.Check(choice=checks_pb2.ChoiceCheck(choice_count=1))
    with pytest.raises(grpc.RpcError) as caught:
        verify(service, [item(RIGHT)], checks=[bad, checks_pb2.Check()])
    assert violated_fields(caught.value) == ["checks[0]", "checks[1]"]


def test_a_missing_reference_is_the_datas_fault(service):
    """Without a reference there is no score, and no zero either."""
    groups = [GROUP, pb.Group(id="bare")]
    (verdict,) = between_neighbours(service, item(RIGHT, "bare"), groups=groups)
    assert told(verdict) == ("BAD_REFERENCE", None)


@pytest.mark.parametrize("reference", [b"", b"   ", b"\\frac{1}{", b"\xff", b"1" * 70_000])
def test_an_unparsable_reference_is_the_datas_fault(service, reference):
    """A reference that cannot be read never makes a completion wrong."""
    groups = [GROUP, pb.Group(id="bad", references=[reference])]
    (verdict,) = between_neighbours(service, item(RIGHT, "bad"), groups=groups)
    assert told(verdict) == ("BAD_REFERENCE", None)
    assert verdict.detail


def test_a_check_without_need_of_a_reference_scores_without_one(service):
    """The data's fault touches only the checks that need the data."""
    groups = [GROUP, pb.Group(id="bad", references=[b"\xff"])]
    math, format_ = between_neighbours(service, item(RIGHT, "bad"), (MATH, FORMAT), groups)
    assert told(math) == ("BAD_REFERENCE", None)
    assert told(format_) == ("SCORED", 1.0)


def test_references_that_are_too_much_together_are_the_datas_fault_and_no_worker_reads_them(
    start_service,
):
    """Up to the limit they are read; beyond it each item says what to do, and no worker is lost."""
    sound = pb.Group(id="sound", references=["😀".encode() + b"x" * 65_532] * 15 + [b"42"])
    large = pb.Group(id="large", references=["😀".encode() + b"x" * 65_532] * 900)
    items = [item(RIGHT, "sound"), *[item(RIGHT, "large")] * 6]
    exact, format_ = checks_pb2.Check(exact={}), FORMAT
    with start_service(["--workers", "1"]) as running:
        before = family_of(running.process.pid).workers
        rows = verify(running, items, [exact, format_], [sound, large])
        assert {*before} <= {*family_of(running.process.pid).workers}
    assert [told(verdict) for verdict in rows[0]] == [("SCORED", 1.0)] * 2
    for bad, scored in rows[1:]:
        assert (told(bad), told(scored)) == (("BAD_REFERENCE", None), ("SCORED", 1.0))
        assert bad.detail == (
            "the references of a group have together 58982400 bytes; 1048576 are read;"
            " send less, or have --max-group-bytes raised"
        )


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ([b"\xff"], "not UTF-8"),
        ([b"x" * 70_000], "70000 bytes"),
        ([b"x" * 60_000] * 18, "--max-group-bytes"),
    ],
)
def test_a_plug_in_scores_nothing_beside_references_that_cannot_be_read(service, others, reason):
    """It would take them for none, and a right answer for a wrong one."""
    groups = [GROUP, pb.Group(id="bad", references=[b"42", *others])]
    verdicts = between_neighbours(service, item(b"fine", "bad"), (MISBEHAVE, FORMAT), groups)
    assert [told(verdict) for verdict in verdicts] == [("BAD_REFERENCE", None), ("SCORED", 0.0)]
    assert reason in verdicts[0].detail


def test_a_language_that_is_too_long_is_the_datas_fault_and_no_worker_reads_it(start_service):
    """It would be in each chunk: beyond what any tag has the group is malformed."""
    longest = pb.Group(id="longest", references=[b"42"], language="x" * 100)
    large = pb.Group(id="large", references=[b"42"], language="é" * 512)
    items = [item(RIGHT, "longest"), *[item(RIGHT + b"%d" % n, "large") for n in range(6)]]
    with start_service(["--workers", "1"]) as running:
        before = family_of(running.process.pid).workers
        rows = verify(running, items, [MATH, FORMAT], [longest, large])
        assert {*before} <= {*family_of(running.process.pid).workers}
    assert [told(verdict) for verdict in rows[0]] == [("SCORED", 1.0)] * 2
    for verdict in (verdict for row in rows[1:] for verdict in row):
        assert told(verdict) == ("BAD_REFERENCE", None)
        assert verdict.detail == (
            "the language of a group has 512 characters; 100 are read; send a BCP 47 tag"
        )


def test_a_prompt_that_is_too_long_for_a_plug_in_is_the_datas_fault(service):
    """Who is given no prompt does not mind it."""
    groups = [GROUP, pb.Group(id="long", prompt=b"x" * (2**20 + 1), references=[b"42"])]
    (verdict,) = between_neighbours(service, item(b"fine", "long"), (MISBEHAVE,), groups)
    assert told(verdict) == ("BAD_REFERENCE", None)
    assert "--max-group-bytes" in verdict.detail
    (scored,) = verify(service, [item(RIGHT, "long")], [MATH], groups)
    assert told(scored[0]) == ("SCORED", 1.0)


def test_an_item_of_an_unknown_group_is_the_datas_fault(service):
    """An item that names a group which was not sent fails alone, with the group's name."""
    (verdict,) = between_neighbours(service, item(RIGHT, "elsewhere"))
    assert told(verdict) == ("BAD_REFERENCE", None)
    assert "elsewhere" in verdict.detail


def test_an_item_of_an_ambiguous_group_is_the_datas_fault(service):
    """Two groups of one id leave open which reference counts: neither does."""
    groups = [GROUP, pb.Group(id="twice", references=[b"1"]), pb.Group(id="twice")]
    (verdict,) = between_neighbours(service, item(RIGHT, "twice"), groups=groups)
    assert told(verdict) == ("BAD_REFERENCE", None)
    assert "2 times" in verdict.detail


@pytest.mark.parametrize(
    "order",
    ["hang", "hang in C", "exhaust memory", "exit", "exit at once", "ask for too much memory"],
)
def test_a_completion_that_ruins_its_worker_costs_its_own_verdict(service, order):
    """Hang, death and exhaustion each have their reason; other checks and items go on."""
    expected = {
        "hang": "TIMED_OUT",
        "hang in C": "TIMED_OUT",
        "exhaust memory": "OUT_OF_MEMORY",
        "ask for too much memory": "OUT_OF_MEMORY",
        "exit": "WORKER_DIED",
        "exit at once": "WORKER_DIED",
    }
    ruined, format_ = between_neighbours(service, item(order.encode()), (MISBEHAVE, FORMAT))
    assert told(ruined) == (expected[order], None)
    assert told(format_) == ("SCORED", 0.0)


def test_a_number_that_hangs_other_graders_has_a_verdict(service):
    """The factorial of eight nines is compared by its magnitude, and never computed."""
    (verdict,) = between_neighbours(service, item(b"<answer>$99999999!$</answer>"))
    assert told(verdict) == ("SCORED", 0.0)


def test_a_number_that_hangs_the_grader_is_timed_out(service):
    """The factorial of eight nines holds sympy in C code; only a kill ends it."""
    odd = item(b"<answer>$99999999!$</answer>")
    (verdict,) = between_neighbours(service, odd, checks=(BARE_LIBRARY,))
    assert told(verdict) == ("TIMED_OUT", None)


def test_a_reference_that_hangs_the_grader_is_the_datas_fault(service):
    """The model is not to blame for a deadline that the reference alone runs into."""
    groups = [GROUP, pb.Group(id="bad", references=[b"$99999999!$"])]
    odd = item(b"It is 42.", "bad")
    (verdict,) = between_neighbours(service, odd, checks=(BARE_LIBRARY,), groups=groups)
    assert told(verdict) == ("BAD_REFERENCE", None)


def test_a_reference_that_hangs_the_grader_costs_the_same_text_nothing_elsewhere(service):
    """It seemed to be the completion's doing; beside a sound reference it is scored."""
    groups = [GROUP, pb.Group(id="bad", references=[b"$99999999!$"])]
    items = [item(b"It is 42.", "bad"), item(b"It is 42."), item(b"It is 42.")]
    rows = verify(service, items, [BARE_LIBRARY], groups)
    assert [told(row[0])[0] for row in rows] == ["BAD_REFERENCE", "SCORED", "SCORED"]


def test_a_reference_that_hangs_the_grader_takes_no_blame_from_completions(service):
    """Of completions that hang beside sound references the model is at fault."""
    sound = [pb.Group(id=f"{place}", references=[b"%d" % place]) for place in range(8)]
    groups = [*sound, pb.Group(id="bad", references=[b"$99999998!$"])]
    hanging = [item(b"<answer>$99999999!$</answer>", group.id) for group in sound]
    rows = verify(service, [*hanging, item(b"It is 42.", "bad")], [BARE_LIBRARY], groups)
    assert [told(row[0])[0] for row in rows] == ["TIMED_OUT"] * 8 + ["BAD_REFERENCE"]


def test_many_bad_checks_are_one_status_of_the_contract(service):
    """However much is wrong, the status fits into the headers and says INVALID_ARGUMENT."""
    for count in (32, 5_000):
        with pytest.raises(grpc.RpcError) as caught:
            verify(service, [item(RIGHT)], checks=[checks_pb2.Check()] * count)
        assert violated_fields(caught.value)


def test_a_long_prompt_is_shared_and_not_multiplied(service):
    """Three hundred items of one prompt of 8 MB cost the service one copy, not three hundred."""
    groups = [pb.Group(id="g", prompt=b"x" * 8_000_000, references=[b"42"])]
    rows = verify(service, [item(RIGHT)] * 300, [checks_pb2.Check(integer={})], groups)
    assert [told(row[0]) for row in rows] == [("SCORED", 1.0)] * 300
    (peak,) = re.findall(
        r"VmHWM:\s+(\d+) kB", Path(f"/proc/{service.process.pid}/status").read_text()
    )
    assert int(peak) < 1_000_000


def test_many_hanging_completions_leave_every_other_one_its_score(service):
    """Each hang costs one deadline of one worker; all verdicts come in their places."""
    orders = [b"hang" if place % 5 == 0 else b"fine" for place in range(20)]
    verdicts = verify(service, [item(order) for order in orders], [MISBEHAVE])
    expected = [("TIMED_OUT", None) if order == b"hang" else ("SCORED", 1.0) for order in orders]
    assert [told(row[0]) for row in verdicts] == expected


def test_a_check_that_raises_is_our_fault_and_does_not_quote(service):
    """An exception's text may hold the completion: only its class is told."""
    (verdict,) = between_neighbours(service, item(b"raise"), (MISBEHAVE,))
    assert told(verdict) == ("INTERNAL_ERROR", None)
    assert "ValueError" in verdict.detail
    assert "secret" not in verdict.detail


@pytest.mark.parametrize("order", ["return a number", "half a surrogate", "score a fraction"])
def test_an_answer_that_is_no_verdict_is_our_fault(service, order):
    """What a plug-in returns is checked, not believed."""
    (verdict,) = between_neighbours(service, item(order.encode()), (MISBEHAVE,))
    assert told(verdict) == ("INTERNAL_ERROR", None)


@pytest.mark.parametrize("order", ["print", "read the input"])
def test_a_check_cannot_reach_the_pipes_by_standard_streams(service, order):
    """Prints go to the log and reads end at once: the protocol's pipes are elsewhere."""
    (verdict,) = between_neighbours(service, item(order.encode()), (MISBEHAVE,))
    assert told(verdict)[0] == "SCORED"


def test_bytes_written_into_the_pipe_lose_the_worker_and_nothing_else(service):
    """A worker that speaks another language is killed; its neighbours are scored."""
    (verdict,) = between_neighbours(service, item(b"write into the pipe"), (MISBEHAVE,))
    assert told(verdict) == ("INTERNAL_ERROR", None)


def test_long_texts_of_a_verdict_are_cut(service):
    """No check can make an answer large."""
    (verdict,) = between_neighbours(service, item(b"long texts"), (MISBEHAVE,))
    assert (len(verdict.extracted), len(verdict.detail)) == (1_000, 500)

"""`rlverify eval --endpoint`: a real service, and a real gRPC server that misbehaves."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent import futures
from pathlib import Path

import grpc
import pytest

from rlverify.verifier.v1 import verdict_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from rlverify.verifier.v1 import verifier_service_pb2_grpc as pb_grpc
from verifier_service.items import RawGroup, RawItem
from verifier_service.offline.checks import asked_checks
from verifier_service.offline.errors import EvaluationError
from verifier_service.offline.remote import open_remote, request_for

EVAL = [sys.executable, "-m", "verifier_service", "eval"]
PLUGIN = Path(__file__).parents[1] / "plugins" / "misbehave.py"
CHECKS = [
    *("--check", "math", "--check", "exact", "--check", '{"format": {"mode": "graded"}}'),
    *("--check", "language", "--check", '{"plugin": {"name": "misbehave"}}'),
]


def run_eval(*options: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [*EVAL, *map(os.fspath, options)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def verdicts_in(path: Path) -> list[dict]:
    """The lines between header and summary, without what is never twice the same."""
    lines = [json.loads(line) for line in path.read_text().splitlines()][1:-1]
    for line in lines:
        for verdict in line.get("verdicts", {}).values():
            del verdict["run_time_s"]
    return lines


NOT_REPEATED = set(grpc.StatusCode) - {
    grpc.StatusCode.OK,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
}

LINES = [
    {"id": 1, "prompt": "2+2?", "completions": ["<answer>4</answer>", "5"], "answer": "4"},
    {"id": 2, "prompt": "x", "completions": ["<answer>1/2</answer>", ""], "answer": ["0.5", "7"]},
    {
        "id": 3,
        "completions": ["Das ist <b>gut</b> und so ist es eben", "echo", "exit"],
        "language": "de",
    },
    {"id": 4, "completions": ["a" * 300_000, "<answer>4</answer>\ud800", "raise"], "answer": "4"},
    {"id": 5, "prompt": "2+2?", "completions": ["<answer>4</answer>", "5"], "answer": "\ud800"},
    {"id": 6, "completions": []},
    {"id": 7, "completions": ["<answer>4</answer>"], "answer": "9" * 70_000},
    {"id": 8, "completions": ["<answer>9</answer>"] * 700, "answer": 9},
]


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Samples of many outcomes, more than one chunk of them."""
    path = tmp_path_factory.mktemp("endpoint") / "mixed.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return path


@pytest.fixture(scope="session")
def scored_here(mixed: Path) -> Path:
    """The verdicts of the engine in the command's own process."""
    output = mixed.with_name("here.jsonl")
    options = ["--workers", "2", "--plugin", PLUGIN, "--verdict-deadline-s", "2"]
    done = run_eval(mixed, *CHECKS, "--output", output, *options)
    assert done.returncode == 1, done.stderr
    return output


def test_the_service_gives_the_same_verdicts(
    service, mixed: Path, scored_here: Path, tmp_path: Path
) -> None:
    """Outcome, score, extracted text and detail are those of the engine without network."""
    output = tmp_path / "there.jsonl"
    done = run_eval(mixed, *CHECKS, "--endpoint", service.address, "--output", output)
    assert done.returncode == 1, done.stderr
    assert verdicts_in(output) == verdicts_in(scored_here)
    seen = {v["outcome"] for line in verdicts_in(output) for v in line.get("verdicts", {}).values()}
    assert {"scored", "no_answer", "limit_exceeded", "invalid_encoding", "bad_reference"} <= seen
    assert {"not_applicable", "worker_died", "internal_error"} <= seen
    headers = [json.loads(p.read_text().splitlines()[0]) for p in (output, scored_here)]
    assert headers[0].pop("endpoint") == service.address
    del headers[1]["endpoint"]
    assert headers[0] == headers[1]


def test_a_service_with_small_limits_gets_small_calls(
    start_service, mixed: Path, scored_here: Path, tmp_path: Path
) -> None:
    """Calls keep to the announced items and bytes; verdicts and their order do not change."""
    output = tmp_path / "small.jsonl"
    limits = ["--max-items", "3", "--max-call-bytes", "400000"]
    with start_service(["--workers", "1", "--plugin", str(PLUGIN), *limits]) as small:
        done = run_eval(mixed, *CHECKS, "--endpoint", small.address, "--output", output)
    assert done.returncode == 1, done.stderr
    assert verdicts_in(output) == verdicts_in(scored_here)


def test_what_no_call_can_carry_costs_its_own_samples_only(start_service, tmp_path: Path) -> None:
    """A prompt larger than a call is the data's fault, such a completion the model's."""
    path = tmp_path / "large.jsonl"
    sound = {"completion": "<answer>1</answer>", "answer": "1"}
    lines = [sound | {"prompt": "p" * 200_000}, sound | {"completion": "c" * 300_000}, sound]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    output = tmp_path / "verdicts.jsonl"
    with start_service(["--workers", "1", "--max-call-bytes", "150000"]) as small:
        done = run_eval(path, "--check", "exact", "--endpoint", small.address, "--output", output)
    assert done.returncode == 0, done.stderr
    outcomes = [line["verdicts"]["exact"]["outcome"] for line in verdicts_in(output)]
    assert outcomes == ["bad_reference", "limit_exceeded", "scored"]


def test_an_unreachable_service_is_told_within_seconds(mixed: Path) -> None:
    """Nobody listens; somebody listens who never answers."""
    with socket.socket() as silent, socket.socket() as free:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        free.bind(("127.0.0.1", 0))
        for bound in (silent, free):
            address = f"127.0.0.1:{bound.getsockname()[1]}"
            start = time.monotonic()
            done = run_eval(mixed, "--check", "exact", "--endpoint", address)
            assert time.monotonic() - start < 20
            assert (done.returncode, done.stdout) == (2, "")
            assert f"no verdicts from {address}: is it running?" in done.stderr
            assert len(done.stderr.splitlines()) == 1


def test_items_that_share_prompt_and_reference_send_them_once() -> None:
    """A group of samples costs one prompt."""
    shared = {"prompt": b"p", "references": (b"r",)}
    items = [
        RawItem(completion=b"1", group=RawGroup(**shared)),
        RawItem(completion=b"2", group=RawGroup(prompt=b"q")),
        RawItem(completion=b"3", group=RawGroup(**shared)),
    ]
    request = request_for([], items)
    assert [(g.id, g.prompt, list(g.references)) for g in request.groups] == [
        ("1", b"p", [b"r"]),
        ("2", b"q", []),
    ]
    assert [(i.completion, i.group_id) for i in request.items] == [
        *((b"1", "1"), (b"2", "2"), (b"3", "1"))
    ]


class Fickle(pb_grpc.VerifierServiceServicer):
    """A service that fails its first calls with given statuses, then scores everything 1."""

    def __init__(self, failures: Sequence[grpc.StatusCode], versions: Sequence[str] = ()) -> None:
        self._failures = list(failures)
        self._versions = list(versions)
        self.largest_call = 0
        self.calls = 0

    def GetCapabilities(  # noqa: N802  # the contract's name
        self, request: pb.GetCapabilitiesRequest, context: grpc.ServicerContext
    ) -> pb.GetCapabilitiesResponse:
        """Announce one check."""
        del request, context
        return pb.GetCapabilitiesResponse(
            checks=[pb.CheckVersion(check="integer", semantics_version="1")],
            limits=pb.Limits(
                max_items=1_000,
                max_references=1_000,
                max_verdicts=8_000,
                max_checks=8,
                max_completion_bytes=1 << 20,
                max_call_bytes=1 << 26,
                max_reference_bytes=1 << 16,
            ),
        )

    def VerifyBatch(  # noqa: N802  # the contract's name
        self, request: pb.VerifyBatchRequest, context: grpc.ServicerContext
    ) -> pb.VerifyBatchResponse:
        """Fail, or score."""
        self.calls += 1
        self.largest_call = max(self.largest_call, request.ByteSize())
        if self._failures:
            context.abort(self._failures.pop(0), "as the test wants")
        version = self._versions.pop(0) if self._versions else "1"
        verdict = verdict_pb2.Verdict(outcome=verdict_pb2.OUTCOME_SCORED, score=1.0)
        return pb.VerifyBatchResponse(
            results=[pb.ItemResult(verdicts=[verdict]) for _ in request.items],
            check_versions=[pb.CheckVersion(check="integer", semantics_version=version)],
        )


@contextlib.contextmanager
def served(servicer: Fickle) -> Iterator[str]:
    """Serve it on a free port."""
    # One thread, so that calls fail in the order of the list.
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=1), options=[("grpc.max_receive_message_length", -1)]
    )
    pb_grpc.add_VerifierServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chunks of more bytes than gRPC repeats by default."""
    path = tmp_path_factory.mktemp("large") / "large.jsonl"
    line = json.dumps({"completion": "<answer>1</answer>" + "x" * 200_000}) + "\n"
    path.write_text(line * 8)
    return path


def test_a_call_that_found_the_service_unavailable_is_repeated(large: Path) -> None:
    """Large calls too, which gRPC does not repeat unless it is told to keep them."""
    passing = ("UNAVAILABLE", "CANCELLED", "RESOURCE_EXHAUSTED")
    fickle = Fickle([grpc.StatusCode[name] for name in passing])
    with served(fickle) as address:
        done = run_eval(large, "--check", "integer", "--endpoint", address)
    assert done.returncode == 0, done.stderr
    assert fickle.calls == 5
    assert 500_000 < fickle.largest_call < 1_200_000
    assert "8 samples from 8 lines" in done.stdout


@pytest.mark.parametrize("code", sorted(NOT_REPEATED, key=lambda code: code.name))
async def test_any_other_status_is_an_error_that_names_it(code: grpc.StatusCode) -> None:
    """With the address and one line of advice, and the call is not repeated."""
    fickle = Fickle([code])
    with served(fickle) as address:
        async with open_remote(asked_checks(["integer"]), address) as scorer:
            with pytest.raises(EvaluationError) as caught:
                await scorer.score([RawItem(completion=b"1")])
    assert str(caught.value).startswith(f"no verdicts from {address}: ")
    assert str(caught.value).endswith(f"({code.name}: as the test wants)")
    assert fickle.calls == 1


def test_a_service_that_fails_ends_the_command_with_one_line(large: Path) -> None:
    """Exit code 2, no tables, no traceback."""
    fickle = Fickle([grpc.StatusCode.INTERNAL] * 2)
    with served(fickle) as address:
        done = run_eval(large, "--check", "integer", "--endpoint", address)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "INTERNAL: as the test wants" in done.stderr


def test_a_plug_in_that_the_service_lacks_is_told_before_anything_is_scored(large: Path) -> None:
    """One line that names what the service offers."""
    fickle = Fickle([])
    plugin = '{"plugin": {"name": "misbehave"}}'
    with served(fickle) as address:
        done = run_eval(large, "--check", plugin, "--endpoint", address)
    assert (done.returncode, done.stdout, fickle.calls) == (2, "", 0)
    assert done.stderr == (
        "rlverify eval: --check: no plug-in 'misbehave' there; the plug-ins on offer are: none\n"
    )


def test_rules_that_change_in_the_middle_end_the_evaluation(large: Path, tmp_path: Path) -> None:
    """Verdicts of two versions are never mixed in one file."""
    output = tmp_path / "verdicts.jsonl"
    with served(Fickle([], versions=["1", "2"])) as address:
        done = run_eval(large, "--check", "integer", "--endpoint", address, "--output", output)
    assert (done.returncode, done.stdout) == (2, "")
    assert "changed its rules in the middle: integer 1 became integer 2" in done.stderr
    assert '"type":"summary"' not in output.read_text()

"""The committed stubs load wherever a trainer may bring them, and a break is seen."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROTO = Path(__file__).parents[2] / "proto"
VERSIONS = Path(os.environ.get("RLVERIFY_PROTOBUF_VERSIONS", "/nowhere"))
BUF = Path(sys.executable).with_name("buf")

ROUND_TRIP = """
import google.protobuf
from rlverify.verifier.v1 import checks_pb2, verdict_pb2
from rlverify.verifier.v1 import verifier_service_pb2, verifier_service_pb2_grpc
item = verifier_service_pb2.Item(id="1", completion=b"\\xff", token_count=3)
request = verifier_service_pb2.VerifyBatchRequest(checks=[checks_pb2.Check(math={})], items=[item])
assert verifier_service_pb2.VerifyBatchRequest.FromString(request.SerializeToString()) == request
print(google.protobuf.__version__)
"""


@pytest.mark.parametrize("version", ["5.29.6", "6.33.6", "7.36.2"])
def test_the_stubs_load_without_a_warning_on_protobuf(version):
    """vLLM, TensorBoard and wandb choose the protobuf of a trainer; ours follows."""
    folder = VERSIONS / version
    if not folder.is_dir():
        pytest.skip(f"no protobuf {version} in RLVERIFY_PROTOBUF_VERSIONS; `make test` installs it")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(PROTO)])}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", ROUND_TRIP],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout.strip(), ended.stderr) == (version, "")


def breaking(folder: Path) -> subprocess.CompletedProcess[str]:
    """Compare a copy of the contract with the released one."""
    command = [BUF, "breaking", folder, "--against", PROTO / "released.binpb"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_contract_breaks_nothing_that_was_released():
    """Fields are only added."""
    assert breaking(PROTO).returncode == 0


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("verdict.proto", "optional double score = 2;", "optional double points = 2;"),
        ("verdict.proto", "optional double score = 2;", "optional float score = 2;"),
        ("checks.proto", "IntegerCheck integer = 5;", "IntegerCheck integer = 55;"),
        ("verdict.proto", "OUTCOME_TIMED_OUT = 13;", "OUTCOME_TIMED_OUT = 15;"),
    ],
)
def test_a_break_of_the_contract_is_seen(tmp_path, file, old, new):
    """The check can fail: a renamed, retyped or renumbered field is reported."""
    copy = tmp_path / "proto"
    shutil.copytree(PROTO, copy)
    proto = copy / "rlverify/verifier/v1" / file
    text = proto.read_text()
    assert old in text
    proto.write_text(text.replace(old, new))
    assert breaking(copy).returncode != 0

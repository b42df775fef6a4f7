"""Two ranks on a CPU are left with the same rows, though only one of them asks the verifier."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import RunningService

pytestmark = pytest.mark.timeout(240)  # importing torch takes long on a busy machine

RANK = """
import sys
from accelerate import PartialState
from trainer.client import ClientSettings, VerifierClient
from trainer.errors import ConfigError
from trainer.training.config import read_invocation
from trainer.training.rows import rows_to_train_on
PartialState(cpu=True)
client = VerifierClient(ClientSettings(endpoint=sys.argv[1], retry_budget_s=1.0))
for unusable in ("drop", "fail"):
    run = read_invocation([*sys.argv[2:], "--unusable_references", unusable]).run
    try:
        print(rows_to_train_on(run, client)["prompt"][:])
    except ConfigError as error:
        print("refused:", str(error).splitlines()[0])
"""


def test_one_rank_asks_for_all(service: "RunningService", tmp_path: Path) -> None:
    """The second rank, which reaches no verifier, drops the rows that the first one drops.

    An error of the first one is an error on both, so that none waits for the other.
    """
    data = tmp_path / "rows.jsonl"
    rows = [{"prompt": f"{n}?", "answer": answer} for n, answer in enumerate(["1", "{", "3"])]
    data.write_text("\n".join(map(json.dumps, rows)))
    rewards = json.dumps([{"name": "math", "check": "math"}])
    keys = ["--dataset", str(data), "--rewards", rewards]
    with socket.socket() as silent, socket.socket() as free:
        silent.bind(("127.0.0.1", 0))  # bound but not listening: nobody answers there
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        nobody = f"127.0.0.1:{silent.getsockname()[1]}"
        ranks = [
            subprocess.Popen(
                [sys.executable, "-c", RANK, endpoint, *keys],
                stdout=subprocess.PIPE,
                env={
                    **os.environ,
                    "RANK": str(rank),
                    "LOCAL_RANK": str(rank),
                    "WORLD_SIZE": "2",
                    "MASTER_ADDR": "127.0.0.1",
                    "MASTER_PORT": str(port),
                    "CUDA_VISIBLE_DEVICES": "",
                    "OMP_NUM_THREADS": "1",
                },
                text=True,
            )
            for rank, endpoint in enumerate([service.address, nobody])
        ]
        try:
            said = [rank.communicate(timeout=200)[0].splitlines() for rank in ranks]
        finally:
            for rank in ranks:
                rank.kill()
                rank.wait()
    expected = [
        "['0?', '2?']",
        "refused: references of 3 rows (3 distinct): 1 cannot be used (math bad_reference 1)",
    ]
    assert said == [expected, expected]

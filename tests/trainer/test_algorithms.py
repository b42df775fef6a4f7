"""One key chooses GRPO, a variant of it, or RLOO."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.trainer.tiny import MAKE_MODEL, write_config, write_data
from trainer.training.algorithms import ALGORITHMS

if TYPE_CHECKING:
    from tests.conftest import RunningService

pytestmark = pytest.mark.timeout(300)  # importing torch takes long on a busy machine

# Each configuration is read as a run reads it, and then run.
READ_AND_RUN = (
    MAKE_MODEL
    + """
import json
from trainer.__main__ import main
from trainer.training.arguments import trl_arguments
from trainer.training.config import read_invocation
KEYS = ("loss_type", "scale_rewards", "importance_sampling_level", "epsilon", "epsilon_high",
        "mask_truncated_completions", "beta")
for arguments in json.loads(sys.argv[2]):
    args, _ = trl_arguments(read_invocation(arguments))
    values = {key: getattr(args, key) for key in KEYS if hasattr(args, key)}
    status = None
    if "--max_steps" not in arguments:
        try:
            main(arguments)
        except SystemExit as end:
            status = end.code
    print("====", json.dumps([type(args).__name__, values, status]))
"""
)
TRL = {
    "loss_type": "dapo",
    "scale_rewards": "group",
    "importance_sampling_level": "token",
    "epsilon": 0.2,
    "epsilon_high": None,
    "mask_truncated_completions": False,
    "beta": 0.0,
}
EXPECTED = {
    "": TRL,
    "grpo": {**TRL, "loss_type": "grpo"},
    "dr_grpo": {**TRL, "loss_type": "dr_grpo", "scale_rewards": "none"},
    "dapo": {**TRL, "epsilon_high": 0.28, "mask_truncated_completions": True},
    "gspo": {
        **TRL,
        "loss_type": "grpo",
        "importance_sampling_level": "sequence",
        "epsilon": 3e-4,
        "epsilon_high": 4e-4,
    },
    "rloo": {
        "epsilon": 0.2,
        "epsilon_high": None,
        "mask_truncated_completions": False,
        "beta": 0.05,
    },
}


def test_each_algorithm_trains_with_its_values(service: "RunningService", tmp_path: Path) -> None:
    """Two steps by each, with the rewards of a verifier; a key that is given wins.

    RLOO is TRL's other trainer; its rewards, outcomes and completions are logged alike.
    """
    shared = {
        "dataset": str(write_data(tmp_path)),
        "verifier": service.address,
        "model_name_or_path": str(tmp_path / "model"),
    }
    runs = [
        ["--config", str(write_config(tmp_path, name or "trl", algorithm=name, **shared))]
        for name in EXPECTED
    ]
    dapo = write_config(tmp_path, "given", algorithm="dapo", epsilon_high=0.3, **shared)
    given = ["--config", str(dapo), "--beta", "0.04", "--max_steps", "1"]
    done = subprocess.run(
        [
            *(sys.executable, "-c", READ_AND_RUN, str(tmp_path / "model")),
            json.dumps([*runs, given]),
        ],
        check=False,
        capture_output=True,
        env={
            **os.environ,
            "HF_HUB_OFFLINE": "1",
            "HF_HOME": str(tmp_path),
            "OMP_NUM_THREADS": "1",
            "CUDA_VISIBLE_DEVICES": "",
        },
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("==== ")]
    *results, winner = (json.loads(line.removeprefix("==== ")) for line in lines)
    for (name, values), (trainer, read, status) in zip(EXPECTED.items(), results, strict=True):
        assert status == 0, (name, done.stderr)
        assert trainer == ("RLOOConfig" if name == "rloo" else "GRPOConfig")
        assert read == values, name
        assert logged(tmp_path / (name or "trl")) == [1, 2], name
    assert winner[1] == {**EXPECTED["dapo"], "epsilon_high": 0.3, "beta": 0.04}
    assert "gspo differs from grpo only where completions serve several steps" in done.stderr


def test_every_algorithm_is_tried() -> None:
    """An algorithm that is added is to be tried here, and to name its source."""
    assert EXPECTED.keys() == ALGORITHMS.keys()
    assert all(algorithm.source for algorithm in ALGORITHMS.values())


def logged(folder: Path) -> list[int]:
    """The steps that were logged with a reward of the verifier and with its outcome."""
    state = json.loads((folder / "trainer_state.json").read_text())
    return [
        entry["step"]
        for entry in state["log_history"]
        if "rewards/repetition/mean" in entry and entry["verifier/repetition/scored"] == 1.0
    ]

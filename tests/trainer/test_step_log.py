"""What each step of TRL's own trainers logs, with our reward functions in a script of a user's.

A tiny random model on a CPU, real steps, a real verifier; in a process of its own, as
training libraries stay out of the tests' process.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trainer.client.verdicts import Outcome

if TYPE_CHECKING:
    from tests.conftest import RunningService

pytestmark = pytest.mark.timeout(240)  # importing torch takes long on a busy machine

PARTS = ("", "queue_", "run_", "wire_")
SCRIPT = r"""
import json, sys
from pathlib import Path
import datasets, torch
from pyarrow import parquet
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from trl import GRPOConfig, GRPOTrainer, RLOOConfig, RLOOTrainer
from trainer.client import ClientSettings, VerifierClient
from trainer.demo.problems import PHRASES
from trainer.demo.tiny_model import make_model, make_tokenizer
from trainer.errors import ConfigError
from trainer.rewards import RewardConfig, RewardSpec, make_rewards, parse_check
from trainer.training.verifier_share import VerifierShare

endpoint, folder = sys.argv[1], Path(sys.argv[2])
specs = (
    RewardSpec(name="repetition", check=parse_check({"repetition": {"ngram_size": 1}})),
    RewardSpec(name="whole", check=parse_check({"exact": {"markers": ["text"]}}), weight=2.0),
    RewardSpec(name="math", check=parse_check({"math": {"markers": ["boxed"]}}), weight=3.0),
)
config = RewardConfig(rewards=specs, language="zh")  # each character counts as a word
rows = [{"prompt": f"add {n}+{n}", "answer": str(2 * n)} for n in range(12)]

torch.manual_seed(0)
tokenizer = make_tokenizer(PHRASES)
make_model(tokenizer).save_pretrained(folder / "model")

def run(name, trainer_class, config_class, **settings):
    client = VerifierClient(ClientSettings(endpoint=endpoint))
    args = config_class(
        output_dir=str(folder / name), use_cpu=True, bf16=False, gradient_checkpointing=False,
        per_device_train_batch_size=8, num_generations=4, max_completion_length=16,
        learning_rate=1e-3, logging_steps=1, save_strategy="no", report_to="tensorboard",
        log_completions=True, num_completions_to_print=1,
        reward_weights=[spec.weight for spec in specs], **settings,
    )
    trainer = trainer_class(
        model=str(folder / "model"), processing_class=tokenizer, args=args,
        reward_funcs=make_rewards(config, client),
        train_dataset=datasets.Dataset.from_list(rows),
    )
    trainer.add_callback(VerifierShare(trainer))
    trainer.train()
    tags, tables = set(), {}
    for file in folder.glob(f"{name}/runs/*/events*"):
        events = EventAccumulator(str(file)).Reload()
        tags.update(events.Tags()["scalars"])
    for file in sorted(folder.glob(f"{name}/completions/*.parquet")):
        tables[file.name] = parquet.read_table(file).to_pylist()
    history = [entry for entry in trainer.state.log_history if "loss" in entry]
    return {"log": history, "tags": sorted(tags), "tables": tables}

result = {
    "accumulated": run(
        "accumulated", GRPOTrainer, GRPOConfig, max_steps=3,
        gradient_accumulation_steps=2, steps_per_generation=1,
    ),
    "reused": run("reused", GRPOTrainer, GRPOConfig, max_steps=4, num_iterations=2),
    "rloo": run("rloo", RLOOTrainer, RLOOConfig, max_steps=2, beta=0.0),
}
class Another:
    reward_funcs = [len]
try:
    VerifierShare(Another())
except ConfigError as error:
    result["refused"] = str(error)
(folder / "result.json").write_text(json.dumps(result))
"""


@pytest.fixture(scope="module")
def runs(
    service: "RunningService", tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What each of the runs has logged."""
    folder: Path = tmp_path_factory.mktemp("runs")
    offline = {"HF_HOME": str(folder), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, service.address, str(folder)],
        check=False,
        capture_output=True,
        env={**os.environ, **offline, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        text=True,
        timeout=220,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, dict[str, Any]] = json.loads((folder / "result.json").read_text())
    return result


@pytest.mark.parametrize("name", ["accumulated", "rloo"])
def test_every_step_logs_what_the_rewards_were_like_and_what_they_cost(runs, name):
    """In the trainer's history and in TensorBoard, by GRPO and RLOO alike."""
    expected = {"completions/mean_length", "reward", "reward_std", "frac_reward_zero_std"}
    expected |= {"verifier/no_signal", "verifier/groups_without_spread"}
    expected |= {"verifier/whole/extracted", "verifier/math/extracted"}
    for reward in ("repetition", "whole", "math"):
        expected |= {f"rewards/{reward}/mean", f"rewards/{reward}/std"}
        expected |= {f"verifier/{reward}/{outcome}" for outcome in Outcome}
        expected.add(f"verifier/{reward}/groups_without_spread")
    for part in PARTS:
        expected |= {f"verifier/{part}seconds", f"verifier/{part}seconds_of_step"}
        expected.add(f"verifier/{part}share_of_step")
    run = runs[name]
    assert all(entry.keys() >= expected for entry in run["log"]), expected - run["log"][0].keys()
    assert {f"train/{key}" for key in expected} <= set(run["tags"])
    assert "verifier/repetition/extracted" not in run["log"][0]


def test_the_parts_of_the_wait_add_up_and_are_a_share_of_the_step(runs):
    """Each is at least 0; queue, run and wire together are the wait."""
    for entry in runs["accumulated"]["log"]:
        for kind in ("seconds", "seconds_of_step", "share_of_step"):
            whole, *parts = (entry[f"verifier/{part}{kind}"] for part in PARTS)
            assert min(parts) >= -1e-6, entry  # TRL keeps some of them in 32 bits
            assert sum(parts) == pytest.approx(whole, rel=1e-3), entry
        assert 0 < entry["verifier/run_share_of_step"] <= entry["verifier/share_of_step"] < 1


def test_all_reward_calls_of_a_step_count(runs):
    """Two micro-batches with completions of their own are two waits of one step."""
    for entry in runs["accumulated"]["log"]:
        assert entry["verifier/seconds_of_step"] >= 2 * entry["verifier/seconds"] * (1 - 1e-3)


def test_a_step_that_asks_no_verifier_waits_for_none(runs):
    """It trains once more on the completions of the step before."""
    log = runs["reused"]["log"]
    assert len(log) == 4
    for sampled, reused in zip(log[::2], log[1::2], strict=True):
        assert sampled["verifier/share_of_step"] > 0
        assert reused["verifier/share_of_step"] == 0.0
        assert reused["verifier/seconds_of_step"] == 0.0


@pytest.mark.parametrize("name", ["accumulated", "rloo"])
def test_groups_without_spread_are_those_that_the_trainer_finds(runs, name):
    """Of the weighted sum TRL tells them too; of each reward nobody else does."""
    for entry in runs[name]["log"]:
        assert entry["verifier/groups_without_spread"] == entry["frac_reward_zero_std"]
        assert entry["verifier/math/groups_without_spread"] == 1.0  # it finds no answer at all
    assert any(entry["verifier/groups_without_spread"] < 1.0 for entry in runs[name]["log"])


def test_samples_are_a_table_with_verdicts_and_answers(runs):
    """`completions/completions_STEP.parquet` in the output folder, a row for each completion.

    GRPOTrainer writes it; a step that samples nothing repeats the table of the one before.
    """
    tables = runs["reused"]["tables"]
    assert list(tables) == [f"completions_0000{step}.parquet" for step in (1, 2, 3, 4)]
    for step, table in enumerate(tables.values(), start=1):
        assert len(table) == 8
        for row in table:
            assert row["step"] == step
            assert row["prompt"].startswith("add")
            assert row["math verdict"] == "no_answer"
            assert row["math extracted"] is None
            assert float(row["repetition verdict"]) == pytest.approx(row["repetition"], abs=1e-5)
            assert (row["whole extracted"] or "") in row["completion"]
            assert isinstance(row["advantage"], float)


def test_the_extraction_rate_is_that_of_the_table(runs):
    """The check of whole texts finds an answer wherever there is text, `math` finds none."""
    entries, tables = runs["reused"]["log"], [*runs["reused"]["tables"].values()]
    for entry, table in zip(entries[::2], tables[::2], strict=True):
        found = [row["whole extracted"] is not None for row in table]
        assert entry["verifier/whole/extracted"] == sum(found) / len(found) > 0
        assert entry["verifier/math/extracted"] == 0.0


def test_a_trainer_without_our_rewards_is_refused(runs):
    """There would be nothing to measure."""
    assert "make_rewards" in runs["refused"]

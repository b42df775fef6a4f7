"""What a finished run leaves behind."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from huggingface_hub import ModelCard

from tests.trainer.tiny import MAKE_MODEL, write_config, write_data
from trainer.client.capabilities import Capabilities, CheckVersion, LibraryVersion, Limits
from trainer.training.config import RunConfig
from trainer.training.model_card import Story, last_scores, write_card

if TYPE_CHECKING:
    from tests.conftest import RunningService

# The run, and then the model three times: as it was, with the adapter, and merged.
RUN_AND_COMPARE = (
    MAKE_MODEL
    + """
import json, peft
from transformers import AutoModelForCausalLM, AutoTokenizer
from trainer.__main__ import main
source, output = sys.argv[1], sys.argv[3]
try:
    main(["--config", sys.argv[2]])
except SystemExit as end:
    status = end.code
load = AutoModelForCausalLM.from_pretrained
ids = AutoTokenizer.from_pretrained(output + "/merged")("add 1+1", return_tensors="pt").input_ids
with torch.no_grad():
    before = load(source)(ids).logits
    adapted = peft.PeftModel.from_pretrained(load(source), output)(ids).logits
    merged = load(output + "/merged")
    after = merged.float()(ids).logits
saved = load(output + "/merged", dtype="auto").dtype
print("====", json.dumps([status, str(saved), float((adapted - before).abs().max()),
      float((adapted - after).abs().max())]))
"""
)
LIMITS = Limits(
    max_items=1,
    max_completion_bytes=1,
    max_call_bytes=1,
    max_reference_bytes=1,
    max_checks=1,
    max_references=1,
    max_verdicts=1,
    verdict_deadline_s=1.0,
)


@pytest.mark.timeout(240)  # importing torch takes long on a busy machine
def test_an_adapter_a_merged_model_and_a_card(service: "RunningService", tmp_path: Path) -> None:
    """The merged model is in bfloat16 and says what the model says with its adapter.

    The card beside the adapter tells the recipe, the data, the rewards with the versions
    of their checks, and the last scores.
    """
    config = write_config(
        tmp_path,
        "run",
        dataset=str(write_data(tmp_path)),
        verifier=service.address,
        model_name_or_path=str(tmp_path / "model"),
        use_peft=True,
        merged_16bit=True,
        lora_r=4,
        max_steps=4,
        learning_rate=0.05,
        algorithm="dr_grpo",
    )
    done = subprocess.run(
        [
            *(sys.executable, "-c", RUN_AND_COMPARE),
            *(str(tmp_path / "model"), str(config), str(tmp_path / "run")),
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
        timeout=230,
    )
    assert done.returncode == 0, done.stderr
    status, dtype, moved, apart = json.loads(done.stdout.rpartition("==== ")[2])
    assert status == 0, done.stderr
    assert dtype == "torch.bfloat16"
    assert moved > 10 * apart, "the merged model is not the trained one"
    assert (tmp_path / "run" / "adapter_model.safetensors").is_file()
    card = ModelCard.load(tmp_path / "run" / "README.md")
    assert card.data.library_name == "peft"
    assert card.data.tags == ["rlverify", "trl", "dr_grpo"]
    for told in (
        "An adapter for `model`, trained by dr_grpo (Dr. GRPO, arXiv 2503.20783",
        "| repetition | repetition | 1 | 1 |",
        "12 rows of `rows.jsonl`, prompts from the column `question`.",
        "lora_r: 4",
        "| trl | 1.14.2 |",
        "| sympy | 1.14.0 |",
    ):
        assert told in card.text, card.text


def test_the_last_scores_are_those_of_the_last_entries() -> None:
    """The mean over the last ten entries with a reward; what has no value is left out."""
    log = [{"reward": 0.0, "rewards/math/mean": 0.0}] * 5
    log += [{"reward": 1.0, "rewards/math/mean": 0.5, "rewards/math/std": 9.0}] * 9
    log += [{"reward": 1.0, "rewards/math/mean": None, "rewards/other/mean": None}]
    assert last_scores([*log, {"train_loss": 3.0}]) == {"reward": 1.0, "math": 0.5}
    assert last_scores([]) == {}


def test_a_card_tells_that_the_rules_changed_on_the_way(tmp_path: Path) -> None:
    """Models and data of the hub are in its metadata; a changed version is told twice."""
    before = announced("1")
    story = Story(
        run=RunConfig(dataset="openai/gsm8k", rewards=[{"name": "right", "check": "math"}]),
        base_model="Qwen/Qwen2.5-1.5B",
        is_adapter=False,
        rows=7_473,
        recipe={"dataset": "openai/gsm8k"},
        libraries={"torch": "2.11.0"},
        before=before,
        after=dataclasses.replace(before, checks=announced("2").checks),
        log=(),
    )
    card = ModelCard.load(write_card(tmp_path, story))
    assert card.data.base_model == "Qwen/Qwen2.5-1.5B"
    assert card.data.datasets == "openai/gsm8k"
    assert card.data.library_name == "transformers"
    assert "| right | math | 1, at the end 2 | 1 |" in card.text
    data = "7473 rows of split `train` of `openai/gsm8k`, read by the adapter `openai/gsm8k`"
    assert f"{data}, prompts from the column `question`." in card.text
    assert "No step was logged." in card.text


def announced(version: str) -> Capabilities:
    """What a verifier with this version of the check `math` announces."""
    return Capabilities(
        checks=(CheckVersion(check="math", semantics_version=version, is_plugin=False),),
        limits=LIMITS,
        library_versions=(LibraryVersion(name="sympy", version="1.14.0"),),
        server_version="0.1.0",
    )

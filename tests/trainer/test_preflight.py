"""What stands between a wrong setup and the first step of a run.

The cases of a test run one after another in one process, as importing torch is what
takes the time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from tests.trainer.tiny import MAKE_MODEL, write_config, write_data

if TYPE_CHECKING:
    from tests.conftest import RunningService

pytestmark = pytest.mark.timeout(300)  # importing torch takes long on a busy machine

# Other tokenizers for the same model, and then the runs, each with its log.
RUN_CASES = (
    MAKE_MODEL
    + """
import json, logging, pathlib, shutil
from trainer.__main__ import main
source = pathlib.Path(sys.argv[1])
def variant(name, change):
    folder = shutil.copytree(source, source.parent / name)
    config = json.loads((folder / "tokenizer_config.json").read_text())
    change(config)
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
variant("no-pad", lambda config: config.update(pad_token=None))
variant("no-end", lambda config: config.update(eos_token=None))
no_system = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
variant("no-system", lambda config: config.update(chat_template=no_system))
for arguments in json.loads(sys.argv[2]):
    status = "?"
    try:
        main(arguments)
    except SystemExit as end:
        status = end.code
    except BaseException as error:
        status = repr(error)
    print("status", status, file=sys.stderr)
    print("====", file=sys.stderr)
"""
)
SYSTEM = ("--system_prompt", "think")
ONE_STEP = ("--max_steps", "1")


@pytest.fixture
def cases(tmp_path: Path, service: "RunningService"):
    """Runs cases and gives what each of them said."""
    model = tmp_path / "model"
    config = write_config(
        tmp_path,
        "run",
        dataset=str(write_data(tmp_path)),
        verifier=service.address,
        model_name_or_path=str(model),
    )

    def run(cases: Sequence[Sequence[str]]) -> list[str]:
        arguments = [["--config", str(config), *case] for case in cases]
        done = subprocess.run(
            [sys.executable, "-c", RUN_CASES, str(model), json.dumps(arguments)],
            check=True,
            capture_output=True,
            env={**environment(), "HF_HOME": str(tmp_path)},
            text=True,
            timeout=280,
        )
        said = done.stderr.split("====\n")[:-1]
        assert len(said) == len(cases), done.stderr
        return said

    return run


def environment() -> Mapping[str, str]:
    """No network, one thread, no GPU."""
    return {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
    }


def test_what_cannot_go_well_is_refused_before_the_first_step(cases, tmp_path: Path) -> None:
    """Each mistake ends with status 2 and a sentence that says what to change."""
    refused = [
        (SYSTEM, "the model has no chat template, as base models have none"),
        (("--chat_template", "none.jinja"), "is none of chatml, r1-zero, nor a file"),
        (("--chat_template", "chatml"), "chatml needs the token <|im_start|>"),
        (("--load_in_4bit", "true", "--use_peft", "true"), "load_in_4bit needs a GPU and torch"),
        (("--merged_16bit", "true"), "merged_16bit merges an adapter: set use_peft"),
        (("--optim", "adamw_8bit"), "optim adamw_8bit needs a GPU and torch sees none"),
        (("--use_vllm", "true"), "use_vllm (vllm_mode colocate) needs a GPU and torch sees none"),
        (("--max_completion_length", "128"), "leaves no room for a prompt in the model's max_pos"),
        ((*SYSTEM, *model(tmp_path, "no-system")), "refuses the prompts: no system"),
        (model(tmp_path, "no-end"), "the tokenizer has no eos_token"),
        (("--algorithm", "ppo"), "algorithm is 'ppo', not one of grpo, dr_grpo"),
        (("--algorithm", "rloo", "--loss_type", "grpo"), "['--loss_type', 'grpo']"),
    ]
    for (case, message), said in zip(refused, cases([case for case, _ in refused]), strict=True):
        assert message in said, (case, said)
        assert "status 2" in said, (case, said)
        assert "Traceback" not in said, (case, said)


def test_a_base_model_is_trained_on_purpose(cases, tmp_path: Path) -> None:
    """With a chat template of the run's own it gets conversations, and answers them.

    Without a pad token another token serves. Prompts that are too long are dropped where
    the run says so.
    """
    (tmp_path / "own.jinja").write_text("{% for m in messages %}<{{ m.content }}>{% endfor %}")
    long = {"question": "add " * 200, "answer": "1"}
    with (tmp_path / "rows.jsonl").open("a") as rows:
        rows.write(json.dumps(long))
    shared = (*ONE_STEP, *model(tmp_path, "no-pad"), "--log_completions", "true")
    said = cases(
        [
            (*shared, "--chat_template", "r1-zero"),
            (*shared, "--chat_template", "r1-zero", "--long_prompts", "drop", *to(tmp_path, "a")),
            (
                *(*shared, *SYSTEM, "--long_prompts", "drop", *to(tmp_path, "b")),
                *("--chat_template", str(tmp_path / "own.jinja")),
            ),
        ]
    )
    assert "1 of 13 prompts have more than" in said[0]
    assert "status 2" in said[0]
    for each in said[1:]:
        assert "1 of 13 prompts dropped" in each
        assert "the tokenizer has no pad token: <|endoftext|> serves" in each
        assert "status 0" in each, each
    for prompt in prompts_of(tmp_path / "a"):
        assert "inside <think> and </think>" in prompt
        assert prompt.endswith("Assistant:")
    assert all(prompt.startswith("<think><add ") for prompt in prompts_of(tmp_path / "b"))


def test_out_of_memory_has_a_status_of_its_own(cases, tmp_path: Path) -> None:
    """A cache of terabytes cannot be had: status 4, and the keys that make the run smaller."""
    (said,) = cases(
        [
            [
                *("--max_completion_length", str(10**12), "--preflight", "warn"),
                *("--cache_implementation", "static", *ONE_STEP),
            ]
        ]
    )
    assert "status 4" in said, said
    assert "rlverify-train: out of memory: lower per_device_train_batch_size" in said
    assert "No checkpoint was saved" in said
    assert "Traceback" not in said
    assert not (tmp_path / "run" / "model.safetensors").exists()


def model(folder: Path, name: str) -> tuple[str, str]:
    """Another tokenizer."""
    return "--model_name_or_path", str(folder / name)


def to(folder: Path, name: str) -> tuple[str, str]:
    """Another output."""
    return "--output_dir", str(folder / name)


def prompts_of(output: Path) -> list[str]:
    """The prompts of the first step as TRL's table of completions has them."""
    (table,) = (output / "completions").glob("*.parquet")
    return pq.read_table(table)["prompt"].to_pylist()

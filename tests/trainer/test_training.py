"""Whole training runs of `rlverify-train`: a tiny random model, a real verifier, real steps.

The command runs in a process of its own, as a user runs it. Training libraries stay
out of the tests' process.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import trainer

if TYPE_CHECKING:
    from tests.conftest import RunningService

pytestmark = pytest.mark.timeout(240)  # importing torch takes long on a busy machine

REWARDS = [
    {"name": "repetition", "check": "repetition", "weight": 1.0},
    {"name": "language", "check": {"language": {"language": "en"}}, "weight": 0.5},
    {"name": "math", "check": "math", "weight": 1.0},
]
SETTINGS: Mapping[str, object] = {
    "rewards": REWARDS,
    "verifier_workers": 1,
    "gradient_checkpointing": False,
    "per_device_train_batch_size": 8,
    "num_generations": 4,
    "max_completion_length": 16,
    "learning_rate": 1e-3,
    "logging_steps": 1,
    "save_strategy": "no",
}
MAKE_MODEL = """
import sys, torch
from trainer.demo.problems import PHRASES
from trainer.demo.tiny_model import make_model, make_tokenizer
torch.manual_seed(0)
tokenizer = make_tokenizer(PHRASES)
tokenizer.chat_template = "{% for m in messages %}{{ m['role'] + ' ' + m['content'] }}{% endfor %}"
tokenizer.save_pretrained(sys.argv[1])
make_model(tokenizer).save_pretrained(sys.argv[1])
"""
# Three runs in one process, because importing torch is what takes the time: one that is
# left alone, one whose verifier is killed, and one that resumes it.
INTERRUPTED = """
import sys
from trainer.__main__ import main
undisturbed, interrupted, resumed = sys.argv[1:]
def run(*arguments):
    try:
        main(arguments)
    except SystemExit as end:
        print("status", end.code, flush=True)
run("--config", undisturbed)
run("--config", interrupted)
sys.stdin.readline()
run("--config", resumed)
"""
READ_RECIPES = """
import sys
from trainer.training.arguments import trl_arguments
from trainer.training.config import read_invocation
for recipe in sys.argv[1:]:
    line = ["--config", recipe, "--dataset", "rows.jsonl", "--optim", "adamw_torch"]
    args, model = trl_arguments(read_invocation(line))
    print(args.num_generations, args.report_to, args.log_completions, args.reward_weights)
"""
# Runs that are refused, one after another, for the same reason.
REFUSED = """
import json, sys
from trainer.__main__ import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as end:
        print("status", end.code, file=sys.stderr)
    print("====", file=sys.stderr)
"""


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No network, no cache outside the test's folder, one thread, no terminal's width."""
    home = tmp_path_factory.mktemp("home")
    return {
        **{name: value for name, value in os.environ.items() if name != "COLUMNS"},
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
    }


@pytest.fixture(scope="session")
def model(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model with its tokenizer and a chat template."""
    folder = tmp_path_factory.mktemp("model")
    subprocess.run(
        [sys.executable, "-c", MAKE_MODEL, str(folder)], check=True, env=environment, timeout=120
    )
    return folder


@pytest.fixture
def configure(model: Path, tmp_path: Path) -> Callable[..., Path]:
    """Writes a configuration with settings of the test's own, and the data that it names."""
    rows = [{"question": f"add {n}+{n}", "answer": str(2 * n)} for n in range(12)]
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def write(name: str = "run", **settings: object) -> Path:
        path = tmp_path / f"{name}.yaml"
        values = {
            **SETTINGS,
            "dataset": str(data),
            "prompt_column": "question",
            "model_name_or_path": str(model),
            "output_dir": str(tmp_path / name),
            **settings,
        }
        path.write_text(json.dumps(values))  # JSON is YAML
        return path

    return write


def train(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "trainer", *map(str, arguments)],
        check=False,
        capture_output=True,
        env=environment,
        text=True,
        timeout=200,
    )


def log_of(folder: Path) -> list[dict[str, Any]]:
    """What the run logged, without its summary."""
    state = json.loads((folder / "trainer_state.json").read_text())
    return [entry for entry in state["log_history"] if "reward" in entry]


def test_a_run_with_a_verifier_of_its_own(
    environment: dict[str, str], configure: Callable[..., Path], tmp_path: Path
) -> None:
    """`verifier: local` trains on plain prompts, logs every reward and outcome, and saves a model.

    The scalars are in a TensorBoard file, a table on the terminal shows completions with
    their verdicts, and the verifier is gone at the end.
    """
    done = train(environment, "--config", configure(), "--max_steps", 2)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run" / "model.safetensors").is_file()
    assert list((tmp_path / "run").glob("runs/*/events.out.tfevents.*"))
    log = log_of(tmp_path / "run")
    assert [entry["step"] for entry in log] == [1, 2]
    for key in ("rewards/repetition/mean", "verifier/math/no_answer", "verifier/no_signal"):
        assert all(key in entry for entry in log), (key, sorted(log[0]))
    assert all(0 < entry["verifier/share_of_step"] < 1 for entry in log)
    # The weights of the rewards are those of the run's configuration.
    shares = [(entry["verifier/groups_without_spread"], entry) for entry in log]
    assert all(share == entry["frac_reward_zero_std"] for share, entry in shares)
    assert (tmp_path / "run" / "completions" / "completions_00002.parquet").is_file()
    assert all(entry["verifier/repetition/scored"] == 1.0 for entry in log)
    for heading in ("Completion", "Advantage", "verdict"):
        assert heading in done.stdout
    assert "no_answer" in done.stdout
    assert "2/2" in done.stderr


def test_a_run_with_conversations(
    environment: dict[str, str],
    configure: Callable[..., Path],
    service: "RunningService",
    tmp_path: Path,
) -> None:
    """A system prompt makes conversations of the prompts; an endpoint is used as it is named."""
    config = configure(system_prompt="think", max_steps=2, verifier=service.address)
    done = train(environment, "--config", config, "--report_to", "none", "--use_peft", "true")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run" / "adapter_model.safetensors").is_file()
    assert not (tmp_path / "run" / "runs").exists()
    log = log_of(tmp_path / "run")
    assert all(entry["verifier/repetition/scored"] == 1.0 for entry in log)
    assert any(entry["grad_norm"] > 0 for entry in log)


@pytest.mark.parametrize("adapter", [False, True], ids=["whole", "adapter"])
def test_the_verifier_is_killed_and_the_run_resumed(
    adapter: bool,  # noqa: FBT001 - a parameter of the test
    environment: dict[str, str],
    configure: Callable[..., Path],
    start_service: Callable[..., Any],
    tmp_path: Path,
) -> None:
    """A run that loses its verifier ends with a checkpoint, and resumed it ends as if nothing was.

    The verifier is killed by SIGKILL after the second step. The command waits for its
    budget, saves the last finished step and ends with status 3 and no traceback. Resumed
    against a new verifier at the same port it goes on from there and ends with the very
    weights of a run that was left alone: so weights, optimizer, schedule and random
    states were all in the checkpoint.
    """
    port = free_port()
    shared = {
        "verifier": f"127.0.0.1:{port}",
        "verifier_retry_budget_s": 1.0,
        "max_steps": 16,
        "gradient_accumulation_steps": 2,
        "use_peft": adapter,
        "report_to": "none",
    }
    output = tmp_path / "interrupted"
    configs = [
        configure("undisturbed", **shared),
        configure("interrupted", **shared),
        configure("resumed", **shared, output_dir=str(output), resume_from_checkpoint=True),
    ]
    said = tmp_path / "stderr"
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(start_service(["--port", str(port), "--workers", "1"]))
        command = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", INTERRUPTED, *map(str, configs)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stack.enter_context(said.open("w")),
                env=environment,
                text=True,
            )
        )
        stack.callback(command.kill)
        statuses = (line for line in command.stdout if line.startswith("status"))
        assert next(statuses) == "status 0\n", said.read_text()
        wait_for(output / "completions" / "completions_00002.parquet")
        os.kill(first.process.pid, signal.SIGKILL)
        assert next(statuses) == "status 3\n", said.read_text()
        (checkpoint,) = output.glob("checkpoint-*")
        assert f"--resume_from_checkpoint {checkpoint}" in said.read_text()
        assert "Traceback" not in said.read_text()
        stack.enter_context(start_service(["--port", str(port), "--workers", "1"]))
        command.stdin.write("\n")
        command.stdin.flush()
        assert next(statuses) == "status 0\n", said.read_text()
    assert 2 <= int(checkpoint.name.removeprefix("checkpoint-")) < 16
    name = "adapter_model.safetensors" if adapter else "model.safetensors"
    ended, alone = output / name, tmp_path / "undisturbed" / name
    assert ended.read_bytes() == alone.read_bytes()
    assert ended.read_bytes() != (checkpoint / name).read_bytes()


def test_an_unreachable_verifier_ends_the_run_within_seconds(
    environment: dict[str, str], configure: Callable[..., Path]
) -> None:
    """Nobody at the endpoint: status 2 and a sentence, before a model or even torch is loaded."""
    endpoint = f"127.0.0.1:{free_port()}"
    config = configure(verifier=endpoint, verifier_start_timeout_s=1)
    began = time.monotonic()
    done = train(environment, "--config", config)
    assert time.monotonic() - began < 15  # importing torch alone can take that long here
    assert done.returncode == 2
    assert "no verifier answered" in done.stderr
    assert endpoint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_plug_in_that_the_verifier_does_not_have_is_refused_early(
    environment: dict[str, str], configure: Callable[..., Path], service: "RunningService"
) -> None:
    """The error names the plug-in and those that there are."""
    reward = {"name": "mine", "check": {"plugin": {"name": "not_there"}}}
    done = train(environment, "--config", configure(verifier=service.address, rewards=[reward]))
    assert done.returncode == 2
    assert "has no plug-in 'not_there'; it has:" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_is_quick_and_names_our_keys(environment: dict[str, str]) -> None:
    """`--help` explains the keys that are ours and says whose the others are."""
    done = train(environment, "--help")
    assert done.returncode == 0
    assert "--verifier_retry_budget_s" in done.stdout
    assert "GRPOConfig" in done.stdout


def test_settings_that_do_not_fit_are_refused_with_a_sentence(
    environment: dict[str, str],
    configure: Callable[..., Path],
    service: "RunningService",
    tmp_path: Path,
) -> None:
    """Each mistake that is found before training ends with status 2 and names itself."""
    config = str(configure(verifier=service.address, max_steps=1))
    mixed = ("--dataset", str(tmp_path / "mixed.jsonl"))
    cases = [
        (["--learning_rte", "1"], "--learning_rte"),
        (["--num_generations", "three"], "invalid int value: 'three'"),
        (["--num_generations", "3"], "must be divisible by num_generations"),
        (["--reward_weights", "1"], "give each of the rewards its weight instead"),
        (["--prompt_column", "prompt"], "has no column 'prompt'; it has: question, answer"),
        (["--reference_column", "solution"], "has no column 'solution'"),
        (["--dataset", str(tmp_path / "none.jsonl")], "cannot load the data set"),
        (["--dataset", str(tmp_path / "broken.jsonl")], "broken.jsonl, line 1 is no JSON"),
        (["--model_name_or_path", str(tmp_path / "none")], "cannot load"),
        (["--adapter", "ServiceNow-AI/R1-Distill-SFT"], "has no column 'solution'; it has: "),
        (["--dataset", str(tmp_path / "bad.jsonl")], "No row is left to train on"),
        (["--unusable_references", "fail", *mixed], "row 2, math bad_reference"),
        (["--load_in_4bit", "true"], "set use_peft"),
        (["--resume_from_checkpoint", "true"], "holds no checkpoint to resume from"),
        (["--resume_from_checkpoint", str(tmp_path)], "is no checkpoint to resume from"),
        (["--backend", "unsloth"], "backend unsloth"),
    ]
    (tmp_path / "broken.jsonl").write_text('{"question": \n')
    good, bad = ({"question": "1+1?", "answer": answer} for answer in ("2", "{"))
    (tmp_path / "bad.jsonl").write_text(json.dumps(bad))
    (tmp_path / "mixed.jsonl").write_text(f"{json.dumps(good)}\n{json.dumps(bad)}")
    arguments = [["--config", config, *case] for case, _ in cases]
    done = subprocess.run(
        [sys.executable, "-c", REFUSED, json.dumps(arguments)],
        check=True,
        capture_output=True,
        env=environment,
        text=True,
        timeout=200,
    )
    ends = done.stderr.split("====\n")[:-1]
    assert len(ends) == len(cases)
    for (case, message), end in zip(cases, ends, strict=True):
        assert message in end, (case, end)
        assert "status 2" in end, (case, end)
    assert "Traceback" not in done.stderr


def test_the_recipes_name_keys_that_trl_has(environment: dict[str, str]) -> None:
    """TRL reads each recipe of the package, with our defaults and the weights of its rewards."""
    recipes = sorted((Path(trainer.__file__).parent / "recipes").glob("*.yaml"))
    done = subprocess.run(
        [sys.executable, "-c", READ_RECIPES, *map(str, recipes)],
        check=False,
        capture_output=True,
        env=environment,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(recipes) > 1
    assert all(line.startswith("8 ['tensorboard'] True [1.0, ") for line in lines), lines


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(path: Path, within_s: float = 120.0) -> None:
    """Wait until a file is there."""
    end = time.monotonic() + within_s
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.005)

"""What each side may load, seen in a process of its own."""

import subprocess
import sys

import pytest


def loaded_after(statement: str) -> set[str]:
    """The top-level modules that an import leaves behind."""
    code = f"{statement}\nimport sys\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ended.stdout.split())


@pytest.mark.parametrize("module", ["trainer.client", "trainer.rewards", "trainer.local_verifier"])
def test_the_lean_client_loads_neither_service_nor_algebra_nor_torch(module):
    """A GPU process pays for gRPC and nothing else."""
    unwanted = {
        "verifier_service",
        "sympy",
        "math_verify",
        "msgspec",
        "torch",
        "trl",
        "transformers",
    }
    assert not loaded_after(f"import {module}") & unwanted


def test_the_front_of_the_service_loads_no_algebra():
    """Only workers parse completions; the front stays small and cannot hang in sympy."""
    unwanted = {"sympy", "math_verify", "simplemma", "torch", "transformers", "trainer"}
    assert not loaded_after("import verifier_service.server.run") & unwanted


def test_the_checks_load_no_transport():
    """A check knows nothing of gRPC."""
    loaded = loaded_after("import verifier_service.checks.registry")
    assert not loaded & {"grpc", "google", "rlverify"}


@pytest.mark.parametrize("command", ["train", "demo"])
def test_a_training_command_names_the_extra_that_it_lacks(command):
    """The bare install has the commands; without their libraries they say what to install."""
    code = (
        "import sys\n"
        "sys.modules['yaml'] = None\n"
        f"from trainer.commands import {command}\n"
        f"{command}()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "train-cpu" in ended.stderr
    assert "Traceback" not in ended.stderr

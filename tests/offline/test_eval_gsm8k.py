"""Real completions with a person's labels: the GSM8K example solutions of OpenAI."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DATA = os.environ.get("RLVERIFY_DATA")
SOLUTIONS = Path(DATA or "/", "gsm8k", "example_model_solutions.jsonl")
SAMPLES = 5_276


@pytest.mark.skipif(not SOLUTIONS.is_file(), reason="RLVERIFY_DATA holds no gsm8k solutions")
def test_all_gsm8k_solutions_through_a_service_agree_with_their_labels(
    service, tmp_path: Path
) -> None:
    """1,319 problems, four models' solutions each: 99.9 % of the verdicts are as labelled."""
    output, differ = tmp_path / "verdicts.jsonl", tmp_path / "differ.jsonl"
    command = [
        *(sys.executable, "-m", "verifier_service", "eval", str(SOLUTIONS)),
        *("--check", '{"math": {"markers": ["line"]}}', "--endpoint", service.address),
        *("--completion-field", "*.solution", "--label-field", "*.is_correct"),
        *("--reference-field", "ground_truth", "--reference-marker", "line"),
        *("--output", str(output), "--disagreements", str(differ)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    print(done.stdout, differ.read_text())  # noqa: T201  # shown if the agreement falls
    lines = [json.loads(line) for line in output.read_text().splitlines()]
    assert sum(line["type"] == "sample" for line in lines) == SAMPLES
    labels, math = lines[-1]["labels"], lines[-1]["checks"]["math"]
    assert labels["compared"] == SAMPLES
    assert labels["agreed"] >= 0.999 * SAMPLES
    assert labels["compared"] - labels["agreed"] == len(differ.read_text().splitlines())
    assert (math["pass_at_k"]["problems"], math["pass_at_k"]["fewest"]) == (1_319, 4)
    assert math["pass_at_k"]["values"]["1"] == pytest.approx(math["accuracy"])

"""A small model learns on the GPU: SFT on the spot, then GRPO by Unsloth, vLLM and a verifier.

    python -m tests.gpu.learning FOLDER

The demo's problems and its imperfect solutions; a model of four layers whose heads are as wide as
vLLM's kernels ask for. Each stage is a process of its own, as a user would run them. It holds if
accuracy on problems kept from training rises by 30 points or more.
"""

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

from tests.gpu.runs import Run, keys_of, train
from trainer.demo.chart import draw_curves
from trainer.demo.measure import Measurement, measure
from trainer.demo.problems import PHRASES, Problem, all_problems
from trainer.demo.tiny_model import MAX_TOKENS, make_tokenizer
from trainer.demo.warm_up import imperfect_batches, warm_up
from trainer.training.backends import LoadedModel
from trainer.training.config import read_invocation
from trainer.training.verifier import open_verifier

RECIPE = "demo_unsloth.yaml"
UNSEEN_PROBLEMS = 512
POINTS_AT_LEAST = 30
WARM_UP_STEPS = 700
_DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
_CHAT = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def make_problems(seed: int = 0) -> tuple[list[Problem], list[Problem]]:
    """Problems kept from training, and those to train on."""
    everything = all_problems(random.Random(seed))  # noqa: S311  # reproducible, and no secret
    return everything[:UNSEEN_PROBLEMS], everything[UNSEEN_PROBLEMS:]


def make_warmed_up(folder: Path, *, steps: int, seed: int = 0) -> None:
    """The supervised stage, saved as a checkpoint of 16-bit weights."""
    _, training = make_problems(seed)
    torch.manual_seed(seed)
    tokenizer = make_tokenizer([*PHRASES, *(problem.text for problem in training)])
    tokenizer.chat_template = _CHAT
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=256,
        intermediate_size=512,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=MAX_TOKENS,
        tie_word_embeddings=True,
        initializer_range=0.04,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = Qwen2ForCausalLM(config).to(_DEVICE)
    rng = random.Random(seed)  # noqa: S311  # likewise
    batches = imperfect_batches(tokenizer, training, rng, steps=steps)
    on_device = ({name: each.to(_DEVICE) for name, each in batch.items()} for batch in batches)
    warm_up(model, on_device, steps=steps)
    model.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def measured(model: Path, tokenizer: Path) -> Measurement:
    """The run's own checks over one completion for each problem that is kept from training."""
    unseen, _ = make_problems()
    arguments = ["--config", str(Path(__file__).parents[2] / "trainer" / "recipes" / RECIPE)]
    invocation = read_invocation([*arguments, "--dataset", "-"])
    loaded = LoadedModel(
        model=AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).to(_DEVICE),
        tokenizer=AutoTokenizer.from_pretrained(tokenizer, padding_side="left"),
    )
    with open_verifier(invocation.run) as client:
        return measure(loaded, unseen, client, invocation.run.reward_config())


def learn(folder: Path, *, warm_up_steps: int, keys: dict[str, object], limit_s: float) -> Run:
    """All stages; what they measured is in `learning.json` and `rewards.png` of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _, training = make_problems()
    rows = folder / "problems.jsonl"
    rows.write_text(
        "".join(
            json.dumps({"prompt": problem.text, "answer": problem.answer}) + "\n"
            for problem in training
        )
    )
    warmed_up, trained = folder / "warmed_up", folder / "trained"
    make_warmed_up(warmed_up, steps=warm_up_steps)
    before = measured(warmed_up, warmed_up)
    keys = {"model_name_or_path": str(warmed_up), "dataset": str(rows), **keys}
    run = train("learning", RECIPE, trained, keys, limit_s=limit_s)
    if run.status == 0:
        # In a process of its own, where nothing has patched transformers.
        command = [sys.executable, "-m", "tests.gpu.learning", str(folder), "--measure"]
        subprocess.run(command, check=True)
        after = Measurement(**json.loads((folder / "after.json").read_text()))
        draw_curves(folder / "rewards.png", run.log, before, after)
        (folder / "learning.json").write_text(
            json.dumps({"before": before.means, "after": after.means, "step_s": run.step_seconds})
        )
    return run


def main() -> int:
    """Run all stages, or the measurement alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--warm-up-steps", type=int, default=WARM_UP_STEPS)
    parser.add_argument("--limit-s", type=float, default=500.0)
    options, rest = parser.parse_known_args()
    if options.measure:
        after = measured(options.folder / "trained", options.folder / "warmed_up")
        (options.folder / "after.json").write_text(
            json.dumps({"means": after.means, "example": after.example})
        )
        return 0
    run = learn(
        options.folder,
        warm_up_steps=options.warm_up_steps,
        keys=keys_of(rest),
        limit_s=options.limit_s,
    )
    if run.status:
        sys.stdout.write(run.output)
        return 1
    figures = json.loads((options.folder / "learning.json").read_text())
    sys.stdout.write(json.dumps(figures) + "\n")
    rise = 100 * (figures["after"]["math"] - figures["before"]["math"])
    return 0 if rise >= POINTS_AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())

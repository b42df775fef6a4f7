"""`rlverify-demo`: watch a small model learn from the verdicts of a separate process.

A model of a third of a million weights is made on the spot and warmed up on imperfect
solutions of word problems; then it is trained by GRPO, by the code of
`rlverify-train`, with three rewards from a verifier that runs beside it. The
verifier also measures it, on problems kept from training, before and after.

Exit status: 0 if it learnt what it should, 1 if not, 2 if it could not run.
"""

import argparse
import json
import logging
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from trainer.demo.problems import Problem, all_problems
from trainer.errors import VerifierError
from trainer.training.backends import import_backend
from trainer.training.config import read_invocation
from trainer.training.verifier import open_verifier

RECIPE = Path(__file__).parent.parent / "recipes" / "demo.yaml"
UNSEEN_PROBLEMS = 512
EXIT_NOT_LEARNT = 1
EXIT_REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the command."""
    parser = argparse.ArgumentParser(
        prog="rlverify-demo",
        description="Train a small model with a verifier, in minutes, on a CPU.",
    )
    parser.add_argument("--output", type=Path, default=Path("demo_output"), help="folder to fill")
    parser.add_argument("--seed", type=int, default=0, help="another seed is another run")
    parser.add_argument("--warm-up-steps", type=int, default=700, help="supervised steps")
    parser.add_argument("--steps", type=int, default=110, help="steps of GRPO")
    options = parser.parse_args(arguments)
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    try:
        sys.exit(_run(options))
    except VerifierError as error:
        sys.stderr.write(f"rlverify-demo: {error}\n")
        sys.exit(EXIT_REFUSED)


def _run(options: argparse.Namespace) -> int:
    output: Path = options.output
    everything = all_problems(random.Random(options.seed))  # noqa: S311 - no secrets
    unseen, training = everything[:UNSEEN_PROBLEMS], everything[UNSEEN_PROBLEMS:]
    output.mkdir(parents=True, exist_ok=True)
    _write_problems(output / "problems.jsonl", training)
    invocation = read_invocation(
        [
            *("--config", str(RECIPE), "--dataset", str(output / "problems.jsonl")),
            *("--model_name_or_path", str(output / "warmed_up")),
            *("--output_dir", str(output / "trained")),
            *("--max_steps", str(options.steps), "--seed", str(options.seed)),
        ]
    )
    with open_verifier(invocation.run) as client:
        import_backend(invocation.run.backend)
        # Only now: torch takes seconds, and a verifier that cannot start should not wait for it.
        from trainer.demo.story import Setting, tell  # noqa: PLC0415

        setting = Setting(
            output=output,
            training=training,
            unseen=unseen,
            seed=options.seed,
            warm_up_steps=options.warm_up_steps,
        )
        return 0 if tell(invocation, client, setting) else EXIT_NOT_LEARNT


def _write_problems(path: Path, problems: Sequence[Problem]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for problem in problems:
            file.write(json.dumps({"prompt": problem.text, "answer": problem.answer}) + "\n")


if __name__ == "__main__":
    main()

"""`rlverify-train --config FILE.yaml [--key value ...]`: train with rewards from a verifier.

Exit status: 0 done; 2 a wrong setting, or no verifier at the start; 3 verdicts stopped
coming in training, and the last finished step is saved; 4 out of memory. Anything else is
a defect, with a traceback.
"""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from trainer.client import VerifierClient
from trainer.errors import OutOfMemory, VerifierError
from trainer.training.backends import import_backend
from trainer.training.config import Invocation, keys_help, read_invocation
from trainer.training.preflight.versions import check_versions
from trainer.training.stopped import TrainingStopped
from trainer.training.verifier import open_verifier

EXIT_REFUSED = 2
EXIT_STOPPED = 3
EXIT_OUT_OF_MEMORY = 4

_USAGE = """\
usage: rlverify-train --config FILE.yaml [--key value ...]

Trains a language model by GRPO with rewards from a verifier. Any key of the file may
be given on the command line too, which wins; lists and mappings as JSON.

Keys of rlverify:
{keys}

All other keys are those of TRL's GRPOConfig and ModelConfig, for example
model_name_or_path, output_dir, max_steps, num_generations, learning_rate, use_peft,
lora_r, load_in_4bit, use_vllm, report_to, resume_from_checkpoint (true or a folder).
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the command."""
    given = sys.argv[1:] if arguments is None else arguments
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    for room in ("trainer.data", "trainer.training"):
        logging.getLogger(room).setLevel(logging.INFO)
    sys.exit(_run(given))


def _run(arguments: Sequence[str]) -> int:
    if not arguments or {"-h", "--help"}.intersection(arguments):
        (sys.stdout if arguments else sys.stderr).write(_USAGE.format(keys=keys_help()))
        return 0 if arguments else EXIT_REFUSED
    try:
        invocation = read_invocation(arguments)
        check_versions(invocation.run)
        with open_verifier(invocation.run) as client:
            output_dir = _train(invocation, client)
    except TrainingStopped as stopped:
        _say(f"rlverify-train: {stopped}\n{stopped.what_next}")
        return EXIT_STOPPED
    except OutOfMemory as error:
        _say(f"rlverify-train: {error}")
        return EXIT_OUT_OF_MEMORY
    except VerifierError as error:
        _say(f"rlverify-train: {error}")
        return EXIT_REFUSED
    _say(f"rlverify-train: the model is in {output_dir}")
    return 0


def _train(invocation: Invocation, client: VerifierClient) -> Path:
    import_backend(invocation.run.backend)
    # Only now: it imports torch and trl, which take seconds and must come after unsloth.
    from trainer.training import grpo  # noqa: PLC0415

    return grpo.train(invocation, client).output_dir


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()

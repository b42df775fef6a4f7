"""Published data sets by name: which columns hold the prompt, the reference, the solution.

An adapter says how a row of the data set is read, and which configuration and split of the
hub hold it. The same adapter reads a local file with the same columns. Where a data set is
published in several shapes, the first reader whose columns are there is taken. References
are left as they are published: the verifier reads a solution with its answer at the end.

Columns, configurations and splits were confirmed on 2026-11-22 in public code and data set
cards that use them; what could not be is marked "not confirmed".

Not covered: rows with test cases of code. Whether a published reference is right.
"""

import dataclasses
from collections.abc import Mapping

from trainer.data.readers import Reader, countdown, dialogue, last_answer, reasoned, text
from trainer.errors import ConfigError


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Adapter:
    """How one data set is read.

    `prompt` and `completion` are readers for the shapes that it has, the most wanted first;
    `completion` is the published solution and empty where there is none. `reference_column`
    is a column, several that make one JSON object, or None; `reference_after` cuts it after
    the last such text, and a row without it is bad.
    """

    prompt: tuple[Reader, ...]
    reference_column: str | tuple[str, ...] | None = None
    reference_after: str = ""
    completion: tuple[Reader, ...] = ()
    config: str = ""
    split: str = "train"


ADAPTERS: Mapping[str, Adapter] = {
    # Configurations main and socratic; splits train and test.
    "openai/gsm8k": Adapter(
        config="main",
        prompt=(text("question"),),
        reference_column="answer",
        reference_after="####",
        completion=(text("answer"),),
    ),
    # Not confirmed: the language of `answer`, a solution; so there is no completion here.
    "swulling/gsm8k_chinese": Adapter(
        prompt=(text("question_zh-cn"),), reference_column="answer_only"
    ),
    "Jiayi-Pan/Countdown-Tasks-3to4": Adapter(
        prompt=(countdown("nums", "target"),), reference_column=("target", "nums")
    ),
    # Configurations default, extended and all. `messages` ends with a trace of DeepSeek-R1;
    # not confirmed: that it is always one of those that were verified.
    "open-r1/OpenR1-Math-220k": Adapter(
        config="default",
        prompt=(text("problem"),),
        reference_column="answer",
        completion=(last_answer("messages"),),
    ),
    # The configuration metadata has references, default only conversations. Not confirmed:
    # whether problems of code have a reference.
    "open-thoughts/OpenThoughts-114k": Adapter(
        config="metadata",
        prompt=(text("problem"), dialogue("conversations", system="system")),
        reference_column="ground_truth_solution",
        completion=(
            reasoned("deepseek_reasoning", "deepseek_solution"),
            last_answer("conversations"),
        ),
    ),
    # No references are published.
    "bespokelabs/Bespoke-Stratos-17k": Adapter(
        prompt=(dialogue("conversations", system="system"),),
        completion=(last_answer("conversations"),),
    ),
    # Configuration v0 has `problem` and `solution`; v1 has conversations and no solution.
    # Not confirmed: that each `solution` ends with the answer.
    "ServiceNow-AI/R1-Distill-SFT": Adapter(
        config="v0",
        prompt=(text("problem"), dialogue("messages")),
        reference_column="solution",
        completion=(text("reannotated_assistant_content"),),
    ),
    # Configurations reasoning-deepseek, reasoning-flash and nonreasoning, the last of which
    # has the answer in `messages`. `answer` is the model's own text, so no reference.
    "cognitivecomputations/dolphin-r1": Adapter(
        config="reasoning-deepseek",
        prompt=(dialogue("messages"),),
        completion=(reasoned("reasoning", "answer"), last_answer("messages")),
    ),
    "GAIR/LIMO": Adapter(
        prompt=(text("question"),), reference_column="answer", completion=(text("solution"),)
    ),
    # Not confirmed: how many solutions are empty; such rows are bad for an SFT alone.
    "agentica-org/DeepScaleR-Preview-Dataset": Adapter(
        prompt=(text("problem"),), reference_column="answer", completion=(text("solution"),)
    ),
    # It has no other split than test: for evaluation.
    "HuggingFaceH4/MATH-500": Adapter(
        split="test",
        prompt=(text("problem"),),
        reference_column="answer",
        completion=(text("solution"),),
    ),
}

_NAMES = {name.casefold(): name for name in ADAPTERS}


def adapter_name(wanted: str, dataset: str) -> str:
    """The name of the adapter: the one that is wanted, or the data set's own, or none: "".

    Upper and lower case do not matter. Raises ConfigError, which names those that there
    are, for a wanted one that is not there.
    """
    name = _NAMES.get((wanted or dataset).casefold(), "")
    if wanted and not name:
        raise ConfigError(f"no adapter {wanted!r}; there are: {', '.join(ADAPTERS)}")
    return name

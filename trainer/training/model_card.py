"""README.md of a trained model: how it came about, and by whose verdicts.

Scores of two models compare only if the verifier's rules were the same, so the card
names the semantics version of each check at the start and, if it has changed on the
way, at the end. It is written from values, without torch or TRL.

Not covered: scores on held-back data, which `rlverify eval` measures; versions of the
parts of a run before it was resumed.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import huggingface_hub
import yaml

from trainer.client.capabilities import Capabilities
from trainer.training.algorithms import ALGORITHMS
from trainer.training.config import RunConfig

LOGGED_LAST = 10  # entries of the log whose mean is the last score
FILE = "README.md"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What a card tells. `recipe` has the keys that were given, ours and TRL's.

    `libraries` are versions by name; `before` and `after` what the verifier announced at
    the start and at the end; `log` the trainer's, one mapping an entry.
    """

    run: RunConfig
    base_model: str
    is_adapter: bool
    rows: int
    recipe: Mapping[str, object]
    libraries: Mapping[str, str]
    before: Capabilities
    after: Capabilities
    log: Sequence[Mapping[str, float]]


def write_card(folder: Path, story: Story) -> Path:
    """Write the card, in the place of one that is there, and give its path."""
    metadata = huggingface_hub.ModelCardData(
        base_model=None if Path(story.base_model).exists() else story.base_model,
        datasets=None if Path(story.run.dataset).exists() else story.run.dataset,
        library_name="peft" if story.is_adapter else "transformers",
        pipeline_tag="text-generation",
        tags=["rlverify", "trl", _algorithm(story.run)],
    )
    sections = [
        f"# {folder.resolve().name}",
        _introduction(story),
        "## Scores",
        _scores(story.log),
        "## Verifier",
        _verifier(story),
        "## Data",
        _data(story),
        "## Recipe",
        f"```yaml\n{yaml.safe_dump(dict(story.recipe), allow_unicode=True)}```",
        "## Libraries",
        _table(("library", "version"), sorted(story.libraries.items())),
    ]
    text = "\n\n".join([f"---\n{metadata.to_yaml()}\n---", *sections])
    path = folder / FILE
    huggingface_hub.ModelCard(text + "\n").save(path)
    return path


def last_scores(log: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each reward over the last entries of the log that have one."""
    entries = [entry for entry in log if "reward" in entry][-LOGGED_LAST:]
    names = sorted({key for entry in entries for key in entry if _is_reward(key)})
    values = {name: [e[name] for e in entries if e.get(name) is not None] for name in names}
    return {
        name.removeprefix("rewards/").removesuffix("/mean"): sum(those) / len(those)
        for name, those in values.items()
        if those
    }


def _is_reward(key: str) -> bool:
    return key == "reward" or (key.startswith("rewards/") and key.endswith("/mean"))


def _algorithm(run: RunConfig) -> str:
    return run.algorithm or "grpo"


def _introduction(story: Story) -> str:
    what = "An adapter for" if story.is_adapter else "Trained from"
    base = Path(story.base_model)
    return (
        f"{what} `{base.name if base.exists() else story.base_model}`, trained by"
        f" {_algorithm(story.run)} ({ALGORITHMS[story.run.algorithm].source}) with rewards"
        f" from a verifier (rlverify {story.after.server_version})."
    )


def _scores(log: Sequence[Mapping[str, float]]) -> str:
    scores = last_scores(log)
    if not scores:
        return "No step was logged."
    table = _table(("reward", "mean"), [(name, f"{mean:.4f}") for name, mean in scores.items()])
    return f"Of completions in training, the mean of the last {LOGGED_LAST} log entries:\n\n{table}"


def _verifier(story: Story) -> str:
    before = {check.check: check.semantics_version for check in story.before.checks}
    after = {check.check: check.semantics_version for check in story.after.checks}
    weights = story.run.reward_weights()
    rows = []
    for spec, weight in zip(story.run.reward_config().rewards, weights, strict=True):
        kind = spec.check.WhichOneof("kind") or ""
        name = spec.check.plugin.name if kind == "plugin" else kind
        first, last = before.get(name, "unknown"), after.get(name, "unknown")
        version = last if first == last else f"{first}, at the end {last}"
        rows.append((spec.name, name, version, f"{weight:g}"))
    deciding = [(library.name, library.version) for library in story.after.library_versions]
    return "\n\n".join(
        [
            _table(("reward", "check", "semantics version", "weight"), rows),
            "Libraries of the verifier that decide verdicts:",
            _table(("library", "version"), deciding),
        ]
    )


def _data(story: Story) -> str:
    settings = story.run.data_settings()
    where = f"split `{settings.split}` of `{settings.dataset}`"
    if Path(settings.dataset).exists():
        where = f"`{Path(settings.dataset).name}`"
    columns = " or ".join(
        " with ".join(f"`{name}`" for name in reader.columns) for reader in settings.prompt
    )
    adapter = f", read by the adapter `{settings.adapter}`" if settings.adapter else ""
    return f"{story.rows} rows of {where}{adapter}, prompts from the column {columns}."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

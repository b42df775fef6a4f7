"""The training data in the form that TRL takes: a column `prompt` and what rewards need.

Local files are read as they are, without the copy that the `datasets` library would
keep in its cache. Not covered: prompts with images, streaming, data that is larger than
memory, data sets whose rows need more than a change of column names.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
from pyarrow import parquet

from trainer.errors import ConfigError
from trainer.training.config import RunConfig

JSON_LINES = ".jsonl"
PARQUET = ".parquet"
# TRL hands these to reward functions for purposes of its own.
RESERVED = frozenset({"prompt", "prompts", "completion", "completions", "completion_ids"})


def load_training_data(run: RunConfig) -> datasets.Dataset:
    """The rows of the run's data set with the columns `prompt` and those of the rewards.

    Raises ConfigError if it cannot be loaded, lacks a column or has no rows.
    """
    try:
        rows = _load(run)
    except ConfigError:
        raise
    except (OSError, ValueError, pa.ArrowException, datasets.exceptions.DatasetsError) as error:
        raise ConfigError(f"cannot load the data set {run.dataset}: {error}") from error
    if not len(rows):
        raise ConfigError(f"{run.dataset} has no rows")
    columns = _reward_columns(run)
    for name in (run.prompt_column, *columns):
        if name not in rows.column_names:
            there = ", ".join(rows.column_names)
            raise ConfigError(f"{run.dataset} has no column {name!r}; it has: {there}")
    if clash := sorted(RESERVED.intersection(columns)):
        raise ConfigError(f"TRL uses the name {clash[0]!r} itself: rename this column")
    return rows.map(
        _to_row,
        fn_kwargs={"run": run},
        remove_columns=[name for name in rows.column_names if name not in columns],
        load_from_cache_file=False,
    )


def _load(run: RunConfig) -> datasets.Dataset:
    path = Path(run.dataset)
    if not path.exists():
        name = run.dataset_config or None
        return datasets.load_dataset(run.dataset, name, split=run.dataset_split)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    if lines := [file for file in files if file.suffix == JSON_LINES]:
        return datasets.Dataset.from_list(list(_json_rows(lines)))
    if tables := [file for file in files if file.suffix == PARQUET]:
        return datasets.Dataset(pa.concat_tables(parquet.read_table(file) for file in tables))
    raise ConfigError(f"{path} is no {JSON_LINES} or {PARQUET} file and holds none")


def _json_rows(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with file.open(encoding="utf-8") as lines:
            yield from _rows_of(file, lines)


def _rows_of(file: Path, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ConfigError(f"{file}, line {number} is no JSON: {error}") from error
        if not isinstance(row, dict):
            raise ConfigError(f"{file}, line {number} is no JSON object")
        yield row


def _reward_columns(run: RunConfig) -> tuple[str, ...]:
    """The columns that the rewards read."""
    config = run.reward_config()
    references = config.reference_column
    names = (references,) if isinstance(references, str) else references or ()
    return (*names, *((config.language_column,) if config.language_column else ()))


def _to_row(row: dict[str, Any], run: RunConfig) -> dict[str, Any]:
    changed: dict[str, Any] = {"prompt": _prompt(row[run.prompt_column], run.system_prompt)}
    column = run.reference_column
    if run.reference_after and isinstance(column, str) and isinstance(row.get(column), str):
        changed[column] = row[column].rpartition(run.reference_after)[2].strip()
    return changed


def _prompt(prompt: Any, system_prompt: str) -> Any:  # noqa: ANN401 - text or messages
    if not system_prompt:
        return prompt
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else list(prompt)
    return [{"role": "system", "content": system_prompt}, *messages]

"""The data in the form that TRL takes: `prompt` with what rewards need, or with `completion`.

A row that cannot be read is left out and reported with its number, counted from 1 in the
order of the data set. Columns that nobody reads are gone.

Not covered: prompts with images, data that is larger than memory.
"""

import dataclasses
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import datasets
import pyarrow as pa

from trainer.data.readers import Prompt, Reader, RowError
from trainer.data.settings import DataSettings
from trainer.data.source import Source, read_source
from trainer.errors import ConfigError, DataError
from trainer.rewards.columns import references_of

# TRL hands these to reward functions for purposes of its own.
RESERVED = frozenset({"prompt", "prompts", "completion", "completions", "completion_ids"})
SHOWN_NUMBERS = 5

_LOG = logging.getLogger(__name__)

Cells = dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class LoadedRows:
    """Rows that can be used, and the number that each has in the data set, from 1."""

    rows: datasets.Dataset
    numbers: tuple[int, ...]

    def keep(self, indices: Sequence[int]) -> "LoadedRows":
        """Those at these places."""
        if len(indices) == len(self.numbers):
            return self
        return LoadedRows(
            rows=self.rows.select(indices), numbers=tuple(self.numbers[each] for each in indices)
        )


def load_training_data(settings: DataSettings) -> LoadedRows:
    """Rows with the columns `prompt` and those of the rewards, for GRPO.

    Raises ConfigError if the data set cannot be loaded, lacks a column or has no row that
    can be used.
    """
    source = read_source(settings)
    kept = [*settings.reference_columns]
    if settings.language_column:
        kept.append(settings.language_column)
    if clash := sorted(RESERVED.intersection(kept)):
        raise ConfigError(f"TRL uses the name {clash[0]!r} itself: rename this column")
    prompt = _pick(settings.prompt, source, settings)
    _require(kept, source, settings)

    def read(row: Mapping[str, Any]) -> Cells:
        cells: Cells = {"prompt": _prompt(prompt, row, settings)}
        return cells | {name: _kept(name, row.get(name), settings) for name in kept}

    return _load(source.only([*prompt.columns, *kept]), settings, read)


def load_solutions(settings: DataSettings) -> LoadedRows:
    """Rows with the columns `prompt` and `completion`, the published solution, for an SFT.

    Both are text, or both are messages. Raises ConfigError as `load_training_data` does, and
    for a data set that publishes no solutions.
    """
    if not settings.completion:
        raise ConfigError(
            f"{settings.adapter or settings.dataset} names no solutions to learn from:"
            " set completion_column to the column that holds them"
        )
    source = read_source(settings)
    prompt = _pick(settings.prompt, source, settings)
    completion = _pick(settings.completion, source, settings)

    def read(row: Mapping[str, Any]) -> Cells:
        return {
            "prompt": _prompt(prompt, row, settings),
            "completion": _values(completion, row),
        }

    return _load(source.only([*prompt.columns, *completion.columns]), settings, read)


def _load(
    source: Source, settings: DataSettings, read: Callable[[Mapping[str, Any]], Cells]
) -> LoadedRows:
    good: dict[int, Cells] = {}
    bad: defaultdict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(source.rows, start=1):
        try:
            good[number] = _require_unicode(read(row))
        except RowError as error:
            bad[str(error)].append(number)
    report = _report(bad, len(good), settings)
    if not good:
        raise ConfigError(report)
    if bad:
        _LOG.warning("%s", report)
    _make_alike(list(good.values()), settings)
    try:
        rows = datasets.Dataset.from_list(list(good.values()))
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise ConfigError(f"cannot load the data set {settings.dataset}: {error}") from error
    return LoadedRows(rows=rows, numbers=tuple(good))


def _require_unicode(cells: Cells) -> Cells:
    """JSON can name half a character, which no table can hold."""
    for name, value in cells.items():
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as error:
            raise RowError(f"{name} holds what is no Unicode text") from error
    return cells


def _report(bad: Mapping[str, list[int]], good: int, settings: DataSettings) -> str:
    left_out = sum(map(len, bad.values()))
    reasons = "; ".join(f"{reason} ({_numbers(numbers)})" for reason, numbers in bad.items())
    return (
        f"{settings.dataset}: {left_out} of {good + left_out} rows cannot be used and are left"
        f" out: {reasons}"
    )


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:SHOWN_NUMBERS]))
    more = len(numbers) - SHOWN_NUMBERS
    return f"row{'s' * (len(numbers) > 1)} {shown}{f' and {more} more' if more > 0 else ''}"


def _pick(readers: Sequence[Reader], source: Source, settings: DataSettings) -> Reader:
    """The first reader whose columns are there."""
    for reader in readers:
        if set(reader.columns) <= set(source.columns):
            return reader
    missing = next(name for name in readers[0].columns if name not in source.columns)
    raise _missing(missing, source, settings)


def _require(columns: Sequence[str], source: Source, settings: DataSettings) -> None:
    for name in columns:
        if name not in source.columns:
            raise _missing(name, source, settings)


def _missing(name: str, source: Source, settings: DataSettings) -> ConfigError:
    message = f"{settings.dataset} has no column {name!r}; it has: {', '.join(source.columns)}"
    if settings.adapter:
        prompts = " or ".join(" with ".join(reader.columns) for reader in settings.prompt)
        expected = [f"{prompts} for the prompt"]
        if settings.reference_columns:
            expected.append(f"{' with '.join(settings.reference_columns)} for the reference")
        if settings.completion:
            solutions = (" with ".join(reader.columns) for reader in settings.completion)
            expected.append(f"{' or '.join(solutions)} for the solution in an SFT")
        message += f". The adapter {settings.adapter} expects {', '.join(expected)}"
    return ConfigError(message)


def _values(reader: Reader, row: Mapping[str, Any]) -> Prompt:
    return reader.read(*(row.get(name) for name in reader.columns))


def _prompt(reader: Reader, row: Mapping[str, Any], settings: DataSettings) -> Prompt:
    """The prompt behind the run's system prompt, which takes the place of the data set's."""
    prompt = _values(reader, row)
    if not settings.system_prompt:
        return prompt
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    if messages[0]["role"] == "system":
        messages = messages[1:]
    return [{"role": "system", "content": settings.system_prompt}, *messages]


def _kept(name: str, value: object, settings: DataSettings) -> object:
    """A cell of a column that rewards read. Of one column references become texts."""
    if name == settings.language_column and name not in settings.reference_columns:
        return str(value) if value else ""
    if name != settings.reference_column:
        return value
    try:
        references = references_of(value)
    except DataError as error:
        raise RowError(f"{name}: {error}") from error
    if settings.reference_after:
        references = tuple(_cut(name, each, settings.reference_after) for each in references)
    return list(references)


def _cut(name: str, reference: str, marker: str) -> str:
    """What follows the last marker."""
    _, found, rest = reference.rpartition(marker)
    if not found:
        raise RowError(f"{name} has no {marker!r}")
    return rest.strip()


def _make_alike(rows: Sequence[Cells], settings: DataSettings) -> None:
    """Give each column one type: lists of references, or messages, only if one row needs them."""
    name = settings.reference_column
    if isinstance(name, str) and name in rows[0] and not any(row[name][1:] for row in rows):
        for row in rows:
            row[name] = row[name][0] if row[name] else None
    if all(isinstance(row["prompt"], str) for row in rows):
        return
    for row in rows:
        if isinstance(row["prompt"], str):
            row["prompt"] = [{"role": "user", "content": row["prompt"]}]
        if "completion" in row:
            row["completion"] = [{"role": "assistant", "content": row["completion"]}]

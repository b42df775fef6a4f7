"""The rows of a data set as they are published: from the hub, from a file or from a folder.

A folder with a data set card (a README.md with metadata at its head) is a copy of a data
set of the hub, and is read as the hub's. Of another folder its own files are read in the
order of their names, or those in its folder with the name of the configuration, or in
`data`. Where files are named after splits (`train.jsonl`, `test-00000-of-00001.parquet`)
only those of the wanted split are. They are read as they are, without the copy that the
`datasets` library would keep in its cache.

Not covered: streaming, data that is larger than memory.
"""

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
from pyarrow import parquet

from trainer.data.settings import DataSettings
from trainer.errors import ConfigError

JSON_LINES = ".jsonl"
JSON = ".json"  # an array of objects, or lines all the same
PARQUET = ".parquet"
KINDS = (JSON_LINES, PARQUET, JSON)
SPLITS = frozenset({"train", "validation", "test"})

_SPLIT_NAME = re.compile(r"[-_.]")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The names of the columns, and the rows. A row may lack a column."""

    columns: tuple[str, ...]
    rows: Iterable[Mapping[str, Any]]

    def only(self, columns: Sequence[str]) -> "Source":
        """The same rows, of which the other columns need not be read."""
        if not isinstance(self.rows, datasets.Dataset):
            return self
        names = list(dict.fromkeys(columns))
        return Source(columns=tuple(names), rows=self.rows.select_columns(names))


def read_source(settings: DataSettings) -> Source:
    """The rows that the settings name. Raises ConfigError if there are none to be had."""
    try:
        source = _read(settings)
    except ConfigError:
        raise
    except (OSError, ValueError, pa.ArrowException, datasets.exceptions.DatasetsError) as error:
        raise ConfigError(f"cannot load the data set {settings.dataset}: {error}") from error
    if not source.columns:
        raise ConfigError(f"{settings.dataset} has no rows")
    return source


def _read(settings: DataSettings) -> Source:
    path = Path(settings.dataset)
    if not path.exists():
        return _from_hub(settings.dataset, settings)
    if path.is_dir():
        if _has_card(path):
            return _from_hub(str(path.resolve()), settings)
        return _from_files(_files_of(path, settings))
    if path.suffix not in KINDS:
        raise ConfigError(f"{path} is no {' or '.join(KINDS)} file")
    return _from_files([path])


def _has_card(folder: Path) -> bool:
    card = folder / "README.md"
    return card.is_file() and card.read_text(encoding="utf-8").startswith("---")


def _files_of(folder: Path, settings: DataSettings) -> list[Path]:
    """The files of one kind in the first place that has any."""
    for place in (folder, folder / (settings.config or "."), folder / "data"):
        for kind in KINDS:
            if files := sorted(place.glob(f"*{kind}")):
                return _of_split(folder, files, settings.split)
    raise ConfigError(f"{folder} is no {' or '.join(KINDS)} file and holds none")


def _of_split(folder: Path, files: Sequence[Path], split: str) -> list[Path]:
    names = [_SPLIT_NAME.split(file.name)[0] for file in files]
    splits = SPLITS.union({split}).intersection(names)
    if not splits:
        return list(files)
    if split not in splits:
        raise ConfigError(
            f"{folder} has no file of the split {split!r}; dataset_split may be"
            f" {' or '.join(sorted(splits))}"
        )
    return [file for file, name in zip(files, names, strict=True) if name == split]


def _from_files(files: Sequence[Path]) -> Source:
    if files[0].suffix == PARQUET:
        table = pa.concat_tables([parquet.read_table(file) for file in files])
        return _of_dataset(datasets.Dataset(table))
    rows = [row for file in files for row in _json_rows(file)]
    return Source(columns=tuple(dict.fromkeys(name for row in rows for name in row)), rows=rows)


def _from_hub(name: str, settings: DataSettings) -> Source:
    config = settings.config or None
    return _of_dataset(datasets.load_dataset(name, config, split=settings.split))


def _of_dataset(rows: datasets.Dataset) -> Source:
    return Source(columns=tuple(rows.column_names) if len(rows) else (), rows=rows)


def _json_rows(file: Path) -> Iterator[dict[str, Any]]:
    written = file.read_text(encoding="utf-8")
    if file.suffix == JSON and written.lstrip().startswith("["):
        yield from _array_rows(file, written)
        return
    for number, line in enumerate(written.split("\n"), start=1):
        if line.strip():
            yield _row(line, f"{file}, line {number}")


def _array_rows(file: Path, written: str) -> Iterator[dict[str, Any]]:
    rows = _parse(written, str(file))
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise ConfigError(f"{file}, row {number} is no JSON object")
        yield row


def _row(line: str, place: str) -> dict[str, Any]:
    row = _parse(line, place)
    if not isinstance(row, dict):
        raise ConfigError(f"{place} is no JSON object")
    return row


def _parse(written: str, place: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(written)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{place} is no JSON: {error}") from error

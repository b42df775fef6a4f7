"""What the keys of a configuration say about the data, with the adapter's share filled in.

A key that is written wins over the adapter; `<adapter>` stands for one that is not.
"""

import dataclasses
import enum
from collections.abc import Callable, Sequence

from trainer.data import readers
from trainer.data.adapters import ADAPTERS, Adapter, adapter_name
from trainer.data.readers import Reader
from trainer.errors import ConfigError

OF_ADAPTER = "<adapter>"
# Without an adapter: the columns of a data set that was made for this trainer.
COLUMN_MAPPING = Adapter(prompt=(readers.prompt("prompt"),), reference_column="answer")


class Unusable(enum.StrEnum):
    """What becomes of rows with a reference that the checks cannot use."""

    DROP = "drop"
    KEEP = "keep"
    FAIL = "fail"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DataKeys:
    """The keys about the data as they are written.

    `reference_column` is a column, several, or None or "" for no references.
    """

    dataset: str
    adapter: str = ""
    dataset_config: str = OF_ADAPTER
    dataset_split: str = OF_ADAPTER
    prompt_column: str = OF_ADAPTER
    system_prompt: str = ""
    reference_column: object = OF_ADAPTER
    reference_after: str = OF_ADAPTER
    completion_column: str = OF_ADAPTER
    language_column: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DataSettings:
    """Which data set to read, and how; `adapter` is a name for errors, "" for a column mapping."""

    dataset: str
    adapter: str
    config: str
    split: str
    prompt: tuple[Reader, ...]
    system_prompt: str
    reference_column: str | tuple[str, ...] | None
    reference_after: str
    completion: tuple[Reader, ...]
    language_column: str | None

    @property
    def reference_columns(self) -> tuple[str, ...]:
        """The columns with references, however many there are."""
        names = self.reference_column
        return (names,) if isinstance(names, str) else names or ()


def data_settings(keys: DataKeys) -> DataSettings:
    """The settings that these keys make. Raises ConfigError for an adapter that is not there."""
    name = adapter_name(keys.adapter, keys.dataset)
    adapter = ADAPTERS[name] if name else COLUMN_MAPPING
    written = keys.reference_column
    references = adapter.reference_column if written == OF_ADAPTER else _columns(written)
    # The marker belongs to the adapter's own column.
    marker = adapter.reference_after if references == adapter.reference_column else ""
    return DataSettings(
        dataset=keys.dataset,
        adapter=name,
        config=_given(keys.dataset_config, adapter.config),
        split=_given(keys.dataset_split, adapter.split),
        prompt=_mapped(keys.prompt_column, adapter.prompt, readers.prompt),
        system_prompt=keys.system_prompt,
        reference_column=references,
        reference_after=_given(keys.reference_after, marker),
        completion=_mapped(keys.completion_column, adapter.completion, readers.text),
        language_column=keys.language_column or None,
    )


def _columns(value: object) -> str | tuple[str, ...] | None:
    if not value:
        return None
    if isinstance(value, str):
        return value
    if not isinstance(value, Sequence) or not all(isinstance(each, str) for each in value):
        raise ConfigError(f"reference_column must be a column or a list of columns, not {value!r}")
    return tuple(value)


def _given(written: str, adapters: str) -> str:
    return adapters if written == OF_ADAPTER else written


def _mapped(
    column: str, adapters: tuple[Reader, ...], reader: Callable[[str], Reader]
) -> tuple[Reader, ...]:
    return adapters if column in (OF_ADAPTER, "") else (reader(column),)

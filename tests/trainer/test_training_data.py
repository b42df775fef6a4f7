"""How a data set becomes what TRL trains on."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from trainer.errors import ConfigError
from trainer.training.config import RunConfig
from trainer.training.data import load_training_data

ROWS = [
    {"question": "1+1?", "answer": "One and one. #### 2", "tongue": "de", "id": 1},
    {"question": "2+2?", "answer": "#### no, #### 4 ", "tongue": "fr", "id": 2},
]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """The rows as a JSONL file, with an empty line in between."""
    path = tmp_path / "rows.jsonl"
    path.write_text("\n\n".join(json.dumps(row) for row in ROWS))
    return path


def load(dataset: Path, **settings: object) -> list[dict[str, object]]:
    """The rows of the training data."""
    run = RunConfig(
        dataset=str(dataset),
        rewards=[{"name": "math", "check": "math"}],
        **{"prompt_column": "question", **settings},
    )
    return load_training_data(run).to_list()


def test_prompts_and_references_are_all_that_is_left(lines: Path) -> None:
    """The prompt has TRL's name, the references keep theirs, other columns are gone."""
    assert load(lines) == [{"prompt": r["question"], "answer": r["answer"]} for r in ROWS]


def test_references_can_be_cut_after_a_marker(lines: Path) -> None:
    """GSM8K writes the answer after the last ####; a reference without it is left whole."""
    assert [row["answer"] for row in load(lines, reference_after="####")] == ["2", "4"]
    assert [row["answer"] for row in load(lines, reference_after="@")] == [
        row["answer"].strip() for row in ROWS
    ]


def test_a_system_prompt_makes_conversations(lines: Path) -> None:
    """Text prompts become a message of the user after one of the system."""
    assert load(lines, system_prompt="Think.")[0]["prompt"] == [
        {"role": "system", "content": "Think."},
        {"role": "user", "content": "1+1?"},
    ]


def test_a_system_prompt_goes_before_messages(tmp_path: Path) -> None:
    """Prompts that are messages already keep them, after the system prompt."""
    messages = [{"role": "user", "content": "1+1?"}]
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"prompt": messages, "answer": 2}))
    (row,) = load(path, system_prompt="Think.", prompt_column="prompt")
    assert row["prompt"] == [{"role": "system", "content": "Think."}, *messages]
    assert load(path, prompt_column="prompt")[0]["prompt"] == messages


def test_several_columns_and_the_language_are_kept(lines: Path) -> None:
    """A list of reference columns and a language column stay for the rewards."""
    (row, _) = load(lines, reference_column=["id", "answer"], language_column="tongue")
    assert sorted(row) == ["answer", "id", "prompt", "tongue"]


@pytest.mark.parametrize("reference_column", [None, ""])
def test_no_references_are_needed(lines: Path, reference_column: str | None) -> None:
    """Without a reference column only the prompt is left."""
    rows = load(lines, reference_column=reference_column, reference_after="#")
    assert rows == [{"prompt": row["question"]} for row in ROWS]


@pytest.mark.parametrize("layout", ["file", "folder"])
def test_parquet_is_read_too(tmp_path: Path, layout: str) -> None:
    """A Parquet file, or all of a folder in the order of their names."""
    for number, row in enumerate(ROWS):
        parquet.write_table(pa.Table.from_pylist([row]), tmp_path / f"part{number}.parquet")
    if layout == "file":
        assert [row["prompt"] for row in load(tmp_path / "part1.parquet")] == ["2+2?"]
    else:
        assert [row["prompt"] for row in load(tmp_path)] == ["1+1?", "2+2?"]


@pytest.mark.parametrize(
    ("content", "settings", "message"),
    [
        ('{"question": "1", "answer": "1"}\n{"question"', {}, "line 2 is no JSON"),
        ('{"question": "1", "answer": "1"}\n[1]', {}, "line 2 is no JSON object"),
        ("", {}, "has no rows"),
        ('{"question": "1"}', {}, "has no column 'answer'; it has: question"),
        ('{"completion": "1", "question": "1"}', {"reference_column": "completion"}, "rename"),
        ('{"question": "1", "answer": "1"}\n{"question": "2", "answer": 2}', {}, "cannot load"),
    ],
)
def test_what_cannot_be_used_is_named(
    tmp_path: Path, content: str, settings: dict[str, object], message: str
) -> None:
    """The error for data that does not fit says the file, and the line or the column."""
    path = tmp_path / "rows.jsonl"
    path.write_text(content)
    with pytest.raises(ConfigError, match=message) as caught:
        load(path, **settings)
    assert "rows.jsonl" in str(caught.value) or "rename" in message


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    """A folder that holds no JSONL or Parquet file is no data set."""
    (tmp_path / "readme.txt").write_text("nothing")
    with pytest.raises(ConfigError, match="and holds none"):
        load(tmp_path)

"""How a data set becomes what TRL trains on."""

import dataclasses
import json
from pathlib import Path

import datasets
import pyarrow as pa
import pytest
from pyarrow import parquet

from trainer.data.loading import LoadedRows, load_solutions, load_training_data
from trainer.data.settings import DataKeys, data_settings
from trainer.errors import ConfigError

ROWS = [
    {"question": "1+1?", "answer": "One and one. #### 2", "tongue": "de", "id": 1},
    {"question": "2+2?", "answer": "#### no, #### 4 ", "tongue": "fr", "id": 2},
]
CARD = """\
---
configs:
- {config_name: first, data_files: a.jsonl}
- {config_name: second, data_files: b.jsonl}
---
"""


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """The rows as a JSONL file, with an empty line in between."""
    path = tmp_path / "rows.jsonl"
    path.write_text("\n\n".join(json.dumps(row) for row in ROWS))
    return path


def load(dataset: object, **keys: object) -> list[dict[str, object]]:
    """The rows of the training data."""
    return loaded(dataset, **keys).rows.to_list()


def loaded(dataset: object, **keys: object) -> LoadedRows:
    """The training data with the numbers of its rows."""
    settings = data_settings(
        DataKeys(dataset=str(dataset), **{"prompt_column": "question", **keys})
    )
    return load_training_data(settings)


def write_lines(path: Path, *rows: object) -> Path:
    """A JSONL file with these rows."""
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_prompts_and_references_are_all_that_is_left(lines: Path) -> None:
    """The prompt has TRL's name, the references keep theirs, other columns are gone."""
    assert load(lines) == [{"prompt": r["question"], "answer": r["answer"]} for r in ROWS]


def test_references_can_be_cut_after_a_marker(lines: Path) -> None:
    """GSM8K writes the answer after the last ####."""
    assert [row["answer"] for row in load(lines, reference_after="####")] == ["2", "4"]


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
        ('{"question": " ", "answer": "1"}', {}, r"question is empty \(row 1\)"),
        (
            '{"question": "1", "n": 1}\n{"question": "2", "n": "b"}',
            {"reference_column": ["n", "question"]},
            "cannot load",
        ),
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
    """A folder that holds no JSON or Parquet file is no data set."""
    (tmp_path / "readme.txt").write_text("nothing")
    with pytest.raises(ConfigError, match="and holds none"):
        load(tmp_path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """The error says which kinds of files there are."""
    path = tmp_path / "rows.csv"
    path.write_text("question,answer")
    with pytest.raises(ConfigError, match=r"is no \.jsonl or \.parquet or \.json file"):
        load(path)


@pytest.mark.parametrize(
    "written", [json.dumps(ROWS), "\n".join(map(json.dumps, ROWS))], ids=["array", "lines"]
)
def test_json_is_an_array_or_lines(tmp_path: Path, written: str) -> None:
    """A file `.json` holds one array of objects, or an object in each line."""
    path = tmp_path / "rows.json"
    path.write_text(written)
    assert [row["prompt"] for row in load(path)] == ["1+1?", "2+2?"]


def test_an_array_of_something_else_is_refused(tmp_path: Path) -> None:
    """The error names the place of what is no object."""
    path = tmp_path / "rows.json"
    path.write_text('[{"question": "1"}, 2]')
    with pytest.raises(ConfigError, match=r"rows\.json, row 2 is no JSON object"):
        load(path)


def test_a_folder_may_hold_splits(tmp_path: Path) -> None:
    """Where files are named after splits, those of another one are not trained on."""
    write_lines(tmp_path / "train-0.jsonl", ROWS[0])
    write_lines(tmp_path / "test.jsonl", ROWS[1])
    write_lines(tmp_path / "notes.jsonl", {"note": "not for training"})
    assert [row["prompt"] for row in load(tmp_path)] == ["1+1?"]
    assert [row["prompt"] for row in load(tmp_path, dataset_split="test")] == ["2+2?"]
    with pytest.raises(ConfigError, match=r"no file of the split 'dev'; .* may be test or train"):
        load(tmp_path, dataset_split="dev")


@pytest.mark.parametrize("place", ["main", "data"])
def test_a_folder_may_hold_its_data_below(tmp_path: Path, place: str) -> None:
    """Files are looked for in the folder of the configuration, and in `data`."""
    (tmp_path / place).mkdir()
    write_lines(tmp_path / place / "train.jsonl", *ROWS)
    assert len(load(tmp_path, dataset_config="main")) == 2


def test_a_copy_of_a_hub_data_set_is_read_as_the_hubs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card in a folder says which files are a configuration, whatever they are called."""
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    copy = tmp_path / "copy"
    copy.mkdir()
    write_lines(copy / "a.jsonl", ROWS[0])
    write_lines(copy / "b.jsonl", ROWS[1])
    (copy / "README.md").write_text(CARD)
    assert [row["prompt"] for row in load(copy, dataset_config="second")] == ["2+2?"]


def test_a_data_set_that_is_nowhere_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is no local file is looked for on the hub; the error names it."""
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="cannot load the data set nobody/nothing"):
        load("nobody/nothing")


def test_bad_rows_are_reported_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A row that cannot be read is counted with its reason and number; the others are kept."""
    path = write_lines(
        tmp_path / "rows.jsonl",
        {"question": "fine", "answer": "#### 1"},
        {"question": 5, "answer": "#### 1"},
        {"question": "\n", "answer": "#### 1"},
        {"answer": "#### 1"},
        {"question": "fine", "answer": "#### 2"},
        *[{"question": "no mark", "answer": "2"}] * 7,
    )
    data = loaded(path, reference_after="####")
    assert data.numbers == (1, 5)
    assert data.rows["answer"][:] == ["1", "2"]
    (message,) = caplog.messages
    assert message == (
        f"{path}: 10 of 12 rows cannot be used and are left out:"
        " question is int, not text or a list of messages (row 2);"
        " question is empty (row 3);"
        " question is missing, not text or a list of messages (row 4);"
        " answer has no '####' (rows 6, 7, 8, 9, 10 and 2 more)"
    )


def test_half_a_character_is_bad(tmp_path: Path) -> None:
    """A row with a lone surrogate, which JSON can write, is left out; the others are kept."""
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"question": "\\ud800", "answer": "1"}\n{"question": "2?", "answer": "\\udfff"}\n'
        '{"question": "3?", "answer": "3"}'
    )
    assert loaded(path).numbers == (3,)


def test_a_number_that_no_table_can_hold_is_an_error(tmp_path: Path) -> None:
    """Where several columns make a reference, they keep their types."""
    path = write_lines(tmp_path / "rows.jsonl", {"question": "?", "n": 10**30})
    with pytest.raises(ConfigError, match="cannot load the data set"):
        load(path, reference_column=["n", "question"])


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [
        ([], "question is empty"),
        ([{"role": "user", "content": ""}], "question is empty"),
        (["1"], "question is a list of something else than messages"),
        ([{"role": "user"}], "question is a list of something else than messages"),
    ],
)
def test_messages_that_are_none_are_bad(tmp_path: Path, prompt: object, reason: str) -> None:
    """A list that is no list of messages is no prompt."""
    path = write_lines(tmp_path / "rows.jsonl", {"question": prompt, "answer": "1"})
    with pytest.raises(ConfigError, match=reason):
        load(path)


def test_references_become_texts(tmp_path: Path) -> None:
    """References of one column may be numbers, texts, lists of alternatives, or not there."""
    path = write_lines(
        tmp_path / "rows.jsonl", *({"question": "?", "answer": each} for each in (2, "b", 3.0))
    )
    assert [row["answer"] for row in load(path)] == ["2", "b", "3"]
    path = write_lines(
        tmp_path / "rows.jsonl",
        *({"question": "?", "answer": each} for each in (2, ["b", 1], None)),
    )
    assert [row["answer"] for row in load(path)] == [["2"], ["b", "1"], []]


def test_texts_and_messages_may_be_mixed(tmp_path: Path) -> None:
    """Where one prompt is a conversation, all are."""
    messages = [{"role": "user", "content": "1+1?"}]
    path = write_lines(
        tmp_path / "rows.jsonl", *({"question": each, "answer": "2"} for each in (messages, "2?"))
    )
    assert load(path)[1]["prompt"] == [{"role": "user", "content": "2?"}]


def test_a_system_prompt_takes_the_place_of_the_datas(tmp_path: Path) -> None:
    """A run's own system prompt replaces the one that the messages begin with."""
    messages = [{"role": "system", "content": "Old."}, {"role": "user", "content": "1+1?"}]
    path = write_lines(tmp_path / "rows.jsonl", {"question": messages, "answer": "2"})
    (row,) = load(path, system_prompt="New.")
    assert row["prompt"] == [{"role": "system", "content": "New."}, messages[1]]


def test_solutions_are_read_for_an_sft(lines: Path) -> None:
    """With a completion column, rows are prompts and completions, text or messages alike."""
    keys = DataKeys(dataset=str(lines), prompt_column="question", completion_column="answer")
    rows = load_solutions(data_settings(keys)).rows.to_list()
    assert rows == [{"prompt": r["question"], "completion": r["answer"]} for r in ROWS]
    keys = dataclasses.replace(keys, system_prompt="Think.")
    assert load_solutions(data_settings(keys)).rows[0]["completion"] == [
        {"role": "assistant", "content": ROWS[0]["answer"]}
    ]


def test_solutions_need_a_column(lines: Path) -> None:
    """Without a completion column, the error says which key is missing."""
    with pytest.raises(ConfigError, match="set completion_column"):
        load_solutions(data_settings(DataKeys(dataset=str(lines))))

"""Published data sets in small: rows of our own in the shape of each, read by its adapter."""

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from trainer.data.adapters import ADAPTERS
from trainer.data.loading import load_solutions, load_training_data
from trainer.data.settings import DataKeys, data_settings
from trainer.errors import ConfigError
from trainer.rewards.columns import joined, references_of
from trainer.training.config import read_invocation

Row = dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Published:
    """One row as it is published, and what becomes of it; `bad` is one that cannot be used."""

    row: Row
    prompt: object
    references: tuple[str, ...] = ()
    completion: str | None = None
    bad: Row | None = None
    reason: str = ""


SYSTEM = {"role": "system", "content": "Think."}
USER = {"role": "user", "content": "1+2?"}
TURNS = [{"from": "user", "value": "1+2?"}, {"from": "assistant", "value": "It is 3."}]
MESSAGES = [USER, {"role": "assistant", "content": "<think>1+2</think>3"}]
GAME = (
    "Here are the numbers 3, 4, 2. Write an expression with the value 10. It must contain each of"
    " these numbers exactly once, and apart from them only the operators + - * / and parentheses."
)

PUBLISHED: dict[str, list[Published]] = {
    "openai/gsm8k": [
        Published(
            row={"question": "1+2?", "answer": "1+2=<<1+2=3>>3\n#### 3"},
            prompt="1+2?",
            references=("3",),
            completion="1+2=<<1+2=3>>3\n#### 3",
            bad={"question": "1+2?", "answer": "3"},
            reason="answer has no '####'",
        )
    ],
    "swulling/gsm8k_chinese": [
        Published(
            row={
                "question": "1+2?",
                "answer": "1+2=3\n#### 3",
                "question_zh-cn": "一加二是多少?",
                "answer_only": "3",
            },
            prompt="一加二是多少?",
            references=("3",),
            bad={"question": "1+2?", "question_zh-cn": "", "answer_only": "3"},
            reason="question_zh-cn is empty",
        )
    ],
    "Jiayi-Pan/Countdown-Tasks-3to4": [
        Published(
            row={"target": 10, "nums": [3, 4, 2]},
            prompt=GAME,
            references=('{"target": 10, "nums": [3, 4, 2]}',),
            bad={"target": 10, "nums": []},
            reason="nums is no list of integers",
        )
    ],
    "open-r1/OpenR1-Math-220k": [
        Published(
            row={
                "problem": "1+2?",
                "solution": "Three.",
                "answer": "3",
                "generations": ["<think>1+2</think>3"],
                "correctness_math_verify": [True],
                "messages": MESSAGES,
            },
            prompt="1+2?",
            references=("3",),
            completion="<think>1+2</think>3",
            bad={"problem": None, "answer": "3", "messages": MESSAGES},
            reason="problem is missing, not text",
        )
    ],
    "open-thoughts/OpenThoughts-114k": [
        Published(
            row={
                "problem": "1+2?",
                "deepseek_reasoning": "1+2",
                "deepseek_solution": "3",
                "ground_truth_solution": r"It is $\boxed{3}$.",
                "domain": "math",
                "source": "ours",
                "test_cases": None,
                "starter_code": None,
            },
            prompt="1+2?",
            references=(r"It is $\boxed{3}$.",),
            completion="<think>\n1+2\n</think>\n\n3",
        ),
        Published(
            row={"system": "Think.", "conversations": TURNS},
            prompt=[SYSTEM, USER],
            completion="It is 3.",
        ),
    ],
    "bespokelabs/Bespoke-Stratos-17k": [
        Published(
            row={"system": "Think.", "conversations": TURNS},
            prompt=[SYSTEM, USER],
            completion="It is 3.",
            bad={"system": "Think.", "conversations": [{"from": "cat", "value": "3"}]},
            reason="conversations has a message of an unknown role",
        )
    ],
    "ServiceNow-AI/R1-Distill-SFT": [
        Published(
            row={
                "id": "1",
                "problem": "1+2?",
                "reannotated_assistant_content": "<think>1+2</think>3",
                "solution": r"It is \(\boxed{3}\).",
                "source_dataset": "ours",
                "verified": None,
                "quality_metrics": None,
            },
            prompt="1+2?",
            references=(r"It is \(\boxed{3}\).",),
            completion="<think>1+2</think>3",
        ),
        Published(
            row={
                "id": "1",
                "messages": MESSAGES,
                "reannotated_messages": MESSAGES,
                "reannotated_assistant_content": "<think>1+2</think>3",
            },
            prompt=[USER],
            completion="<think>1+2</think>3",
        ),
    ],
    "cognitivecomputations/dolphin-r1": [
        Published(
            row={
                "messages": [SYSTEM, USER],
                "reasoning": "1+2",
                "answer": "It is 3.",
                "model": "r1",
            },
            prompt=[SYSTEM, USER],
            completion="<think>\n1+2\n</think>\n\nIt is 3.",
            bad={"messages": [SYSTEM], "reasoning": "1+2", "answer": "3", "model": "r1"},
            reason="messages has no message of a user",
        ),
        Published(
            row={"messages": MESSAGES, "score": 0.2},
            prompt=[USER],
            completion="<think>1+2</think>3",
        ),
    ],
    "GAIR/LIMO": [
        Published(
            row={"question": "1+2?", "solution": "It is 3.", "answer": "3"},
            prompt="1+2?",
            references=("3",),
            completion="It is 3.",
        )
    ],
    "agentica-org/DeepScaleR-Preview-Dataset": [
        Published(
            row={"problem": "1+2?", "answer": "3", "solution": "It is 3."},
            prompt="1+2?",
            references=("3",),
            completion="It is 3.",
        )
    ],
    "HuggingFaceH4/MATH-500": [
        Published(
            row={
                "problem": "1+2?",
                "solution": r"It is $\boxed{3}$.",
                "answer": "3",
                "subject": "Algebra",
                "level": 1,
                "unique_id": "ours/1.json",
            },
            prompt="1+2?",
            references=("3",),
            completion=r"It is $\boxed{3}$.",
        )
    ],
}
SHAPES = [
    pytest.param(name, each, id=f"{name}-{number}")
    for name, shapes in PUBLISHED.items()
    for number, each in enumerate(shapes)
]
KINDS = pytest.mark.parametrize("kind", ["jsonl", "parquet"])


def write(folder: Path, kind: str, *rows: Row) -> str:
    """A file with these rows."""
    path = folder / f"rows.{kind}"
    if kind == "jsonl":
        path.write_text("\n".join(json.dumps(row) for row in rows))
    else:
        parquet.write_table(pa.Table.from_pylist(list(rows)), path)
    return str(path)


def has_references(published: Published) -> bool:
    """Whether this shape of the data set has them."""
    return bool(published.references)


def test_every_adapter_is_tested_in_its_shape() -> None:
    """An adapter that is added without a row of its shape here fails this test."""
    assert PUBLISHED.keys() == ADAPTERS.keys()


@KINDS
@pytest.mark.parametrize(("name", "published"), SHAPES)
def test_a_row_becomes_prompt_and_references(
    name: str, published: Published, kind: str, tmp_path: Path
) -> None:
    """A local file in the published shape is read by the adapter that `adapter` names."""
    path = write(tmp_path, kind, published.row)
    # The second shapes have no references: trained on without any, or not at all.
    keys = {} if has_references(published) else {"reference_column": None}
    settings = data_settings(DataKeys(dataset=path, adapter=name, **keys))
    (row,) = load_training_data(settings).rows.to_list()
    assert row.pop("prompt") == published.prompt
    names = settings.reference_columns
    if isinstance(settings.reference_column, tuple):
        assert (joined(names, [row[each] for each in names]),) == published.references
    elif names:
        assert references_of(row[names[0]]) == published.references
    assert sorted(row) == sorted(names)


@KINDS
@pytest.mark.parametrize(("name", "published"), SHAPES)
def test_a_row_becomes_prompt_and_solution(
    name: str, published: Published, kind: str, tmp_path: Path
) -> None:
    """The published solution is the completion, as a message where the prompt is messages."""
    path = write(tmp_path, kind, published.row)
    settings = data_settings(DataKeys(dataset=path, adapter=name))
    if published.completion is None:
        with pytest.raises(ConfigError, match="names no solutions to learn from"):
            load_solutions(settings)
        return
    (row,) = load_solutions(settings).rows.to_list()
    completion = row["completion"]
    if isinstance(published.prompt, list):
        (message,) = completion
        completion = message["content"]
    assert (row["prompt"], completion) == (published.prompt, published.completion)


@pytest.mark.parametrize(("name", "published"), [each for each in SHAPES if each.values[1].bad])
def test_a_row_that_does_not_fit_is_left_out(
    name: str, published: Published, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A row that the adapter cannot read is reported with its number; the others are kept."""
    assert published.bad is not None
    path = write(tmp_path, "jsonl", published.row, published.bad, published.row)
    loaded = load_training_data(data_settings(DataKeys(dataset=path, adapter=name)))
    assert loaded.numbers == (1, 3)
    assert f"1 of 3 rows cannot be used and are left out: {published.reason} (row 2)" in caplog.text


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_data_set_of_another_shape_is_refused(name: str, tmp_path: Path) -> None:
    """The error names the columns that there are and those that the adapter expects."""
    path = write(tmp_path, "jsonl", {"unknown": 1, "other": 2})
    settings = data_settings(DataKeys(dataset=path, adapter=name))
    with pytest.raises(ConfigError) as caught:
        load_training_data(settings)
    message = str(caught.value)
    assert "it has: unknown, other" in message
    assert f"The adapter {name} expects" in message
    expected = {column for reader in settings.prompt for column in reader.columns}
    assert all(column in message for column in {*expected, *settings.reference_columns})


def test_a_configuration_without_references_says_so(tmp_path: Path) -> None:
    """The conversations of OpenThoughts have no references; those are in another configuration."""
    path = write(tmp_path, "jsonl", {"system": "Think.", "conversations": TURNS})
    keys = DataKeys(dataset=path, adapter="open-thoughts/OpenThoughts-114k")
    with pytest.raises(ConfigError, match="has no column 'ground_truth_solution'"):
        load_training_data(data_settings(keys))


@pytest.mark.parametrize("name", [*ADAPTERS, "OpenAI/GSM8K"])
def test_a_known_data_set_picks_its_adapter(name: str) -> None:
    """The name of a published data set is enough, in upper or lower case."""
    settings = data_settings(DataKeys(dataset=name))
    assert settings.adapter.casefold() == name.casefold()
    adapter = ADAPTERS[settings.adapter]
    assert (settings.config, settings.split) == (adapter.config, adapter.split)
    assert settings.reference_column == adapter.reference_column


def test_an_unknown_adapter_is_refused() -> None:
    """The error names the adapters that there are."""
    with pytest.raises(ConfigError, match=r"no adapter 'gsm'; there are: openai/gsm8k, "):
        data_settings(DataKeys(dataset="rows.jsonl", adapter="gsm"))


def test_written_keys_win_over_the_adapter() -> None:
    """Each key that is written takes the place of what the adapter says."""
    written = data_settings(
        DataKeys(
            dataset="openai/gsm8k",
            dataset_config="socratic",
            dataset_split="test",
            prompt_column="hint",
            reference_column="target",
            completion_column="steps",
        )
    )
    assert (written.config, written.split) == ("socratic", "test")
    assert written.prompt[0].columns == ("hint",)
    assert written.completion[0].columns == ("steps",)
    assert written.reference_column == "target"
    assert not written.reference_after  # which belongs to the adapter's own column
    whole = data_settings(DataKeys(dataset="openai/gsm8k", reference_after=""))
    assert not whole.reference_after
    assert data_settings(DataKeys(dataset="GAIR/LIMO", reference_column="")).reference_columns == ()


def test_other_data_sets_are_mapped_by_their_columns() -> None:
    """Without an adapter the columns are those that the keys name, or `prompt` and `answer`."""
    settings = data_settings(DataKeys(dataset="somebody/problems"))
    assert (settings.adapter, settings.config, settings.split) == ("", "", "train")
    assert settings.prompt[0].columns == ("prompt",)
    assert settings.reference_column == "answer"


def test_a_run_has_the_references_of_its_adapter() -> None:
    """The rewards of a run read the columns that the adapter names, without a further key."""
    rewards = '[{"name": "countdown", "check": "countdown"}]'
    arguments = ["--dataset", "Jiayi-Pan/Countdown-Tasks-3to4", "--rewards", rewards]
    run = read_invocation(arguments).run
    assert run.reward_config().reference_column == ("target", "nums")
    run = read_invocation([*arguments, "--reference_column", "game"]).run
    assert run.reward_config().reference_column == "game"


def data_folder(name: str) -> Path:
    """A folder of the real data."""
    folder = Path(os.environ.get("RLVERIFY_DATA") or "/", name)
    if not folder.is_dir():
        pytest.skip(f"RLVERIFY_DATA does not name the folder that holds {name}/")
    return folder


@pytest.mark.parametrize(("split", "count"), [("train", 7_473), ("test", 1_319)])
def test_the_real_gsm8k_is_read_whole(split: str, count: int) -> None:
    """Every published row of GSM8K has a question, and an answer without its solution."""
    folder = data_folder("gsm8k")
    keys = DataKeys(dataset=str(folder), adapter="openai/gsm8k", dataset_split=split)
    rows = load_training_data(data_settings(keys)).rows
    assert len(rows) == count
    assert all(answer.replace(",", "").lstrip("-").isdigit() for answer in rows["answer"])
    solutions = load_solutions(data_settings(keys)).rows
    assert all("####" in solution for solution in solutions["completion"])


def test_the_real_chinese_problems_are_read_whole(tmp_path: Path) -> None:
    """The Chinese problems of MGSM, in the columns of the Chinese GSM8K."""
    lines = (data_folder("mgsm") / "mgsm_zh.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.rsplit("\t", 1) for line in lines]
    path = write(
        tmp_path, "jsonl", *({"question_zh-cn": q, "answer_only": answer} for q, answer in cells)
    )
    keys = DataKeys(dataset=path, adapter="swulling/gsm8k_chinese")
    rows = load_training_data(data_settings(keys)).rows
    assert rows["prompt"][:] == [question for question, _ in cells]
    assert len(rows) == 250

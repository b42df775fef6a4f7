"""References that the checks cannot use are found before training, by the real service."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rlverify.verifier.v1 import verdict_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from trainer.client import ClientSettings, Fault, Outcome, VerifierClient
from trainer.data.loading import LoadedRows, load_training_data
from trainer.data.references import FINE, check_references, usable_rows
from trainer.data.settings import DataKeys, Unusable, data_settings
from trainer.errors import ConfigError
from trainer.rewards import RewardConfig, RewardSpec, parse_check
from trainer.rewards.check_spec import KINDS

if TYPE_CHECKING:
    from tests.conftest import RunningService
    from tests.trainer.conftest import ScriptedVerifier

# A reference that each kind of check can use, and one that it cannot.
USABLE = {"choice": "B", "countdown": '{"target": 6, "nums": [1, 2, 3]}'}
UNUSABLE = {"math": r"\frac{1}{", "choice": "the second", "countdown": "6"}
PARAMETERS = {"language": {"language": "en"}, "plugin": {"name": "misbehave"}}


@pytest.fixture
def real(service: "RunningService") -> Iterator[VerifierClient]:
    """A client of the real service."""
    with VerifierClient(ClientSettings(endpoint=service.address)) as made:
        yield made


def config(**checks: object) -> RewardConfig:
    """Rewards by their names."""
    return RewardConfig(
        rewards=tuple(
            RewardSpec(name=name, check=parse_check(check)) for name, check in checks.items()
        )
    )


def load(folder: Path, *answers: object) -> LoadedRows:
    """Training data with these references."""
    path = folder / "rows.jsonl"
    rows = [{"prompt": f"{number}?", "answer": answer} for number, answer in enumerate(answers)]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return load_training_data(data_settings(DataKeys(dataset=str(path))))


def test_rows_that_the_checks_cannot_use_are_dropped(
    tmp_path: Path, real: VerifierClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A row that one check cannot use is dropped and reported; the numbers are the data set's."""
    caplog.set_level(logging.INFO)
    data = load(tmp_path, "42", r"\frac{1}{2}", r"\frac{1}{", "42", None, "42")
    rewards = config(math="math", form={"format": {"mode": "soft"}})
    left = usable_rows(data, rewards, real, Unusable.DROP)
    assert left.numbers == (1, 2, 4, 6)
    assert left.rows["prompt"][:] == ["0?", "1?", "3?", "5?"]
    first, *rows = [line.strip() for line in caplog.messages[-1].split("\n")]
    assert first == ("references of 6 rows (4 distinct): 2 cannot be used (math bad_reference 2)")
    assert rows[0].startswith("row 3, math bad_reference: the reference cannot be read: ")
    assert rows[0].endswith(r"; the reference: '\\frac{1}{'")
    assert rows[1] == "row 5, math bad_reference: there is no reference; the reference: ''"
    assert rows[2] == "they are dropped"


def test_good_references_are_all_kept(
    tmp_path: Path, real: VerifierClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is dropped where nothing is wrong, and the report is one line."""
    caplog.set_level(logging.INFO)
    data = load(tmp_path, "42", "x > 3")
    assert usable_rows(data, config(math="math"), real, Unusable.DROP) is data
    assert caplog.messages == ["references of 2 rows (2 distinct): all can be used"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_empty_completion_says_nothing_against_a_good_reference(
    kind: str, tmp_path: Path, real: VerifierClient
) -> None:
    """Each kind of check keeps a reference that it can use, and finds one that it cannot."""
    rewards = config(it={kind: PARAMETERS.get(kind, {})})
    good, bad = USABLE.get(kind, "42"), UNUSABLE.get(kind, "")
    report = check_references(load(tmp_path, good, bad), rewards, real)
    needs_references = kind in {*UNUSABLE, "exact"}
    assert report.unusable == ({1} if needs_references else set())


def test_each_row_counts_where_references_are_equal(tmp_path: Path, real: VerifierClient) -> None:
    """Equal references are sent once and found in each of their rows; a long report is cut."""
    report = check_references(load(tmp_path, *["{"] * 7, "1"), config(math="math"), real)
    assert (report.rows, report.distinct, len(report.unusable)) == (8, 2, 7)
    lines = str(report).split("\n")
    assert len(lines) == 1 + 5 + 1
    assert lines[-1].strip() == "and 2 more"


def test_long_references_are_cut_in_the_report(tmp_path: Path, real: VerifierClient) -> None:
    """Of a reference the report shows 80 characters at most."""
    report = check_references(load(tmp_path, "{" * 500), config(math="math"), real)
    (finding,) = report.findings
    assert str(finding).endswith(f"'{'{' * 79}…'")


def test_kept_rows_are_reported_all_the_same(
    tmp_path: Path, real: VerifierClient, caplog: pytest.LogCaptureFixture
) -> None:
    """`unusable_references: keep` trains on all rows, after the report."""
    data = load(tmp_path, "42", "{")
    assert usable_rows(data, config(math="math"), real, Unusable.KEEP) is data
    assert "1 cannot be used (math bad_reference 1)" in caplog.text
    assert "they are kept" in caplog.text


def test_a_run_may_refuse_unusable_references(tmp_path: Path, real: VerifierClient) -> None:
    """`unusable_references: fail` refuses to train on data with such a row, and shows it."""
    data = load(tmp_path, "42", "{")
    with pytest.raises(ConfigError, match=r"row 2, math bad_reference: [^$]*Mend them"):
        usable_rows(data, config(math="math"), real, Unusable.FAIL)


def test_a_run_without_usable_references_is_refused(tmp_path: Path, real: VerifierClient) -> None:
    """References that fit none of the rewards are an error before the model is loaded."""
    data = load(tmp_path, "42", "43")
    with pytest.raises(ConfigError, match="No row is left to train on"):
        usable_rows(data, config(game="countdown"), real, Unusable.DROP)


def test_two_columns_are_one_reference(tmp_path: Path, real: VerifierClient) -> None:
    """The countdown game of each row is looked at as the rewards will send it."""
    path = tmp_path / "rows.jsonl"
    rows: list[dict[str, Any]] = [{"target": 6, "nums": [1, 2, 3]}, {"target": 6, "nums": [-1, 7]}]
    path.write_text("\n".join(map(json.dumps, rows)))
    keys = DataKeys(dataset=str(path), adapter="Jiayi-Pan/Countdown-Tasks-3to4")
    settings = data_settings(keys)
    rewards = RewardConfig(
        rewards=config(game="countdown").rewards, reference_column=settings.reference_column
    )
    left = usable_rows(load_training_data(settings), rewards, real, Unusable.DROP)
    assert left.numbers == (1,)


def steps(*outcomes: verdict_pb2.Outcome) -> list[Callable[..., pb.VerifyBatchResponse]]:
    """Steps that give every verdict of a call the same outcome, one for each call."""

    def step(number: verdict_pb2.Outcome) -> Callable[..., pb.VerifyBatchResponse]:
        def answer(request: pb.VerifyBatchRequest, _context: object) -> pb.VerifyBatchResponse:
            verdict = verdict_pb2.Verdict(outcome=number)
            results = [
                pb.ItemResult(id=item.id, verdicts=[verdict] * len(request.checks))
                for item in request.items
            ]
            versions = [pb.CheckVersion(check="math", semantics_version="1")] * len(request.checks)
            return pb.VerifyBatchResponse(results=results, check_versions=versions)

        return answer

    return [step(number) for number in outcomes]


def test_what_could_not_be_told_is_asked_again(
    tmp_path: Path, verifier: "ScriptedVerifier", client: VerifierClient
) -> None:
    """A worker that died once is no fault of the reference; one that times out twice is."""
    died, late = verdict_pb2.OUTCOME_WORKER_DIED, verdict_pb2.OUTCOME_TIMED_OUT
    fine = verdict_pb2.OUTCOME_NO_ANSWER
    data = load(tmp_path, "42")
    verifier.script.extend(steps(died, fine, late, late))
    assert not check_references(data, config(math="math"), client).findings
    (finding,) = check_references(data, config(math="math"), client).findings
    assert finding.verdict.outcome is Outcome.TIMED_OUT
    assert not verifier.script


def test_a_plug_in_is_believed_about_the_data_alone(
    tmp_path: Path, verifier: "ScriptedVerifier", client: VerifierClient
) -> None:
    """A plug-in that fails on empty completions keeps its rows; its `bad_reference` drops them."""
    data = load(tmp_path, "42")
    rewards = config(mine={"plugin": {"name": "mine"}})
    failed, bad = verdict_pb2.OUTCOME_INTERNAL_ERROR, verdict_pb2.OUTCOME_BAD_REFERENCE
    verifier.script.extend(steps(failed, bad))
    assert not check_references(data, rewards, client).findings
    (finding,) = check_references(data, rewards, client).findings
    assert finding.verdict.outcome is Outcome.BAD_REFERENCE


def test_each_outcome_is_decided() -> None:
    """What is neither fine nor the data's fault keeps a check from judging: none is forgotten."""
    unsure = set(Outcome) - FINE - {each for each in Outcome if each.fault is Fault.DATA}
    assert unsure == {
        Outcome.LIMIT_EXCEEDED,
        Outcome.TIMED_OUT,
        Outcome.OUT_OF_MEMORY,
        Outcome.INVALID_ENCODING,
        Outcome.INTERNAL_ERROR,
        Outcome.WORKER_DIED,
        Outcome.UNDECIDED,
        Outcome.UNKNOWN,
    }

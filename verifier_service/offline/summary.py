"""The summary as tables for a terminal."""

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from verifier_service.offline.metrics import CheckSummary, LabelSummary
from verifier_service.offline.writing import SummaryLine
from verifier_service.verdict import Fault, Outcome

_FAULT_NOTES = {
    None: "",
    Fault.MODEL: "model's fault, counts as not correct",
    Fault.DATA: "data's fault, left out",
    Fault.OURS: "ours, left out",
}


def summary_tables(summary: SummaryLine) -> RenderableType:
    """Everything that a summary holds, table after table."""
    parts: list[RenderableType] = [_input(summary), _checks(summary.checks)]
    parts.append(_outcomes(summary.checks))
    if any(check.pass_at_k and check.pass_at_k.most > 1 for check in summary.checks.values()):
        parts.append(_pass_at_k(summary.checks))
    if summary.labels is not None:
        parts.append(_labels(summary.labels))
    return Group(*parts)


def _input(summary: SummaryLine) -> Text:
    fields = ", ".join(f"{role} = {field}" for role, field in summary.fields.items())
    counts = f"{summary.samples} samples from {summary.lines} lines, {summary.malformed} malformed"
    return Text(f"{counts}\nfields: {fields or 'none'}")


def _table(title: str, *columns: str) -> Table:
    """A table whose first column is text and whose others are numbers."""
    table = Table(title=Text(title), title_justify="left", title_style="bold")
    for place, column in enumerate(columns):
        table.add_column(Text(column), justify="right" if place else "left", overflow="fold")
    return table


def _checks(checks: Mapping[str, CheckSummary]) -> Table:
    table = _table(
        "Checks (accuracy = correct / counted; mean score of what is scored)",
        *("check", "samples", "scored", "counted", "correct", "accuracy", "mean score"),
    )
    for name, check in checks.items():
        table.add_row(
            Text(name),
            *(str(check.samples), str(check.scored), str(check.counted)),
            "–" if check.correct is None else str(check.correct),
            _percent(check.accuracy),
            "–" if check.mean_score is None else f"{check.mean_score:.4f}",
        )
    return table


def _outcomes(checks: Mapping[str, CheckSummary]) -> Table:
    table = _table("Outcomes", "outcome", *checks)
    table.add_column("")
    for outcome in Outcome:
        counts = [check.outcomes[outcome] for check in checks.values()]
        if outcome is Outcome.SCORED or any(counts):
            table.add_row(outcome.value, *map(str, counts), _FAULT_NOTES[outcome.fault])
    return table


def _pass_at_k(checks: Mapping[str, CheckSummary]) -> Table:
    ks = sorted({k for c in checks.values() if c.pass_at_k for k in c.pass_at_k.values})
    columns = ("check", "problems", "left out", "samples each", *(f"pass@{k}" for k in ks))
    table = _table("pass@k (unbiased, Chen et al. 2021)", *columns)
    for name, check in checks.items():
        if (found := check.pass_at_k) is None:
            continue
        each = f"{found.fewest}" if found.fewest == found.most else f"{found.fewest}–{found.most}"
        values = [_percent(found.values.get(k)) for k in ks]
        numbers = (str(found.problems), str(found.problems_left_out), each)
        table.add_row(Text(name), *numbers, *values)
    return table


def _labels(labels: LabelSummary) -> Table:
    table = _table(f"Labels against {labels.check}", "", "samples")
    for what, count in (
        ("compared", labels.compared),
        ("agreed", labels.agreed),
        ("correct by the verdict, wrong by the label", labels.only_verdict_correct),
        ("wrong by the verdict, correct by the label", labels.only_label_correct),
        ("labelled, verdict left out", labels.uncounted),
        ("without a label", labels.unlabelled),
    ):
        table.add_row(what, str(count))
    table.add_section()
    table.add_row("agreement", _percent(labels.agreement))
    return table


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"

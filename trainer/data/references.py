"""A look at the references before training: a row that no answer can win costs GPU time.

The verifier is asked about each row with an empty completion. About an empty completion
nothing can be wrong but the data: a check that then blames the data (`bad_reference`,
`not_applicable`), or cannot tell at all (`timed_out`, `internal_error`, …), has no use for
the row. What it could not tell it is asked a second time, in case the machine was to blame.
Of a plug-in only the data's faults count: it may not be made for empty completions.

Not covered: references that can be read and are wrong; references that a check can read
but never compare within its deadline. A row that times out on one day only shifts the
order of the rows of a resumed run.
"""

import dataclasses
import logging
from collections import Counter
from collections.abc import Sequence

from rlverify.verifier.v1 import checks_pb2
from trainer.client import Completion, Fault, Outcome, VerdictView, VerifierClient
from trainer.data.loading import LoadedRows
from trainer.data.settings import Unusable
from trainer.errors import ConfigError
from trainer.rewards import RewardConfig
from trainer.rewards.components import read_batch

CHUNK = 8_192  # completions of one call of the client: bounds what it holds at a time
SHOWN_ROWS = 5
SHOWN_CHARS = 80

_LOG = logging.getLogger(__name__)


# With an empty completion, these say nothing against the reference.
FINE: frozenset[Outcome] = frozenset({Outcome.SCORED, Outcome.NO_ANSWER, Outcome.UNPARSABLE_ANSWER})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A reference that a reward cannot use. `index` is the row's place among the loaded ones."""

    index: int
    number: int
    reward: str
    verdict: VerdictView
    reference: str

    def __str__(self) -> str:
        return (
            f"row {self.number}, {self.reward} {self.verdict.outcome}:"
            f" {_cut(self.verdict.detail) or 'no detail'}; the reference: {_cut(self.reference)!r}"
        )


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceReport:
    """What the checks said about the references of `rows` rows, `distinct` of them different."""

    rows: int
    distinct: int
    findings: tuple[Finding, ...]

    @property
    def unusable(self) -> frozenset[int]:
        """The places of the rows that a check cannot use."""
        return frozenset(finding.index for finding in self.findings)

    def __str__(self) -> str:
        """The whole report in a line and some rows."""
        first = f"references of {self.rows} rows ({self.distinct} distinct)"
        if not self.findings:
            return f"{first}: all can be used"
        counts = Counter((each.reward, each.verdict.outcome) for each in self.findings)
        reasons = ", ".join(f"{name} {out} {count}" for (name, out), count in counts.items())
        lines = [f"{first}: {len(self.unusable)} cannot be used ({reasons})"]
        lines += map(str, self.findings[:SHOWN_ROWS])
        if (more := len(self.findings) - SHOWN_ROWS) > 0:
            lines.append(f"and {more} more")
        return "\n  ".join(lines)


def usable_rows(
    loaded: LoadedRows, config: RewardConfig, client: VerifierClient, unusable: Unusable
) -> LoadedRows:
    """The rows to train on, after a report in the log.

    Raises ConfigError if none is left, or if one is unusable and that is to fail, and what
    `VerifierClient.verify` raises.
    """
    report = check_references(loaded, config, client)
    if unusable is Unusable.FAIL and report.findings:
        raise ConfigError(f"{report}\nMend them, or set unusable_references: drop")
    if unusable is Unusable.DROP and len(report.unusable) == report.rows:
        raise ConfigError(
            f"{report}\nNo row is left to train on: the references do not fit these rewards"
        )
    if not report.findings:
        _LOG.info("%s", report)
        return loaded
    _LOG.warning("%s\n  they are %s", report, "kept" if unusable is Unusable.KEEP else "dropped")
    if unusable is Unusable.KEEP:
        return loaded
    return loaded.keep([index for index in range(report.rows) if index not in report.unusable])


def check_references(
    loaded: LoadedRows, config: RewardConfig, client: VerifierClient
) -> ReferenceReport:
    """Ask the verifier about every row's reference, about equal ones once.

    Raises what `VerifierClient.verify` raises.
    """
    samples = _samples(loaded, config)
    distinct = tuple(dict.fromkeys(samples))
    checks = [spec.check for spec in config.rewards]
    verdicts = dict(zip(distinct, _verify(client, checks, distinct), strict=True))
    unsure = [each for each in distinct if any(map(_is_unsure, checks, verdicts[each]))]
    verdicts.update(zip(unsure, _verify(client, checks, unsure), strict=True))
    findings = tuple(
        Finding(
            index=index,
            number=number,
            reward=spec.name,
            verdict=verdict,
            reference=" | ".join(sample.references),
        )
        for index, (number, sample) in enumerate(zip(loaded.numbers, samples, strict=True))
        for spec, verdict in zip(config.rewards, verdicts[sample], strict=True)
        if _is_bad(spec.check, verdict)
    )
    return ReferenceReport(rows=len(samples), distinct=len(distinct), findings=findings)


def _samples(loaded: LoadedRows, config: RewardConfig) -> tuple[Completion, ...]:
    """An empty completion for each row, with all that the checks will see beside one."""
    rows = loaded.rows
    prompts = rows["prompt"] if config.sends_prompts else [""] * len(rows)
    columns = {name: list(rows[name]) for name in rows.column_names if name != "prompt"}
    return read_batch(config, list(prompts), [""] * len(rows), None, columns)


def _verify(
    client: VerifierClient, checks: Sequence[checks_pb2.Check], samples: Sequence[Completion]
) -> list[tuple[VerdictView, ...]]:
    return [
        verdicts
        for start in range(0, len(samples), CHUNK)
        for verdicts in client.verify(checks, samples[start : start + CHUNK])
    ]


def _is_bad(check: checks_pb2.Check, verdict: VerdictView) -> bool:
    return verdict.outcome.fault is Fault.DATA or _is_unsure(check, verdict)


def _is_unsure(check: checks_pb2.Check, verdict: VerdictView) -> bool:
    """Whether the check could not tell anything about the reference."""
    if check.WhichOneof("kind") == "plugin" or verdict.outcome.fault is Fault.DATA:
        return False
    return verdict.outcome not in FINE


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[: SHOWN_CHARS - 1]}…"

"""Completions turned into calls that the service's announced limits allow.

Completions with equal prompt, references and language share one group of a call,
so these are sent once. Sizes are those of the serialized request.

A row that no call can hold is not sent: its verdicts are made here, with the
outcome that the contract gives to such an item. A completion over the limit is
LIMIT_EXCEEDED, a prompt with references over it BAD_REFERENCE. Not covered: a
transport between here and the service with a lower limit than the announced one.
The client halves a call that is refused for its size.
"""

import dataclasses
from collections.abc import Mapping, Sequence

from rlverify.verifier.v1 import checks_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from trainer.client.capabilities import Limits
from trainer.client.verdicts import Outcome, VerdictView
from trainer.errors import DataError, RequestRefused

MAX_TOKEN_COUNT = 2**32 - 1  # the contract's uint32
MAX_MESSAGE_BYTES = 2**31 - 1  # no protobuf message can be longer


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """One completion and what belongs to it.

    Texts may hold lone surrogates: they travel as bytes that are not UTF-8, and the
    service answers INVALID_ENCODING or BAD_REFERENCE for this row alone. `language`
    is a BCP 47 tag or empty, `token_count` the length in tokens where it is known.
    Raises DataError for a token count that the contract cannot hold.
    """

    text: str
    prompt: str = ""
    references: tuple[str, ...] = ()
    language: str = ""
    token_count: int | None = None
    id: str = ""

    def __post_init__(self) -> None:
        if self.token_count is not None and not 0 <= self.token_count <= MAX_TOKEN_COUNT:
            raise DataError(f"a token count of {self.token_count} is out of range")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The rows of one call; `failed_before` if the service has failed on it once."""

    rows: tuple[int, ...]
    failed_before: bool = False

    def halves(self) -> tuple["Part", "Part"]:
        """Two calls in its place."""
        middle = len(self.rows) // 2
        return Part(rows=self.rows[:middle]), Part(rows=self.rows[middle:])


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The calls to make, and the verdicts of the rows that no call can hold."""

    parts: tuple[Part, ...]
    unsendable: Mapping[int, VerdictView]


class Batch:
    """Checks and completions in the form of the wire, ready to be cut into calls."""

    def __init__(
        self, checks: Sequence[checks_pb2.Check], completions: Sequence[Completion]
    ) -> None:
        numbers: dict[tuple[str, tuple[str, ...], str], int] = {}
        self.checks = tuple(checks)
        self.groups: list[pb.Group] = []
        self.items: list[pb.Item] = []
        self._group_of_row: list[int | None] = []
        for completion in completions:
            number = None
            if completion.prompt or completion.references or completion.language:
                key = (completion.prompt, completion.references, completion.language)
                number = numbers.setdefault(key, len(numbers))
                if number == len(self.groups):
                    self.groups.append(_group(number, completion))
            self._group_of_row.append(number)
            self.items.append(_item(number, completion))
        self._checks_bytes = sum(_framed(check.ByteSize()) for check in self.checks)
        self._group_bytes = [_framed(group.ByteSize()) for group in self.groups]
        self._item_bytes = [_framed(item.ByteSize()) for item in self.items]

    def request(self, part: Part) -> pb.VerifyBatchRequest:
        """The call for some rows, with the groups that they name."""
        numbers = {number for row in part.rows if (number := self._group_of_row[row]) is not None}
        return pb.VerifyBatchRequest(
            checks=self.checks,
            groups=[self.groups[number] for number in sorted(numbers)],
            items=[self.items[row] for row in part.rows],
        )

    def cut(self, limits: Limits) -> Plan:
        """As few calls as the limits allow for rows in their order.

        Raises RequestRefused if the checks alone fill a call.
        """
        max_bytes = min(limits.max_call_bytes, MAX_MESSAGE_BYTES)
        if self._checks_bytes >= max_bytes:
            raise RequestRefused(f"the checks alone fill a call of {max_bytes} bytes")
        unsendable: dict[int, VerdictView] = {}
        parts: list[Part] = []
        rows: list[int] = []
        groups: set[int | None] = set()
        size = self._checks_bytes
        for row in range(len(self.items)):
            verdict = self._refusal(row, limits, max_bytes)
            if verdict is not None:
                unsendable[row] = verdict
                continue
            cost = self._cost(row, groups)
            if rows and (len(rows) == limits.max_items or size + cost > max_bytes):
                parts.append(Part(rows=tuple(rows)))
                rows, groups, size = [], set(), self._checks_bytes
                cost = self._cost(row, groups)
            rows.append(row)
            groups.add(self._group_of_row[row])
            size += cost
        if rows:
            parts.append(Part(rows=tuple(rows)))
        return Plan(parts=tuple(parts), unsendable=unsendable)

    def _cost(self, row: int, groups_there: set[int | None]) -> int:
        number = self._group_of_row[row]
        if number is None or number in groups_there:
            return self._item_bytes[row]
        return self._item_bytes[row] + self._group_bytes[number]

    def _refusal(self, row: int, limits: Limits, max_bytes: int) -> VerdictView | None:
        size = len(self.items[row].completion)
        alone = self._checks_bytes + self._item_bytes[row]
        if size > limits.max_completion_bytes or alone > max_bytes:
            return VerdictView(
                outcome=Outcome.LIMIT_EXCEEDED,
                detail=f"not sent: the completion has {size} bytes",
            )
        if self._checks_bytes + self._cost(row, set()) > max_bytes:
            return VerdictView(
                outcome=Outcome.BAD_REFERENCE,
                detail="not sent: with its prompt and references it is larger than a call may be",
            )
        return None


def _group(number: int, completion: Completion) -> pb.Group:
    return pb.Group(
        id=str(number),
        prompt=_bytes(completion.prompt),
        references=[_bytes(reference) for reference in completion.references],
        language=_label(completion.language),
    )


def _item(group_number: int | None, completion: Completion) -> pb.Item:
    return pb.Item(
        id=_label(completion.id),
        completion=_bytes(completion.text),
        group_id="" if group_number is None else str(group_number),
        token_count=completion.token_count,
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _label(text: str) -> str:
    """Text for a `string` field, where a lone surrogate would fail the whole call."""
    return text.encode("utf-8", "replace").decode()


def _framed(size: int) -> int:
    """Bytes of a message of this size inside another one: tag, length, content."""
    return 1 + (max(size, 1).bit_length() + 6) // 7 + size

"""The gate before the workers: what is true for every check is looked at here.

Sizes, references that are no text, and groups that are malformed in themselves. Only what
passes it reaches a worker, which finds out whether the completion is text.
"""

from collections.abc import Sequence

from verifier_service.items import Group, Item, RawGroup, RawItem
from verifier_service.settings import Limits
from verifier_service.verdict import Outcome, Verdict

# A tag of BCP 47 has some 35 characters; no limit of a call bounds what every chunk would hold.
MAX_LANGUAGE_CHARS = 100


class Gate:
    """Lets in what may go to a worker; what items share is looked at once. Made for a batch.

    Prompts and counts of tokens are let in `for_plugins` only. Groups that are the same then are
    one group.
    """

    def __init__(self, limits: Limits, *, for_plugins: bool) -> None:
        self.has_refused = False
        self._limits = limits
        self._for_plugins = for_plugins
        # By identity, as equality would read all bytes. The group is kept, so no other comes there.
        self._groups: dict[int, tuple[RawGroup, Group | Verdict]] = {}
        self._distinct: dict[Group, Group] = {}

    def admit(self, item: RawItem) -> Item | Verdict:
        """The item for the pool, or the verdict that every check gives it."""
        group = self.read(item.group)
        if isinstance(group, Verdict):
            return group
        if len(item.completion) > self._limits.max_completion_bytes:
            self.has_refused = True
            return too_long(item, self._limits)
        count = item.token_count if self._for_plugins else None
        return Item(completion=item.completion, group=group, token_count=count)

    def read(self, raw: RawGroup) -> Group | Verdict:
        """What items share, or the verdict that every check gives each of them."""
        known = self._groups.get(id(raw))
        if known is None:
            known = self._groups[id(raw)] = raw, self._read(raw)
        return known[1]

    def _read(self, raw: RawGroup) -> Group | Verdict:
        if raw.fault:
            self.has_refused = True
            return Verdict.unscored(Outcome.BAD_REFERENCE, raw.fault)
        if (size := len(raw.language)) > MAX_LANGUAGE_CHARS:
            self.has_refused = True
            fault = f"the language of a group has {size} characters; {MAX_LANGUAGE_CHARS} are read"
            return Verdict.unscored(Outcome.BAD_REFERENCE, f"{fault}; send a BCP 47 tag")
        if self._for_plugins and len(raw.prompt) > self._limits.max_group_bytes:
            self.has_refused = True
            fault = _too_much("the prompt of a group has", len(raw.prompt), self._limits)
            return Verdict.unscored(Outcome.BAD_REFERENCE, fault)
        references, fault = _references(raw.references, self._limits)
        if fault:
            self.has_refused = True
        group = Group(
            prompt=raw.prompt.decode(errors="replace") if self._for_plugins else "",
            references=references,
            language=raw.language,
            reference_fault=fault,
        )
        return self._distinct.setdefault(group, group)


def too_long(item: RawItem, limits: Limits) -> Verdict:
    """The verdict about a completion that is not read for its size."""
    size, limit = len(item.completion), limits.max_completion_bytes
    detail = f"the completion has {size} bytes; {limit} are read"
    return Verdict.unscored(Outcome.LIMIT_EXCEEDED, detail)


def _too_much(what: str, size: int, limits: Limits) -> str:
    return (
        f"{what} {size} bytes; {limits.max_group_bytes} are read;"
        " send less, or have --max-group-bytes raised"
    )


def _references(raw: Sequence[bytes], limits: Limits) -> tuple[tuple[str, ...], str]:
    """The references as text; none at all, and the reason, if one cannot be read."""
    for reference in raw:
        if len(reference) > limits.max_reference_bytes:
            size, limit = len(reference), limits.max_reference_bytes
            return (), f"a reference has {size} bytes; {limit} are read"
    if (size := sum(map(len, raw))) > limits.max_group_bytes:
        return (), _too_much("the references of a group have together", size, limits)
    try:
        return tuple(reference.decode() for reference in raw), ""
    except UnicodeDecodeError:
        return (), "a reference is not UTF-8"

"""What every check is: a frozen value whose fields are its parameters."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

import msgspec

from verifier_service.verdict import Sample, Verdict


class Check(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A check and its parameters, validated when the value is made.

    A subclass gives its `tag` (the kind's name in the contract), its
    `semantics_version`, which changes whenever any input may get another verdict,
    and `score`. A parameter out of range raises ValueError with a message for the
    caller. Heavy libraries are imported by `warm_up` and `score`, not with the
    module: the front of the service imports it too and never scores.
    """

    semantics_version: ClassVar[str]
    # Whether it is BAD_REFERENCE without references, before a look at the completion.
    needs_references: ClassVar[bool] = False

    def refuses(self, references: Sequence[str], fault: str) -> bool:
        """Whether these answer by themselves, BAD_REFERENCE, so that no completion can hang in it.

        `fault` says why references are gone; it is empty where they are not.
        """
        del fault
        return self.needs_references and not references

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample. May be killed at any point."""
        raise NotImplementedError

    @property
    def is_graded(self) -> bool:
        """Whether scores are degrees, so that 1 does not mean correct and 0 not wrong."""
        return False

    @classmethod
    def warm_up(cls) -> None:
        """Load what `score` needs; called once, before workers are forked."""

    @classmethod
    def rehearse(cls) -> Iterator[None]:
        """Use once what most samples need, step by step; for a worker that has no work yet."""
        yield from ()

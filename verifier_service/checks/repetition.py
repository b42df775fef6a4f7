"""How much of a text repeats itself, by n-grams."""

from collections.abc import Hashable, Iterable
from typing import ClassVar

from verifier_service.checks.base import Check
from verifier_service.verdict import Outcome, Sample, Verdict

MAX_NGRAM_SIZE = 100

_LANGUAGES_WITHOUT_SPACES = frozenset({"ja", "zh"})


class RepetitionCheck(Check, frozen=True, kw_only=True, tag="repetition"):
    """Score (distinct n-grams / n-grams) - 1, in (-1, 0]; 0 is no repetition.

    Words are what white space separates, in lower case and with the punctuation
    that clings to them. Where the primary subtag of the sample's language is zh or
    ja, each character that is not white space counts as a word. A text with fewer
    words than `ngram_size` cannot repeat any n-gram and scores 0. NO_ANSWER for a
    text without words. An `ngram_size` beyond 1 to 100 raises ValueError.

    Source: the repetition penalty of open-r1 with a largest penalty of -1, after
    arXiv 2502.03373, appendix C.2; an empty text scores there and does not here.

    Not covered: Thai and other scripts without spaces, whose lines are one word
    each; the same thought in other words; and where the repetition stands.
    """

    semantics_version: ClassVar[str] = "1"

    ngram_size: int = 3

    def __post_init__(self) -> None:
        if not 1 <= self.ngram_size <= MAX_NGRAM_SIZE:
            raise ValueError(f"ngram_size must be 1 to {MAX_NGRAM_SIZE}, not {self.ngram_size}")

    @property
    def is_graded(self) -> bool:
        """A share of something: yes."""
        return True

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample, in time and memory linear in its text."""
        words = _words(sample)
        if not words:
            return Verdict.unscored(Outcome.NO_ANSWER, "the completion has no words")
        if len(words) < self.ngram_size:
            return Verdict.scored(0.0)
        ngrams = _numbered_ngrams(words, self.ngram_size)
        return Verdict.scored(len(set(ngrams)) / len(ngrams) - 1.0)


def _words(sample: Sample) -> list[str]:
    words = sample.completion.lower().split()
    primary = sample.language.replace("_", "-").partition("-")[0].lower()
    return list("".join(words)) if primary in _LANGUAGES_WITHOUT_SPACES else words


def _numbered_ngrams(words: list[str], size: int) -> list[int]:
    """One number for each n-gram, equal exactly for equal n-grams.

    Widths are doubled (the last two overlap), so a large n-gram costs a logarithm
    of its size and no tuple of that length is ever made.
    """
    numbers, width = _numbered(words), 1
    while width < size:
        step = min(width, size - width)
        numbers = _numbered(zip(numbers, numbers[step:], strict=False))
        width += step
    return numbers


def _numbered(keys: Iterable[Hashable]) -> list[int]:
    seen: dict[Hashable, int] = {}
    return [seen.setdefault(key, len(seen)) for key in keys]

"""Words counted for a target language, against it, or for nobody."""

import msgspec

# Names, rare words and slips of one word are no sign of another language as long as
# there is at most one of them for so many words of the target language.
WORDS_THAT_EXCUSE_A_STRAY = 3


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many words are of the target language, of another, or stray.

    A stray is a word that the dictionary does not know, in the midst of words of the
    target language. Counts need not be whole: scripts without spaces have no words
    to count, and there so many characters make one.
    """

    target: float = 0.0
    other: float = 0.0
    stray: float = 0.0

    def __add__(self, more: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            target=self.target + more.target,
            other=self.other + more.other,
            stray=self.stray + more.stray,
        )

    @property
    def share(self) -> float | None:
        """The share of the target language, in [0, 1]; None if there are no words.

        Strays are left out, unless there are too many: those in excess count against
        the target language, so that nothing is gained by words of no language.
        """
        if not self.target + self.other + self.stray:
            return None
        in_excess = max(0.0, self.stray - self.target / WORDS_THAT_EXCUSE_A_STRAY)
        return self.target / (self.target + self.other + in_excess)

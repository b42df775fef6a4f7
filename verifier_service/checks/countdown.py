"""The countdown number game: reach a target from given numbers by + - * /.

Limits first, then the reference, then a closed grammar over exact fractions.
Nothing evaluates the model's text: no powers, no names, no calls, no decimal
points, so the largest value is bounded by the length of the expression.
"""

import re
from collections import Counter
from fractions import Fraction
from typing import Annotated, ClassVar, Self

import msgspec

from verifier_service.checks.answers import AnswerMarker, locate, no_answer, require_markers
from verifier_service.checks.base import Check
from verifier_service.verdict import Outcome, Sample, Verdict

MAX_EXPRESSION_CHARS = 1_000
MAX_NUMBER_DIGITS = 18
MAX_DEPTH = 32  # parentheses and minus signs inside one another
MAX_REFERENCE_CHARS = 4_096
MAX_GIVEN_NUMBERS = 16
MAX_GIVEN = 10**12  # of a given number, and of the target on either side of zero

_TOKEN = re.compile(r"\s*+([0-9]++|[-+*/()=])")
_SAME_SIGN = str.maketrans("×÷·−", "*/*-")


class CountdownCheck(Check, frozen=True, kw_only=True, tag="countdown"):
    r"""Score 1 if the located expression wins the game, else 0.

    It wins if it uses each given number exactly once and its exact value is the
    target. The grammar: integers, + - * / (also × ÷ · −), minus in front of a
    factor, parentheses, white space; then, if wanted, `= N` with an integer N,
    which must be the value and is not counted as a number used. A division by zero
    is an expression without a value: it scores 0. Anything outside the grammar is
    UNPARSABLE_ANSWER, and beyond the limits above LIMIT_EXCEEDED.

    The first reference is a JSON object with an integer `target` and one to 16
    integers from 0 on in `numbers` (or `nums`, not both); other keys are not read.
    BAD_REFERENCE for anything else, whatever the model wrote; NO_ANSWER if no
    marker is found.

    Source: the countdown task of TinyZero, where the answer goes through `eval`
    behind an allow-list of characters, so that `9**9**9` hangs it; ours parses.

    Not covered: LaTeX such as `\times`, and expressions over several lines that
    each give one step of the sum.
    """

    semantics_version: ClassVar[str] = "2"
    needs_references: ClassVar[bool] = True

    markers: tuple[AnswerMarker, ...] = (AnswerMarker.TAG,)

    def __post_init__(self) -> None:
        require_markers(self.markers)

    def score(self, sample: Sample) -> Verdict:
        """The verdict about one sample."""
        game = _read_game(sample.references)
        if isinstance(game, str):
            return Verdict.unscored(Outcome.BAD_REFERENCE, game)
        located = locate(sample.completion, self.markers)
        if located is None:
            return no_answer(self.markers)
        try:
            claim = _Claim.parse(located.text)
        except _RefusedError as refusal:
            return Verdict.unscored(
                refusal.outcome, str(refusal), extracted=located.text, span=located.span
            )
        loss = _loss(claim, game)
        return Verdict.scored(not loss, extracted=located.text, span=located.span, detail=loss)


_Given = Annotated[int, msgspec.Meta(ge=0, le=MAX_GIVEN)]
_GivenNumbers = Annotated[
    tuple[_Given, ...], msgspec.Meta(min_length=1, max_length=MAX_GIVEN_NUMBERS)
]


class _Reference(msgspec.Struct, frozen=True, kw_only=True):
    target: Annotated[int, msgspec.Meta(ge=-MAX_GIVEN, le=MAX_GIVEN)]
    numbers: _GivenNumbers | msgspec.UnsetType = msgspec.UNSET
    nums: _GivenNumbers | msgspec.UnsetType = msgspec.UNSET


class _Game(msgspec.Struct, frozen=True, kw_only=True):
    target: int
    numbers: tuple[int, ...]


_DECODER = msgspec.json.Decoder(_Reference)


def _read_game(references: tuple[str, ...]) -> _Game | str:
    """The game in the first reference, or a sentence that says why there is none."""
    if not references:
        return "there is no reference with a target and numbers"
    if len(references[0]) > MAX_REFERENCE_CHARS:
        return f"the reference is longer than {MAX_REFERENCE_CHARS} characters"
    try:
        reference = _DECODER.decode(references[0])
    except (msgspec.DecodeError, RecursionError) as error:
        return f"the reference is not a game of countdown: {error}"
    given = [n for n in (reference.numbers, reference.nums) if n is not msgspec.UNSET]
    if len(given) != 1:
        return "the reference must hold either numbers or nums"
    return _Game(target=reference.target, numbers=given[0])


class _RefusedError(Exception):
    """The text is not read as an expression; the outcome says whose limit or grammar."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


class _Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer says: `value` is None after a division by zero."""

    numbers: tuple[int, ...]
    value: Fraction | None
    stated_value: int | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an answer; raise _RefusedError beyond the grammar or the limits."""
        parser = _Parser(_tokens(text))
        value = parser.sum_of_terms(0)
        stated_value = parser.stated_value()
        if parser.tokens:
            raise _unparsable(f"{parser.tokens[-1]!r} was not expected")
        return cls(numbers=tuple(parser.numbers), value=value, stated_value=stated_value)


def _loss(claim: _Claim, game: _Game) -> str:
    """Why the claim does not win the game; empty if it does."""
    if Counter(claim.numbers) != Counter(game.numbers):
        return "it does not use each given number exactly once"
    if claim.value is None:
        return "it divides by zero"
    if claim.value != game.target:
        return "its value is not the target"
    if claim.stated_value not in (None, game.target):
        return "the value it states is not its value"
    return ""


def _tokens(text: str) -> list[str]:
    """The tokens, the first one last."""
    if len(text) > MAX_EXPRESSION_CHARS:
        raise _RefusedError(
            Outcome.LIMIT_EXCEEDED, f"longer than {MAX_EXPRESSION_CHARS} characters"
        )
    text = text.translate(_SAME_SIGN).rstrip()
    tokens: list[str] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise _unparsable("a sign is neither a digit nor an operator")
        tokens.append(token[1])
        position = token.end()
    return tokens[::-1]


def _unparsable(message: str) -> _RefusedError:
    return _RefusedError(Outcome.UNPARSABLE_ANSWER, message)


class _Parser:
    """Recursive descent that computes as it reads; `numbers` are those it has read."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.numbers: list[int] = []

    def sum_of_terms(self, depth: int) -> Fraction | None:
        value = self._product(depth)
        while operator := self._take("+-"):
            value = _combine(operator, value, self._product(depth))
        return value

    def stated_value(self) -> int | None:
        if not self._take("="):
            return None
        sign = -1 if self._take("-") else 1
        return sign * self._integer()

    def _product(self, depth: int) -> Fraction | None:
        value = self._factor(depth)
        while operator := self._take("*/"):
            value = _combine(operator, value, self._factor(depth))
        return value

    def _factor(self, depth: int) -> Fraction | None:
        if depth > MAX_DEPTH:
            raise _RefusedError(Outcome.LIMIT_EXCEEDED, f"nested deeper than {MAX_DEPTH}")
        if self._take("-"):
            return _combine("-", Fraction(0), self._factor(depth + 1))
        if self._take("("):
            value = self.sum_of_terms(depth + 1)
            if not self._take(")"):
                raise _unparsable("a parenthesis is not closed")
            return value
        number = self._integer()
        self.numbers.append(number)
        return Fraction(number)

    def _integer(self) -> int:
        if not self.tokens or not self.tokens[-1].isdigit():
            raise _unparsable("a number was expected")
        digits = self.tokens.pop()
        if len(digits) > MAX_NUMBER_DIGITS:
            raise _RefusedError(
                Outcome.LIMIT_EXCEEDED, f"a number has more than {MAX_NUMBER_DIGITS} digits"
            )
        return int(digits)

    def _take(self, signs: str) -> str:
        """The next token if it is one of the signs, else an empty text."""
        return self.tokens.pop() if self.tokens and self.tokens[-1] in signs else ""


def _combine(operator: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    """The value of one operation; None if it, or one below it, divides by zero."""
    if left is None or right is None:
        return None
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right else None

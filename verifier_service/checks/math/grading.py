"""Reading references and answers and comparing them. Importing this loads sympy.

A text may have several readings (see `spelling`). The first in which math-verify finds
something to parse is taken, parsable or not, so that a piece of an answer is never taken
because the whole could not be parsed.
"""

import functools
import re
from collections.abc import Iterable, Sequence

from verifier_service.checks.answers import AnswerMarker, locate
from verifier_service.checks.math import engine, limits, spelling
from verifier_service.checks.math.engine import Expression
from verifier_service.verdict import Outcome, Verdict

MAX_CACHED_REFERENCES = 512

# Solutions of GSM8K end in `#### 18`, those of its example models in `A: 18`.
_REFERENCE_MARKERS = (AnswerMarker.HASHES, AnswerMarker.LINE, AnswerMarker.TEXT)
_RATIO = re.compile(r"a:\S++")  # `a:b` is no solution that ends in `A: b`


@functools.lru_cache(maxsize=MAX_CACHED_REFERENCES)
def read_reference(text: str) -> Expression | None:
    r"""A reference as an expression; None if it cannot be read.

    A number, a formula with or without dollars, a box, words, or a solution whose answer
    stands behind `####` or `A:`. What does not equal itself, as `\frac{1}{0}`, cannot be
    read. The completions of a group share a reference, so results are kept.
    """
    located = text.strip() if _RATIO.fullmatch(text.strip()) else locate(text, _REFERENCE_MARKERS)
    if not located or limits.exceeded_limit(located):
        return None
    answer = spelling.normalized(located)
    try:
        expression = _first_found((*spelling.readings_of_answer(answer), *_phrases(answer)))
        return expression if expression and engine.equals_itself(expression) else None
    except (engine.TooDeepError, engine.UnreadableError):
        return None


def grade(answer: str, references: Sequence[Expression], *, prose: bool) -> Verdict:
    """The verdict about the text of an answer.

    `prose` is true for a text that holds the answer somewhere, false for one that is
    the answer. Raises MemoryError.
    """
    readings = spelling.readings_of_prose if prose else spelling.readings_of_answer
    text = spelling.normalized(answer)
    phrases = _phrases(text) if any(map(engine.is_name, references)) else ()
    try:
        expression = _first_found((*readings(text), *phrases))
        return _compared(expression, references)
    except engine.TooDeepError:
        detail = "the answer is nested too deeply to be parsed or compared"
        return Verdict.unscored(Outcome.LIMIT_EXCEEDED, detail)
    except engine.UnreadableError as error:
        detail = f"math-verify cannot read or compare the answer: {error}"
        return Verdict.unscored(Outcome.UNPARSABLE_ANSWER, detail)


def _phrases(text: str) -> tuple[str, ...]:
    phrase = spelling.as_phrase(text)
    return () if phrase is None else (phrase,)


def _first_found(readings: Iterable[str]) -> Expression | None:
    return next((found for text in readings if (found := engine.read(text)) is not None), None)


def _compared(answer: Expression | None, references: Sequence[Expression]) -> Verdict:
    if answer is None:
        return Verdict.unscored(Outcome.NO_ANSWER, "no number and no formula found")
    if answer.value is None:
        detail = "a formula was found that could not be parsed"
        return Verdict.unscored(Outcome.UNPARSABLE_ANSWER, detail, extracted=answer.text)
    matches = any(engine.equal(reference=one, answer=answer) for one in references)
    return Verdict.scored(matches, extracted=answer.text)

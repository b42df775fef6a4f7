"""math-verify behind three functions: warm up, read, compare.

Importing this module imports sympy, so only `check` does so, when it is first needed.
Everything that math-verify raises is classified in `_classified`.

math-verify's own timeouts are off: they are signal handlers inside Python, which do not
stop a long computation, while the parent process of a worker does by killing it.

Not covered: math-verify catches exceptions on its way, MemoryError and RecursionError
among them, and goes on as if an expression had not parsed or two had not been equal.
"""

import contextlib
import functools
import itertools
import logging
from collections.abc import Iterator

import math_verify  # type: ignore[import-untyped]  # has no types
import mpmath.libmp  # type: ignore[import-untyped]  # has no types
import msgspec
import sympy  # type: ignore[import-untyped]  # has no types
import sympy.external.gmpy  # type: ignore[import-untyped]  # has no types

# One of each kind, since the parser is slow on the first formula of a kind it meets.
_WARM_UP_ANSWERS = (
    r"72 $-1{,}234.5$ $\frac{1}{2}$ 1/2 2+3*4 5% $5\%$ $3 \text{ cm}$ $30^\circ$",
    r"$2\sqrt{3}$ $\sqrt[3]{x}$ $x^2+2x-1$ $(x+1)(x-1)$ $\frac{x+1}{2y}$ $x_1$ $2^{10}$ $e^x$",
    r"$(1,2)$ $[1,2)$ $(1,2,3)$ $\{1,2\}$ $1, 2$ $(-\infty,3)\cup[4,5]$ $\pm 3$ $1 \pm \sqrt{2}$",
    r"$x=3$ $x=1, y=2$ $1<x\le 2$ $x \ne 1$ $y=2x+1$ $x \in (1,2)$ $f(x)=x$ $3:4$ $|x|$ $5!$",
    r"$\pi$ $3+4i$ $\sin x$ $\sin(x)$ $\log_2 8$ $\ln x$ $\text{no}$ $\binom{5}{2}$ $\alpha$",
    r"$\begin{pmatrix}1&2\\3&4\end{pmatrix}$ $\boxed{3}$ $2 \cdot 10^5$ $\lfloor x \rfloor$",
)


class TooDeepError(Exception):
    """The text, or the comparison, needs more recursion than Python allows."""


class UnreadableError(Exception):
    """math-verify failed on the text; the message is the name of its exception's class."""


class Expression(msgspec.Struct, frozen=True, kw_only=True):
    """What math-verify took from a text.

    `value` is a sympy object, or None if what was taken could not be parsed. Never turn
    one into a string: that may take for ever. `text` is what was taken, as text.
    """

    value: object | None
    text: str


def warm_up() -> None:
    """Load grammar and comparison, and have them meet each kind of answer once.

    RuntimeError if gmpy2 or flint computes for sympy: their loops cannot be interrupted,
    and results of theirs have not been compared with those this check is defined by.
    """
    if mpmath.libmp.BACKEND != "python" or sympy.external.gmpy.GROUND_TYPES != "python":
        raise RuntimeError(
            "the math check computes in pure Python: set SYMPY_GROUND_TYPES=python and "
            "MPMATH_NOGMPY=1 before the worker starts, or remove gmpy2 and python-flint"
        )
    formulas = [read(text) for line in _WARM_UP_ANSWERS for text in _apart(line)]
    parsed = [formula for formula in formulas if formula is not None]
    for one, other in itertools.pairwise(parsed):
        with contextlib.suppress(TooDeepError, UnreadableError):
            equal(reference=one, answer=other)


def read(text: str) -> Expression | None:
    """The answer that math-verify finds in a text; None if it finds nothing to parse.

    Raises TooDeepError and UnreadableError.
    """
    _silence_timeout_warning()
    with _classified():
        found = math_verify.parse(text, parsing_timeout=None, raise_on_error=True)
    texts = [one for one in found if isinstance(one, str)]
    values = [one for one in found if not isinstance(one, str)]
    if not found:
        return None
    return Expression(value=values[0] if values else None, text=texts[0] if texts else "")


def equal(*, reference: Expression, answer: Expression) -> bool:
    """Whether an answer is the reference, by text or by value; the order matters.

    As `math_verify.verify` does, but texts first: they cost nothing and never hang.
    Raises TooDeepError and UnreadableError.
    """
    if reference.text.strip() == answer.text.strip() != "":
        return True
    _silence_timeout_warning()
    with _classified():
        return bool(_verified(gold=reference.value, target=answer.value))


def equals_itself(expression: Expression) -> bool:
    """Whether there is a value that can be compared at all.

    False or UnreadableError for what equals nothing, as 1/0. Raises TooDeepError too.
    """
    if expression.value is None:
        return False
    with _classified():
        return bool(_verified(gold=expression.value, target=expression.value))


def is_name(expression: Expression) -> bool:
    """Whether the value is one name or word of more than a letter."""
    value = expression.value
    return isinstance(value, sympy.Symbol) and len(value.name) > 1


def _verified(*, gold: object, target: object) -> object:
    try:
        return math_verify.verify(
            gold=gold, target=target, timeout_seconds=None, raise_on_error=True
        )
    except KeyError:  # its table of relations that turn round lacks "unequal": no match
        return False


@contextlib.contextmanager
def _classified() -> Iterator[None]:
    """The one place where an exception of the libraries gets its meaning."""
    try:
        yield
    except MemoryError:
        raise  # ours: the worker's boundary tells it
    except RecursionError as error:
        raise TooDeepError from error
    except Exception as error:  # math-verify documents none and passes on those of six libraries
        raise UnreadableError(type(error).__name__) from error


def _apart(line: str) -> list[str]:
    """The answers of a line of `_WARM_UP_ANSWERS`, each by itself."""
    answers: list[str] = []
    for index, part in enumerate(line.split("$")):
        answers.extend([f"${part}$"] if index % 2 else part.split())
    return answers


@functools.cache
def _silence_timeout_warning() -> None:
    """Drop the advice to bring a timeout of one's own: the parent process is ours."""
    for name in ("math_verify.parser", "math_verify.grader"):
        logging.getLogger(name).addFilter(
            lambda record: not record.getMessage().startswith("Timeout is disabled")
        )

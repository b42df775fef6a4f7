r"""Whether a step is only touched: `\lfloor \sin^2 x \rfloor` is 1 where the sine is 1, else 0.

No place that is drawn hits such a point, so that agreement at places says nothing about it. A step
is touched where its argument has a largest value (for `ceiling` a smallest one) at a jump.

With several symbols it may be touched wherever a function stands in the argument.

Not covered: quotients of polynomials in several symbols, and turns that the secant method does not
come to.
"""

from collections.abc import Iterator

from flint import arb, fmpq

from verifier_service.checks.math.deciding.values import calculus, scanning
from verifier_service.checks.math.deciding.values.arithmetic import (
    UndecidableError,
    Work,
    is_smaller,
    working_precision,
)
from verifier_service.checks.math.deciding.values.balls import Evaluation
from verifier_service.checks.math.deciding.values.crossings import zeros
from verifier_service.checks.math.deciding.values.real_arithmetic import RealArithmetic
from verifier_service.checks.math.scopes import walk
from verifier_service.checks.math.tree import Apply, Node, Power

STEPS = frozenset(("floor", "ceiling", "round", "fractional_part"))

_LOGARITHMS = frozenset(("log", "log10_or_e"))
_BITS = 100
_TOUCHING_BITS = -40
_BESIDE = fmpq(1, 1000)
_MAX_WORK = 2_000
_REAL = RealArithmetic()


def has_touched_step(*nodes: Node) -> bool:
    """Whether a step in one of the trees is touched somewhere."""
    work = Work(_MAX_WORK)
    try:
        with working_precision(_BITS):
            return any(
                name is None or _is_touched(step, name, work)
                for node in nodes
                for step, name in _steps(node)
            )
    except UndecidableError:
        return False


def _steps(node: Node) -> Iterator[tuple[Apply, str | None]]:
    """Steps with one symbol in them; None for several, of which functions are taken."""
    for part in walk(node):
        if isinstance(part, Apply) and part.function in STEPS and len(part.arguments) == 1:
            names = scanning.open_names(part)
            if len(names) == 1:
                yield part, next(iter(names))
            elif len(names) > 1 and any(map(_may_turn, walk(part.arguments[0]))):
                yield part, None


def _may_turn(node: Node) -> bool:
    """Whether a node may have a largest value: a function that is no logarithm, or `e^x`."""
    if isinstance(node, Apply):
        return node.function not in _LOGARITHMS
    return isinstance(node, Power) and bool(scanning.open_names(node.exponent))


def _is_touched(step: Apply, name: str, work: Work) -> bool:
    (argument,) = step.arguments
    side = -1 if step.function == "ceiling" else 1
    shift = arb(fmpq(1, 2)) if step.function == "round" else arb(0)

    def height(place: fmpq) -> arb:
        evaluation = Evaluation(_REAL, {name: arb(place)}, work, bits=_BITS)
        return side * (evaluation.value(argument) + shift)

    for place in zeros(calculus.differentiate(argument, name), name, work):
        top = height(place)
        is_at_jump = is_smaller(top - (top + arb(fmpq(1, 2))).floor(), _TOUCHING_BITS)
        if is_at_jump and height(place - _BESIDE) < top and height(place + _BESIDE) < top:
            return True
    return False

"""A function of balls: known ones at their price, others by a hash of their name.

Not covered: functions that no arithmetic has; `UndecidableError`.
"""

from typing import TYPE_CHECKING

from flint import arb

from verifier_service.checks.math.deciding.values import calculus, unknown_functions
from verifier_service.checks.math.deciding.values.arithmetic import UndecidableError, V
from verifier_service.checks.math.deciding.values.costs import COSTS, MOST_BITS, is_cheap
from verifier_service.checks.math.deciding.values.saturation import HIDDEN_BITS
from verifier_service.checks.math.functions import KNOWN
from verifier_service.checks.math.tree import Apply

if TYPE_CHECKING:
    from verifier_service.checks.math.deciding.values.balls import Evaluation

MAX_COSTLY_BITS = 3_000  # with which functions that cost more are computed
_EXTREMES = frozenset(("max", "min"))
_UNKNOWN_COST = 10  # work units of a call of a function that nothing is known about


def call(evaluation: "Evaluation[V]", name: str, arguments: list[V]) -> V:
    """The value of a function. Raises UndecidableError."""
    function = evaluation.arithmetic.functions.get(name)
    if name in _EXTREMES and len(arguments) == 1 and evaluation.values:
        return unknown(evaluation, name, arguments)  # `\max f(x)` over all `x`
    if function is None:
        return _uncommon(evaluation, name, arguments)
    cost = COSTS.get(name)
    if cost is not None and not is_cheap(name, arguments):
        if evaluation.bits > MOST_BITS.get(name, MAX_COSTLY_BITS):
            raise UndecidableError(f"{name} with so many bits")
        evaluation.work.spend(cost * evaluation.price)
    elif evaluation.elementary_price:
        evaluation.work.spend(evaluation.elementary_price)
    if evaluation.hidden is not None and (rule := HIDDEN_BITS.get(name)) is not None:
        evaluation.hidden.note(rule, arguments)
    return function(*arguments)


def _uncommon(evaluation: "Evaluation[V]", name: str, arguments: list[V]) -> V:
    if name == "log10_or_e":
        logarithm = call(evaluation, "log", arguments)
        if not evaluation.logs_are_decimal:
            return logarithm
        return logarithm / evaluation.arithmetic.real(arb.const_log10())
    if name in KNOWN:
        raise UndecidableError(name)
    return unknown(evaluation, name, arguments)


def derived(evaluation: "Evaluation[V]", node: Apply) -> V:
    """The value of a derivative of a function of one argument. Raises UndecidableError."""
    name, order = node.function, node.derivative_order
    if len(node.arguments) != 1 or order > unknown_functions.MAX_DERIVATIVE_ORDER:
        raise UndecidableError("a derivative of a function of several arguments")
    argument = evaluation.value(node.arguments[0])
    if name not in KNOWN:
        return unknown(evaluation, name, [argument], order)
    body = calculus.derivative_of(name, order)
    evaluation.work.spend(calculus.size(body))
    return evaluation.at({calculus.ARGUMENT: argument}).value(body)


def unknown(evaluation: "Evaluation[V]", name: str, arguments: list[V], order: int = 0) -> V:
    """The value of a function, or of its derivative, that nothing is known about."""
    evaluation.work.spend(_UNKNOWN_COST)
    return unknown_functions.value(evaluation.arithmetic, name, arguments, order)

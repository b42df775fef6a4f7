r"""Which nodes name a value, and whether two names are of the same thing.

`x`, `f(x)`, `AB`, `P(A)`, `\angle A`, `AB/CD`, `m/n`, `|z|` and `pH` are names; `|a|`, `\log a`,
`y/x` and `xy` are none: an equation that begins so is to be solved. A segment is the same from
its other end, with its bar or without, and `f_{\max}` is `\max f(x)`.

Not covered: whether a name is the one that was asked for.
"""

from collections.abc import Iterator

from verifier_service.checks.math.deciding.trees import MINUS_ONE, is_unknown_function, replaced
from verifier_service.checks.math.scopes import free_symbols, walk
from verifier_service.checks.math.tree import (
    Add,
    Apply,
    Constant,
    Degrees,
    Derivative,
    Multiply,
    Node,
    Number,
    Power,
    Ratio,
    SetOperation,
    Symbol,
    Text,
)

_VARIABLES = frozenset("xyztuvw")  # of equations, if anything is
_SIGNS_OF_FIGURES = frozenset(("angle", "triangle", "measuredangle", "overline", "m"))
_ANGLES = frozenset(("angle", "measuredangle"))
_MIN_WORD = 3
_ENDS = 2  # of a segment
_WORDS_FOR_ANY = frozenset(("answer", "result", "value", "solution", "output"))
# Functions whose value is not asked for by their names alone: of a letter they are equations.
_NAME_NOTHING = frozenset(
    {
        *("log", "log10_or_e", "exp", "factorial", "double_factorial", "floor", "ceiling"),
        *("fractional_part", "round", "sign", "abs", "gamma", "re", "im", "conjugate", "dot"),
    }
)
# Those whose value is asked for, whatever they are taken of.
_NAME_ALWAYS = frozenset(("det", "trace", "rank", "cardinality", "norm"))
_RATIOS = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_OF_ANGLES = (Symbol, Number, Constant, Add, Multiply, Power, Degrees)
_EXTREMES = frozenset(("max", "min", "sup", "inf"))
_OF_FUNCTIONS = frozenset(("max", "min"))
_GREEK = frozenset(
    {
        *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta"),
        *("vartheta", "iota", "kappa", "lambda", "rho", "varrho", "sigma", "tau", "upsilon"),
        *("phi", "varphi", "chi", "psi", "omega", "ell", "hbar"),
    }
)
_VERDICTS = frozenset(("yes", "no", "true", "false"))  # answers, which name nothing
# What chemists take the negative decimal logarithm of.
_BEHIND_P = frozenset(
    ((Symbol("H"),), (Symbol("O"), Symbol("H")), (Symbol("K_a"),), (Symbol("K_b"),))
)


def same_name(one: Node, other: Node) -> bool:
    """Whether two names may be of the same thing; a letter may abbreviate a word."""
    one, other = _unmeasured(one), _unmeasured(other)
    for word, name in ((_word(one), other), (_word(other), one)):
        if word is not None:
            second = _word(name) or _short_name(name)
            if word in _WORDS_FOR_ANY and isinstance(name, Apply):
                return True
            return second is None or _may_abbreviate(word, second) or _begins(second, word)
    if isinstance(one, Apply) and isinstance(other, Apply):
        return (one.function, one.derivative_order, len(one.arguments)) == (
            other.function,
            other.derivative_order,
            len(other.arguments),
        ) and (one == other or (_is_dependent(one) and _is_dependent(other)))
    one, other = _short(one), _short(other)
    for function, name in ((one, other), (other, one)):
        if isinstance(function, Apply) and isinstance(name, Symbol):
            return name.name == function.function or (name.name == "y" and _is_dependent(function))
    return one == other


def _unmeasured(name: Node) -> Node:
    r"""An angle by its name alone: `\angle A` of `m\angle A`."""
    match name:
        case Multiply(factors=(Symbol(name="m"), Symbol(name=figure) as sign, *rest)) if (
            figure in _ANGLES and rest
        ):
            return Multiply((sign, *rest))
        case _:
            return name


def _short(name: Node) -> Node:
    r"""A segment by its ends in one order; `f_{\max}` of `\max f(x)`."""
    match name:
        case Symbol(name=ends) if len(ends) == _ENDS and ends.isalpha() and ends.isupper():
            return Symbol(min(ends, ends[::-1]))
        case Multiply(factors=(Symbol(name=first), Symbol(name=second))) if (
            len(first) == len(second) == 1 and first.isupper() and second.isupper()
        ):
            return Symbol(min(first + second, second + first))
        case Apply(function="abs" | "norm", arguments=(inner,)) if (
            segment := _short(inner)
        ) != inner:
            return segment  # its length
        case Apply(function=extreme, arguments=(Apply(function=function),)) if (
            kind := extreme.partition("_")[0]
        ) in _OF_FUNCTIONS:
            return Symbol(f"{function}_{kind}")
        case _:
            return name


def _word(name: Node) -> str | None:
    r"""A name that is a word: `\text{Area}`."""
    text = name.words if isinstance(name, Text) else name.name if isinstance(name, Symbol) else ""
    is_word = len(text) >= _MIN_WORD and text.replace(" ", "").isalpha()
    return text.casefold() if is_word and text.casefold() not in _GREEK else None


def _short_name(name: Node) -> str | None:
    r"""What may abbreviate a word: a letter, or the function of `E(X)`, `\max f`."""
    match name:
        case Symbol(name=letters):
            return letters
        case Apply(function=function) if is_unknown_function(function) or _takes_value(function):
            return function
        case _:
            return None


def _takes_value(function: str) -> bool:
    return function in _NAME_ALWAYS or function in _EXTREMES


def _may_abbreviate(word: str, name: str) -> bool:
    """Whether a name is how a word begins: `A` or `Var` of `Area` or `Variance`."""
    is_short = len(name) == 1 or len(name) >= _MIN_WORD
    return is_short and word.startswith(name.casefold())


def _begins(name: str, word: str) -> bool:
    """Whether a name says in more words the same as one word: `maximum value`, `max`."""
    return name.startswith(word)


def are_of_different_functions(one: Node, other: Node) -> bool:
    r"""Whether values of different functions, or of one and none, are named: `\det A`, `A`."""
    if _is_ratio(one) and _is_ratio(other):  # `\cos 2A = -\frac12` is `\cos^2 A = \frac14`
        return False
    return _function(one) != _function(other)


def _is_ratio(name: Node) -> bool:
    value = name.base if isinstance(name, Power) else name
    return isinstance(value, Apply) and value.function in _RATIOS


def _function(name: Node) -> str | None:
    """The function of a name; None for a length, whose signs may be left out."""
    match name:
        case Apply(function="abs", arguments=(Multiply(),)) | Apply(function="norm"):
            return None
        case Apply(function=function):
            return function
        case _:
            return None


def is_function_or_totient(node: Node) -> bool:
    r"""Whether a side is `\phi(2)`, which is Euler's function or any other."""
    return isinstance(node, Apply) and node.function == "euler_phi"


def renamed_arguments(value: Node, *, old: Node, new: Node) -> Node:
    """The value of the function `old(...)` written in the arguments of `new(...)`."""
    if not isinstance(old, Apply) or not isinstance(new, Apply) or old == new:
        return value
    arguments = tuple(zip(old.arguments, new.arguments, strict=False))
    renamed = {o: n for o, n in arguments if isinstance(o, Symbol)}
    # In `f(y) = x^2` the `x` is no argument, and does not become one as `y` is written `x`.
    kept = {n: Symbol(f"{n.name} elsewhere") for _, n in arguments if isinstance(n, Symbol)}
    return replaced(value, {**kept, **renamed})


def names_the_rest(name: Node, rest: tuple[Node, ...]) -> bool:
    """Whether a side is a name, and the other sides do not need it to say their values."""
    if not is_name(name):
        return False
    if isinstance(name, Symbol):
        return not any(name in free_symbols(side) for side in rest)
    return not any(_holds(side, name) for side in rest)


def _holds(node: Node, name: Node) -> bool:
    """Whether the node applies the function that is named, as `f(x-1)` in a recurrence."""
    if not isinstance(name, Apply) or not is_unknown_function(name.function):
        return False
    return any(isinstance(part, Apply) and part.function == name.function for part in walk(node))


def is_name(node: Node) -> bool:  # noqa: C901, PLR0911  # one line a kind of node
    """Whether a side by itself names the value that is asked for."""
    match node:
        case Symbol(name=word) | Text(words=word):
            return word.casefold() not in _VERDICTS
        case SetOperation() | Derivative(body=Symbol()):
            return True
        case Apply(function="conjugate" | "abs", arguments=(Symbol(name="z" | "w"),)):
            return True  # of a complex number
        case Derivative(body=Apply(function=function)):
            return is_unknown_function(function)
        case Apply(function=outer, arguments=(Apply(function=function),)) if outer in _EXTREMES:
            return is_unknown_function(function)
        case Apply(function=function, arguments=arguments):
            if is_unknown_function(function) or function in _NAME_ALWAYS:
                return True
            return all(_is_named_by(function, argument) for argument in arguments)
        case Ratio(terms=terms):
            return all(isinstance(term, Symbol) for term in terms)
        case Multiply(factors=(Symbol(name="Delta" | "nabla"), Symbol())):  # a change, a gradient
            return True
        case Multiply(factors=(Symbol(name="p"), *rest)) if tuple(rest) in _BEHIND_P:
            return True
        case Multiply():
            return _is_unknown(node) or _is_quotient(node)
        case _:
            return _is_power_of_ratio(node)


def _is_power_of_ratio(node: Node) -> bool:
    r"""Whether a node is `\sin^2 A`."""
    match node:
        case Power(base=Apply(function=function) as value, exponent=Number()):
            return function in _RATIOS and is_name(value)
        case _:
            return False


def _is_named_by(function: str, argument: Node) -> bool:
    r"""Whether a function of an argument names its value: `\sin A` and `|AB|`, not `|a|`."""
    if function in _RATIOS and _is_angle(argument):
        return True
    if function in _NAME_NOTHING and not (isinstance(argument, Multiply) and function == "abs"):
        return False
    return _is_unknown(argument)


def _is_angle(node: Node) -> bool:
    r"""Whether an angle is worked out of such with names: `2\alpha`, `A+B`, `\frac{\theta}{2}`."""
    parts = tuple(walk(node))
    letters = [part.name for part in parts if isinstance(part, Symbol)]
    return (
        all(isinstance(part, _OF_ANGLES) for part in parts)
        and any(name not in _SIGNS_OF_FIGURES for name in letters)
        and all(name in _GREEK or name in _SIGNS_OF_FIGURES or name.isupper() for name in letters)
    )


def _is_unknown(node: Node) -> bool:
    r"""Whether a length, an angle or a quotient of such is named: `AB`, `m\angle A`, `AB/CD`."""
    match node:
        case Symbol(name=name):
            return name not in _VARIABLES
        case Multiply():
            parts = list(_factors(node))
            names = [part.name for part in parts if isinstance(part, Symbol)]
            return len(names) == len(parts) and (
                any(name[:1].isupper() for name in names)
                and all(name[:1].isupper() or name in _SIGNS_OF_FIGURES for name in names)
            )
        case _:
            return False


def _is_quotient(node: Multiply) -> bool:
    r"""Whether two letters that stand for numbers are divided: `m/n`, not `y/x` of a line."""
    match node.factors:
        case (Symbol() as above, Power(base=Symbol() as below, exponent=exponent)):
            letters = {above.name, below.name}
            return exponent == MINUS_ONE and len(letters) == 2 and not letters & _VARIABLES  # noqa: PLR2004  # two letters
        case _:
            return False


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product of products and quotients."""
    match node:
        case Multiply(factors=factors):
            for factor in factors:
                yield from _factors(factor)
        case Power(base=base, exponent=exponent) if exponent == MINUS_ONE:
            yield from _factors(base)
        case _:
            yield node


def _is_dependent(node: Node) -> bool:
    return (
        isinstance(node, Apply)
        and is_unknown_function(node.function)
        and all(isinstance(a, Symbol) and a.name[:1].islower() for a in node.arguments)
    )

r"""Functions and their arguments.

- `\sin 2x` takes the factors up to the next function: `\sin x \cos y` is a product, `\ln x^2`
  the logarithm of `x^2`; a bracket ends it (`\sin x(x+1)`) unless only numbers stand before it;
- `\sin^2 x` is a square and `\sin^{-1} x` the inverse function;
- `\sin\pi/6` is the sine of a sixth of pi, `\sin x/2` half a sine;
- `\operatorname{diag}(2, 3)` is the matrix, `\operatorname{cis} x` is `\cos x + i \sin x`;
- `\log_2 8` has a base, and so have `\log_28` and `log2(8)`; `\ln x` is `log`, and `\log x`
  without a base, which may be natural or decimal, is `log10_or_e`.
"""

from flint import fmpq

from verifier_service.checks.math import functions, limits
from verifier_service.checks.math.errors import BeyondLimitError
from verifier_service.checks.math.reading import names
from verifier_service.checks.math.reading.atoms import read_operand
from verifier_service.checks.math.reading.building import (
    STRUCTURES,
    direction,
    is_integer,
    negative,
    product,
    quotient,
)
from verifier_service.checks.math.reading.commands import (
    AFTER,
    ATOMS,
    FRACTIONS,
    INVERSES,
    PI,
)
from verifier_service.checks.math.reading.cursor import Cursor, Handler
from verifier_service.checks.math.reading.differentials import is_differential
from verifier_service.checks.math.reading.expressions import read_argument
from verifier_service.checks.math.reading.factors import read_factor
from verifier_service.checks.math.reading.powers import POSTFIX, read_exponent
from verifier_service.checks.math.reading.scripts import read_scripts
from verifier_service.checks.math.reading.subscripts import read_subscript
from verifier_service.checks.math.tree import (
    Apply,
    Constant,
    Logic,
    Matrix,
    Node,
    Number,
    Power,
    Symbol,
)

_ZERO = Number(fmpq(0))
_TEN = Number(fmpq(10))
_MINUS_ONE = fmpq(-1)
_WITH_LISTS = frozenset(("min", "max", "gcd", "lcm", "cardinality"))
_CONTINUES = frozenset((r"\sqrt", "sqrt", r"\cbrt", r"\binom", r"\zeta", r"\phi", r"\varphi"))
_EXTREMES = frozenset(("max", "min"))
_WHERE_EXTREME = {r"\max": "argmax", r"\min": "argmin"}
_LOGARITHMS = frozenset(("log", "ln", "lg"))


_ANGLES = frozenset((r"\angle", r"\measuredangle"))


def known_function(name: str) -> Handler:
    """A reader of what follows the name of a function that has a meaning."""

    def read(cur: Cursor) -> Node:
        return _application(cur, name)

    return read


def unknown_function(name: str) -> Handler:
    """A reader of what follows the name of a function without a meaning."""

    def read(cur: Cursor) -> Node:
        return Apply(name, _arguments(cur, name))

    return read


def _application(cur: Cursor, name: str) -> Node:
    if name in _EXTREMES:
        return _extreme(cur, name)
    if name == "arg" and cur.tokens[cur.at] in _WHERE_EXTREME:
        cur.at += 1
        return _place_of_extreme(cur, _WHERE_EXTREME[cur.tokens[cur.at - 1]])
    exponent, base = read_scripts(cur, above=read_exponent, below=_base)
    if name in INVERSES and isinstance(exponent, Number) and exponent.value == _MINUS_ONE:
        name, exponent = INVERSES[name], None
    if name == "log" and base is None and _has_base_beside(cur):
        base = read_operand(cur)
    result = _apply(cur, name, base, _arguments(cur, name))
    return result if exponent is None else Power(result, exponent)


def _extreme(cur: Cursor, name: str) -> Node:
    r"""`\max(2, 3)`; before `=` the name alone, and `\max_{x \in D} f(x)`, whose value is one."""
    if cur.tokens[cur.at] == "=":
        return Symbol(name)
    if not cur.skip("_"):
        return applied(cur, name, _arguments(cur, name))
    lower = read_subscript(cur)
    match _arguments(cur, name):
        case (Apply(function=function, arguments=letters) as value,) if (
            function not in functions.KNOWN
        ):
            of_all = letters == (Symbol(lower),)  # `\max_x f(x)` is no other than `\max f(x)`
            return Apply(name if of_all else f"{name}_{lower}", (value,))
        case _:
            return cur.fail(f"the {name} of an expression")


def _place_of_extreme(cur: Cursor, name: str) -> Node:
    r"""`\arg\max_a Q(s, a)`, a function that nothing more is known about."""
    if cur.skip("_"):
        name = f"{name}_{read_subscript(cur)}"
    return Apply(name, _arguments(cur, "max"))


def _apply(cur: Cursor, name: str, base: Node | None, arguments: tuple[Node, ...]) -> Node:
    if name in _LOGARITHMS:
        name, arguments = _logarithm(cur, name, base, arguments)
    elif base is not None:
        if name != "polylog":
            cur.fail("a subscript behind a function")
        arguments = (base, *arguments)
    if name == "diag":
        return _diagonal(cur, arguments)
    if name == "cis":
        return direction(*applied(cur, name, arguments).arguments)
    return applied(cur, name, arguments)


def applied(cur: Cursor, name: str, arguments: tuple[Node, ...]) -> Apply:
    """A function that has a meaning, of as many arguments as it takes; UnreadableError else."""
    least, most = functions.KNOWN.get(name, (1, 1))
    if any(isinstance(argument, Logic) for argument in arguments):  # `\max(42 \text{ or } 0)`
        cur.fail("statements for arguments")
    if len(arguments) < least or (most is not None and len(arguments) > most):
        cur.fail(f"{name} with {len(arguments)} arguments")
    return Apply(name, arguments)


def _diagonal(cur: Cursor, entries: tuple[Node, ...]) -> Matrix:
    r"""`\operatorname{diag}(2, 3)`, written out."""
    if len(entries) > limits.MAX_MATRIX_SIDE:
        raise BeyondLimitError(f"a matrix beyond MAX_MATRIX_SIDE, {limits.MAX_MATRIX_SIDE}")
    if any(type(entry) in STRUCTURES for entry in entries):
        cur.fail("a diagonal of other things than values")
    return Matrix(
        tuple(
            tuple(entry if row == column else _ZERO for column in range(len(entries)))
            for row, entry in enumerate(entries)
        )
    )


def _logarithm(
    cur: Cursor, name: str, base: Node | None, arguments: tuple[Node, ...]
) -> tuple[str, tuple[Node, ...]]:
    if base is not None:
        if name != "log":
            cur.fail("a second base")
        return "log", (*arguments, base)
    if name == "lg":
        return "log", (*arguments, _TEN)
    return ("log10_or_e" if name == "log" and len(arguments) == 1 else "log"), arguments


def _base(cur: Cursor) -> Node:
    r"""The base of a logarithm: of `\log_28` the first digit, of `\log_10 x` both."""
    lexeme = cur.tokens[cur.at]
    if lexeme == "{":
        return read_argument(cur)
    following = cur.tokens[cur.at + 1]
    if len(lexeme) > 1 and lexeme.isdigit() and (following in AFTER or following in POSTFIX):
        cur.split((lexeme[0], lexeme[1:]))
    return read_operand(cur)


def _has_base_beside(cur: Cursor) -> bool:
    """Whether the 2 of `log2(8)` stands here."""
    if cur.tokens[cur.at] not in {"2", "10"} or cur.tokens[cur.at + 1] != "(":
        return False
    return not cur.source[cur.offset(cur.at) - 1].isspace()


def _arguments(cur: Cursor, name: str) -> tuple[Node, ...]:
    lexeme = cur.tokens[cur.at]
    if lexeme in {"(", "{"} and (called := cur.read_called()) is not None:
        return called
    if lexeme == "{":
        return (read_argument(cur),)
    if lexeme == r"\{" and name in _WITH_LISTS:
        cur.at += 1
        return cur.read_arguments(cur, r"\}")
    cur.deepen()
    argument = _run(cur)
    cur.depth -= 1
    return (argument,)


def _run(cur: Cursor) -> Node:
    """The factors behind a function's name that are its argument."""
    is_negative = cur.skip("-")
    factors = [cur.value(read_factor(cur))]
    while _continues(cur, factors):
        factors.append(cur.value(read_factor(cur)))
    divisor = cur.tokens[cur.at + 1] if cur.tokens[cur.at] == "/" else ""
    argument = product(factors)
    if divisor.isdigit() and PI in factors and all(map(_is_numeric, factors)):
        cur.at += 2
        argument = quotient(argument, ATOMS.get(divisor) or Number(fmpq(int(divisor[:99]))))
    return negative(argument) if is_negative else argument


def _continues(  # noqa: PLR0911  # one return for each kind
    cur: Cursor, factors: list[Node]
) -> bool:
    lexeme = cur.tokens[cur.at]
    if cur.tokens[cur.at - 1] in _ANGLES:  # `\cos\angle ABC`
        return lexeme.isalnum()
    atom = ATOMS.get(lexeme)
    if atom is not None:
        return type(atom) is not Number
    if lexeme in FRACTIONS:
        return not (is_integer(factors[-1]) and cur.tokens[cur.at - 1].isdigit())
    if lexeme in _CONTINUES:
        return True
    if lexeme in {"(", "["}:
        return all(map(_is_numeric, factors))
    if not lexeme.isalpha() or len(lexeme) == 1 or (cur.integrals and is_differential(cur)):
        return False
    parts = names.parts(lexeme)
    if len(parts) < 2 or any(part not in ATOMS for part in parts):  # noqa: PLR2004  # no product
        return False
    cur.split(parts)
    return True


def _is_numeric(node: Node) -> bool:
    return isinstance(node, Number | Constant)

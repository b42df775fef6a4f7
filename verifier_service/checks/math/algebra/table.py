"""What sympy makes of each function that has a meaning; None for those left to other tiers.

Where books differ, the meaning is that of tier 4: `acot x` is `atan(1/x)`, `mod` has the sign of
the divisor, halves are rounded up, the first Bernoulli number is -1/2, `catalan` counts.

Not covered: functions of sets, and functions of integers at symbols (`gcd`, `lcm`).
"""

from collections.abc import Callable, Mapping

import sympy  # type: ignore[import-untyped]  # has no types

from verifier_service.checks.math.algebra.guards import require_small_matrix
from verifier_service.checks.math.algebra.libraries import UndecidedError

Constructor = Callable[..., sympy.Basic]

MAX_COMPARED = 8  # arguments of min and max: sympy compares each with each


def _arg(z: sympy.Expr) -> sympy.Expr:
    if z.is_zero:
        raise UndecidedError("the argument of zero")
    return sympy.arg(z)


def _bernoulli(n: sympy.Expr) -> sympy.Expr:
    if not n.is_Integer:
        raise UndecidedError("a Bernoulli number without a number")
    return sympy.Rational(-1, 2) if n == 1 else sympy.bernoulli(n)


def _integers(numbers: tuple[sympy.Expr, ...]) -> list[int]:
    if not all(number.is_Integer for number in numbers):
        raise UndecidedError("a function of integers at something else")
    return [int(number) for number in numbers]


def _gcd(*numbers: sympy.Expr) -> sympy.Expr:
    return sympy.Integer(sympy.igcd(*_integers(numbers), 0))


def _lcm(*numbers: sympy.Expr) -> sympy.Expr:
    return sympy.Integer(sympy.ilcm(*_integers(numbers), 1))


def _euler_phi(n: sympy.Expr) -> sympy.Expr:
    (number,) = _integers((n,))
    if number < 1:
        raise UndecidedError("Euler's function of a number below 1")
    return sympy.totient(number)


def _least(*numbers: sympy.Expr) -> sympy.Expr:
    return _extreme(sympy.Min, numbers)


def _greatest(*numbers: sympy.Expr) -> sympy.Expr:
    return _extreme(sympy.Max, numbers)


def _extreme(which: Constructor, numbers: tuple[sympy.Expr, ...]) -> sympy.Expr:
    if len(numbers) > MAX_COMPARED:
        raise UndecidedError(f"the extreme of more than {MAX_COMPARED}")
    if len(numbers) == 1 and numbers[0].free_symbols:
        raise UndecidedError("the extreme of a function")
    return which(*numbers)


def _matrix(value: sympy.Basic) -> sympy.ImmutableMatrix:
    if not isinstance(value, sympy.MatrixBase):
        raise UndecidedError("a function of matrices at something else")
    require_small_matrix(value)
    return value


def _norm(value: sympy.Basic) -> sympy.Expr:
    if isinstance(value, sympy.MatrixBase):
        return _matrix(value).norm()
    raise UndecidedError("a norm of no vector")


_TRIGONOMETRIC: Mapping[str, Constructor] = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "cot": sympy.cot,
    "sec": sympy.sec,
    "csc": sympy.csc,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "acot": sympy.acot,
    "asec": sympy.asec,
    "acsc": sympy.acsc,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "coth": sympy.coth,
    "sech": sympy.sech,
    "csch": sympy.csch,
    "asinh": sympy.asinh,
    "acosh": sympy.acosh,
    "atanh": sympy.atanh,
    "acoth": sympy.acoth,
    "asech": sympy.asech,
    "acsch": sympy.acsch,
    "atan2": sympy.atan2,
}

FUNCTIONS: Mapping[str, Constructor | None] = {
    **_TRIGONOMETRIC,
    "exp": sympy.exp,
    "log": sympy.log,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
    "fractional_part": lambda x: x - sympy.floor(x),
    "round": lambda x: sympy.floor(x + sympy.Rational(1, 2)),
    "re": sympy.re,
    "im": sympy.im,
    "arg": _arg,
    "conjugate": sympy.conjugate,
    "factorial": sympy.factorial,
    "double_factorial": sympy.factorial2,
    "gamma": sympy.gamma,
    "loggamma": sympy.loggamma,
    "digamma": sympy.digamma,
    "polygamma": sympy.polygamma,
    "beta": sympy.beta,
    "erf": sympy.erf,
    "erfc": sympy.erfc,
    "erfi": sympy.erfi,
    "zeta": sympy.zeta,
    "polylog": sympy.polylog,
    "lambert_w": sympy.LambertW,
    "ei": sympy.Ei,
    "li": sympy.li,
    "si": sympy.Si,
    "ci": sympy.Ci,
    "bessel_j": sympy.besselj,
    "bessel_y": sympy.bessely,
    "bessel_i": sympy.besseli,
    "bessel_k": sympy.besselk,
    "binomial": sympy.binomial,
    "permutations": sympy.ff,
    "rising_factorial": sympy.rf,
    "falling_factorial": sympy.ff,
    "harmonic": sympy.harmonic,
    "fibonacci": sympy.fibonacci,
    "bernoulli": _bernoulli,
    "catalan": sympy.catalan,
    "euler_phi": _euler_phi,
    "mod": sympy.Mod,
    "gcd": _gcd,
    "lcm": _lcm,
    "min": _least,
    "max": _greatest,
    "det": lambda matrix: _matrix(matrix).det(),
    "trace": lambda matrix: _matrix(matrix).trace(),
    "transpose": lambda matrix: _matrix(matrix).T,
    "adjugate": lambda matrix: _matrix(matrix).adjugate(),
    "log10_or_e": None,  # built for one base and then for the other
    "rank": None,  # of a matrix with symbols it depends on their values
    "norm": _norm,
    "dot": lambda one, other: _matrix(one).dot(_matrix(other)),
    "cross": lambda one, other: _matrix(one).cross(_matrix(other)),
    "cardinality": None,  # of sets
    "complement": None,  # likewise
}

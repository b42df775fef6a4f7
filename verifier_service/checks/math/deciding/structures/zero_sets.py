r"""Equations that say the same though they differ by a factor with symbols in it.

    y = 1/x            x y = 1
    P = nRT/V          PV = nRT
    y = x/(2x - 1)     1/x + 1/y = 2

The difference of the sides is a quotient of polynomials in the symbols and in whatever else stands
there. Two are equal if their numerators are, in lowest terms and but for numbers: where all
denominators are not zero they have the same zeros. A numerator with one more factor has more
zeros: `x^2 = x` is not `x = 1`, nor is `(x - 1)/x = 0` the equation `x^2 = x`.

Not covered: numerators that share a factor with a denominator as it was written; functions and
roots of a symbol that stands in a denominator too, as in `x y = \sin x`, which holds wherever
x = 0; what says what a symbol is, beside what does not say it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from verifier_service.checks.math.deciding.trees import difference, is_closed
from verifier_service.checks.math.deciding.values import exact, matrix_signs
from verifier_service.checks.math.deciding.values.arithmetic import UndecidableError
from verifier_service.checks.math.deciding.values.encoding import encode
from verifier_service.checks.math.scopes import free_symbols
from verifier_service.checks.math.tree import Add, Multiply, Node, Number, Power, Symbol

MAX_GENERATORS = 10
MAX_DEGREE = 12  # of a power, and of a polynomial in all
MAX_TERMS = 400  # of a polynomial
MAX_NUMBER_BITS = 256

Polynomial = fmpq_mpoly


class _Quotient:
    """A numerator, a denominator, and all that must not be zero as it was written."""

    __slots__ = ("above", "below", "divisors")

    def __init__(
        self, above: Polynomial, below: Polynomial, divisors: tuple[Polynomial, ...] = ()
    ) -> None:
        self.above, self.below, self.divisors = above, below, divisors


def have_same_zeros(*, one: tuple[Node, Node], other: tuple[Node, Node]) -> bool:
    """Whether it is seen that two equations, given by their sides, have the same zeros."""
    if _is_solved(one) or _is_solved(other):
        return False
    gaps = [difference(*sides) for sides in (one, other)]
    if any(map(matrix_signs.shows_matrices, gaps)):
        return False  # they do not commute
    try:
        ring = _Ring(*gaps)
        quotients = [ring.quotient(gap) for gap in gaps]
    except UndecidableError:
        return False
    divisors = (*quotients[0].divisors, *quotients[1].divisors)
    if not divisors or not ring.are_independent(divisors):
        return False
    numerators = [_reduced(part) for part in quotients]
    if any(numerator.is_constant() or _meets(numerator, divisors) for numerator in numerators):
        return False
    scaled = [numerator / numerator.leading_coefficient() for numerator in numerators]
    return bool(scaled[0] == scaled[1])


def _is_solved(sides: tuple[Node, Node]) -> bool:
    """Whether they say what the only symbol is, as an answer does and a question does not."""
    symbols = free_symbols(sides[0]) | free_symbols(sides[1])
    return len(symbols) == 1 and any(side in symbols for side in sides)


def _reduced(part: _Quotient) -> Polynomial:
    return part.above / part.above.gcd(part.below)


def _meets(numerator: Polynomial, divisors: tuple[Polynomial, ...]) -> bool:
    """Whether a whole factor of a numerator has its zeros where a divisor has."""
    return any(not numerator.gcd(divisor).is_constant() for divisor in divisors)


class _Ring:
    """Polynomials in the symbols of some trees and in their parts that are no polynomials."""

    def __init__(self, *nodes: Node) -> None:
        found = {encode(atom): atom for node in nodes for atom in _atoms(node)}
        if not 0 < len(found) <= MAX_GENERATORS:
            raise UndecidableError("too many parts")
        self._atoms = dict(sorted(found.items()))
        names = tuple(f"x{index}" for index in range(len(found)))
        self._context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self._generators = dict(zip(self._atoms, self._context.gens(), strict=True))

    def quotient(self, node: Node) -> _Quotient:
        """A tree as a quotient. Raises UndecidableError for one that is too long."""
        rule = _QUOTIENTS.get(type(node))
        if rule is None or _is_atom(node):
            return _Quotient(self._generators[encode(node)], self._context.constant(1))
        return rule(self, node)

    def are_independent(self, divisors: tuple[Polynomial, ...]) -> bool:
        """Whether nothing but a symbol depends on a symbol that a divisor has."""
        within: set[Symbol] = set()
        for divisor in divisors:
            atoms = list(self._atoms_of(divisor))
            if all(map(is_closed, atoms)):
                continue
            if not all(isinstance(atom, Symbol) for atom in atoms):
                return False
            within.update(*map(free_symbols, atoms))
        return all(
            isinstance(atom, Symbol) or within.isdisjoint(free_symbols(atom))
            for atom in self._atoms.values()
        )

    def number(self, value: fmpq) -> _Quotient:
        """A rational number."""
        if value.height_bits() > MAX_NUMBER_BITS:
            raise UndecidableError("a long number")
        return _Quotient(self._context.constant(value), self._context.constant(1))

    def _atoms_of(self, polynomial: Polynomial) -> Iterator[Node]:
        degrees = polynomial.degrees()
        atoms = self._atoms.values()
        return (atom for atom, degree in zip(atoms, degrees, strict=True) if degree)


def _atoms(node: Node) -> Iterator[Node]:
    """The symbols of a tree, and its parts that are no sums, products and whole powers of these."""
    if isinstance(node, Number):
        return
    if _is_atom(node):
        yield node
    elif isinstance(node, Power):
        yield from _atoms(node.base)
    elif isinstance(node, Add | Multiply):
        for part in node.terms if isinstance(node, Add) else node.factors:
            yield from _atoms(part)


def _is_atom(node: Node) -> bool:
    if isinstance(node, Power):
        exponent = exact.literal(node.exponent)
        return exponent is None or exponent.q != 1
    return not isinstance(node, Number | Add | Multiply)


def _number(ring: _Ring, node: Number) -> _Quotient:
    return ring.number(node.value)


def _sum(ring: _Ring, node: Add) -> _Quotient:
    total, *rest = map(ring.quotient, node.terms)
    for term in rest:
        divisors = (*total.divisors, *term.divisors)
        if total.below == term.below:
            total = _Quotient(total.above + term.above, total.below, divisors)
            continue
        above = _times(total.above, term.below) + _times(term.above, total.below)
        total = _Quotient(above, _times(total.below, term.below), divisors)
    return total


def _product(ring: _Ring, node: Multiply) -> _Quotient:
    total, *rest = map(ring.quotient, node.factors)
    for factor in rest:
        total = _Quotient(
            _times(total.above, factor.above),
            _times(total.below, factor.below),
            (*total.divisors, *factor.divisors),
        )
    return total


def _power(ring: _Ring, node: Power) -> _Quotient:
    exponent = exact.literal(node.exponent)
    if exponent is None or abs(exponent) > MAX_DEGREE:
        raise UndecidableError("a high power")
    base = ring.quotient(node.base)
    above, below, divisors = base.above, base.below, base.divisors
    if exponent < 0:
        if not above:
            raise UndecidableError("a division by zero")
        above, below, divisors = below, above, (*divisors, above)
    count = abs(int(exponent.p))
    return _Quotient(_raised(above, count), _raised(below, count), divisors)


def _raised(base: Polynomial, count: int) -> Polynomial:
    result = base**0
    for _ in range(count):
        result = _times(result, base)
    return result


def _times(one: Polynomial, other: Polynomial) -> Polynomial:
    if one and other:
        if one.total_degree() + other.total_degree() > MAX_DEGREE:
            raise UndecidableError("a high degree")
        if len(one) * len(other) > MAX_TERMS:
            raise UndecidableError("a long product")
    return one * other


_QUOTIENTS: Mapping[type[Node], Callable[[_Ring, Any], _Quotient]] = {
    Number: _number,
    Add: _sum,
    Multiply: _product,
    Power: _power,
}

r"""What is transposed in a tree, and which matrices need not be square: `(X^TX)^{-1}X^Ty`.

A matrix whose product with its own transpose is inverted may have more rows than columns, or fewer.
`X'` is the transpose of `X` where such a product is written with it: `(X'X)^{-1}X'y`.

Not covered: `A^{-T}`; such a product that is inverted as part of a sum.
"""

import itertools
import re
from collections.abc import Iterator

from verifier_service.checks.math.deciding.values.building import MINUS_ONE
from verifier_service.checks.math.deciding.values.calculus import substitute
from verifier_service.checks.math.scopes import free_names, free_symbols, walk
from verifier_service.checks.math.tree import Add, Apply, Matrix, Multiply, Node, Power, Symbol

SIDE = 3
MAX_SHAPED = 3  # letters of which each shape is tried
TRANSPOSED = Symbol("T")
_GREEK = "Gamma|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega"  # no `\\Delta x`, and no `\\Pi`
CAPITAL = re.compile(rf"(?:[A-Z]|{_GREEK})(?:_.*)?")
_PRIME = "'"

Shape = tuple[int, int]

_SIZES = (SIDE, SIDE + 1)
_SHAPES: tuple[Shape, ...] = tuple((rows, columns) for rows in _SIZES for columns in _SIZES)
_COLUMNS: tuple[Shape, ...] = tuple((rows, 1) for rows in _SIZES)


def inside(node: Node) -> Node | None:
    """What is transposed; None for any other node."""
    match node:
        case Power(base=base, exponent=exponent) if exponent == TRANSPOSED:
            return base
        case Apply(function="transpose", arguments=(argument,)):
            return argument
        case _:
            return None


def capital(node: Node) -> str:
    """The name of a capital letter; empty for anything else."""
    if not isinstance(node, Symbol) or not CAPITAL.fullmatch(node.name):
        return ""
    return node.name


def transposed_letters(node: Node) -> frozenset[str]:
    """The letters of which something transposed is made; the `k` of `(kA)^T` is a number."""
    return frozenset(
        name
        for part in walk(node)
        if (argument := inside(part)) is not None
        for name in tails(argument)
    )


def tails(node: Node) -> frozenset[str]:
    """The capital letters of a tree, and the small ones at the ends of its products."""
    match node:
        case Symbol(name=name):
            return frozenset((name,))
        case Add(terms=terms):
            return frozenset(name for term in terms for name in tails(term))
        case Multiply(factors=factors):
            large = frozenset(name for name in free_names(node) if CAPITAL.fullmatch(name))
            return large | tails(factors[-1])
        case Matrix():
            return frozenset()
        case _:
            return frozenset(name for name in free_names(node) if CAPITAL.fullmatch(name))


def has_letter_beside_its_own(node: Node) -> bool:
    """Whether `x^Tx` or `xx^T` stands somewhere, which nobody writes of a power."""
    return any(
        isinstance(letter, Symbol) and not capital(letter) and inside(transposed) == letter
        for pair in _neighbours(node)
        for transposed, letter in (pair, pair[::-1])
    )


def letters_behind_rows(node: Node) -> frozenset[str]:
    """The small letters that stand behind a transposed one: `y` of `x^Ty`."""
    return frozenset(
        second.name
        for first, second in _neighbours(node)
        if isinstance(argument := inside(first), Symbol) and isinstance(second, Symbol)
        if not capital(argument) and not capital(second)
    )


def _neighbours(node: Node) -> Iterator[tuple[Node, Node]]:
    """Factors that stand side by side."""
    for part in walk(node):
        if isinstance(part, Multiply):
            yield from itertools.pairwise(part.factors)


def without_primes(one: Node, other: Node) -> tuple[Node, Node]:
    """The same with `^T` for the primes, where a letter and the same with a prime are inverted.

    Raises UndecidableError where a symbol cannot be replaced.
    """
    if not any(
        capital(last) and first == Symbol(f"{capital(last)}{_PRIME}")
        for ends in (*_inverted_ends(one), *_inverted_ends(other))
        for first, last in (ends, ends[::-1])
    ):
        return one, other
    names = {symbol.name for node in (one, other) for symbol in free_symbols(node)}
    for name in sorted(names):
        if (stem := name.removesuffix(_PRIME)) != name and stem in names:
            matrix = Power(Symbol(stem), TRANSPOSED)
            one, other = (substitute(node, name, matrix) for node in (one, other))
    return one, other


def narrow_letters(node: Node) -> dict[str, Shape]:
    """The letters that need not be square, each with a shape that it may have then."""
    found: dict[str, Shape] = {}
    for first, last in _inverted_ends(node):
        if (name := capital(last)) and inside(first) == last:
            found[name] = (SIDE + 1, SIDE)
        elif (name := capital(first)) and inside(last) == first:
            found[name] = (SIDE, SIDE + 1)
    return found


def shapes_beside(
    one: Node, other: Node, *, narrow: dict[str, Shape], columns: frozenset[str]
) -> Iterator[dict[str, Shape]]:
    """Shapes for all letters of two trees of which some need not be square; none of too many."""
    letters = {symbol.name for node in (one, other) for symbol in free_symbols(node)}
    letters -= narrow.keys() | {TRANSPOSED.name}
    rest = sorted(filter(CAPITAL.fullmatch, letters))
    small = sorted(letters & columns - set(rest))
    if len(rest) + len(small) > MAX_SHAPED:
        return
    shapes = [*itertools.repeat(_SHAPES, len(rest)), *itertools.repeat(_COLUMNS, len(small))]
    for chosen in itertools.product(*shapes):
        yield narrow | dict(zip((*rest, *small), chosen, strict=True))


def _inverted_ends(node: Node) -> Iterator[tuple[Node, Node]]:
    """The first and the last factor of each product that is inverted."""
    for part in walk(node):
        if isinstance(part, Power) and part.exponent == MINUS_ONE:
            factors = part.base.factors if isinstance(part.base, Multiply) else ()
            yield from ((one, factors[-1]) for one in factors[:1])

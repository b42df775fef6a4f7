r"""What shows that letters in a tree are matrices, and which of them are columns.

Capital letters, Greek ones too, are matrices where one of these stands:

- an explicit matrix beside one, `PDP^{-1}`, nothing but inverses, or a product in both orders;
- an inverse that is no fraction before what is made of matrices: `A^{-1}(C-B)`, `A^{-1}b`, also
  that of a sum: `(A-B)^{-1}C`, `(I-A)^{-1}d`, `C(sI-A)^{-1}B`;
- `e^{At}` before a letter or a column;
- `X` beside `A`, `B` or `C` where all letters are capital: `AX = B`;
- a determinant, a trace, an adjugate or a norm of letters; where none of them is capital, and in
  any case for `\rho`, `\sigma` and what bears a hat, small ones are matrices there.

A small letter is a column behind a transposed one, behind a matrix in such a product, and at the
end of a term of `\|Ax-b\|`.

Not covered: letters that are matrices in other places, as `AB`.
"""

import itertools
from collections.abc import Iterator

from verifier_service.checks.math.children import children
from verifier_service.checks.math.deciding.values import transposes
from verifier_service.checks.math.deciding.values.building import MINUS_ONE, ZERO, E, difference
from verifier_service.checks.math.deciding.values.transposes import capital, inside, tails
from verifier_service.checks.math.scopes import free_names, walk
from verifier_service.checks.math.tree import (
    Add,
    Apply,
    Matrix,
    Multiply,
    Node,
    Number,
    Power,
    Symbol,
)

FUNCTIONS = frozenset(("det", "trace", "adjugate", "norm"))
_UNITS = frozenset(("I", "E"))
_UNKNOWNS = frozenset(("X", "Y"))
_KNOWNS = frozenset(("A", "B", "C"))
_SQUARE = frozenset(("rho", "sigma"))
_HAT = "hat{"


def shows_matrices(node: Node) -> bool:
    """Whether a tree shows that its capital letters are matrices, but for functions of them."""
    return any(
        _is_matrix_product(part) if isinstance(part, Multiply) else _has_both_orders(part)
        for part in walk(node)
        if isinstance(part, Multiply | Add)
    ) or _has_unknown(node)


def squares(*nodes: Node) -> frozenset[str]:
    """The letters of which determinants, traces and norms are taken, all capital ones among them.

    Empty where there are no such functions, but for norms of small letters.
    """
    found: set[str] = set()
    for part in (part for node in nodes for part in walk(node)):
        if isinstance(part, Apply) and part.function in FUNCTIONS and not part.derivative_order:
            names = set(_names(part.arguments[0]))
            large = set(filter(transposes.CAPITAL.fullmatch, names))
            if large or part.function == "norm":
                found |= large | (_squares_beside(names) if large else set())
            else:
                found |= names
    return frozenset(found - {transposes.TRANSPOSED.name})


def _squares_beside(names: set[str]) -> set[str]:
    """The small letters that are matrices beside capital ones."""
    return {name for name in names if name.partition("_")[0] in _SQUARE or name.startswith(_HAT)}


def _names(node: Node) -> Iterator[str]:
    """The letters outside of explicit matrices."""
    if isinstance(node, Symbol):
        yield node.name
    elif not isinstance(node, Matrix):
        for child in children(node):
            yield from _names(child)


def is_equation(left: Node, right: Node) -> bool:
    """Whether an equation is one for a matrix: `AX = B`, `AX-B = 0`."""
    gap = left if right == ZERO else right if left == ZERO else difference(left, right)
    return _has_unknown(gap)


def is_form(node: Node) -> bool:
    """Whether `(Ax)^T`, `x^TAy`, `x^T(y-z)` or `X^Ty` stands somewhere, which are no powers."""
    return any(
        _is_form(part) if isinstance(part, Multiply) else _is_transposed_product(part)
        for part in walk(node)
    )


def _is_transposed_product(node: Node) -> bool:
    argument = inside(node)
    return isinstance(argument, Multiply) and len(tails(argument)) > 1


def _is_form(product: Multiply) -> bool:
    last = product.factors[-1]
    if not _small(tails(last)):
        return False
    for k, factor in enumerate(product.factors[:-1]):
        argument = inside(factor)
        if argument is None or not (names := tails(argument)):
            continue
        between = product.factors[k + 1 : -1]
        if (
            len(names) > len(_small(names))
            or isinstance(last, Add)
            or any(map(_is_matrix, between))
        ):
            return True
    return False


def columns(node: Node) -> frozenset[str]:
    """The small letters at the ends of products with something transposed or inverted in them."""
    return frozenset(
        name
        for part in walk(node)
        if isinstance(part, Multiply)
        if any(inside(factor) is not None or _is_led(factor) for factor in part.factors[:-1])
        for name in _small(tails(part.factors[-1]))
    )


def normed(node: Node) -> frozenset[str]:
    r"""The small letters that are columns because of a norm: `y` and `\beta` of `\|y-X\beta\|`."""
    return frozenset(
        name
        for part in walk(node)
        if isinstance(part, Apply) and part.function == "norm"
        if any(map(_maps_column, walk(part.arguments[0])))
        for name in _small(tails(part.arguments[0]))
    )


def _maps_column(node: Node) -> bool:
    r"""Whether a node is `X\beta` or `Ax`, perhaps with numbers before it."""
    if not isinstance(node, Multiply):
        return False
    return bool(capital(node.factors[-2])) and bool(_small(tails(node.factors[-1])))


def _small(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if not transposes.CAPITAL.fullmatch(name))


def _is_led(factor: Node) -> bool:
    return bool(_inverted_capital(factor)) or _is_inverted_sum(factor) or _is_exponential(factor)


def _has_unknown(node: Node) -> bool:
    """`AX-B`, as an equation in capital letters alone has it; `AX-BY` may be of segments."""
    if not isinstance(node, Add) or not any(map(_is_letter, node.terms)):
        return False
    names = free_names(node)
    if _UNKNOWNS.isdisjoint(names) or not all(map(transposes.CAPITAL.fullmatch, names)):
        return False
    return any(
        {capital(one), capital(two)} & _UNKNOWNS and {capital(one), capital(two)} & _KNOWNS
        for part in walk(node)
        if isinstance(part, Multiply)
        for one, two in itertools.pairwise(part.factors)
    )


def _is_letter(term: Node) -> bool:
    match term:
        case Multiply(factors=(Number(), letter)):
            return bool(capital(letter))
        case _:
            return bool(capital(term))


def _has_both_orders(node: Node) -> bool:
    """`AB-BA`, which nobody writes of numbers."""
    terms = node.terms if isinstance(node, Add) else ()
    products = {
        tuple(filter(None, map(capital, term.factors)))
        for term in terms
        if isinstance(term, Multiply)
    }
    return any(len(one) > 1 and one[::-1] != one and one[::-1] in products for one in products)


def _is_matrix_product(product: Multiply) -> bool:
    """`MA` of an explicit matrix, `PDP^{-1}`, `A^{-1}B^{-1}`, or an inverse before the last."""
    factors = product.factors
    letters = [capital(factor) for factor in factors]
    if any(isinstance(factor, Matrix) for factor in factors):
        return any(letters)
    inverted = [_inverted_capital(factor) for factor in factors]
    if all(inverted) and len(inverted) > 1:
        return True
    first = {letter: k for k, letter in reversed([*enumerate(inverted)])}
    if any(letter and abs(k - first.get(letter, k)) > 1 for k, letter in enumerate(letters)):
        return True
    return _has_inverse_before(product, inverted)


def _has_inverse_before(product: Multiply, inverted: list[str]) -> bool:
    """An inverse, or `e^{At}`, before matrices or a column, and no number in letters before it."""
    named = [factor for factor in product.factors if not isinstance(factor, Number)]
    places = [k for k, factor in enumerate(named[:-1]) if _is_led(factor)]
    if not places:
        return False
    first, last = places[0], named[-1]
    if not all(_is_matrix(factor) for factor in (*named[:first], *named[first + 1 : -1])):
        return False
    if _is_matrix(last):
        return not _is_exponential(named[first])
    is_column = bool(_small(tails(last))) and not isinstance(last, Power)
    names = free_names(named[first])
    is_sure = "A" in inverted or _is_exponential(named[first]) or not _UNITS.isdisjoint(names)
    return first == 0 and is_column and is_sure


def _is_matrix(node: Node) -> bool:
    """A capital letter, or a sum of such with numbers before them."""
    if isinstance(node, Add):
        return all(map(_is_multiple, node.terms))
    return bool(capital(node))


def _is_multiple(term: Node) -> bool:
    """`2A`, `sI` or `AB`."""
    if isinstance(term, Multiply):
        return bool(capital(term.factors[-1])) and all(
            isinstance(factor, Number | Symbol) for factor in term.factors
        )
    return bool(capital(term))


def _inverted_capital(node: Node) -> str:
    if isinstance(node, Power) and node.exponent == MINUS_ONE:
        return capital(node.base)
    return ""


def _is_inverted_sum(node: Node) -> bool:
    return (
        isinstance(node, Power)
        and node.exponent == MINUS_ONE
        and isinstance(node.base, Add)
        and _is_matrix(node.base)
    )


def _is_exponential(node: Node) -> bool:
    """`e^{At}`: of `A` times small letters."""
    if not isinstance(node, Power) or node.base != E:
        return False
    factors = node.exponent.factors if isinstance(node.exponent, Multiply) else ()
    names = [factor.name for factor in factors if isinstance(factor, Symbol)]
    return "A" in names and len(names) > 1 and all(n == "A" or n[0].islower() for n in names)

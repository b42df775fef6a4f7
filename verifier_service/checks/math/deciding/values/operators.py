r"""Operators: `\nabla` and letters with hats, compared as they are written.

`\nabla` stands before what it works on, so that factors keep their order wherever one is among
them, and so do `\hat x\hat p - \hat p\hat x`, `\hat A\hat B` and `\hat H\psi`. Terms may change
places, numbers may stand anywhere, and so may `\nabla\cdot\vec E`, which works on nothing more;
parts without operators are compared by their canonical forms. Two equations are one where the
terms with operators are, but for one number before all of them, and the rest has equal values. No
identity of vector analysis or
of commutators is known here: what is not the same in this sense is not called equal.

Not covered: `\partial`; hats in other products, as `\hat p\hat q` of two shares; products that
would have to be multiplied out.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from flint import fmpq

from verifier_service.checks.math.children import children
from verifier_service.checks.math.deciding.values import canonical, exact
from verifier_service.checks.math.deciding.values.arithmetic import UndecidableError
from verifier_service.checks.math.deciding.values.building import ONE, ZERO
from verifier_service.checks.math.deciding.values.encoding import encode
from verifier_service.checks.math.scopes import walk
from verifier_service.checks.math.tree import Add, Apply, Multiply, Node, Number, Power, Symbol

NABLA = "nabla"
HAT = "hat{"
_STATES = frozenset(("psi", "Psi", "phi", "Phi"))
_PRODUCTS = frozenset(("dot", "cross"))
_ONE = fmpq(1)
_CAPITAL = len(HAT)  # the place of the letter in `hat{H}`

_Term = tuple[fmpq, list[Node]]


def operators(*nodes: Node) -> frozenset[str]:
    """The names of what works on what stands behind it; empty where nothing shows that it does."""
    names = {part.name for node in nodes for part in walk(node) if isinstance(part, Symbol)}
    found = {NABLA} & names
    hats = {name for name in names if name.startswith(HAT)}
    if hats and any(map(_shows_hats, nodes)):
        found |= hats
    return frozenset(found)


def are_written_alike(one: Node, other: Node, names: frozenset[str]) -> bool:
    """Whether two trees are the same but for the order of terms and of numbers."""
    form = _Form(names)
    return form.of(one) == form.of(other)


def without_operators(one: Node, other: Node, names: frozenset[str]) -> tuple[Node, Node] | None:
    """What is left of two sums without the terms in which operators are, and these alike.

    Both are divided by the number before the same of these; None where the terms differ.
    """
    form = _Form(names)
    (ours, rest), (theirs, other_rest) = form.parted(one), form.parted(other)
    if not ours or ours.keys() != theirs.keys():
        return None
    first = min(ours)
    if any(ours[key] * theirs[first] != theirs[key] * ours[first] for key in ours):
        return None
    return rest, Multiply((Number(ours[first] / theirs[first]), other_rest))


def _shows_hats(node: Node) -> bool:
    """Whether two hats stand in both orders, or a capital one before another or a state."""
    pairs = {pair for part in walk(node) if isinstance(part, Multiply) for pair in _pairs(part)}
    return any(
        (second, first) in pairs or (first[_CAPITAL].isupper() and second[_CAPITAL:][:1].isupper())
        if second.startswith(HAT)
        else first[_CAPITAL].isupper() and second in _STATES
        for first, second in pairs
        if first != second
    )


def _pairs(product: Multiply) -> Iterator[tuple[str, str]]:
    """A hat and the name behind it, or before it if that is a state."""
    names = [factor.name if isinstance(factor, Symbol) else "" for factor in product.factors]
    for first, second in itertools.pairwise(names):
        if first.startswith(HAT):
            yield first, second
        elif first in _STATES and second.startswith(HAT):
            yield second, first


class _Form:
    """Texts of trees; those of the same text are the same expression."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def of(self, node: Node) -> str:
        if not self._holds(node):
            return _plain(node)
        match node:
            case Symbol(name=name):
                return f"<{name}>"
            case Power(base=base, exponent=exponent):
                return f"({self.of(base)})^({self.of(exponent)})"
            case Apply(function=function, arguments=arguments):
                return f"{function}{node.derivative_order}({','.join(map(self.of, arguments))})"
            case Add() | Multiply():
                sums = self._collected(self._terms(node))
                return "+".join(sorted(f"{c}{factors}" for factors, c in sums.items()))
            case _:
                return encode(node)

    def parted(self, node: Node) -> tuple[dict[tuple[str, ...], fmpq], Node]:
        """The terms that hold operators, each with the number before it, and the sum of others."""
        held: list[_Term] = []
        rest: list[Node] = [ZERO]
        for number, factors in self._terms(node):
            if any(map(self._holds, factors)):
                held.append((number, factors))
            else:
                rest.append(Multiply((Number(number), ONE, *factors)))
        return self._collected(held), Add((*rest, ZERO))

    def _collected(self, terms: Iterable[_Term]) -> dict[tuple[str, ...], fmpq]:
        sums: dict[tuple[str, ...], fmpq] = defaultdict(fmpq)
        for number, factors in terms:
            sums[tuple(self._runs(factors))] += number
        return {factors: number for factors, number in sums.items() if number}

    def _terms(self, node: Node) -> Iterator[_Term]:
        if isinstance(node, Add):
            for term in node.terms:
                yield from self._terms(term)
            return
        number, factors = _ONE, list[Node]()
        for factor in _flat(node):
            value = None if self._holds(factor) else exact.value_of(factor)
            if value is None:
                factors.append(factor)
            else:
                number *= value
        if len(factors) == 1 and isinstance(factors[0], Add):
            yield from ((number * each, rest) for each, rest in self._terms(factors[0]))
        else:
            yield number, factors

    def _runs(self, factors: list[Node]) -> Iterator[str]:
        """Each operator, and what commutes between two of them together."""
        for works, run in itertools.groupby(factors, self._works):
            if works:
                yield from map(self.of, run)
                continue
            parts = list(run)
            held = sorted(self.of(part) for part in parts if self._holds(part))
            rest = [part for part in parts if not self._holds(part)]
            yield " ".join(held + ([_plain(Multiply(tuple(rest)))] if rest else []))

    def _works(self, node: Node) -> bool:
        """Whether it may work on what stands behind it."""
        match node:
            case Symbol(name=name):
                return name in self._names
            case Apply(function=function, arguments=arguments) if function in _PRODUCTS:
                return self._works(arguments[-1])
            case _:
                return self._holds(node)

    def _holds(self, node: Node) -> bool:
        return any(isinstance(part, Symbol) and part.name in self._names for part in walk(node))


def _flat(node: Node) -> Iterator[Node]:
    if isinstance(node, Multiply):
        for factor in children(node):
            yield from _flat(factor)
    else:
        yield node


def _plain(node: Node) -> str:
    try:
        return encode(canonical.canonical(node))
    except UndecidableError:
        return encode(node)

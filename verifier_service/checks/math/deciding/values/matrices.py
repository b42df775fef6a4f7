"""Algebra of explicit matrices: what can be computed entry by entry is computed.

Rational matrices are flint's; others are built entry by entry as trees, up to sizes at which this
is cheap. A bracketed list inside an expression is a column vector.

Raises UndefinedError where shapes do not fit and for the inverse of a singular matrix, and
UndecidableError for what is too large.

Not covered: symbols that stand for matrices; the order of factors is kept, but they are numbers
to the tiers that follow.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import islice
from typing import Any

from verifier_service.checks.math.children import children
from verifier_service.checks.math.deciding.values import exact
from verifier_service.checks.math.deciding.values.arithmetic import UndecidableError
from verifier_service.checks.math.deciding.values.building import (
    ONE,
    ZERO,
    call,
    negative,
    number,
    power,
    product,
    square_root,
    total,
)
from verifier_service.checks.math.deciding.values.building import TWO as _TWO
from verifier_service.checks.math.deciding.values.determinants import (
    adjugate,
    as_exact,
    determinant,
    from_exact,
    inverse,
    require_square,
    shape,
)
from verifier_service.checks.math.errors import UndefinedError
from verifier_service.checks.math.scopes import walk
from verifier_service.checks.math.tree import (
    Add,
    Apply,
    Bracketed,
    Matrix,
    Multiply,
    Node,
    Number,
    Power,
    Symbol,
)

MAX_SYMBOLIC_SIZE = 8  # of factors of a product
MAX_SYMBOLIC_FACTORS = 32
MAX_POWER = 64
MAX_SYMBOLIC_POWER = 4
MAX_ENTRY_NODES = 500  # each product may double an entry


def holds_matrix(node: Node) -> bool:
    """Whether there is a matrix at or below a node."""
    return type(node) is Matrix or any(map(holds_matrix, children(node)))


def evaluated(node: Node) -> Node:
    """The same value as one explicit matrix, or as a tree without any, if possible."""
    evaluate = _EVALUATORS.get(type(node))
    if evaluate is not None:
        return evaluate(node)
    if any(map(holds_matrix, children(node))):
        raise UndecidableError(f"a matrix within {type(node).__name__}")
    return node


def _of_matrix(node: Matrix) -> Node:
    return Matrix(tuple(tuple(map(_folded, row)) for row in node.rows))


def _of_bracketed(node: Bracketed) -> Node:
    return Matrix(tuple((_folded(item),) for item in node.items))


def _of_sum(node: Add) -> Node:
    return reduce(_sum, map(evaluated, node.terms))


def _of_product(node: Multiply) -> Node:
    factors = [evaluated(factor) for factor in node.factors]
    if len(factors) > MAX_SYMBOLIC_FACTORS:  # each product goes over the entries of all before
        symbolic = (one for one in factors if isinstance(one, Matrix) and as_exact(one) is None)
        if any(islice(symbolic, MAX_SYMBOLIC_FACTORS, None)):
            raise UndecidableError("a product of too many matrices")
    return reduce(_product, factors)


def _of_power(node: Power) -> Node:
    return _power(evaluated(node.base), node.exponent)


def _folded(entry: Node) -> Node:
    if type(entry) is Number:
        return entry
    if any(islice(walk(entry), MAX_ENTRY_NODES, None)):
        raise UndecidableError("an entry of a matrix too large")
    inner = evaluated(entry)
    if type(inner) is Number:
        return inner
    value = exact.value_of(inner)
    return inner if value is None else number(value)


def _sum(one: Node, other: Node) -> Node:
    if type(one) is not Matrix and type(other) is not Matrix:
        return total((one, other))
    if not (isinstance(one, Matrix) and isinstance(other, Matrix)) or shape(one) != shape(other):
        raise UndefinedError("a sum of different shapes")
    return Matrix(
        tuple(
            tuple(_folded(total(pair)) for pair in zip(*rows, strict=True))
            for rows in zip(one.rows, other.rows, strict=True)
        )
    )


def _product(one: Node, other: Node) -> Node:
    if not isinstance(one, Matrix):
        return _scaled(other, one) if isinstance(other, Matrix) else product(one, other)
    if not isinstance(other, Matrix):
        return _scaled(one, other)
    if shape(one) == shape(other) and len(one.rows[0]) == 1 != len(one.rows):
        return _dot(one, other)  # two columns side by side, as in `(1,2)\cdot(3,4)`
    if len(one.rows[0]) != len(other.rows):
        raise UndefinedError("a product of shapes that do not fit")
    left, right = as_exact(one), as_exact(other)
    if left is not None and right is not None:
        return from_exact(left * right)
    if max(*shape(one), *shape(other)) > MAX_SYMBOLIC_SIZE:
        raise UndecidableError("a product of matrices too large")
    columns = tuple(zip(*other.rows, strict=True))
    return Matrix(tuple(tuple(_inner(row, column) for column in columns) for row in one.rows))


def _inner(row: Sequence[Node], column: Sequence[Node]) -> Node:
    return _folded(total(product(a, b) for a, b in zip(row, column, strict=True)))


def _scaled(matrix: Matrix, scale: Node) -> Matrix:
    return Matrix(tuple(tuple(_folded(product(scale, e)) for e in row) for row in matrix.rows))


def _power(base: Node, exponent: Node) -> Node:
    if not isinstance(base, Matrix):
        return Power(base, evaluated(exponent))
    if isinstance(exponent, Symbol) and exponent.name in {"T", "top"}:
        return _transpose(base)
    count = exact.value_of(exponent)
    if count is None or count.q != 1 or abs(count) > MAX_POWER:
        raise UndecidableError("such a power of a matrix")
    if count < 0:
        base, count = inverse(base), -count
    most = MAX_POWER if as_exact(base) is not None else MAX_SYMBOLIC_POWER
    if count > most:
        raise UndecidableError("such a power of a matrix")
    require_square(base)
    return reduce(_product, [base] * int(count.p), _identity(len(base.rows)))


def _identity(size: int) -> Node:
    return Matrix(tuple(tuple(ONE if i == j else ZERO for j in range(size)) for i in range(size)))


def _of_apply(node: Apply) -> Node:
    arguments = tuple(map(evaluated, node.arguments))
    if not any(isinstance(argument, Matrix) for argument in arguments):
        return Apply(node.function, arguments, node.derivative_order)
    function = _FUNCTIONS.get(node.function)
    if function is None or not all(isinstance(argument, Matrix) for argument in arguments):
        raise UndecidableError(f"{node.function} of a matrix")
    return function(*arguments)


def _transpose(matrix: Matrix) -> Matrix:
    return Matrix(tuple(zip(*matrix.rows, strict=True)))


def _trace(matrix: Matrix) -> Node:
    size = require_square(matrix)
    return _folded(total(matrix.rows[index][index] for index in range(size)))


def _rank(matrix: Matrix) -> Node:
    numbers = as_exact(matrix)
    if numbers is None:
        raise UndecidableError("the rank of a matrix with symbols")
    return number(numbers.rank())


def _vector(matrix: Matrix) -> tuple[Node, ...]:
    if len(matrix.rows) == 1:
        return matrix.rows[0]
    if len(matrix.rows[0]) == 1:
        return tuple(row[0] for row in matrix.rows)
    raise UndecidableError("a matrix in place of a vector")


def _norm(matrix: Matrix) -> Node:
    return square_root(total(power(call("abs", entry), _TWO) for entry in _vector(matrix)))


def _size(matrix: Matrix) -> Node:
    """What two bars mean: the length of a vector, the determinant of a square matrix."""
    return _norm(matrix) if 1 in shape(matrix) else determinant(matrix)


def _dot(one: Matrix, other: Matrix) -> Node:
    left, right = _vector(one), _vector(other)
    if len(left) != len(right):
        raise UndefinedError("a product of vectors of different lengths")
    return _inner(left, right)


def _cross(one: Matrix, other: Matrix) -> Node:
    left, right = _vector(one), _vector(other)
    if len(left) != 3 or len(right) != 3:  # noqa: PLR2004  # of space
        raise UndefinedError("a cross product outside of space")
    entries = (
        total((product(left[a], right[b]), negative(product(left[b], right[a]))))
        for a, b in ((1, 2), (2, 0), (0, 1))
    )
    return Matrix(tuple((_folded(entry),) for entry in entries))


_FUNCTIONS: Mapping[str, Callable[..., Node]] = {
    "det": determinant,
    "abs": _size,
    "norm": _norm,
    "trace": _trace,
    "transpose": _transpose,
    "adjugate": adjugate,
    "rank": _rank,
    "dot": _dot,
    "cross": _cross,
}
_EVALUATORS: Mapping[type[Node], Callable[[Any], Node]] = {
    Matrix: _of_matrix,
    Bracketed: _of_bracketed,
    Add: _of_sum,
    Multiply: _of_product,
    Power: _of_power,
    Apply: _of_apply,
}

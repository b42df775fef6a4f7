r"""Letters for matrices: `(AB)^T` is `B^T A^T` and not `A^T B^T`, and `PDP^{-1}` is not `D`.

Capital letters are matrices and do not commute where something shows it, see `matrix_signs`. Both
trees are evaluated with random matrices of three rows modulo a large prime: products, powers,
inverses, transposes, determinants and traces, and other functions as if nothing were known of them.
Different matrices there are proof; equal ones are but for chance, by Schwartz and Zippel as in
`modular`, and for laws that hold up to three dimensions alone. What has determinants, traces or
norms is evaluated with four rows too: `\det(2A)` is `8\det(A)` for some only.

Where the product of a matrix and its own transpose is inverted, as in `(X^TX)^{-1}X^Ty`, the matrix
need not be square, and is not wherever the reference can be evaluated so: `X^{-1}y` is another.

A small letter that is transposed is a column, and where one stands beside its own transpose, as in
`x^Tx`, so is each behind a transposed one, and what has no value so is another: `x^Ty / x^Tx` is
not `y/x`. `I` the unit matrix, and what holds no capital letter
a number. Where the shapes do not fit, as in `C a^T` for a growth by `a` in a time `T`, nothing is
said and letters are numbers.

Not covered: letters that are matrices in other places, as `AB`; those in bold by themselves;
logarithms and roots of matrices.
"""

import functools
import re

from flint import fmpz_mod, fmpz_mod_ctx, fmpz_mod_mat

from verifier_service.checks.math.deciding.values import (
    exact,
    matrix_signs,
    transposes,
)
from verifier_service.checks.math.deciding.values.building import E
from verifier_service.checks.math.deciding.values.encoding import Draws, encode
from verifier_service.checks.math.deciding.values.modular import POINT_BITS, PRIME
from verifier_service.checks.math.deciding.values.transposes import (
    CAPITAL,
    SIDE,
    TRANSPOSED,
    inside,
    shapes_beside,
)
from verifier_service.checks.math.scopes import free_symbols, walk
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

MAX_POWER = 1_000
_SMALL = re.compile(r"(?:[a-z]|alpha|beta|gamma|theta|mu|phi|psi|epsilon|eta|xi|nu)(?:_.*)?")
_SIZES = (SIDE, SIDE + 1)  # of matrices of which functions are taken
_FIELD = fmpz_mod_ctx(PRIME)


class _UnfitError(Exception):
    """What is no expression of matrices."""


def equal_as_matrices(*, one: Node, other: Node, seed: str) -> bool | None:
    """Whether two trees are equal with matrices for capital letters; None if there are none."""
    one, other = transposes.without_primes(one, other)
    columns = transposes.transposed_letters(one) | transposes.transposed_letters(other)
    squares = matrix_signs.squares(one, other)
    shown = [matrix_signs.shows_matrices(node) for node in (one, other)]
    if not (columns or squares or any(shown)):
        return None
    if (columns or not squares) and (_is_a_variable(one) or _is_a_variable(other)):
        return None
    sides = {
        max(len(part.rows), len(part.rows[0]))
        for part in (*walk(one), *walk(other))
        if isinstance(part, Matrix)
    }
    if len(sides) > 1:
        return None
    if not sides and (equal := _equal_where_not_square(one, other, columns, seed)) is not None:
        return equal
    sure = [
        transposes.has_letter_beside_its_own(node)
        or matrix_signs.is_form(node)
        or bool(matrix_signs.normed(node) or transposes.letters_behind_rows(node))
        for node in (one, other)
    ]
    columns |= matrix_signs.normed(one) | matrix_signs.normed(other)
    if any(sure):
        columns |= transposes.letters_behind_rows(one) | transposes.letters_behind_rows(other)
    if any(sure) or any(shown):
        columns |= matrix_signs.columns(one) | matrix_signs.columns(other)
    sure = [each or is_shown for each, is_shown in zip(sure, shown, strict=True)]
    sizes = sides or (_SIZES if squares else (SIDE,))
    found = [
        _equal_with(_Evaluation(columns, seed, side=side, squares=squares), one, other, sure)
        for side in sizes
    ]
    return False if False in found else None if None in found else True


def _equal_with(evaluation: "_Evaluation", one: Node, other: Node, sure: list[bool]) -> bool | None:
    """Whether both have one value; False too where only one that is surely of matrices has one."""
    values: list[fmpz_mod_mat | None] = []
    for node in (one, other):
        try:
            values.append(evaluation.value(node))
        except (_UnfitError, ZeroDivisionError):
            values.append(None)
    if values[0] is None or values[1] is None:
        is_of_matrices = any(
            each and value is not None for each, value in zip(sure, values, strict=True)
        )
        return False if is_of_matrices else None
    return _shape(values[0]) == _shape(values[1]) and bool(values[0] == values[1])


def _equal_where_not_square(
    one: Node, other: Node, columns: frozenset[str], seed: str
) -> bool | None:
    """Whether both are equal with the first shapes that fit the first; None if none do."""
    narrow = transposes.narrow_letters(one)
    if not narrow:
        return None
    ends = matrix_signs.columns(one) | matrix_signs.columns(other)
    columns |= {name for name in ends if _SMALL.fullmatch(name)}
    fits_other = False
    for each in shapes_beside(one, other, narrow=narrow, columns=columns):
        evaluation = _Evaluation(columns, seed, side=SIDE, shapes=each)
        try:
            value = evaluation.value(one)
        except (_UnfitError, ZeroDivisionError):
            fits_other = fits_other or evaluation.has_value(other)
            continue
        try:
            return bool(value == evaluation.value(other))
        except (_UnfitError, ZeroDivisionError):
            return False
    return False if fits_other else None


def _is_a_variable(node: Node) -> bool:
    """Whether the letter `T` stands elsewhere than as a whole exponent."""
    parts = list(walk(node))
    exponents = sum(isinstance(part, Power) and part.exponent == TRANSPOSED for part in parts)
    return parts.count(TRANSPOSED) > exponents


class _Evaluation:
    """The values of trees with the same matrices for the same letters; a number is one of one."""

    def __init__(
        self,
        columns: frozenset[str],
        seed: str,
        *,
        side: int,
        shapes: dict[str, transposes.Shape] | None = None,
        squares: frozenset[str] = frozenset(),
    ) -> None:
        self._columns = columns - squares
        self._squares = squares
        self._side = side
        self._seed = seed
        self._letters: dict[str, fmpz_mod_mat] = {}
        self._shapes = shapes or {}

    def value(self, node: Node) -> fmpz_mod_mat:  # noqa: PLR0911  # one return for each kind
        """A matrix; _UnfitError where shapes do not fit, ZeroDivisionError without an inverse."""
        argument = inside(node)
        if argument is not None:
            return self.value(argument).transpose()
        match node:
            case Add(terms=terms):
                return functools.reduce(_sum, map(self.value, terms))
            case Multiply(factors=factors):
                return functools.reduce(_product, map(self.value, factors))
            case Power(base=base, exponent=exponent):
                return self._power(base, exponent)
            case Apply(arguments=(argument,), derivative_order=0):
                return self._function(node.function, argument)
            case Matrix(rows=rows):
                entries = [_scalar(self.value(entry)) for row in rows for entry in row]
                return fmpz_mod_mat(len(rows), len(rows[0]), entries, _FIELD)
            case Number(value=number):
                return _number(_FIELD(number.p) / _FIELD(number.q))
            case Symbol(name=name):
                return self._letter(name)
            case _:
                return self._atom(node)

    def has_value(self, node: Node) -> bool:
        """Whether all shapes in a tree fit."""
        try:
            self.value(node)
        except (_UnfitError, ZeroDivisionError):
            return False
        return True

    def _function(  # noqa: PLR0911  # one return for each kind
        self, name: str, argument: Node
    ) -> fmpz_mod_mat:
        value = self.value(argument)
        match name:
            case "det" if isinstance(argument, Power) and argument.base == E:
                return self._exponential(_trace(self.value(argument.exponent)))
            case "det":
                return _number(_square(value).det())
            case "trace":
                return _trace(value)
            case "abs" if self._squares and _shape(value) != (1, 1):
                return _number(_square(value).det())
            case "norm":
                return self._drawn(
                    f"norm {min(map(str, (value.entries(), (-value).entries())))}", 1, 1
                )
            case "exp":
                return self._exponential(value)
            case "adjugate":
                square = _square(value)
                return square.inv() * square.det()
            case _ if _shape(value) == (1, 1):
                return self._drawn(f"{name} {value.entries()}", 1, 1)
            case _:
                raise _UnfitError

    def _exponential(self, exponent: fmpz_mod_mat) -> fmpz_mod_mat:
        """The same for the same exponent: nothing else is known of it."""
        square = _square(exponent)
        return self._drawn(f"exp {square.entries()}", square.nrows(), square.ncols())

    def _power(self, base: Node, exponent: Node) -> fmpz_mod_mat:
        count = exact.literal(exponent)
        if base == E:
            return self._exponential(self.value(exponent))
        if count is None or count.q != 1 or abs(count.p) > MAX_POWER:
            values = self.value(base), self.value(exponent)
            if any(_shape(value) != (1, 1) for value in values):
                raise _UnfitError
            return self._drawn(f"power {[value.entries() for value in values]}", 1, 1)
        match base:
            case Apply(function="norm", arguments=(vector,)) if count.p % 2 == 0:
                column = self.value(vector)
                if column.ncols() == 1:  # its product with itself
                    base, count = Multiply((Power(vector, TRANSPOSED), vector)), count / 2
            case _:
                pass
        value = _square(self.value(base))
        return (value if count.p >= 0 else value.inv()) ** abs(int(count.p))

    def _letter(self, name: str) -> fmpz_mod_mat:
        if name not in self._letters:
            shape = self._shapes.get(name)
            if name == "I":
                places = range(shape[0] if shape else self._side)
                unit = [int(row == column) for row in places for column in places]
                self._letters[name] = fmpz_mod_mat(len(places), len(places), unit, _FIELD)
            elif shape is not None:
                self._letters[name] = self._drawn(name, *shape)
            elif name in self._squares or CAPITAL.fullmatch(name):
                self._letters[name] = self._drawn(name, self._side, self._side)
            elif name in self._columns and _SMALL.fullmatch(name):
                self._letters[name] = self._drawn(name, self._side, 1)
            else:
                self._letters[name] = self._drawn(name, 1, 1)
        return self._letters[name]

    def _atom(self, node: Node) -> fmpz_mod_mat:
        """A number for what holds no matrix, the same for the same tree."""
        if any(_shape(self._letter(symbol.name)) != (1, 1) for symbol in free_symbols(node)):
            raise _UnfitError
        return self._drawn(encode(node), 1, 1)

    def _drawn(self, name: str, rows: int, columns: int) -> fmpz_mod_mat:
        draws = Draws(f"{self._seed} {name}")
        entries = [draws.bits(POINT_BITS) for _ in range(rows * columns)]
        return fmpz_mod_mat(rows, columns, entries, _FIELD)


def _number(value: fmpz_mod) -> fmpz_mod_mat:
    return fmpz_mod_mat(1, 1, [value], _FIELD)


def _scalar(value: fmpz_mod_mat) -> fmpz_mod:
    if _shape(value) != (1, 1):
        raise _UnfitError
    return value[0, 0]


def _shape(value: fmpz_mod_mat) -> tuple[int, int]:
    return value.nrows(), value.ncols()


def _square(value: fmpz_mod_mat) -> fmpz_mod_mat:
    if value.nrows() != value.ncols():
        raise _UnfitError
    return value


def _trace(value: fmpz_mod_mat) -> fmpz_mod_mat:
    square = _square(value)
    return _number(sum((square[k, k] for k in range(square.nrows())), _FIELD(0)))


def _sum(one: fmpz_mod_mat, other: fmpz_mod_mat) -> fmpz_mod_mat:
    if _shape(one) != _shape(other):
        raise _UnfitError
    return one + other


def _product(one: fmpz_mod_mat, other: fmpz_mod_mat) -> fmpz_mod_mat:
    if _shape(one) == (1, 1):
        return other * one[0, 0]
    if _shape(other) == (1, 1):
        return one * other[0, 0]
    if one.ncols() != other.nrows():
        raise _UnfitError
    return one * other

r"""Sums and products, by recursive descent.

The rules where usage is not uniform:

- factors side by side bind as `*` does: `1/2x` is `(1/2)x`, from left to right; see `beside`;
- `x^12` and `x_12` take all digits, `\frac12` takes one at a time;
- `\vec a \times \vec b` and `\vec a \cdot \vec b` are products of vectors, and not of numbers;
- `a^b^c` is `a^(b^c)`, `-x^2` is `-(x^2)`, and `2^3!` is refused.
"""

from verifier_service.checks.math.reading.atoms import read_digit
from verifier_service.checks.math.reading.beside import read_beside
from verifier_service.checks.math.reading.building import (
    MINUS_ONE,
    STRUCTURES,
    is_integer,
    negative,
    quotient,
)
from verifier_service.checks.math.reading.commands import AFTER, ATOMS, FRACTIONS, After
from verifier_service.checks.math.reading.cursor import Cursor
from verifier_service.checks.math.reading.factors import read_factor
from verifier_service.checks.math.tree import (
    Add,
    Apply,
    Bracketed,
    Matrix,
    Multiply,
    Node,
    Number,
    PlusMinus,
    Power,
    Symbol,
)

_VECTORS = frozenset(
    (
        *(r"\vec", r"\overrightarrow", r"\mathbf", r"\boldsymbol", r"\bm", r"\pmb", r"\hat"),
        r"\nabla",
    )
)
_END, _TIMES = After.END, After.TIMES  # names of the module are found faster than members
_SPACE = 3
_PERHAPS, _DRESSED = 1, 2
_OPENING = frozenset(("(", "[", "{"))
_SETS = frozenset(("(", "[", r"\{"))
_SIGNS = frozenset(("+", "-", r"\pm", r"\mp", "+/-"))


def read_sum(cur: Cursor) -> Node:
    """Terms with signs between them, as far as they go. Raises MathError."""
    tokens = cur.tokens
    first = read_term(cur) if tokens[cur.at] in _SIGNS else read_product(cur)
    if tokens[cur.at] not in _SIGNS:
        return first
    if tokens[cur.at + 1] == r"\{":
        return first
    terms = [first if type(first) not in STRUCTURES else cur.value(first)]
    while (sign := tokens[cur.at]) in _SIGNS:
        if cur.differential is not None and cur.depth == cur.integral_depth:
            break  # the integral whose terms are being read already had its differential
        if cur.trailer is not None or (sign == "-" and tokens[cur.at + 1] == r"\{"):
            break
        cur.at += 1
        term = read_term(cur) if tokens[cur.at] in _SIGNS else read_product(cur)
        if type(term) in STRUCTURES:
            term = cur.value(term)
        if sign == "-":
            term = negative(term)
        elif sign != "+":
            term = PlusMinus(term, sign == r"\mp")
        terms.append(term)
    return Add(tuple(terms))


def read_term(cur: Cursor) -> Node:
    """A product with signs before it. Raises MathError."""
    is_negative = False
    both = ""
    while (sign := cur.tokens[cur.at]) in _SIGNS:
        cur.at += 1
        if sign == "-":
            is_negative = not is_negative
        elif sign != "+" or cur.tokens[cur.at] == "-":
            if both:
                cur.unexpected()
            both = sign
            cur.at += sign == "+"
    term = cur.value(read_product(cur))
    if is_negative:
        term = negative(term)
    return PlusMinus(term, both == r"\mp") if both else term


def read_product(cur: Cursor) -> Node:
    """Factors, with or without signs between them, as far as they go. Raises MathError."""
    tokens = cur.tokens
    start = cur.at
    factor = read_factor(cur)
    kind = AFTER.get(tokens[cur.at])
    if kind is _END or (type(factor) in STRUCTURES and _is_behind_set(cur)):
        return factor
    factors = [factor]
    while kind is not _END:
        if type(factors[-1]) in STRUCTURES:
            factors[-1] = cur.value(factors[-1])
        if kind is None:
            start = cur.at
            beside = read_beside(cur, factors)
            if beside is None:
                break
            factors.append(beside)
        else:
            sign, before, start = cur.at, start, cur.at + 1
            cur.at = start
            factor = _signed_factor(cur)
            if kind is _TIMES:
                if tokens[sign] == r"\times" or tokens[before] == r"\nabla" or cur.vector_names():
                    factor = _of_vectors(cur, factors, factor, (sign, before, start))
                factors.append(factor)
            else:
                _divide(cur, factors, factor)
        kind = AFTER.get(tokens[cur.at])
    if len(factors) == 1:
        return factors[0]
    if type(factors[-1]) in STRUCTURES:
        factors[-1] = cur.value(factors[-1])
    return Multiply(tuple(factors))


def _is_behind_set(cur: Cursor) -> bool:
    r"""Whether nothing is multiplied: the `\end{cases}` of a condition, `U` typed for `\cup`."""
    lexeme, behind = cur.tokens[cur.at : cur.at + 2]
    return lexeme.startswith(r"\end") or (lexeme == "U" and behind in _SETS)


def _of_vectors(
    cur: Cursor, factors: list[Node], factor: Node, places: tuple[int, int, int]
) -> Node:
    """The product of the last factor, which is taken away, and the next; else the next.

    `places` are those of the sign, and of the first tokens of the two.
    """
    tokens = cur.tokens
    sign, *starts = places
    if tokens[sign] != r"\times":
        if tokens[starts[0]] == r"\nabla" or _are_vectors(factors[-1], factor, cur.vector_names()):
            return Apply("dot", (factors.pop(), factor))
        return factor
    are_vectors = _begins_vector(tokens, starts[0])
    if isinstance(factor, Number) and are_vectors and _begins_vector(tokens, cur.at):
        factor = Multiply((factor, cur.value(read_factor(cur))))
    elif not (are_vectors and _begins_vector(tokens, starts[1])):
        are_vectors = False
    if are_vectors or _in_space(factors[-1], factor):
        return Apply("cross", (factors.pop(), factor))
    return factor


def _are_vectors(one: Node, other: Node, names: frozenset[str]) -> bool:
    """Whether both are vectors, and one is by its dress and not by its items or a hat alone."""
    ours, theirs = _vector(one, names), _vector(other, names)
    return bool(ours and theirs) and _DRESSED in {ours, theirs}


def _vector(  # noqa: PLR0911  # one return for each kind
    node: Node, names: frozenset[str]
) -> int:
    """How sure it is that an operand is a vector: 0 where it is none."""
    match node:
        case Symbol(name=name):
            if name.partition("_")[0] in names:
                return _DRESSED
            return _PERHAPS if name.startswith("hat{") else 0
        case Add(terms=terms):
            return _vector(terms[0], names)
        case Multiply(factors=factors):
            sure = [kind for kind in (_vector(factor, names) for factor in factors) if kind]
            return sure[0] if len(sure) == 1 else 0
        case Apply(function="cross"):
            return _DRESSED
        case Matrix(rows=rows):
            return _PERHAPS if len(rows[0]) == 1 else 0
        case Bracketed():
            return _PERHAPS
        case _:
            return 0


def _in_space(*operands: Node) -> bool:
    """Whether operands are vectors of three components, or columns of any."""
    if all(isinstance(each, Matrix) and _is_column(each) for each in operands):
        return True
    sizes = [
        len(node.items if isinstance(node, Bracketed) else node.rows)
        for node in operands
        if isinstance(node, Bracketed) or (isinstance(node, Matrix) and len(node.rows[0]) == 1)
    ]
    return sizes == [_SPACE] * len(operands)


def _is_column(matrix: Matrix) -> bool:
    return len(matrix.rows) > 1 and len(matrix.rows[0]) == 1


def _begins_vector(tokens: list[str], start: int) -> bool:
    """Whether the name of a vector, and no number in bold type, begins at a token."""
    while tokens[start] in _OPENING or tokens[start] in _SIGNS:
        start += 1
    command, _, named = tokens[start].partition("{")
    if command not in _VECTORS:
        return False
    following = tokens[start + 1 : start + 3]
    named = named or following[following[0] == "{"]
    return not named[:1].isdigit()


def read_operand_product(cur: Cursor) -> Node:
    """The factors that a sum, a limit or a derivative is of. Raises MathError."""
    cur.deepen()
    node = cur.value(read_term(cur))
    cur.depth -= 1
    return node


def read_argument(cur: Cursor) -> Node:
    """What stands in braces, or one digit, letter or command, as TeX takes it."""
    if cur.tokens[cur.at] != "{":
        return read_digit(cur)
    cur.at += 1
    atom = ATOMS.get(cur.tokens[cur.at])
    if atom is not None and cur.tokens[cur.at + 1] == "}":
        cur.at += 2
        return cur.value(atom)
    cur.deepen()
    pipes, in_list, in_set = cur.pipes, cur.in_list, cur.in_set
    cur.pipes, cur.in_list, cur.in_set = 0, False, False
    node = read_sum(cur)
    cur.pipes, cur.in_list, cur.in_set = pipes, in_list, in_set
    if cur.tokens[cur.at] in GROUP_OPERATORS:
        node = read_group_operator(cur, node)
    cur.expect("}")
    cur.depth -= 1
    return cur.value(node)


def read_group_operator(cur: Cursor, node: Node) -> Node:
    r"""What `\over` or `\choose` makes of all that stands before it in its group."""
    lexeme = cur.tokens[cur.at]
    cur.at += 1
    below = cur.value(read_sum(cur))
    above = cur.value(node)
    if lexeme == r"\choose":
        return Apply("binomial", (above, below))
    return quotient(above, below)


GROUP_OPERATORS = frozenset((r"\over", r"\choose"))


def _signed_factor(cur: Cursor) -> Node:
    is_negative = False
    while (sign := cur.tokens[cur.at]) in {"-", "+"}:
        is_negative = is_negative is (sign != "-")
        cur.at += 1
    factor = cur.value(read_factor(cur))
    return negative(factor) if is_negative else factor


def _divide(cur: Cursor, factors: list[Node], divisor: Node) -> None:
    """Put a divisor behind the factors; whole numbers alone make a number."""
    lexeme = cur.tokens[cur.at]
    if is_integer(divisor) and (lexeme in FRACTIONS or lexeme[:1].isdigit()):
        cur.unexpected()
    if len(factors) == 1:
        whole = quotient(factors[0], divisor)
        if isinstance(whole, Number):
            factors[0] = whole
            return
    factors.append(Power(divisor, MINUS_ONE))

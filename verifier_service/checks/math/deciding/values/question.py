"""Two values that may be equal, and the order in which the tiers are asked.

Trees built alike; families with a constant; matrices entry by entry; exact rational numbers;
quotients of polynomials modulo a prime; balls at one place or at many; canonical forms, and
quotients of their parts, for what balls cannot compute.

`i` is imaginary if the reference has it, or is closed and not real; else it is a letter. What
takes the real part, the argument or the conjugate of a symbol is compared at complex places.

Not covered: as in `expressions`.
"""

from verifier_service.checks.math.deciding.values import (
    calculus,
    definedness,
    derived_families,
    divergence,
    dotted,
    exact,
    families,
    matrices,
    matrix_signs,
    matrix_symbols,
    modular,
    operators,
    scanning,
    vector_symbols,
)
from verifier_service.checks.math.deciding.values.arithmetic import (
    MAX_WORK,
    UndecidableError,
    Work,
)
from verifier_service.checks.math.deciding.values.asked import (
    Question,
    by_balls,
    by_form,
    forms,
    reads_i_as_letter,
)
from verifier_service.checks.math.deciding.values.building import ONE, call, negative
from verifier_service.checks.math.deciding.values.encoding import common_seed
from verifier_service.checks.math.deciding.values.features import (
    IMAGINARY,
)
from verifier_service.checks.math.deciding.values.infinities import (
    has_infinite_part,
    never_zero,
)
from verifier_service.checks.math.decision import Decision, Tier
from verifier_service.checks.math.errors import UndefinedError
from verifier_service.checks.math.tree import (
    Based,
    Bracketed,
    Cases,
    ConstantName,
    Degrees,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Node,
    OverRange,
    Percent,
)

_VECTORS = frozenset((Matrix, Bracketed))
_OF_MATRICES = matrix_signs.FUNCTIONS | {"transpose"}
_INFINITY = ConstantName.INFINITY
# Kinds that some tier can take, beside plain arithmetic; trees with others must have one form.
_VALUES = frozenset(
    (Matrix, Bracketed, Integral, Derivative, OverRange, Limit, Cases, Percent, Degrees, Based)
)
# The letter of a number where nothing else has a name, and one side has none at all.
_EULERS = {"gamma"}
_EULERS_CONSTANT = negative(call("digamma", ONE))
_INTEGRALS_WORK = 3 * MAX_WORK  # `1/(5 - 4 \cos t)` takes more than one decision


def decide_question(  # noqa: PLR0911  # one return for each tier
    question: Question,
) -> Decision:
    """Whether the two are equal, by the first tier that can tell. Raises UndefinedError."""
    if question.reference == question.answer:
        definedness.require_defined(question.answer)
        return Decision(equal=True, tier=Tier.CANONICAL, detail="written alike")
    first, second = question.features
    if dotted.DOTS in first.symbols or dotted.DOTS in second.symbols:
        return _with_ranges(question)
    if any(map(_may_work, first.symbols | second.symbols)) and (
        names := operators.operators(question.reference, question.answer)
    ):
        equal = operators.are_written_alike(question.reference, question.answer, names)
        return Decision(equal=equal, tier=Tier.STRUCTURE, detail="operators, as written")
    kinds = question.kinds
    has_vectors = not vector_symbols.PRODUCTS.isdisjoint(first.functions | second.functions)
    if has_vectors and kinds <= _VECTORS:
        decision = _as_vectors(question)
        if decision is not None or not kinds:
            return decision or by_form(question)
    if kinds:
        if not kinds <= _VALUES:
            return by_form(question)
        special = (
            _as_family(question)
            or _as_derived(question)
            or _with_matrices_for_letters(question)
            or _as_matrices(question)
        )
    else:
        special = _with_matrices_for_letters(question) or _as_family(question)
    if special is not None:
        return special
    work = Work(_INTEGRALS_WORK) if Integral in kinds else Work()
    return _closed(question, work) if question.closed else _open(question, work)


def _may_work(name: str) -> bool:
    """Whether a letter may be an operator."""
    return name == operators.NABLA or name.startswith(operators.HAT)


def _again(*, reference: Node, answer: Node) -> Decision:
    """The decision about other trees."""
    found = scanning.scan(reference), scanning.scan(answer)
    return decide_question(Question(reference=reference, answer=answer, features=found))


def _with_ranges(question: Question) -> Decision:
    """The decision about sums and products with dots."""
    try:
        one, other = map(dotted.with_ranges, (question.reference, question.answer))
    except UndecidableError as error:
        return Decision(equal=False, tier=Tier.STRUCTURE, detail=str(error))
    return _again(reference=one, answer=other)


def _as_family(question: Question) -> Decision | None:
    """The decision if the reference, or an indefinite integral, is a family of functions."""
    sides = {"reference": question.reference, "answer": question.answer}
    found: tuple[Node, Node] | Decision | None = None
    if Integral in question.kinds:
        found = derived_families.derivatives_of_integrals(**sides)
    if found is None and not families.CONSTANTS.isdisjoint(question.features[0].symbols):
        found = derived_families.derivatives_of_families(**sides)
    if found is None or isinstance(found, Decision):
        return found
    one, other = found
    features = scanning.scan(one), scanning.scan(other)
    return decide_question(
        Question(reference=one, answer=other, features=features, is_derived=True)
    )


def _as_derived(question: Question) -> Decision | None:
    """The decision once derivatives have been taken; by the form if one could not be."""
    if Derivative not in question.kinds:
        return None
    one, other = found_forms = forms(question)
    found = scanning.scan(one), scanning.scan(other)
    if any(Derivative in each.kinds for each in found):
        return by_form(question, found_forms)
    return decide_question(Question(reference=one, answer=other, features=found))


def _as_vectors(question: Question) -> Decision | None:
    """The decision about products of vectors, by the components of these; None without one."""
    try:
        found = vector_symbols.in_components(question.reference, question.answer)
        if found is None:
            return None
        matrices.evaluated(found[0])
    except (UndecidableError, UndefinedError):
        return None
    try:
        decision = _again(reference=found[0], answer=found[1])
    except UndefinedError:  # as a quotient by a vector
        return Decision(equal=False, tier=Tier.STRUCTURE, detail="no expression of vectors")
    if decision.equal is False and exact.ZERO in map(exact.literal, found):
        zero = vector_symbols.nothing(found)
        nothing = [zero if exact.literal(n) == 0 else n for n in found]
        return _again(reference=nothing[0], answer=nothing[1])
    return decision


def _with_matrices_for_letters(question: Question) -> Decision | None:
    """The decision about matrices named by letters; None where there are none."""
    first, second = question.features
    functions = first.functions | second.functions
    if functions.isdisjoint(_OF_MATRICES) and not any(
        name[0].isupper() for one in question.features for name in one.symbols
    ):
        return None
    seed = " ".join(sorted(one.summary for one in question.features))
    equal = matrix_symbols.equal_as_matrices(
        one=question.reference, other=question.answer, seed=seed
    )
    if equal is None and not functions.isdisjoint(matrix_signs.FUNCTIONS):
        is_of_letters = matrix_signs.squares(question.reference, question.answer)
        return by_form(question) if is_of_letters else None
    return None if equal is None else Decision(equal=equal, tier=Tier.MODULAR)


def _as_matrices(question: Question) -> Decision | None:
    if not question.kinds & {Matrix, Bracketed}:
        return None
    try:
        one, other = matrices.evaluated(question.reference), matrices.evaluated(question.answer)
    except UndecidableError:
        return by_form(question)
    if not (isinstance(one, Matrix) and isinstance(other, Matrix)):
        one, other = _single(one), _single(other)
        if isinstance(one, Matrix) or isinstance(other, Matrix):
            return Decision(equal=False, tier=Tier.STRUCTURE, detail="a matrix and a number")
        if (one, other) == (question.reference, question.answer):
            return by_form(question)  # a vector where none can be computed, as in `(1, 2)%`
        return _again(reference=one, answer=other)
    return _entry_by_entry(one, other)


def _single(node: Node) -> Node:
    """The entry of a matrix of one; anything else as it is."""
    if isinstance(node, Matrix) and len(node.rows) == len(node.rows[0]) == 1:
        return node.rows[0][0]
    return node


def _entry_by_entry(one: Matrix, other: Matrix) -> Decision:
    if (len(one.rows), len(one.rows[0])) != (len(other.rows), len(other.rows[0])):
        return Decision(equal=False, tier=Tier.STRUCTURE, detail="matrices of different shapes")
    doubt: Decision | None = None
    decision = Decision(equal=True, tier=Tier.STRUCTURE)
    for rows in zip(one.rows, other.rows, strict=True):
        for entry, other_entry in zip(*rows, strict=True):
            decision = _again(reference=entry, answer=other_entry)
            if decision.equal is False:
                return decision
            if decision.equal is None:
                doubt = decision
    return doubt or decision


def _closed(question: Question, work: Work) -> Decision:
    one, other = exact.value_of_reference(question.reference), exact.value_of(question.answer)
    if one is not None and other is not None:
        return Decision(equal=one == other, tier=Tier.NUMBER)
    first, second = question.features
    if _INFINITY in first.constants or _INFINITY in second.constants:
        infinite = divergence.compare_infinities(question.reference, question.answer)
        if infinite is not None:
            return infinite
    if (one == 0 and never_zero(question.answer)) or (
        other == 0 and never_zero(question.reference)
    ):
        return Decision(equal=False, tier=Tier.NUMBER, detail="not zero")
    if reads_i_as_letter(question):
        return by_balls(question, work, {IMAGINARY})
    return by_balls(question, work, set())


def _open(question: Question, work: Work) -> Decision:
    first, second = question.features
    is_infinite = _INFINITY in first.constants
    if is_infinite != (_INFINITY in second.constants):
        side = question.reference if is_infinite else question.answer
        if has_infinite_part(side):
            return Decision(equal=False, tier=Tier.STRUCTURE, detail="an infinite part")
    names = first.symbols | second.symbols
    if first.rational and second.rational and first.degree + second.degree < modular.MAX_DEGREE:
        seed = common_seed(first.summary, second.summary)
        equal = modular.equal_quotients(
            one=question.reference, other=question.answer, symbols=sorted(names), seed=seed
        )
        return Decision(equal=equal, tier=Tier.MODULAR)
    if reads_i_as_letter(question):
        names = names | {IMAGINARY}
    if names == _EULERS and first.symbols != second.symbols:
        constant = _with_eulers_constant(question)
        if constant is not None and constant.equal:
            return constant
    return by_balls(question, work, names)


def _with_eulers_constant(question: Question) -> Decision | None:
    r"""The decision where `\gamma` is Euler's constant; None if it stands within calculus."""
    sides = question.reference, question.answer
    try:
        one, other = (calculus.substitute(side, "gamma", _EULERS_CONSTANT) for side in sides)
    except UndecidableError:
        return None
    return _again(reference=one, answer=other)

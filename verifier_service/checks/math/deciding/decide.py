"""Whether two trees are the same answer, without computer algebra.

Two plain values go to `expressions`. For all else the rules of this folder are asked in turn, and
the first that has an opinion decides; parts of structures come back here. Before that, whatever
stands for several values is written out, and `i` is made imaginary where the reference has it.

Not covered: what a rule leaves undecided; the next tier may try.
"""

from collections.abc import Callable

from verifier_service.checks.math.deciding import texts
from verifier_service.checks.math.deciding.comparison import EQUAL, Comparison, Memory, different
from verifier_service.checks.math.deciding.regions.comparing import compare_regions
from verifier_service.checks.math.deciding.structures.collections import (
    compare_listings,
    compare_sets,
)
from verifier_service.checks.math.deciding.structures.conditioned import compare_conditioned
from verifier_service.checks.math.deciding.structures.constants import (
    compare_with_constants,
    names_constants,
)
from verifier_service.checks.math.deciding.structures.contradictions import (
    CAN_CONTRADICT,
    contradicts_itself,
    without_true_conditions,
)
from verifier_service.checks.math.deciding.structures.counted import counted
from verifier_service.checks.math.deciding.structures.dimensions import compare_dimensions
from verifier_service.checks.math.deciding.structures.distributions import (
    as_point,
    is_distribution,
)
from verifier_service.checks.math.deciding.structures.domains import compare_on_domains
from verifier_service.checks.math.deciding.structures.ellipses import written_out
from verifier_service.checks.math.deciding.structures.enumerated import enumerated
from verifier_service.checks.math.deciding.structures.figures import compare_figures
from verifier_service.checks.math.deciding.structures.identities import compare_identities
from verifier_service.checks.math.deciding.structures.mixed_numbers import compare_mixed
from verifier_service.checks.math.deciding.structures.node_by_node import compare_structures
from verifier_service.checks.math.deciding.structures.pieces import compare_cases
from verifier_service.checks.math.deciding.structures.plus_minus import expanded
from verifier_service.checks.math.deciding.structures.quantities import compare_measures
from verifier_service.checks.math.deciding.structures.relations import (
    compare_labels,
    compare_named_sets,
    compare_relations,
)
from verifier_service.checks.math.deciding.structures.set_products import compare_set_products
from verifier_service.checks.math.deciding.structures.solution_families import (
    compare_families,
    compare_turns,
    counts_turns,
)
from verifier_service.checks.math.deciding.structures.vectors import (
    as_matrices,
    beside_vectors,
    compare_entries,
    compare_tuples,
)
from verifier_service.checks.math.deciding.trees import IMAGINARY_UNIT, VALUES, contains, replaced
from verifier_service.checks.math.deciding.values import definedness, exact, scanning, surds
from verifier_service.checks.math.deciding.values.arithmetic import whole_work
from verifier_service.checks.math.deciding.values.expressions import (
    decide_arithmetic,
    decide_expressions,
)
from verifier_service.checks.math.decision import Decision
from verifier_service.checks.math.errors import UndefinedError
from verifier_service.checks.math.options import EXACT, Options
from verifier_service.checks.math.reading.named_letters import names_value
from verifier_service.checks.math.scopes import free_symbols
from verifier_service.checks.math.tree import (
    DOTS,
    Apply,
    Bracketed,
    Constant,
    ConstantName,
    Matrix,
    Multiply,
    NamedSet,
    Node,
    Number,
    OverRange,
    PlusMinus,
    Quantity,
    Relation,
    SetBuilder,
    Symbol,
    Text,
)

_IMAGINARY = Symbol("i")
_UNDEFINED = Constant(ConstantName.UNDEFINED)  # "does not exist" is an answer
_VALUES = frozenset(VALUES)
_SHORTHANDS = (PlusMinus, OverRange, SetBuilder)
_NOT_PLAIN = (PlusMinus, Bracketed, NamedSet, OverRange)


def _compare_texts(
    *,
    one: Node,
    other: Node,
    using: Comparison,
) -> Decision | None:
    if not using.is_turned and texts.abbreviates(other, word=one):
        return EQUAL
    return texts.compare_texts(one=one, other=other)


# What a node means as a set of solutions comes before what it looks like: `x = k\pi, k \in Z` is a
# family and no listing, `x > 1, x < 2` a region, `D = (0, 1)` a set with a name.
_RULES: tuple[Callable[..., Decision | None], ...] = (
    compare_dimensions,
    compare_mixed,
    compare_with_constants,
    compare_on_domains,
    compare_families,
    compare_conditioned,
    compare_named_sets,
    compare_regions,
    compare_listings,
    compare_figures,
    compare_identities,
    compare_labels,
    _compare_texts,
    compare_measures,
    compare_cases,
    compare_sets,
    compare_tuples,
    compare_relations,
)


def decide(*, reference: Node, answer: Node, options: Options) -> Decision:
    """Whether an answer equals the reference; `equal` is None if this tier cannot tell.

    Raises BeyondLimitError if comparing would cost too much, and UndefinedError if a part of
    either that is looked at has no value.
    """
    if type(reference) in _VALUES and type(answer) in _VALUES:
        decision = decide_arithmetic(reference=reference, answer=answer, options=options)
        if decision is not None and (
            decision.equal is not False
            or type(reference) is Number
            or not (names_constants(reference) or counts_turns(reference))
        ):
            return decision
    if _is_number(reference) and _is_number(answer):
        using = Comparison(rule=_compare, options=options, memory=Memory())
        decision = compare_measures(one=reference, other=answer, using=using)
        if decision is not None:
            return decision
    with whole_work():
        is_column = isinstance(reference, Matrix) is not isinstance(answer, Matrix)
        if not is_column and _is_plain(reference) and _is_plain(answer):
            return _decide_plain(reference=reference, answer=answer, options=options)
        return _decide_parts(reference=reference, answer=answer, options=options)


def _decide_plain(*, reference: Node, answer: Node, options: Options) -> Decision:
    decision = decide_expressions(reference=reference, answer=answer, options=options)
    if decision.equal is False and isinstance(reference, Matrix) and not options.is_exact:
        using = Comparison(rule=_compare, options=options, memory=Memory())
        return compare_entries(one=reference, other=answer, using=using) or decision
    if decision.equal is False and names_constants(reference):
        using = Comparison(rule=_compare, options=options, memory=Memory())
        return compare_with_constants(one=reference, other=answer, using=using) or decision
    if decision.equal is False and counts_turns(reference):
        using = Comparison(rule=_compare, options=options, memory=Memory())
        return compare_turns(one=reference, other=answer, using=using) or decision
    return decision


def _decide_parts(*, reference: Node, answer: Node, options: Options) -> Decision:
    if _IMAGINARY in free_symbols(reference) and not names_value(reference, _IMAGINARY):
        reference = replaced(reference, {_IMAGINARY: IMAGINARY_UNIT})
        answer = replaced(answer, {_IMAGINARY: IMAGINARY_UNIT})
    using = Comparison(rule=_compare, options=options, memory=Memory())
    is_short = _is_shorthand(reference) or _is_shorthand(answer)
    if is_short:
        reference, answer = (written_out(expanded(node)) for node in (reference, answer))
    reference, answer = (
        counted(node, beside=other) for node, other in ((reference, answer), (answer, reference))
    )
    if is_short:
        reference, answer = enumerated(reference), enumerated(answer)
    for node in (reference, answer):
        if contradicts_itself(node, using):
            return different("a contradiction equals nothing")
    reference, answer = (without_true_conditions(node, using) for node in (reference, answer))
    return _compare(one=reference, other=answer, using=using)


def forget_references() -> None:
    """Forget what was found out about references; for measuring."""
    scanning.scan_reference.cache_clear()
    exact.value_of_reference.cache_clear()
    surds.surd_of_reference.cache_clear()
    names_constants.cache_clear()
    counts_turns.cache_clear()


def require_defined(node: Node) -> None:
    """Raise UndefinedError if a node has no value, or says two things that exclude each other."""
    if node == _UNDEFINED:
        return
    definedness.require_defined(node)
    if type(node) not in CAN_CONTRADICT:
        return
    using = Comparison(rule=_compare, options=EXACT, memory=Memory())
    if contradicts_itself(node, using):
        raise UndefinedError("a contradiction")


def _is_number(node: Node) -> bool:
    """Whether a node is a number, with a unit or without, so that nothing is to be written out."""
    return type(node) is Number or (type(node) is Quantity and type(node.value) is Number)


def _is_plain(node: Node) -> bool:
    return type(node) in _VALUES and not contains(node, _NOT_PLAIN)


def _is_shorthand(node: Node) -> bool:
    """Whether a node has in it what stands for several values that can be written out."""
    return contains(node, _SHORTHANDS) or DOTS in free_symbols(node)


def _meaning(node: Node) -> Node:
    """A phrase as the set that it means, and `A(1, 2)` as the point `A = (1, 2)`."""
    match node:
        case Apply(function="transpose", arguments=(Bracketed() as row,)):
            return row
        case Multiply(
            factors=(Symbol(name=name) as point, Bracketed(opening="(", closing=")") as place)
        ) if name.isupper() and not is_distribution(name, place):
            return Relation((point, place), ("=",))
        case Text():
            return texts.meaning(node)
        case _:
            return node


def _compare(*, one: Node, other: Node, using: Comparison) -> Decision:
    one, other = _meaning(one), _meaning(other)
    one, other = as_point(one, beside=other), as_point(other, beside=one)
    if isinstance(one, Matrix) is not isinstance(other, Matrix):
        one, other = beside_vectors(one=one, other=other), beside_vectors(one=other, other=one)
    products = compare_set_products(one=one, other=other, using=using)
    if products is not None:
        return products
    if type(one) in VALUES and type(other) in VALUES:
        if not using.options.is_exact:
            entries = compare_entries(one=one, other=other, using=using)
            if entries is not None:
                return entries
        return using.values(one=as_matrices(one), other=as_matrices(other))
    for rule in _RULES:
        decision = rule(one=one, other=other, using=using)
        if decision is not None:
            return decision
    return compare_structures(one=one, other=other, using=using)

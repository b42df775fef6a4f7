r"""Numbers with something behind them: units, percent, degrees, a base; and ratios.

What only one side bears does not count, because questions often have it already: `5 cm` is `5`,
`50%` is `50`, `30°` is `30`, `1011_2` is `1011`. The sign also has its meaning: `50%` is `1/2`,
`30°` is `\pi/6`. Where both have units, those are converted; different dimensions differ, and so
do different signs. Temperatures are converted with their offsets. Symbols behind a number
(`10\Omega`) are units beside a quantity. Words that are no unit count for nothing, unless both
sides have one and those exclude each other, as `am` and `pm` do.

A ratio may be multiplied by a number, and one of two terms is their quotient. Two that may both
be times of day (`2:30`) must be the same, since nobody can tell which of the two was meant.

Not covered: words that merely differ, as `5 apples` and `5 pears`.
"""

from collections.abc import Iterator

from flint import fmpq

from verifier_service.checks.math.deciding.comparison import (
    EQUAL,
    Comparison,
    all_of,
    any_of,
    as_structure,
    different,
)
from verifier_service.checks.math.deciding.matching import same_sequence
from verifier_service.checks.math.deciding.regions.magnitudes import sign_of
from verifier_service.checks.math.deciding.trees import is_closed, is_value, quotient
from verifier_service.checks.math.deciding.values.building import number
from verifier_service.checks.math.deciding.values.left_out import DEGREE
from verifier_service.checks.math.decision import Decision
from verifier_service.checks.math.tree import (
    Add,
    Based,
    Constant,
    ConstantName,
    Degrees,
    Multiply,
    Node,
    Number,
    Percent,
    Power,
    Quantity,
    Ratio,
    Symbol,
    UnitPower,
)
from verifier_service.checks.math.vocabulary import opposites
from verifier_service.checks.math.vocabulary.units import conversion, read_units

MEASURES: tuple[type[Node], ...] = (Quantity, Percent, Degrees, Based, Ratio)

_RADIANS = (UnitPower("radian", 1),)
_UNIT_SYMBOLS = {"Omega": "Ω", "mu": "μ"}
_HUNDREDTH = fmpq(1, 100)
# Of each unit of temperature: how much a degree of it is in kelvin, and where it begins.
_SCALES = {
    "degree_Celsius": (fmpq(1), fmpq(27315, 100)),
    "degree_Fahrenheit": (fmpq(5, 9), fmpq(45967, 180)),
    "kelvin": (fmpq(1), fmpq(0)),
}
_TEMPERATURES = {(UnitPower(name, 1),) for name in _SCALES if name.startswith("degree")}
_MAX_HOUR, _MIN_MINUTE, _MAX_MINUTE = 23, 10, 59
_TWO = 2
_MAX_UNIT_POWER = 12
_LONGEST_SYMBOL = 3  # of a unit


def compare_measures(*, one: Node, other: Node, using: Comparison) -> Decision | None:
    """Two measures, or one and a bare value; None if neither is a measure."""
    for kind in MEASURES:
        if isinstance(one, kind):
            return _measured(one, other, using)
        if isinstance(other, kind):
            return _measured(other, one, using.turned)
    return None


def _measured(one: Node, other: Node, using: Comparison) -> Decision | None:
    match one:
        case Quantity():
            return _quantity(one, other, using)
        case Percent() | Degrees():
            return _signed(one, other, using)
        case Based():
            return _based(one, other, using)
        case Ratio():
            return _ratio(one, other, using)
        case _:
            return None


def _quantity(one: Quantity, other: Node, using: Comparison) -> Decision:
    if one.units and isinstance(other, Multiply):
        other = _with_units(other)
    if isinstance(other, Quantity):
        return _two_quantities(one, other, using)
    if one.units == _RADIANS and isinstance(other, Degrees):
        in_degrees = using.having(using.options.measured_in(DEGREE))
        return as_structure(in_degrees.compare(one=one.value, other=_in_radians(other.value)))
    if one.units in _TEMPERATURES and isinstance(other, Degrees):
        return as_structure(using.compare(one=one.value, other=other.value))
    if one.units and isinstance(other, MEASURES):
        return different("the units differ")
    return as_structure(using.compare(one=one.value, other=other))


def _powers(node: Node, exponent: int = 1) -> Iterator[tuple[Node, int]]:
    """The factors of a product of products, quotients and whole powers, with their exponents."""
    match node:
        case Multiply(factors=factors):
            for factor in factors:
                yield from _powers(factor, exponent)
        case Power(base=Multiply() | Power() | Symbol() as base, exponent=Number(value=value)) if (
            value.q == 1 and abs(value) <= _MAX_UNIT_POWER
        ):
            yield from _powers(base, exponent * int(value.p))
        case _:
            yield node, exponent


def _with_units(product: Multiply) -> Node:
    """`5m` is five times m, but a length beside a length: symbols behind numbers as units."""
    factors = sorted(_powers(product), key=lambda part: not is_closed(part[0]))
    letters: list[tuple[str, int]] = []
    while len(factors) > 1 and isinstance(symbol := factors[-1][0], Symbol):
        _, exponent = factors.pop()
        letters.append((_UNIT_SYMBOLS.get(symbol.name, symbol.name), exponent))
    letters.reverse()
    if not letters or not all(power == 1 and is_closed(factor) for factor, power in factors):
        return product
    units = [f"{name}^{{{exponent}}}" for name, exponent in letters]
    joined = [name if exponent == 1 else f"{name}^{{{exponent}}}" for name, exponent in letters]
    found = read_units(" ".join(units)) or read_units(" ".join(_spelled(letters)))
    found = found or read_units("".join(joined))
    value = factors[0][0] if len(factors) == 1 else Multiply(tuple(f for f, _ in factors))
    return product if found is None else Quantity(value, found)


def _spelled(letters: list[tuple[str, int]]) -> Iterator[str]:
    """The units that letters in a row spell, where one alone is none: `k`, `m`, `h^{-1}`."""
    pending = iter(letters)
    for letter, exponent in pending:
        name = letter
        while len(name) < _LONGEST_SYMBOL and read_units(name) is None:
            following, other = next(pending, ("", 0))
            name += following if other == exponent else " "  # which ends no unit
        yield f"{name}^{{{exponent}}}"


def _two_quantities(one: Quantity, other: Quantity, using: Comparison) -> Decision:
    if not one.units or not other.units:
        return _beside_words(one, other, using)
    if using.is_turned:
        return _two_quantities(other, one, using.turned)
    if one.units == other.units:
        return as_structure(using.compare(one=one.value, other=other.value))
    in_ours, in_theirs = _converted(other, beside=one), _converted(one, beside=other)
    if in_ours is None or in_theirs is None:
        return different("the dimensions differ")
    ours, theirs = using.options.in_two_units
    decision = using.having(ours).compare(one=one.value, other=in_ours)
    if decision.equal is False and not theirs.is_exact:
        decision = using.having(theirs).compare(one=in_theirs, other=other.value)
    return as_structure(decision)


def _converted(quantity: Quantity, *, beside: Quantity) -> Node | None:
    """The value in the unit of another quantity; None if that is of another dimension."""
    on_scale = _on_scale(quantity, beside=beside)
    if on_scale is not None:
        return on_scale
    factor = conversion(source=quantity.units, target=beside.units)
    return None if factor is None else _scaled(quantity.value, factor)


def _beside_words(one: Quantity, other: Quantity, using: Comparison) -> Decision:
    """Two quantities of which one at least has words and no unit."""
    if opposites.exclude_each_other(f"1 {one.label}", f"1 {other.label}"):
        return different("the words exclude each other")
    if _is_rate(one, beside=other) or _is_rate(other, beside=one):
        return different("a rate against an amount")
    if bool(one.units) != bool(other.units) and not is_closed(one.value):
        return different("a unit against a sign for counting")
    return as_structure(using.compare(one=one.value, other=other.value))


def _is_rate(quantity: Quantity, *, beside: Quantity) -> bool:
    """Whether `12 apples/day` stands beside `12 apples`, which names what it is per nothing."""
    is_per = any(unit.exponent < 0 for unit in quantity.units)
    return is_per and not beside.units and not beside.label.startswith("unit")


def _on_scale(quantity: Quantity, *, beside: Quantity) -> Node | None:
    """A temperature on the scale of another one; None for anything else."""
    source, target = _scale(quantity), _scale(beside)
    if source is None or target is None:
        return None
    (size, start), (other_size, other_start) = source, target
    value = _scaled(quantity.value, size / other_size)
    offset = (start - other_start) / other_size
    if isinstance(value, Number):
        return Number(value.value + offset, value.last_place)
    return Add((value, number(offset)))


def _scale(quantity: Quantity) -> tuple[fmpq, fmpq] | None:
    match quantity.units:
        case (UnitPower(name=name, exponent=1),):
            return _SCALES.get(name)
        case _:
            return None


def _signed(one: Percent | Degrees, other: Node, using: Comparison) -> Decision:
    if type(one) is type(other):
        return as_structure(using.compare(one=one.value, other=other.value))
    if isinstance(other, MEASURES):
        return different("the signs differ")
    if is_value(one.value) and is_value(other):
        return as_structure(using.values(one=one, other=other))
    meant = _scaled(one.value, _HUNDREDTH) if type(one) is Percent else _in_radians(one.value)
    return any_of(using.exactly.compare(one=value, other=other) for value in (meant, one.value))


def _based(one: Based, other: Node, using: Comparison) -> Decision:
    if isinstance(other, Based):
        is_same = int(one.digits, one.base) == int(other.digits, other.base)
        return EQUAL if is_same else different("another number")
    if isinstance(other, MEASURES):
        return different("a base against something else")
    # Digits that say their base, as `2A_{16}` and `0x42`, have no other value than theirs.
    is_plain = one.digits.isdecimal()
    value = int(one.digits) if is_plain else int(one.digits, one.base)
    return as_structure(using.compare(one=number(value), other=other))


def _ratio(one: Ratio, other: Node, using: Comparison) -> Decision:
    if isinstance(other, Ratio):
        return _two_ratios(one, other, using)
    if len(one.terms) != _TWO or not is_value(other) or not all(map(is_value, one.terms)):
        return different("a ratio against something else")
    if sign_of(one.terms[1]) == 0:
        return different("a ratio to nothing")
    return as_structure(using.values(one=quotient(*one.terms), other=other))


def _two_ratios(one: Ratio, other: Ratio, using: Comparison) -> Decision:
    if len(one.terms) != len(other.terms):
        return different("another number of terms")
    if not all(map(is_value, (*one.terms, *other.terms))):
        return same_sequence(ones=one.terms, others=other.terms, using=using)
    if _may_be_time(one) and _may_be_time(other):
        return same_sequence(ones=one.terms, others=other.terms, using=using)
    if any(sign_of(term) == 0 for term in (*one.terms, *other.terms)):  # a score, as `0:5`
        return same_sequence(ones=one.terms, others=other.terms, using=using)
    same = all_of(
        using.exactly.values(one=Multiply((a, other.terms[0])), other=Multiply((b, one.terms[0])))
        for a, b in zip(one.terms, other.terms, strict=True)
    )
    if same.equal or using.options.is_exact:
        return same
    # A tolerance is one of the quotients: a ratio's own terms have no size.
    return all_of(
        using.values(one=quotient(a, one.terms[-1]), other=quotient(b, other.terms[-1]))
        for a, b in zip(one.terms[:-1], other.terms[:-1], strict=True)
    )


def _may_be_time(ratio: Ratio) -> bool:
    """Hours and minutes; minutes below 10 are written with a zero, and then never a ratio."""
    match ratio.terms:
        case (Number(value=hour, last_place=None), Number(value=minute, last_place=None)):
            return 0 <= hour <= _MAX_HOUR and _MIN_MINUTE <= minute <= _MAX_MINUTE
        case _:
            return False


def _scaled(value: Node, factor: fmpq) -> Node:
    """A value times a factor; a decimal keeps its figures where that is a power of ten."""
    if not isinstance(value, Number):
        return Multiply((number(factor), value))
    place = value.last_place
    if place is not None:
        zeros = len(str(factor.p)) - len(str(factor.q))
        place = place + zeros if factor == fmpq(10) ** zeros else None
    return Number(value.value * factor, place)


def _in_radians(value: Node) -> Node:
    return Multiply((number(fmpq(1, 180)), value, Constant(ConstantName.PI)))

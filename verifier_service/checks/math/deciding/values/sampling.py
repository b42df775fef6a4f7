"""Two trees compared by balls, at one place or at many.

At each place the trees are computed with several hundred bits, with a hundred before if that is
dear; `places` says what is seen there.

Agreement at one place proves nothing about closed values either; but two such trees that differ
would have to agree in two hundred bits more than they hold themselves, and no such pair is known
among expressions that people write. For trees with symbols three places are needed, six where
symbols are integers; functions that are analytic and not equal agree at a random point with
probability 0, up to its forty random bits for each symbol. Trees that are made of pieces are looked
at in dozens of places more, with a hundred bits and more where these hide a part: that tells one
piece from another. A piece on which nobody can look leaves them undecided.

Not covered: functions that differ only in places that no box of `points` reaches.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain

from flint import acb, arb

from verifier_service.checks.math.deciding.values.balls import (
    Evaluation,
    UndecidableError,
    Work,
    working_precision,
)
from verifier_service.checks.math.deciding.values.complex_arithmetic import ComplexArithmetic
from verifier_service.checks.math.deciding.values.crossings import Turns
from verifier_service.checks.math.deciding.values.encoding import Draws, common_seed
from verifier_service.checks.math.deciding.values.features import INTEGER_FUNCTIONS
from verifier_service.checks.math.deciding.values.places import (
    AGREED,
    DIFFERENT,
    NO_VALUE,
    REFUTING_BITS,
    UNCLEAR,
    Finding,
    Pair,
    Place,
)
from verifier_service.checks.math.deciding.values.points import Domain, Point
from verifier_service.checks.math.deciding.values.real_arithmetic import RealArithmetic
from verifier_service.checks.math.scopes import walk
from verifier_service.checks.math.tree import Node, Number, Power

WANTED_POINTS = 3
WANTED_INTEGERS = 6  # different ones for each symbol; fewer if there are no more at which to look
LEAST_INTEGERS = 5
LEAST_LARGE_INTEGER = 3  # one at least is above it: much is alike at 1, 2 and 3
SPARSE = 3  # one place in so many with a value
HOPELESS_POINTS = 12  # so many without a value on both sides, and no other is tried

_REAL = RealArithmetic()


def compare(pair: Pair, names: Collection[str], work: Work) -> bool | None:
    """Whether two trees with these symbols are equal; None if that cannot be told."""
    return _compare_at_points(pair, names, work) if names else _compare_closed(pair, work)


def is_not_real(node: Node) -> bool:
    """Whether a closed tree has a complex value, and no real one."""
    try:
        with working_precision(REFUTING_BITS):
            evaluation = Evaluation(_REAL, {}, Work(), bits=REFUTING_BITS)
            if evaluation.value(node).is_finite():
                return False
            arithmetic = ComplexArithmetic(real_roots=True)
            value: acb = evaluation.having(arithmetic, {}).value(node)
    except UndecidableError:
        return False
    return value.is_finite() and not value.imag.contains(0)


def _compare_closed(pair: Pair, work: Work) -> bool | None:
    finding = NO_VALUE
    if not pair.complex_values:
        finding = Place(pair, _REAL, {}, work).look(doubtful=pair.dear)
    if finding is NO_VALUE:
        arithmetic = ComplexArithmetic(real_roots=pair.real_roots)
        finding = Place(pair, arithmetic, {}, work).look(doubtful=pair.dear)
    return None if finding is UNCLEAR or finding is NO_VALUE else finding is AGREED


def _compare_at_points(pair: Pair, names: Collection[str], work: Work) -> bool | None:
    domain = Domain(pair.features, tuple(names))
    draws = Draws(common_seed(*(one.summary for one in pair.features)))
    if pair.complex_values:
        return _compare(pair, domain, draws, work, integers=False).verdict
    tally = _compare_real(pair, domain, draws, work, integers=False)
    if tally.values == 0:
        tally = _compare_real(pair, domain, draws, work, integers=True)
        if tally.values == 0 or (len(domain.names) > 1 and tally.is_sparse):
            tally = _compare(pair, domain, draws, work, integers=False)
    return tally.verdict


class _Tally:
    """What the places looked at have said."""

    __slots__ = ("_integers", "_looked", "agreed", "different", "doubted", "unclear")

    def __init__(self, integers: Collection[str]) -> None:
        self.agreed = self.unclear = self._looked = 0
        self.different = False
        self.doubted = False  # there is a piece, or may be one, at which nobody could look
        self._integers: dict[str, set[int]] = {name: set() for name in integers}

    def note(self, finding: Finding, point: Point) -> None:
        """What was found at a point; two that agree in an integer are one place for it."""
        self._looked += 1
        self.agreed += finding is AGREED
        self.unclear += finding is UNCLEAR
        self.different = finding is DIFFERENT
        if finding is AGREED:
            for name, seen in self._integers.items():
                seen.add(int(point[name].fmpz()))

    @property
    def values(self) -> int:
        return self.agreed + self.unclear + self.different

    @property
    def is_sparse(self) -> bool:
        """Whether both have a value at few places only, as if on one line alone."""
        return SPARSE * self.values < self._looked

    @property
    def decided(self) -> bool:
        return self.different or (self.agreed >= WANTED_POINTS and self._are_many(WANTED_INTEGERS))

    @property
    def verdict(self) -> bool | None:
        if self.different:
            return False
        if self.doubted or self.agreed < WANTED_POINTS:
            return None
        return True if self._are_many(LEAST_INTEGERS) else None

    def _are_many(self, least: int) -> bool:
        """Whether each symbol for integers had so many values, and not only the first of all."""
        return all(
            len(seen) >= least and max(seen) > LEAST_LARGE_INTEGER
            for seen in self._integers.values()
        )


def _look(
    look: Callable[[Point, bool], Finding], domain: Domain, draws: Draws, *, integers: bool
) -> _Tally:
    """Look at one point after the other, until they say enough or say nothing."""
    names = domain.names if integers else domain.integers.intersection(domain.names)
    tally = _Tally(names)
    for count, point in enumerate(domain.points(draws, integers=integers)):
        if integers and len(set(map(int, map(float, point.values())))) < len(point):
            continue  # on a line on which two symbols are equal
        tally.note(look(point, not tally.agreed), point)
        if tally.decided or (not tally.values and count > HOPELESS_POINTS):
            break
    return tally


def _compare_real(
    pair: Pair, domain: Domain, draws: Draws, work: Work, *, integers: bool
) -> _Tally:
    def look(point: Point, is_first: bool) -> Finding:  # noqa: FBT001  # one of two such functions
        return Place(pair, _REAL, point, work).look(doubtful=pair.dear and is_first)

    tally = _look(look, domain, draws, integers=integers)
    if tally.agreed and not tally.different and (domain.integers or _is_made_of_pieces(pair)):
        _look_around(pair, domain, draws, tally)
    return tally


def _is_made_of_pieces(pair: Pair) -> bool:
    return any(one.kinked for one in pair.features)


def _look_around(pair: Pair, domain: Domain, draws: Draws, tally: _Tally) -> None:
    """Look briefly at all pieces and where they meet, until two trees differ.

    Where nobody can tell, another piece may be hidden: then they are not found equal.
    """
    work = Work()
    turns = Turns(pair.one, pair.other)
    may_hide = _is_made_of_pieces(pair) or any(
        one.functions & INTEGER_FUNCTIONS for one in pair.features
    )
    seen, unseen = list[Point](), set[tuple[bool, ...] | None]()
    has_quotient = _has_quotient(pair.one) or _has_quotient(pair.other)
    for point, is_open in _places(domain, draws, turns, work, has_quotient=has_quotient):
        place = Place(pair, _REAL, point, work)
        finding = place.look_closely() if may_hide else place.look_briefly()
        tally.different = finding is DIFFERENT
        if tally.different:
            return
        if finding is AGREED:
            seen.append(point)
        elif finding is UNCLEAR and may_hide and not is_open:
            unseen.add(turns.piece(point, work))
    if unseen:
        tally.doubted = None in unseen or not unseen <= {turns.piece(at, work) for at in seen}


def _has_quotient(node: Node) -> bool:
    """Whether something is divided by what has a symbol in it."""
    return any(
        isinstance(part, Power)
        and isinstance(part.exponent, Number)
        and part.exponent.value < 0
        and not isinstance(part.base, Number)
        for part in walk(node)
    )


def _places(
    domain: Domain, draws: Draws, turns: Turns, work: Work, *, has_quotient: bool
) -> Iterator[tuple[Point, bool]]:
    """Points, and whether it says nothing if nobody can tell there.

    So it is far out, where a long sum has no value, near zero, and where pieces meet at a fraction:
    what lies beside it is looked at too.
    """
    if domain.integers:
        for point in domain.integer_points(draws, turns.reach, turns.moduli):
            yield point, False
        for point in domain.far_integers(draws):
            yield point, True
        return
    around = next(domain.points(draws, integers=False))
    for point in domain.corners():
        yield point, not all(value.is_exact() for value in point.values())
    more: Iterable[Point] = ()
    if len(domain.names) > 1:
        more = chain(
            domain.equal_corners(),
            domain.near_zero(draws),
            domain.near_corners(draws) if has_quotient else (),
            turns.poles(around, work),
        )
    elif has_quotient:
        more = domain.near_zero(draws)
    for point in more:
        yield point, True
    for point in chain(
        domain.spread(draws),
        turns.crossings(around, work),
        domain.ladder(draws, turns.reach),
    ):
        yield point, False


def _compare(pair: Pair, domain: Domain, draws: Draws, work: Work, *, integers: bool) -> _Tally:
    arithmetic = ComplexArithmetic(real_roots=pair.real_roots)
    conjugated = pair.features[0].conjugated | pair.features[1].conjugated

    def place(point: Point, work: Work) -> Place[acb]:
        values = {
            name: _complex(name in conjugated or name[0] in "zw", value, draws)
            for name, value in point.items()
        }
        return Place(pair, arithmetic, values, work)

    def look(point: Point, is_first: bool) -> Finding:  # noqa: FBT001  # one of two such functions
        return place(point, work).look(doubtful=pair.dear and is_first)

    tally = _look(look, domain, draws, integers=integers)
    if tally.agreed and not tally.different and not domain.integers:
        around, may_hide = Work(), _is_made_of_pieces(pair)
        more = may_hide and len(domain.names) > 1
        for point in chain(domain.equal_corners(), domain.near_zero(draws)) if more else ():
            tally.different = place(point, around).look_briefly() is DIFFERENT
            if tally.different:
                return tally
        for point in domain.spread(draws):  # on all sides of the cuts of logarithms and roots
            here = place(point, around)
            finding = here.look_closely() if may_hide else here.look_briefly()
            tally.different = finding is DIFFERENT
            if tally.different:
                break
            if finding is UNCLEAR and may_hide:
                tally.doubted = True
                break
    return tally


def _complex(off_the_line: bool, value: arb, draws: Draws) -> acb:  # noqa: FBT001  # local
    """A value, moved off the real line if its symbol stands for complex numbers."""
    if not off_the_line:
        return acb(value)
    return acb(value, arb((2 * draws.bits(30) + 1, -30)) * (1 - 2 * draws.bits(1)))

"""The flow of two texts through the tiers: cache, choices, parse, decide, algebra.

What has been compared once is answered from a bounded cache, whose key is the semantics
version, the reference, the answer and the options; the completions of a group repeat each other.
What ended in an error is not kept, nor what is long, so that the cache stays some megabytes.

Not covered: the last tier has no clock. The parent of a worker has one; who has none leaves it out.
"""

import functools
import itertools
import re

import msgspec

from verifier_service.checks.answers import AnswerMarker, locate
from verifier_service.checks.answers.prose.tex_spaces import stripped
from verifier_service.checks.math import deciding, reading
from verifier_service.checks.math.deciding import choices, wordings
from verifier_service.checks.math.deciding.computable import is_computable
from verifier_service.checks.math.deciding.structures.planck import with_one_constant
from verifier_service.checks.math.deciding.values.arithmetic import other_work, whole_work
from verifier_service.checks.math.decision import Decision, Tier
from verifier_service.checks.math.errors import BeyondLimitError, UndefinedError, UnreadableError
from verifier_service.checks.math.options import EXACT, Rules
from verifier_service.checks.math.reading.choices import (
    Choice,
    read_choice,
    read_reference_choice,
    reference_letters,
)
from verifier_service.checks.math.reading.numbered_options import (
    numbered_beside,
    read_beside,
)
from verifier_service.checks.math.tree import Bracketed, Listing, Node, Number, Text
from verifier_service.checks.math.versions import SEMANTICS_VERSION
from verifier_service.checks.math.vocabulary.label_words import MULTIPLIERS

MAX_CACHED_REFERENCES = 4_096
MAX_CACHED_DECISIONS = 32_768
MAX_CACHED_CHARS = 400  # of a reference and an answer together
MAX_CACHED_REFERENCE_CHARS = 2_000  # of a solution that serves as a reference
MAX_SPELLINGS = 8  # of one answer in several boxes; each is compared with each

# Where a solution that serves as a reference holds its answer: before and after the attempt to
# read all of it as the answer.
_CERTAIN_MARKERS = (AnswerMarker.HASHES, AnswerMarker.BOXED, AnswerMarker.LINE)
_LIKELY_MARKERS = (AnswerMarker.PHRASE,)

_REDUCED = r"\hbar"
_INVERSE = "^{-1}"
_OVER = r"\over"  # what stands over the ends of a segment
_SAYS_OF_IT = "is "  # `5 is even`
_DOZENS = re.compile(
    r"(?<=[0-9]) (?:dozens?(?: of)?|dutzend|douzaines?(?: d[e’'])?|docenas?(?: de)?)(?![^\W_])",
    re.IGNORECASE,
)

# Who decides where both sides are the same text: a reference always equals itself.
_SAME: dict[type[Node], Decision] = {
    Number: Decision(equal=True, tier=Tier.NUMBER),
    Text: Decision(equal=True, tier=Tier.TEXT),
}
_BELIED = Decision(equal=False, tier=Tier.TEXT, detail="what is said of the number is false")
_WRITTEN_ALIKE = Decision(equal=True, tier=Tier.CANONICAL)


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A reference as it was read: all of its text, the part that is the answer, its meaning.

    `choice` is the letter, and the option's text, if the answer may be the choice of one, and
    `letters` are these in their order, if it may be the choice of several.
    """

    source: str
    text: str
    node: Node
    choice: Choice | None
    letters: tuple[str, ...] = ()


def read_reference(source: str) -> Reference:
    r"""A reference: an answer, or a solution with its answer behind `####`, in a box or so.

    Raises MathError if no answer can be read from it, or one without a value, as 1/0.
    """
    is_short = len(source) <= MAX_CACHED_REFERENCE_CHARS
    return _reference(source) if is_short else _reference.__wrapped__(source)


@functools.lru_cache(maxsize=MAX_CACHED_REFERENCES)
def _reference(source: str) -> Reference:
    text, node = _from_solution(source) or _from_answer(source)
    deciding.require_defined(node)
    has_parts = isinstance(node, Bracketed)  # `(a) 3 (b) 4` names no choice
    choice = None if has_parts else read_reference_choice(text)
    letters = () if has_parts or choice is not None else reference_letters(text)
    return Reference(source=source, text=text, node=node, choice=choice, letters=letters)


def decide(*, reference: Reference, answer: str, rules: Rules) -> Decision:
    """Whether the text of an answer is the reference; `equal` is None if nobody can tell.

    Raises MathError about the answer.
    """
    if len(reference.source) + len(answer) > MAX_CACHED_CHARS:
        return _decide(reference=reference, answer=answer, rules=rules)
    return _decide_by_texts(
        SEMANTICS_VERSION, reference=reference.source, answer=answer, rules=rules
    )


def decide_together(
    *, reference: Reference, answers: tuple[str, ...], rules: Rules, may_be_a_list: bool = True
) -> Decision:
    """Whether the answers of one completion are right: as one, or as a listing in their order.

    Answers that disagree are wrong unless they may and do list what the reference does. Of those
    that agree each has to be right, since one without a unit agrees with all. Raises MathError
    about the answers.
    """
    answers = tuple(dict.fromkeys(answers))
    if len(answers) == 1:
        return decide(reference=reference, answer=answers[0], rules=rules)
    with whole_work():
        return _decide_together(
            reference=reference, answers=answers, rules=rules, may_be_a_list=may_be_a_list
        )


def decide_listed(*, reference: Reference, items: tuple[str, ...], rules: Rules) -> Decision:
    """Whether the items of a list are right together, as several letters or as a listing.

    Raises MathError about the items.
    """
    if reference.letters:
        chosen = [one.letter for one in map(read_choice, items) if one is not None]
        if len(chosen) == len(items) == len(set(chosen)):
            return decide(reference=reference, answer=", ".join(chosen), rules=rules)
    return decide_together(reference=reference, answers=items, rules=rules)


def _decide_together(
    *, reference: Reference, answers: tuple[str, ...], rules: Rules, may_be_a_list: bool
) -> Decision:
    if _agree(answers):
        # Not from the cache: what one answer may cost would depend on what was asked before.
        decisions = [_decide(reference=reference, answer=one, rules=rules) for one in answers]
        wrong = (one for one in decisions if one.equal is False)
        unknown = (one for one in decisions if one.equal is None)
        return next(wrong, None) or next(unknown, None) or decisions[-1]
    listing = Listing(items=tuple(map(reading.read_answer, answers)))
    decision = deciding.decide(reference=reference.node, answer=listing, options=rules.options)
    if decision.equal and may_be_a_list:
        return decision
    detail = "several answers contradict one another"
    return Decision(equal=False, tier=Tier.STRUCTURE, detail=detail)


def clear_caches() -> None:
    """Forget all that was read and compared, as a new process has it; for measuring."""
    _reference.cache_clear()
    deciding.forget_references()
    _decide_by_texts.cache_clear()


def _agree(answers: tuple[str, ...]) -> bool:
    """Whether each two are equal; more than MAX_SPELLINGS contradict one another."""
    if len(answers) > MAX_SPELLINGS:
        return False
    nodes = dict(zip(answers, map(reading.read_answer, answers), strict=True))
    return all(
        deciding.decide(reference=nodes[one], answer=nodes[other], options=EXACT).equal
        and not wordings.contradict(reference=one, answer=other, options=EXACT)
        for one, other in itertools.combinations(answers, 2)
    )


@functools.lru_cache(maxsize=MAX_CACHED_DECISIONS)
def _decide_by_texts(_version: str, *, reference: str, answer: str, rules: Rules) -> Decision:
    return _decide(reference=read_reference(reference), answer=answer, rules=rules)


def _decide(*, reference: Reference, answer: str, rules: Rules) -> Decision:
    if answer.isdigit() and type(reference.node) is Number:  # nine in ten; they cost no work
        return _decide_text(reference=reference, answer=answer, rules=rules)
    with whole_work():
        return _decide_text(reference=reference, answer=answer, rules=rules)


def _decide_text(*, reference: Reference, answer: str, rules: Rules) -> Decision:
    decision = _decide_values(reference=reference, answer=answer, rules=rules)
    if decision.equal is False and isinstance(reference.node, Number) and answer[-1:].isalpha():
        decision = _in_dozens(decision, reference=reference, answer=answer, rules=rules)
    if decision.equal is False and (_INVERSE in answer) != (_INVERSE in reference.text):
        decision = _divided(decision, reference=reference, answer=answer, rules=rules)
    if (
        decision.equal is False
        and _OVER in answer
        and wordings.name_one_segment(reference.text, answer)
    ):
        return Decision(equal=True, tier=Tier.TEXT, detail="from the other end")
    if decision.equal and wordings.contradict(
        reference=reference.text, answer=answer, options=rules.options
    ):
        detail = "the words exclude each other"
        return Decision(equal=False, tier=Tier.TEXT, detail=detail)
    if decision.equal and _SAYS_OF_IT in answer and _is_belied(answer):
        return _BELIED
    return decision


def _is_belied(answer: str, behind: str = "") -> bool:
    """Whether an answer, or what stands behind it, says of its number what is false of it."""
    try:
        value = reading.read_answer(answer)
    except UnreadableError:  # a letter with the text of its option
        return False
    return wordings.belies(answer=answer, value=value, behind=behind)


def unless_belied(decision: Decision, *, answer: str, behind: str) -> Decision:
    """The same unless a sentence goes on behind a right answer with what is false of it."""
    if not decision.equal or _SAYS_OF_IT not in behind or not _is_belied(answer, behind):
        return decision
    return _BELIED


def _decide_values(*, reference: Reference, answer: str, rules: Rules) -> Decision:
    if answer == reference.text:
        return _SAME.get(type(reference.node), _WRITTEN_ALIKE)
    if reference.choice is not None:
        choice = choices.decide_choice(
            reference=reference.choice, answer_text=answer, options=rules.options
        )
        if choice is not None:
            return choice
    if reference.letters:
        letters = choices.decide_letters(reference=reference.letters, answer_text=answer)
        if letters is not None:
            return letters
    asked = numbered_beside(reference=reference.text, answer=answer) or reference.node
    node = read_beside(answer=answer, reference=reference.text)
    if _REDUCED in answer or _REDUCED in reference.text:
        asked, node = with_one_constant(reference=asked, answer=node)
    try:
        decision = deciding.decide(reference=asked, answer=node, options=rules.options)
    except UndefinedError:
        return Decision(equal=False, tier=Tier.STRUCTURE, detail="the answer has no value")
    if decision.equal is None and rules.algebra:
        from verifier_service.checks.math import algebra  # noqa: PLC0415  # it loads sympy

        with other_work():
            exact = algebra.decide(reference=asked, answer=node)
        decision = exact if exact.equal or rules.options.is_exact else decision
    if decision.equal is None and (is_computable(asked) or not is_computable(node)):
        # Not open but too costly: a model must not be spared a score by writing such a thing.
        raise BeyondLimitError("it cannot be compared with the reference within the limits")
    return decision


def _divided(decision: Decision, *, reference: Reference, answer: str, rules: Rules) -> Decision:
    """The same for `R^{-1}V` beside `V/R`, which makes a number of the letter."""
    if _INVERSE in answer:
        other = wordings.with_fractions(inverted=answer, divided=reference.text)
        asked = reference
    else:
        other = answer
        text = wordings.with_fractions(inverted=reference.text, divided=answer)
        asked = reference if text is None else read_reference(text)
    if other is None or (asked is reference and other == answer):
        return decision
    return _decide_values(reference=asked, answer=other, rules=rules)


def _in_dozens(decision: Decision, *, reference: Reference, answer: str, rules: Rules) -> Decision:
    """The same for `7 dozen eggs` beside `7`: a dozen is left out as a unit is, if it is one."""
    dozen = _DOZENS.search(answer)
    if dozen is None:
        return decision
    count, behind = answer[: dozen.start()], answer[dozen.end() :]
    if MULTIPLIERS.keys() & {word.casefold() for word in behind.split()}:  # `7 dozen dozen`
        return decision
    count += behind
    return _decide_values(reference=reference, answer=count, rules=rules)


def _from_solution(source: str) -> tuple[str, Node] | None:
    """The answer behind a marker that means one; None if there is no such marker."""
    located = None if _is_ratio(source) else locate(source, _CERTAIN_MARKERS)
    if located is None:
        return None
    texts = tuple(dict.fromkeys((*located.others, located.text)))
    if len(texts) == 1:
        return located.text, reading.read_answer(located.text)
    return ", ".join(texts), Listing(items=tuple(map(reading.read_answer, texts)))


def _from_answer(source: str) -> tuple[str, Node]:
    """The source as an answer; else the answer that a sentence of a solution holds."""
    text = stripped(source)
    try:
        return text, reading.read_answer(text)
    except UnreadableError:
        located = locate(source, _LIKELY_MARKERS)
        if located is None:
            raise
        return located.text, reading.read_answer(located.text)


def _is_ratio(source: str) -> bool:
    """`a:b` is no solution that ends in `A: b`; a solution that begins with `6:00` is one."""
    name, colon, rest = source.strip().partition(":")
    return len(name) == 1 and bool(colon) and rest.split() == [rest]

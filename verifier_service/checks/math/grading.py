"""A whole completion to a verdict: locate, compare, and who is at fault where that fails."""

import itertools
import re

import msgspec

from verifier_service.checks.answers import (
    AnswerMarker,
    Located,
    find_numbered_letters,
    find_stated_letters,
    locate,
    locate_behind,
    locate_closing,
    locate_last_word,
    locate_leading,
    locate_option,
    locate_verdict,
    locate_worded,
    no_answer,
    with_context,
    with_letters_beside,
)
from verifier_service.checks.answers.options.several_letters import StatedLetters, letters_of
from verifier_service.checks.math import tiers
from verifier_service.checks.math.decision import Decision, Tier
from verifier_service.checks.math.errors import BeyondLimitError, MathError, UndefinedError
from verifier_service.checks.math.options import Boxes, Rules
from verifier_service.checks.math.reading.choices import (
    is_option,
    listed_letters,
    mentions_option,
    names_option,
    read_choice,
)
from verifier_service.checks.math.tiers import Reference
from verifier_service.checks.math.tree import Text
from verifier_service.checks.math.vocabulary import units
from verifier_service.checks.math.vocabulary.phrases import folded
from verifier_service.verdict import Outcome, Sample, Verdict

_LONGEST_END = 300  # of a completion, in which it may call several options right
_SIGNS = re.compile(r"[\d\\$+=<>^?−]|-(?![^\W\d_])")  # what no words are
_OF_SEVERAL = (" are ", "正确")  # one of these stands there
_NEAR = 60  # characters behind an answer, in which something may be said of it
_WRONG = Decision(equal=False, tier=Tier.NUMBER)
# Names of the module are found faster than members of an enum.
_BOXED, _LAST, _AGREEING = AnswerMarker.BOXED, AnswerMarker.LAST, Boxes.AGREEING
_PHRASE = AnswerMarker.PHRASE
_VERDICTS = frozenset(("yes", "no", "true", "false"))

# One of each kind; neighbours are compared.
_WARM_UP_ANSWERS = (
    "18",
    r"\frac{1}{2}",
    r"3\sqrt{2}",
    r"\sin^2 x + \cos^2 x",
    r"\frac{x^2-1}{x-1}",
    "x + 1",
    "(1, 2]",
    r"1 < x \le 2",
    r"\{1, 2\}",
    "1, 2",
    r"\begin{pmatrix}1\\2\end{pmatrix}",
    "5 cm",
    "50 mm",
    "Tuesday",
)


def grade(sample: Sample, rules: Rules) -> Verdict:
    """The verdict about one completion; raises nothing about what its texts hold."""
    if not sample.references:
        return Verdict.unscored(Outcome.BAD_REFERENCE, "there is no reference")
    references: list[Reference] = []
    for text in sample.references:
        try:
            references.append(tiers.read_reference(text))
        except MathError as error:
            return _bad_reference(len(references), len(sample.references), error)
    located = locate(sample.completion, rules.markers)
    if located is None or located.marker is _LAST or located.marker is _PHRASE:
        located = _leading(located, references=references, sample=sample, rules=rules)
        several = _numbered(references, sample=sample, rules=rules)
        several = several or _stated(located, references, sample=sample, rules=rules)
        if several is not None:
            return several
    if located is None and _LAST in rules.markers:
        located = _itself(references=references, completion=sample.completion)
        located = located or locate_worded(sample.completion)
    if located is None:
        return no_answer(rules.markers)
    located = with_context(sample.completion, located)
    if located.marker is _BOXED:
        located = _chosen(located, references=references, completion=sample.completion)
    lettered = {one.choice.letter for one in references if one.choice and one.choice.rest}
    if lettered and read_choice(located.text) is None:
        located = with_letters_beside(sample.completion, located, asked=lettered)
    behind = sample.completion[located.end : located.end + _NEAR]
    return _graded(located, references, rules, behind=behind)


def _chosen(located: Located, *, references: list[Reference], completion: str) -> Located:
    """The option that is named behind or among boxes with values, where an option was asked for."""
    choices = [one.choice for one in references if one.choice is not None]
    if not choices or choices[0].rest:
        return located
    asked = choices[0]
    if is_option(located.text, reference=asked):
        others = tuple(one for one in located.others if mentions_option(one, reference=asked))
        return msgspec.structs.replace(located, others=others)
    statement = locate_behind(completion, located)
    if statement is None:
        return located
    before = completion[located.end : statement.start]
    return statement if is_option(statement.text, reference=asked, before=before) else located


def _leading(
    located: Located | None, *, references: list[Reference], sample: Sample, rules: Rules
) -> Located | None:
    """The option or verdict that was asked for, where nothing else says which it is.

    An option stands in the first line or at the end of a sentence, a verdict begins the text.
    """
    if _LAST not in rules.markers:
        return located
    is_announced = located is not None and located.marker is _PHRASE
    asked = next((one for one in references if names_option(one.text)), None)
    if asked is None and is_announced:
        return located
    if asked is None:
        return _worded(references=references, completion=sample.completion) or located
    if located is not None and read_choice(located.text) is not None:
        return located
    found = None
    if not is_announced:
        found = locate_leading(sample.completion, is_numbered=asked.text.isdigit())
    if found is None and asked.choice is not None:
        found = locate_closing(sample.completion)
    if found is None or located is None:
        return found or located
    # `Answer: A; B is correct` announces more than the letter at its end.
    return located if is_announced and letters_of(located.text) else found


def _worded(*, references: list[Reference], completion: str) -> Located | None:
    """The option with its text, the verdict or the word that was asked for, without a mark."""
    if any(one.choice is not None and one.choice.rest for one in references):
        return locate_option(completion)
    if any(one.text.lower() in _VERDICTS for one in references):
        return locate_verdict(completion)
    if any(type(one.node) is Text and one.text.isalpha() for one in references):
        return locate_last_word(completion)
    return None


def _numbered(references: list[Reference], *, sample: Sample, rules: Rules) -> Verdict | None:
    """The verdict where several letters were asked for and each is given behind a number."""
    asked = [letters for one in references if (letters := listed_letters(one.text))]
    if not asked or _LAST not in rules.markers:
        return None
    given = find_numbered_letters(sample.completion)
    if given is None or all(len(given.letters) != len(letters) for letters in asked):
        return None
    extracted = sample.completion[given.span.start : given.span.end]
    is_right = given.letters in asked
    return Verdict.scored(is_right, extracted=extracted, span=given.span, decided_by=str(Tier.TEXT))


def _stated(
    located: Located | None, references: list[Reference], *, sample: Sample, rules: Rules
) -> Verdict | None:
    """The verdict where the end of a completion says that several letters are right."""
    asked = [one.letters for one in references if one.letters]
    completion = sample.completion
    if not asked and not _may_be_one_of_several(
        located, references=references, completion=completion
    ):
        return None
    given = find_stated_letters(completion) if _LAST in rules.markers else None
    if given is None:
        return None
    earlier = _letters_before(given, located)
    if earlier is None or not (asked or earlier <= set(given.letters)):
        return None
    # One letter after the other is called right before all are; two lists disagree.
    letters = set(given.letters)
    is_agreed = earlier == letters or (len(earlier) <= 1 and earlier <= letters)
    is_right = is_agreed and any(letters == set(one) for one in asked)
    extracted = completion[given.span.start : given.span.end]
    return Verdict.scored(is_right, extracted=extracted, span=given.span, decided_by=str(Tier.TEXT))


def _may_be_one_of_several(
    located: Located | None, *, references: list[Reference], completion: str
) -> bool:
    """Whether one letter was asked for and found, while the end may call more of them right."""
    if located is None or all(one.choice is None for one in references):
        return False
    end = completion[-_LONGEST_END:]
    return any(sign in end for sign in _OF_SEVERAL) and read_choice(located.text) is not None


def _letters_before(given: StatedLetters, located: Located | None) -> set[str] | None:
    """The letters that are announced before the end states some; None if it is another answer."""
    if located is None:
        return set()
    choice = read_choice(located.text)
    letters = letters_of(located.text) if choice is None else (choice.letter,)
    is_announced = located.marker is _PHRASE and located.end <= given.span.start
    return set(letters) if letters or not is_announced else None


def _itself(*, references: list[Reference], completion: str) -> Located | None:
    """All of a completion that is nothing but the words of a reference, or of its option."""
    if len(completion) > _LONGEST_END or _SIGNS.search(completion) is not None:
        return None
    wordings = [one.text for one in references]
    wordings += [one.choice.rest for one in references if one.choice is not None]
    text, words = completion.strip(), folded(completion)
    if " " not in words or words not in map(folded, wordings):
        return None
    start = completion.find(text)
    return Located(marker=_LAST, text=text, start=start, end=start + len(text))


def _bad_reference(place: int, count: int, error: MathError) -> Verdict:
    which = "the reference" if count == 1 else f"reference {place + 1} of {count}"
    what = "has no value" if isinstance(error, UndefinedError) else "cannot be read"
    return Verdict.unscored(Outcome.BAD_REFERENCE, f"{which} {what}: {error}")


def _graded(located: Located, references: list[Reference], rules: Rules, *, behind: str) -> Verdict:
    try:
        decision = _best(located, references, rules)
        decision = tiers.unless_belied(decision, answer=located.text, behind=behind)
    except BeyondLimitError as error:
        return _unscored(Outcome.LIMIT_EXCEEDED, f"the answer: {error}", located)
    except MathError as error:
        return _unscored(Outcome.UNPARSABLE_ANSWER, f"the answer: {error}", located)
    if decision.equal is None:
        detail = "no tier can tell whether the answer is right"
        detail += f": {decision.detail}" if decision.detail else ""
        return _unscored(Outcome.UNDECIDED, detail, located)
    return Verdict.scored(
        decision.equal,
        extracted=located.text,
        span=located.span,
        decided_by=str(decision.tier),
        detail=decision.detail,
    )


def _best(located: Located, references: list[Reference], rules: Rules) -> Decision:
    """The decision that counts: a right one, else an open one, else a wrong one.

    Raises MathError about the answer if it equals no reference and one could not be compared.
    """
    if len(references) == 1:
        return _decide(located, references[0], rules)
    best = _WRONG
    errors: list[MathError] = []
    for index, reference in enumerate(references):
        try:
            decision = _decide(located, reference, rules)
        except MathError as error:
            errors.append(error)
            continue
        if decision.equal:
            return decision
        if index == 0 or decision.equal is None:
            best = decision
    if errors:
        raise errors[0]
    return best


def _decide(located: Located, reference: Reference, rules: Rules) -> Decision:
    if located.items:
        items = (*located.others, *located.items)
        return tiers.decide_listed(reference=reference, items=items, rules=rules)
    if located.others and rules.boxes is _AGREEING:
        answers = (*located.others, located.text)
        return tiers.decide_together(
            reference=reference,
            answers=answers,
            rules=rules,
            may_be_a_list=not located.is_contested,
        )
    return tiers.decide(reference=reference, answer=located.text, rules=rules)


def _unscored(outcome: Outcome, detail: str, located: Located) -> Verdict:
    return Verdict.unscored(outcome, detail, extracted=located.text, span=located.span)


def warm_up() -> None:
    """Load the arithmetic and the tables of units, and decide one pair of each kind."""
    units.warm_up()
    rules = Rules(markers=(AnswerMarker.TEXT,), algebra=False)
    for one, other in itertools.pairwise(_WARM_UP_ANSWERS):
        grade(Sample(completion=one, references=(other,)), rules)

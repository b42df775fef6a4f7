"""Multiple choice: a reference that is a letter, with or without the text of its option.

A reference `C` is met by the letter in any dress, whatever stands behind it. A reference
`(C) 42` is met by the letter, by the letter with an equal text, and by the text alone; the same
text behind another letter is wrong, since the letter was asked for, and so is another text behind
the same letter. What `reading.choices` does not take for a choice is compared as any answer.

A reference with several right letters (`BD`, `B, D`) is met by these in any spelling and in the
same order; of `B or D` nobody knows which is meant.

Not covered: several letters in another order, which are compared as listings are.
"""

from verifier_service.checks.answers.options.several_letters import is_one_of, letters_of
from verifier_service.checks.math.deciding.decide import decide
from verifier_service.checks.math.decision import Decision, Tier
from verifier_service.checks.math.errors import MathError, UnreadableError
from verifier_service.checks.math.options import EXACT, Options
from verifier_service.checks.math.reading import read_answer
from verifier_service.checks.math.reading.choice_remarks import is_taken_back, names_another
from verifier_service.checks.math.reading.choices import Choice, equates_letters, read_choice_beside
from verifier_service.checks.math.vocabulary.phrases import folded

_ASKS = ("?", "？")


def decide_choice(
    *, reference: Choice, answer_text: str, options: Options = EXACT
) -> Decision | None:
    """Whether an answer is the choice that a reference names; None if that is not the question.

    That is so for a bare letter beside something that is no choice. Raises UnreadableError and
    BeyondLimitError about the answer, where it is compared with the text of the reference's option.
    """
    answer = read_choice_beside(answer_text, reference=reference)
    if answer is None:
        if reference.is_bare and equates_letters(answer_text):
            return _decided(equal=False, detail="one letter is said to be another")
        return _text_alone(reference, answer_text, options) if reference.rest else None
    return _two_choices(reference=reference, answer=answer, options=options)


def decide_letters(*, reference: tuple[str, ...], answer_text: str) -> Decision | None:
    """Whether an answer has the letters of a reference; None if it does not list letters."""
    letters = letters_of(answer_text)
    if not letters:
        return _decided(equal=False, detail="one of letters") if is_one_of(answer_text) else None
    if letters == reference:
        return _decided(equal=True)
    return None if set(letters) == set(reference) else _decided(equal=False, detail="other letters")


def _two_choices(*, reference: Choice, answer: Choice, options: Options) -> Decision:
    if answer.letter != reference.letter:
        return _decided(equal=False, detail="another letter")
    if not answer.rest:
        return _decided(equal=True)
    if not reference.rest:
        is_denied = is_taken_back(answer.letter, by=answer.rest)
        return _decided(equal=not is_denied, detail="the letter is taken back" if is_denied else "")
    if _asks(answer.rest, reference=reference):
        return _decided(equal=False, detail="a question")
    try:
        same = _same_text(reference=reference.rest, answer=answer.rest, options=options)
    except UnreadableError:
        return _decided(equal=False, detail="the letter with another text")
    return _decided(equal=same.equal is True, detail=same.detail)


def _text_alone(reference: Choice, answer_text: str, options: Options) -> Decision:
    """Whether an answer is the text of an option, with no question and no other letter in it."""
    if _asks(answer_text, reference=reference):
        return _decided(equal=False, detail="a question")
    if names_another(reference.letter, by=answer_text, beside=reference.rest):
        return _decided(equal=False, detail="the text with another letter")
    return _same_text(reference=reference.rest, answer=answer_text, options=options)


def _asks(text: str, *, reference: Choice) -> bool:
    return text.rstrip(" $*_.})").endswith(_ASKS) and not reference.rest.endswith(_ASKS)


def _same_text(*, reference: str, answer: str, options: Options) -> Decision:
    if folded(reference) == folded(answer):
        return _decided(equal=True)
    try:
        node = read_answer(reference)
    except MathError:
        return _decided(equal=False, detail="the words differ")
    return decide(reference=node, answer=read_answer(answer), options=options)


def _decided(*, equal: bool, detail: str = "") -> Decision:
    return Decision(equal=equal, tier=Tier.TEXT, detail=detail)

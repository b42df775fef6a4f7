r"""Where in a completion the answer stands, without any idea of what it means.

A check tries its markers in order and takes the first one that is there and not
empty. What is found is then the answer, parsable or not: a check never goes on
to the next marker because it dislikes the text of the first, so that no piece of
an answer can be taken for the answer.

`locating` is the way through the rooms: `marked`, `announced` and `unmarked` for the kinds of
markers, `options` for choices that nothing marks, `denying` for what takes an answer back, and
`prose` for the running text around all of them.

Every marker looks only behind the reasoning (see `thinking`), and reads the text in time
and memory linear in it, whatever it holds: a megabyte of `\boxed{` as well as one of prose.

Not covered: markers inside code blocks or quotations count like any other, and
of several answers the last one is taken without asking whether they agree; a check
that wants to ask has the other boxes in `Located.others`.
"""

from verifier_service.checks.answers.locating import (
    Located,
    locate,
    locate_behind,
    locate_closing,
    locate_leading,
    locate_verdict,
    with_context,
    with_letters_beside,
)
from verifier_service.checks.answers.markers import AnswerMarker, no_answer, require_markers
from verifier_service.checks.answers.options.numbered import find_numbered_letters
from verifier_service.checks.answers.options.option_lines import locate_option
from verifier_service.checks.answers.options.several_letters import find_stated_letters
from verifier_service.checks.answers.unmarked.last_words import locate_last_word
from verifier_service.checks.answers.unmarked.worded import locate_worded

__all__ = [
    "AnswerMarker",
    "Located",
    "find_numbered_letters",
    "find_stated_letters",
    "locate",
    "locate_behind",
    "locate_closing",
    "locate_last_word",
    "locate_leading",
    "locate_option",
    "locate_verdict",
    "locate_worded",
    "no_answer",
    "require_markers",
    "with_context",
    "with_letters_beside",
]

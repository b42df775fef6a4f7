"""Which values of an object play which role: the completion, the reference, and so on.

A role is read by a JMESPath expression of the user's or, without one, by the first
of the role's usual names that the object has, whatever its value. The first sound
line settles which name that is. A later line that would use another one is
malformed: a file whose lines lost their `response` must not be scored by the gold
`solution` beside it. Who means it says so: `--completion-field 'response || output'`.
"""

import enum
from collections.abc import Mapping
from typing import Protocol, Self

import jmespath
import jmespath.exceptions
import msgspec

from verifier_service.offline.errors import EvaluationError, MalformedLineError

_SHOWN_NAMES = 12
_SHOWN_CHARS = 80


class Role(enum.StrEnum):
    """What a value of the input is used as; also the name of its option, `--ROLE-field`."""

    COMPLETION = "completion"
    REFERENCE = "reference"
    PROBLEM = "problem"
    PROMPT = "prompt"
    LANGUAGE = "language"
    LABEL = "label"


# What other tools call each role. Names that only ever mean the role come first, those
# that some data sets use for something else last: an `answer` may be the model's beside a
# `ground_truth`, a `solution` the gold one beside a `response`. A label has to be named.
DEFAULT_NAMES: dict[Role, tuple[str, ...]] = {
    Role.COMPLETION: (
        *("completion", "completions", "response", "responses", "generated_text"),
        *("model_output", "output", "outputs", "generation", "generations", "solution"),
    ),
    Role.REFERENCE: (
        *("reference", "references", "ground_truth", "expected_answer", "gold"),
        *("target", "answer"),
    ),
    Role.PROBLEM: ("problem_id", "id", "question", "prompt", "problem"),
    Role.PROMPT: ("prompt", "question", "problem"),
    Role.LANGUAGE: ("language",),
    Role.LABEL: (),
}


class Picked(msgspec.Struct, frozen=True, kw_only=True):
    """The values of one line by role, and by which name or expression each was found.

    A role without a field is in neither; one whose field holds null, or whose
    expression finds nothing, has the value None.
    """

    values: Mapping[Role, object]
    fields: Mapping[Role, str]


class FieldPicker:
    """Finds the values of each role in the objects of one file."""

    def __init__(self, expressions: Mapping[Role, str]) -> None:
        """`expressions` replace the usual names; an empty one turns the role off.

        Raises:
            EvaluationError: an expression is not JMESPath.
        """
        self._paths = {
            role: _Path.compile(role, text) for role, text in expressions.items() if text
        }
        self._by_name = [role for role in Role if role not in expressions]
        self.used: dict[Role, str] = {}

    def pick(self, line: Mapping[str, object]) -> Picked:
        """The values of one line.

        Raises:
            MalformedLineError: an expression fails on it, or it would use another name
                than the lines before it.
        """
        values = {role: path.search(line) for role, path in self._paths.items()}
        fields = {role: path.text for role, path in self._paths.items()}
        for role in self._by_name:
            name = next((name for name in DEFAULT_NAMES[role] if name in line), None)
            if name is None:
                continue
            if self.used.get(role, name) != name:
                raise MalformedLineError(_unsettled(role, name, self.used[role]))
            values[role], fields[role] = line[name], name
        return Picked(values=values, fields=fields)

    def settle(self, picked: Picked) -> None:
        """The line was sound: its names are used, and later lines must use the same."""
        for role, name in picked.fields.items():
            self.used.setdefault(role, name)


class _Compiled(Protocol):
    """What the library makes of an expression."""

    def search(self, value: object) -> object: ...


class _Path(msgspec.Struct, frozen=True, kw_only=True):
    """A compiled expression."""

    text: str
    compiled: _Compiled

    @classmethod
    def compile(cls, role: Role, text: str) -> Self:
        try:
            return cls(text=text, compiled=jmespath.compile(text))
        except jmespath.exceptions.JMESPathError as error:
            reason = (
                f"{_first_line(error)} (a name such as model-output is quoted: '\"model-output\"')"
            )
            raise EvaluationError(f"--{role}-field {text!r} is not JMESPath: {reason}") from error

    def search(self, line: Mapping[str, object]) -> object:
        try:
            return self.compiled.search(line)
        except jmespath.exceptions.JMESPathError as error:
            reason = f"{self.text!r} cannot be applied: {_first_line(error)}"
            raise MalformedLineError(reason) from error


def _unsettled(role: Role, name: str, settled: str) -> str:
    return (
        f"its {role} would be {name!r} where earlier lines have {settled!r}; "
        f"if that is meant, say --{role}-field '{settled} || {name}'"
    )


def _first_line(error: Exception) -> str:
    """The message without what follows it and without control codes: it may quote the data."""
    lines = str(error).splitlines() or [type(error).__name__]
    shown = lines[0][:_SHOWN_CHARS]
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)


def shown_names(line: Mapping[str, object]) -> str:
    """The names of a line's fields for a message, not too many and not too long."""
    names = [repr(name[:_SHOWN_CHARS]) for name in line]
    return ", ".join(names[:_SHOWN_NAMES]) + (", …" if len(names) > _SHOWN_NAMES else "")

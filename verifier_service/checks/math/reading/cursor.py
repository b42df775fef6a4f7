"""Where the reader stands in the tokens of a text, and what it has to keep in mind.

The parts of the grammar are modules that know those below them; what stands above is reached
through `Cursor.prefix`, a table from a token to the function that reads what it begins.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

import msgspec

from verifier_service.checks.math import limits
from verifier_service.checks.math.errors import BeyondLimitError, UnreadableError
from verifier_service.checks.math.reading import tokens as lexer
from verifier_service.checks.math.reading.building import STRUCTURES, as_operand
from verifier_service.checks.math.reading.commands import RELATIONS
from verifier_service.checks.math.tree import Node, Symbol
from verifier_service.checks.math.vocabulary.trailers import Trailer

# What marks the name of a vector; a hat alone does not, as estimates of numbers have one too.
VECTOR_DRESS = frozenset(
    (r"\vec", r"\overrightarrow", r"\mathbf", r"\boldsymbol", r"\bm", r"\pmb", r"\bold")
)


class Cursor(msgspec.Struct, kw_only=True, eq=False):
    """One pass over the tokens of a text. The last token is always the empty one."""

    source: str
    tokens: list[str]
    prefix: "Mapping[str, Handler]"
    read_arguments: "ArgumentsReader"
    at: int = 0
    added: int = 0  # tokens that a split has put in before `at`
    depth: int = 0  # brackets and the like that are open
    nesting: int = 0  # readers of `prefix` within each other
    # the item or side of a relation that is being read: where it began, how deep,
    # whether it has
    # symbols, so that no unit can follow, and the unit that was found
    item_start: int = 0
    item_depth: int = 0
    is_open: bool = False
    trailer: Trailer | None = None
    in_list: bool = False  # commas separate, and are never part of a number
    in_set: bool = False  # before the bar of a set-builder
    pipes: int = 0  # bars that wait for the other one
    integrals: int = 0  # integrals that wait for their differential
    integral_depth: int = 0
    differential: Symbol | None = None  # of the innermost integral, once it was read
    bound: frozenset[str] = frozenset()  # variables of sums, products and limits around
    direction: str | None = None  # of a limit whose target is being read
    reverses_brackets: bool = False  # `]a, b[` is an interval
    bars: int = -1  # how many there are, once somebody asked
    may_build: bool | None = None  # whether a set-builder can be in the text, likewise
    vectors: frozenset[str] | None = None  # letters with an arrow or in bold, once somebody asked

    def fail(self, message: str) -> NoReturn:
        """Raise UnreadableError with the place."""
        place = self.offset(self.at)
        where = f"at character {place + 1}" if place < len(self.source) else "at the end"
        raise UnreadableError(f"{message} {where}")

    def unexpected(self) -> NoReturn:
        """Raise UnreadableError about the token that stands here."""
        lexeme = self.tokens[self.at]
        self.fail(f"unexpected {lexeme[:20]!r}" if lexeme else "something is missing")

    def expect(self, lexeme: str) -> None:
        """Go past a token, or raise UnreadableError."""
        if self.tokens[self.at] != lexeme:
            self.fail(f"{lexeme!r} is missing")
        self.at += 1

    def skip(self, lexeme: str) -> bool:
        """Go past a token if it stands here."""
        if self.tokens[self.at] == lexeme:
            self.at += 1
            return True
        return False

    def deepen(self) -> None:
        """Count one more level; BeyondLimitError if there are too many."""
        self.depth += 1
        if self.depth > limits.MAX_OPEN:
            raise BeyondLimitError(f"nested deeper than MAX_OPEN, {limits.MAX_OPEN}")

    def read_prefixed(self, handler: "Handler") -> Node:
        """What a reader of `prefix` reads; BeyondLimitError if too many are within each other."""
        self.nesting += 1
        if self.nesting > limits.MAX_OPEN:
            raise BeyondLimitError(f"nested deeper than MAX_OPEN, {limits.MAX_OPEN}")
        node = handler(self)
        self.nesting -= 1
        return node

    def value(self, node: Node) -> Node:
        """The node as a part of an expression; UnreadableError if it is none, as a set."""
        if type(node) not in STRUCTURES:
            return node
        operand = as_operand(node)
        return self.fail("a value is missing") if operand is None else operand

    def split(self, parts: Iterable[str]) -> None:
        """Put other tokens in the place of the one that stands here."""
        before = len(self.tokens)
        self.tokens[self.at : self.at + 1] = parts
        self.added += len(self.tokens) - before

    def has_one_bar(self) -> bool:
        """Whether a single bar stands in the text, so that it is no absolute value."""
        if self.bars < 0:
            self.bars = self.tokens.count("|")
        return self.bars == 1

    def may_build_a_set(self) -> bool:
        """Whether a bar or colon behind plain braces can be that of a set-builder."""
        if self.may_build is None:
            tokens = self.tokens
            self.may_build = r"\mid" in tokens or (
                ":" in tokens and any(lexeme in RELATIONS for lexeme in tokens)
            )
        return self.may_build or self.has_one_bar()

    def vector_names(self) -> frozenset[str]:
        r"""The names that stand somewhere in the text under an arrow or in bold type."""
        if self.vectors is None:
            tokens = self.tokens
            self.vectors = frozenset(
                _dressed_name(tokens, index)
                for index, lexeme in enumerate(tokens)
                if lexeme.partition("{")[0] in VECTOR_DRESS
            ) - {""}
        return self.vectors

    def has_call_in_braces(self) -> bool:
        r"""Whether `{\left(...\right)}` stands here: the arguments of what stands before it."""
        tokens, depth = self.tokens, 0
        if tokens[self.at] != "{" or tokens[self.at + 1] != "(":
            return False
        for index in range(self.at + 1, len(tokens)):
            if tokens[index] == "(":
                depth += 1
            elif tokens[index] == ")":
                depth -= 1
                if not depth:
                    return tokens[index + 1] == "}"
        return False

    def read_called(self) -> "tuple[Node, ...] | None":
        r"""The arguments that stand here in `(...)` or `{\left(...\right)}`; None if none do."""
        is_braced = self.has_call_in_braces()
        if not is_braced and self.tokens[self.at] != "(":
            return None
        self.at += 1 + is_braced
        arguments = self.read_arguments(self, ")")
        if is_braced:
            self.expect("}")
        return arguments

    def offset(self, index: int) -> int:
        """The place in the source of a token at or behind the cursor's own."""
        places = lexer.places(self.source)
        index = max(0, index - self.added)  # of tokens that were split, the first one's place
        return places[index] if index < len(places) else len(self.source)


def _dressed_name(tokens: list[str], index: int) -> str:
    r"""The name in `\vec{a}`, `\vec a` or `\mathbf{a}`, without an index; empty if it is none."""
    _, _, name = tokens[index].rstrip("} ").partition("{")
    following = tokens[index + 1 : index + 3]
    name = name.strip() or following[following[0] == "{"].removeprefix("\\")
    name = name.partition("_")[0]
    return name if name.isalpha() else ""


Handler = Callable[[Cursor], Node]
ArgumentsReader = Callable[[Cursor, str], tuple[Node, ...]]

r"""How a text is put before math-verify, so that it reads all of it and not a piece.

math-verify looks for formulas between dollars, in boxes and so on, and for numbers in
the words around them. Of a bare `3\sqrt{2}` it therefore sees the number 3. A text that
is known to be an answer is put between dollars here when it is written as a formula.

Not covered: `2xy` and other formulas in which a number stands before two letters or
more, which cannot be told from a number with its unit; decimal commas; text and
formulas mixed in one answer, in which math-verify picks what it likes.
"""

import re

MAX_FORMULA_CHARS = 1_000  # of a text without dollars that is taken for one formula
MAX_PHRASE_WORDS = 5

# In prose only signs that cannot mean anything else are replaced.
_LOOKALIKES = str.maketrans(
    {"\u2212": "-", "－": "-", "＋": "+", "＝": "=", "％": "%", "．": ".", "／": "/", "（": "("}
    | {"）": ")", "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " "},
)
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
# Scripts that put no space between a word and a number, and their punctuation.
_SPACELESS = re.compile(
    r"(?<=[\u3001\u3002\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af：，])(?=[-$€£¥]?+[0-9])"
)
_ESCAPED_DOLLAR = re.compile(r"(?<!\\)\\\$")

_DELIMITER = re.compile(r"\$|\\[(\[]|\\(?:boxed|fbox)\b|\n")
_PLAIN_NUMBER = re.compile(
    r"[€£¥₹₩₽]?+-?(?:\d{1,3}(?:[ ,]\d{3})++|\d++)(?:\.\d++)?+[ ]?%?+\.?+", re.ASCII
)
_NOT_WORDS = re.compile(
    r"\\(?:text|mathrm|textbf|mbox|operatorname|begin|end)[ ]*+\{[^{}]*+\}"
    r"|\\[a-zA-Z]++"
    r"|(?<![a-zA-Z])(?:arcsin|arccos|arctan|sin|cos|tan|cot|sec|csc|log|ln|exp|sqrt|pi|and|or)"
    r"(?![a-zA-Z])"
)
_WORD = re.compile(r"[^\W\d_]++")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z\u0370-\u03ffℂℕℚℝℤ²³¼½¾]")  # no name in a formula
_PHRASE = re.compile(r"[^\W\d_]++(?:[ '’-][^\W\d_]++)*+\.?+")

# Spellings of formulas that the LaTeX grammar misreads, in the order of replacement.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(-?\d++)[ ]++(\d++)/(\d++)$"), r"\1\\frac{\2}{\3}"),
    (re.compile(r"^(-?\d++(?:\.\d++)?+)[eE]([+-]?\d{1,3})$"), r"\1\\cdot 10^{\2}"),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"\^(-\d++)"), r"^{\1}"),
    (re.compile(r"[ ]?(?:\\?sqrt[ ]?|√)(?=\()"), "sqrt"),
    (re.compile(r"√"), r"\\sqrt "),
    (re.compile(r"²"), "^{2}"),
    (re.compile(r"³"), "^{3}"),
    (re.compile(r"¼"), r"\\frac{1}{4}"),
    (re.compile(r"½"), r"\\frac{1}{2}"),
    (re.compile(r"¾"), r"\\frac{3}{4}"),
    (re.compile(r"∞"), r"\\infty "),
    (re.compile(r"·"), r"\\cdot "),
    (re.compile(r"∈"), r"\\in "),
    (re.compile(r"≈"), r"\\approx "),
    (
        re.compile(
            r"(?<![\\a-zA-Z])(arcsin|arccos|arctan|sin|cos|tan|cot|sec|csc|log|ln|exp|pi)"
            r"(?![a-zA-Z])"
        ),
        r"\\\1 ",
    ),
)


def normalized(text: str) -> str:
    r"""The text with digits, signs and spaces of other scripts as ASCII, without any `\$`.

    math-verify looks for a number after a space, so one is put where Chinese, Japanese
    and Korean leave it out.
    """
    if not text.isascii():
        text = _OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), text.translate(_LOOKALIKES))
        text = _SPACELESS.sub(" ", text)
    return _ESCAPED_DOLLAR.sub("", text)


def readings_of_prose(text: str) -> tuple[str, ...]:
    """The ways to read a text that holds an answer somewhere, in the order to try.

    One formula and nothing else is an answer, but `2+3=5, 5-1=4` is a calculation.
    """
    if text.count("=") <= 1 and _is_formula(text, longest_word=1):
        return readings_of_answer(text)
    return (text,)


def readings_of_answer(text: str) -> tuple[str, ...]:
    """The ways to read a text that is an answer, in the order to try.

    Letters in twos and threes may be units or products, so the plain reading, which
    sees `5 cm` but not `ab`, comes first.
    """
    if _PLAIN_NUMBER.fullmatch(text):
        return (text,)
    if r"\begin{" in text:  # a matrix may have a line for each row
        text = text.replace("\n", " ")
    if _is_formula(text, longest_word=1):
        return (_as_formula(text),)
    if _is_formula(text, longest_word=3):
        return (text, _as_formula(text))
    return (text,)


def as_phrase(text: str) -> str | None:
    r"""The text as LaTeX text, if it is a few words and nothing else: `Tuesday`."""
    if not _PHRASE.fullmatch(text) or len(_WORD.findall(text)) > MAX_PHRASE_WORDS:
        return None
    return rf"$\text{{{text.rstrip('.')}}}$"


def _is_formula(text: str, *, longest_word: int) -> bool:
    if len(text) > MAX_FORMULA_CHARS or _DELIMITER.search(text) or _OTHER_LETTER.search(text):
        return False
    return all(len(word[0]) <= longest_word for word in _WORD.finditer(_NOT_WORDS.sub(" ", text)))


def _as_formula(text: str) -> str:
    formula = text.strip("*").removesuffix(".")
    for pattern, replacement in _SPELLINGS:
        formula = pattern.sub(replacement, formula)
    return f"${formula}$"

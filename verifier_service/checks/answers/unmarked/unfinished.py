r"""A text that breaks off in a calculation has no answer: its last number is only an operand.

    We have 42 +      so we compute 42 \times      next we divide 42 by      now add 42

Not covered: texts that break off elsewhere, and words of other languages than English.
"""

import re

_LONGEST = 100  # characters at the end that are looked at
_OPERATOR = re.compile(
    r"""(?<=[\w)}\]$%])(?:
        [ ]?(?:[+×÷=^]|\\(?:times|cdot|div|pm)) | [ ][-−*/]
      | [ ](?:plus|minus|by|and|or|than)
    )[ \t$]*\Z""",
    re.VERBOSE,
)
# Behind an operation: its result follows, or has been told.
RESULT = (
    r"\b(?:get\w*|giv\w+|is|are|was|mak\w+|yield\w*|obtain\w*|have|has|(?:total|equal|result)\w*)\b"
)
_INSTRUCTION = re.compile(
    rf"""(?: \A|[.:;,!?\n]\s
      | (?<![a-z])(?:we|you|i|now|next|then|finally|also|first|(?P<needed>to|must|should|can))[ ] )
    (?:add|subtract|deduct|divide|multiply)[ ]
    (?![^\n]*(?:{RESULT}|\b(?:so|then|there|for|which|that|leav\w+
      |to[ ](?:find|reach|see|know)|and[ ](?:he|she|it|they|we|you))\b))
    (?P<operands>(?:[^.,;!?:=≈→>\n]|[.,](?=[0-9]))*)\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# What is needed may be what was asked for (`he has to add 42 cups`), but not two numbers.
_SECOND = re.compile(r"\b(?:by|to|from|with|and|between|among|into) [^0-9]*[0-9]", re.IGNORECASE)


def is_unfinished(text: str, start: int, end: int) -> bool:
    """Whether a text ends in an operator, or in an operation without its result."""
    part = text[max(start, end - _LONGEST) : end]
    if _OPERATOR.search(part):
        return True
    told = _INSTRUCTION.search(part)
    return told is not None and (not told["needed"] or _SECOND.search(told["operands"]) is not None)

r"""An answer in a field of an object, as JSON and Python write it: `{"answer": 42, "steps": 3}`.

A value goes to the quotation mark that closes it, to the comma before the next name, or to the
brace; what other fields hold is no part of it. A value of several sentences is a solution, and
read as one. Names that do not speak of an answer count where an object with that field alone is
the whole text: `{"result": 42}`.

Only of an object at the end of a text that judges it with no other field is a value taken.

Not covered: objects in objects, and values in which a quotation mark stands unescaped.
"""

import re

from verifier_service.verdict import Span

_VALUE = r"""\s*+ (?: (?P<mark>["']) | (?=[-+0-9\[TtFf]) )
    (?: (?P<letter>(?=[A-J]["'])) | (?=(?P<whole>[0-9]++)(?:\.0++)?+["']?\s*+[,}]) | )
    (?P<answer> (?(mark)
        (?!(?:(?!(?P=mark))[^\n]){0,300}[.!?][ ]++[A-Z])
        (?:(?!(?P=mark))[^\\\n]|\\.){1,200}+
      | (?:[-+]?[0-9][0-9./eE+-]*+ | \[[^\[\]{}\n]{1,200}\] | [Tt]rue | [Ff]alse)
    ))
    (?(mark)(?P=mark)) (?= \s*+(?:\}|,\s*+(?:["']|\})) )"""
# Behind it, other fields that neither judge it nor hold another one (for a letter, a letter), and
# the end of the text.
_END = r"""(?=[^{}]{0,2000}\}[\s`]*+(?:\Z|<))
    (?![^{}]{0,2000}["'](?:is[ _]?)?(?:[Cc]orrect|[Rr]ight|[Vv]alid|[Ff]inal|[Vv]erified)["']\s*+:
        \s*+["']?(?:[Ff]alse|[Nn]o\b|0\b))
    (?![^{}]{0,2000}["'](?:is[ _]?)?(?:[Ii]n(?:correct|valid)|[Ww]rong|[Rr]ejected)["']\s*+:
        \s*+["']?(?:[Tt]rue|[Yy]es\b|1\b))
    (?![^{}]{0,2000}["'](?:(?!m(?:ax|in)_)[a-z]{2,7}_)?(?:answer|result|solution|value|choice|option|candidate|updated)
        (?:_?[0-9a-z])?["']\s*+:\s*+["']?(?!(?:(?P=answer)|(?P=whole)(?:\.0++)?+)["']?\s*+[,}])
        (?(letter)[A-J]|(?:[-+]?[0-9][0-9.,/]*+|[A-J]))["']?\s*+[,}])
    (?![^{}]{0,2000}["'][^"'{}]{1,40}["']\s*+:\s*+["'](?:[Ii]t|[Tt]his|[Tt]hat|[Tt]he[ ]answer)
        [ ]is[ ](?!(?P=answer)[.!]?["'])(?:[-+]?[0-9][0-9.,/]*+|[A-J])[.!]?["'])
    (?![^{}]{0,2000}["'](?:or|also|alternative\w{0,9}|correct(?:ion|ed\w{0,9})
        |(?:second|third|other)[ _]\w{1,12}|answer_?[02-9b-z])["']\s*+:)
    (?![^{}]{0,2000}["'](?!why|elimin|reason|explan|option|other)[^"'{}]{1,40}["']\s*+:
        \s*+["'](?:(?:this|that|it)[ ]is[ ])?(?:not|wrong|incorrect|false|rejected
        |actually|wait|sorry|[Nn]ope|[Nn]o(?=[,.;!:]))\b)"""
# `"answer": 42, "steps": 3` from the `n` of its name on.
FIELD_OF_ANSWER = rf"""(?<=[Aa])
    (?: (?<=["'].) | (?<=["'](?:the|our)[ _].) | (?<=["']my[ _].) | (?<=["']correct[ _].)
      | (?<=inal[ _-].) | (?<=inal.) )
    nswer["']\s*+:{_VALUE}{_END}"""
FIELD_OF_ANSWER_IN_CHINESE = rf"""答案["']\s*+:{_VALUE}{_END}"""
_LONE_FIELD = re.compile(
    rf"""\{{\s*+["']
        (?:[Rr]esult|[Ss]olution|[Vv]alue|[Oo]utput|[Tt]otal|[Ff]inal|[Cc]hoice|[Oo]ption)
        ["']\s*+:{_VALUE}\s*+\}}""",
    re.VERBOSE,
)


def lone_field(text: str, start: int, end: int) -> Span | None:
    """The value of the only field of an object that is all of the text there; or None."""
    field = _LONE_FIELD.fullmatch(text, start, end) if text.endswith("}", start, end) else None
    return None if field is None else Span(start=field.start("answer"), end=field.end("answer"))

r"""Spaces of TeX (`\,`, `\;`, `\:`, `\ `) at the end of a text, which stripping cuts in two.

Not covered: spaces with a name (`\quad`), which nothing cuts.
"""

_SECOND_SIGNS = frozenset(" ,;:\t\r\n")


def without_tex_space(text: str, start: int, end: int) -> int:
    r"""Where a part ends whose second sign of `\,` or `\ ` was stripped; else `end`."""
    while (
        end > start
        and text[end - 1] == "\\"
        and text[end : end + 1] in _SECOND_SIGNS
        and not text.endswith("\\\\", start, end)
    ):
        end -= 1
        while end > start and text[end - 1].isspace():
            end -= 1
    return end


def stripped(text: str) -> str:
    """A text without white space around it, and without spaces of TeX that end in one."""
    bare = text.strip()
    if not bare.endswith("\\"):
        return bare
    start = text.find(bare)
    return text[start : without_tex_space(text, start, start + len(bare))]

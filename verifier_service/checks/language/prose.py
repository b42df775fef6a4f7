r"""What is left of a completion without mathematics, code and markup.

Left out, each with a space in its place:

* what stands between a pair of ``` or ~~~, of $$, of \( and \), of \[ and \], or of
  \begin and \end of an environment for displayed formulas or code; an opener that
  is never closed is no opener, so it hides nothing;
* what stands between two ` or two $ of one line. An opening dollar sign before a
  space or behind a digit is money, as is a closing one behind a space or before a
  digit (pandoc's rule, made symmetric);
* names of TeX commands (what stands in their braces stays), tags such as `<think>`
  or `<a href="…">`, special tokens such as `<|im_end|>`, HTML entities, URLs.

Numbers and variables need no rule here: they are no words.

Each pass reads the text once, whatever stands in it.

Not covered: code and formulas that nothing marks; words that somebody hides in code
or formulas are not seen.
"""

import re

_CLOSERS = {"```": "```", "~~~": "~~~", "$$": "$$", r"\(": r"\)", r"\[": r"\]"}

# A backslash takes the sign behind it along, so that the line break `\\` in front of
# a bracket opens nothing.
_OPENER = re.compile(
    r"\\\\|```|~~~|\$\$|\\[(\[]"
    r"|\\begin\{(?:equation|align|alignat|gather|multline|eqnarray|verbatim|lstlisting)\*?\}"
)
_INLINE = re.compile(
    r"""
      `[^`\n]*+`
    | \\(?:[A-Za-z]++\*?|[^A-Za-z\s])
    | (?<!\d)\$(?=[^\s$])[^$\n]*+(?<=\S)\$(?!\d)
    | </?[A-Za-z][\w:.-]*+
      (?:\s++[A-Za-z_][\w:.-]*+=(?:"[^"<>\n]*+"|'[^'<>\n]*+'|[^\s"'<>=]++))*+
      \s*+/?>
    | <\|[A-Za-z0-9_]*+\|>
    | &(?:\#[0-9]{1,7}|[A-Za-z]{1,31}+);
    | https?://[!-~]*+
    | www\.[!-~]*+
    """,
    re.VERBOSE | re.ASCII,
)


def prose(text: str) -> str:
    """The text with a space for each piece that is mathematics, code or markup."""
    return _INLINE.sub(" ", _without_blocks(text))


def _without_blocks(text: str) -> str:
    """The text without blocks that are opened and closed.

    Linear, because a closer that was looked for in vain is not looked for again.
    """
    kept: list[str] = []
    never_closed: set[str] = set()
    done = position = 0
    while opener := _OPENER.search(text, position):
        position = opener.end()
        closer = _closer(opener[0])
        if closer is None or closer in never_closed:
            continue
        end = text.find(closer, position)
        if end < 0:
            never_closed.add(closer)
            continue
        kept.append(text[done : opener.start()])
        done = position = end + len(closer)
    kept.append(text[done:])
    return " ".join(kept)


def _closer(opener: str) -> str | None:
    """What closes a block; None for an escaped backslash, which opens none."""
    return opener.replace("begin", "end") if "{" in opener else _CLOSERS.get(opener)

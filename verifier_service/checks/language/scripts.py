"""Words by their script, and the languages that the script tells.

Russian and Arabic are words written with the letters of their alphabets alone; a
word with a letter that they lack (Ukrainian `ї`, Persian `گ`) is of another
language. Korean is Hangul. Chinese and Japanese share the Han characters: in a
sentence with kana each kana speaks for itself and for at most four Han characters,
the rest and sentences without kana are Chinese; a fragment of at most six Han
characters, a heading or a unit such as `円`, goes with the sentence before it.

Chinese, Japanese and Korean are counted by characters. So many of them make a word
that one problem has about as many words in each language: measured against English
on the parallel questions of MGSM (arXiv 2210.03057), for Korean on texts of our own.

Not covered: other languages in the same script whose words need no letter of their
own, among them Bulgarian, much of Persian, Cantonese; Japanese without kana; a
Chinese word inside a Japanese sentence.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Longer runs of letters count as several words, so that glued words count too.
MAX_WORD_CHARS = 30

_CHARS_PER_WORD = {"zh": 1.54, "ja": 2.31, "ko": 2.0}
_HAN_PER_KANA = 4
_MAX_FRAGMENT_CHARS = 6

_MARKS = r"\u0300-\u036f"
_LATIN = r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff\ufb00-\ufb06"
_FULLWIDTH_LATIN = r"\uff21-\uff3a\uff41-\uff5a"
_CYRILLIC = r"\u0400-\u052f\u1c80-\u1c88\u2de0-\u2dff\ua640-\ua69f"
_ARABIC = r"\u0620-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff"
_ARABIC_FORMS = r"\ufb50-\ufdfb\ufe70-\ufefc"
_HANGUL = r"\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb"
_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"
# Signs that Python counts as parts of words: powers, fractions, `ℝ`, `①`, `𝑥`.
_SIGNS = (
    r"\u00b2\u00b3\u00b5\u00b9\u00bc-\u00be\u02b0-\u02ff\u2070-\u209f\u2100-\u218f\u2460-\u24ff"
    r"\u2776-\u2793\u3200-\u33ff\U0001d400-\U0001d7ff"
)

_LATIN_REST = rf"[0-9_{_LATIN}{_FULLWIDTH_LATIN}{_MARKS}]{{0,{MAX_WORD_CHARS - 1}}}+"
_LATIN_RUN = re.compile(rf"[0-9_]{_LATIN_REST}|([{_LATIN}{_FULLWIDTH_LATIN}]{_LATIN_REST})")
_CYRILLIC_RUN = re.compile(rf"[{_CYRILLIC}][{_CYRILLIC}{_MARKS}]{{0,{MAX_WORD_CHARS - 1}}}+")
_RUSSIAN_WORD = re.compile(rf"[а-яё{_MARKS}]++", re.IGNORECASE)
_ARABIC_RUN = re.compile(rf"[{_ARABIC}{_ARABIC_FORMS}]{{2,{MAX_WORD_CHARS}}}+")
_ARABIC_WORD = re.compile(rf"[\u0621-\u063a\u0640-\u0655\u0670{_ARABIC_FORMS}]++")
_HANGUL_CHAR = re.compile(rf"[{_HANGUL}]")
_CHINESE_OR_JAPANESE = re.compile(
    rf"(?P<han>[{_HAN}]++)|(?P<kana>[{_KANA}]++)|(?P<end>[。！？!?；;\n]|\.(?!\d))"
)
# Scripts without spaces, as Thai, are not told apart here: eight letters at most a word.
_OTHER_RUN = re.compile(
    rf"[^\W\d_{_LATIN}{_FULLWIDTH_LATIN}{_CYRILLIC}{_ARABIC}{_ARABIC_FORMS}"
    rf"{_HANGUL}{_HAN}{_KANA}{_SIGNS}]{{2,8}}+"
)


def latin_runs(text: str) -> list[str]:
    """Runs of Latin letters, digits and underscores that begin with a letter, in order.

    Each is of 30 characters at most.
    """
    return [run for run in _LATIN_RUN.findall(text) if run]


def words_by_script(text: str) -> dict[str, float]:
    """How many words of the text are ar, ja, ko, ru or zh by their script.

    The empty string counts the words of every other language that is not written in
    Latin letters. Counts of ja, ko and zh need not be whole.
    """
    if text.isascii():
        return {}
    cyrillic, arabic = _CYRILLIC_RUN.findall(text), _ARABIC_RUN.findall(text)
    russian = sum(1 for run in cyrillic if _RUSSIAN_WORD.fullmatch(run))
    arabic_proper = sum(1 for run in arabic if _ARABIC_WORD.fullmatch(run))
    characters = _chinese_and_japanese(text) | {"ko": len(_HANGUL_CHAR.findall(text))}
    return {
        "ru": russian,
        "ar": arabic_proper,
        "": len(cyrillic) + len(arabic) - russian - arabic_proper + len(_OTHER_RUN.findall(text)),
        **{language: count / _CHARS_PER_WORD[language] for language, count in characters.items()},
    }


class _Sentence(NamedTuple):
    """How many characters of either kind a sentence has."""

    han: int
    kana: int

    @property
    def japanese(self) -> int:
        """Characters that are Japanese if the sentence is no fragment."""
        return self.kana + min(self.han, _HAN_PER_KANA * self.kana)

    @property
    def language(self) -> str | None:
        """The language of most characters; None for a fragment, which cannot tell."""
        if not self.kana and self.han <= _MAX_FRAGMENT_CHARS:
            return None
        return "ja" if 2 * self.japanese >= self.han + self.kana else "zh"


def _chinese_and_japanese(text: str) -> dict[str, int]:
    """How many characters are Chinese and how many Japanese."""
    sentences = list(_sentences(text))
    before = next((told.language for told in sentences if told.language), "zh")
    characters = {"ja": 0, "zh": 0}
    for sentence in sentences:
        if sentence.language is None:
            characters[before] += sentence.han
            continue
        before = sentence.language
        characters["ja"] += sentence.japanese
        characters["zh"] += sentence.han + sentence.kana - sentence.japanese
    return characters


def _sentences(text: str) -> Iterator[_Sentence]:
    """Sentences with Han characters or kana."""
    han = kana = 0
    for piece in _CHINESE_OR_JAPANESE.finditer(text):
        match piece.lastgroup:
            case "han":
                han += piece.end() - piece.start()
            case "kana":
                kana += piece.end() - piece.start()
            case _ if han or kana:
                yield _Sentence(han, kana)
                han = kana = 0
    if han or kana:
        yield _Sentence(han, kana)

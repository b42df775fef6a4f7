"""The share of words in the target language."""

import importlib.metadata
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier_service.checks.language import LanguageCheck, LanguageScope, latin
from verifier_service.checks.language.check import SUPPORTED_LANGUAGES
from verifier_service.checks.language.common_words import LANGUAGES_OF_WORD
from verifier_service.checks.language.prose import prose
from verifier_service.verdict import Outcome, Sample

MGSM_LANGUAGES = ("de", "en", "es", "fr", "ja", "ru", "zh")
HALVES = (("en", "de"), ("en", "zh"), ("ja", "en"), ("ru", "fr"), ("fr", "es"), ("zh", "ja"))
HOSTILE_UNITS = (
    *("$", "$a ", "$$", "`", "``a", "```", "&#1", "&a", "http://", "www.", "_", "\0"),
    *("\\", "\\[", "\\\\(", "\\begin{align}", "\\[\\($$```\\begin{align}", "\\a"),
    *("<a ", "<a b=", "<a b='x' ", "<|a", "<answer>", "</answer>"),
    *("e\u0301\u0316", "\u0316\u0301", "ж\u0301", "بگ ", "中の。", "中", "の", "ก", "한", "𝑥"),
    *("a", "a1", "a ", "the die "),
)
HOSTILE_BYTES = 256 * 1024
# Ten times what the slowest text below takes; what is not linear takes longer by far.
HOSTILE_SECONDS = 4.0


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the corpus; `low` and `high` bound the score where there is one."""

    source: str
    completion: str
    outcome: Outcome
    low: float = 0.0
    high: float = 0.0
    language: str = ""
    check: LanguageCheck = LanguageCheck()


CORPUS = Path(__file__).parent.parent / "corpus" / "language.jsonl"
CASES = msgspec.json.Decoder(Case).decode_lines(CORPUS.read_bytes())


def score(text: str, language: str) -> float:
    """The score of a text that has words."""
    verdict = LanguageCheck(language=language).score(Sample(completion=text))
    assert verdict.score is not None, verdict
    return verdict.score


@pytest.fixture(scope="session")
def questions() -> dict[str, list[str]]:
    """Every fifth of the parallel questions of MGSM, 50 in each language."""
    data = os.environ.get("RLVERIFY_DATA")
    if not data:
        pytest.skip("RLVERIFY_DATA does not name the folder that holds mgsm/")
    return {
        language: [
            line.partition("\t")[0]
            for line in (Path(data) / "mgsm" / f"mgsm_{language}.tsv")
            .read_text(encoding="utf-8")
            .splitlines()[::5]
        ]
        for language in MGSM_LANGUAGES
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.completion[:40]}")
def test_corpus(case: Case) -> None:
    """Every case of the corpus has the outcome it states and a score in the range it states."""
    verdict = case.check.score(Sample(completion=case.completion, language=case.language))
    assert verdict.outcome is case.outcome, verdict
    if verdict.score is not None:
        assert case.low <= verdict.score <= case.high


@pytest.mark.parametrize("language", MGSM_LANGUAGES)
def test_text_scores_high_in_its_own_language(
    questions: dict[str, list[str]], language: str
) -> None:
    """Questions of MGSM score 0.99 in their language in the mean, and none under 0.8."""
    scores = [score(text, language) for text in questions[language]]
    assert statistics.fmean(scores) >= 0.99
    assert min(scores) >= 0.8


@pytest.mark.parametrize("language", MGSM_LANGUAGES)
def test_text_scores_low_in_every_other_language(
    questions: dict[str, list[str]], language: str
) -> None:
    """Questions of MGSM score 0.01 at most in another language in the mean, and none above 0.15."""
    for target in SUPPORTED_LANGUAGES - {language}:
        scores = [score(text, target) for text in questions[language]]
        assert statistics.fmean(scores) <= 0.01, target
        assert max(scores) <= 0.15, target


@pytest.mark.parametrize(("language", "foreign"), HALVES)
def test_half_foreign_text_scores_one_half(
    questions: dict[str, list[str]], language: str, foreign: str
) -> None:
    """One problem in two languages scores near 0.5 in either, whatever their scripts."""
    scores = [
        score(f"{own}\n{other}", language)
        for own, other in zip(questions[language], questions[foreign], strict=True)
    ]
    assert statistics.fmean(scores) == pytest.approx(0.5, abs=0.05)
    assert all(0.3 <= each <= 0.7 for each in scores)


@pytest.mark.parametrize(("language", "foreign"), HALVES)
def test_more_foreign_sentences_never_pay(
    questions: dict[str, list[str]], language: str, foreign: str
) -> None:
    """Each foreign sentence put behind a text lowers its score."""
    for at in range(0, 50, 10):
        text, before = questions[language][at], 1.01
        for other in ["", *questions[foreign][:5]]:
            text += " " + other
            now = score(text, language)
            assert now < before
            before = now


@pytest.mark.parametrize(("language", "foreign"), HALVES)
def test_order_of_languages_hardly_matters(
    questions: dict[str, list[str]], language: str, foreign: str
) -> None:
    """A foreign passage counts the same before, behind and inside a text."""
    first, last, *_ = questions[language]
    other = questions[foreign][0]
    scores = [
        score("\n".join(order), language)
        for order in ((other, first, last), (first, other, last), (first, last, other))
    ]
    assert max(scores) - min(scores) <= 0.05


@pytest.mark.parametrize("language", sorted(latin.LATIN_LANGUAGES))
@pytest.mark.parametrize("write", [str.lower, str.capitalize], ids=["lower case", "names"])
def test_invented_words_do_not_pay(language: str, write: Callable[[str], str]) -> None:
    """A text of invented words scores 0, and one that is half invented loses a third."""
    invented = [write(word) for word in ("xqzt", "vrrp", "blorfq", "gnaskw", "trewqz", "plokmx")]
    own = [word for word, known in LANGUAGES_OF_WORD.items() if known == {language}]
    half = " ".join(f"{a} {b}" for a, b in zip(own, invented * 20, strict=False))
    assert score(" ".join(invented), language) == 0.0
    assert score(half, language) <= 0.67


def test_field_goes_before_the_sample_and_both_are_tags() -> None:
    """The check's language is taken before the sample's; only the primary subtag counts."""
    sample = Sample(completion="and so the answer is", language="de-AT")
    assert LanguageCheck(language="en-US").score(sample).score == 1.0
    assert LanguageCheck().score(sample).score == 0.0


@given(
    text=st.text() | st.text(alphabet="`$\\([])<>/ab=\"' \n.~&;中のカжґبگ한กμ1_éẞ\u0301"),
    language=st.sampled_from(sorted(SUPPORTED_LANGUAGES)),
    scope=st.sampled_from(LanguageScope),
)
@settings(max_examples=400, deadline=None)
def test_any_text_has_a_verdict(text: str, language: str, scope: LanguageScope) -> None:
    """Every text has a score in [0, 1] or no answer, and the same one when asked again."""
    check, sample = LanguageCheck(language=language, scope=scope), Sample(completion=text)
    verdict = check.score(sample)
    assert verdict.outcome in {Outcome.SCORED, Outcome.NO_ANSWER}
    assert verdict.score is None or 0.0 <= verdict.score <= 1.0
    assert check.score(sample) == verdict


@given(tag=st.text(max_size=60))
def test_any_language_tag_has_a_verdict(tag: str) -> None:
    """A tag that is no supported language is not applicable, however strange it is."""
    verdict = LanguageCheck(language=tag).score(Sample(completion="the answer"))
    primary = tag.replace("_", "-").partition("-")[0].lower()
    supported = primary in SUPPORTED_LANGUAGES
    assert verdict.outcome is (Outcome.SCORED if supported else Outcome.NOT_APPLICABLE)


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_hostile_repetition_is_read_in_linear_time(unit: str, language: str) -> None:
    """A quarter of a megabyte of openers, marks or letters costs no more than prose."""
    text = unit * (HOSTILE_BYTES // len(unit.encode()))
    start = time.perf_counter()
    LanguageCheck(language=language).score(Sample(completion=text))
    assert time.perf_counter() - start < HOSTILE_SECONDS


def test_more_distinct_words_than_looked_up_do_not_pay() -> None:
    """Words beyond the limit of distinct ones count as unknown, and the time stays bounded."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    invented = [f"q{a}{b}{c}x" for a in letters for b in letters for c in letters]
    assert len(invented) > latin.MAX_DISTINCT_WORDS
    start = time.perf_counter()
    assert score(" ".join([*invented, "answer", "is"]), "en") == pytest.approx(0, abs=1e-3)
    assert time.perf_counter() - start < HOSTILE_SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "She pays $5, he pays $10 (that is 50 % more): x < y, a & b, 3 > 2.\n- Right?",
        "It costs 5$, sells for 7$ and leaves 2$.",
        "He earns $5/hour for three hours=$15 in all.",
        "if x <y and z> 3",
        "an opener `of code and no closer\nand `another",
        "two lines $with a\ndollar$ each",
    ],
)
def test_prose_leaves_plain_text_alone(text: str) -> None:
    """Text without mathematics, code or markup comes back as it was, money included."""
    assert prose(text) == text


@pytest.mark.parametrize(
    "hidden",
    [
        *(r"$x + y$", r"$5 + 3 = 8$", r"$$wert$$", r"\( wert \)", r"\[ \text{wert} \]"),
        *("\\begin{align*}\nwert\n\\end{align*}", r"\frac", r"\%", "`wert`", "~~~\nwert\n~~~"),
        *("```python\nwert = 1\n```", "<think>", "</think>", "<br/>", "<a href='wert' id=b>"),
        *("<|im_end|>", "&nbsp;", "&#228;", "https://example.org/wert", "www.example.org"),
    ],
)
def test_prose_leaves_out(hidden: str) -> None:
    """Formulas, code, tags, TeX commands, entities and addresses leave a space each."""
    assert prose(f"one {hidden} two") == "one   two"


def test_common_words_can_all_be_met() -> None:
    """A common word is in lower case and is taken for a word, else its line would be dead."""
    words = list(LANGUAGES_OF_WORD)
    assert [word.lower() for word in words] == words
    assert latin.words_in_latin(words) == words
    assert {language for each in LANGUAGES_OF_WORD.values() for language in each} == (
        latin.LATIN_LANGUAGES
    )


def test_dictionaries_are_the_ones_the_version_stands_for() -> None:
    """Semantics version 1 means simplemma 2.0.0; another release is another version."""
    assert LanguageCheck.semantics_version == "1"
    assert importlib.metadata.version("simplemma") == "2.0.0"


def test_dictionary_is_loaded_by_the_worker_alone() -> None:
    """Importing the check does not import simplemma; warming it up does."""
    program = (
        "import sys\n"
        "from verifier_service.checks.language import LanguageCheck\n"
        "assert 'simplemma' not in sys.modules\n"
        "LanguageCheck.warm_up()\n"
        "assert 'simplemma' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

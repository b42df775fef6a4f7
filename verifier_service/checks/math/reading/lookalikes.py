r"""Unicode mathematics as the LaTeX that the tokens are made of.

What Unicode itself calls a compatible spelling (`𝑥`, `ｘ`, `㎝`) is left to its form NFKC; the
tables hold what that form would lose (`x²` is no `x2`, `½` no `1⁄2`) or does not know.

Not covered: signs that the reader has no meaning for; they stay as they are and are refused.
"""

import re
import unicodedata

_SIGNS: dict[str, str] = {
    **dict.fromkeys("−–—‐‑‒﹣－➖", "-"),
    **dict.fromkeys("＋➕", "+"),
    **dict.fromkeys("×✕✖⨯", r"\times "),
    **dict.fromkeys("·⋅∙•‧・", r"\cdot "),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("∶：", ":"),
    **dict.fromkeys("∗＊", "*"),
    **dict.fromkeys("，、﹐،", ","),
    **dict.fromkeys("；؛", ";"),
    "‹": "<",
    "›": ">",
    **dict.fromkeys("≤⩽≦", r"\le "),
    **dict.fromkeys("≥⩾≧", r"\ge "),
    **dict.fromkeys("≈≃≒", r"\approx "),
    "≅": r"\cong ",
    "∼": r"\sim ",
    **dict.fromkeys("→⟶", r"\to "),
    **dict.fromkeys("⇒⟹", r"\implies "),
    **dict.fromkeys("⇔⟺↔", r"\iff "),
    **dict.fromkeys("⟨〈〈", r"\langle "),
    **dict.fromkeys("⟩〉〉", r"\rangle "),
    **dict.fromkeys("′’ʹ", "'"),
    **dict.fromkeys("″”“ʺ", '"'),
    **dict.fromkeys("∣｜", "|"),
    **dict.fromkeys("⊂⊆", r"\subseteq "),
    **dict.fromkeys("⊥⟂", r"\perp "),
    **dict.fromkeys("∅⌀ø", r"\emptyset "),
    **dict.fromkeys("∖＼", r"\setminus "),
    **dict.fromkeys("°º˚", "°"),
    **dict.fromkeys("…⋯", r"\ldots "),
    **dict.fromkeys(
        "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "
    ),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\u2061\u2062\ufeff\u00ad\u200e\u200f", ""),
    # Numbers in circles and brackets are the names of things.
    **{chr(code): "\ufffd" for code in (*range(0x2460, 0x2500), *range(0x2776, 0x2794))},
    "÷": r"\div ",
    "±": r"\pm ",
    "∓": r"\mp ",
    "≠": r"\ne ",
    "≡": r"\equiv ",
    "∈": r"\in ",
    "∉": r"\notin ",
    "⊃": r"\supset ",
    "⊇": r"\supset ",
    "∪": r"\cup ",
    "⋃": r"\cup ",
    "∩": r"\cap ",
    "⋂": r"\cap ",
    "∧": r"\land ",
    "∨": r"\lor ",
    "¬": r"\neg ",
    "∥": r"\parallel ",
    "‖": r"\|",
    "∞": r"\infty ",
    "∂": r"\partial ",
    "∫": r"\int ",
    "∑": r"\sum ",
    "∏": r"\prod ",
    "√": r"\sqrt ",
    "∛": r"\cbrt ",
    "∜": r"\fourthroot ",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor ",
    "⌈": r"\lceil ",
    "⌉": r"\rceil ",
    "∠": r"\angle ",
    "△": r"\triangle ",
    "ℝ": r"\mathbb{R}",
    "ℚ": r"\mathbb{Q}",
    "ℤ": r"\mathbb{Z}",
    "ℕ": r"\mathbb{N}",
    "ℂ": r"\mathbb{C}",
    "ℓ": r"\ell ",
    "℃": "°C",
    "℉": "°F",
    "‰": r"\permille ",
    "½": r"\tfrac{1}{2}",
    "⅓": r"\tfrac{1}{3}",
    "⅔": r"\tfrac{2}{3}",
    "¼": r"\tfrac{1}{4}",
    "¾": r"\tfrac{3}{4}",
    "⅕": r"\tfrac{1}{5}",
    "⅖": r"\tfrac{2}{5}",
    "⅗": r"\tfrac{3}{5}",
    "⅘": r"\tfrac{4}{5}",
    "⅙": r"\tfrac{1}{6}",
    "⅚": r"\tfrac{5}{6}",
    "⅐": r"\tfrac{1}{7}",
    "⅛": r"\tfrac{1}{8}",
    "⅜": r"\tfrac{3}{8}",
    "⅝": r"\tfrac{5}{8}",
    "⅞": r"\tfrac{7}{8}",
    "⅑": r"\tfrac{1}{9}",
    "⅒": r"\tfrac{1}{10}",
}

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ϵ": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ϑ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "ϕ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Ξ": "Xi",
    "Π": "Pi",
    "Σ": "Sigma",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵏᵐᵃᵇᵗ", "0123456789+-=()nixykmabt", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢₓₖₘₐⱼₜ", "0123456789+-=()nixkmajt", strict=True))

_TABLE = str.maketrans(_SIGNS)
_GREEK_TABLE = str.maketrans({letter: rf"\{name} " for letter, name in _GREEK.items()})
_RAISED_RUN = re.compile(f"[{''.join(_RAISED)}]++")
_LOWERED_RUN = re.compile(f"[{''.join(_LOWERED)}]++")
# Joints of scripts without spaces, where a letter of a formula would be glued to them.
_JOINT = re.compile(r"(?<=[0-9a-zA-Z)}\]])\s?(且|或者|或|和|與|与)\s?(?=[0-9a-zA-Z(\[{\\-])")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")


def with_plain_signs(text: str) -> str:
    """The text with each sign of mathematics in its ASCII or LaTeX spelling; letters stay."""
    if text.isascii():
        return text
    text = _RAISED_RUN.sub(lambda run: "^{" + "".join(map(_RAISED.__getitem__, run[0])) + "}", text)
    text = _LOWERED_RUN.sub(
        lambda run: "_{" + "".join(map(_LOWERED.__getitem__, run[0])) + "}", text
    )
    text = unicodedata.normalize("NFKC", text.translate(_TABLE))
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def with_plain_letters(text: str) -> str:
    """The text with Greek letters as commands, and joints set apart from letters."""
    if text.isascii():
        return text
    return _JOINT.sub(r" \1 ", text.translate(_GREEK_TABLE))

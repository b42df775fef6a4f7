r"""What each token means, as tables: names of letters, functions, signs and sets.

Tokens are keyed as they stand in a text, with the backslash where it has one.
"""

import enum

from flint import fmpq

from verifier_service.checks.math.tree import Constant, ConstantName, NamedSet, Node, Number, Symbol


class After(enum.IntEnum):
    """What a token is to the product that stands before it."""

    END = 0  # the product ends
    TIMES = 1
    OVER = 2


_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "omicron", "rho", "sigma", "tau", "upsilon", "chi"),
    *("psi", "omega", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi"),
    *("Omega", "ell", "hbar", "nabla", "aleph", "wp", "angle", "triangle"),
)
_VARIANTS = {
    **dict.fromkeys(("varepsilon",), "epsilon"),
    **dict.fromkeys(("vartheta",), "theta"),
    **dict.fromkeys(("varrho",), "rho"),
    **dict.fromkeys(("varsigma",), "sigma"),
    **dict.fromkeys(("varkappa",), "kappa"),
    **dict.fromkeys(("imath",), "i"),
    **dict.fromkeys(("jmath",), "j"),
}
# Written without a backslash these are names too, whatever words they may be elsewhere.
_PLAIN_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "chi", "psi", "omega"),
    *("Delta", "Theta", "Lambda", "Sigma", "Phi", "Psi", "Omega"),
)
# Letters that mean more than themselves before some tokens have handlers of their own.
FUNCTION_LETTERS = frozenset("fghFGHPQ")
_SPECIAL_LETTERS = FUNCTION_LETTERS | frozenset("ACdUJYIK")

PI = Constant(ConstantName.PI)
EULER = Constant(ConstantName.E)
INFINITY = Constant(ConstantName.INFINITY)
EMPTY = NamedSet("empty")

ATOMS: dict[str, Node] = {
    **{
        letter: Symbol(letter)
        for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if letter not in _SPECIAL_LETTERS
    },
    "e": EULER,
    **{str(value): Number(fmpq(value)) for value in range(1_001)},
    **{rf"\{name}": Symbol(name) for name in _GREEK},
    **{rf"\{name}": Symbol(letter) for name, letter in _VARIANTS.items()},
    **{name: Symbol(_VARIANTS.get(name, name)) for name in _PLAIN_GREEK},
    **dict.fromkeys((r"\pi", "pi", "Pi"), PI),
    **dict.fromkeys((r"\infty", "oo", "infty", "infinity", "Infinity"), INFINITY),
    **dict.fromkeys((r"\emptyset", r"\varnothing"), EMPTY),
    r"\R": NamedSet("R"),
    r"\Z": NamedSet("Z"),
    r"\N": NamedSet("N"),
    r"\Q": NamedSet("Q"),
    r"\C": NamedSet("C"),
}

ELLIPSES = (r"\ldots", r"\dots", r"\cdots", "...")

# What follows an operand, for all tokens that do not begin another one.
AFTER: dict[str, After] = {
    **dict.fromkeys(
        (
            *("", ".", ",", ";", ":", "+", "-", "+/-", r"\pm", r"\mp", "&", r"\\", r"\colon"),
            *(")", "]", "}", r"\}", r"\rangle", r"\rfloor", r"\rceil", r"\rvert", r"\rVert"),
            *(r"\rnull", r"\cup", r"\cap", r"\setminus", r"\backslash", r"\over", r"\choose"),
            *(r"\mid", r"\pmod", r"\bmod", r"\mod", "mod", "and", "or", "to", "且", "或", "或者"),
            *(r"\to", r"\rightarrow", r"\longrightarrow", "->", "=>", "<=>", r"\implies", r"\iff"),
            *(r"\land", r"\lor", r"\wedge", r"\vee", r"\Rightarrow", r"\Leftrightarrow"),
            *(r"\Longrightarrow", r"\Longleftrightarrow"),
        ),
        After.END,
    ),
    **dict.fromkeys((r"\cdot", r"\times", "*", r"\ast", r"\bullet", r"\cdotp"), After.TIMES),
    **dict.fromkeys(("/", r"\div"), After.OVER),
}

RELATIONS: dict[str, str] = {
    **dict.fromkeys(("=", "==", ":=", r"\coloneqq", r"\eq", r"\triangleq"), "="),
    **dict.fromkeys((r"\ne", r"\neq", "!=", "<>", "=/="), "!="),
    **dict.fromkeys(("<", r"\lt"), "<"),
    **dict.fromkeys(("<=", r"\le", r"\leq", r"\leqslant", r"\leqq", "=<"), "<="),
    **dict.fromkeys((">", r"\gt"), ">"),
    **dict.fromkeys((">=", r"\ge", r"\geq", r"\geqslant", r"\geqq"), ">="),
    **dict.fromkeys((r"\approx", r"\simeq", r"\thickapprox", "~="), "~"),
    r"\sim": "similar",  # beside a number both are `~`
    r"\cong": "alike",
    **dict.fromkeys((r"\in",), "in"),
    **dict.fromkeys((r"\notin",), "notin"),
    **dict.fromkeys((r"\subset", r"\subseteq", r"\supset", r"\supseteq"), "subset"),
    r"\subsetneq": "propersubset",
    **dict.fromkeys((r"\mid", "|"), "divides"),
    **dict.fromkeys((r"\perp", r"\bot"), "perp"),
    **dict.fromkeys((r"\parallel",), "parallel"),
    r"\equiv": "congruent",
}
AFTER[r"\nmid"] = After.END
AFTER |= dict.fromkeys((sign for sign in RELATIONS if sign != "|"), After.END)
REVERSED_RELATIONS = frozenset((r"\supset", r"\supseteq"))
# Greek letters that are functions before a bracket; `phi` only of an integer.
GREEK_FUNCTIONS = {"zeta": "zeta", "Gamma": "gamma", "phi": "euler_phi", "varphi": "euler_phi"}
# `\not` and what it stands before.
NEGATED = {"=": r"\ne", r"\in": r"\notin", r"\equiv": r"\nequiv", "<": r"\ge", ">": r"\le"}

SET_OPERATIONS = {
    **dict.fromkeys((r"\cup", "U"), "union"),
    r"\cap": "intersection",
    **dict.fromkeys((r"\setminus", r"\backslash"), "difference"),
}

LOGIC = {
    **dict.fromkeys((r"\land", r"\wedge"), "and"),
    **dict.fromkeys((r"\lor", r"\vee"), "or"),
    **dict.fromkeys((r"\implies", r"\Rightarrow", r"\Longrightarrow", "=>"), "implies"),
    **dict.fromkeys((r"\to", r"\rightarrow", r"\longrightarrow", "->"), "implies"),
    **dict.fromkeys((r"\iff", r"\Leftrightarrow", r"\Longleftrightarrow", "<=>"), "iff"),
}

# Spellings of the functions in `functions.KNOWN`, with and without a backslash.
FUNCTIONS: dict[str, str] = {
    **{
        name: name
        for name in (
            *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "acot", "asec"),
            *("acsc", "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh"),
            *("acoth", "asech", "acsch", "exp", "abs", "sign", "floor", "round", "arg", "log"),
            *("gamma", "erf", "erfc", "erfi", "det", "rank", "gcd", "lcm", "min", "max", "atan2"),
        )
    },
    **{
        f"{prefix}{name}": f"a{name}"
        for prefix in ("arc", "ar")
        for name in ("sin", "cos", "tan", "cot", "sec", "csc")
        if prefix == "arc"
    },
    **{
        f"{prefix}{name}": f"a{name}"
        for prefix in ("arc", "ar")
        for name in ("sinh", "cosh", "tanh", "coth", "sech", "csch")
    },
    "tg": "tan",
    "ctg": "cot",
    "cotg": "cot",
    "cosec": "csc",
    "cosech": "csch",
    "arctg": "atan",
    "arcctg": "acot",
    "arccotg": "acot",
    "arccosec": "acsc",
    "sh": "sinh",
    "ch": "cosh",
    "th": "tanh",
    "cth": "coth",
    "ln": "ln",
    "lg": "lg",
    "sgn": "sign",
    "Abs": "abs",
    "sg": "sign",
    "ceil": "ceiling",
    "ceiling": "ceiling",
    "frac_part": "fractional_part",
    "Ei": "ei",
    "Si": "si",
    "Ci": "ci",
    "li": "li",
    "Li": "polylog",
    "tr": "trace",
    "trace": "trace",
    "Tr": "trace",
    "diag": "diag",
    "cis": "cis",
    "adj": "adjugate",
    "transpose": "transpose",
    "Arg": "arg",
    "Log": "log",
    "Ln": "ln",
    "GCD": "gcd",
    "LCM": "lcm",
    "mcd": "gcd",
    "mcm": "lcm",
    "ggT": "gcd",
    "kgV": "lcm",
    "pgcd": "gcd",
    "ppcm": "lcm",
    "hcf": "gcd",
    "HCF": "gcd",
    "conj": "conjugate",
    "LambertW": "lambert_w",
    "binom": "binomial",
    "binomial": "binomial",
    "factorial": "factorial",
    "card": "cardinality",
    "totient": "euler_phi",
    "digamma": "digamma",
    "polylog": "polylog",
    "beta": "beta",
    "Re": "re",
    "Im": "im",
    "norm": "norm",
    "atanh2": "atan2",
    "arctan2": "atan2",
    "harmonic": "harmonic",
    "fibonacci": "fibonacci",
    "mod": "mod",
    "dot": "dot",
}
# Commands for functions that nothing here computes.
UNKNOWN_FUNCTIONS = ("dim", "ker", "hom", "deg", "Pr", "sup", "inf", "limsup", "liminf", "span")
INVERSES = {
    name: f"a{name}"
    for name in (
        *("sin", "cos", "tan", "cot", "sec", "csc"),
        *("sinh", "cosh", "tanh", "coth", "sech", "csch"),
    )
}
# Without a backslash only these are taken for functions: the rest are words or names there.
PLAIN_FUNCTIONS = frozenset(FUNCTIONS) - {
    *("sh", "ch", "th", "cth", "tg", "li", "Li", "tr", "Tr", "trace", "adj", "arg", "Arg", "rank"),
    *("Abs", "gamma", "beta", "det", "round", "sign", "card", "norm", "mod", "dot"),
    *("diag", "transpose", "sg", "harmonic", "conj", "frac_part", "Ei", "Si", "Ci", "Re", "Im"),
}
# These are functions only where an opening round bracket follows.
CALLED_FUNCTIONS = (frozenset(FUNCTIONS) - PLAIN_FUNCTIONS) - {"mod", "frac_part"}

FRACTIONS = frozenset((r"\frac", r"\tfrac", r"\dfrac", r"\cfrac"))
STYLES = frozenset(
    rf"\{name}"
    for name in (
        *("mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathscr", "mathfrak", "mathrm"),
        *("boldsymbol", "bm", "pmb", "vec", "overrightarrow", "underline", "mathnormal", "bold"),
        "overleftrightarrow",
        *("textbf", "textit", "emph", "color", "boxed", "fbox", "ensuremath", "displaylimits"),
        *("mathop", "mathord", "mathbin", "mathrel", "mathopen", "mathclose", "mathstrut"),
    )
)
ACCENTS = {
    **dict.fromkeys((r"\bar", r"\overline"), "bar"),
    **dict.fromkeys((r"\hat", r"\widehat"), "hat"),
    **dict.fromkeys((r"\tilde", r"\widetilde"), "tilde"),
    **dict.fromkeys((r"\dot",), "dot"),
    **dict.fromkeys((r"\ddot",), "ddot"),
}
BLACKBOARD = frozenset("RQZNC")

JOINTS = {
    **dict.fromkeys(("and", "und", "et", "и", "和", "與", "与", "且", "و", "और", "그리고"), "and"),
    **dict.fromkeys(("or", "oder", "ou", "или", "或", "或者", "또는", "または", "أو"), "or"),
    **dict.fromkeys(("where", "with", "for"), ","),
}
# Spanish and Italian joints that are letters elsewhere: only between two numbers.
LETTER_JOINTS = {"y": "and", "e": "and", "o": "or", "u": "or"}

"""Words that are answers, folded to what counts in them, and phrases that mean the same.

`folded` drops case, articles, punctuation, accents of style and width; what carries a value stays:
digits with their points and signs, `%`, `/`, `+`, `=`. A phrase is looked up in that form. `yes`
and `true` are two answers, since a question asks for one of them.

Not covered: languages other than de, en, es, fr, it, ja, ko, pt, ru and zh; a word with two
meanings (`нет` is `no` and `none`) has the one that it has alone.
"""

import enum
import functools
import re
import unicodedata

_ARTICLES = re.compile(r"\b(?:the|an?)\s+(?=\w)")
_NOT_WORDS = re.compile(
    r"""[^\w\s%+*/=<>^.-] | _ | (?<!\d)\. | \.(?!\d)
      | (?<!\w)-(?!\d) | -(?!\w) | (?<=[^\W\d])-
    """,
    re.VERBOSE,
)
# What a property is said of, behind it: `odd function` says what `odd` does.
_PROPERTY = re.compile(
    r"(odd|even|periodic|increasing|decreasing|injective|surjective|bijective|continuous"
    r"|discontinuous|linear|quadratic|constant|bounded|convex|concave) function"
    r"|(odd|even|prime|composite|rational|irrational) (?:number|integer)"
    r"|(isosceles|right|equilateral|scalene|acute|obtuse) triangle"
    r"|(convergent|divergent|arithmetic|geometric) (?:series|sequence)"
)


class Meaning(enum.StrEnum):
    """What a phrase says, in whatever language."""

    NO_SOLUTION = "no_solution"
    DOES_NOT_EXIST = "does_not_exist"
    INFINITELY_MANY = "infinitely_many"
    ALL_REAL_NUMBERS = "all_real_numbers"
    POSITIVE_REALS = "positive_reals"
    NEGATIVE_REALS = "negative_reals"
    NONZERO_REALS = "nonzero_reals"
    NONNEGATIVE_REALS = "nonnegative_reals"
    ALL_INTEGERS = "all_integers"
    POSITIVE_INTEGERS = "positive_integers"
    INFINITY = "infinity"
    NEGATIVE_INFINITY = "negative_infinity"
    YES = "yes"
    NO = "no"
    TRUE = "true"
    FALSE = "false"


@functools.lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """Words without what does not count in them."""
    text = unicodedata.normalize("NFKC", words).casefold().replace("'", "").replace("’", "")
    text = " ".join(_NOT_WORDS.sub(" ", text).split())
    text = _ARTICLES.sub("", text)
    said = _PROPERTY.fullmatch(text)
    return text if said is None else said[said.lastindex or 0]


_TABLE: dict[Meaning, str] = {
    Meaning.NO_SOLUTION: """
        no solution|no solutions|none|no real solution|no real solutions|no real roots|no real root
        no roots|no root|empty set|null set|empty|there is no solution|there are no solutions
        no such value|there is no real solution|there are no real solutions|no values
        no real numbers|no real number|no such number|no such numbers|no such numbers exist
        no such number exists|no integer solutions|no integer solution|no solution exists
        no solutions exist|has no solution|has no solutions|no real number solutions|nothing
        no such integers|no such integer|no such integers exist|no such integer exists
        it has no solution|equation has no solution|equation has no solutions
        equation has no real solutions|system has no solution
        无解|無解|没有解|空集|无实数解|无实根|无实数根|方程无解|没有实数解|不存在实数解
        解なし|解はない|空集合|実数解なし|해가 없다|해 없음|해가 없습니다|공집합|근이 없다
        keine lösung|keine lösungen|leere menge|es gibt keine lösung|keine reelle lösung
        keine reellen lösungen|unlösbar
        pas de solution|aucune solution|ensemble vide|pas de solutions|il ny pas de solution
        pas de solution réelle|aucune solution réelle
        sin solución|no hay solución|ninguna solución|conjunto vacío|sin soluciones
        no tiene solución|no existe solución|no hay soluciones|no hay soluciones reales
        nessuna soluzione|insieme vuoto|non ci sono soluzioni|nessuna soluzione reale
        non ha soluzioni|non ammette soluzioni
        sem solução|sem soluções|nenhuma solução|conjunto vazio|não há solução|não tem solução
        não há soluções|não existe solução
        нет решений|решений нет|нет корней|корней нет|пустое множество|нет решения
        нет действительных корней|не имеет решений|решения нет
    """,
    Meaning.DOES_NOT_EXIST: """
        does not exist|dne|undefined|doesnt exist|do not exist|limit does not exist|not defined
        is undefined|it does not exist|not exist|non existent|limit dne|it is undefined
        不存在|极限不存在|未定义|無意義|无意义|存在しない|極限は存在しない|定義されない
        존재하지 않는다|존재하지 않음|정의되지 않음
        existiert nicht|nicht definiert|undefiniert|der grenzwert existiert nicht
        nexiste pas|non défini|indéfini|la limite nexiste pas
        no existe|no definido|indefinido|no está definido|el límite no existe
        non esiste|non definito|indefinito|il limite non esiste
        não existe|não definido|não está definido|o limite não existe
        не существует|не определено|не определен|предел не существует
    """,
    Meaning.INFINITELY_MANY: """
        infinitely many|infinitely many solutions|infinite solutions|infinite number of solutions
        infinite number|infinite many solutions|infinitely many solution|there are infinitely many
        there are infinitely many solutions|infinitely many real solutions|infinity many
        无穷多|无数个|无穷多个|无穷多解|无数解|无数组解|有无穷多解|無数|無限個|無数にある
        unendlich viele|unendlich viele lösungen|une infinité|une infinité de solutions
        infinitas soluciones|infinitas|infinitos|infinite soluzioni|infinitas soluções
        бесконечно много|бесконечно много решений|бесконечное множество решений
        무수히 많다|무수히 많은 해|해가 무수히 많다
    """,
    Meaning.ALL_REAL_NUMBERS: """
        all real numbers|all reals|any real number|every real number|set of all real numbers
        set of real numbers|all real x|all real number|real numbers|all real values|reals
        all real numbers r|all real values of x|any real x|all real numbers x
        全体实数|全体實數|任意实数|一切实数|所有实数|实数集|すべての実数|全ての実数|実数全体
        모든 실수|실수 전체|alle reellen zahlen|alle reelle zahlen
        tous les réels|tous les nombres réels|ensemble des réels
        todos los números reales|todos los reales|tutti i numeri reali|tutti i reali
        todos os números reais|todos os reais
        все действительные числа|все вещественные числа|любое действительное число
    """,
    Meaning.POSITIVE_REALS: """
        all positive real numbers|positive real numbers|all positive reals|positive reals
        set of positive real numbers|any positive real number|正实数|全体正实数|所有正实数
    """,
    Meaning.NEGATIVE_REALS: """
        all negative real numbers|negative real numbers|all negative reals|negative reals
        set of negative real numbers|any negative real number|负实数|全体负实数|所有负实数
    """,
    Meaning.NONZERO_REALS: """
        all nonzero real numbers|nonzero real numbers|all nonzero reals|nonzero reals
        all non zero real numbers|非零实数|所有非零实数
    """,
    Meaning.NONNEGATIVE_REALS: """
        all nonnegative real numbers|nonnegative real numbers|all nonnegative reals
        nonnegative reals|all non negative real numbers|非负实数|所有非负实数
    """,
    Meaning.ALL_INTEGERS: """
        all integers|integers|any integer|every integer|set of integers|set of all integers
        all integer values|alle ganzen zahlen|ganze zahlen|tous les entiers|todos los enteros
        tutti gli interi|todos os inteiros|все целые числа|整数集|所有整数|全体整数|任意整数
        すべての整数|全ての整数|整数全体|모든 정수
    """,
    Meaning.POSITIVE_INTEGERS: """
        all positive integers|positive integers|any positive integer|every positive integer
        set of positive integers|set of all positive integers|正整数|所有正整数|全体正整数
    """,
    Meaning.INFINITY: "positive infinity|plus infinity|正无穷|正无穷大|正無窮",
    Meaning.NEGATIVE_INFINITY: "negative infinity|minus infinity|负无穷|负无穷大|負無窮",
    Meaning.YES: "yes|ja|oui|sí|sì|sim|да|是|是的|はい|예|네|그렇다",
    Meaning.NO: "no|nein|non|não|нет|否|不是|いいえ|아니요|아니오|아니다",
    Meaning.TRUE: """
        true|wahr|vrai|verdadero|verdadera|vero|vera|verdadeiro|verdadeira|верно|истина|правда
        真|正确|正しい|참
    """,
    Meaning.FALSE: """
        false|falsch|faux|falso|falsa|неверно|ложь|假|错误|錯誤|偽|正しくない|거짓
    """,
}
PHRASES: dict[str, Meaning] = {
    phrase.strip(): meaning
    for meaning, lines in _TABLE.items()
    for line in lines.strip().splitlines()
    for phrase in line.split("|")
}
"""Folded words and what they mean; two phrases with one meaning are one answer."""


def meaning_of(words: str) -> Meaning | None:
    """What words mean that somebody wrote; None if they mean themselves."""
    return PHRASES.get(folded(words))

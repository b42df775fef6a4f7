"""Words that may follow a number: which multiply it, and which may not be dropped. Tables only.

`mil` is in neither table: a thousand in Spanish and a million in careless English.

Not covered: languages other than de, en, es, fr, it, ja, ko, pt, ru and zh, whose words for
`or`, `not` and `million` would be dropped as labels.
"""

# ruff: noqa: SIM905  # words that are a table read best as words

from verifier_service.checks.math import functions
from verifier_service.checks.math.vocabulary import number_words

# Traditional, Japanese and financial characters beside the simplified ones.
MULTIPLIERS: dict[str, int] = {
    **dict.fromkeys("hundred hundreds hundert trăm 百 백 सौ শত শো ร้อย వందల వందలు".split(), 100),
    **dict.fromkeys(
        "thousand thousands tausend tsd tsd. mille тысяча тысячи тысяч тыс тыс. 千 仟 천"
        " ألف آلاف ألفا ألفًا ألفاً nghìn ngàn हज़ार हज़ार हजार হাজার พัน వేల వేలు వెయ్యి ஆயிரம்"
        " bin elfu ribu duizend tysiąc tysiące tysięcy".split(),
        1000,
    ),
    **dict.fromkeys("万 萬 만 หมื่น".split(), 10**4),
    **dict.fromkeys(
        "lakh lakhs lac lacs 十万 십만 लाख লাখ লক্ষ แสน లక్ష లక్షల లక్షలు லட்சம்".split(), 10**5
    ),
    **dict.fromkeys(
        "million millions millionen millón millones миллион миллиона миллионов млн"
        " mio mio. mln mln. milione milioni milhão milhões 百万 백만 مليون ملايين triệu"
        " ล้าน milyon milioni juta miljoen milion miliony milionów".split(),
        10**6,
    ),
    **dict.fromkeys("crore crores 千万 천만 करोड़ करोड़ কোটি కోటి కోట్ల కోట్లు கோடி".split(), 10**7),
    **dict.fromkeys("亿 億 억".split(), 10**8),
    **dict.fromkeys(
        "billion billions milliarde milliarden milliard milliards миллиард миллиарда миллиардов"
        " млрд mrd mrd. mld mld. 十亿 bn مليار tỷ tỉ".split(),
        10**9,
    ),
    **dict.fromkeys("trillion trillions billionen billones 兆 조 万亿".split(), 10**12),
    **dict.fromkeys(
        "dozen dozens dutzend douzaine douzaines docena docenas дюжина дюжины дюжин"
        " 打 ダース".split(),
        12,
    ),
}

_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi"
    " omicron pi rho sigma tau upsilon phi varphi chi psi omega"
)
_FUNCTIONS = (
    "sin cos tan cot sec csc ln lg lb log exp sqrt root radical arcsin arccos arctan arccot arcsec"
    " arccsc sinh cosh tanh coth arsinh arcosh artanh arcsinh arccosh arctanh det dim ker deg sgn"
    " sign lim limit sup inf int sum prod ceil mod modulo choose base binary octal hexadecimal"
    " hex decimal squared cubed power powers exponent inverse reciprocal opposite"
)
_CONNECTORS = (
    "or and nor xor but if iff then else when whenever where unless except without otherwise as"
    " than whether because since while for plus minus divided multiplied multiply divide subtract"
    " add over by to from until till through between within beyond per respectively remainder etc"
    " versus vs"
)
_COMPARISONS = (
    "at least most minimum maximum below above under exceed exceeds exceeding upto"
    " not no non none never neither cannot wrong incorrect impossible invalid false true yes"
    " undefined infinity infinite nan null unknown negative positive"
)
_VERBS = (
    "is are was were be been being am equals equal has have had does did do can could may might"
    " would should will shall must means mean gives implies becomes"
)
_TIMES_OF_DAY = "am pm noon midnight past before after ago bc ad bce"
_MONTHS = "january february march april june july august september october november december"
_NUMBERS = frozenset(
    "first second percent percentage score quadrillion trillionen trillones billiarden".split()
).union(number_words.UNITS, number_words.TENS, number_words.PARTS, number_words.PLURAL_PARTS)
_OTHER_LANGUAGES = (
    "oder und nicht kein keine weniger mehr als mindestens höchstens bis mal hoch halb halbe"
    " et ou pas aucun moins plus que jusqu fois demi demie"
    " ni menos más hasta por veces medio media o e ma meno più não nem mais"
    " или и не нет ни менее более меньше больше чем до от раз половина минус плюс"
)
# Directly before a value: words that relate it to something else, which is the answer.
RELATING = frozenset(
    (
        "of by than from after before until till to into toward towards under over above below"
        " within without except besides beside excluding including exceeding minimum maximum min"
        " sine cosine tangent secant exponential absolute conjugate complement logarithm sinus"
        " cosinus seno coseno логарифм синус косинус удвоенное утроенное"
        " originally previously formerly hitherto if"
        " doubled tripled trebled quadrupled halved quartered squared cubed negated imaginary"
        " hundreds thousands millions billions dozens tenths hundredths ago short off"
        " wrong incorrect mistaken unlikely rarely scarcely seldom"
        " max least most almost nearly barely hardly multiple multiples factor divisor square"
        " cube opposite"
        " reciprocal inverse another every other any unlike near since past per against starting"
        " als von aus nach vor bis unter über ohne außer ausser fast beinahe nahezu ungleich"
        " durch um ab seit zu gegen zwischen minimal maximal vielfaches"
        " de des d du que depuis après avant jusqu'à jusqu’à jusqu sous sur sans sauf excepté"
        " hormis presque quasiment par"
        " del desde después antes hasta sin salvo excepto casi por sobre bajo"
        " do da quase até sem exceto di del quasi fino senza tranne eccetto"
        " от до после без кроме почти из над под чем с со"
    ).split()
)

# Pairs that end with such a word and state the value all the same.
STATING: dict[str, frozenset[str]] = {
    "to": frozenset(
        "equal equals equates comes come simplifies simplify reduces reduce evaluates evaluate"
        " amounts amount up sums".split()
    ),
    "of": frozenset(
        "total value values price cost costs answer result solution average mean distance length"
        " width height depth area volume perimeter radius diameter speed rate weight mass"
        " probability amount profit score age temperature"
        " increase decrease reduction rise drop growth decline gain loss discount change".split()
    ),
    "von": frozenset("wert preis länge fläche abstand gesamtsumme".split()),
    "de": frozenset("valeur total prix distance valor precio distancia preço est es é son".split()),
    "di": frozenset("valore totale prezzo è".split()),
}

# The same of verbs, which announce nothing before a colon: `has to do 5 laps`.
# `number of dozens: 5` counts them.
DOING = {
    "do": frozenset("to must can will".split()),
    **dict.fromkeys("dozens hundreds thousands millions billions".split(), frozenset(("of",))),
}

# Words that, before a colon, announce a value and do not say whose it is.
ANNOUNCING: frozenset[str] = frozenset().union(
    *STATING.values(),
    (
        "ans final conclusion therefore thus hence so note check proof step case sum difference"
        " product quotient remainder number count output range minimum maximum least greatest"
        " antwort ergebnis lösung endergebnis réponse résultat respuesta resultado resposta"
        " solución solução risposta risultato soluzione odpowiedź wynik ответ результат решение"
        " cevap jawaban antwoord svar"
    ).split(),
)

# Words before a value that change nothing, so that the word before them counts.
FILLERS = frozenset(
    "the a an exactly only just about approximately roughly around precisely der die das genau"
    " le la les el los las exactement exactamente exactly um uma un une uno una ровно".split()
)

# Behind a value, wherever: words that make it a difference or exclude it.
CHANGING = frozenset(
    (
        "excluded excepted exclusive short off too upward upwards onward onwards ago less"
        " fewer greater earlier later late early ahead behind lower higher larger smaller inverted"
        " ausgenommen ausgeschlossen früher später mehr viel aufwärts exclu exclue exclus tôt tard"
        " excluido excluida excluídos excluído escluso esclusa antes después раньше позже назад"
        " лишних исключено исключая değil değildir yok yoktur fazla tidak ei eivät inte ikke niet"
        " όχι δεν"
    ).split()
)

# Chinese, Japanese and Korean: signs in a row that deny, exclude or change what stands before.
DENIALS = (
    *("ない", "なく", "ません", "以外", "除外", "除く", "除い", "아니", "아닌", "아닙", "없", "않"),
    *("이외", "제외", "빼고", "역수", "절반", "倒数", "倒數", "相反数", "绝对值", "阶乘", "方根"),
    *("逆数", "階乗", "一半", "半分", "두배", "세배", "제곱근"),
)

# Words of those that belong to the verb before them: `5 inches of hair cut off`.
OF_VERBS: dict[str, frozenset[str]] = {
    "off": frozenset("cut chopped sawn sawed broken torn taken paid bitten".split()),
}

REFUSED = (
    CHANGING
    | frozenset(
        f"{_GREEK} {_FUNCTIONS} {_CONNECTORS} {_COMPARISONS} {_VERBS} {_TIMES_OF_DAY}"
        f" {_MONTHS} {_OTHER_LANGUAGES}".split()
    )
    | _NUMBERS
    | MULTIPLIERS.keys()
    | {name for name in functions.KNOWN if name.isalpha()}
)

# Chinese, Japanese and Korean: signs that change a number or a statement, wherever they stand.
REFUSED_SIGNS = frozenset(
    "或和与與及不非无無没沒否未半多余餘几幾比乘乗除加减減负負约約近超过過未至到于於等大小左右"
    "以内外上下前后後成折割点點分之零〇一二两兩三四五六七八九十百千万萬亿億兆倍根次方幂"
    "반이하상또는과미만초약배십백천만억조영정"
)

# Words of a label that cannot be its last one.
UNFINISHED = frozenset("of in on the its his her my our".split())

# Behind `15%` they say a direction, for `opposites` to compare; behind `15` what was done to it.
CHANGES_BY_PERCENT = frozenset(("increased", "decreased", "reduced", "declined", "dropped"))

# Words with a digit in them, which is no value.
WITH_DIGITS = frozenset("mp3 mp3s mp4 mp4s ps2 ps3 ps4 ps5".split())

# Up to three letters could be a product of symbols; these are words.
SHORT_WORDS = frozenset(
    "of in all its his her my our the new old red big hot raw odd dry wet top low net out"
    " tot long wide tall man men boy girl son mom dad kid cat dog pig cow hen fox ant bee bat rat"
    " owl ape pen bag box hat cap car bus van jar tin toy pie egg nut bun way set row cut lot"
    " key job gum jam tea ice pad pot pan mat map tip tie tub tag bow bed art act age ads ppl pcs"
    " pts guy guys pet pup sip sit sun sky tax win won yam zoo oar net nap mug lip"
    " leg lap lab jug jog jet inn ink hut hop hit gem gap fan eye ear fig end die cub cop"
    " cob bug bun bud bid arm aim air now sea sub koi med pit on шт".split()
)

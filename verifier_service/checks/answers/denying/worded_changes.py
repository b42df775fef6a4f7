"""Words of further languages directly beside a number that make another one of it: tables.

Turkish, Indonesian, Dutch, Polish, Swedish, Danish, Greek, Hebrew, Persian, Swahili, Hindi,
Bengali, Thai, Telugu, Tamil; and of those in `denials` the signs of a number (`минус 42`) and its
halves (`42 et demi`). Each pattern is in the syntax of re.VERBOSE, for a text in small letters.

Not covered: such words farther away; what a word says that is not here.
"""

# In front of a number: minus, a part or multiple of it, a denial, a comparison, a doubt.
_WORDS_BEFORE = r"""
    eksi|yarısı|karesi|karekök|değil|en[ ](?:az|çok|fazla)|belki|yaklaşık[ ]değil
    |negatif|minus|akar(?:[ ](?:kuadrat[ ])?dari)?|setengah(?:[ ]dari)?
    |(?:dua|tiga)[ ]kali(?:[ ]dari)?
    |kuadrat(?:[ ]dari)?|bukan(?:lah)?|tidak(?:[ ]sama[ ]dengan)?|(?:kurang|lebih)[ ]dari|selain
    |paling[ ](?:sedikit|banyak)|mungkin|hampir
    |min(?=[ ][$\\(]*[0-9])(?<![0-9][ ]min)|negatief|(?:de[ ])?helft[ ]van
    |(?:het[ ])?dubbele[ ]van|wortel(?:[ ]van)?|(?:het[ ])?kwadraat[ ]van
    |geen|niet|nooit|ongelijk[ ]aan|(?:minder|meer|groter|kleiner)[ ]dan
    |minstens|hoogstens|misschien|behalve|bijna
    |połowa|pierwiastek(?:[ ]z)?|(?:dwa|trzy)[ ]razy|kwadrat|różn[aey][ ]od|nie
    |(?:mniej|więcej)[ ]niż
    |(?:co[ ])?(?:najmniej|najwyżej)|może|prawie|oprócz
    |inte|mindre[ ]än|(?:mer|fler|större)[ ]än|minst|högst|kanske|nästan|ikke
    |(?:mindre|mere|mer)[ ]end|måske|kanskje
    |όχι|δεν|μείον|ίσως|τουλάχιστον|לא|מינוס|אולי|נה|نه|منفی|شاید|hapana|si|nein|ne
    |минус
    |căn[ ]bậc[ ](?:hai|ba)(?:[ ]của)?|gấp[ ]đôi|مربع|مكعب|ناقص|سالب|نصف|ضعف|جذر
"""
# In front of it, in scripts where no pattern can tell where a word begins.
_SIGNS_BEFORE = r"""
    माइनस|ऋणात्मक|(?<![\u0900-\u097f])(?:सवा|साढ़े|साढ़े|पौने)|মাইনাস|সম্ভবত|কমপক্ষে|ลบ
    |(?:สอง|สาม)?เท่าของ|รากที่\w{1,6}ของ
    |อย่าง(?:น้อย|มาก)|อาจ(?:จะ)?|เกือบ|మైనస్|కనీసం|బహుశా|மைனஸ்|குறைந்தது|ஒருவேளை
    |(?:答案|结果|答え|解答)[的の](?:[两兩二三四五六七八九十0-9]+倍|一?半分?|[平立]方根?|[二三]乗|相反数|倒数|逆数)
      [是为為はが]?
    |(?:答案|结果)[加减減乘][以上去]?[0-9一二三四五六七八九十]{1,4}[是为為]?
    |(?<![正带帶])[负負]|マイナス|마이너스
"""
# Behind a number, perhaps with its unit between them.
_WORDS_BEHIND = r"""
    değil|eksi|kare(?:si)?|buçuk|setengah|bukan|einhalb|et[ ]demie?|demis?|rưỡi
    |bình[ ]phương|lập[ ]phương
    |ونصف|و[ ]?نصف|half(?!-)|i[ ]pół|(?:en|een)[ ]half
    |(?:point|remainder|leftover|rest|minus|plus)[ ](?:one|two|three|four|five|six|seven|eight
      |nine)
"""
_SIGNS_BEHIND = r"""
    (?:[ ][\u0900-\u0eff]++){0,2}?[ ]?(?:का[ ](?:वर्ग|घन)(?![ ](?:मी|से|कि|फ|इ))
      |ยกก(?:ำ|\u0e4d\u0e32)ลัง|เศษ|సగం|వర్గం
      |ఎక్కువ|తక్కువ|பாதி|மேல்|வர்க்கம்)
  | [ ]?(?:小?[时時]间?|時間|[年块塊元斤米尺点點个個人]|시간|년|분)?
      (?:半|반)(?![径徑年数數场場天边邊])
  | [ ]?(?:小?[时時]间?|時間|[年块塊元斤米尺点點])
      (?:[二三四五六七八九十]|[两兩](?![种個个边邊]))
  | [ ]?(?:余り?|餘|あまり|나머지)[ ]?[一二三四五六七八九十]
  | [ ]?(?:出头|出頭|[多余餘几幾][个個人名元年天]|[명개]?[ ]남짓|才怪|就怪
      |は(?:嘘|冗談)|の?はずがない
      |かも(?![ァ-ヶぁ-ん]{2}の)|の次の|[后後前]面的|[开開][头頭]的
      |位[数數]|番目の|번째[ ]|할(?![가-힣])|푼(?![가-힣]))
"""

BEFORE = rf"(?:(?<![^\W_])(?:{_WORDS_BEFORE})(?![^\W_])|{_SIGNS_BEFORE})"
"""What makes another number of one that follows it."""
BEHIND = rf"(?:[ ](?:[^\W\d_]{{1,12}}[ ])?(?:{_WORDS_BEHIND})(?![^\W_])|{_SIGNS_BEHIND})"
"""What makes another number of one that it follows."""

"""How a last sentence states an option in languages that nothing announces an answer in: a pattern.

    Jibu sahihi ni C.    Rätt svar är C.    คำตอบที่ถูกต้องคือ C    সঠিক উত্তর হল C।

The sentence holds nothing else than these words and the letter, so nothing in it can deny it.

Not covered: the option's text behind its letter, and letters other than A to J.
"""

import re

_LETTER = r"[*_«\"'“]*+(?P<letter>\([A-J]\)|[A-J]\)?)[*_»\"'”]*+"
_SO = r"""(?:(?:Daher|Somit|Also|Jadi|Oleh[ ]karena[ ]itu|Dengan[ ]demikian|Maka|Kwa[ ]hiyo|Hivyo
    |Därför|Alltså|Derfor|Siksi|Joten|Proto|Tedy|Tehát|Ezért|Prin[ ]urmare|Deci|Așadar|Отже|Тому
    |Επομένως|Άρα|Συνεπώς|بنابراین|پس|لذلك|إذن|وبالتالي|לכן|ดังนั้น|Samakatuwid|Kaya
    |Per[ ]tant|Bu[ ]nedenle|Dolayısıyla|O[ ]halde|অতএব|তাই|সুতরাং|इसलिए|अतः|त्यसैले|म्हणून|لہذا
    |したがって    |よって|以上より|그러므로|따라서)[,،、]?[ ]?)?"""
_HEADS = r"""(?:
    (?:[Dd]aher|[Ss]omit|[Aa]lso|[Ff]olglich|[Dd]amit)[ ](?:ist|lautet)[ ]die[ ]
      (?:richtige|korrekte)[ ](?:Antwort|Option|Lösung):?[ ]
  | Richtig[ ]ist[ ](?:also[ ]|somit[ ]|daher[ ])?(?:die[ ])?(?:Antwort|Option)[ ]
  | [Ll]a[ ]resposta[ ]correcta[ ]és[ ](?:la[ ])?
  | [Jj]awaban(?:nya|[ ]yang[ ](?:benar|tepat)|[ ]akhir(?:nya)?)[ ]adalah:?[ ]
    (?:pilihan[ ]|opsi[ ])?
  | [Jj]awapan(?:nya)?(?:[ ]yang[ ]betul)?[ ]ialah[ ](?:pilihan[ ])?
  | [Jj]ibu(?:[ ]sahihi|[ ]la[ ]mwisho|[ ]lililo[ ]sahihi)?(?:[ ]ni|:)[ ]
  | Ìdáhùn(?:[ ](?:tó|tí[ ]ó)[ ]tọ́(?:nà)?)?(?:[ ]ni|:)[ ]
  | Amsar[ ]daidai[ ]ita[ ]ce[ ] | Azịza[ ]ziri[ ]ezi[ ]bụ[ ]
  | (?:[Dd]et[ ])?[Rr]ätta?[ ]svar(?:et)?(?:[ ]är:?|:)[ ](?:alternativ[ ])?
  | [Ss]varet[ ](?:är|er)[ ]
  | (?:[Dd]et[ ])?[Rr]i(?:gtige|ktige?)[ ]svar(?:et)?[ ]er:?[ ]
  | (?:[Cc]âu[ ]trả[ ]lời|[Đđ]áp[ ]án)(?:[ ](?:đúng|chính[ ]xác|cuối[ ]cùng))?(?:[ ]là)?:?[ ]
  | [Oo]ikea[ ]vastaus[ ]on:?[ ](?:vaihtoehto[ ])? | [Vv]astaus[ ]on[ ]
  | [Ss]právn[aá][ ]odpov[eě]ď[ ]je:?[ ]
  | (?:[Aa][ ])?[Hh]elyes[ ]válasz(?::|[ ]az?)[ ]
  | [Rr]ăspunsul[ ](?:corect[ ])?este:?[ ](?:varianta[ ])?
  | [Пп]равильна[ ]відповідь(?::|[ ]?[—–-])[ ]
  | (?:[Ηη][ ])?[Σσ]ωστή[ ]απάντηση[ ]είναι:?[ ](?:η[ ]|το[ ])?
  | (?:پاسخ|جواب)[ ](?:صحیح|درست)[ ]?:?[ ]?(?:گزینه[ ‌]?ی?[ ]?)? | گزینه[ ](?:صحیح|درست)[ ]
  | صحیح[ ]جواب[ ](?:ہے:?[ ])?
  | (?:الخيار|الاختيار)[ ]الصحيح[ ](?:هو:?[ ])?
  | התשובה[ ]הנכונה[ ]היא:?[ ] | คำตอบ(?:ที่ถูกต้อง)?(?:คือ|[ ]?:)[ ]?(?:ข้อ[ ]?|ตัวเลือก[ ]?)?
  | (?:[Aa]ng[ ])?[Tt]amang[ ]sagot[ ]ay[ ](?:ang[ ])?
  | সঠিক[ ]উত্তর(?:টি)?[ ](?:হলো?|হবে|হচ্ছে)?[ ]?:?[ ]?
  | सही[ ](?:उत्तर|विकल्प|जवाब)[ ](?:है[ ]?:[ ]?)? | (?:बरोबर|योग्य)[ ]उत्तर[ ]
  | સાચો[ ]જવાબ[ ] | ਸਹੀ[ ]ਜਵਾਬ[ ] | சரியான[ ](?:பதில்|விடை)[ ]?:?[ ]? | సరైన[ ]సమాధానం[ ]?:?[ ]?
  | ಸರಿಯಾದ[ ]ಉತ್ತರ[ ]?:?[ ]? | ശരിയായ[ ]ഉത്തരം[ ]?:?[ ]? | ትክክለኛው[ ]መልስ[ ]
  | (?:[Dd]oğru[ ])?[Cc]evap:?[ ] | 正解は[ ]? | (?:정답은|답은)[ ]?
)"""
_TAIL = r"""(?:[ ]?(?:है|हो|आहे|છે|ਹੈ|ہے|است|می‌باشد|هو[ ]الصحيح|ነው|ആണ്|ஆகும்|です|である|だ
    |となります|になります|입니다|이다)|['’]?[ ]?(?:d[iıuü]r|seçeneğidir|şıkkıdır|seçeneği))?
    [ ]?[।۔።]?"""

STATED_ABROAD = rf"{_SO}{_HEADS}{_LETTER}{_TAIL}"
_STATED = re.compile(_HEADS + _LETTER, re.VERBOSE)


def states_another(text: str, start: int, end: int, *, letter: str) -> bool:
    """Whether a part of a text states another letter in one of these languages."""
    stated = _STATED.finditer(text, start, end)
    return any(one["letter"].strip("()") != letter for one in stated)

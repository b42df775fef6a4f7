"""The most common words of the languages that share the Latin script.

Articles, pronouns, prepositions, conjunctions, auxiliaries, question words, small
numbers and a few words that every calculation uses: together about half of the
words of a text. A dictionary says little about them, because dictionaries hold
each other's loan words (simplemma's English one knows `de`, `la` and `die`) and
miss forms (its French one lacks `du`, `aux` and `combien`). So a word in this
table belongs to the languages it stands under and to no other, whatever the
dictionaries say.

A word that is common in several languages stands under each of them. Words of
one letter are not listed: they are taken for variables everywhere.
"""

_GERMAN = """
aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei
beide beiden beim bevor bis da dabei dadurch dafür daher damit danach dann daran darauf daraus das
dass davon dazu dein deine dem den denn der deren des deshalb die dies diese diesem diesen dieser
dieses doch dort du durch ein eine einem einen einer eines einige er erst ersten es etwa etwas euch
falls für ganz gegen genau gibt hab habe haben hat hatte hatten hier hinter ich ihm ihn ihnen ihr
ihre ihrem ihren ihrer im in indem insgesamt ist ja jede jedem jeden jeder jedes jetzt jeweils kann
kein keine können könnte lang lass man mehr mein meine mit muss müssen nach nicht nichts noch nun
nur ob oder ohne plus pro schon sehr sein seine seinem seinen seiner seit sich sie sind so soll
somit sondern sowie um und uns unser unsere unter viel viele vom von vor wann war waren warum warte
was wegen weil weitere weiteren welche welcher wenn wer werden wie wieder wieviel will wir wird wo
wollen worden wurde wurden während zu zuerst zum zur zusammen zwar zwischen über übrig bedeutet
zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend mal total okay
anzahl antwort summe zahl zahlen gleich ergibt rechnen beträgt
"""

_ENGLISH = """
about after again all also although always am an and another any are as at away back be because
been before being below between both but by can cannot car come could did didn do does doesn doing
don done down during each either else enough even ever every few first for from get gets give given
gives go goes got had has hat have haven having he hence her here hers him himself his how however
if in instead into is isn it its itself just last least left less let like ll long made make makes
man many may me mine might more most much must my need needs never no nor not now of off on once
one only onto or other others our out over own per plus pour re same sea second see she should
since so some son still such sure take takes than that the their them then there therefore these
they thing things think this those through thus times to together too under until up us use used
using van ve very wait war was wasn we well were what when where whether which while who whole
whose why will with within without won would wouldn yes yet you your dies
two three four five six seven eight nine ten eleven twelve twenty hundred thousand cent total okay
answer number sum equals equal add means
"""

_SPANISH = """
ahora al algo algún alguna algunas algunos allí ambos antes aquí así aunque aún bajo bien cada casi
come como con cual cuando cuanta cuantas cuanto cuantos cuál cuándo cuánta cuántas cuánto cuántos
cómo da de debe deben debemos decir del demás desde después di donde dos durante dónde el ella
ellas ellos en encontrar entonces entre era es esa esas ese eso esos espera esta estaba estar estas
este esto estos está están fue fueron ha haber habrá había han has hasta hay haya he hemos hoy
igual la las le les lo los luego mal manera mas me mediante menos mes mi mientras mis misma mismo
mucha muchas mucho muchos muy más nada ni ninguna ninguno no nos nosotros nuestra nuestro nunca
once otra otras otro otros par para pero poco pocos por porque primero puede pueden podemos pues
que queda quedan quien quién qué se sea según ser será si sido siempre significa sino sobre
solo son su sus suya suyo sólo sí tal también tampoco tanto te tenemos tener tenía tiene tienen
toda todas todavía todo todos tras tres tu tus un una unas uno unos usted va vamos van varias
varios ve veces vez ya yo él
cuatro cinco seis siete ocho nueve diez doce veinte cien ciento mil total okay
número respuesta suma calcular
"""

_FRENCH = """
afin ai aie ainsi aller alors an après as attends au aucun aucune aujourd aura aurait aussi autant
autre autres aux avait avant avec avez avoir avons beaucoup bien car ce cela celle celles celui
cependant ces cet cette ceux chacun chacune chaque chez ci combien comme comment contre dans de
depuis dernier derrière des deux devant devons devrait doit doivent donc dont du durant déjà elle
elles en encore ensuite entre environ est et eu eux faire fait faut finalement fois font hier hui
ici il ils jamais je jusqu jusque la le les lequel leur leurs long lorsque lorsqu lui là ma
maintenant mais mal me mes mis moi moins mon même mêmes ne ni nombre nos notre nous nouveau on ont
or ou où par parce parmi pas peu peut peuvent pendant peux plus plusieurs pour pourquoi pouvons
premier première près pu puis puisque qu quand que quel quelle quelles quelque quelques quels qui
quoi reste sa sans se selon sera serait ses seulement si soit son sont sous sur ta tandis tant te
tel telle toi ton toujours tous tout toute toutes trop très tu un une va vers veut vont votre vous
voici vérifie également était étaient été être ça
trois quatre cinq six sept huit neuf dix onze douze vingt cent mille total okay
réponse somme calculer font égale
"""

_LISTS = {
    "de": frozenset(_GERMAN.split()),
    "en": frozenset(_ENGLISH.split()),
    "es": frozenset(_SPANISH.split()),
    "fr": frozenset(_FRENCH.split()),
}

LANGUAGES_OF_WORD: dict[str, frozenset[str]] = {
    word: frozenset(language for language, words in _LISTS.items() if word in words)
    for word in frozenset[str]().union(*_LISTS.values())
}
"""Each common word in lower case, and the languages that it is common in."""

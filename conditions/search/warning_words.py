"""What people type who may need help at once, by language. Every language is looked for always.

A line is one sign: each of its words has to be in the query, in any order, beside whatever else.
`|` separates words of which one is enough. A word is the beginning of one, folded (small letters,
no accents or apostrophes); a full stop at its end, or fewer than four letters, make it that word
alone.

The signs are those that these lists name: heart attack (American Heart Association), stroke (FAST;
sudden signs), cauda equina (cards for people with back pain), suicide (988lifeline.org), and what
911 is for (cdc.gov). The words are how people say it.

Nobody who speaks Hmong or Somali has read theirs: they are few, and seemed certain.
"""

ENGLISH = """
911
988
emergenc
ambulance
dying.

chest pain|hurt|ache|aching|sore|tight|pressur|squeez|crush|heav|burn|discomfort|stab|cramp|fullness
chestpain
heart attack|pain|hurt|ache|stopped|stopping
heartattack
cardiac arrest
left arm|arms pain|hurt|ache|aching|numb|heav
jaw arm|arms pain|hurt|numb

breath cant|cannot|not|dont|unable|trouble|difficult|hard|struggl|problem|labored|barely|stop|gasp
breath short
breath. out
breathless
air cant|cannot|enough|gasp
suffocat
choking

stroke
face droop|numb|crooked|drop|lopsided|sagging|weak
mouth|smile droop|crooked|lopsided
slurr
speech|speak|talk cant|cannot|unable|sudden|trouble|difficult|lost|loss
arm|arms weak
side numb|weak
sudden numb|weak|blind|vision|confus|dizz|headache|collaps|incontinen
vision|sight lost|loss|losing|double
headache|migraine worst|sudden|thunderclap|explosive
paralyz|paralys|paraliz|paralis
move|moving|feel cant|cannot|unable leg|legs|arm|arms|foot|feet|face

cauda
saddle numb|tingl|anesthes|anaesthes|feeling
numb groin|genital|butt|butts|buttock|bottom|crotch|private|between|vagin|penis|anus|perine|wiping
bladder|bowel|urin|pee|poop lost|loss|lose|losing|cant|cannot|unable|leak|numb
legs both numb|weak|tingl|cant|cannot
stiff neck fever

suicid
unaliv
kill|killing|hurt|hurting|harm|cut|cutting|shoot|hang|hanging myself|self
selfharm
self injur
end|ending|take|taking my life
want|wish die|dead|dying
want live dont|not
better dead
overdose
poison
many pill|pills

anaphyla
allergic severe|bad|reaction
throat clos|swell|swollen
tongue|lips swell|swollen
unconscious
pass|passed|passing out
faint
seizure
convuls
blood cough|spit|vomit|throw|puk
bleed stop|wont|heav|severe|badly
"""

SPANISH = """
emergencia
urgencia
ambulancia
muriendo

pecho dolor|duele|doler|presion|opresion|opresivo|apret|apriet|punzad|ardor|arde|molest|pesad|peso
torac dolor|presion|opresion
infart
ataque|paro corazon|cardi
corazon dolor|duele
brazo izquierd dolor|duele|adormec|entumec|dormid|duerm

respir no|dificult|cuesta|trabajo|falta|problema|puedo|apenas
aire. falta|faltando
aliento falta|sin
ahog
asfixi
atragant

derrame
embolia
ictus
apoplej
cerebr ataque|accidente
cara|rostro caid|torcid|chuec|adormec|entumec|dormid|duerm
boca caid|torcid|chuec
hablar puedo|dificult|cuesta|trabajo
brazo|brazos debil|adormec|entumec|dormid|duerm
lado debil|adormec|entumec|dormid|duerm
repentin|subit debil|adormec|entumec|vision|mareo|cabeza
vision|vista perd|doble
cabeza peor|explosiv
paraliz|paralis
mover|muevo|siento no|puedo pierna|brazo|cara|pies

montar silla adormec|entumec|sensibil
adormec|entumec|dormid|duerm|sensibil ingle|genital|entrepierna|nalga|gluteo|partes|vagin|pene
orin puedo|control|aguant|perd
vejiga|esfinter|intestin control|perd|puedo
piernas ambas|dos debil|adormec|entumec|dormid|duerm
cuello|nuca rigid|tieso|tiesa fiebre

suicid
matarme
matar me|mi
quitar|quitarme vida
quiero|ganas|deseo morir|muert
quiero no vivir
hacerme|mismo|misma dano
lastimarme
cortarme
autolesi
sobredosis
veneno
envenen
pastillas much|demasiad

anafila
garganta|lengua cierr|cerrando|hincha
inconscien
desmay
convulsi
sangre toser|tosiendo|tos|vomit|escup
sangrado mucho|abundante|fuerte
"""

HMONG = """
mob hauv siab
mob plawv
plawv nres
pa. ua tsis
txog siav
hlab ntsha tawg
tuag tes taw
qaug dab peg
tsis nco qab
tshuaj lom
xav tuag
tua kheej
"""

SOMALI = """
laab|laabt|xabad|xabadk xanuun
wadn xanuun|istaag
neef kari|waay|dhib|qabat
faalig
miyir beel|la
suux
dhiig|dhiigbax bax
is dil|dilo|dilid
isdil
degdeg gargaar|xaalad
"""

# Common words that are one slip away from one of those above.
ORDINARY = {"cooking", "overdone", "prison", "strike", "strikes"}

"""The words that the checks look for, by language. A page in another language has all of them.

Each entry is a regular expression, matched without regard to capitals.
"""

# Promises that no treatment can keep. A negation before them ("no cure") takes them back, except
# for those that are negations themselves.
ABSOLUTE = {
    "en": (
        r"cur(?:es?|ed|ing)",
        r"guarantee[sd]?",
        r"miracles?",
        r"miraculous(?:ly)?",
        r"always works?",
        r"works? for every(?:one|body)",
        r"instant relief",
        r"(?:100\s?%|completely|totally|perfectly|absolutely) (?:safe|effective|painless|natural)",
        r"permanent(?:ly)? (?:relief|heal(?:s|ed|ing)?)",
    ),
    "es": (
        r"cura(?:n|r|mos|rá|do)?",
        r"garantiza(?:n|mos|d[oa]s?)?",
        r"milagros?",
        r"milagros[oa]s?",
        r"siempre funciona",
        r"funciona para tod[oa]s",
        r"alivio inmediato",
        r"(?:100\s?%|totalmente|completamente|absolutamente) (?:segur|efectiv|eficaz|natural)\w*",
    ),
}
ABSOLUTE_THEMSELVES = {
    "en": (r"(?:no|without(?: any)?|zero) side effects", r"risk[- ]free", r"no risks?"),
    "es": (
        r"sin (?:ningún )?efectos? secundarios?",
        r"sin (?:ningún )?riesgos?",
        r"libre de riesgos?",
    ),
}
NEGATION = {
    "en": (
        r"no|not|never|nor|neither|without|cannot|can[’']t|don[’']t|doesn[’']t|isn[’']t|won[’']t|"
        r"nobody|nothing|rarely"
    ),
    "es": r"no|nunca|sin|ni|tampoco|nadie|nada",
}

# Sentences that lean on research have to say on which.
RESEARCH = {
    "en": (
        r"(?:research|studies|a study|trials?|science|evidence|reviews?)\b[^.;:!?]{0,30}?\b"
        r"(?:shows?|showed|shown|proves?|proved|proven|finds?|found|suggests?|demonstrates?)",
        r"(?:clinically|scientifically|medically) (?:proven|tested|shown)",
    ),
    "es": (
        r"(?:estudios?|investigaci(?:ón|ones)|ensayos?|la ciencia|evidencia)\b[^.;:!?]{0,30}?\b"
        r"(?:muestran?|demuestran?|prueban?|indican?|sugieren?|han? (?:demostrado|mostrado))",
        r"(?:clínica|científica|médica)mente (?:comprobad|probad|demostrad)[oa]s?",
    ),
}

# Facts that are kept elsewhere and change there.
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?:\s?h)?"
_UNTIL = r"\s*(?:[-–—]|\b(?:to|until|till|a|hasta)\b)\s*(?:las?\s)?"
_DAY = (
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|wed|thu|fri|sat|sun"
    r"|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bados?|domingos?)\b"
)
# Of the hour alone one cannot tell what it counts: beside a day, and before nothing that it counts.
_ENDS = r"(?=\s?h\b|\s?(?:hrs|horas)\b|\s*(?:[.,;)](?!\d)|$))"
HOURS = (
    r"\b\d{1,2}(?::[0-5]\d)?\s?(?:a\.?\s?m\b\.?|p\.?\s?m\b\.?)"
    r"|\b\d{1,2}:[0-5]\d\s?(?:h|hrs|horas)\b"
    rf"|(?<![\d:]){_CLOCK}{_UNTIL}{_CLOCK}(?![\d:])"
    rf"|{_DAY}[^.\n\d]{{0,20}}\b\d{{1,2}}{_UNTIL}\d{{1,2}}{_ENDS}"
)
PRICE = r"\$\s?\d[\d,]*(?:\.\d\d)?|\b\d+ (?:dollars|dólares)\b"

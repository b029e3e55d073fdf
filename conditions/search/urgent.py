"""Words that somebody types who may need help at once, not a page to read. Pure.

They are matched generously: a box with the emergency numbers above the results harms nobody.
"""

import re
import unicodedata

# Beginnings of words, folded (small letters, no accents), by language; a phrase matches as it
# stands. Sources: the warning signs that 911 and 988 themselves list (988lifeline.org, cdc.gov).
URGENT = {
    "en": (
        "suicid",
        "kill myself",
        "killing myself",
        "end my life",
        "want to die",
        "hurt myself",
        "harm myself",
        "self harm",
        "selfharm",
        "overdose",
        "poison",
        "chest pain",
        "pain in my chest",
        "heart attack",
        "stroke",
        "face droop",
        "cant breathe",
        "can not breathe",
        "cannot breathe",
        "trouble breathing",
        "choking",
        "anaphyla",
        "unconscious",
        "passed out",
        "seizure",
        "coughing blood",
        "vomiting blood",
        "saddle numb",
        "numb between",
        "worst headache",
        "emergency",
        "911",
        "988",
    ),
    "es": (
        "suicid",
        "matarme",
        "quitarme la vida",
        "quiero morir",
        "hacerme dano",
        "autolesi",
        "sobredosis",
        "veneno",
        "envenen",
        "dolor de pecho",
        "dolor en el pecho",
        "infarto",
        "ataque al corazon",
        "derrame",
        "no puedo respirar",
        "me ahogo",
        "anafila",
        "inconscien",
        "desmay",
        "convulsi",
        "sangre al toser",
        "vomito con sangre",
        "emergencia",
        "urgencia",
    ),
}

_PATTERN = re.compile(
    r"\b(?:" + "|".join(re.escape(word) for words in URGENT.values() for word in words) + ")"
)


def fold(text: str) -> str:
    """Return `text` in small letters without accents, apostrophes and punctuation."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", letters).casefold().split())


def sounds_urgent(query: str) -> bool:
    """Whether `query` holds words of an emergency, in whatever language it is typed."""
    return bool(_PATTERN.search(fold(query)))

"""Lines that are facts about the article: who wrote it, when, and who took the picture."""

import re
from datetime import date

from .document import Byline, Dateline, PhotoCredit

_HONORIFIC = re.compile(r"(?:dr|prof|mr|mrs|ms|miss)\.?\s+", re.IGNORECASE)
_PREFIX = re.compile(
    r"[-–—~]?\s*(?:(?:(?:article|post|text|blog)\s+)?(?:(?:written|posted|published|words)\s+)?by\b"
    r"|author(?=\s*:))\s*:?\s*",
    re.IGNORECASE,
)
_DASHES = "-–—~ "
_PARTICLES = frozenset("de da del della di du van von der den ter la le bin ibn al el y".split())
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_MOST_NAME_WORDS = 5

# Letters after a name that a pattern would miss or take for a word.
_LETTERS = frozenset(
    "ac bsc cht dacm daom dc dds dmd do dom dpt edd lac lcsw lmft lmt lpc mac macom md mph msc"
    " msom mstom mtom mtcm nd np od ot otr pa pac pharmd phd psyd pt rac rd rmt rn".split()
)
_PHRASES = re.compile(
    r"dipl\.?\s?(?:ac|om|c\.?h)\b\.?(?:\s?\(nccaom\))?"
    r"|(?:licensed|registered|certified|chartered|board[- ]certified)(?:\s[a-z]+){1,3}",
    re.IGNORECASE,
)
_REGISTER_NUMBER = re.compile(r"\s*[-–—#:]?\s*(?:no\.?\s*)?\d{3,}$", re.IGNORECASE)

_CREDIT = re.compile(
    r"\(?(?:featured\s+)?(?:photograph|photography|photo|image|picture|illustration|pic)s?"
    r"(?P<said>\s+by\b:?|\s+courtesy\s+of\b|\s+(?:credit|source)s?\b(?:\s+by\b|\s*[:–-])?|\s*[:©])\s*"
    r"(?P<who>\S.*?)"
    r"(?:(?:\s+(?:on|from|via|at)\s+|\s*[/|,]\s*)(?P<source>[A-Z][\w .&-]*))?\.?\)?",
    re.IGNORECASE,
)
_MOST_CREDIT_WORDS = 12
_LONGEST_CREDIT = 200

# English, Spanish, French, German, Dutch and Italian, as they are written in full or cut short.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero janvier janv januar jänner januari gennaio",
            "february feb febrero février fevrier févr februar februari febbraio",
            "march mar marzo mars märz maart",
            "april apr abril avril aprile",
            "may mayo mai mei maggio",
            "june jun junio juin juni giugno",
            "july jul julio juillet juil juli luglio",
            "august aug agosto août aout augustus",
            "september sept sep septiembre setiembre septembre settembre",
            "october oct octubre octobre oktober ottobre",
            "november nov noviembre novembre",
            "december dec diciembre décembre decembre déc dezember dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_DATE_LABEL = re.compile(
    r"(?:(?:date|published|posted|updated|last updated|written|publié|publicado)"
    r"(?:\s+(?:on|le|el))?\s*:?\s*)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ][\d:.]+Z?)?")
_MONTH_FIRST = re.compile(
    r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s+(?:(?:of|de)\s+)?(?P<name>[^\W\d_]{3,10})\.?,?"
    r"\s+(?:del?\s+)?(?P<year>\d{4})"
)


def parse_byline(line: str) -> Byline | None:
    """Return the author whom `line` names, or None when the line is no byline.

    A byline says “by” or “author”, or has letters after the name; a bare name could be anything.
    """
    prefix = _PREFIX.match(line)
    rest = line[prefix.end() :] if prefix else line.lstrip(_DASHES)
    if not rest or rest[-1] in "?!:;" or len(rest.split()) > 16:
        return None
    name, credentials = _name_and_credentials(rest)
    words = name.split()
    if not (prefix or credentials) or not 2 <= len(words) <= _MOST_NAME_WORDS:
        return None
    return Byline(name, credentials, line)


def normal_credential(letters: str) -> str:
    """Return letters after a name in a form to compare: “L.Ac.” is “lac”."""
    return re.sub(r"[\W_]+", "", letters).casefold()


def normal_name(name: str) -> str:
    """Return a name in a form to compare: without title, in small letters."""
    return " ".join(_HONORIFIC.sub("", name.strip()).casefold().replace("’", "'").split())


def parse_credit(line: str) -> PhotoCredit | None:
    """Return the picture credit that `line` is, or None."""
    match = _CREDIT.fullmatch(line) if len(line) <= _LONGEST_CREDIT else None
    if not match or len(line.split()) > _MOST_CREDIT_WORDS:
        return None
    who = match["who"].strip(" -–—")
    if not who or not (who[0].isupper() or who[0] in "@©") or who[-1] in "?!:;":
        return None
    if match["said"].strip() == ":" and not all(word[0].isupper() for word in who.split()):
        return None  # “Photo: A woman asleep” is a caption
    return PhotoCredit(who, (match["source"] or "").strip(), line)


def parse_dateline(line: str) -> Dateline | None:
    """Return the date that `line` consists of, or None.

    Dates in figures with slashes are not read: 3/4 is March or April, depending on who wrote it.
    """
    label = _DATE_LABEL.match(line)
    rest = line[label.end() :] if label else line
    for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST):
        match = pattern.fullmatch(rest)
        if match:
            return _dateline(match.groupdict(), line)
    return None


def _dateline(parts: dict[str, str], line: str) -> Dateline | None:
    month = int(parts["month"]) if "month" in parts else _MONTHS.get(parts["name"].lower(), 0)
    try:
        return Dateline(date(int(parts["year"]), month, int(parts["day"])), line)
    except ValueError:
        return None


def _name_and_credentials(text: str) -> tuple[str, tuple[str, ...]]:
    """Split “Dr. Ann Example, LAc, Dipl. OM (Registered Osteopath - 7416)”.

    Returns an empty name when `text` does not begin with one.
    """
    text = _HONORIFIC.sub("", text, count=1) if _HONORIFIC.match(text) else text
    outside, inside = _parenthesis(text)
    first, *parts = [part.strip() for part in outside.split(",")]
    shouted = first.isupper()
    words = first.split()
    name: list[str] = []
    while words and _is_name_word(words[0], is_first=not name, shouted=shouted):
        name.append(words.pop(0).rstrip("."))
    if not name or (words and not _letters(" ".join(words), shouted=shouted)):
        return "", ()
    found = [
        _letters(part, shouted=False) for part in (" ".join(words), *parts, *inside.split(","))
    ]
    return " ".join(name), tuple(letters for group in found for letters in group)


def _parenthesis(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.*?)\s*\(([^()]*)\)\.?", text)
    return (match[1], match[2]) if match else (text.rstrip("."), "")


def _is_name_word(word: str, *, is_first: bool, shouted: bool) -> bool:
    if not _NAME_WORD.fullmatch(word):
        return False
    if word.lower() in _PARTICLES:
        return not is_first
    return word[0].isupper() and (is_first or not _is_letters(word, shouted=shouted))


def _letters(part: str, *, shouted: bool) -> list[str]:
    """Return the credentials in `part`; none when it holds anything else."""
    part = _REGISTER_NUMBER.sub("", part.strip())
    found = []
    while part:
        phrase = _PHRASES.match(part)
        word = phrase[0] if phrase else part.split()[0]
        if not phrase and not _is_letters(word, shouted=shouted):
            return []
        found.append(word.strip(".,") if not phrase else word.strip())
        part = part[len(word) :].strip(" ,&/")
    return found


def _is_letters(word: str, *, shouted: bool) -> bool:
    """Say whether `word` is letters after a name. In a line all in capitals only known ones are."""
    if normal_credential(word) in _LETTERS and sum(char.isupper() for char in word) >= 1:
        return sum(char.isupper() for char in word) >= 2 or "." in word
    capitals = sum(char.isupper() for char in word)
    small = sum(char.islower() for char in word)
    plain = re.fullmatch(r"[^\W\d_][\w.®™-]{1,9}", word) is not None
    initial = len(re.sub(r"[\W_]", "", word)) < 2
    return plain and not shouted and not initial and capitals >= 2 and capitals >= small

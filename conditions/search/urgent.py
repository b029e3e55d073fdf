"""Whether somebody who searches may need help at once, not a page to read. Pure.

Matched generously: a box with the emergency numbers above the results harms nobody.
"""

import re
import unicodedata
from collections.abc import Iterable

from .warning_words import ENGLISH, HMONG, ORDINARY, SOMALI, SPANISH

# A shorter word is matched as it stands.
SHORTEST_BEGINNING = 4
# In shorter words one wrong letter makes another word: the crest of the hip is not the chest.
SHORTEST_WITH_WRONG_LETTER = 6


def fold(text: str) -> str:
    """Return `text` in small letters without accents, apostrophes and punctuation."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", letters).casefold().split())


def sounds_urgent(query: str) -> bool:
    """Whether `query` holds the words of a warning sign, in whatever language it is typed."""
    meant = {
        word
        for typed in set(fold(query).split()) - ORDINARY
        for word in _BY_LETTER.get(typed[0], ())
        if _may_mean(typed, word)
    }
    return any(all(meant & choice for choice in sign) for sign in _SIGNS)


def _may_mean(typed: str, word: str) -> bool:
    """Whether a typed word is one of the list, has it as its beginning, or is a slip away."""
    beginning = word.removesuffix(".")
    if beginning != word or len(word) < SHORTEST_BEGINNING:
        return typed == beginning
    size = len(word)
    return typed.startswith(word) or any(
        _is_slip(part, word)
        for part in {typed[: size - 1], typed[:size], typed[: size + 1]}
        # The last letter alone may be missing, but not be another one: "chess" is no slip.
        if part != word[:-1] or part == typed
    )


def _is_slip(typed: str, word: str) -> bool:
    """Whether one letter was left out, added, exchanged with the next, or in a long word wrong."""
    if len(typed) != len(word):
        short, long = sorted((typed, word), key=len)
        return len(word) > SHORTEST_BEGINNING and short in _shortened(long)
    wrong = [place for place, letter in enumerate(word) if typed[place] != letter]
    if len(wrong) == 1:
        return len(word) >= SHORTEST_WITH_WRONG_LETTER
    if len(wrong) != 2 or wrong[1] - wrong[0] != 1:
        return False
    return typed[wrong[0]] == word[wrong[1]] and typed[wrong[1]] == word[wrong[0]]


def _shortened(word: str) -> set[str]:
    """The word without each of its letters in turn."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _signs(lines: Iterable[str]) -> list[list[set[str]]]:
    return [[set(choice.split("|")) for choice in line.split()] for line in lines if line.strip()]


def _by_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """The words of the list by their first letter, which people get right."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    return found


_SIGNS = _signs("\n".join((ENGLISH, SPANISH, HMONG, SOMALI)).splitlines())
_BY_LETTER = _by_letter({word for sign in _SIGNS for choice in sign for word in choice})

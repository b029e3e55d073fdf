"""The A to Z of a list of pages: under their titles, and under the other names people use. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

# What begins with none of a language's letters: digits first of all.
OTHER = "0–9"
# Letters that are no accented form of another one, by language, with the letter they follow.
OWN_LETTERS = {"es": {"ñ": "n"}}
# Sorts behind everything that may follow a letter in a name.
_LAST = "\uffff"


@dataclass
class Entry:
    """A name in the list. A title stands for its page; another name says which pages to see."""

    name: str
    page: Any = None
    see: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Letter:
    """The entries that begin with one letter."""

    letter: str
    entries: list[Entry]

    @property
    def anchor(self) -> str:
        return f"letter-{self.letter.lower()}"


def names_of(also_called: str) -> list[str]:
    """The names in a text in which commas separate them, each once."""
    names = (" ".join(name.split()) for name in also_called.split(","))
    return list({name.casefold(): name for name in reversed([*filter(None, names)])}.values())[::-1]


def a_to_z(pages: Iterable[Any], *, language: str) -> list[Letter]:
    """The pages, and the other names of each, by first letter, as `language` sorts them."""
    entries = sorted(_entries(list(pages)), key=lambda entry: sort_key(entry.name, language))
    letters = groupby(entries, key=lambda entry: letter_of(entry.name, language))
    return [Letter(letter, list(group)) for letter, group in letters]


def letter_of(name: str, language: str) -> str:
    """The letter under which a name is found: “Ébola” under E, “¿…” under what follows it."""
    first = sort_key(name, language)[0][:2]
    own = {base + _LAST: letter for letter, base in OWN_LETTERS.get(_short(language), {}).items()}
    if first in own:
        return own[first].upper()
    return first[0].upper() if first[:1].isalpha() else OTHER


def sort_key(name: str, language: str) -> tuple[str, str]:
    """Compares names as readers expect: without case, accents and signs, digits first."""
    own = OWN_LETTERS.get(_short(language), {})
    letters = unicodedata.normalize("NFC", name).casefold()
    plain = "".join(own[c] + _LAST if c in own else _plain(c) for c in letters)
    words = "".join(c if c.isalnum() or c == _LAST else " " for c in plain)
    return " ".join(words.split()), name


def _entries(pages: list[Any]) -> list[Entry]:
    titles = [Entry(page.title, page=page) for page in pages]
    taken = {(page.title.casefold(), page.pk) for page in pages}
    others: dict[str, Entry] = {}
    for page in pages:
        for name in names_of(page.also_called):
            if (name.casefold(), page.pk) not in taken:
                entry = others.setdefault(name.casefold(), Entry(name[:1].upper() + name[1:]))
                entry.see.append(page)
    return [*titles, *others.values()]


def _plain(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _short(language: str) -> str:
    return language.split("-")[0]

"""The rules for running text. Pure: HTML or plain text in, matches out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bs4 import BeautifulSoup
from bs4.element import Tag

from . import words

# So many characters around what was found.
AROUND = 40
# A negation so close before a claim takes it back.
NEGATION_REACH = 40
BLOCKS = ["p", "li", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote"]
CITATION = 'a[linktype="clinic-citation"]'


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, point of a list, heading or cell: its words, and whether it names a source."""

    text: str
    tag: str = "p"
    is_sourced: bool = False


def passages(html: str) -> list[Passage]:
    """Return the passages of stored rich text. Live references have no text of their own."""
    soup = BeautifulSoup(html, "html.parser")
    blocks = [tag for tag in soup.find_all(BLOCKS) if not tag.find(BLOCKS)] or [soup]
    return [Passage(_text(block), block.name, bool(block.select(CITATION))) for block in blocks]


def _text(block: Tag) -> str:
    for tag in block.select("a[href^='tel:']"):
        number = str(tag["href"]).removeprefix("tel:")
        if re.sub(r"\D", "", number)[-7:] not in re.sub(r"\D", "", tag.get_text()):
            tag.append(f" {number}")
    return block.get_text().replace("\xa0", " ")


def absolute_claims(text: str, language: str) -> Iterator[str]:
    """Yield each promise that nobody can keep, with the words around it."""
    for match in _pattern("ABSOLUTE", language).finditer(text):
        before = text[max(0, match.start() - NEGATION_REACH) : match.start()]
        if not _negation(language).search(before):
            yield excerpt(text, match.start(), match.end())
    for match in _pattern("ABSOLUTE_THEMSELVES", language).finditer(text):
        yield excerpt(text, match.start(), match.end())


def unsourced_claims(passage: Passage, language: str) -> Iterator[str]:
    """Yield each “studies show” in a passage that refers to no source."""
    if not passage.is_sourced:
        for match in _pattern("RESEARCH", language).finditer(passage.text):
            yield excerpt(passage.text, match.start(), match.end())


def typed_hours(text: str) -> Iterator[str]:
    """Yield each time of day that was typed."""
    for match in re.finditer(words.HOURS, text, re.IGNORECASE):
        yield excerpt(text, match.start(), match.end())


def typed_prices(text: str) -> Iterator[str]:
    """Yield each price that was typed."""
    for match in re.finditer(words.PRICE, text, re.IGNORECASE):
        yield excerpt(text, match.start(), match.end())


def skipped_headings(found: Sequence[Passage], *, under: int) -> Iterator[str]:
    """Yield each heading that leaves out a level; the text stands under a heading of `under`."""
    level = under
    for passage in found:
        if re.fullmatch(r"h[2-6]", passage.tag):
            own = int(passage.tag[1])
            if own > level + 1:
                yield passage.text.strip()
            level = own


def excerpt(text: str, start: int, end: int) -> str:
    """Return what was found with a few words around it, cut between words."""
    left = text[max(0, start - AROUND) : start]
    right = text[end : end + AROUND]
    if start > AROUND:
        left = "…" + left.partition(" ")[2]
    if end + AROUND < len(text):
        right = right.rpartition(" ")[0] + "…"
    return " ".join(f"{left}{text[start:end]}{right}".split())


@cache
def _pattern(name: str, language: str) -> re.Pattern[str]:
    lists = getattr(words, name)
    chosen = lists.get(language[:2]) or [entry for entries in lists.values() for entry in entries]
    return re.compile(rf"(?<!\w)(?:{'|'.join(chosen)})(?!\w)", re.IGNORECASE)


@cache
def _negation(language: str) -> re.Pattern[str]:
    chosen = words.NEGATION.get(language[:2]) or "|".join(words.NEGATION.values())
    return re.compile(rf"(?<!\w)(?:{chosen})(?!\w)[^.;:!?]*$", re.IGNORECASE)

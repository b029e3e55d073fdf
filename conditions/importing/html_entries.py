"""Lists and definitions of a page: which elements are their entries, and what is in those."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bs4.element import Tag

from .document import Item, Paragraph, Span, Text, plain
from .html_tree import UNSEEN, attribute, count_words, is_text
from .parts import Heading, Part, Rule, entry, flat
from .spans import as_strong, joined

# A list whose entries hold so much is a way to lay out a page.
LONG_ENTRY = 120


def items_of(tag: Tag) -> list[Tag]:
    """Return the entries of a list; stray elements in it are entries too."""
    for child in list(tag.children):
        if is_text(child) and str(child).strip():
            child.wrap(Tag(name="li"))
    return [child for child in tag.children if isinstance(child, Tag) and child.name not in UNSEEN]


def numbers_of(tag: Tag, count: int) -> list[int]:
    """Return the numbers that a browser writes before the first `count` entries."""
    numbers: list[int] = []
    following = _integer(attribute(tag, "start"), 1)
    for item in items_of(tag)[:count]:
        number = _integer(attribute(item, "value"), following)
        numbers.append(number)
        following = number + 1
    return numbers


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else default


def lays_out(parts: list[Part]) -> bool:
    """Say whether an entry holds so much that its list only places things on the page."""
    texts = [part for part in parts if isinstance(part, Paragraph)]
    heads = any(isinstance(part, Heading | Rule) for part in parts)
    return heads or (len(texts) > 1 and word_count(parts) > LONG_ENTRY)


def is_all(tag: Tag, inner: list[Tag]) -> bool:
    """Say whether all words of `tag` are in the elements that belong there, each once."""
    return sum(map(count_words, inner)) == count_words(tag)


def word_count(parts: Iterable[Part]) -> int:
    """Return how many words the headings and paragraphs of `parts` have."""
    return sum(len(plain(part.text).split()) for part in parts if hasattr(part, "text"))


def defined(groups: list[tuple[str, list[Part]]]) -> Iterable[Item]:
    """Yield “term: definition” entries; several terms or definitions stand together."""
    terms: list[Text] = []
    definitions: list[Part] = []
    for name, parts in [*groups, ("dt", [])]:
        if name == "dt" and definitions:
            yield _definition(terms, definitions)
            terms, definitions = [], []
        if name == "dt":
            terms += [part.text for part in flat(parts) if isinstance(part, Paragraph)]
        else:
            definitions += parts
    if terms:
        yield Item(as_strong(joined(terms, ", ")))


def _definition(terms: list[Text], definitions: list[Part]) -> Item:
    item = entry(definitions)
    if not terms:
        return item
    term = as_strong(joined(terms, ", "))
    colon = Span(" " if plain(term).endswith((":", "?")) else ": ")
    return replace(item, text=(*term, colon, *item.text))


def made_strong(part: Part) -> Part:
    """Return a paragraph with all of it strong; other parts as they are."""
    return replace(part, text=as_strong(part.text)) if isinstance(part, Paragraph) else part

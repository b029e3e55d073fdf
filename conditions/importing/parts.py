"""What readers of rich formats see before anybody asks what it means: headings, text, lists.

A part is what the file says outright; ``structure`` finds what it only looks like: headings that
are bold lines, lists that were typed, numbers that make points.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .document import Bullets, Item, Paragraph, Text
from .spans import as_strong, joined


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` as the file has it, 1–6."""

    text: Text
    level: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """One entry of a numbered list: its number as it stood there, its text and its body.

    `level` is that of the heading that it was, 0 for an entry of a list.
    """

    marker: str
    order: int
    text: Text
    body: tuple[Paragraph | Bullets, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page: something ends here."""


Part = Heading | Paragraph | Bullets | Numbered | Rule


def flat(parts: Iterable[Part]) -> list[Paragraph | Bullets]:
    """Return `parts` as what may stand in an entry of a list: paragraphs and lists."""
    found: list[Paragraph | Bullets] = []
    numbered: list[Item] = []
    for part in [*parts, Rule()]:
        if isinstance(part, Numbered):
            numbered.append(entry([Paragraph(part.text), *part.body], part.marker))
            continue
        if numbered:
            found.append(Bullets(tuple(numbered), ordered=True))
            numbered = []
        if isinstance(part, Heading):
            found.append(Paragraph(as_strong(part.text)))
        elif not isinstance(part, Rule):
            found.append(part)
    return found


def entry(parts: Iterable[Part], marker: str = "") -> Item:
    """Return one entry of a list: its texts one below the other, its lists below it."""
    texts: list[Text] = []
    children: Bullets | None = None
    for part in flat(parts):
        if isinstance(part, Paragraph):
            texts.append(part.text)
        elif children is None:
            children = part
        else:
            children = replace(children, items=(*children.items, *part.items))
    return Item(joined([text for text in texts if text], "\n"), marker, children)

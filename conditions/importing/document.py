"""The document model: what an article is, whatever file it came from.

Plain frozen dataclasses, without Wagtail and without a database. Readers build them, the writer
turns them into a page; a new format is a new reader and nothing else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date


class ImportRefused(Exception):
    """The file cannot be imported. The message says why, in words for the person who runs it."""


@dataclass(frozen=True, slots=True)
class PhoneReference:
    """A number of the clinic: the location it belongs to and what it is for there."""

    location_id: int
    location: str
    role: str
    e164: str


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. Line breaks inside it are meant; `phone` makes it a live number."""

    text: str
    strong: bool = False
    phone: PhoneReference | None = None


Text = tuple[Span, ...]


def plain(text: Text) -> str:
    """Return the words of `text` without what marks them."""
    return "".join(span.text for span in text)


def spans(text: str) -> Text:
    """Return `text` as running text without any marks."""
    return (Span(text),) if text else ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list. `marker` is the number as it was typed, "" for a bullet."""

    text: Text
    marker: str = ""
    children: "Bullets | None" = None


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list: of bullets, or `ordered` when its entries were numbered."""

    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One numbered point: its heading and what is said about it. `marker` as it was typed."""

    heading: Text
    body: "tuple[Paragraph | Bullets, ...]" = ()
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    points: tuple[Point, ...]


Block = Paragraph | Bullets | Points


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, 2 for the highest level below the title, and what stands under it."""

    heading: Text
    level: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class CallToAction:
    """The invitation that closes an article, with the heading that stood over it alone."""

    blocks: tuple[Block, ...]
    heading: Text = ()
    level: int = 2


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it. `raw` is the line as it stood in the file."""

    name: str
    credentials: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class Dateline:
    """When it was published, and the line that says so."""

    date: date
    raw: str


@dataclass(frozen=True, slots=True)
class PhotoCredit:
    """Who made a picture, and where it is from. The picture itself is elsewhere."""

    photographer: str
    source: str
    raw: str

    @property
    def short(self) -> str:
        """The credit as a page shows it: “Ann Example, Unsplash”."""
        return ", ".join(part for part in (self.photographer, self.source) if part)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that do not become part of the article, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """An article as it was read: every word of the file is in exactly one of its fields."""

    title: str
    intro: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    call_to_action: CallToAction | None = None
    byline: Byline | None = None
    dateline: Dateline | None = None
    photo_credits: tuple[PhotoCredit, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()

    def texts(self) -> Iterator[str]:
        """Every text of the article in reading order, without the numbers of points."""
        yield self.title
        for text in _running_texts(self):
            yield plain(text)

    def markers(self) -> Iterator[str]:
        """The numbers of points and lists as they were typed: pages count for themselves."""
        for block in self.blocks():
            yield from _markers(block)

    def facts(self) -> Iterator[str]:
        """The lines that became facts about the article, as they stood in the file."""
        for fact in (self.byline, self.dateline, *self.photo_credits):
            if fact is not None:
                yield fact.raw

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order, nested ones inside their parents only."""
        yield from self.intro
        for section in self.sections:
            yield from section.blocks
        if self.call_to_action:
            yield from self.call_to_action.blocks

    def warned(self, *warnings: str) -> "ArticleDocument":
        """Return the document with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))


Change = Callable[[Text], Text]


def change_texts(document: ArticleDocument, change: Change) -> ArticleDocument:
    """Return `document` with `change` applied to each running text; the title stays."""
    call = document.call_to_action
    return replace(
        document,
        intro=_changed_blocks(document.intro, change),
        sections=tuple(
            replace(
                section,
                heading=change(section.heading),
                blocks=_changed_blocks(section.blocks, change),
            )
            for section in document.sections
        ),
        call_to_action=call
        and replace(
            call, heading=change(call.heading), blocks=_changed_blocks(call.blocks, change)
        ),
    )


def _changed_blocks(blocks: tuple[Block, ...], change: Change) -> tuple[Block, ...]:
    return tuple(_changed(block, change) for block in blocks)


def _changed(block: Block, change: Change) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(change(block.text))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(_changed_item(item, change) for item in block.items))
    return Points(
        tuple(
            replace(point, heading=change(point.heading), body=_changed_blocks(point.body, change))
            for point in block.points
        )
    )


def _changed_item(item: Item, change: Change) -> Item:
    children = item.children and _changed(item.children, change)
    return replace(item, text=change(item.text), children=children)


def _running_texts(document: ArticleDocument) -> Iterator[Text]:
    seen: list[Text] = []

    def collect(text: Text) -> Text:
        seen.append(text)
        return text

    change_texts(document, collect)
    yield from seen


def _markers(block: Block) -> Iterator[str]:
    if isinstance(block, Points):
        for point in block.points:
            yield point.marker
            for part in point.body:
                yield from _markers(part)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield item.marker
            if item.children:
                yield from _markers(item.children)

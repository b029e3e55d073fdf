"""The document model: what an article is, whatever file it came from.

Plain frozen dataclasses, without Wagtail and without a database. Readers build them, the writer
turns them into a page; a new format is a new reader and nothing else.
"""

from collections.abc import Iterator
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
    """A run of text. Line breaks inside it are meant; `phone` makes it a live number.

    `href` is where a link leads: an address that ``links.safe`` let pass, or a path on the site
    that the file came from. `page_id` is the page of this site that such a path was found to be.
    """

    text: str
    strong: bool = False
    phone: PhoneReference | None = None
    emphasis: bool = False
    href: str = ""
    page_id: int | None = None


Text = tuple[Span, ...]


def plain(text: Text) -> str:
    """Return the words of `text` without what marks them."""
    return "".join(span.text for span in text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`quoted`: somebody else said it."""

    text: Text
    quoted: bool = False


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
    body: tuple[Paragraph | Bullets, ...] = ()
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    points: tuple[Point, ...]


Block = Paragraph | Bullets | Points


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, 2 for the highest level below the title, and what stands under it.

    `starts_article`: it seems to be the title of another article in the same file.
    """

    heading: Text
    level: int
    blocks: tuple[Block, ...] = ()
    starts_article: bool = False


@dataclass(frozen=True, slots=True)
class CallToAction:
    """The invitation that closes an article, with the heading that stood over it alone."""

    paragraphs: tuple[Paragraph, ...]
    heading: Text = ()


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
class Picture:
    """A picture that the file names; it is recorded and never fetched.

    `url` is as it stood in the file, "" for one inside a document; `after` are the words that
    it follows.
    """

    url: str
    alt: str = ""
    caption: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that do not become part of the article, and why.

    `around`: they certainly belong to the page around it, such as its footer.
    """

    text: str
    reason: str
    around: bool = False


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
    pictures: tuple[Picture, ...] = ()
    footnotes: tuple[Text, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the articles that the file seems to hold; one for an ordinary file."""
        others = (plain(part.heading) for part in self.sections if part.starts_article)
        return (self.title, *others)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order, nested ones inside their parents only."""
        yield from self.intro
        for section in self.sections:
            yield from section.blocks
        if self.call_to_action:
            yield from self.call_to_action.paragraphs

    def facts(self) -> Iterator[str]:
        """The lines that became facts about the article, as they stood in the file."""
        for fact in (self.byline, self.dateline, *self.photo_credits):
            if fact is not None:
                yield fact.raw
        for picture in self.pictures:
            yield f"{picture.alt}\n{picture.caption}".strip()

    def warned(self, *warnings: str) -> "ArticleDocument":
        """Return the document with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

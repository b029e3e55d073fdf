"""Walking through a document: every text in reading order, to look at or to change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .document import ArticleDocument, Block, Bullets, Item, Paragraph, Point, Points, Text, plain

Change = Callable[[Text], Text]


@dataclass(frozen=True, slots=True)
class Changer:
    """Changes the texts of a document. Headings of points are plain in the editor, so they have
    a function of their own; the title is no running text and stays."""

    text: Change
    point_heading: Change

    def document(self, document: ArticleDocument) -> ArticleDocument:
        intro = self._blocks(document.intro)
        sections = tuple(
            replace(
                section, heading=self.text(section.heading), blocks=self._blocks(section.blocks)
            )
            for section in document.sections
        )
        call = document.call_to_action
        if call:
            paragraphs = tuple(replace(part, text=self.text(part.text)) for part in call.paragraphs)
            call = replace(call, heading=self.text(call.heading), paragraphs=paragraphs)
        footnotes = tuple(self.text(note) for note in document.footnotes)
        return replace(
            document, intro=intro, sections=sections, call_to_action=call, footnotes=footnotes
        )

    def _blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Block:
        if isinstance(block, Points):
            return Points(tuple(self._point(point) for point in block.points))
        return self._part(block)

    def _part(self, part: Paragraph | Bullets) -> Paragraph | Bullets:
        if isinstance(part, Paragraph):
            return replace(part, text=self.text(part.text))
        return self._bullets(part)

    def _point(self, point: Point) -> Point:
        heading = self.point_heading(point.heading)
        body = tuple(self._part(part) for part in point.body)
        return replace(point, heading=heading, body=body)

    def _bullets(self, bullets: Bullets) -> Bullets:
        return replace(bullets, items=tuple(self._item(item) for item in bullets.items))

    def _item(self, item: Item) -> Item:
        text = self.text(item.text)
        return replace(item, text=text, children=item.children and self._bullets(item.children))


def running_texts(document: ArticleDocument) -> list[Text]:
    """Return every text below the title in reading order, without the numbers of points."""
    seen: list[Text] = []

    def collect(text: Text) -> Text:
        seen.append(text)
        return text

    Changer(collect, collect).document(document)
    return seen


def all_texts(document: ArticleDocument) -> list[str]:
    """Return what a reader of the article sees: the title and all texts below it."""
    return [document.title, *(plain(text) for text in running_texts(document))]


def markers(document: ArticleDocument) -> Iterator[str]:
    """The numbers of points and lists as they were typed: pages count for themselves."""
    for block in document.blocks():
        yield from _markers(block)


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

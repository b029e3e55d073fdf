"""A document as short lines, so that tests can say what they expect in one look."""

from conditions.importing.document import ArticleDocument, Block, Paragraph, Point, Points, plain


def lines(document: ArticleDocument) -> list[str]:
    """Return the blocks one line each: “## heading”, “* entry”, “1 point”, “> quoted”, text."""
    found = [line for block in document.intro for line in _lines(block)]
    for section in document.sections:
        found.append(f"{'#' * section.level} {plain(section.heading)}")
        found += [line for block in section.blocks for line in _lines(block)]
    return found


def left_out(document: ArticleDocument) -> str:
    """Return everything that did not become part of the article."""
    return "\n".join(part.text for part in document.left_out)


def _lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [f"> {plain(block.text)}" if block.quoted else plain(block.text)]
    if isinstance(block, Points):
        return [line for point in block.points for line in _point(point)]
    mark = "1." if block.ordered else "*"
    found = []
    for item in block.items:
        found.append(f"{mark} {plain(item.text)}")
        found += [f"  {line}" for line in (_lines(item.children) if item.children else [])]
    return found


def _point(point: Point) -> list[str]:
    return [f"1 {plain(point.heading)}", *(line for part in point.body for line in _lines(part))]

"""Tables as text: the pages of the site have none, but no cell may be lost."""

from bs4.element import Tag

from .document import Bullets, Item, Paragraph, Span, Text, plain
from .html_tree import attribute, count_words
from .parts import Part
from .spans import as_emphasised, as_strong, joined, without_strong

_LONG_CELL = 60
_INNER_BLOCKS = ["table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "form"]

Row = list[tuple[bool, Text]]


def is_layout(table: Tag) -> bool:
    """Say whether a table only places things on the page, as mails and old pages do."""
    if attribute(table, "role") in {"presentation", "none"}:
        return True
    rows = rows_of(table)
    if all(len(row) < 2 for row in rows) or table.find(_INNER_BLOCKS) is not None:
        return True
    return any(count_words(cell) > _LONG_CELL for row in rows for cell in row)


def rows_of(table: Tag) -> list[list[Tag]]:
    """Return the cells of a table row by row, those of a table inside it left out."""
    return [
        [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("table") is table]
        for row in table.find_all("tr")
        if row.find_parent("table") is table
    ]


def table_parts(rows: list[Row]) -> list[Part]:
    """Return a table as a list with one entry per row, below a line with its headings."""
    filled = [row for row in rows if any(plain(text) for _is_head, text in row)]
    parts: list[Part] = []
    if filled and len(filled) > 1 and all(is_head for is_head, _text in filled[0]):
        heads = [without_strong(text) for _is_head, text in filled.pop(0) if text]
        parts.append(Paragraph(as_emphasised(joined(heads, " · "))))
    entries = [Item(_entry(row)) for row in filled]
    return [*parts, Bullets(tuple(entries))] if entries else parts


def _entry(row: Row) -> Text:
    """Return a row as “Monday: 9–5 · by appointment”."""
    cells = [text for _is_head, text in row if plain(text)]
    first, *others = cells
    if not others:
        return first
    colon = Span(" " if plain(first).endswith((":", "?", "!", ".")) else ": ")
    return (*as_strong(first), colon, *joined(others, " · "))

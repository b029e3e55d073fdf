"""From logical lines to blocks: paragraphs, lists and numbered points."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .document import Block, Bullets, Item, Paragraph, Point, Points, Span, Text
from .inline import marked, unmarked
from .lines import Line, ends_sentence
from .run_ins import split_run_in

# Two lines shorter than this, without a blank line between them, are one broken paragraph.
_SHORT_LINE = 60
# The heading of a point is no longer than this; a longer entry is text.
_LONGEST_POINT = 120
_WORDS_OF_PROSE = 12
_DEEPEST = 5  # lists within lists

Lines = Sequence[Line]


def blocks_of(lines: Lines) -> tuple[Block, ...]:
    """Return the blocks that `lines`, which hold no section heading, stand for."""
    blocks: list[Block] = []
    start = 0
    while start < len(lines):
        if lines[start].number:
            block, start = _take_numbered(lines, start)
        elif lines[start].bullet:
            block, start = _take_list(lines, start)
        else:
            block, start = _take_paragraph(lines, start)
        blocks.append(block)
    return tuple(blocks)


def _take_paragraph(lines: Lines, start: int) -> tuple[Paragraph, int]:
    end = start + 1
    while end < len(lines) and _same_paragraph(lines[end - 1], lines[end]):
        end += 1
    return Paragraph(marked("\n".join(line.text for line in lines[start:end]))), end


def _same_paragraph(above: Line, line: Line) -> bool:
    if line.gap or line.is_listed or ends_sentence(above.text):
        return False
    return len(above.text) < _SHORT_LINE and len(line.text) < _SHORT_LINE


def _take_list(lines: Lines, start: int) -> tuple[Bullets, int]:
    end = start + 1
    while end < len(lines) and _is_in_list(lines[end], lines[start]):
        end += 1
    return _nested(lines[start:end], _depths(lines[start:end])), end


def _is_in_list(line: Line, first: Line) -> bool:
    return line.indent > first.indent or bool(line.bullet and not line.number)


def _depths(lines: Lines) -> list[int]:
    """Return how deep each line is nested, by indent, and by mark where indents are equal.

    A line without a mark continues the entry above it: -1.
    """
    open_lists: list[tuple[int, str]] = []
    depths = []
    for line in lines:
        if not line.is_listed:
            depths.append(-1)
            continue
        mark = line.bullet or "1"
        while open_lists and open_lists[-1][0] > line.indent:
            open_lists.pop()
        if (line.indent, mark) in open_lists:
            del open_lists[open_lists.index((line.indent, mark)) + 1 :]
        else:
            open_lists.append((line.indent, mark))
        depths.append(min(len(open_lists) - 1, _DEEPEST))
    return depths


def _nested(lines: Lines, depths: list[int]) -> Bullets:
    level = depths[0]
    starts = [index for index, depth in enumerate(depths) if 0 <= depth <= level]
    ordered = all(lines[index].number for index in starts)
    items = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        deeper = next((i for i in range(start + 1, end) if depths[i] > level), end)
        number = lines[start].number
        text = "\n".join(line.text for line in lines[start:deeper])
        text = text if ordered or not number else f"{number} {text}"
        children = _nested(lines[deeper:end], depths[deeper:end]) if deeper < end else None
        items.append(Item(marked(text), number if ordered else "", children))
    return Bullets(tuple(items), ordered=ordered)


def _take_numbered(lines: Lines, start: int) -> tuple[Block, int]:
    """Numbered lines are points when they have bodies, else an ordered list."""
    starts = _sequence(lines, start)
    end = _end_of_last(lines, starts)
    bounds = list(zip(starts, [*starts[1:], end], strict=True))
    entries = [(lines[first], _body_of(lines[first + 1 : last])) for first, last in bounds]
    points = _points(entries)
    return (points or _ordered(entries)), end


def _sequence(lines: Lines, start: int) -> list[int]:
    """Return the indexes of the lines that count on from the line at `start`."""
    first = lines[start]
    found = [start]
    for index in range(start + 1, len(lines)):
        line, before = lines[index], lines[found[-1]]
        if not line.number or (line.bullet, line.indent) != (first.bullet, first.indent):
            continue
        if line.order not in {before.order, before.order + 1}:
            break
        found.append(index)
    return found


def _end_of_last(lines: Lines, starts: list[int]) -> int:
    """Return where the body of the last point ends.

    What is indented below it belongs to it. Of what is not, it gets no more lines than the
    longest of the other points has: the rest is the text after the points.
    """
    indent = lines[starts[0]].indent
    allowance = max(
        (
            sum(line.indent <= indent for line in lines[first + 1 : second])
            for first, second in pairwise(starts)
        ),
        default=0,
    )
    end = starts[-1] + 1
    while end < len(lines):
        if lines[end].indent <= indent:
            if not allowance:
                break
            allowance -= 1
        end += 1
    return end


Entries = list[tuple[Line, tuple[Paragraph | Bullets, ...]]]


def _points(entries: Entries) -> Points | None:
    """Return the entries as points, None when they are a plain list."""
    points = []
    for line, body in entries:
        heading, rest = line.text, ""
        if not body or not _is_short(heading):
            heading, rest = split_run_in(line.text)
        if not _is_short(heading):
            return None
        first = (Paragraph(marked(rest)),) if rest else ()
        points.append(Point(marked(unmarked(heading)), (*first, *body), line.number))
    with_body = sum(bool(point.body) for point in points)
    return Points(tuple(points)) if 2 * with_body > len(points) else None


def _is_short(text: str) -> bool:
    prose = ends_sentence(text) and len(text.split()) > _WORDS_OF_PROSE
    return len(text) <= _LONGEST_POINT and not prose


def _body_of(lines: Lines) -> tuple[Paragraph | Bullets, ...]:
    """Return the body of a point: its bullets are paragraphs when they are sentences."""
    body: list[Paragraph | Bullets] = []
    for block in blocks_of(lines):
        if isinstance(block, Bullets) and not block.ordered and _is_prose(block):
            body += [Paragraph(item.text) for item in block.items]
        elif isinstance(block, Points):
            body.append(_flattened(block))
        else:
            body.append(block)
    return tuple(body)


def _is_prose(bullets: Bullets) -> bool:
    if any(item.children for item in bullets.items):
        return False
    texts = ["".join(span.text for span in item.text) for item in bullets.items]
    return len(texts) == 1 or all(
        ends_sentence(text) and len(text.split()) >= _WORDS_OF_PROSE for text in texts
    )


def _flattened(points: Points) -> Bullets:
    """Points within a point are an ordered list: a page counts one level only."""
    items = (_item(point.heading, point.marker, point.body) for point in points.points)
    return Bullets(tuple(items), ordered=True)


def _ordered(entries: Entries) -> Bullets:
    items = (_item(marked(line.text), line.number, body) for line, body in entries)
    return Bullets(tuple(items), ordered=True)


def _item(text: Text, marker: str, body: tuple[Paragraph | Bullets, ...]) -> Item:
    """Return one entry: its paragraphs after its text, its lists below it."""
    children: Bullets | None = None
    for block in body:
        if isinstance(block, Paragraph):
            text = (*text, Span("\n"), *block.text)
        else:
            children = _joined(children, block)
    return Item(text, marker, children)


def _joined(one: Bullets | None, other: Bullets) -> Bullets:
    return replace(one, items=(*one.items, *other.items)) if one else other

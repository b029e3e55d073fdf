"""Cutting an export into its items, as bytes and in constant memory.

Only marks are looked for, outside of CDATA and XML comments: a post about RSS may well hold the
words “<item>”. Visitors' comments are counted and dropped here; a popular post has megabytes of
them. What is cut out is read by a real XML parser afterwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from .items import Place

CHUNK = 256 * 1024
# No post is as large. What is, is counted and reported, but never held in memory.
MAX_ITEM = 8 * 1024 * 1024
MAX_HEAD = 16 * 1024 * 1024

_MARK = re.compile(rb"<!\[CDATA\[|<!--|<(?:item|wp:comment)(?=[\s>/])|</(?:item|wp:comment)\s*>")
_CLOSING = {b"<![CDATA[": re.compile(rb"\]\]>"), b"<!--": re.compile(rb"-->")}
_LONGEST_MARK = 32
_ITEM, _ITEM_END = b"<item", b"</item"
_COMMENT, _COMMENT_END = b"<wp:comment", b"</wp:comment"


@dataclass(slots=True)
class Slice:
    """The bytes of one item without its comments, or of what stands between two items.

    `end` is the byte where reading goes on. An item is not `is_complete` when the file ends in it.
    """

    place: Place
    is_item: bool = False
    end: int = 0
    comments: int = 0
    is_complete: bool = False
    is_last: bool = False
    size: int = 0
    _parts: list[bytes] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        return b"".join(self._parts)

    @property
    def too_large(self) -> bool:
        return self.size > MAX_ITEM

    def add(self, part: bytes) -> None:
        self.size += len(part)
        if self.too_large:
            self._parts.clear()
        else:
            self._parts.append(part)


@dataclass(slots=True)
class _Position:
    """Where reading stands: bytes, lines, and where the present line began."""

    offset: int = 0
    line: int = 1
    line_start: int = 0

    def advance(self, text: bytes) -> None:
        newlines = text.count(b"\n")
        if newlines:
            self.line += newlines
            self.line_start = self.offset + text.rindex(b"\n") + 1
        self.offset += len(text)

    @property
    def place(self) -> Place:
        return Place(self.offset, self.line, self.offset - self.line_start + 1)


def head_of(file: BinaryIO) -> bytes:
    """Return what stands before the first item, all of the file when there is none."""
    head = bytearray()
    for mark, text in _marks(file, 0):
        head += text
        if mark.startswith(_ITEM) or len(head) > MAX_HEAD:
            break
        head += mark
    return bytes(head)


def slices(file: BinaryIO, *, start: int) -> Iterator[Slice]:
    """Yield items and what stands between them, from byte `start` on; the last one is the rest.

    `start` is the end of the head or of another item. The file may be read elsewhere in between.
    """
    position = _position_at(file, start)
    piece = Slice(position.place)
    in_comment = False
    for mark, text in _marks(file, start):
        if not in_comment:
            piece.add(text)
        position.advance(text)
        if mark.startswith(_ITEM) and not piece.is_item:
            yield _ended(piece, position)
            piece = Slice(position.place, is_item=True)
        elif mark.startswith(_COMMENT) and piece.is_item:
            in_comment = True
            piece.comments += 1
        if not in_comment:
            piece.add(mark)
        in_comment = in_comment and not mark.startswith(_COMMENT_END)
        position.advance(mark)
        if mark.startswith(_ITEM_END) and piece.is_item and not in_comment:
            piece.is_complete = True
            yield _ended(piece, position)
            piece = Slice(position.place)
    piece.is_last = True
    yield _ended(piece, position)


def _ended(piece: Slice, position: _Position) -> Slice:
    piece.end = position.offset
    return piece


def _position_at(file: BinaryIO, start: int) -> _Position:
    """Return where byte `start` is; the lines before it are counted."""
    position = _Position()
    file.seek(0)
    while position.offset < start:
        chunk = file.read(min(CHUNK, start - position.offset))
        if not chunk:
            break
        position.advance(chunk)
    return position


def _marks(file: BinaryIO, start: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield each mark with the text before it; long texts come in pieces with an empty mark."""
    pattern, buffer, at = _MARK, b"", 0
    while True:
        match = pattern.search(buffer, at)
        if match:
            mark = match[0]
            pattern = _CLOSING.get(mark, _MARK)
            yield mark, buffer[at : match.start()]
            at = match.end()
            continue
        sure = max(at, len(buffer) - _LONGEST_MARK)
        yield b"", buffer[at:sure]
        file.seek(start)
        chunk = file.read(CHUNK)
        start += len(chunk)
        buffer, at = buffer[sure:] + chunk, 0
        if not chunk:
            yield b"", buffer
            return

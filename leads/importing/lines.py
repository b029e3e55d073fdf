"""The lines of a file in UTF-8, from any place on: cells where they can be read, text where not.

A quotation mark that is never closed would swallow the rest of the file. Such a line is given up
alone, and the reading goes on with the next.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from .decoding import said_delimiter

# A cell may have line ends in it, but not so many: then a quotation mark is missing.
MOST_LINES_IN_ONE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it begins (counted from 1), its cells, and where the next one begins.

    Without `cells` it could not be parted; then `text` is all of it.
    """

    number: int
    cells: list[str] | None
    text: str
    next_byte: int
    next_number: int


class _Source:
    """Hands lines to the CSV reader and remembers which it took since the last record."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.taken: list[bytes] = []

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES_IN_ONE:
            raise csv.Error("too many lines in one record")
        line = self.file.readline()
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line.decode("utf-8", errors="replace")


def lines_from(file: IO[bytes], *, byte: int, number: int, delimiter: str) -> Iterator[Line]:
    """Yield the lines of `file` from `byte` on, which is line `number`.

    Empty ones are left out, and a first one that only says what parts the cells.
    """
    while True:
        file.seek(byte)
        source = _Source(file)
        rows = csv.reader(source, delimiter=delimiter, strict=True)
        try:
            for cells in rows:
                whole = b"".join(source.taken)
                byte += len(whole)
                began, number = number, number + len(source.taken)
                source.taken.clear()
                if began == 1 and said_delimiter(whole.decode("utf-8", errors="replace")):
                    continue
                if any(cell.strip() for cell in cells):
                    yield Line(began, cells, "", byte, number)
            return
        except csv.Error:
            if not source.taken:
                return
            first = source.taken[0]
            byte, number = byte + len(first), number + 1
            text = first.decode("utf-8", errors="replace").rstrip("\n")
            yield Line(number - 1, None, text, byte, number)

"""A file's bytes as text, and the character that parts its cells. Pure."""

import csv
import re
from collections import Counter
from dataclasses import dataclass

DELIMITERS = ",;\t|"
REPLACED = "\ufffd"
# By such a first line Excel is told what parts the cells.
_SAYS_DELIMITER = re.compile(rf'"?sep=([{DELIMITERS}])"?\s*', re.IGNORECASE)
# How many lines tell the delimiter.
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text with plain line ends, without a byte order mark, and what it was written in."""

    text: str
    encoding: str


def decoded(data: bytes) -> Decoded:
    """Return the text of a file in UTF-8, UTF-16 or, as older Windows programs write, cp1252.

    A UTF-8 file with some broken characters is still one: they become U+FFFD, and their lines are
    refused later, one by one. Reading it as cp1252 would garble every accent without a word.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain(data.decode("utf-16", errors="replace"), "UTF-16")
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count(REPLACED)
    accents = sum(letter > "\x7f" for letter in text) - broken
    if broken and broken >= accents:
        return _plain(data.decode("cp1252", errors="replace"), "Windows-1252")
    return _plain(text, "UTF-8")


def delimiter_of(text: str) -> str:
    """Return the character that parts the cells.

    Either the first line says it, or it is the one that makes the lines equally long.
    """
    if said := said_delimiter(text.partition("\n")[0]):
        return said
    lines = text.splitlines()[:_LOOKED_AT]
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def said_delimiter(line: str) -> str:
    """Return what the line says of the delimiter, as “sep=;” does; "" for any other line."""
    found = _SAYS_DELIMITER.fullmatch(line)
    return found[1] if found else ""


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have as many cells as most have, and how many cells that are; 0 for one."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (count, width) if width > 1 else (0, 0)


def _plain(text: str, encoding: str) -> Decoded:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    # Unicode's own line ends would count as none for the reader of lines.
    return Decoded(plain, encoding)

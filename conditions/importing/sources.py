"""From a kept file to the articles in it, a part at a time."""

import re

from ..models import ImportFile
from . import exports, private, readers
from .found import Found, Part
from .writer import Source

PASTED = "Pasted text"
_FRONT_MATTER = re.compile(r"\s*(?:---|\+\+\+)\s*\n")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|article|h[1-6]|p|div)\b", re.IGNORECASE)


def read_part(file: ImportFile, *, seconds: float) -> Part:
    """Read on in `file` for about so many seconds; raises ImportRefused."""
    if exports.is_export(file.name):
        return exports.read_part(file, seconds=seconds)
    with private.opened(file.stored) as content:
        most = max(reader.max_bytes for reader in readers.known_readers().values())
        data = content.read(most + 1)  # the reader says what is too much for its kind
    document = readers.read_document(file.name, data)
    source_text = readers.source_text(file.name, data)
    name = f"{PASTED}: {document.title}" if file.is_pasted else file.name
    return Part([Found(Source(name, data), document, source_text)])


def name_of_pasted(text: str) -> str:
    """Return the file name under which pasted text is read: its suffix says what it is."""
    kinds = ((".md", _FRONT_MATTER), (".html", _WEB_PAGE))
    fitting = (suffix for suffix, mark in kinds if suffix in readers.READERS and mark.match(text))
    return f"pasted{next(fitting, '.txt')}"


def kinds() -> list[str]:
    """Return the endings of the names of files that can be imported."""
    return [*readers.known_readers(), *exports.SUFFIXES]

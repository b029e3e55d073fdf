"""From a kept file to the articles in it, a part at a time."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..models import ImportFile
from . import decoding, private, readers
from .document import ArticleDocument, ImportRefused
from .writer import Source

PASTED = "Pasted text"
_FRONT_MATTER = re.compile(r"\s*(?:---|\+\+\+)\s*\n")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|article|h[1-6]|p|div)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeptSource(Source):
    """The source of an article that waits for its review: of its bytes the digest is kept."""

    kept_key: str = ""

    @property
    def content_key(self) -> str:
        return self.kept_key


@dataclass(frozen=True, slots=True)
class Found:
    """An article of a file, with the bare words of its source."""

    source: Source
    document: ArticleDocument
    source_text: str


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in a part of a file. `goes_on_at` is where the next part begins, if any."""

    articles: list[Found] = field(default_factory=list)
    goes_on_at: dict[str, Any] | None = None
    share_read: float = 1.0
    refusal: str = ""


def read_part(file: ImportFile, *, seconds: float) -> Part:
    """Read on in `file` for about so many seconds; raises ImportRefused."""
    with private.opened(file.stored) as content:
        data = content.read(decoding.MAX_BYTES + 1)
    if len(data) > decoding.MAX_BYTES:
        raise ImportRefused(
            _("the file is larger than %(limit)d kB, which no article is")
            % {"limit": decoding.MAX_BYTES // 1000}
        )
    document, source_text = readers.read_data(file.name, data)
    name = f"{PASTED}: {document.title}" if file.is_pasted else file.name
    return Part([Found(Source(name, data), document, source_text)])


def name_of_pasted(text: str) -> str:
    """Return the file name under which pasted text is read: its suffix says what it is."""
    kinds = ((".md", _FRONT_MATTER), (".html", _WEB_PAGE))
    fitting = (suffix for suffix, mark in kinds if suffix in readers.READERS and mark.match(text))
    return f"pasted{next(fitting, '.txt')}"


def kinds() -> list[str]:
    """Return the endings of the names of files that can be imported."""
    return list(readers.READERS)

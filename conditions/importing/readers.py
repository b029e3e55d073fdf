"""Which reader reads a file. A new format is one line here and one module beside this one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from . import decoding, text
from .document import ArticleDocument, ImportRefused
from .words import lost_words, words_of, words_of_document


@dataclass(frozen=True, slots=True)
class Reader:
    """How one format is read: into a document, and into its bare words for the check."""

    read: Callable[[bytes], ArticleDocument]
    source_text: Callable[[bytes], str]


READERS = {
    ".txt": Reader(text.read, text.source_text),
    ".text": Reader(text.read, text.source_text),
}


def read_article(path: Path) -> tuple[bytes, ArticleDocument]:
    """Return the file at `path` and the article in it; see `read_data` for what is refused."""
    data = decoding.read_bytes(path)
    document, _source = read_data(path.name, data)
    return data, document


def read_data(name: str, data: bytes) -> tuple[ArticleDocument, str]:
    """Return the article in a file called `name`, and the bare words of that file.

    Raises ImportRefused when there is no reader for it, when it cannot be read, or when a word of
    it would be lost.
    """
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise ImportRefused(
            _("files of this kind cannot be imported; these can: %(kinds)s")
            % {"kinds": ", ".join(READERS)}
        )
    document, source = reader.read(data), reader.source_text(data)
    lost = lost_words(words_of([source]), words_of_document(document))
    if lost:
        raise ImportRefused(
            _("words would be lost, so nothing is imported: %(words)s")
            % {"words": " ".join(lost[:30])}
        )
    return document, source

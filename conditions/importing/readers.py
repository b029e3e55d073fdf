"""Which reader reads a file. A new format is one line here and one module beside this one."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from locations.extensions import extensions

from . import assembly, decoding, docx, html, kinds, markdown, text
from .document import ArticleDocument, ImportRefused
from .titles import title_of_name
from .words import lost_words, words_of, words_of_document


@dataclass(frozen=True, slots=True)
class Reader:
    """How one format is read: into a document, and into its bare words for the check.

    `read` also gets the name of the file as words, the last resort for a title.
    """

    read: Callable[[bytes, str], ArticleDocument]
    source_text: Callable[[bytes], str]
    max_bytes: int = decoding.MAX_BYTES


_TEXT = Reader(lambda data, name: text.read(data), text.source_text)
_HTML = Reader(lambda data, name: html.read(data, name=name), html.source_text, html.MAX_BYTES)

_MARKDOWN = Reader(lambda data, name: markdown.read(data, name=name), markdown.source_text)
_WORD = Reader(lambda data, name: docx.read(data, name=name), docx.source_text, docx.MAX_BYTES)

READERS = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".mdx": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".docx": _WORD,
}


def known_readers() -> dict[str, Reader]:
    """The readers by the ending of a file's name: ours, and the project's (docs/extending.md)."""
    theirs = extensions("IMPORT_READERS").items()
    return READERS | {end: _guarded(make()) for end, make in theirs}


def _guarded(reader: Reader) -> Reader:
    """A reader of the project's, whose faults are refusals: we cannot know what it may raise."""

    def read(data: bytes, name: str) -> ArticleDocument:
        with _refusing():
            return reader.read(data, name)

    def words(data: bytes) -> str:
        with _refusing():
            return reader.source_text(data)

    return replace(reader, read=read, source_text=words)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ImportRefused:
        raise
    except Exception as error:
        raise ImportRefused(
            _("this site's own reader of such files failed (%(kind)s)")
            % {"kind": type(error).__name__}
        ) from error


def read_article(path: Path) -> tuple[bytes, ArticleDocument]:
    """Return the file at `path` and the article in it.

    Raises ImportRefused when there is no reader for it, when it cannot be read, or when a word of
    it would be lost.
    """
    data, (document,) = read_articles(path)
    return data, document


def read_articles(path: Path, *, split: bool = False) -> tuple[bytes, list[ArticleDocument]]:
    """Return the file at `path` and the article in it, or with `split` every one it holds."""
    reader = known_readers().get(path.suffix.lower(), _TEXT)  # an unknown kind is refused below
    data = decoding.read_bytes(path, limit=reader.max_bytes)
    return data, read_bytes(path.name, data, split=split)


def read_document(name: str, data: bytes) -> ArticleDocument:
    """Return the article in `data`, the bytes of a file called `name`; refuse as read_article."""
    reader = _reader(name)
    decoding.refuse_large(data, limit=reader.max_bytes)
    document = reader.read(data, title_of_name(PurePath(name).stem))
    _refuse_lost(lost_words(words_of([reader.source_text(data)]), words_of_document(document)))
    return document.warned(*kinds.warnings_about(document))


def source_text(name: str, data: bytes) -> str:
    """Return the bare words of a file called `name`, as the check for lost words takes them."""
    return _reader(name).source_text(data)


def read_bytes(name: str, data: bytes, *, split: bool = False) -> list[ArticleDocument]:
    """Return the article in `data`, the bytes of a file called `name`, as a list.

    With `split` a file that seems to hold several (``document.titles``) becomes one document for
    each; otherwise it is one document with a warning. Raises ImportRefused, and nothing else.
    """
    document = read_document(name, data)
    if not split:
        return [document]
    documents = assembly.split(document)
    lost = lost_words(
        words_of_document(document), sum(map(words_of_document, documents), Counter())
    )
    _refuse_lost(lost)
    return documents


def _reader(name: str) -> Reader:
    reader = known_readers().get(PurePath(name).suffix.lower())
    if reader is None:
        raise ImportRefused(
            _("files of this kind cannot be imported; these can: %(kinds)s")
            % {"kinds": ", ".join(known_readers())}
        )
    return reader


def _refuse_lost(words: list[str]) -> None:
    if words:
        raise ImportRefused(
            _("words would be lost, so nothing is imported: %(words)s")
            % {"words": " ".join(words[:30])}
        )

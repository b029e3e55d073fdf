"""A file that holds several articles, taken apart where the reader saw that another one begins."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

from .assembly import assemble
from .document import ArticleDocument, ImportRefused, Section, plain
from .readers import read_data

# In these the words of the file stand as in the file itself, so that each part can be read anew.
_PLAIN = frozenset({".txt", ".text", ".md", ".markdown"})

Part = tuple[ArticleDocument, str]


def titles_of(document: ArticleDocument) -> list[str]:
    """Return the titles of the articles that the file seems to hold; one for an ordinary file."""
    return [document.title, *(plain(s.heading) for s in document.sections if _starts(s))]


def split_article(document: ArticleDocument, source_text: str, *, file_name: str) -> list[Part]:
    """Return each article in `document` with its words; a single one when it holds no more.

    Where that is possible each part is read again as a file of its own, so that its author, its
    date and its closing paragraph are found. Otherwise the document is cut at its headings.
    """
    titles = titles_of(document)
    if len(titles) < 2:
        return [(document, source_text)]
    suffix = PurePath(file_name).suffix.lower()
    return (suffix in _PLAIN and _read_again(titles, source_text, suffix)) or [
        (part, source_text) for part in _cut(document)
    ]


def _read_again(titles: list[str], text: str, suffix: str) -> list[Part]:
    """Return each part as its reader reads it; nothing when one of them cannot be read so."""
    lines = text.splitlines(keepends=True)
    starts = _starts_of(titles, lines)
    if len(starts) < len(titles):
        return []
    parts = []
    for start, end in pairwise([*starts, len(lines)]):
        piece = "".join(lines[start:end])
        try:
            document, _source = read_data(f"part{suffix}", piece.encode())
        except ImportRefused:
            return []
        parts.append((document, piece))
    return parts


def _starts_of(titles: list[str], lines: list[str]) -> list[int]:
    """Return the line at which each title stands, the first one at the beginning."""
    starts = [0]
    for title in titles[1:]:
        wanted = _words(title)
        later = range(starts[-1] + 1, len(lines))
        start = next((n for n in later if _words(lines[n]) == wanted), None)
        if start is None:
            break
        starts.append(start)
    return starts


def _words(text: str) -> str:
    return " ".join(text.strip("#=*_ \t\r\n").split()).casefold()


def _cut(document: ArticleDocument) -> Iterator[ArticleDocument]:
    sections = document.sections
    starts = [number for number, section in enumerate(sections) if _starts(section)]
    yield assemble(
        replace(document, sections=sections[: starts[0]], call_to_action=None, warnings=())
    )
    for start, end in pairwise([*starts, len(sections)]):
        first = sections[start]
        call = document.call_to_action if end == len(sections) else None
        part = ArticleDocument(
            title=plain(first.heading),
            intro=first.blocks,
            sections=sections[start + 1 : end],
        )
        part = assemble(part)
        yield replace(part, call_to_action=call) if call else part


def _starts(section: Section) -> bool:
    return getattr(section, "starts_article", False)

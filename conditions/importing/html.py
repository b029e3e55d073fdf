"""The reader of HTML: saved pages of real sites, and fragments that hold only the text."""

import re

from django.utils.translation import gettext as _

from . import decoding, html_meta
from .document import ArticleDocument, Byline, Dateline, ImportRefused, LeftOut, Text
from .html_blocks import Parts, parts_of
from .html_notes import take_notes
from .html_page import article_of
from .html_tree import bare_words, parse, words_in
from .parts import Part
from .structure import Around, document_of
from .titles import take_title

# A saved page brings its styles and scripts along; the article in it is as short as any other.
MAX_BYTES = 3_000_000

_WHOLE_PAGE = re.compile(r"<(?:html|body|head)[\s>]", re.IGNORECASE)


def read(data: bytes, *, name: str = "") -> ArticleDocument:
    """Return the article in the bytes of an HTML file; `name` is the last resort for a title."""
    source = decoding.decode_page(data)
    document = read_page(source, name=name)
    if decoding.is_garbled(source):
        document = document.warned(
            _("some letters look garbled (like â€™ or Ã©); compare the text with the original")
        )
    return document


def source_text(data: bytes) -> str:
    """Return the words of the file as the check for lost words takes them."""
    return fragment_text(decoding.decode_page(data))


def fragment_text(source: str) -> str:
    """Return all words of a page or fragment, found in the plainest way: between the tags."""
    return bare_words(source)


def read_page(source: str, *, name: str = "") -> ArticleDocument:
    """Return the article of a page with its menus, footers and notices, or of a fragment."""
    if not _WHOLE_PAGE.search(source):
        return read_fragment(source, name=name)
    soup = parse(source)
    notes = take_notes(soup)
    said = html_meta.title_of(soup)
    byline, dateline = html_meta.author_of(soup), html_meta.date_of(soup)
    page = article_of(soup, said=said)
    title = words_in(page.title) if page.title else ""
    if page.title and page.title in page.root.descendants:
        page.title.extract()
    found = parts_of(page.root)
    return _document(
        found,
        title=title,
        spare=(said, name),
        byline=byline,
        dateline=dateline,
        left_out=page.left_out,
        footnotes=notes,
    )


def read_fragment(
    source: str,
    *,
    title: str = "",
    name: str = "",
    byline: Byline | None = None,
    dateline: Dateline | None = None,
    left_out: tuple[LeftOut, ...] = (),
    warnings: tuple[str, ...] = (),
) -> ArticleDocument:
    """Return the article whose text is `source`, HTML without any page around it.

    Other readers end with it: they know the title, the author and the date from elsewhere. With
    an empty `title` the first heading is it, else the first short line, else the `name`.
    Everything in `source` is text: nothing is taken for a menu. Check the words with
    ``fragment_text``.
    """
    soup = parse(source)
    notes = take_notes(soup)
    return _document(
        parts_of(soup),
        title=title,
        spare=(name,),
        byline=byline,
        dateline=dateline,
        left_out=left_out,
        warnings=warnings,
        footnotes=notes,
    )


def _document(
    found: Parts,
    *,
    title: str,
    spare: tuple[str, ...],
    byline: Byline | None = None,
    dateline: Dateline | None = None,
    left_out: tuple[LeftOut, ...] = (),
    warnings: tuple[str, ...] = (),
    footnotes: tuple[Text, ...] = (),
) -> ArticleDocument:
    parts: list[Part] = found.parts
    if not title:
        title, parts, more = take_title(parts, spare)
        warnings = (*warnings, *more)
    if not title:
        raise ImportRefused(_("there is no title: give the page a heading, or the file a name"))
    around = Around(
        title=title,
        byline=byline,
        dateline=dateline,
        left_out=(*left_out, *found.left_out),
        warnings=(*warnings, *found.warnings),
        pictures=tuple(found.pictures),
        footnotes=footnotes,
    )
    return document_of(parts, around)

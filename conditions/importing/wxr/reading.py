"""From an item to an article: its title, its author and date, its text with every word."""

import html
import re
from typing import Any
from urllib.parse import unquote

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ..document import (
    ArticleDocument,
    Byline,
    Dateline,
    ImportRefused,
    LeftOut,
    Paragraph,
    Span,
)
from ..html import fragment_text, read_fragment
from ..html_blocks import Parts, parts_of
from ..html_tree import parse
from ..signatures import parse_byline
from ..words import lost_words, words_of
from . import checking
from .content import Content, Library, bare, content_of
from .items import Channel, WxrItem

_LONGEST_TITLE = 255
_LONGEST_SUMMARY = 300
_LONGEST_SLUG = 200
# Where a broken text is cut in paragraphs.
_PART = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|</?(?:address|article|aside|blockquote|br|dd|div|dl"
    r"|dt|details|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|summary|table|td|th|tr|ul)\b[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)


class Protected(ImportRefused):
    """The post has a password: it was never meant for everybody."""


def read_item(item: WxrItem, channel: Channel, library: Library) -> ArticleDocument:
    """Return the article in `item`; raise ImportRefused when it cannot be one.

    Every word that visitors of the old site could read is in the document.
    """
    if item.too_large:
        raise ImportRefused(_("it is larger than any article"))
    if item.has_password:
        raise Protected(
            _("it is protected by a password, so it is for some people only; copy it by hand")
        )
    content = content_of(item, library)
    title, opening, remarks = _title(item)
    facts = {
        "title": title,
        "byline": _byline(item, channel),
        "dateline": _dateline(item),
        "left_out": tuple(_left_out(item, content)),
        "warnings": (*item.remarks, *remarks, *_status_remarks(item), *content.remarks),
    }
    body = f"{opening}{content.html}"
    for read in (_structured, _plain_paragraphs):
        document = read(body, facts)
        lost = checking.lost(document, item, content)
        if not lost:
            return document
    raise ImportRefused(
        _("words would be lost, so it is not imported: %(words)s") % {"words": " ".join(lost[:30])}
    )


def _structured(body: str, facts: dict[str, Any]) -> ArticleDocument:
    """Return the article in `body` with its headings and lists."""
    try:
        return read_fragment(body, **facts)
    except ImportRefused:
        found = parts_of(parse(body))
        if not _is_without_text(body, found):
            return _plain_paragraphs(body, facts)
    left_out = (*facts["left_out"], *found.left_out)
    remarks = (*found.warnings, _("it has no text; write one or delete the draft"))
    document = ArticleDocument(**facts | {"left_out": left_out}, pictures=tuple(found.pictures))
    return document.warned(*remarks)


def _is_without_text(body: str, found: Parts) -> bool:
    """Say whether all words are in captions and forms: a post may be just a picture."""
    captions = (picture.caption for picture in found.pictures)
    beside = words_of([*captions, *(part.text for part in found.left_out)])
    return not lost_words(words_of([fragment_text(body)]), beside)


def _plain_paragraphs(body: str, facts: dict[str, Any]) -> ArticleDocument:
    """Return every word of `body` in plain paragraphs, for markup that nobody could follow."""
    texts = (" ".join(fragment_text(part).split()) for part in _PART.split(body))
    paragraphs = tuple(Paragraph((Span(text),)) for text in texts if text)
    pictures = tuple(parts_of(parse(body)).pictures)
    document = ArticleDocument(**facts, intro=paragraphs, pictures=pictures)
    return document.warned(
        _("its markup is broken: it came as plain paragraphs, without headings, lists and links")
    )


def _title(item: WxrItem) -> tuple[str, str, list[str]]:
    """Return the title, what of it must go into the text, and what to tell."""
    title = " ".join(html.unescape(_plain(item.title)).split())
    if not re.search(r"\w", title):
        day = date_format(item.published, "DATE_FORMAT") if item.published else item.slug or item.id
        made = " ".join(part for part in (title, _("Untitled (%(day)s)") % {"day": day}) if part)
        return made, "", [_("it has no title; “%(title)s” was made for it") % {"title": made}]
    if len(title) <= _LONGEST_TITLE:
        return title, "", []
    short = title[: _LONGEST_TITLE - 2].rsplit(" ", 1)[0] + " …"
    return short, f"<p>{html.escape(title)}</p>", [_("its title was too long and was shortened")]


def _plain(source: str) -> str:
    """Return a title without tags; marks inside a word do not part it."""
    return re.sub(r"</?[a-zA-Z][^<>]*>", "", source)


def _status_remarks(item: WxrItem) -> list[str]:
    said = {
        "private": _("it was private on the old site: decide who may read it"),
        "draft": _("it was a draft on the old site"),
        "pending": _("it waited for approval on the old site"),
        "future": _("it was scheduled on the old site and not published yet"),
    }
    remarks = [said[item.status]] if item.status in said else []
    if item.type == "page":
        remarks.append(
            _("it was a page, not a post: it may belong elsewhere than among the articles")
        )
    return remarks


def _byline(item: WxrItem, channel: Channel) -> Byline | None:
    name = " ".join(channel.authors.get(item.author, item.author).split())
    if not name:
        return None
    found = parse_byline(f"By {name}")
    return Byline(found.name, found.credentials, name) if found else Byline(name, (), name)


def _dateline(item: WxrItem) -> Dateline | None:
    published = item.published
    return Dateline(published, published.isoformat()) if published else None


def _left_out(item: WxrItem, content: Content) -> list[LeftOut]:
    parts = (
        ("\n".join(content.brackets), _("shortcodes of WordPress; the texts in them were kept")),
        (excerpt_of(item), _excerpt_reason(item)),
    )
    return [LeftOut(text, reason) for text, reason in parts if text.strip()]


def _excerpt_reason(item: WxrItem) -> str:
    if summary_of(item):
        return _("the excerpt, which is the summary now")
    return _("the excerpt, which is too long for a summary")


def excerpt_of(item: WxrItem) -> str:
    """Return the excerpt that somebody wrote for lists, as plain text."""
    return " ".join(html.unescape(bare(item.excerpt)).split())


def summary_of(item: WxrItem) -> str:
    """Return the excerpt if it fits a summary, "" otherwise."""
    excerpt = excerpt_of(item)
    return excerpt if len(excerpt) <= _LONGEST_SUMMARY else ""


def slug_of(item: WxrItem) -> str:
    """Return the last part of the old address, so that the new one looks like it."""
    return slugify(unquote(item.slug), allow_unicode=True)[:_LONGEST_SLUG]

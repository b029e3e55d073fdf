"""Where links lead, and which of them may stay.

A link stays when it leads to a web page, an address or a number. What a browser would run is
dropped, and so is what only worked on the page that the text came from.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from .document import ArticleDocument, Span, Text, plain
from .walking import Changer, running_texts

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_IGNORED = re.compile(r"[\x00-\x20\x7f\u00a0\u200b-\u200f\u2028-\u202f\ufeff]+")
_LONGEST = 2000


def normal(href: str) -> str:
    """Return an address as browsers take it: without white space around it and line breaks."""
    href = href.strip()
    return re.sub(r"[\t\r\n]+", "", href).replace(" ", "%20")


def is_safe(href: str) -> bool:
    """Say whether `href` is the whole address of something that may be linked to."""
    scheme, host = _scheme_and_host(href)
    if scheme in {"http", "https"}:
        return bool(host) and len(href) <= _LONGEST
    return scheme in SAFE_SCHEMES and len(href) <= _LONGEST


def is_path(href: str) -> bool:
    """Say whether `href` is a path on the site that the text came from."""
    scheme, host = _scheme_and_host(href)
    return not scheme and not host and not href.startswith(("#", "?", "//"))


def checked(document: ArticleDocument) -> ArticleDocument:
    """Return `document` without the links that cannot stay, with a warning for each."""
    warnings = dict.fromkeys(
        warning
        for text in running_texts(document)
        for span in text
        if span.href and (warning := _warning(span))
    )
    changer = Changer(text=_without_bad_links, point_heading=_without_links)
    return changer.document(document).warned(*warnings)


def with_typed_numbers(text: Text, is_known: Callable[[str], bool]) -> Text:
    """Return `text` with the clinic's telephone links as typed numbers, so that they are found.

    “Call us”, linked to a number, reads “Call us (651-555-0123)”; a link whose words are a number
    is just that number. The number of somebody else keeps its link.
    """
    spans: list[Span] = []
    for href, group in groupby(text, key=lambda span: span.href):
        linked = list(group)
        number = number_of(href)
        if not number or not is_known(number):
            spans += linked
            continue
        spans += [replace(span, href="") for span in linked]
        if not _shows(plain(tuple(linked)), number):
            spans.append(replace(linked[-1], text=f" ({number})", href=""))
    return tuple(spans)


def number_of(href: str) -> str:
    """Return the number that a telephone link dials, "" for another link."""
    scheme, _host = _scheme_and_host(href)
    number = unquote(href.partition(":")[2]) if scheme == "tel" else ""
    return number.strip("/ ").split(";")[0] if re.search(r"\d{5}", number) else ""


def _shows(words: str, number: str) -> bool:
    """Say whether the words of a link hold a number: the one it dials, or another one."""
    digits = re.sub(r"\D", "", words)
    return len(digits) >= 7 or (len(digits) >= 5 and digits in re.sub(r"\D", "", number))


def resolved(document: ArticleDocument, pages: Mapping[str, int]) -> ArticleDocument:
    """Return `document` with links to the old site's pages leading to this site's.

    `pages` maps the last part of an address (the slug) to a page. What leads to none is dropped
    with a warning: a link that goes nowhere helps nobody.
    """
    lost: dict[str, None] = {}

    def change(text: Text) -> Text:
        return tuple(_resolved(span, pages, lost) for span in text)

    document = Changer(text=change, point_heading=lambda text: text).document(document)
    return document.warned(*lost)


def _resolved(span: Span, pages: Mapping[str, int], lost: dict[str, None]) -> Span:
    if not span.href or not is_path(span.href):
        return span
    path = unquote(span.href).partition("#")[0].partition("?")[0]
    slug = re.sub(r"\.(?:html?|md|php|aspx?)$", "", path.rstrip("/")).rpartition("/")[2]
    page_id = pages.get(slug.casefold())
    if page_id is None:
        said = _("the link of “%(words)s” was dropped: this site has no page for %(href)s")
        lost[said % {"words": span.text.strip()[:40], "href": span.href[:80]}] = None
        return replace(span, href="")
    return replace(span, href="", page_id=page_id)


def _without_bad_links(text: Text) -> Text:
    return tuple(
        span if is_safe(span.href) or is_path(span.href) else replace(span, href="")
        for span in text
    )


def _without_links(text: Text) -> Text:
    """The heading of a point is plain in the editor."""
    return (Span(plain(text)),) if text else text


def _warning(span: Span) -> str:
    if is_safe(span.href) or is_path(span.href) or span.href.startswith("#"):
        return ""
    return _("the link of “%(words)s” was dropped: %(href)s is no address to link to") % {
        "words": span.text.strip()[:40],
        "href": span.href[:60],
    }


def _scheme_and_host(href: str) -> tuple[str, str]:
    """Return the scheme in small letters and the host; odd ones as a scheme that is not safe."""
    try:
        parts = urlsplit(_IGNORED.sub("", href))
    except ValueError:
        return "invalid", ""
    # “java&#9;script:” and “javascript&colon;” are the same to a browser.
    if not parts.scheme and ":" in href.split("/")[0].split("?")[0].split("#")[0]:
        return "invalid", ""
    return parts.scheme.casefold(), parts.netloc

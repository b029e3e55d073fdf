"""Links within the old site: to a page of this site where there is one, else as they were.

Exports are full of them, and posts link to posts that are imported later. The old address of such
a post is redirected once it is here, so an address that leads nowhere today is no lost link.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote, urljoin, urlsplit

from ..document import ArticleDocument, Span, Text
from ..links import is_path
from ..walking import Changer


def rebased(document: ArticleDocument, home: str, pages: Mapping[str, int]) -> ArticleDocument:
    """Return `document` with the links of the site at `home` as paths where `pages` has the slug.

    ``links.resolved`` makes those lead to the page; the others become whole addresses.
    """

    def change(text: Text) -> Text:
        return tuple(_rebased(span, home, pages) for span in text)

    return Changer(text=change, point_heading=lambda text: text).document(document)


def _rebased(span: Span, home: str, pages: Mapping[str, int]) -> Span:
    host = _host(home)
    if not span.href or not host or not (is_path(span.href) or _host(span.href) == host):
        return span
    address = urljoin(f"{home.rstrip('/')}/", span.href)
    path = unquote(urlsplit(address).path).rstrip("/")
    slug = path.rpartition("/")[2].casefold()
    return replace(span, href=path if slug and slug in pages else address)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.casefold().removeprefix("www.")
    except ValueError:
        return ""

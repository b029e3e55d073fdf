"""The one address of a page for those who do not stand on any of its Sites: machines.

Addresses are made from where the Sites' front pages are. Whoever asks for many hands in an object
that keeps this, such as the directory; without one, each page looks it up in the cache.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.models import Page, Site


def canonical_url(page: Page, *, known: Any = None) -> str:
    """The one address of this content for search engines: an alias names its original's.

    It is the same on every Site that shows the page; "" when the page has no address.
    """
    original = page
    while original.alias_of_id and original.alias_of.live:
        original = original.alias_of
    return original.get_full_url(known) or page.get_full_url(known) or ""


class KnownAddresses:
    """The addresses of pages for one request: asked for often, made once."""

    def __init__(self, site: Site | None, request: HttpRequest | None, *, known: Any) -> None:
        self.site = site
        self.request = request
        self.known = known
        self._parts: dict[tuple[int | None, str], tuple[str, str]] = {}

    def canonical(self, page: Page) -> str:
        """As `canonical_url`. No query, unless it is an alias."""
        if page.alias_of_id:
            return canonical_url(page, known=self.known)
        return "".join(self._parts_of(page))

    def for_reader(self, page: Page) -> str:
        """As Wagtail's `get_url`; "" for a page that has no address."""
        if not self._is_the_only_site or has_own_addresses(page):
            return page.get_url(self.request) or ""
        return self._parts_of(page)[1]

    def _parts_of(self, page: Page) -> tuple[str, str]:
        """The address of the Site of a page, and that of the page on it."""
        key = (page.pk, page.url_path)
        if key not in self._parts:
            _site, root, path = page.get_url_parts(self.known) or (0, None, None)
            self._parts[key] = (root or "", path or "")
        return self._parts[key]

    @cached_property
    def _is_the_only_site(self) -> bool:
        """Then no address needs a host, and none depends on who asks."""
        if self.site is None:
            return False
        roots = self.site.root_page._get_site_root_paths(self.known)
        return len({root.site_id for root in roots}) == 1


def has_own_addresses(page: Page) -> bool:
    """Does the page's type decide itself about its address?"""
    model = page.specific_class or Page
    return (model.get_url_parts, model.get_url) != (Page.get_url_parts, Page.get_url)


def has_many_languages(page: Page, *, known: Any = None) -> bool:
    """Whether the Sites' front pages are in more than one language. No query."""
    roots = page._get_site_root_paths(known)
    return len({root.language_code for root in roots}) > 1


def language_of(page: Page, *, known: Any = None) -> str:
    """The language of the front page above `page`, "" for a page of no Site. No query."""
    above = [
        root
        for root in page._get_site_root_paths(known)
        if page.url_path and page.url_path.startswith(root.root_path)
    ]
    return max(above, key=lambda root: len(root.root_path)).language_code if above else ""


def default_root_url() -> str:
    """The address of the Site that stands for the whole clinic; "" without any Site."""
    site = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    return site.root_url if site else ""

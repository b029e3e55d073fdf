"""The one address of a page for those who do not stand on any of its Sites: machines.

Addresses are made from where the Sites' front pages are. Whoever asks for many hands in an object
that keeps this, such as the directory; without one, each page looks it up in the cache.
"""

from typing import Any

from wagtail.models import Page, Site


def canonical_url(page: Page, *, known: Any = None) -> str:
    """The one address of this content for search engines: an alias names its original's.

    It is the same on every Site that shows the page; "" when the page has no address.
    """
    original = page
    while original.alias_of_id and original.alias_of.live:
        original = original.alias_of
    return original.get_full_url(known) or page.get_full_url(known) or ""


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

"""The sitemap: every public page at its canonical address, with its other languages.

Two queries, however many pages there are. Only pages of a type with addresses of its own are read
whole, one query for each such type.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.models import Page

from ..addresses import has_own_addresses
from ..directory import Directory
from ..published import published
from .heads import alternates_of


class Sitemap(WagtailSitemap):
    """The pages whose one address is on the Site that was asked, in any language."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.clinic = Directory.for_request(request)

    def items(self) -> list[tuple[Page, str]]:
        """The pages with their addresses."""
        site = self.clinic.site
        if site is None:
            return []
        origin = f"{site.root_url}/"
        addressed = ((page, self.clinic.canonical_url(page)) for page in self._pages)
        return [(page, url) for page, url in addressed if url.startswith(origin) and _listed(page)]

    @property
    def _pages(self) -> list[Page]:
        """All pages of all Sites that are content of their own: a translation may be elsewhere."""
        if not hasattr(self, "_read"):
            pages = published(Page.objects.filter(alias_of__isnull=True, depth__gt=1))
            found = list(pages.select_related("locale").order_by("path"))
            own = [page.pk for page in found if has_own_addresses(page)]
            whole = Page.objects.filter(pk__in=own).specific().in_bulk() if own else {}
            self._read = [whole.get(page.pk, page) for page in found]
        return self._read

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        families: dict[Any, list[Page]] = {}
        for one in self._pages:
            families.setdefault(one.translation_key, []).append(one)
        return [
            info
            for one, url in self.paginator.page(page).object_list
            for info in self._infos(one, url, families[one.translation_key])
        ]

    def _infos(self, page: Page, url: str, family: list[Page]) -> Iterator[dict[str, Any]]:
        alternates = alternates_of(sorted(family, key=lambda one: one.pk), clinic=self.clinic)
        yield {
            "location": url,
            "lastmod": page.last_published_at or page.latest_revision_created_at,
            "alternates": [{"lang_code": code, "location": other} for code, other in alternates],
        }


def _listed(page: Page) -> bool:
    return getattr(page.specific_class, "in_sitemap", True)

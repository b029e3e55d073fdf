"""Links to pages in rich text: they stay on the reader's Site, and cost a page one query.

Wagtail expands each text by itself and without the request: some queries per text, and as soon as
there is a second Site, every link names a host. The first link in a text would lead a reader away
from the Site of a location.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler as WagtailPageLinkHandler

from .addresses import has_own_addresses
from .directory import Directory
from .live import LiveFact
from .markup import linked_ids
from .references import originals_by_id

PAGE_LINK = WagtailPageLinkHandler.identifier


@dataclass
class Reading:
    """A page that is being rendered for a reader, and the pages that its texts link to."""

    directory: Directory
    page: Page
    # What other kinds of references keep while the page is rendered, by link type.
    kept: dict[str, Any] = field(default_factory=dict)
    # The pages that are rendered one after the other, if more than this one: read for all at once.
    together: list[Page] = field(default_factory=list)

    def turn_to(self, page: Page, *, targets: dict[int, Page]) -> None:
        """Go on with another page of those that are read together; its links lead to `targets`."""
        self.page, self.targets, self.kept = page, targets, {}

    def linked_ids(self, link_type: str) -> set[Any]:
        """The ids that links of one type name in all texts that are read together."""
        pages = self.together or [self.page]
        return {pk for page in pages for pk in linked_ids(page, link_type)}

    @cached_property
    def targets(self) -> dict[int, Page]:
        """Where the links of all texts lead, by the id that is stored. One query.

        A link leads to the translation in the reader's language, if that is published.
        """
        ids = self.linked_ids(PAGE_LINK)
        family = list(self._family(ids))
        own = {page.pk: page for page in family}
        language = self.directory.root.locale_id if self.directory.root else None
        local = {page.translation_key: page for page in family if page.locale_id == language}
        return {
            pk: page if page.locale_id == language else local.get(page.translation_key, page)
            for pk, page in own.items()
            if pk in ids
        }

    def _family(self, ids: set[int]) -> QuerySet[Page]:
        keys = Page.objects.filter(pk__in=ids).values("translation_key")
        family = Page.objects.filter(translation_key__in=keys)
        return family.filter(Q(pk__in=ids) | Q(live=True)).order_by("pk")

    def address(self, page: Page) -> str:
        """The address of a page on the reader's Site, or with its host when it is on another."""
        if has_own_addresses(page):
            page = page.specific
        return page.get_url(self.directory.request) or ""


_reading: ContextVar[Reading | None] = ContextVar("clinic_reading", default=None)


@contextmanager
def turning(now: Reading | None) -> Iterator[None]:
    """Inside, texts are those of the page that `now` has been turned to."""
    token = _reading.set(now)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def reading(directory: Directory | None, page: Page | None) -> Iterator[None]:
    """Inside, the links in the texts of `page` are those of one request's Site."""
    now = None
    if directory is not None and directory.request is not None and isinstance(page, Page):
        now = _going_on_with(page) or Reading(directory, page)
    with turning(now):
        yield


def _going_on_with(page: Page) -> Reading | None:
    """The reading of some pages together, if this is one of them; None outside."""
    now = _reading.get()
    if now is None or page not in now.together:
        return None
    if now.page != page:
        now.page, now.kept = page, {}
    return now


class PageLinkHandler(WagtailPageLinkHandler):
    """As Wagtail's; for a reader the links stay on the reader's Site."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        now = _reading.get()
        ids = [str(attrs.get("id")) for attrs in attrs_list]
        if now is None or not all(_known(value, now) for value in ids):
            return super().expand_db_attributes_many(attrs_list)
        return [f'<a href="{escape(now.address(now.targets[int(value)]))}">' for value in ids]


def register(features: FeatureRegistry) -> None:
    """Take the place of Wagtail's handler, unless the project has put one of its own there."""
    if features.link_types.get(PageLinkHandler.identifier) is WagtailPageLinkHandler:
        features.register_link_type(PageLinkHandler)


def read_once(kind: type[LiveFact], ids: set[Any] | None) -> Mapping[Any, Any]:
    """Return who has the facts of a `kind`, by id: one query for all texts of the page being read.

    As `originals_by_id`, for kinds whose pages the directory does not hold.
    """
    now, model = _reading.get(), kind.get_model()
    if now is None or ids is None:
        return originals_by_id(model, ids)
    kept = now.directory.kept.setdefault(kind.identifier, {})
    if ids - kept.keys():
        wanted = (ids | now.linked_ids(kind.identifier)) - kept.keys()
        kept |= dict.fromkeys(wanted) | originals_by_id(model, wanted)
    return kept


def kept_while_reading(link_type: str, make: Callable[[Page], Any]) -> Any:
    """Return what a kind of reference keeps for the page that is being rendered; None outside.

    `make` is called at the first use, with the page.
    """
    now = _reading.get()
    if now is None:
        return None
    if link_type not in now.kept:
        now.kept[link_type] = make(now.page)
    return now.kept[link_type]


def _known(value: str, now: Reading) -> bool:
    return value.isascii() and value.isdigit() and int(value) in now.targets

"""Links between pages: edited on one of them, seen from both."""

from functools import cache, cached_property
from itertools import chain
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.models import Orderable, Page

from locations.directory import Directory
from locations.models import LocationPage
from locations.prepared import Given, Prepared
from locations.published import in_language_or_original, originals, published


class PageLinkQuerySet(QuerySet):
    def of_originals(self) -> "PageLinkQuerySet":
        """The links that are edited on originals: where something is is a fact, written once."""
        page_type: Any = self.model._meta.get_field("page").related_model
        pages = page_type._default_manager.all()
        return self.filter(page__in=originals(pages).order_by().values("pk"))


class PageLink(Orderable):
    """An ordered link between two pages, edited on one and seen from both.

    Concrete links add `page` (where it is edited) and the other end, whose `related_name` leads
    back. A link is only a link: it goes when either of its pages goes.
    """

    objects = PageLinkQuerySet.as_manager()

    class Meta(Orderable.Meta):
        abstract = True


def linked_pages(page: Page, *names: str, request: HttpRequest) -> list[list[Any]]:
    """The published pages at the other ends of a page's links, in the order chosen on it.

    ``linked_pages(article, "condition", "treatment", request=…)`` returns two lists, of conditions
    and of treatments. One query for all of them.

    The links of a translation may be copies that still lead to the pages of the first language; a
    page lists what is in its own. The original stands in for what is not, as everywhere.
    """
    ends = _ends(type(page), *names)
    locale = page.shown_page.locale_id
    if getattr(request, "is_preview", False):
        found = _in_draft(page, ends, locale)
    else:
        found = _linked.rows(type(page), *names, page=page.pk, locale=locale)
    return [[getattr(other, end.way) for other in found if hasattr(other, end.way)] for end in ends]


@cache
def _ends(model: type[Page], *names: str) -> list["_End"]:
    return [_End(model, name) for name in names]


def _shown(ends: list["_End"], locale: Any) -> QuerySet:
    """The published pages, for a language, with what is shown of those at some ends."""
    shown = chain.from_iterable(end.shown_with for end in ends)
    pages = published(Page.objects.select_related(*shown))
    # An alias is a page of its own in the language of its original; elsewhere it waits for words.
    is_written = Q(alias_of__isnull=True) | Q(alias_of__locale=F("locale"))
    return in_language_or_original(pages.filter(is_written), locale)


def linked_locations(page: Page, *, clinic: Directory) -> list[LocationPage]:
    """The published locations that a page's `location_links` lead to, in the clinic's order.

    A link to a translation of a location means the location. One query, for the links alone.
    """
    keys = set(page.location_links.values_list("location__translation_key", flat=True))
    return [place for place in clinic.locations if place.translation_key in keys]


def _in_table(model: type[Page], *names: str) -> QuerySet:
    ends = _ends(model, *names)
    first, *others = (end.keys for end in ends)
    # Coalesce wants two; each page is at one end, where it has a place.
    order = Coalesce(*(end.place for end in ends), None)
    pages = _shown(ends, Given("locale", Page._meta.get_field("locale").target_field))
    return pages.filter(translation_key__in=first.union(*others)).order_by(order)


_linked: Prepared[Any] = Prepared(_in_table)


def _in_draft(page: Page, ends: list["_End"], locale: int) -> list[Page]:
    """For a preview: the links of a draft are in no table yet, but in the draft itself."""
    keys = list(chain.from_iterable(end.draft_keys(page) for end in ends))
    found = _shown(ends, locale).filter(translation_key__in=keys)
    return sorted(found, key=lambda other: keys.index(other.translation_key))


class _End:
    """The other end of the links of one kind of a type of pages: ``condition`` of an article's
    ``condition_links``.
    """

    def __init__(self, model: type[Page], name: str) -> None:
        self.name = name
        self.relation = f"{name}_links"
        self.link: Any = model._meta.get_field(self.relation).related_model

    @cached_property
    def model(self) -> Any:
        return self.link._meta.get_field(self.name).related_model

    @cached_property
    def way(self) -> str:
        """The attribute that leads from a plain page to the page of this end's type."""
        return self.model._meta.pk.remote_field.get_accessor_name()

    @property
    def shown_with(self) -> list[str]:
        return [f"{self.way}__{field}" for field in self.model.listed_with]

    @cached_property
    def links(self) -> QuerySet:
        return self.link.objects.filter(page=Given("page", Page._meta.pk)).order_by()

    @property
    def keys(self) -> QuerySet:
        return self.links.values(f"{self.name}__translation_key")

    @property
    def place(self) -> Subquery:
        """Where the editor put a page among those of this end."""
        same = {f"{self.name}__translation_key": OuterRef("translation_key")}
        return Subquery(self.links.filter(**same).values("sort_order")[:1])

    def draft_keys(self, page: Page) -> list[object]:
        """The keys of what a draft links to, in its order. One query."""
        ids = [getattr(link, f"{self.name}_id") for link in getattr(page, self.relation).all()]
        keys = dict(
            self.model._default_manager.filter(pk__in=ids).values_list("pk", "translation_key")
        )
        return [keys[pk] for pk in ids if pk in keys]

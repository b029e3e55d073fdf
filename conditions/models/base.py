"""What the pages of this app share: links to one another, and their lists."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.blocks import StreamValue
from wagtail.models import Orderable, Page

from locations.models import ClinicPage
from locations.pictures import load_renditions
from locations.published import published

# How many articles a page lists beside its own text; the list of articles has the rest.
RELATED_ARTICLES = 6


class PageLink(Orderable):
    """An ordered link between two pages, edited on one and seen from both.

    Concrete links add `page` (where it is edited) and the other end, whose `related_name` leads
    back. A link is only a link: it goes when either of its pages goes.
    """

    class Meta(Orderable.Meta):
        abstract = True


def live_pages(
    model: type[ClinicPage],
    *,
    order_by: tuple[str, ...] = ("title",),
    limit: int | None = None,
    **lookups: Any,
) -> list[Any]:
    """The published, public pages of `model` that match, with what a list shows. One query.

    An alias shows what its original shows, so it is not listed beside it.
    """
    pages = published(model.objects.filter(alias_of__isnull=True, **lookups)).distinct()
    return list(pages.select_related(*model.listed_with).order_by(*order_by)[:limit])


def linked_pages(page: Page, links: str, end: str, *, request: HttpRequest) -> list[Any]:
    """The published pages at the other `end` of the page's `links`, in the order chosen there.

    One query. A preview shows the links of the draft, which are in no table yet: then the links
    are taken from the draft itself.
    """
    relation = getattr(page, links)
    model = relation.model._meta.get_field(end).related_model
    back = relation.model._meta.get_field(end).related_query_name()
    pages = published(model.objects.all()).select_related(*model.listed_with)
    if not getattr(request, "is_preview", False):
        return list(pages.filter(**{f"{back}__page": page}).order_by(f"{back}__sort_order"))
    order = [getattr(link, f"{end}_id") for link in relation.all()]
    return sorted(pages.filter(pk__in=order), key=lambda found: order.index(found.pk))


def load_pictures(*pages: ClinicPage | None, body: StreamValue | tuple[()] = ()) -> None:
    """Fetch what is cut of the pictures of all `pages` and of those in a text. One query."""
    of_pages = [page.image for page in pages if page is not None]
    in_text = [block.value["image"] for block in body if block.block_type == "image"]
    load_renditions([*of_pages, *in_text])


class ClinicIndexPage(ClinicPage):
    """A list of the pages below it."""

    list_model: type[ClinicPage]
    max_count_per_parent = 1

    class Meta:
        abstract = True

    def listed_pages(self) -> models.QuerySet:
        children = published(self.list_model.objects.child_of(self))
        return children.select_related(*self.list_model.listed_with).order_by("title")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["pages"] = pages = list(self.listed_pages())
        load_pictures(*pages)
        return context

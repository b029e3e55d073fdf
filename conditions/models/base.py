"""What the pages of this app share: links to one another, and their lists."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.models import Orderable, Page

from locations.models import ClinicPage


class PageLink(Orderable):
    """An ordered link between two pages, edited on one and seen from both.

    Concrete links add `page` (where it is edited) and the other end, whose `related_name` leads
    back. A link is only a link: it goes when either of its pages goes.
    """

    class Meta(Orderable.Meta):
        abstract = True


def live_pages(model: type[Page], **lookups: Any) -> list[Any]:
    """The published, public pages of `model` that match, in title order. One query.

    Pictures are fetched along, because lists show them.
    """
    pages = model.objects.live().public().filter(**lookups).distinct()
    return list(pages.select_related("image").order_by("title"))


def linked_pages(page: Page, links: str, end: str, *, request: HttpRequest) -> list[Any]:
    """The published pages at the other `end` of the page's `links`, in the order chosen there.

    One query. A preview shows the links of the draft, which are in no table yet: then the links
    are taken from the draft itself.
    """
    relation = getattr(page, links)
    model = relation.model._meta.get_field(end).related_model
    back = relation.model._meta.get_field(end).related_query_name()
    pages = model.objects.live().public().select_related("image")
    if not getattr(request, "is_preview", False):
        return list(pages.filter(**{f"{back}__page": page}).order_by(f"{back}__sort_order"))
    order = [getattr(link, f"{end}_id") for link in relation.all()]
    return sorted(pages.filter(pk__in=order), key=lambda found: order.index(found.pk))


class ClinicIndexPage(ClinicPage):
    """A list of the pages below it."""

    list_model: type[ClinicPage]
    max_count_per_parent = 1

    class Meta:
        abstract = True

    def listed_pages(self) -> models.QuerySet:
        children = self.list_model.objects.child_of(self).live().public()
        return children.select_related("image").order_by("title")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["pages"] = list(self.listed_pages())
        return context

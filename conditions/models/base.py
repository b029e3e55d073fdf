"""What the pages of this app share: their lists, and the pictures in them."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.blocks import StreamValue

from locations.directory import Directory
from locations.facts_shown import with_facts
from locations.models import ClinicPage
from locations.pictures import load_renditions
from locations.published import each_once, in_language_or_original, knowing_public, published

from .described import DescribedList

# How many articles a page lists beside its own text; the list of articles has the rest.
RELATED_ARTICLES = 6


def live_pages(
    model: type[ClinicPage],
    *,
    order_by: tuple[str, ...] = ("title",),
    limit: int | None = None,
    among: models.QuerySet | None = None,
    **lookups: Any,
) -> list[Any]:
    """The published, public pages of `model` that match, with what a list shows.

    One query, and another one for the facts of translated people.

    `among` are pages of `model` to choose from, if not all. With `locale`, the id of a language, an
    original stands in for what is not in that language, but not for an article.

    An alias shows what its original shows, so it is not listed beside it. A page that is being
    written has no id yet, so nothing belongs to it.
    """
    if None in lookups.values():
        return []
    chosen = model.objects.all() if among is None else among
    if model.stands_in and "locale" in lookups:
        chosen = in_language_or_original(chosen, lookups.pop("locale"))
    pages = published(chosen.filter(alias_of__isnull=True, **lookups)).distinct()
    pages = knowing_public(pages, *model.shows_of)
    return with_facts(pages.select_related(*model.listed_with).order_by(*order_by)[:limit])


def linked_to(page: ClinicPage, way: str) -> dict[str, Any]:
    """Lookups for the pages in the language of `page` whose link `way` leads to it.

    A translation that somebody else made may still lead to the page in the first language.
    """
    shown = page.shown_page
    return {f"{way}__translation_key": shown.translation_key, "locale": shown.locale_id}


def load_pictures(*pages: ClinicPage | None, body: StreamValue | tuple[()] = ()) -> None:
    """Fetch what is cut of the pictures of all `pages` and of those in a text. One query."""
    of_pages = [page.image for page in pages if page is not None]
    in_text = [block.value["image"] for block in body if block.block_type == "image"]
    load_renditions([*of_pages, *in_text])


class ClinicIndexPage(DescribedList, ClinicPage):
    """A list of the pages below it."""

    list_model: type[ClinicPage]
    max_count_per_parent = 1

    # A list of more pages than these shows their names, without summaries and pictures.
    names_alone_beyond: int | None = None

    class Meta:
        abstract = True

    def listed_pages(self, clinic: Directory) -> models.QuerySet:
        """The pages below this list, and below it in other languages those that stand in.

        No query of its own: what is in which language is read for every page.
        """
        pages = self.list_model.objects.all()
        own = pages.child_of_q(self)
        others = models.Q(pk__in=[])
        for index in clinic.family_of(self):
            if index.pk != self.pk:
                others |= pages.child_of_q(index)
        keys = published(pages.filter(own)).order_by().values("translation_key")
        standing_in = in_language_or_original(pages.filter(others), self.locale_id)
        others = models.Q(pk__in=standing_in.exclude(translation_key__in=keys).values("pk"))
        children = each_once(published(pages.filter(own | others)))
        return children.select_related(*self.list_model.listed_with).order_by("title")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["pages"] = pages = with_facts(self.shown_pages(request, context))
        context["names_alone"] = self.names_alone_beyond and len(pages) > self.names_alone_beyond
        if not context["names_alone"]:
            load_pictures(*pages)
        return context

    def shown_pages(self, request: HttpRequest, context: dict[str, Any]) -> list[Any]:
        """Those of the listed pages that a reader asked for: all of them, if not cut up."""
        return list(self.listed_pages(context["clinic"]))

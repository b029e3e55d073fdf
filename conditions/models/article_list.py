"""The list of articles: in pages, and by topic or author."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from locations.directory import Directory
from locations.published import each_once, knowing_public, published

from .articles import ArticleCondition, ArticlePage, ArticleTreatment
from .base import ClinicIndexPage
from .described import all_articles

ARTICLES_ON_A_PAGE = 24

# What the list can be narrowed down to, as its address says it: ``?author=7``. By number, as
# everywhere: an address with the name of a condition in it would be kept in histories and logs.
KINDS = ("condition", "treatment", "author")

# What fits a 64-bit key.
KEY_DIGITS = 19


class ArticleIndexPage(ClinicIndexPage):
    """All articles, newest first; a long list is cut into pages and can be narrowed down."""

    list_model = ArticlePage
    subpage_types = ["clinic_conditions.ArticlePage"]
    template = "clinic_conditions/article_index_page.html"
    page_description = _("The list of all articles.")

    # What of the list is shown, as its address says it: ``author=7&page=2``.
    shown_part = ""

    class Meta:
        verbose_name = _("list of articles")

    def feeds(self, context: Mapping[str, Any]) -> list[tuple[str, str]]:
        return all_articles()

    @property
    def canonical_url(self) -> str:
        """Every part of the list is a page of its own to search engines."""
        url = super().canonical_url
        return f"{url}?{self.shown_part}" if url and self.shown_part else url

    def listed_pages(self, clinic: Directory) -> models.QuerySet:
        pages = ArticlePage.objects.child_of(self).defer_streamfields()
        articles = knowing_public(each_once(published(pages)), *ArticlePage.shows_of)
        return articles.select_related(*ArticlePage.listed_with).order_by("-date", "-pk")

    def shown_pages(self, request: HttpRequest, context: dict[str, Any]) -> list[ArticlePage]:
        """One page of the list. The choice of topics and authors costs a query where it is shown.

        A part that does not exist is not found: its address must not answer for ever.
        """
        kind, chosen = _asked_for(request)
        articles = self.listed_pages(context["clinic"])
        if kind:
            articles = articles.filter(pk__in=_articles_of(kind, chosen))
        paginator = Paginator(articles, ARTICLES_ON_A_PAGE)
        try:
            shown = paginator.page(request.GET.get("page", 1))
        except InvalidPage as error:
            raise Http404 from error
        choices = self._choices() if kind or paginator.num_pages > 1 else []
        current = next((page for page in choices if page.pk == chosen), None)
        if kind and current is None:
            raise Http404
        narrowed = f"{kind}={chosen}" if kind else ""
        number = f"page={shown.number}" if shown.number > 1 else ""
        self.shown_part = "&".join(filter(None, [narrowed, number]))
        context |= {"part": shown, "choices": choices, "current": current, "narrowed": narrowed}
        return list(shown.object_list)

    def _choices(self) -> list[Page]:
        """The conditions, treatments and authors of the articles, with their `kind`. One query."""
        articles = published(ArticlePage.objects.child_of(self)).values("pk")
        authors = ArticlePage.objects.filter(pk__in=articles, author__isnull=False)
        ids = {
            "condition": ArticleCondition.objects.filter(page__in=articles).values("condition"),
            "treatment": ArticleTreatment.objects.filter(page__in=articles).values("treatment"),
            "author": authors.order_by().values("author"),
        }
        of_kind = [models.When(pk__in=pks, then=models.Value(kind)) for kind, pks in ids.items()]
        found = Q()
        for pks in ids.values():
            found |= Q(pk__in=pks)
        kind = models.Case(*of_kind, output_field=models.CharField())
        pages = published(Page.objects.filter(found)).annotate(kind=kind)
        return list(pages.order_by("kind", "title"))


def _asked_for(request: HttpRequest) -> tuple[str, int]:
    """The kind and the key of what the list is narrowed down to; ("", 0) for the whole list."""
    for kind in KINDS:
        if kind in request.GET:
            key = request.GET[kind]
            return kind, int(key) if key.isdecimal() and len(key) < KEY_DIGITS else 0
    return "", 0


def _articles_of(kind: str, key: int) -> models.QuerySet:
    if kind == "author":
        return ArticlePage.objects.filter(author=key).values("pk")
    link = ArticleCondition if kind == "condition" else ArticleTreatment
    return link.objects.filter(**{kind: key}).values("page")

"""Articles: what practitioners write for their patients."""

import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultipleChooserPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from locations.models import ClinicPage

from ..blocks import BodyBlock
from .base import ClinicIndexPage, live_pages, load_pictures
from .conditions import ConditionPage
from .links import PageLink, linked_pages
from .panels import ImportTodosPanel
from .practitioners import PractitionerPage
from .treatments import TreatmentPage


def today() -> datetime.date:
    """The date in the site's time zone, the default date of a new article."""
    return timezone.localdate()


class ArticlePage(ClinicPage):
    """An article: who wrote it, when, about which conditions and treatments."""

    author = models.ForeignKey(
        PractitionerPage,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
    )
    date = models.DateField(_("date"), default=today)
    image_credit = models.CharField(
        _("picture credit"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the credit that the picture has in the library."),
    )
    body = StreamField(
        BodyBlock(),
        verbose_name=_("text"),
        help_text=_("Phone numbers: choose “Phone number” in the text, never type them."),
    )
    import_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    parent_page_types = ["clinic_conditions.ArticleIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_conditions/article_page.html"
    page_description = _("An article by a practitioner.")

    content_panels = [
        ImportTodosPanel(heading=_("Left to do after the import"), icon="tasks"),
        *ClinicPage.content_panels,
        FieldPanel("image_credit"),
        FieldRowPanel([PageChooserPanel("author"), FieldPanel("date")]),
        FieldPanel("body"),
        MultipleChooserPanel(
            "condition_links",
            chooser_field_name="condition",
            heading=_("About these conditions"),
            label=_("Condition"),
        ),
        MultipleChooserPanel(
            "treatment_links",
            chooser_field_name="treatment",
            heading=_("About these treatments"),
            label=_("Treatment"),
        ),
    ]
    search_fields = [
        *ClinicPage.search_fields,
        index.SearchField("body"),
        index.FilterField("date"),
    ]
    api_fields = [
        *ClinicPage.api_fields,
        APIField("author"),
        APIField("date"),
        APIField("image_credit"),
        APIField("body"),
    ]

    shown_with = ("image__clinic_rights", "author__image__clinic_rights")
    image_sizes = ("wide", "card")
    listed_with = ("image__clinic_rights", "author")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        conditions, treatments = linked_pages(self, "condition", "treatment", request=request)
        context |= {"conditions": conditions, "treatments": treatments}
        author = self.author if self.author and self.author.live else None
        context["author"] = author
        load_pictures(self, author, *conditions, *treatments, body=self.body)
        return context


def newest_articles(*, limit: int, **lookups: Any) -> list[ArticlePage]:
    """The newest published articles that match. One query."""
    return live_pages(ArticlePage, order_by=("-date", "-pk"), limit=limit, **lookups)


class ArticleCondition(PageLink):
    """An article is about a condition."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="condition_links")
    condition = models.ForeignKey(
        ConditionPage, on_delete=models.CASCADE, related_name="article_links"
    )


class ArticleTreatment(PageLink):
    """An article is about a treatment."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="treatment_links")
    treatment = models.ForeignKey(
        TreatmentPage, on_delete=models.CASCADE, related_name="article_links"
    )


class ArticleIndexPage(ClinicIndexPage):
    """All articles, newest first."""

    list_model = ArticlePage
    subpage_types = ["clinic_conditions.ArticlePage"]
    template = "clinic_conditions/article_index_page.html"
    page_description = _("The list of all articles.")

    class Meta:
        verbose_name = _("list of articles")

    def listed_pages(self) -> models.QuerySet:
        return super().listed_pages().order_by("-date", "-pk")

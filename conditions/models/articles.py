"""Articles: what practitioners write for their patients."""

import datetime
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultipleChooserPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from locations.facts_shown import with_facts
from locations.models import ClinicPage
from locations.published import published, shown_to_strangers
from locations.years import WRONG_YEAR, is_meant

from ..blocks import BodyBlock
from ..reading import minutes
from .base import live_pages, load_pictures
from .conditions import ConditionPage
from .described import DescribedArticle
from .links import PageLink, linked_pages
from .panels import ImportTodosPanel
from .practitioners import PractitionerPage
from .series import ArticleSeries
from .treatments import TreatmentPage

# A later publication is an update only this long after the first: mending a slip is none.
UPDATED_AFTER = datetime.timedelta(days=7)

# The blocks that are read one word after the other.
READ_BLOCKS = {"text", "points", "callout"}


def today() -> datetime.date:
    """The date in the site's time zone, the default date of a new article."""
    return timezone.localdate()


class ArticlePage(DescribedArticle, ClinicPage):
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
    series = models.ForeignKey(
        ArticleSeries,
        verbose_name=_("series"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        help_text=_("The parts of a series stand in the order of their dates."),
    )
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
        FieldPanel("series"),
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
        index.FilterField("author_id"),
        index.FilterField("series_id"),
    ]
    api_fields = [
        *ClinicPage.api_fields,
        APIField("author"),
        APIField("date"),
        APIField("image_credit"),
        APIField("body"),
        APIField("series"),
        APIField("series_title"),
        APIField("reading_minutes"),
        APIField("updated_date"),
    ]

    api_links = ("condition_links", "treatment_links")

    shown_with = ("image__clinic_rights", "author__image__clinic_rights", "series")
    shows_of = ("author",)
    image_sizes = ("wide", "card")
    stands_in = False  # something to read, not something that is offered
    listed_with = ("image__clinic_rights", "author")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def clean(self) -> None:
        super().clean()
        if isinstance(self.date, datetime.date) and not is_meant(self.date):
            raise ValidationError({"date": WRONG_YEAR})

    @property
    def shown_author(self) -> Any:
        """The author's page, where strangers may see it; None otherwise."""
        return shown_to_strangers(self, "author")

    @property
    def series_title(self) -> str:
        """The name of the series, "" for an article that stands alone."""
        return self.series.title if self.series else ""

    @property
    def reading_minutes(self) -> int:
        """How long the running text takes to read."""
        # The other blocks are not made: pictures and pages in them would be read for it.
        stored = enumerate(self.body.raw_data)
        read = (self.body[place] for place, block in stored if block["type"] in READ_BLOCKS)
        return minutes(chain.from_iterable(p.block.get_searchable_content(p.value) for p in read))

    @property
    def updated_date(self) -> datetime.date | None:
        """The day of the last publication, where it is much later than the first."""
        first, last = self.first_published_at, self.last_published_at
        if first is None or last is None:
            return None
        begun = max(self.date, timezone.localdate(first))
        updated = timezone.localdate(last)
        return updated if updated - begun >= UPDATED_AFTER else None

    def place_in_series(self) -> "Place | None":
        """Where the article stands among the published parts of its series, in its language.

        The first part of a series is not yet one. One query, none without a series.
        """
        if self.series is None:
            return None
        parts = ArticlePage.objects.filter(
            series__translation_key=self.series.translation_key,
            locale=self.shown_page.locale_id,
            alias_of__isnull=True,
        )
        others = published(parts.exclude(pk=self.original_id).defer_streamfields())
        # The page itself is the one that is shown, which may be a draft or an alias.
        whole = sorted([*others, self], key=lambda part: (part.date, part.original_id or 0))
        return Place(self.series, self, whole) if len(whole) > 1 else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .reviews import current_review

        context = super().get_context(request, *args, **kwargs)
        context["review"] = current_review(self)
        conditions, treatments = linked_pages(self, "condition", "treatment", request=request)
        context |= {"conditions": conditions, "treatments": treatments}
        context["author"] = author = self.shown_author
        with_facts(filter(None, [author]))
        context["place_in_series"] = self.place_in_series()
        load_pictures(self, author, *conditions, *treatments, body=self.body)
        return context


@dataclass(frozen=True)
class Place:
    """Where an article stands among the parts of its series, itself included."""

    series: ArticleSeries
    page: ArticlePage
    parts: list[ArticlePage]

    @property
    def title(self) -> str:
        return self.series.title

    @property
    def description(self) -> str:
        return self.series.description

    @property
    def number(self) -> int:
        return self.parts.index(self.page) + 1

    @property
    def previous(self) -> ArticlePage | None:
        return self.parts[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> ArticlePage | None:
        return self.parts[self.number] if self.number < len(self.parts) else None


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

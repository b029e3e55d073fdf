"""Treatments: what the clinic does for people."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from locations.api_fields import NumberOfOriginal, PriceOfOriginal
from locations.models import ClinicPage, LocationPage
from locations.translating import only_on_original

from ..blocks import BodyBlock
from ..clinical import FAQBlock
from ..features import SECTION_TEXT_FEATURES
from ..sections import call_to_action, contents_of, sections_of
from .base import RELATED_ARTICLES, ClinicIndexPage, linked_to, live_pages, load_pictures
from .described import DescribedTreatment
from .links import PageLink, linked_locations


class TreatmentPage(DescribedTreatment, ClinicPage):
    """One treatment: what happens, who must not have it, what it costs, where it is offered."""

    also_called = models.CharField(
        _("also called"),
        max_length=255,
        blank=True,
        help_text=_("Other names people use, separated by commas."),
    )
    what_happens = RichTextField(
        _("What happens"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("From coming in to going home, in the order in which a patient lives it."),
    )
    who_must_not = RichTextField(
        _("Who must not have it"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("Also who has to tell you something first. A list reads best."),
    )
    side_effects = RichTextField(
        _("Side effects"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("Common, uncommon and rare ones, and when to call. Leave none out."),
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("length of a visit, in minutes"), null=True, blank=True
    )
    price = models.DecimalField(
        _("price of a visit, in dollars"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    aftercare = RichTextField(
        _("Afterwards"),
        features=SECTION_TEXT_FEATURES,
        blank=True,
        help_text=_("What to do and what to leave for the rest of the day."),
    )
    body = StreamField(
        BodyBlock(),
        verbose_name=_("Further text"),
        blank=True,
        help_text=_("Pictures and what has no place in the sections. Shown after them."),
    )
    faq = StreamField(
        FAQBlock(),
        verbose_name=_("Questions people ask"),
        blank=True,
        help_text=_("What patients ask before the first time."),
    )

    # The sections of the page, in the order in which they are read.
    section_fields = ("what_happens", "who_must_not", "side_effects", "aftercare", "body", "faq")

    fact_fields = ("duration_minutes", "price")
    follows_original = True
    override_translatable_fields = only_on_original(*fact_fields)

    parent_page_types = ["clinic_conditions.TreatmentIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_conditions/treatment_page.html"
    page_description = _("What happens in one treatment, its length, price and places.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldPanel("also_called"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("price")])],
            heading=_("A visit"),
            help_text=_("The price is written here and nowhere else; pages that name it follow."),
        ),
        FieldPanel("what_happens"),
        MultiFieldPanel(
            [FieldPanel("who_must_not"), FieldPanel("side_effects"), FieldPanel("aftercare")],
            heading=_("Safety"),
        ),
        FieldPanel("faq"),
        FieldPanel("body"),
        MultipleChooserPanel(
            "location_links",
            chooser_field_name="location",
            heading=_("Offered at"),
            label=_("Location"),
        ),
    ]
    search_fields = [
        *ClinicPage.search_fields,
        index.SearchField("also_called", boost=2),
        *(index.SearchField(name) for name in section_fields),
    ]
    api_fields = [
        *ClinicPage.api_fields,
        APIField("also_called"),
        APIField("duration_minutes", serializer=NumberOfOriginal()),
        APIField("price", serializer=PriceOfOriginal()),
        *(APIField(name) for name in section_fields),
    ]

    api_links = ("location_links",)

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .articles import newest_articles
        from .conditions import ConditionPage
        from .practitioners import PractitionerPage
        from .reviews import current_review

        context = super().get_context(request, *args, **kwargs)
        context["review"] = current_review(self)
        related = linked_to(self, "treatment_links__treatment")
        context["conditions"] = conditions = live_pages(ConditionPage, **related)
        context["practitioners"] = practitioners = live_pages(PractitionerPage, **related)
        context["articles"] = articles = newest_articles(limit=RELATED_ARTICLES, **related)
        load_pictures(self, *conditions, *practitioners, *articles, body=self.body)
        offered = context["original"] or self
        context["offered_at"] = linked_locations(offered, clinic=context["clinic"])
        context["sections"] = sections = sections_of(self)
        context["contents"] = contents_of(sections)
        context["beside"] = call_to_action(self.body)
        return context


class TreatmentLocation(PageLink):
    """A treatment is offered at a location."""

    page = ParentalKey(TreatmentPage, on_delete=models.CASCADE, related_name="location_links")
    location = models.ForeignKey(
        LocationPage, on_delete=models.CASCADE, related_name="clinic_treatment_links"
    )


def treatments_at(location: LocationPage, **lookups: Any) -> list[TreatmentPage]:
    """The published treatments offered at a location, as their originals say. One query."""
    links = TreatmentLocation.objects.of_originals().filter(
        location__translation_key=location.translation_key
    )
    here: dict[str, Any] = {"translation_key__in": links.order_by().values("page__translation_key")}
    return live_pages(TreatmentPage, **here, **lookups)


class TreatmentIndexPage(ClinicIndexPage):
    """All treatments."""

    list_model = TreatmentPage
    subpage_types = ["clinic_conditions.TreatmentPage"]
    template = "clinic_conditions/treatment_index_page.html"
    page_description = _("The list of all treatments.")

    class Meta:
        verbose_name = _("list of treatments")

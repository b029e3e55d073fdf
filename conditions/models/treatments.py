"""Treatments: what the clinic does for people."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultipleChooserPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from locations.models import ClinicPage, LocationPage

from ..blocks import BodyBlock
from .base import RELATED_ARTICLES, ClinicIndexPage, live_pages, load_pictures
from .links import PageLink, linked_locations


class TreatmentPage(ClinicPage):
    """One treatment: what happens, how long it takes, what it costs, where it is offered."""

    also_called = models.CharField(
        _("also called"),
        max_length=255,
        blank=True,
        help_text=_("Other names people use, separated by commas."),
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("length of a visit, in minutes"), null=True, blank=True
    )
    price = models.DecimalField(
        _("price of a visit, in dollars"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["clinic_conditions.TreatmentIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_conditions/treatment_page.html"
    page_description = _("What happens in one treatment, its length, price and places.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldPanel("also_called"),
        FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("price")]),
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
        index.SearchField("body"),
    ]
    api_fields = [
        *ClinicPage.api_fields,
        APIField("also_called"),
        APIField("duration_minutes"),
        APIField("price"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .articles import newest_articles
        from .conditions import ConditionPage
        from .practitioners import PractitionerPage

        context = super().get_context(request, *args, **kwargs)
        related: dict[str, Any] = {"treatment_links__treatment": self.original_id}
        context["conditions"] = conditions = live_pages(ConditionPage, **related)
        context["practitioners"] = practitioners = live_pages(PractitionerPage, **related)
        context["articles"] = articles = newest_articles(limit=RELATED_ARTICLES, **related)
        load_pictures(self, *conditions, *practitioners, *articles, body=self.body)
        context["offered_at"] = linked_locations(self, clinic=context["clinic"])
        return context


class TreatmentLocation(PageLink):
    """A treatment is offered at a location."""

    page = ParentalKey(TreatmentPage, on_delete=models.CASCADE, related_name="location_links")
    location = models.ForeignKey(
        LocationPage, on_delete=models.CASCADE, related_name="clinic_treatment_links"
    )


class TreatmentIndexPage(ClinicIndexPage):
    """All treatments."""

    list_model = TreatmentPage
    subpage_types = ["clinic_conditions.TreatmentPage"]
    template = "clinic_conditions/treatment_index_page.html"
    page_description = _("The list of all treatments.")

    class Meta:
        verbose_name = _("list of treatments")

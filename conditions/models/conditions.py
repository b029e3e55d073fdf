"""Conditions: what people come to the clinic with."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from locations.models import ClinicPage

from ..blocks import BodyBlock
from .base import RELATED_ARTICLES, ClinicIndexPage, live_pages, load_pictures
from .links import PageLink, linked_pages
from .treatments import TreatmentPage


class ConditionPage(ClinicPage):
    """One condition: what it is, what may help, and who to ask."""

    also_called = models.CharField(
        _("also called"),
        max_length=255,
        blank=True,
        help_text=_("Other names people use, separated by commas."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["clinic_conditions.ConditionIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_conditions/condition_page.html"
    page_description = _("What one condition is, what may help, and when to get urgent help.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldPanel("also_called"),
        FieldPanel("body"),
        MultipleChooserPanel(
            "treatment_links",
            chooser_field_name="treatment",
            heading=_("Treatments that may help"),
            label=_("Treatment"),
        ),
    ]
    search_fields = [
        *ClinicPage.search_fields,
        index.SearchField("also_called", boost=2),
        index.SearchField("body"),
    ]
    api_fields = [*ClinicPage.api_fields, APIField("also_called"), APIField("body")]

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .articles import newest_articles
        from .practitioners import PractitionerPage

        context = super().get_context(request, *args, **kwargs)
        related: dict[str, Any] = {"condition_links__condition": self.original_id}
        (treatments,) = linked_pages(self, "treatment", request=request)
        practitioners = live_pages(PractitionerPage, **related)
        articles = newest_articles(limit=RELATED_ARTICLES, **related)
        load_pictures(self, *treatments, *practitioners, *articles, body=self.body)
        return context | {
            "treatments": treatments,
            "practitioners": practitioners,
            "articles": articles,
        }


class ConditionTreatment(PageLink):
    """A treatment that may help with a condition."""

    page = ParentalKey(ConditionPage, on_delete=models.CASCADE, related_name="treatment_links")
    treatment = models.ForeignKey(
        TreatmentPage, on_delete=models.CASCADE, related_name="condition_links"
    )


class ConditionIndexPage(ClinicIndexPage):
    """All conditions."""

    list_model = ConditionPage
    subpage_types = ["clinic_conditions.ConditionPage"]
    template = "clinic_conditions/condition_index_page.html"
    page_description = _("The list of all conditions.")

    class Meta:
        verbose_name = _("list of conditions")

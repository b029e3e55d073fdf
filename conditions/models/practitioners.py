"""Practitioners: who treats people, and where."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultipleChooserPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from locations.blocks import SHORT_TEXT_FEATURES
from locations.models import ClinicPage, LocationPage

from .base import RELATED_ARTICLES, ClinicIndexPage, load_pictures
from .conditions import ConditionPage
from .links import PageLink, linked_locations, linked_pages
from .treatments import TreatmentPage


class PractitionerPage(ClinicPage):
    """A person who treats people here. The title is the name, without letters after it."""

    credentials = models.CharField(
        _("credentials"),
        max_length=120,
        blank=True,
        help_text=_("The letters after the name, separated by commas: LAc, MAcOM."),
    )
    role = models.CharField(_("role"), max_length=120, blank=True)
    languages = models.CharField(
        _("languages"), max_length=120, blank=True, help_text=_("Separated by commas.")
    )
    biography = RichTextField(_("about"), features=SHORT_TEXT_FEATURES, blank=True)

    parent_page_types = ["clinic_conditions.PractitionerIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_conditions/practitioner_page.html"
    page_description = _("A person who treats people here: credentials, languages, places.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldRowPanel([FieldPanel("credentials"), FieldPanel("role")]),
        FieldPanel("languages"),
        FieldPanel("biography"),
        MultipleChooserPanel(
            "location_links",
            chooser_field_name="location",
            heading=_("Works at"),
            label=_("Location"),
        ),
        MultipleChooserPanel(
            "treatment_links",
            chooser_field_name="treatment",
            heading=_("Offers"),
            label=_("Treatment"),
        ),
        MultipleChooserPanel(
            "condition_links",
            chooser_field_name="condition",
            heading=_("Often treats"),
            label=_("Condition"),
        ),
    ]
    search_fields = [
        *ClinicPage.search_fields,
        index.SearchField("credentials"),
        index.SearchField("biography"),
    ]
    api_fields = [
        *ClinicPage.api_fields,
        APIField("credentials"),
        APIField("role"),
        APIField("languages"),
        APIField("biography"),
    ]

    image_sizes = ("tall", "face")

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")

    @property
    def credential_list(self) -> list[str]:
        """The credentials one by one, as written."""
        return [part.strip() for part in self.credentials.split(",") if part.strip()]

    @property
    def full_name(self) -> str:
        """The name with the credentials after it: “Jane Doe, LAc”."""
        return ", ".join([self.title, *self.credential_list])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .articles import newest_articles

        context = super().get_context(request, *args, **kwargs)
        conditions, treatments = linked_pages(self, "condition", "treatment", request=request)
        context |= {"conditions": conditions, "treatments": treatments}
        context["articles"] = articles = newest_articles(
            limit=RELATED_ARTICLES, author=self.original_id
        )
        load_pictures(self, *treatments, *conditions, *articles)
        context["works_at"] = linked_locations(self, clinic=context["clinic"])
        return context


class PractitionerLocation(PageLink):
    """A practitioner works at a location."""

    page = ParentalKey(PractitionerPage, on_delete=models.CASCADE, related_name="location_links")
    location = models.ForeignKey(
        LocationPage, on_delete=models.CASCADE, related_name="clinic_practitioner_links"
    )


class PractitionerTreatment(PageLink):
    """A practitioner offers a treatment."""

    page = ParentalKey(PractitionerPage, on_delete=models.CASCADE, related_name="treatment_links")
    treatment = models.ForeignKey(
        TreatmentPage, on_delete=models.CASCADE, related_name="practitioner_links"
    )


class PractitionerCondition(PageLink):
    """A practitioner often treats a condition."""

    page = ParentalKey(PractitionerPage, on_delete=models.CASCADE, related_name="condition_links")
    condition = models.ForeignKey(
        ConditionPage, on_delete=models.CASCADE, related_name="practitioner_links"
    )


class PractitionerIndexPage(ClinicIndexPage):
    """All practitioners."""

    list_model = PractitionerPage
    subpage_types = ["clinic_conditions.PractitionerPage"]
    template = "clinic_conditions/practitioner_index_page.html"
    page_description = _("The list of all practitioners.")

    class Meta:
        verbose_name = _("list of practitioners")

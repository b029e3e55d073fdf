"""Practitioners: who treats people, and where."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    PageChooserPanel,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from locations.api_fields import FactOfOriginal, FlagOfOriginal, TextOfOriginal
from locations.directory import Directory
from locations.models import ClinicPage, LocationPage
from locations.translating import only_on_original

from ..api_fields import Workdays
from ..features import BIOGRAPHY_FEATURES
from ..leaves import Leave, LeavesBlock, announced, is_away, leaves_of
from ..weekdays import WeekdaysField, days_in
from .base import RELATED_ARTICLES, ClinicIndexPage, linked_to, live_pages, load_pictures
from .conditions import ConditionPage
from .described import DescribedPractitioner
from .licenses import LicensedPage, PractitionerManager
from .links import PageLink, linked_pages
from .treatments import TreatmentPage


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where somebody works, and on which days of the week (0 = Monday); [] says nothing of days."""

    location: LocationPage
    days: list[int]


class PractitionerPage(DescribedPractitioner, LicensedPage):
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
    accepts_new_patients = models.BooleanField(
        _("takes new patients"),
        default=True,
        help_text=_("If not, the page says so and points to the others at the same locations."),
    )
    leaves = StreamField(
        LeavesBlock(required=False),
        verbose_name=_("leave"),
        blank=True,
        help_text=_(
            "Shown wherever the person is shown, from two weeks before until the last day."
        ),
    )
    biography = RichTextField(_("about"), features=BIOGRAPHY_FEATURES, blank=True)

    fact_fields = (
        "credentials",
        "license_type",
        "license_number",
        "license_state",
        "license_expires_date",
        "accepts_new_patients",
        "leaves",
    )
    listed_facts = fact_fields
    follows_original = True
    override_translatable_fields = only_on_original(*fact_fields)

    objects = PractitionerManager()

    parent_page_types = ["clinic_conditions.PractitionerIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_conditions/practitioner_page.html"
    page_description = _("A person who treats people here: credentials, languages, places.")

    content_panels = [
        *ClinicPage.content_panels,
        FieldRowPanel([FieldPanel("credentials"), FieldPanel("role")]),
        FieldPanel("languages"),
        LicensedPage.license_panel,
        MultiFieldPanel(
            [FieldPanel("accepts_new_patients"), FieldPanel("leaves")],
            heading=_("Availability"),
        ),
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
        index.SearchField("languages"),
        index.FilterField("accepts_new_patients"),
    ]
    api_fields = [
        *ClinicPage.api_fields,
        APIField("credentials", serializer=TextOfOriginal()),
        APIField("role"),
        APIField("languages"),
        APIField("accepts_new_patients", serializer=FlagOfOriginal()),
        APIField("license", serializer=TextOfOriginal()),
        APIField("away", serializer=FactOfOriginal()),
        APIField("location_links", serializer=Workdays()),
        APIField("biography"),
    ]

    api_links = ("location_links", "treatment_links", "condition_links")

    image_sizes = ("tall", "face")

    class Meta(LicensedPage.Meta):
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

    @property
    def language_list(self) -> list[str]:
        """The languages one by one, as written."""
        return [part.strip() for part in self.languages.split(",") if part.strip()]

    @property
    def license(self) -> str:
        """The license as readers see it today."""
        return self.shown_license(on=timezone.localdate())

    @property
    def away(self) -> list[Leave]:
        """The leaves that readers are told of today."""
        return self.announced_leaves(on=timezone.localdate())

    def announced_leaves(self, *, on: date) -> list[Leave]:
        """The leaves that readers are told of, the first one first. No query."""
        return announced(leaves_of(self.leaves), on=on)

    def is_away(self, *, on: date) -> bool:
        """Is this a day on which the person is not here?"""
        return is_away(leaves_of(self.leaves), on=on)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .articles import newest_articles

        context = super().get_context(request, *args, **kwargs)
        conditions, treatments = linked_pages(self, "condition", "treatment", request=request)
        context |= {"conditions": conditions, "treatments": treatments}
        context["articles"] = articles = newest_articles(
            limit=RELATED_ARTICLES, **linked_to(self, "author")
        )
        load_pictures(self, *treatments, *conditions, *articles)
        context["workplaces"] = workplaces = (context["original"] or self)._workplaces(
            context["clinic"]
        )
        context["works_at"] = [workplace.location for workplace in workplaces]
        return context

    def _workplaces(self, clinic: Directory) -> list[Workplace]:
        """Where and when the person works, in the clinic's order. One query, for the links alone.

        A link to a translation of a location means the location.
        """
        links = self.location_links.values_list("location__translation_key", "weekdays")
        days = {key: days_in(weekdays) for key, weekdays in links}
        found = [place for place in clinic.locations if place.translation_key in days]
        return [Workplace(place, days[place.translation_key]) for place in found]


class PractitionerLocation(PageLink):
    """A practitioner works at a location, on certain days or on no days in particular."""

    page = ParentalKey(PractitionerPage, on_delete=models.CASCADE, related_name="location_links")
    location = models.ForeignKey(
        LocationPage, on_delete=models.CASCADE, related_name="clinic_practitioner_links"
    )
    weekdays = WeekdaysField(_("days"), help_text=_("Shown here and on the location's page."))

    panels = [PageChooserPanel("location"), FieldPanel("weekdays")]
    api_fields = [APIField("location"), APIField("days")]
    api_columns = {"weekdays": (list[int], days_in)}

    @property
    def days(self) -> list[int]:
        """The days, 0 for Monday."""
        return days_in(self.weekdays)


def practitioners_at(location: LocationPage, **lookups: Any) -> list[PractitionerPage]:
    """The published people who work at a location, with their `weekdays_here`. One query.

    Where and when somebody works is a fact, too: the links of a person's original page say it.
    """
    links = PractitionerLocation.objects.of_originals().filter(
        location__translation_key=location.translation_key
    )
    of_person = links.filter(page__translation_key=OuterRef("translation_key"))
    days = Subquery(of_person.order_by("sort_order").values("weekdays")[:1])
    people = PractitionerPage.objects.annotate(weekdays_here=days)
    here: dict[str, Any] = {"translation_key__in": links.order_by().values("page__translation_key")}
    return live_pages(PractitionerPage, among=people, **here, **lookups)


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

"""LocationPage: a clinic in a place, with every fact about it, written once."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from ..api_fields import FactOfOriginal, FlagOfOriginal, TextOfOriginal
from ..facts import (
    HoursOverridesBlock,
    PhonesBlock,
    PhoneValue,
    WeekBlock,
    override_intervals,
    weekly_intervals,
)
from ..hours import Schedule
from ..panels import NotesPanel, UsagePanel
from ..phones import PhoneRole
from ..pictures import load_renditions
from ..published import originals, published
from ..schema import Node
from ..translating import only_on_original
from .base import ClinicPage
from .described import listed
from .located import LOCATION_FACTS, DescribedLocation, words_of


def validate_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    if name not in _time_zones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like America/Chicago."),
            params={"name": name},
        )


@cache
def _time_zones() -> set[str]:
    """Every zone of the machine. Python reads hundreds of files for it, each time it is asked."""
    return available_timezones()


class LocationQuerySet(PageQuerySet):
    def originals(self) -> "LocationQuerySet":
        """One row per place: neither an alias nor a translation of another location.

        A translated LocationPage shows the facts of its original, and leads always belong to the
        original.
        """
        return cast("LocationQuerySet", originals(self))


LocationManager = PageManager.from_queryset(LocationQuerySet)


class LocationPage(DescribedLocation, ClinicPage):
    """A clinic in a place. Its title is the name that people use: “St. Paul”, “Edina”."""

    street = models.CharField(_("street"), max_length=120)
    street_extra = models.CharField(_("suite, floor"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80)
    region = models.CharField(_("state"), max_length=40, help_text=_("Short form, such as MN."))
    postcode = models.CharField(_("ZIP code"), max_length=16)
    country = models.CharField(
        _("country"), max_length=2, default="US", help_text=_("Two letters, such as US.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="America/Chicago",
        validators=[validate_time_zone],
        help_text=_("Such as America/Chicago. Opening hours are in this zone."),
    )

    phones = StreamField(
        PhonesBlock(),
        verbose_name=_("phone numbers"),
        help_text=_("The first number of each kind is the one shown."),
    )
    weekly_hours = StreamField(
        WeekBlock(required=False),
        verbose_name=_("opening hours"),
        blank=True,
        help_text=_("One line per opening interval; a day without a line is closed."),
    )
    hours_overrides = StreamField(
        HoursOverridesBlock(required=False),
        verbose_name=_("holidays and special hours"),
        blank=True,
        help_text=_("Replaces the usual hours on these dates, on every page and for replies."),
    )

    desk_email = models.EmailField(
        _("e-mail of the front desk"),
        help_text=_("Where “a new request is waiting” goes. Never shown on the site."),
    )
    booking_url = models.URLField(_("online booking"), blank=True)
    promise_open_minutes = models.PositiveIntegerField(
        _("reply promise, in open minutes"),
        null=True,
        blank=True,
        help_text=_("Minutes of opening time within which the desk replies. Empty: the default."),
    )

    directions = models.TextField(_("how to find us"), blank=True)
    parking = models.TextField(_("parking"), blank=True)
    transit = models.TextField(_("bus and train"), blank=True)
    access = models.TextField(
        _("step-free access"), blank=True, help_text=_("Ramps, lifts, doors, restroom, tables.")
    )
    step_free_entrance = models.BooleanField(_("step-free entrance"), null=True, blank=True)
    lift = models.BooleanField(_("lift to all floors we use"), null=True, blank=True)
    accessible_restroom = models.BooleanField(_("accessible restroom"), null=True, blank=True)
    accessible_parking = models.BooleanField(_("accessible parking"), null=True, blank=True)
    hearing_loop = models.BooleanField(_("hearing loop"), null=True, blank=True)
    adjustable_table = models.BooleanField(
        _("height-adjustable treatment table"), null=True, blank=True
    )
    desk_languages = models.CharField(
        _("languages spoken at the desk"),
        max_length=160,
        blank=True,
        help_text=_("Separated by commas."),
    )
    map_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("map"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A picture of a map that you may show. Empty: we draw where it lies."),
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )

    objects = LocationManager()

    override_translatable_fields = only_on_original(*LOCATION_FACTS)

    # What people ask before they come. None is “nobody has said”, which is never shown as a no.
    access_fields = (
        "step_free_entrance",
        "lift",
        "accessible_restroom",
        "accessible_parking",
        "hearing_loop",
        "adjustable_table",
    )

    parent_page_types = ["clinic_locations.LocationIndexPage"]
    subpage_types: list[str] = []
    template = "clinic_locations/location_page.html"
    shown_with = (*ClinicPage.shown_with, "map_image__clinic_rights")
    page_description = _("A clinic in a place: address, phones, opening hours.")

    content_panels = [
        *ClinicPage.content_panels,
        MultiFieldPanel(
            [UsagePanel(), FieldPanel("phones"), FieldPanel("desk_email")], _("Contact")
        ),
        MultiFieldPanel(
            [
                HelpPanel(_("The same hours decide “open now” and by when the desk replies.")),
                FieldPanel("weekly_hours"),
                FieldPanel("hours_overrides"),
                FieldRowPanel([FieldPanel("time_zone"), FieldPanel("promise_open_minutes")]),
                NotesPanel(),
            ],
            _("Opening hours"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("street"), FieldPanel("street_extra")]),
                FieldRowPanel([FieldPanel("city"), FieldPanel("region"), FieldPanel("postcode")]),
                FieldRowPanel([FieldPanel("country"), FieldPanel("booking_url")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            _("Address"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("directions"),
                FieldPanel("parking"),
                FieldPanel("transit"),
                FieldPanel("access"),
                FieldRowPanel([FieldPanel(name) for name in access_fields[:3]]),
                FieldRowPanel([FieldPanel(name) for name in access_fields[3:]]),
                FieldPanel("desk_languages"),
                FieldPanel("map_image"),
            ],
            _("Getting here"),
        ),
    ]
    search_fields = [
        *ClinicPage.search_fields,
        index.SearchField("city"),
        index.SearchField("directions"),
        index.SearchField("parking"),
    ]
    # The desk's e-mail is for the desk: it is in no API.
    api_fields = [
        *ClinicPage.api_fields,
        APIField("street", serializer=TextOfOriginal()),
        APIField("street_extra", serializer=TextOfOriginal()),
        APIField("city", serializer=TextOfOriginal()),
        APIField("region", serializer=TextOfOriginal()),
        APIField("postcode", serializer=TextOfOriginal()),
        APIField("country", serializer=TextOfOriginal()),
        APIField("time_zone", serializer=TextOfOriginal()),
        APIField("phones", serializer=FactOfOriginal()),
        APIField("weekly_hours", serializer=FactOfOriginal()),
        APIField("hours_overrides", serializer=FactOfOriginal()),
        APIField("booking_url", serializer=TextOfOriginal()),
        APIField("desk_languages", serializer=TextOfOriginal()),
        *(APIField(name, serializer=FlagOfOriginal()) for name in access_fields),
    ]

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")

    def phone(self, role: str = PhoneRole.MAIN) -> PhoneValue | None:
        """The number shown for `role`: the first one written, or None."""
        return next((block.value for block in self.phones if block.value.role == role), None)

    @property
    def main_phone(self) -> PhoneValue | None:
        return self.phone(PhoneRole.MAIN)

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the place; the project's, as long as a draft has none."""
        return ZoneInfo(self.time_zone or settings.TIME_ZONE)

    @cached_property
    def schedule(self) -> Schedule:
        """The opening hours as the hours engine takes them."""
        return Schedule(
            zone=self.zone,
            weekly=weekly_intervals(self.weekly_hours),
            overrides=override_intervals(self.hours_overrides),
        )

    @property
    def access_facts(self) -> list[tuple[str, bool]]:
        """What is known about access, by name: it is there, or it is not."""
        known = ((name, getattr(self, name)) for name in self.access_fields)
        return [
            (str(self._meta.get_field(name).verbose_name), there)
            for name, there in known
            if there is not None
        ]

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude, when both are written."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)

    def pictures_shown(self) -> Iterator[tuple[AbstractImage, tuple[str, ...]]]:
        yield from super().pictures_shown()
        if self.map_image is not None:
            yield self.map_image, ("text",)

    @property
    def address_lines(self) -> list[str]:
        last = f"{self.city}, {self.region} {self.postcode}"
        return [line for line in (self.street, self.street_extra, last) if line]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["location"] = location = context["clinic"].facts_of(self)
        context["words"] = words_of(self, location, clinic=context["clinic"])
        context["related_sections"] = sections = related_sections(self)
        listed = chain.from_iterable(section["pages"] for section in sections)
        load_renditions([self.map_image, *(page.image for page in (self, *listed))])
        return context


def related_sections(page: Page) -> list[dict[str, Any]]:
    """What other apps show on a location's page: sections of a `heading` and its `pages`.

    Other apps join through the hook ``clinic_location_sections``, a function of the page, so that
    this app imports none of them. The pages are ClinicPages; a section may name a template of its
    own for them, its `card`, an `id` to link to, and what they are to the clinic, a `property` of
    schema.org's MedicalClinic.
    """
    functions = hooks.get_hooks("clinic_location_sections")
    return [section for function in functions for section in function(page) if section["pages"]]


class LocationIndexPage(ClinicPage):
    """All locations of the clinic, side by side."""

    subpage_types = ["clinic_locations.LocationPage"]
    max_count_per_parent = 1
    template = "clinic_locations/location_index_page.html"
    page_description = _("The list of all locations.")
    page_kind = "CollectionPage"

    class Meta:
        verbose_name = _("list of locations")

    def page_facts(self, context: Mapping[str, Any]) -> Node:
        return listed(context, [place["page"] for place in context["places"]])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        children = published(LocationPage.objects.child_of(self))
        children = children.select_related(*LocationPage.listed_with)
        pages = list(children.order_by("path"))
        load_renditions(page.image for page in pages)
        facts_of = context["clinic"].facts_of
        context["places"] = [{"page": page, "location": facts_of(page)} for page in pages]
        return context

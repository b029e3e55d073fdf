"""The directory: what every page needs to know about the clinic, read once per request.

Header, footer, calls to action, forms and live references all take locations and numbers from
here, so that a page costs the same few queries however often it shows a fact.
"""

from typing import TYPE_CHECKING

from django.apps import apps
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.models import Page, Site

if TYPE_CHECKING:
    from .models import ClinicOrganisation, ClinicSiteSettings, LocationPage


class Directory:
    """The clinic as one request sees it: its locations, this site's location, the navigation."""

    def __init__(self, *, site: Site | None, request: HttpRequest | None = None) -> None:
        self.site = site
        self.request = request

    @classmethod
    def for_request(cls, request: HttpRequest) -> "Directory":
        """Return the request's directory, the same object each time."""
        if not hasattr(request, "_clinic_directory"):
            site = Site.find_for_request(request)
            request._clinic_directory = cls(site=site, request=request)
        return request._clinic_directory

    @cached_property
    def organisation(self) -> "ClinicOrganisation":
        model = apps.get_model("clinic_locations", "ClinicOrganisation")
        return model.load(request_or_site=self.request)

    @cached_property
    def site_settings(self) -> "ClinicSiteSettings | None":
        model = apps.get_model("clinic_locations", "ClinicSiteSettings")
        if self.request is not None and self.site is not None:
            return model.for_request(self.request)
        return model.for_site(self.site) if self.site is not None else None

    @cached_property
    def locations(self) -> list["LocationPage"]:
        """All published locations in the order of the page tree, originals only. One query."""
        model = apps.get_model("clinic_locations", "LocationPage")
        return list(model.objects.live().public().originals().order_by("path"))

    @cached_property
    def by_id(self) -> dict[int, "LocationPage"]:
        return {location.pk: location for location in self.locations}

    @cached_property
    def by_translation_key(self) -> dict[object, "LocationPage"]:
        return {location.translation_key: location for location in self.locations}

    def facts_of(self, page: "LocationPage") -> "LocationPage":
        """Return the location that holds the facts of `page`: itself, or what it translates.

        A preview shows the draft's own facts.
        """
        original = self.by_translation_key.get(page.translation_key)
        return original if original is not None and original.pk != page.pk else page

    @cached_property
    def bound_location(self) -> "LocationPage | None":
        """The location this Site is bound to; None on a site shared by all."""
        settings = self.site_settings
        if settings is None or settings.location_id is None:
            return None
        return self.by_id.get(settings.location_id)

    @property
    def shown_locations(self) -> list["LocationPage"]:
        """The locations whose numbers the header shows."""
        return [self.bound_location] if self.bound_location else self.locations

    @cached_property
    def default_location(self) -> "LocationPage | None":
        """Where a request goes that nothing else decides: the setting, else the first."""
        chosen = self.by_id.get(self.organisation.default_location_id)
        return chosen or (self.locations[0] if self.locations else None)

    @cached_property
    def request_url(self) -> str:
        """The address of the consultation request page, "" when there is none."""
        settings = self.site_settings
        page = settings.request_page if settings else None
        if page is None or not page.live:
            return ""
        return page.get_url(self.request) or ""

    @cached_property
    def navigation(self) -> list[Page]:
        """The pages in this site's menu, in tree order. One query."""
        if self.site is None:
            return []
        root = self.site.root_page.localized
        return list(root.get_children().live().public().in_menu().specific(defer=True))

"""What every request needs: its Site and what that shows, the clinic, and the generation.

One query for all of it, because every answer pays for it, a 304 as well: for the number of the
generation alone, once the Sites of that generation are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from wagtail.models import Page, Site

from .caching import Begun, generation_now, has_changed_content
from .directory import REQUEST_ATTRIBUTE, Directory
from .models import ClinicOrganisation, ClinicSiteSettings, ContentGeneration
from .remembering import is_kept, keep, last_shared, remembered, shared

_ATTRIBUTE = "_clinic_frame"
_SITES, _ADDRESSES = "sites", "addresses"
_ORGANISATION = {
    f"clinic_{field.attname}": field.attname for field in ClinicOrganisation._meta.concrete_fields
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A request's Site and clinic, as they are in one generation of the content."""

    site: Site | None
    clinic: Directory
    generation: int
    changed_at: datetime | None
    at: datetime

    @property
    def root(self) -> Page | None:
        """The front page that the Site names, in whatever language."""
        return self.site.root_page if self.site else None


def frame_of(request: HttpRequest, *, with_organisation: bool = True) -> Frame:
    """Return the frame of a request, the same each time. One query the first time.

    A page leaves the organisation out, which its process remembers: twenty columns in a query that
    finds a Site cost more than all the rest of it.
    """
    if not hasattr(request, _ATTRIBUTE):
        setattr(request, _ATTRIBUTE, _make(request, with_organisation=with_organisation))
    return getattr(request, _ATTRIBUTE)


def _make(request: Any, *, with_organisation: bool) -> Frame:
    sites, begun = _read_sites(with_organisation=with_organisation)
    site: Any = _chosen(sites, request)
    request._wagtail_site = site
    clinic = Directory(site=site, request=request)
    setattr(request, REQUEST_ATTRIBUTE, clinic)
    if site is None:
        return Frame(None, clinic, 0, None, timezone.now())
    if hasattr(site, "clinic_id"):
        clinic.organisation = _organisation_with(site)
    has_own = hasattr(site, "clinicsitesettings")  # made for a Site, they would become its own
    clinic.site_settings = site.clinicsitesettings if has_own else ClinicSiteSettings(site=site)
    clinic.generation = None if has_changed_content() else begun
    shared(_ADDRESSES, lambda: [_address_of(one) for one in sites], generation=clinic.generation)
    return Frame(site, clinic, begun.number, begun.at, timezone.now())


def _read_sites(*, with_organisation: bool) -> tuple[list[Site], Begun]:
    """All Sites, and the generation they are of, from one query; two after a publication."""
    if is_kept(_SITES) and not has_changed_content():
        begun = generation_now()
        return remembered(_SITES, lambda: list(_sites(False)), generation=begun), begun
    sites: list[Any] = list(_sites(with_organisation))
    if not sites:
        return [], Begun(0, None)
    begun = Begun(sites[0].clinic_generation or 0, sites[0].clinic_changed_at)
    if not has_changed_content():
        keep(_SITES, sites, generation=begun)
    return sites, begun


def _organisation_with(site: Any) -> ClinicOrganisation:
    facts = {name: getattr(site, noted) for noted, name in _ORGANISATION.items()}
    return ClinicOrganisation(**facts) if facts["id"] is not None else ClinicOrganisation()


def _sites(with_organisation: bool) -> QuerySet[Site]:
    """The Sites, with what the whole clinic has one of."""
    whole = ClinicOrganisation.objects.order_by("pk")
    noted = _ORGANISATION if with_organisation else {}
    generation = ContentGeneration.objects.order_by("pk")
    return Site.objects.select_related(
        "root_page__locale", "clinicsitesettings__request_page"
    ).annotate(
        **{note: Subquery(whole.values(name)[:1]) for note, name in noted.items()},
        clinic_generation=Subquery(generation.values("number")[:1]),
        clinic_changed_at=Subquery(generation.values("changed_at")[:1]),
    )


def _chosen(sites: Sequence[Any], request: Any) -> Any:
    """The Site of a request's host, in Wagtail's order (wagtail/models/sites.py).

    As Wagtail does: who asks by an address of no Site gets the default one.
    """
    host, port = split_domain_port(request._get_raw_host())[0], request.get_port()
    own = [site for site in sites if site.hostname == host]
    exact = [site for site in own if str(site.port) == port]
    default = [site for site in sites if site.is_default_site]
    alone = own if len(own) == 1 else []
    preferred = [*exact, *(site for site in own if site.is_default_site), *alone, *default]
    return next(iter(preferred), None)


# What of the Sites says which is chosen: for who must not ask the database.


class _Address(NamedTuple):
    pk: int
    hostname: str
    port: int
    is_default_site: bool


def _address_of(site: Site) -> _Address:
    return _Address(site.pk, site.hostname, site.port, site.is_default_site)


def last_known_site(request: HttpRequest) -> int | None:
    """The number of the Site that a request goes to, as this process last read the Sites."""
    site = _chosen(last_shared(_ADDRESSES) or (), request)
    return site.pk if site else None

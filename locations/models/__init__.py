from .base import ClinicPage
from .locations import LocationIndexPage, LocationPage, LocationQuerySet
from .settings import ClinicOrganisation, ClinicSiteSettings

__all__ = [
    "ClinicOrganisation",
    "ClinicPage",
    "ClinicSiteSettings",
    "LocationIndexPage",
    "LocationPage",
    "LocationQuerySet",
]

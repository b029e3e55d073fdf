from .announcements import Announcement
from .base import ClinicPage
from .generations import ContentGeneration
from .locations import LocationIndexPage, LocationPage, LocationQuerySet
from .pictures import License, People, PictureRights
from .publish_hooks import PublishChange, PublishEndpoint, PublishMessage
from .settings import ClinicOrganisation, ClinicSiteSettings

__all__ = [
    "Announcement",
    "ClinicOrganisation",
    "ClinicPage",
    "ClinicSiteSettings",
    "ContentGeneration",
    "License",
    "LocationIndexPage",
    "LocationPage",
    "LocationQuerySet",
    "People",
    "PictureRights",
    "PublishChange",
    "PublishEndpoint",
    "PublishMessage",
]

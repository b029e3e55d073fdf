"""The types of `site/` and `navigation/`."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from ..models.announcements import AnnouncementKind
from .parts import ClinicLink, ClinicPhone, WallClock


class ClinicInterval(BaseModel):
    """One stretch of opening hours by the clock on the wall; closing at 00:00 is midnight."""

    opens: WallClock
    closes: WallClock


class ClinicDay(BaseModel):
    """The usual hours of a weekday; without intervals it is closed."""

    weekday: int = Field(description="0 for Monday", ge=0, le=6)
    intervals: list[ClinicInterval]


class ClinicSpecialDays(BaseModel):
    """Hours other than usual, on dates that are going on or near."""

    first: date
    last: date
    intervals: list[ClinicInterval]
    reason: str


class ClinicHours(BaseModel):
    """When a location is open."""

    time_zone: str = Field(description="IANA name, such as America/Chicago")
    weekly: list[ClinicDay]
    special: list[ClinicSpecialDays]
    is_open: bool = Field(description="At the time of the answer, which may be old: see changes_at")
    changes_at: datetime | None = Field(description="When it opens or closes next")


class ClinicAddress(BaseModel):
    street: str
    street_extra: str
    city: str
    region: str
    postcode: str
    country: str
    latitude: float | None
    longitude: float | None


class ClinicLocation(BaseModel):
    """A clinic in a place."""

    id: int
    name: str
    url: str
    path: str
    address: ClinicAddress
    phones: list[ClinicPhone] = Field(description="The first of a role is the one to show")
    hours: ClinicHours
    booking_url: str
    desk_languages: str


class ClinicNotice(BaseModel):
    """An announcement that is running now."""

    id: int
    kind: Literal[tuple(AnnouncementKind.values)]  # type: ignore[valid-type]
    locale: str
    title: str
    html: str
    starts_at: datetime
    ends_at: datetime
    locations: list[int] = Field(description="The locations it concerns; none: all of them")
    link: ClinicLink | None


class ClinicWords(BaseModel):
    """A standing text, and its language where that is another than the one asked for."""

    text: str
    language: str


class ClinicLanguage(BaseModel):
    """A language of this Site."""

    code: str
    name: str
    url: str
    path: str


class ClinicSite(BaseModel):
    """The clinic, as one Site shows it."""

    name: str
    tagline: str
    phone: ClinicPhone | None = Field(description="The number of the clinic as a whole")
    emergency_number: str
    crisis_number: str
    emergency_text: ClinicWords
    consent_text: ClinicWords
    locale: str = Field(description="The language of this answer")
    languages: list[ClinicLanguage]
    location: int | None = Field(description="The location that this Site is bound to")
    default_location: int | None = Field(description="Where a request goes that names none")
    locations: list[ClinicLocation]
    notices: list[ClinicNotice]
    request_page: ClinicLink | None


class ClinicNavigation(BaseModel):
    """The menu of the front page, in the language that was asked for."""

    home: ClinicLink | None
    items: list[ClinicLink]

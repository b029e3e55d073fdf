"""The columns that a file of leads can have, in groups, and what each says of a lead."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from locations import phones
from locations.cells import when
from locations.conf import clinic_settings
from locations.models import LocationPage

from ..models import (
    Acquaintance,
    Attendance,
    CloseReason,
    Lead,
    PreferredContact,
    PreferredTime,
    Source,
    Status,
)

Row = Mapping[str, Any]


@dataclass(slots=True)
class Surroundings:
    """What the rows refer to, read once: zones and names of locations, names of colleagues."""

    zones: dict[int, Any]
    titles: dict[int, str]
    zone: tzinfo
    choices: dict[str, dict[str, str]]
    colleagues: dict[int, str] = field(default_factory=dict)

    def zone_of(self, row: Row) -> Any:
        return self.zones.get(row["location_id"], self.zone)

    def learn(self, rows: Iterable[Row]) -> None:
        """Read the names of the colleagues in `rows` that are not known yet."""
        ids: set[Any] = {row.get("assigned_to_id") for row in rows} - {None}
        ids -= self.colleagues.keys()
        for user in get_user_model()._default_manager.filter(pk__in=ids) if ids else []:
            self.colleagues[user.pk] = user.get_full_name() or user.get_username()


CHOICES: dict[str, Any] = {
    "acquaintance": Acquaintance,
    "attendance": Attendance,
    "close_reason": CloseReason,
    "preferred_contact": PreferredContact,
    "preferred_times": PreferredTime,
    "source": Source,
    "status": Status,
}


def surroundings() -> Surroundings:
    """Read them in the language and the zone of the request, which ends before the rows come."""
    locations = list(LocationPage.objects.only("pk", "title", "time_zone"))
    return Surroundings(
        zones={location.pk: location.zone for location in locations},
        titles={location.pk: location.title for location in locations},
        zone=timezone.get_current_timezone(),
        choices={
            name: {value: str(label) for value, label in choices.choices}
            for name, choices in CHOICES.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in forms and logs, its heading, what it reads and what it says."""

    name: str
    label: str | Promise
    reads: tuple[str, ...]
    text: Callable[[Row, Surroundings], str]

    @property
    def heading(self) -> str:
        return capfirst(str(self.label))


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are chosen together."""

    name: str
    label: str | Promise
    columns: tuple[Column, ...]


def _plain(name: str, label: Any = None) -> Column:
    return Column(name, label or _label(name), (name,), lambda row, _around: row[name])


def _choice(name: str) -> Column:
    return Column(
        name,
        _label(name),
        (name,),
        lambda row, around: str(around.choices[name].get(row[name], row[name])),
    )


def _time(name: str, label: Any = None) -> Column:
    return Column(
        name,
        label or _label(name),
        (name,),
        lambda row, around: when(row[name], around.zone_of(row)),
    )


def _label(name: str) -> Any:
    found: Any = Lead._meta.get_field(name)
    return found.verbose_name


def _phone(row: Row, around: Surroundings) -> str:
    """The number as people here write it: with hyphens, so that no program computes with it."""
    number = phones.display(row["phone"], region=clinic_settings.PHONE_REGION)
    return number or row["phone_typed"]


def _preferred_times(row: Row, around: Surroundings) -> str:
    labels = around.choices["preferred_times"]
    return ", ".join(labels.get(time, time) for time in row["preferred_times"])


def _wanted(row: Row, around: Surroundings) -> str:
    return around.titles.get(row["wanted_location_id"], "")


def _assigned(row: Row, around: Surroundings) -> str:
    return around.colleagues.get(row["assigned_to_id"], "")


MESSAGE = _plain("message")

GROUPS = [
    Group(
        "who",
        _("Who"),
        (
            _plain("name"),
            Column("phone", _label("phone"), ("phone", "phone_typed"), _phone),
            _plain("email"),
            _plain("postcode"),
            _choice("acquaintance"),
            _choice("preferred_contact"),
            Column(
                "preferred_times",
                _label("preferred_times"),
                ("preferred_times",),
                _preferred_times,
            ),
            _plain("language"),
            Column(
                "phone_international",
                _("phone, international"),
                ("phone",),
                lambda row, _around: row["phone"],
            ),
            _plain("phone_typed"),
        ),
    ),
    Group(
        "what",
        _("What for"),
        (
            _plain("reference"),
            _plain("topic"),
            _plain("location_title", _label("location")),
            Column("wanted_location", _label("wanted_location"), ("wanted_location_id",), _wanted),
            _plain("about_title", _label("about")),
            _plain("about_path", _("address of that page")),
            _choice("source"),
        ),
    ),
    Group(
        "course",
        _("What became of it"),
        (
            _time("received_at"),
            _choice("status"),
            Column("assigned_to", _label("assigned_to"), ("assigned_to_id",), _assigned),
            _time("due_at"),
            _time("first_response_at"),
            _time("answered_at"),
            _time("appointment_at"),
            _plain("appointment_with"),
            _choice("attendance"),
            _time("closed_at"),
            _choice("close_reason"),
            _time("quarantined_at"),
        ),
    ),
]

BY_NAME = {column.name: column for group in GROUPS for column in group.columns} | {
    MESSAGE.name: MESSAGE
}
# What most people want when they open the page.
USUAL = {"reference", "received_at", "name", "phone", "email", "topic", "location_title", "status"}


def chosen(names: Iterable[str]) -> list[Column]:
    """Return the columns with these names, in the order of the page; the message comes last."""
    wanted = set(names)
    return [column for name, column in BY_NAME.items() if name in wanted]

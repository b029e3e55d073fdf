"""RetentionRule: how long a location keeps what is known of a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage

from ..periods import DAYS, MONTHS, Period
from .choices import Attendance, Status
from .events import LeadEvent
from .leads import Lead
from .querysets import IS_OPEN, REAL, LeadQuerySet

LONGEST = 600  # of either unit; fifty years are for ever
# Of an event: it happened to a part of the lead.
PART_OF_IT = Q(lead__merged_into=OuterRef("pk"))


class Outcome(models.TextChoices):
    """What became of a lead, as far as it matters for how long it is kept."""

    CLOSED = "closed", _("Closed")
    ATTENDED = "attended", _("Booked, and they came")
    NO_SHOW = "no_show", _("Booked, and they did not come")
    BOOKED = "booked", _("Booked, and nobody said whether they came")
    OPEN = "open", _("Never finished: new, or waiting for them")
    QUARANTINE = "quarantine", _("In quarantine")


class Unit(models.TextChoices):
    """What a period is counted in."""

    DAYS = DAYS, _("days")
    MONTHS = MONTHS, _("months")


class RetentionRule(models.Model):
    """After this time what is known of the person is removed; without a number, never.

    Without a location it is for all locations that have no rule of their own. Where there is no
    rule at all, everything is kept.
    """

    wagtail_reference_index_ignore = True

    location = models.ForeignKey(
        LocationPage,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="clinic_retention_rules",
    )
    standing = models.CharField(max_length=12, choices=Outcome.choices)
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    unit = models.CharField(max_length=8, choices=Unit.choices, default=Unit.MONTHS)

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        default_permissions = ()
        constraints = [
            # Two constraints, because SQL holds two NULLs for different.
            models.UniqueConstraint(
                fields=["location", "standing"], name="clinic_leads_one_retention_here"
            ),
            models.UniqueConstraint(
                fields=["standing"],
                condition=Q(location__isnull=True),
                name="clinic_leads_one_retention_anywhere",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1),
                name="clinic_leads_retention_is_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Retention rule {self.pk}"

    @property
    def period(self) -> Period | None:
        """None: for ever."""
        return Period(self.number, self.unit) if self.number else None


class RetentionRun(models.Model):
    """One day on which leads were looked through for what is to be removed."""

    day = models.DateField(unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    # Empty while there is something left to do.
    finished_at = models.DateTimeField(null=True, blank=True)
    forgotten = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        default_permissions = ()
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"Retention run {self.day}"


# {standing: {location id, or None for all others: how long; None for ever}}
Periods = Mapping[str, Mapping[int | None, Period | None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is kept for how long, as it is stored or as somebody thinks of having it."""

    periods: Periods

    @classmethod
    def of(cls, rules: Iterable[RetentionRule]) -> "Plan":
        periods: dict[str, dict[int | None, Period | None]] = {one: {} for one in Outcome.values}
        for rule in rules:
            periods[rule.standing][rule.location_id] = rule.period
        return cls(periods)

    @classmethod
    def stored(cls) -> "Plan":
        return cls.of(RetentionRule.objects.all())

    def changed(self, location_id: int | None, rules: Iterable[RetentionRule]) -> "Plan":
        """Return the plan with other rules for one location, or for all others (None)."""
        others = [
            RetentionRule(
                location_id=place,
                standing=standing,
                number=period.number if period else None,
                unit=period.unit if period else MONTHS,
            )
            for standing, places in self.periods.items()
            for place, period in places.items()
            if place != location_id
        ]
        return Plan.of([*others, *rules])

    @property
    def is_ever_over(self) -> bool:
        """Is anything removed at all?"""
        return any(period for places in self.periods.values() for period in places.values())

    def period(self, standing: str, location_id: int | None) -> Period | None:
        """How long leads of a location are kept; None for ever."""
        places = self.periods[standing]
        return places[location_id] if location_id in places else places.get(None)

    def is_over(self, standing: str, *, at: datetime) -> Q:
        """The condition that a lead of this standing was kept for long enough."""
        places = self.periods[standing]
        own = [place for place in places if place is not None]
        over = Q(pk__in=[])
        for place, period in places.items():
            if period is None:
                continue
            here = Q(location=place) if place is not None else ~Q(location__in=own)
            over |= here & _is_before(standing, period.before(at))
        return over

    def due(self, *, at: datetime, standings: Iterable[str] = tuple(Outcome.values)) -> Any:
        """The leads that were kept for long enough, whether or not they are on hold.

        A lead that is a part of another one goes with that one, and is not among them.
        """
        over = Q(pk__in=[])
        for standing in standings:
            over |= self.is_over(standing, at=at)
        alone = Q(merged_into__isnull=True) | Q(merged_into__forgotten_at__isnull=False)
        return Lead.objects.filter(over & alone, forgotten_at__isnull=True)


def on_hold(leads: LeadQuerySet) -> LeadQuerySet:
    """Those of `leads` of which nothing may be removed and that must stay as they are.

    They are on hold themselves, or the lead that they are a part of is, or a part of theirs.
    """
    return leads.filter(_is_held())


def not_on_hold(leads: LeadQuerySet) -> LeadQuerySet:
    return leads.filter(~_is_held())


def _is_held() -> Q:
    parts = Lead.objects.filter(merged_into=OuterRef("pk"), held_at__isnull=False)
    living = Lead.objects.filter(pk=OuterRef("merged_into"), held_at__isnull=False)
    return Q(held_at__isnull=False) | Q(Exists(parts)) | Q(Exists(living))


def _is_before(standing: str, when: datetime) -> Q:
    """The condition that a lead has this standing, and came to it before `when`."""
    if standing == Outcome.QUARANTINE:
        return Q(quarantined_at__lt=when)
    if standing == Outcome.CLOSED:
        return REAL & Q(status=Status.CLOSED, closed_at__lt=when)
    if standing == Outcome.OPEN:
        since = LeadEvent.objects.filter(at__gte=when)
        own, of_parts = since.filter(lead=OuterRef("pk")), since.filter(PART_OF_IT)
        # Put off, somebody means to see to it; the time is counted from when it is back.
        back = Q(snoozed_until__isnull=True) | Q(snoozed_until__lt=when)
        idle = ~Q(Exists(own)) & ~Q(Exists(of_parts))
        return IS_OPEN & Q(received_at__lt=when) & back & idle
    attendance = {
        Outcome.ATTENDED: Attendance.ATTENDED,
        Outcome.NO_SHOW: Attendance.NO_SHOW,
        Outcome.BOOKED: Attendance.UNKNOWN,
    }[Outcome(standing)]
    # The day of the appointment, else of the booking; an imported one may have neither.
    booked = Q(answered_at__lt=when) | Q(answered_at__isnull=True, received_at__lt=when)
    over = Q(appointment_at__lt=when) | (Q(appointment_at__isnull=True) & booked)
    return REAL & Q(status=Status.BOOKED, attendance=attendance) & over

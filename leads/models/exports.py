"""ExportRun: leads that were taken away as a file, and how far that is."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage

from .permissions import Right, locations_with_right

# An export that said nothing for so long has ended without a word: its process was stopped.
SILENT_AFTER = timedelta(minutes=5)


class ExportFormat(models.TextChoices):
    """What a file of leads can be."""

    XLSX = "xlsx", _("Excel (XLSX)")
    CSV_EXCEL = "csv_excel", _("CSV that Excel opens with the right accents")
    CSV = "csv", _("CSV for other programs")


class ExportState(models.TextChoices):
    """Where an export stands."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    BROKEN_OFF = "broken_off", _("Broken off")


class ExportRunQuerySet(models.QuerySet["ExportRun"]):
    def visible_to(self, user: Any) -> "ExportRunQuerySet":
        """One's own exports, and those that took leads of locations that one manages alone.

        How many rows went out, and why, is of all locations of an export together: who manages
        some of them would read of another clinic's leads.
        """
        everywhere, location_ids = locations_with_right(user, Right.MANAGE)
        if everywhere:
            return self.all()
        taken = ExportRun.locations.through.objects.filter(exportrun=models.OuterRef("pk"))
        here = models.Exists(taken.filter(locationpage__in=location_ids))
        elsewhere = models.Exists(taken.exclude(locationpage__in=location_ids))
        return self.filter(models.Q(by=user) | models.Q(here & ~elsewhere))


class ExportRun(models.Model):
    """Somebody took leads away as a file: who, which, why, and how many rows went out.

    It keeps what was asked for and nothing about the people; that it happened is a LeadAccess.
    """

    wagtail_reference_index_ignore = True

    # In the address of its progress: nobody guesses somebody else's.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=160, blank=True)
    format = models.CharField(_("format"), max_length=12, choices=ExportFormat.choices)
    columns = models.JSONField(_("columns"), default=list)
    # The filters of the list that were in force; never what somebody searched for.
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    # The locations whose leads may be in the file; who manages all of them sees this line.
    locations = models.ManyToManyField(LocationPage, related_name="clinic_exports")
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    state = models.CharField(
        _("state"), max_length=12, choices=ExportState.choices, default=ExportState.RUNNING
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now, db_index=True)
    touched_at = models.DateTimeField(default=timezone.now)

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of leads")
        verbose_name_plural = _("exports of leads")
        default_permissions = ()
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"Export {self.pk}"

    def state_at(self, at: datetime) -> ExportState:
        """The state as it is at `at`: one that fell silent is broken off, whatever is stored."""
        silent = self.touched_at < at - SILENT_AFTER
        if self.state == ExportState.RUNNING and silent:
            return ExportState.BROKEN_OFF
        return ExportState(self.state)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 100

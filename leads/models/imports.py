"""LeadImport: old leads from a file, looked through before anything is stored as a lead."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage

from .permissions import Right, locations_with_right


class ImportStage(models.TextChoices):
    """Where an import stands."""

    MAPPING = "mapping", _("Columns to be assigned")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("To be looked through")
    WRITING = "writing", _("Being imported")
    DONE = "done", _("Done")


class LineState(models.TextChoices):
    """What becomes of one line of the file."""

    NEW = "new", _("New")
    DUPLICATE = "duplicate", _("There already")
    UNREADABLE = "unreadable", _("With errors")
    IMPORTED = "imported", _("Imported")


class LeadImportQuerySet(models.QuerySet["LeadImport"]):
    def visible_to(self, user: Any) -> "LeadImportQuerySet":
        """One's own imports, into locations that one still manages; and there, those of who left.

        Their lines would wait for nobody otherwise.
        """
        everywhere, location_ids = locations_with_right(user, Right.MANAGE)
        left = models.Q(owner__isnull=True) | models.Q(owner__is_active=False)
        found = self.filter(models.Q(owner=user) | left)
        return found if everywhere else found.filter(location__in=location_ids)


class LeadImport(models.Model):
    """One file of old leads on its way into one location's inbox.

    Its bytes are in private storage (`locations.private`), its lines in LeadImportLine.
    Both are personal and do not stay: see `leads.actions.importing`.
    """

    wagtail_reference_index_ignore = True

    # None: their account is gone. The location's managers go on with it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    location = models.ForeignKey(
        LocationPage, on_delete=models.CASCADE, related_name="clinic_lead_imports"
    )
    stage = models.CharField(
        max_length=10, choices=ImportStage.choices, default=ImportStage.MAPPING
    )
    # What the file was called, for its owner.
    name = models.CharField(max_length=255)
    # Where its text is, as UTF-8; "" once it is deleted.
    stored = models.CharField(max_length=255, blank=True)
    size = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    header = models.JSONField(default=list)
    # What each column is: the name of a field of leads.importing.headers, "" for none.
    mapping = models.JSONField(default=list)
    # How 3/4/2021 is read, and what a lead without a known status is.
    date_order = models.CharField(max_length=3, blank=True)
    status = models.CharField(max_length=12, blank=True)
    # How far the file is read: bytes, and lines.
    read_to = models.PositiveIntegerField(default=0)
    lines_read = models.PositiveIntegerField(default=0)
    # Where the lines begin, after the header.
    begins_at = models.PositiveIntegerField(default=0)
    begins_line = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LeadImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of leads")
        verbose_name_plural = _("imports of leads")
        default_permissions = ()
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Import of leads {self.pk}"


class LeadImportLine(models.Model):
    """One line of the file: its cells as they were, and what is to become of it.

    The cells of a line that became a lead are emptied; the others wait to be downloaded.
    """

    wagtail_reference_index_ignore = True

    job = models.ForeignKey(LeadImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=LineState.choices)
    cells = models.JSONField(default=list)
    # [what is wrong, number of the column or None], see leads.importing.problems.
    problems = models.JSONField(default=list, blank=True)
    # Digests by which the same request is known again: of its reference or its whole content, of
    # its phone and day, of its e-mail address and day.
    key = models.CharField(max_length=64, blank=True)
    phone_day = models.CharField(max_length=64, blank=True)
    email_day = models.CharField(max_length=64, blank=True)
    # As a lead it would be kept no longer: the next round of retention removes it.
    is_over = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("line of an import of leads")
        verbose_name_plural = _("lines of imports of leads")
        default_permissions = ()
        ordering = ["job", "number"]
        indexes = [
            models.Index(fields=["job", "key"], name="clinic_leads_line_key"),
            models.Index(fields=["job", "phone_day"], name="clinic_leads_line_phone"),
            models.Index(fields=["job", "email_day"], name="clinic_leads_line_email"),
            models.Index(fields=["job", "state", "number"], name="clinic_leads_line_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="clinic_leads_one_line"),
        ]

    def __str__(self) -> str:
        return f"Line {self.number} of import {self.job_id}"

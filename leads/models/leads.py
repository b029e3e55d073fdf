"""Lead: the stored record of a person who asked."""

import logging
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import swapper
from django.conf import settings
from django.db import connections, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from locations.faults import survived
from locations.hours import Schedule
from locations.inserting import has_plain_values, insert
from locations.models import LocationPage

from .choices import (
    OPEN,
    Acquaintance,
    Attendance,
    CloseReason,
    PreferredContact,
    Source,
    Status,
)
from .querysets import LeadQuerySet
from .search import SEARCHED, write_search_texts
from .stages import INDEXES, QUEUE_AT, STAGE

logger = logging.getLogger(__name__)


class Lead(models.Model):
    """A person asked for a consultation: who, what for, which location, until when we promised.

    Written by `leads.actions` only, each write together with a LeadEvent. A lead outlives the
    page, the location, the site and the user it names: it is protected from their deletion, or
    keeps a snapshot of what they were called.
    """

    # “Where is this page used” lists what refers to it, to every editor: never a lead.
    wagtail_reference_index_ignore = True
    # Fields that say something about the person; tests/test_privacy.py keeps this list complete.
    PERSONAL = {
        "name",
        "phone",
        "phone_typed",
        "email",
        "postcode",
        "message",
        "topic",
        "preferred_contact",
        "preferred_times",
        "acquaintance",
        "language",
        "about",
        "about_title",
        "about_path",
        "routing",
        "appointment_at",
        "appointment_with",
        "hold_reason",
    }

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    # Keyed digest of what was sent under the key; the same key with another body is refused.
    body_digest = models.CharField(max_length=64)
    source = models.CharField(
        _("source"), max_length=16, choices=Source.choices, default=Source.FORM
    )

    # Who, and how to reach them
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True, db_index=True)
    phone_typed = models.CharField(_("phone as typed"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    preferred_contact = models.CharField(
        _("preferred contact"),
        max_length=8,
        choices=PreferredContact.choices,
        default=PreferredContact.ANY,
    )
    preferred_times = models.JSONField(_("preferred times"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    acquaintance = models.CharField(
        _("new or returning"),
        max_length=12,
        choices=Acquaintance.choices,
        default=Acquaintance.UNKNOWN,
        blank=True,
    )
    postcode = models.CharField(_("ZIP code"), max_length=16, blank=True)

    # What for
    topic = models.CharField(_("topic"), max_length=255, blank=True)
    message = models.TextField(_("message"), blank=True)
    about = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("asked on page"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    about_title = models.CharField(max_length=255, blank=True)
    about_path = models.CharField(max_length=500, blank=True)
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, related_name="+")
    site_hostname = models.CharField(max_length=255, blank=True)
    consent_text = models.TextField(_("consent as shown"), blank=True)

    # Where it went, and why
    wanted_location = models.ForeignKey(
        LocationPage,
        verbose_name=_("location asked for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clinic_wanted_leads",
    )
    location = models.ForeignKey(
        LocationPage,
        verbose_name=_("location"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clinic_leads",
        db_index=False,  # those below begin with it
    )
    location_title = models.CharField(max_length=255, blank=True)
    # What routing decided, by which rule, and why the others did not: see routing.Decision.
    routing = models.JSONField(default=dict, blank=True)

    # What became of it
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.NEW
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clinic_assigned_leads",
        db_index=False,
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    due_at = models.DateTimeField(_("reply promised by"), null=True, blank=True)
    promise = models.CharField(_("promise as shown"), max_length=255, blank=True)
    # The first answer is kept for the reports. `answered_at` is empty while the person waits for
    # us: also when they ask again after an answer, with a new promise.
    first_response_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # How long the first answer took in open minutes, by the hours as they were then.
    response_open_minutes = models.PositiveIntegerField(null=True, blank=True)
    # Calls in a row that reached nobody.
    call_attempts = models.PositiveSmallIntegerField(_("calls without an answer"), default=0)
    snoozed_until = models.DateTimeField(_("put off until"), null=True, blank=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    appointment_at = models.DateTimeField(_("appointment"), null=True, blank=True)
    appointment_with = models.CharField(_("practitioner"), max_length=255, blank=True)
    attendance = models.CharField(
        _("attendance"),
        max_length=12,
        choices=Attendance.choices,
        default=Attendance.UNKNOWN,
        blank=True,
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    close_reason = models.CharField(
        _("reason"), max_length=16, choices=CloseReason.choices, blank=True
    )
    quarantined_at = models.DateTimeField(_("in quarantine since"), null=True, blank=True)
    quarantine_reasons = models.JSONField(default=list, blank=True)
    # The lead of the same person that this one is a part of now.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_leads"
    )
    # Legal hold: as long as it lasts nothing of the person is removed.
    held_at = models.DateTimeField(_("on legal hold since"), null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    hold_reason = models.CharField(_("reason of the legal hold"), max_length=255, blank=True)
    # When the personal data was removed.
    forgotten_at = models.DateTimeField(_("forgotten at"), null=True, blank=True)
    # Raised by one with every write; a form that was opened on an older version is refused.
    version = models.PositiveIntegerField(default=1)

    # For the lists: see `stages`. After a write they are true in the database only.
    stage = models.GeneratedField(
        expression=STAGE, output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    queue_at = models.GeneratedField(
        expression=QUEUE_AT, output_field=models.DateTimeField(), db_persist=True
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        default_permissions = ()  # rights are per location, never per model
        indexes = [
            *INDEXES,
            # Few of many: looked through every minute for who waits too long.
            models.Index(
                fields=["due_at"],
                condition=models.Q(
                    answered_at__isnull=True,
                    closed_at__isnull=True,
                    quarantined_at__isnull=True,
                ),
                name="clinic_leads_unanswered",
            ),
            models.Index(
                fields=["received_at", "id"],
                condition=models.Q(held_at__isnull=False),
                name="clinic_leads_held",
            ),
            models.Index(
                fields=["location", "received_at", "id"],
                condition=models.Q(held_at__isnull=False),
                name="clinic_leads_held_here",
            ),
            # Who did not come by the site itself: few where most do.
            models.Index(
                fields=["source", "id"],
                condition=models.Q(source__in=[Source.PHONE, Source.WALK_IN, Source.EMAIL]),
                name="clinic_leads_by_hand",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~models.Q(status=Status.CLOSED) & models.Q(closed_at__isnull=True)),
                name="clinic_leads_closed_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.CLOSED) ^ models.Q(close_reason=""),
                name="clinic_leads_closed_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status=Status.CLOSED),
                name="clinic_leads_merged_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(held_at__isnull=True) | models.Q(forgotten_at__isnull=True),
                name="clinic_leads_held_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(held_at__isnull=True) ^ ~models.Q(hold_reason=""),
                name="clinic_leads_hold_has_reason",
            ),
        ]

    def __str__(self) -> str:
        """Opaque on purpose: this text ends up in log tables and titles."""
        return f"Lead {self.reference}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; search follows. A broken index costs the finding of a new lead, never the lead."""
        is_new, only = self._state.adding, kwargs.get("update_fields")
        if only is not None and not SEARCHED.intersection(only):
            super().save(*args, **kwargs)
            return
        with transaction.atomic(using=kwargs.get("using"), savepoint=False):
            super().save(*args, **kwargs)
            using = self._state.db or "default"
            if not is_new:  # forgetting must never pass the index by
                write_search_texts([self], using=using)
                return
            with survived(logger, "A new lead cannot be searched for.", using=using):
                write_search_texts([self], using=using, are_new=True)

    def _save_table(
        self,
        raw: bool = False,
        cls: Any = None,
        force_insert: Any = False,
        force_update: bool = False,
        using: Any = None,
        update_fields: Any = None,
    ) -> bool:
        """Django's own makes the statement with its fifty columns anew for every request.

        It does so still for what is no common request, such as a lead of a project's own kind.
        """
        is_common = force_insert and not raw and self._meta.concrete_model is Lead
        can_return = is_common and connections[using].features.can_return_columns_from_insert
        if not (can_return and has_plain_values(self)):
            django: Any = super()
            how = raw, cls, force_insert, force_update, using, update_fields
            return django._save_table(*how)
        made = self._meta.db_returning_fields
        for row in insert([self], using=using, returning=made):
            for field, value in zip(made, row, strict=True):
                setattr(self, field.attname, value)
        return False

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its location; the reader's for a lead that has none."""
        return self.location.zone if self.location else timezone.get_current_timezone()

    @property
    def schedule(self) -> Schedule | None:
        """The hours of its location; None for a lead that has none."""
        return self.location.schedule if self.location else None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN and self.quarantined_at is None

    def is_overdue(self, *, at: datetime) -> bool:
        return bool(
            self.is_open
            and self.answered_at is None
            and self.due_at is not None
            and self.due_at < at
        )

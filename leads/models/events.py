"""LeadEvent: what happened to a lead, written once and never changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .leads import Lead


class EventKind(models.TextChoices):
    """What happened."""

    RECEIVED = "received", _("Received")
    ROUTED = "routed", _("Routed")
    QUARANTINED = "quarantined", _("Put in quarantine")
    RELEASED = "released", _("Taken out of quarantine")
    NOTED = "noted", _("Note")
    CALLED = "called", _("Call")
    ASSIGNED = "assigned", _("Assigned")
    MOVED = "moved", _("Moved to another location")
    STATUS = "status", _("Status changed")
    BOOKED = "booked", _("Booked")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    RETRIED = "retried", _("Message tried again")


class CallOutcome(models.TextChoices):
    """What came of a call."""

    SPOKE = "spoke", _("Spoke with them")
    VOICEMAIL = "voicemail", _("Left a voicemail")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


# After these the desk has done what was promised: the person has heard from us.
ANSWERING = {CallOutcome.SPOKE, CallOutcome.VOICEMAIL}


class LeadEvent(models.Model):
    """One line of a lead's timeline. `by` is empty for what the system did."""

    wagtail_reference_index_ignore = True
    # `text` is what a person wrote; `data` may name the routing rule, which may be called after a
    # topic, a language or a ZIP code.
    PERSONAL = {"text", "data"}

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # What the acting user was called then; the account may be gone later.
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("lead event")
        verbose_name_plural = _("lead events")
        default_permissions = ()
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["lead", "at"], name="clinic_leads_timeline")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

"""LeadEvent: what happened to a lead, written once and never changed; FollowUp: asked again."""

from typing import Any

from django.conf import settings
from django.db import models, router
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.prepared import Answers, Given

from ..event_kinds import EventKind
from .leads import Lead
from .written_once import WrittenOnceModel


class LeadEvent(WrittenOnceModel):
    """One line of a lead's timeline. `by` is empty for what the system did.

    Neither changed nor deleted, not even in SQL; forgetting empties what it says of the person.
    """

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
        indexes = [
            models.Index(fields=["lead", "at"], name="clinic_leads_timeline"),
            # What visitors ask by their link is looked for among all that ever happened.
            models.Index(fields=["kind", "lead"], name="clinic_leads_asks"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class FollowUp(models.Model):
    """The same person asked again while their lead was open: a part of it, with a key of its own.

    What they wrote is the event. The key answers a repeated click like the key of a lead.
    """

    wagtail_reference_index_ignore = True
    PERSONAL = {"language"}

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="follow_ups")
    event = models.OneToOneField(LeadEvent, on_delete=models.PROTECT, related_name="follow_up")
    idempotency_key = models.CharField(max_length=64, unique=True)
    body_digest = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now)
    # What this visitor was promised, in their language. It is never earlier than the lead's own
    # promise, and never tells that there is one.
    promise = models.CharField(max_length=255, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=12, default="en")

    class Meta:
        verbose_name = _("follow-up request")
        verbose_name_plural = _("follow-up requests")
        default_permissions = ()
        # What came on a day is compared with what was acknowledged on it.
        indexes = [models.Index(fields=["received_at"], name="clinic_leads_asked_again")]

    def __str__(self) -> str:
        return f"Follow-up {self.pk}"


def known_by(key: Any) -> models.Q:
    """The condition that a request was stored under a key, as a lead or as a follow-up."""
    leads, follow_ups = (
        one._default_manager.filter(idempotency_key=key) for one in (Lead, FollowUp)
    )
    return models.Exists(leads) | models.Exists(follow_ups)


_KNOWN = Answers(lambda: {"known": known_by(Given("key", Lead._meta.get_field("idempotency_key")))})


def is_known(key: str) -> bool:
    """Was a request stored under this key, as a lead or as a follow-up? One query for both."""
    return _KNOWN.ask(using=router.db_for_write(Lead), key=key)["known"]

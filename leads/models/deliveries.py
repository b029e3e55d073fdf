"""Delivery: a message that must reach somebody, as a row (transactional outbox)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from locations.models.outgoing import OutgoingMessage, sent_has_time
from locations.webhooks.attempts import AT_LEAST, JITTER, LONGEST_DELAY, is_due, is_free
from locations.webhooks.states import MessageState as DeliveryState

from ..event_kinds import EventKind
from .choices import Stage
from .events import LeadEvent
from .leads import Lead

# The clocks of two workers may differ by less; what is further ahead was written by a wrong one.
CLOCKS_APART = timedelta(minutes=1)
# A message that could not be sent is tried again after minutes: one that waits for longer is stuck.
STUCK = timedelta(minutes=15)


class DeliveryKind(models.TextChoices):
    """What is delivered."""

    DESK_MAIL = "desk_mail", _("E-mail to the desk")
    RECEIPT = "receipt", _("Receipt to the visitor")
    REPLY = "reply", _("Reply to the visitor")
    STAFF_MAIL = "staff_mail", _("E-mail to a colleague")
    DIGEST = "digest", _("Summary by e-mail")
    WEBHOOK = "webhook", _("Webhook")
    INVITATION = "invitation", _("Invitation to a colleague")


# Without these somebody waits in vain: the desk knows nothing, or the visitor hears nothing.
FOR_THE_LEAD = {DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT, DeliveryKind.REPLY}


# Who did one of these to a lead put it somewhere, or sent its mail again: that helps no person.
_FILES = (
    EventKind.MOVED,
    EventKind.QUARANTINED,
    EventKind.RELEASED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.RETRIED,
)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, at: datetime) -> "DeliveryQuerySet":
        """What may be claimed at `at`.

        Mails come first, however long a webhook has waited: an address of somebody else's that
        does not answer must not keep a desk from hearing of a person.
        """
        last = models.Case(models.When(kind=DeliveryKind.WEBHOOK, then=1), default=0)
        due = is_due(at=at) | (is_free(at=at) & _is_of_a_wrong_clock(at=at))
        return self.filter(due).order_by(last, "next_attempt_at", "pk")

    def for_the_lead(self) -> "DeliveryQuerySet":
        """The messages to the desk and to the visitor."""
        return self.filter(kind__in=FOR_THE_LEAD)

    def failed(self) -> "DeliveryQuerySet":
        """The messages that were given up and that somebody at the desk must care about."""
        return self.for_the_lead().filter(state=DeliveryState.FAILED)

    def unheard(self, *, at: datetime) -> "DeliveryQuerySet":
        """The mails to a desk that were given up or are stuck, and whose person nobody has seen to.

        Seen to is who was answered, or whose lead a colleague has touched; what was done to it
        before it was moved to the desk, or before what the mail is about, does not count.
        """
        begun = models.Q(attempts__gt=0) | models.Q(next_attempt_at__lte=at - STUCK)
        stuck = begun & models.Q(state=DeliveryState.PENDING, created_at__lte=at - STUCK)
        unsent = models.Q(state=DeliveryState.FAILED) | stuck
        waits = models.Q(kind=DeliveryKind.DESK_MAIL, lead__stage__lte=Stage.NEW)
        return self.filter(unsent & waits & ~models.Exists(_seen_to()))


def _seen_to() -> models.QuerySet[LeadEvent]:
    """What colleagues did about the person of a delivery.

    The time of the mail says nothing here: it is that of its last retry.
    """
    moved_since = LeadEvent.objects.filter(
        kind=EventKind.MOVED, lead=models.OuterRef("lead"), pk__gt=models.OuterRef("pk")
    )
    about = Coalesce(models.OuterRef("event"), 0)
    done = LeadEvent.objects.filter(lead=models.OuterRef("lead"), pk__gt=about)
    by_staff = done.exclude(by_name="").exclude(kind__in=_FILES)
    return by_staff.filter(~models.Exists(moved_since))


def _is_of_a_wrong_clock(*, at: datetime) -> models.Q:
    """The condition that a message waits for a time that only a clock gone wrong can have meant.

    It would lie there unsent until that time comes. What waits for an opening has far times by
    right: mails to colleagues and calls of their own webhooks, who have the notice in the admin.
    """
    ahead = models.Q(created_at__gt=at + CLOCKS_APART)
    late = models.Q(next_attempt_at__gt=at + (1 + JITTER) * LONGEST_DELAY)
    waits = models.Q(kind__in=[DeliveryKind.STAFF_MAIL, DeliveryKind.DIGEST])
    waits |= models.Q(kind=DeliveryKind.WEBHOOK, recipient__isnull=False)
    return models.Q(state=DeliveryState.PENDING) & ~waits & (ahead | late)


class Delivery(OutgoingMessage):
    """One message about a lead. Written with the lead in one transaction, sent later.

    Whom it goes to and what it says is made when it is sent, so that a corrected desk address
    helps a delivery that has failed so far.
    """

    # None: a summary is about many leads, a webhook may be about none.
    lead = models.ForeignKey(
        Lead, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    # What it is about: the reply that was written, the note that names a colleague.
    event = models.ForeignKey(
        LeadEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    # To whom, when it is not the desk or the visitor.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clinic_deliveries",
    )
    # With the account of a colleague their endpoint goes, and what was to be sent there.
    endpoint = models.ForeignKey(
        "WebhookEndpoint",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
    )
    # What a message says that is made when it is written; never about the person.
    payload = models.JSONField(default=dict, blank=True)
    # So that the same occasion is told once, whoever notices it first.
    occasion = models.CharField(max_length=120, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=16, choices=DeliveryKind.choices)

    objects = DeliveryQuerySet.as_manager()

    class Meta(OutgoingMessage.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="clinic_leads_outbox"),
            # Looked through every minute for what is too old to keep.
            models.Index(
                fields=["created_at"],
                condition=models.Q(kind=DeliveryKind.WEBHOOK),
                name="clinic_leads_webhook_log",
            ),
            # Few of many: each list of leads asks for them.
            models.Index(
                fields=["lead"],
                condition=models.Q(state=DeliveryState.FAILED),
                name="clinic_leads_given_up",
            ),
        ]
        constraints = [sent_has_time("clinic_leads_sent_has_time")]

    def __str__(self) -> str:
        return f"Delivery {self.pk} ({self.kind})"

    @property
    def least_attempts(self) -> int:
        """A webhook has a log, and an endpoint that takes nothing is switched off in time."""
        return 1 if self.kind == DeliveryKind.WEBHOOK else AT_LEAST

"""Publish webhooks: who is told when published content changes, what changed, and what was sent."""

import secrets
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..webhooks.attempts import is_due
from ..webhooks.states import MessageState


class PublishEndpointQuerySet(models.QuerySet["PublishEndpoint"]):
    def in_use(self) -> "PublishEndpointQuerySet":
        return self.filter(active=True)


class PublishEndpoint(models.Model):
    """An address that is told what the public sees anew: a front end that rebuilds, a cache."""

    wagtail_reference_index_ignore = True

    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=120)
    # The secret before, with which messages are signed as well until the other system has the new.
    old_secret = models.CharField(max_length=120, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Up to here it was told what the clock brings: announcements that begin and end.
    clock_told_to = models.DateTimeField(default=timezone.now)
    # Messages in a row that were given up. After some of them we switch it off, and say so.
    given_up = models.PositiveSmallIntegerField(default=0)
    switched_off_at = models.DateTimeField(null=True, blank=True)

    objects = PublishEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("publish webhook")
        verbose_name_plural = _("publish webhooks")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(old_secret="") ^ models.Q(old_secret_until__isnull=False),
                name="clinic_publish_old_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PublishChange(models.Model):
    """One thing that changed, for one endpoint; it waits until it becomes part of a message.

    Without an endpoint it is for the caches before us, which are purged (changes/purging.py).

    Written in the transaction of the change itself. Which pages show what changed is found later,
    by the worker: whoever publishes waits for one row.
    """

    wagtail_reference_index_ignore = True

    endpoint = models.ForeignKey(
        PublishEndpoint, on_delete=models.CASCADE, related_name="changes", null=True
    )
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    # In plain words, as people say it: “St. Paul's phone changed”.
    reason = models.CharField(max_length=300)
    page_ids = models.JSONField(default=list)
    location_ids = models.JSONField(default=list)
    # Addresses that cannot be found out later: those from which something has gone.
    urls = models.JSONField(default=list)
    # What stands on every page changed: header, footer, menu, announcements.
    on_every_page = models.BooleanField(default=False)
    # Nobody can say which pages show it.
    everything = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("published change")
        verbose_name_plural = _("published changes")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Change {self.pk} ({self.kind})"


class PublishMessageQuerySet(models.QuerySet["PublishMessage"]):
    def due(self, *, at: datetime) -> "PublishMessageQuerySet":
        """What may be claimed at `at`, the longest waiting first."""
        return self.filter(is_due(at=at)).order_by("next_attempt_at", "pk")


def new_message_id() -> str:
    return secrets.token_hex(16)


class PublishMessage(models.Model):
    """One message to one endpoint: the changes of a moment, joined (transactional outbox)."""

    wagtail_reference_index_ignore = True

    State = MessageState

    endpoint = models.ForeignKey(PublishEndpoint, on_delete=models.CASCADE, related_name="messages")
    payload = models.JSONField()
    state = models.CharField(
        max_length=8, choices=MessageState.choices, default=MessageState.PENDING
    )
    message_id = models.CharField(max_length=64, unique=True, default=new_message_id)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    # Kind of error, never the other server's words.
    last_error = models.CharField(max_length=120, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = PublishMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message about published content")
        verbose_name_plural = _("messages about published content")
        default_permissions = ()
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="clinic_publish_outbox"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~models.Q(state=MessageState.SENT) & models.Q(sent_at__isnull=True)),
                name="clinic_publish_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"

"""Publish webhooks: who is told when published content changes, what changed, and what was sent."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..webhooks.attempts import is_due
from ..webhooks.states import MessageState
from .outgoing import Endpoint, OutgoingMessage, old_secret_ends, sent_has_time


class PublishEndpointQuerySet(models.QuerySet["PublishEndpoint"]):
    def in_use(self) -> "PublishEndpointQuerySet":
        return self.filter(active=True)


class PublishEndpoint(Endpoint):
    """An address that is told what the public sees anew: a front end that rebuilds, a cache."""

    # Up to here it was told what the clock brings: announcements that begin and end.
    clock_told_to = models.DateTimeField(default=timezone.now)

    objects = PublishEndpointQuerySet.as_manager()

    class Meta(Endpoint.Meta):
        verbose_name = _("publish webhook")
        verbose_name_plural = _("publish webhooks")
        constraints = [old_secret_ends("clinic_publish_old_secret_ends")]


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


class PublishMessage(OutgoingMessage):
    """One message to one endpoint: the changes of a moment, joined (transactional outbox)."""

    wagtail_reference_index_ignore = True

    State = MessageState

    endpoint = models.ForeignKey(PublishEndpoint, on_delete=models.CASCADE, related_name="messages")
    payload = models.JSONField()

    objects = PublishMessageQuerySet.as_manager()

    class Meta(OutgoingMessage.Meta):
        verbose_name = _("message about published content")
        verbose_name_plural = _("messages about published content")
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="clinic_publish_outbox"),
        ]
        constraints = [sent_has_time("clinic_publish_sent_has_time")]

    def __str__(self) -> str:
        return f"Message {self.pk}"

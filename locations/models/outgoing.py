"""What every message to the outside shares, and every address of another system.

A message is a row, written in the transaction of what it is about and sent later (transactional
outbox). How it is tried and signed is said in `locations/webhooks/`.
"""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..webhooks.states import MessageState


def new_message_id() -> str:
    """Return what makes a message known again: for a mail the left part of its Message-ID."""
    return secrets.token_hex(16)


class OutgoingMessage(models.Model):
    """A message that is tried until it is sent or given up; several senders share the work."""

    state = models.CharField(
        max_length=8, choices=MessageState.choices, default=MessageState.PENDING
    )
    # Fixed from the start: should a sender die between sending and recording, the second copy is
    # known to be the same message.
    message_id = models.CharField(max_length=64, unique=True, default=new_message_id)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    # Kind of error and SMTP code, never the server's words: those repeat the address.
    last_error = models.CharField(max_length=120, blank=True)
    # What another system answered to a webhook; nothing else of its answer is kept.
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        default_permissions = ()

    @property
    def least_attempts(self) -> int:
        """So often it is tried, also if the time for attempts was over before the first one."""
        return 1


def sent_has_time(name: str) -> models.CheckConstraint:
    """A message is sent exactly when it has the time of that; `name` is the constraint's."""
    is_sent = models.Q(state=MessageState.SENT)
    return models.CheckConstraint(
        condition=(models.Q(sent_at__isnull=False) & is_sent)
        | (~is_sent & models.Q(sent_at__isnull=True)),
        name=name,
    )


class Endpoint(models.Model):
    """An address of another system that is told something, signed with a secret of its own."""

    wagtail_reference_index_ignore = True

    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=120)
    # The secret before, with which messages are signed as well until the other system has the new.
    old_secret = models.CharField(max_length=120, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Messages in a row that were given up. After some of them we switch it off, and say so.
    given_up = models.PositiveSmallIntegerField(default=0)
    switched_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


def old_secret_ends(name: str) -> models.CheckConstraint:
    """No secret but the newest is for ever; `name` is the constraint's."""
    return models.CheckConstraint(
        condition=models.Q(old_secret="") ^ models.Q(old_secret_until__isnull=False), name=name
    )

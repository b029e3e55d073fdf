"""Who is told what, and by which way: preferences, notices in the admin, webhooks."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage
from locations.models.outgoing import Endpoint, old_secret_ends
from locations.webhooks.rotating import secrets_of

from .leads import Lead
from .permissions import GroupLocationPermission, Right, locations_with_right


class Occasion(models.TextChoices):
    """What colleagues and other systems can be told of."""

    RECEIVED = "received", _("A new lead")
    FOLLOWED_UP = "followed_up", _("Somebody asked again")
    ASSIGNED = "assigned", _("A lead is assigned to me")
    MENTIONED = "mentioned", _("A colleague mentions me")
    MOVED = "moved", _("A lead comes from another location")
    DUE_SOON = "due_soon", _("A promise ends soon")
    OVERDUE = "overdue", _("A promise has passed")
    BY_VISITOR = "by_visitor", _("Somebody cancels or changes their request")
    WOKEN = "woken", _("A lead is back that I put off")
    UNDELIVERED = "undelivered", _("A message was not delivered")
    QUARANTINE = "quarantine", _("Weekly: what lies in quarantine")
    WEBHOOK_OFF = "webhook_off", _("A webhook was switched off")


# What other systems can be told of: what happens to a lead, not whom colleagues speak to.
ANNOUNCED = [
    Occasion.RECEIVED,
    Occasion.FOLLOWED_UP,
    Occasion.ASSIGNED,
    Occasion.MOVED,
    Occasion.DUE_SOON,
    Occasion.OVERDUE,
    Occasion.BY_VISITOR,
    Occasion.WOKEN,
    Occasion.UNDELIVERED,
]


class NoticeChannel(models.TextChoices):
    """By which way a colleague is told."""

    IN_APP = "in_app", _("In the admin")
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Own webhook")


class Timing(models.TextChoices):
    """When a colleague is told."""

    OFF = "off", _("Never")
    AT_ONCE = "at_once", _("At once, while we are open")
    DIGEST = "digest", _("In the morning, together")


class NotificationPreference(models.Model):
    """How one colleague wants to be told of one occasion at one location; without one, anywhere."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="clinic_notification_preferences",
    )
    location = models.ForeignKey(
        LocationPage, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    occasion = models.CharField(max_length=16, choices=Occasion.choices)
    channel = models.CharField(max_length=8, choices=NoticeChannel.choices)
    timing = models.CharField(max_length=8, choices=Timing.choices)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        default_permissions = ()
        constraints = [
            # Two constraints, because SQL holds two NULLs for different.
            models.UniqueConstraint(
                fields=["user", "location", "occasion", "channel"],
                name="clinic_leads_one_preference_here",
            ),
            models.UniqueConstraint(
                fields=["user", "occasion", "channel"],
                condition=models.Q(location__isnull=True),
                name="clinic_leads_one_preference_anywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"Preference {self.pk}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The reads of the list of notices. Every one of them starts at `shown_to`."""

    def shown_to(self, user: Any) -> "NoticeQuerySet":
        """What `user` is told in the admin; never of a lead that they may not see any more."""
        return self.of(user).filter(in_app=True)

    def of(self, user: Any) -> "NoticeQuerySet":
        """The notices of `user`, by whatever way, about what they may see now."""
        everywhere, location_ids = locations_with_right(user, Right.SEE)
        own = self.filter(user=user)
        if everywhere:
            return own
        here = models.Q(lead__location__in=location_ids)
        return own.filter(models.Q(lead__isnull=True) | here)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)

    def mark_read(self, *, at: datetime) -> int:
        return self.unread().update(read_at=at)


class Notice(models.Model):
    """One line in a colleague's list of notices. It names a lead, never a person."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clinic_notices"
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    occasion = models.CharField(max_length=16, choices=Occasion.choices)
    # The same occasion is told once: see Delivery.occasion.
    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    # Told in the admin, or only waiting to be part of a summary.
    in_app = models.BooleanField(default=True)
    in_digest = models.BooleanField(default=False)
    # As in_digest, for the summary that goes to the colleague's own webhook.
    in_webhook = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "read_at"], name="clinic_leads_unread"),
            models.Index(
                fields=["user"],
                condition=models.Q(in_digest=True),
                name="clinic_leads_undigested",
            ),
            models.Index(
                fields=["user"],
                condition=models.Q(in_webhook=True),
                name="clinic_leads_unposted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="clinic_leads_told_once"),
        ]

    def __str__(self) -> str:
        return f"Notice {self.pk}"


class WebhookQuerySet(models.QuerySet["WebhookEndpoint"]):
    def usable_by(self, user: Any) -> "WebhookQuerySet":
        """Those that `user` may change, with their secret: of managed locations, and one's own."""
        return self.filter(_managed_by(user) | models.Q(owner=user))

    def visible_to(self, user: Any) -> "WebhookQuerySet":
        """Those, and to look at the own ones of colleagues of locations that `user` manages."""
        return self.filter(_managed_by(user) | models.Q(owner=user) | _of_colleagues_of(user))

    def told_at(self, location_id: int | None) -> "WebhookQuerySet":
        """The endpoints in use that are told of all that happens at a location."""
        here = models.Q(location__isnull=True)
        if location_id is not None:
            here |= models.Q(location=location_id)
        return self.filter(here, active=True, owner__isnull=True)


def _managed_by(user: Any) -> models.Q:
    """Of the locations that `user` manages; who manages all has those of all.

    A colleague's own endpoint is no location's.
    """
    everywhere, location_ids = locations_with_right(user, Right.MANAGE)
    shared = models.Q(owner__isnull=True)
    return shared if everywhere else shared & models.Q(location_id__in=location_ids)


def _of_colleagues_of(user: Any) -> models.Q:
    """The own endpoints of who has any right at a location that `user` manages."""
    everywhere, location_ids = locations_with_right(user, Right.MANAGE)
    if everywhere:
        return models.Q(owner__isnull=False)
    if not location_ids:
        return models.Q(pk__in=[])
    here = models.Q(location__isnull=True) | models.Q(location__in=location_ids)
    rights = GroupLocationPermission.objects.filter(here, group__user=models.OuterRef("owner"))
    return models.Exists(rights) | models.Q(owner__is_superuser=True)


class WebhookEndpoint(Endpoint):
    """An address of another system that is told what happens, without anything personal.

    Of a location, or of every one, it is told all that it asks for. With an owner it is a
    colleague's own: it is told what they would be told themselves, and for as long.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="clinic_webhook",
    )
    occasions = models.JSONField(_("occasions"), default=list)
    location = models.ForeignKey(
        LocationPage,
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="clinic_webhooks",
        help_text=_("Without one, it is told of every location."),
    )

    objects = WebhookQuerySet.as_manager()

    class Meta(Endpoint.Meta):
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            old_secret_ends("clinic_leads_old_secret_ends"),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True) | models.Q(location__isnull=True),
                name="clinic_leads_own_webhook_has_no_place",
            ),
        ]

    def secrets(self, *, at: datetime) -> list[str]:
        """What a message is signed with: the secret, and for a day the one before it."""
        return secrets_of(self, at=at)

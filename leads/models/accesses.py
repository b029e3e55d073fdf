"""LeadAccess: who looked at whom, and took what away."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .leads import Lead
from .written_once import WrittenOnceModel


class AccessKind(models.TextChoices):
    """What somebody did without changing anything."""

    VIEWED = "viewed", _("Opened")
    REVEALED = "revealed", _("Looked at the phone number or e-mail address")
    EXPORTED = "exported", _("Exported")
    PRINTED = "printed", _("Printed")
    LISTED = "listed", _("Read the name in the list")


class LeadAccess(WrittenOnceModel):
    """One look at a lead, opened or named in a list, or one export of many. Never changed."""

    wagtail_reference_index_ignore = True

    lead = models.ForeignKey(
        Lead, on_delete=models.PROTECT, null=True, blank=True, related_name="accesses"
    )
    kind = models.CharField(max_length=12, choices=AccessKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # Of an export: what was asked for and how many rows went out; nothing personal.
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("access to a lead")
        verbose_name_plural = _("accesses to leads")
        default_permissions = ()
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["lead", "at"], name="clinic_leads_accesses")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

"""Escalation: somebody was told that a person waits, once for each step and each promise."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .leads import Lead


class Step(models.TextChoices):
    """How far a lead that nobody answers has come."""

    DUE_SOON = "due_soon", _("The promise ends soon")
    OVERDUE = "overdue", _("The promise has passed")
    UNSTAFFED = "unstaffed", _("Nobody is on shift")


class Escalation(models.Model):
    """A step that was taken for a lead. The row is the key: whoever writes it first tells.

    `due_at` is the end of the wait that it was taken for. A person who asks again waits for
    another end, and the steps begin anew. A lead that is moved loses its rows: others are told.
    """

    wagtail_reference_index_ignore = True

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="escalations")
    step = models.CharField(max_length=12, choices=Step.choices)
    due_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "step", "due_at"], name="clinic_leads_escalated_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Escalation {self.pk}"

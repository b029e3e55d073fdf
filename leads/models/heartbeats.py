"""Heartbeat: the sign of life of a delivery worker, so that one that stands still is missed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """One worker, and when it last looked at the clock. It does so each minute."""

    wagtail_reference_index_ignore = True

    # Which one: its machine and process. Never shown to the public.
    worker = models.CharField(max_length=120, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Heartbeat {self.pk}"

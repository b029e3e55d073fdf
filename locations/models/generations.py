"""How often what strangers see has changed: what caches ask before they answer."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ContentGenerationQuerySet(models.QuerySet["ContentGeneration"]):
    def advance(self) -> None:
        """Count one more change. Two at once are two, whichever comes first."""
        one_more = {"number": F("number") + 1, "changed_at": timezone.now()}
        if not self.filter(pk=ContentGeneration.ONLY).update(**one_more):
            self.get_or_create(pk=ContentGeneration.ONLY, defaults={"number": 1})

    def now(self) -> "ContentGeneration":
        """The generation that holds now. One query."""
        return self.filter(pk=ContentGeneration.ONLY).first() or ContentGeneration()


class ContentGeneration(models.Model):
    """The one row that counts the changes of public content."""

    ONLY = 1

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ContentGenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation of the content")
        verbose_name_plural = _("generations of the content")

    def __str__(self) -> str:
        return f"Generation {self.number}"

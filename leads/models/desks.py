"""How a desk works: its fail-over, its absences, its canned replies, its saved views."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.models import LocationPage


class DeskSettings(models.Model):
    """What a manager sets for one location's desk."""

    location = models.OneToOneField(
        LocationPage, on_delete=models.CASCADE, related_name="clinic_desk_settings"
    )
    due_soon_minutes = models.PositiveIntegerField(
        _("remind the desk before the promise ends (open minutes)"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    fail_over_location = models.ForeignKey(
        LocationPage,
        verbose_name=_("if nobody is on shift, tell the desk of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    fail_over_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("if nobody is on shift, tell"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("desk settings")
        verbose_name_plural = _("desk settings")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Desk settings {self.pk}"


class Absence(models.Model):
    """A colleague is away, from the first day to the last, both included."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clinic_absences"
    )
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day, included"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        default_permissions = ()
        ordering = ["first_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_date__gte=models.F("first_date")),
                name="clinic_leads_absence_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"Absence {self.pk}"


class CannedReply(models.Model):
    """A reply that is written once and sent often. Its tags become live facts when it is used."""

    name = models.CharField(_("name"), max_length=120)
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    body = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    location = models.ForeignKey(
        LocationPage,
        verbose_name=_("location"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="clinic_canned_replies",
        help_text=_("Without one, every desk has it."),
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        default_permissions = ()
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A filter of the inbox under a name: of one colleague, or shared by a location's desk."""

    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=500)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="clinic_saved_views",
    )
    location = models.ForeignKey(
        LocationPage,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="clinic_saved_views",
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(location__isnull=True),
                name="clinic_leads_view_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.name

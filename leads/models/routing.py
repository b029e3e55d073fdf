"""RoutingRule: the manager's ordered rules for requests that name no location."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locations.facts import WEEKDAYS
from locations.models import LocationPage

from .choices import Acquaintance
from .leads import Lead


class RoutingRule(models.Model):
    """If every condition that is filled in holds, the request goes to `location`.

    An empty condition always holds. The first rule that matches, by `order`, decides.
    """

    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveIntegerField(_("order"), default=100, help_text=_("Lower goes first."))
    active = models.BooleanField(_("in use"), default=True)
    location = models.ForeignKey(
        LocationPage,
        verbose_name=_("goes to"),
        on_delete=models.CASCADE,
        related_name="clinic_routing_rules",
    )
    topic_contains = models.CharField(
        _("topic contains"), max_length=80, blank=True, help_text=_("Part of the topic's name.")
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    postcode_prefix = models.CharField(
        _("ZIP code starts with"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z ]*$")],
    )
    acquaintance = models.CharField(
        _("new or returning"), max_length=12, choices=Acquaintance.choices, blank=True
    )
    weekday = models.CharField(_("received on"), max_length=1, choices=WEEKDAYS, blank=True)
    from_time = models.TimeField(
        _("received from"), null=True, blank=True, help_text=_("In the location's own time.")
    )
    until_time = models.TimeField(_("received before"), null=True, blank=True)
    first_date = models.DateField(_("from this day"), null=True, blank=True)
    last_date = models.DateField(_("until this day, included"), null=True, blank=True)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        default_permissions = ()  # who manages a location may
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class RoutingExample(models.Model):
    """A lead that the desk says was routed wrongly, and where it belonged.

    Rules are tried out against these before they are saved. What the person said is read from the
    lead; should the lead be forgotten, the example goes.
    """

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, related_name="routing_example")
    expected = models.ForeignKey(LocationPage, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("routing example")
        verbose_name_plural = _("routing examples")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Routing example {self.pk}"

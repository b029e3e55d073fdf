"""Checkup: how each regular check of the chain went last."""

from datetime import datetime, timedelta

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from locations.health import writing

from .deliveries import CLOCKS_APART, Delivery


class Check(models.TextChoices):
    """What is checked regularly."""

    CANARY = "canary", _("Test request")
    RECONCILIATION = "reconciliation", _("Reconciliation")


class Link(models.TextChoices):
    """The links of the chain that a test request tries, in their order for each door."""

    FORM = "form", _("the form is shown")
    STORE = "store", _("the request is stored")
    API_FORM = "api_form", _("a front end is told the form")
    API_STORE = "api_store", _("a request by the API is stored")
    ROUTE = "route", _("it gets a location")
    OUTBOX = "outbox", _("messages are written")
    MESSAGE = "message", _("the mail to the desk is made")
    ERASE = "erase", _("nothing is left of it")
    SEND = "send", _("the mail server takes it")


class CheckupQuerySet(models.QuerySet["Checkup"]):
    def with_the_rest(self, *, at: datetime) -> "CheckupQuerySet":
        """With what no test request tells: whether a desk does not hear of somebody who is waiting
        (`unheard`), and whether the database takes nothing (`read_only`).
        """
        unheard = models.Exists(Delivery.objects.unheard(at=at))
        return self.annotate(unheard=unheard, read_only=_takes_nothing())


def _takes_nothing() -> models.expressions.Combinable:
    """Asked with the query: see `locations.health.writing`."""
    if writing.file_takes_nothing(connection):
        return models.Value(True, output_field=models.BooleanField())
    sql, values = writing.condition(connection)
    return RawSQL(f"NOT ({sql})", values, output_field=models.BooleanField())  # noqa: S611 (ours)


class Checkup(models.Model):
    """One kind of check: when it was made last, and what it found. One row for each kind."""

    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=20, choices=Check.choices, unique=True)
    # Who begins one writes this first, so that of several workers one does.
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    good_at = models.DateTimeField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    # What failed, in a word for machines; empty when nothing did.
    fault = models.CharField(max_length=40, blank=True)
    # Numbers, ids of leads, and of a test request the doors that it took.
    data = models.JSONField(default=dict, blank=True)
    # The test request only: do public pages ask people to call?
    asks_to_call = models.BooleanField(default=False)

    # Said by `with_the_rest`.
    unheard = read_only = False

    objects = CheckupQuerySet.as_manager()

    class Meta:
        verbose_name = _("checkup")
        verbose_name_plural = _("checkups")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Checkup {self.kind}"

    @property
    def stored_at(self) -> datetime | None:
        """When the last test request began that was stored, if that was the last of all.

        One that the mail server did not take was stored all the same.
        """
        if self.ended_at is None or self.fault not in {"", Link.SEND}:
            return None
        return self.ended_at - timedelta(milliseconds=self.milliseconds)

    def good_before(self, at: datetime) -> datetime | None:
        """When the last good one ended; None if there was none, or its time is yet to come."""
        is_known = self.good_at is not None and self.good_at <= at + CLOCKS_APART
        return self.good_at if is_known else None

    def is_older_than(self, seconds: float, *, at: datetime) -> bool:
        """Did the last good one end longer ago? One that never went well is older than anything."""
        good_at = self.good_before(at)
        return good_at is None or (at - good_at).total_seconds() > seconds

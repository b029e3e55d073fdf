"""What managers set for a desk, and who is away. Kept in Wagtail's own log; about no lead."""

from datetime import date, datetime

from django.db import transaction
from wagtail.log_actions import log

from ..models import Absence, DeskSettings
from .changing import Staff


@transaction.atomic
def save_desk(*, desk: DeskSettings, by: Staff, at: datetime) -> DeskSettings:
    """Save the settings of one location's desk."""
    action = "wagtail.edit" if desk.pk else "wagtail.create"
    desk.save()
    log(instance=desk, action=action, user=by, timestamp=at)
    return desk


@transaction.atomic
def add_absence(
    *, user: Staff, first_date: date, last_date: date, by: Staff, at: datetime
) -> Absence:
    """A colleague is away on these days, both included. Their leads stay theirs."""
    absence = Absence.objects.create(user=user, first_date=first_date, last_date=last_date)
    log(instance=absence, action="wagtail.create", user=by, timestamp=at)
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, by: Staff, at: datetime) -> None:
    """The colleague is there after all."""
    log(instance=absence, action="wagtail.delete", user=by, timestamp=at)
    absence.delete()

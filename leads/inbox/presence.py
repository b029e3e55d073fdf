"""Presence: which colleagues look at a lead just now, and who of them is writing.

Wagtail's editing sessions keep it: a browser reports every 15 seconds, one row for each colleague
and lead. Who has reported nothing for a minute is gone.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.admin.utils import get_user_display_name

from ..models import Lead

STALE_AFTER = timedelta(minutes=1)


def also_at(lead: Lead, *, user: Any, at: datetime) -> list[str]:
    """Return a sentence for each colleague who looks at the lead: “Ada is looking at this lead”."""
    seen = _sessions(lead).filter(last_seen_at__gte=at - STALE_AFTER).exclude(user=user)
    writing: dict[Any, bool] = {}
    for session in seen.select_related("user").order_by("pk"):
        writing[session.user] = writing.get(session.user, False) or session.is_editing
    return [_sentence(colleague, is_writing) for colleague, is_writing in writing.items()]


def arrive(lead: Lead, *, user: Any, is_writing: bool, at: datetime) -> None:
    """Write down that somebody looks at the lead."""
    seen = {"last_seen_at": at, "is_editing": is_writing}
    if not _sessions(lead).filter(user=user).update(**seen):
        EditingSession.cleanup()  # as Wagtail does when somebody begins to edit
        content_type = ContentType.objects.get_for_model(Lead)
        EditingSession.objects.create(
            user=user, content_type=content_type, object_id=str(lead.pk), **seen
        )


def leave(lead: Lead, *, user: Any) -> None:
    _sessions(lead).filter(user=user).delete()


def _sessions(lead: Lead) -> QuerySet[EditingSession]:
    content_type = ContentType.objects.get_for_model(Lead)
    return EditingSession.objects.filter(content_type=content_type, object_id=str(lead.pk))


def _sentence(user: Any, is_writing: bool) -> str:
    name = {"name": get_user_display_name(user)}
    if is_writing:
        return _("%(name)s is writing") % name
    return _("%(name)s is looking at this lead") % name

"""What a desk keeps for next time: canned replies, and views of the list."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from locations.models import LocationPage

from ..models import CannedReply, SavedView
from .changing import Staff


@transaction.atomic
def save_canned_reply(*, reply: CannedReply, by: Staff, at: datetime) -> CannedReply:
    """Store a canned reply as the form made it. Who changed what people are told is logged."""
    action = "wagtail.edit" if reply.pk else "wagtail.create"
    reply.save()
    log(instance=reply, action=action, user=by, timestamp=at)
    return reply


@transaction.atomic
def delete_canned_reply(*, reply: CannedReply, by: Staff, at: datetime) -> None:
    """Remove a canned reply. What was sent with it stays as it was."""
    log(instance=reply, action="wagtail.delete", user=by, timestamp=at)
    reply.delete()


def save_view(
    *, name: str, query: str, location: LocationPage | None, by: Staff, at: datetime
) -> SavedView:
    """Keep a list under a name: one's own, or shared with the desk of a location."""
    owner = None if location else by
    return SavedView.objects.create(
        name=name, query=query, user=owner, location=location, created_at=at
    )


def rename_view(*, view: SavedView, name: str) -> SavedView:
    view.name = name
    view.save(update_fields=["name"])
    return view


@transaction.atomic
def reword_views(*, reworded: Callable[[str], str]) -> int:
    """Write the filters of all views anew, such as when what they name is called otherwise.

    Return how many changed. One that would be too long stays, and says that it is not understood.
    """
    longest = SavedView._meta.get_field("query").max_length or 0
    changed = []
    for view in SavedView.objects.select_for_update().order_by("pk"):
        query = reworded(view.query)
        if query != view.query and len(query) <= longest:
            view.query = query
            changed.append(view)
    SavedView.objects.bulk_update(changed, ["query"])
    return len(changed)


def delete_view(*, view: SavedView) -> None:
    """Remove a view. A view holds no leads: they stay as they are."""
    view.delete()

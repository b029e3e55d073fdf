"""A canned reply as the screen of a lead takes it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from ..canned import filled, replies_for
from ..models import Lead


def canned_text(lead: Lead, reply_id: int, *, by: Any) -> dict[str, Any]:
    """Return a canned reply filled in for a lead: subject, text, and a warning of what is missing.

    404 for a reply that is not this desk's.
    """
    reply = get_object_or_404(replies_for(lead), pk=reply_id)
    subject, body = filled(reply, lead=lead, by=by, at=timezone.now())
    empty = dict.fromkeys([*subject.empty, *body.empty])
    tags = ", ".join(f"{{{name}}}" for name in empty)
    warning = _("Nothing is known for %(tags)s. Write it yourself, or leave it out.")
    return {
        "id": reply.pk,
        "subject": subject.text,
        "text": body.text,
        "warning": warning % {"tags": tags} if tags else "",
    }

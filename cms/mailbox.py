"""A developer's mailbox: what Django's file backend wrote, to be read on this machine only."""

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

# Django writes this line after each message of a file.
SEPARATOR = re.compile(rb"^-{79}\n", re.MULTILINE)
NEWEST = 100


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the newest messages in full, newest first."""
    if request.META["REMOTE_ADDR"] not in settings.INTERNAL_IPS:
        raise PermissionDenied
    newest = read_messages(Path(settings.EMAIL_FILE_PATH))
    return render(request, "cms/mailbox.html", {"newest": newest})


def read_messages(folder: Path) -> list[dict[str, str]]:
    """Return the newest messages in `folder`, newest first; none if there is no such folder."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    messages: list[dict[str, str]] = []
    for file in files[:NEWEST]:
        raw_messages = [raw for raw in SEPARATOR.split(file.read_bytes()) if raw.strip()]
        messages += [_described(raw) for raw in reversed(raw_messages)]
    return messages[:NEWEST]


def _described(raw: bytes) -> dict[str, str]:
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body else ""
    headers = {name: str(message[name] or "") for name in ("subject", "from", "to", "date")}
    return headers | {"text": text}


urlpatterns = [path("", mailbox, name="mailbox")]

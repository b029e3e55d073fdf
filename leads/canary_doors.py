"""The doors by which a test request comes in: the form of the site, and the API of a front end.

Each is asked as a stranger asks it: every middleware, no network.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import NoReverseMatch, get_script_prefix, reverse

from locations.conf import clinic_settings
from locations.directory import Directory

from . import journal
from .models import ConsultationRequestPage, Link
from .presets import hidden_fields, new_key
from .stamps import Stamp, read_sent_token

MINUTE = timedelta(minutes=1)
JSON = "application/json"
API_FORM_NAME = "wagtailapi_v3:clinic_consultation_form"
API_NAME = "wagtailapi_v3:clinic_consultation_requests"


class Broken(Exception):
    """A link of the chain does not hold."""


def must(holds: object) -> None:
    if not holds:
        raise Broken


class Sender(Protocol):
    """Who sends a test request: when, and from which address."""

    at: datetime
    email: str


class Door:
    """A way in. `FORM` and `STORE` are its links of the chain."""

    FORM, STORE = Link.FORM, Link.STORE

    def __init__(self, page: ConsultationRequestPage, sender: Sender) -> None:
        self.page, self.sender = page, sender

    def look_at_form(self) -> None:
        """Raises if there is none to be filled in."""
        raise NotImplementedError

    def sent(self) -> str:
        """Send the request; return the reference that a visitor is told."""
        raise NotImplementedError

    @property
    def shown_at(self) -> datetime:
        """A minute ago: who is quicker is no person."""
        return self.sender.at - max(MINUTE, timedelta(seconds=clinic_settings.FORM_MIN_SECONDS))

    @property
    def typed(self) -> dict[str, str]:
        return {"name": "Canary", "email": self.sender.email, "location": "any"}


class FormDoor(Door):
    """The page with the form."""

    def look_at_form(self) -> None:
        shown = answer(self.page, "get", urlsplit(self.page.full_url).path)
        action = reverse("clinic_leads:ask", args=[self.page.pk])
        must(shown.status_code == 200 and action in shown.content.decode())

    def sent(self) -> str:
        path = reverse("clinic_leads:ask", args=[self.page.pk])
        clinic = Directory(site=self.page.get_site())
        hidden = hidden_fields(clinic, about_id=None, key=new_key(), shown_at=self.shown_at)
        found = answer(self.page, "post", path, hidden | self.typed)
        must(found.status_code == 303)
        return read_sent_token(found["Location"].rstrip("/").rpartition("/")[2])[0]


class ApiDoor(Door):
    """The same for a front end."""

    FORM, STORE = Link.API_FORM, Link.API_STORE
    consent = ""

    def look_at_form(self) -> None:
        shown = answer(self.page, "get", reverse(API_FORM_NAME))
        must(shown.status_code == 200)
        drawn = json.loads(shown.content)
        must(drawn["fields"] and drawn["stamp"])
        self.consent = drawn["consent"]["text"]

    def sent(self) -> str:
        stamp = Stamp(shown_at=self.shown_at, consent_text=self.consent).signed()
        body = json.dumps({**self.typed, "stamp": stamp})
        more = {"content_type": JSON, "HTTP_IDEMPOTENCY_KEY": new_key()}
        found = answer(self.page, "post", reverse(API_NAME), body, **more)
        must(found.status_code == 201)
        return json.loads(found.content)["reference"]


def has_api() -> bool:
    """Does the project mount our part of Wagtail's API?"""
    if not apps.is_installed("wagtail.api.v3"):
        return False
    try:
        return bool(reverse(API_NAME))
    except NoReverseMatch:
        return False


def answer(
    page: ConsultationRequestPage, method: str, path: str, data: Any = None, **more: str
) -> Any:
    """What the site answers to a stranger: every middleware, no network."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler.get_response(_request(page, method, path, data, **more))


def _request(
    page: ConsultationRequestPage, method: str, path: str, data: Any, **more: str
) -> HttpRequest:
    """`path` as in an address: a server takes the prefix off under which the site is mounted."""
    address = urlsplit(page.full_url)
    is_secure = address.scheme == "https" or settings.SECURE_SSL_REDIRECT
    extra: dict[str, Any] = {"HTTP_HOST": address.netloc, "secure": is_secure}
    extra[journal.NOT_NOTED] = True
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        extra |= {name: value} if is_secure else {}
    return getattr(RequestFactory(), method)(_below_prefix(path), data, **extra, **more)


def _below_prefix(path: str) -> str:
    return "/" + path.removeprefix(get_script_prefix()).removeprefix("/")

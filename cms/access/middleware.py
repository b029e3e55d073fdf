"""Asks what the session is worth before anybody hears who the user is.

Every view, of ours, of Wagtail or of another app, reads `request.user`. So it is here that a
session without its second factor is nobody's: however it was begun, there is no door to forget.
Nothing is read for who has no session: a page stays the same for everybody.
"""

import time
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject

from locations.typed import lost_texts

from .standing import ACTIVE_AT, Limits, Standing, is_stale, standing_of
from .typed import is_form_of_admin, texts_answer

# What an open page asks for by itself. It says nothing of whether somebody sits there.
BY_ITSELF = {
    "clinic_inbox:stamp",
    "clinic_inbox:results",
    "clinic_inbox:presence",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
}
# It counts what is sent to it (somebody typed or pointed) and not what is asked.
SESSION = "clinic_session"
# All that is open to who must set up a second factor first. (The names are allauth's.)
SET_UP = {
    "account_login",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_index",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    SESSION,
}


class StaffAuthenticationMiddleware(AuthenticationMiddleware):
    """In the place of Django's: `request.user` is who may be here, or nobody."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        found: Any = request.user
        user: Any = SimpleLazyObject(partial(admitted, request, found))
        request.user = user
        request.auser = partial(_awaited, request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Give back what was typed into a form of the admin by who is not signed in any more."""
        if not is_form_of_admin(request) or not request.user.is_anonymous:
            return None  # and what was sent is the view's to read: it may be longer than allowed
        texts = lost_texts(request)
        return texts_answer(request, texts) if texts else None


async def _awaited(request: HttpRequest) -> Any:
    """The user for who cannot wait for a lazy one."""
    return await sync_to_async(_looked_up)(request)


def _looked_up(request: HttpRequest) -> Any:
    bool(request.user)
    return request.user


def limits() -> Limits:
    return Limits(
        idle=settings.STAFF_IDLE_MINUTES * 60,
        whole=settings.STAFF_SESSION_HOURS * 3600,
        needs_second_factor=settings.STAFF_SECOND_FACTOR_REQUIRED,
    )


def must_set_up(user: Any) -> bool:
    """Is this somebody who must have a second factor and has none yet?"""
    if user.is_anonymous or not limits().needs_second_factor:
        return False
    return not user.has_second_factor


def admitted(request: HttpRequest, user: Any) -> Any:
    """Return the user if the session is good, also for where it leads; otherwise nobody."""
    if not user.is_authenticated:
        return user
    at = time.time()
    standing = standing_of(
        request.session,
        user_pk=str(user.pk),
        has_factor=user.has_second_factor,
        limits=limits(),
        at=at,
    )
    if standing in {Standing.OVER, Standing.OWES}:
        request.session.flush()
        return AnonymousUser()
    name = _name_of(request)
    if standing is Standing.LACKS and name not in SET_UP:
        return AnonymousUser()
    if is_stale(request.session, at=at) and _is_somebody(request, name):
        request.session[ACTIVE_AT] = at
    return user


def _is_somebody(request: HttpRequest, name: str) -> bool:
    """Does the request show that somebody sits there?"""
    return name not in BY_ITSELF and (name != SESSION or request.method == "POST")


def _name_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:  # somebody asks before the view is chosen
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return ""
    return match.view_name

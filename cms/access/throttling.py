"""How often somebody may try a password, and what is kept of those who got it wrong.

django-axes counts, for each account and network together: a stranger elsewhere locks nobody out.
What one network or one account adds up to has wider limits of its own (wide_limits.py).
What somebody typed as their name may be their password, one field too early. So the name is kept
as a keyed digest, and of the browser and the form nothing is kept at all. A row goes with the first
sign-in, by whomever, after its time is over.
"""

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from locations.networks import first_address_of

from . import wide_limits

UNSAID = "somebody"


class DiscreetHandler(AxesDatabaseHandler):
    """Counts without writing down the browser, the path or the form."""

    def user_login_failed(
        self, sender: Any, credentials: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        for name in ("axes_user_agent", "axes_http_accept", "axes_path_info"):
            setattr(request, name, "")
        super().user_login_failed(sender, credentials, request, **kwargs)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        super().user_logged_in(sender, request, user, **kwargs)
        remember_place(request, user)
        wide_limits.remove_old(at=timezone.now())

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        return bool(super().is_locked(request, credentials) or wide_wait(request, credentials))

    def remove_out_of_limit_failure_logs(self, **kwargs: Any) -> int:
        """Called by axes after each wrong try: by their time, and not by their number."""
        return wide_limits.remove_old(at=timezone.now())

    def reset_attempts(self, **which: Any) -> int:
        """Let in at once whom `manage.py axes_reset…` names, or everybody."""
        narrow: int = super().reset_attempts(**which)
        named = {name: which.get(name) for name in ("ip_address", "username") if which.get(name)}
        return narrow + AccessFailureLog.objects.filter(**named).delete()[0]


def wide_wait(request: HttpRequest, credentials: dict[str, Any] | None = None) -> timedelta:
    """For how long the wide limits refuse this account here; 0 when they do not."""
    account = digest_of_name(request, credentials)
    return wide_limits.wait_for(account, network(request), at=timezone.now())


def remember_place(request: HttpRequest, user: Any) -> None:
    """From this network the user may sign in whatever strangers do elsewhere."""
    account = digest_of_name(request, {"username": user.get_username()})
    wide_limits.remember(account, network(request), at=timezone.now())


def keep_no_form(sender: Any, instance: AccessAttempt, **kwargs: Any) -> None:
    """Empty what axes would store of the form. (Heard before a row is saved.)"""
    instance.get_data = instance.post_data = ""


def digest_of_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Under what the tries of a name are counted: the same for “Ada” and “ada ”."""
    typed = (credentials or request.POST).get("username") or ""
    name = str(typed).strip().casefold()
    return salted_hmac("clinic_cms.sign_in", name, algorithm="sha256").hexdigest()


def network(request: HttpRequest) -> str | None:
    """Whose tries are counted together, by what our own proxies say (NUM_PROXIES)."""
    return first_address_of(request)


def nobody(*args: Any) -> str:
    """What the log says of who tried: nothing."""
    return UNSAID


def is_locked(request: HttpRequest, user: Any) -> bool:
    """Were there too many tries to be this user from here?"""
    return not AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Answer who tried too often, or whose colleague did: how long to wait, and what else to do."""
    wide = wide_wait(request, credentials)
    wait: timedelta = max(settings.AXES_COOLOFF_TIME, wide)
    context = {
        "minutes": int(wait.total_seconds()) // 60,
        "until": timezone.now() + wait if wide else None,
    }
    return too_often(request, "cms/access/locked.html", context, wait=wait)


def too_often(
    request: HttpRequest, template: str, context: dict[str, Any], *, wait: timedelta
) -> HttpResponse:
    """Answer 429, with a page that no cache keeps."""
    response = render(request, template, context, status=429)
    response["Retry-After"] = str(int(wait.total_seconds()))
    response["Cache-Control"] = "private, no-store"
    return response

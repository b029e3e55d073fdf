"""The forms between a person and the admin, where they differ from allauth's and Wagtail's."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.core.ratelimit import consume
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import PasswordResetForm

from cms.caches import AWAY
from locations.faults import log_fault

from . import aside
from .throttling import is_locked

logger = logging.getLogger(__name__)

# From the first moment in which a code is taken to the last (MFA_TOTP_TOLERANCE), and a little.
CODE_IS_GOOD_SECONDS = 120


def counted(user: Any, looked_at: Callable[[], str]) -> str:
    """Return the code that was `looked_at`: not after too many wrong ones, and each only once."""
    if is_locked(context.request, user):
        raise ValidationError(_("Too many tries. Please wait a quarter of an hour."))
    try:
        return _used_once(user, looked_at())
    except AWAY as error:
        # A code is good once. Where nobody remembers which were used, none is good.
        log_fault(logger, "A code cannot be checked without the cache.", error)
        raise ValidationError(
            _("The code cannot be checked just now. Please try again in a minute.")
        ) from None
    except InvalidToken as error:
        log_fault(logger, "A second factor cannot be read with this SECRET_KEY.", error)
        raise ValidationError(
            _(
                "No code can be checked: this site cannot read your second factor any more. "
                "Please ask whoever runs the site to take it away, so that you can set up a new "
                "one."
            )
        ) from None


def _used_once(user: Any, code: str) -> str:
    """allauth remembers a used code for half a minute; our tolerance makes it good longer."""
    digest = salted_hmac("clinic code", normalize_user_code(code)).hexdigest()
    if not cache.add(f"clinic:code:{user.pk}:{digest}", 1, timeout=CODE_IS_GOOD_SECONDS):
        raise get_adapter().validation_error("incorrect_code")
    return code


class CountedCode(BaseAuthenticateForm):
    """A code of who has a second factor already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("From your app, or one of your recovery codes.")

    def clean_code(self) -> str:
        return counted(self.user, super().clean_code)


class CodeForm(CountedCode, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(CountedCode, ReauthenticateForm):
    """The same before something about the second factor is changed."""


class FirstCodeForm(ActivateTOTPForm):
    """The code that shows that a new app makes the right ones. It signs nobody in afterwards."""

    def clean_code(self) -> str:
        return counted(self.user, super().clean_code)


class QuietPasswordResetForm(PasswordResetForm):
    """Says the same to everybody as fast, and writes to nobody more than a few times.

    Whose address it is is looked up on another thread: a mail server takes seconds, and only for
    who has an account (docs/decisions/0047).
    """

    def save(self, *args: Any, **kwargs: Any) -> None:
        email = self.cleaned_data["email"].casefold()
        request = kwargs.get("request")
        if request is None or _may_write(request, email):
            aside.later(partial(super().save, *args, **kwargs))


def _may_write(request: Any, email: str) -> bool:
    try:
        return bool(consume(request, action="reset_password", key=email))
    except AWAY as error:
        log_fault(logger, "Mails cannot be counted.", error)
        return True

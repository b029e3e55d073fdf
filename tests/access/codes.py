"""A person with a password and, if they like, an app that makes codes."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import reverse

from tests.factories import make_user

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a long enough password"
LOGIN = "/admin/login/"
CODE = "/admin/second-factor/authenticate/"


def make_colleague(name="Ada Berg", **state):
    user = make_user(name, is_superuser=True, **state)
    user.set_password(PASSWORD)
    user.save()
    return user


def with_app(user):
    """Give the user an app, and recovery codes."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def code_now():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def wrong_code():
    """Six digits that are right neither now nor a little earlier or later."""
    right = {hotp_value(SECRET, int(time.time()) // 30 + step) for step in range(-3, 4)}
    return format_hotp_value(next(number for number in range(100, 200) if number not in right))


def recovery_codes(user):
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return kept.wrap().get_unused_codes()


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": user.get_username(), "password": password}, **extra)


def is_in(client):
    return client.get(reverse("wagtailadmin_home")).status_code == 200

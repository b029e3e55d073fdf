"""What is written into a session, and counted, when somebody signs in or proves who they are."""

import time
from typing import Any

from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_used
from axes.models import AccessAttempt
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import pre_save
from django.http import HttpRequest

from .standing import ACTIVE_AT, PROVED, SIGNED_IN_AT
from .throttling import keep_no_form


def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """The clocks of the session start, by whatever door somebody came in."""
    request.session[SIGNED_IN_AT] = request.session[ACTIVE_AT] = time.time()


def prove(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A code was right, or a new app was tried out with one: this session has shown it.

    Under a new key: a cookie that was copied before has shown nothing.
    """
    request.session.cycle_key()
    request.session[PROVED] = str(user.pk)


def count_wrong_code(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A wrong code counts like a wrong password: in the database, whatever becomes of the cache."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def connect() -> None:
    user_logged_in.connect(begin, dispatch_uid="clinic_cms.begin")
    for signal in (authenticator_used, authenticator_added):
        signal.connect(prove, dispatch_uid="clinic_cms.prove")
    authentication_failed.connect(count_wrong_code, dispatch_uid="clinic_cms.count_wrong_code")
    pre_save.connect(keep_no_form, sender=AccessAttempt, dispatch_uid="clinic_cms.keep_no_form")

"""Spam: what makes a submission suspicious. Pure.

A suspicion puts a request into quarantine, where the desk still sees it. It never drops one, and
the visitor never learns of it.
"""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .stamps import Stamp


class Suspicion(models.TextChoices):
    """Why a request is in quarantine."""

    HONEYPOT = "honeypot", _("A field was filled in that people do not see.")
    NO_STAMP = "no_stamp", _("It was not sent from our form.")
    TOO_FAST = "too_fast", _("It was sent faster than a person can type.")
    MANY = "many", _("Very many requests came from the same network.")
    PROJECT = "project", _("A check of this site finds it suspicious.")
    DESK = "desk", _("Somebody at the desk put it here.")


def suspicions(
    *,
    honeypot: str,
    stamp: Stamp | None,
    at: datetime,
    min_seconds: int,
    is_one_of_many: bool = False,
) -> tuple[str, ...]:
    """Return why a submission is suspicious, () when nothing is.

    `stamp` is None when it was missing or forged. An old one is no suspicion: people leave a page
    open overnight, and a page cache serves one form for hours.
    """
    found = []
    if honeypot.strip():
        found.append(Suspicion.HONEYPOT)
    if stamp is None:
        found.append(Suspicion.NO_STAMP)
    elif at - stamp.shown_at < timedelta(seconds=min_seconds):
        found.append(Suspicion.TOO_FAST)
    if is_one_of_many:
        found.append(Suspicion.MANY)
    return tuple(str(suspicion) for suspicion in found)

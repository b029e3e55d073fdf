"""A new secret while the other system still has the old one: for a while both sign.

The rows are of any model that is an `Endpoint` (`locations/models/outgoing.py`).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from .signing import new_secret

# For how long the other system may go on with the secret before the new one.
GRACE = timedelta(hours=24)


def turn_secret(endpoints: QuerySet, *, at: datetime) -> None:
    """Give endpoints a new secret. Until the grace is over messages are signed with the old, too.

    A secret that was made within the grace of the one before takes its place: that of two turns
    ago, which may have been lost, signs nothing more.
    """
    for pk in list(endpoints.values_list("pk", flat=True)):
        endpoints.filter(pk=pk).update(
            old_secret=F("secret"), old_secret_until=at + GRACE, secret=new_secret()
        )


def drop_old_secrets(endpoints: QuerySet, *, at: datetime) -> None:
    """Forget the secrets whose grace is over."""
    endpoints.filter(old_secret_until__lte=at).update(old_secret="", old_secret_until=None)


def secrets_of(endpoint: Any, *, at: datetime) -> list[str]:
    """What a message is signed with: the secret, and while its grace lasts the one before it."""
    is_in_use = endpoint.old_secret_until is not None and at < endpoint.old_secret_until
    return [endpoint.secret, endpoint.old_secret] if is_in_use else [endpoint.secret]

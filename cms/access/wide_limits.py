"""How many wrong passwords one network may send to all accounts, and all networks to one account.

The narrow limit (throttling.py) counts a network and an account together, so it never stops who
takes each account once, or each network. These do. Whoever has signed in from a network before is
still let in there, so that a stranger's guesses shut nobody out of where they work. There, the
narrow limit holds alone.

A wrong try is a row for a day: keyed digest of the name, network, time. That an account has signed
in from a network is a row for 90 days: one keyed digest of both, from which neither can be read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import starmap

from axes.models import AccessFailureLog, AccessLog
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong tries in so long; then it is waited until the oldest of them is older."""

    number: int
    window: timedelta


PER_NETWORK = Limit(20, timedelta(hours=1))
PER_ACCOUNT = Limit(50, timedelta(days=1))
LONGEST = max(PER_NETWORK.window, PER_ACCOUNT.window)
FAMILIAR_FOR = timedelta(days=90)
NOTHING = timedelta(0)


def wait_for(account: str, network: str | None, *, at: datetime) -> timedelta:
    """Return how long this account must not be tried from this network; 0 when it may be."""
    failures = AccessFailureLog.objects.all()
    counted = [
        (failures.filter(ip_address=network), PER_NETWORK, at),
        (failures.filter(username=account), PER_ACCOUNT, at),
    ]
    wait = max(starmap(_wait, counted))
    return NOTHING if wait and _is_familiar(account, network, at=at) else wait


def _wait(failures: QuerySet[AccessFailureLog], limit: Limit, at: datetime) -> timedelta:
    recent = failures.filter(attempt_time__gt=at - limit.window).order_by("-attempt_time")
    times = recent.values_list("attempt_time", flat=True)
    full_since = next(iter(times[limit.number - 1 : limit.number]), None)
    return full_since + limit.window - at if full_since else NOTHING


def remember(account: str, network: str | None, *, at: datetime) -> None:
    """Somebody showed here that the account is theirs: their own slips are forgotten."""
    AccessFailureLog.objects.filter(username=account, ip_address=network).delete()
    pair = _pair(account, network)
    AccessLog.objects.filter(Q(username=pair) | Q(attempt_time__lte=at - FAMILIAR_FOR)).delete()
    AccessLog.objects.create(username=pair)


def remove_old(*, at: datetime) -> int:
    """Remove the wrong tries that count no more; return how many."""
    return AccessFailureLog.objects.filter(attempt_time__lte=at - LONGEST).delete()[0]


def _is_familiar(account: str, network: str | None, *, at: datetime) -> bool:
    known = AccessLog.objects.filter(username=_pair(account, network))
    return known.filter(attempt_time__gt=at - FAMILIAR_FOR).exists()


def _pair(account: str, network: str | None) -> str:
    both = f"{account} {network or ''}"
    return salted_hmac("clinic_cms.signed_in_from", both, algorithm="sha256").hexdigest()

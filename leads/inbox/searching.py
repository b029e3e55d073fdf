"""Search: find a person by what they say on the phone.

A name or a number typed here is personal data, so it never becomes part of a URL. It is kept in
the session under a key that says nothing, and the key stands in the address. So each tab of the
browser has its own search, and what is done with a list (its pages, “back”, an export) is done with
the one that is shown. It is kept until “clear”, until there were `MOST_KEPT` others, until signing
out, or until somebody is forgotten.
"""

import re
import secrets
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from ..models import LeadQuerySet, Right, locations_with_right
from ..models.search import said_openly
from ..sought import SESSION_KEY

LIMIT = 100  # characters
MOST_KEPT = 20  # searches of one session, the latest
IN_ADDRESS = "search"  # what the key is called there


def remember(request: HttpRequest, text: str) -> str:
    """Keep what was searched for, and return the key under which it is found again."""
    kept = _kept(request)
    before = next((key for key, words in kept.items() if words == text), None)
    key = before or secrets.token_urlsafe(6)
    kept.pop(key, None)  # it is the latest now
    kept[key] = text
    request.session[SESSION_KEY] = dict(list(kept.items())[-MOST_KEPT:])
    return key


def remembered(request: HttpRequest, key: str) -> str:
    """Return what was searched for; "" when it is no longer kept."""
    return _kept(request).get(key, "")


def forget(request: HttpRequest, key: str) -> None:
    """Forget one search; one that is not kept is none."""
    kept = _kept(request)
    if kept.pop(key, None) is not None:
        request.session[SESSION_KEY] = kept


def forget_all(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def _kept(request: HttpRequest) -> dict[str, str]:
    """The searches of this session by their keys, the oldest first.

    In a session from before each had a key there is a text: no address leads to it.
    """
    kept = request.session.get(SESSION_KEY)
    return dict(kept) if isinstance(kept, dict) else {}


def matching(leads: LeadQuerySet, text: str, *, user: Any) -> LeadQuerySet:
    """Return those of `leads` that `text` may mean: name, phone, e-mail, words or reference.

    Phone and e-mail only where the user works on leads: who is shown the end of a number and the
    beginning of an address must not find the rest by guessing.
    """
    found = leads.matching(text)
    everywhere, shown_ids = locations_with_right(user, Right.TRIAGE)
    sees_all, seen_ids = locations_with_right(user, Right.SEE)
    if everywhere or (not sees_all and seen_ids <= shown_ids):
        return found
    return found.filter(Q(location__in=shown_ids) | said_openly(text))


def as_reference(text: str) -> str:
    """The text as references are written, in groups, however it was read out and typed."""
    code = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return "-".join(filter(None, [code[:5], code[5:]]))

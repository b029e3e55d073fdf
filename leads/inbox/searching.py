"""Search: find a person by what they say on the phone.

A name or a number typed here is personal data, so it never becomes part of a URL. It is kept in
the session, where the result, its further pages and the browser's “back” find it again, until
the next search, “clear”, signing out, or until somebody is forgotten.
"""

import re

from django.http import HttpRequest

from ..models import LeadQuerySet
from ..sought import SESSION_KEY

LIMIT = 100  # characters


def remember(request: HttpRequest, text: str) -> None:
    """Keep what was searched for; "" forgets it."""
    if text:
        request.session[SESSION_KEY] = text
    else:
        request.session.pop(SESSION_KEY, None)


def remembered(request: HttpRequest) -> str:
    return request.session.get(SESSION_KEY, "")


def is_contact(text: str) -> bool:
    """Does somebody look for a number or an e-mail address?"""
    digits = re.sub(r"[\s().+-]", "", text)
    return "@" in text or bool(re.search(r"\d{4}", digits))


def matching(leads: LeadQuerySet, text: str) -> LeadQuerySet:
    """Return those of `leads` that `text` may mean: name, phone, e-mail, words or reference."""
    return leads.matching(text)


def as_reference(text: str) -> str:
    """The text as references are written, in groups, however it was read out and typed."""
    code = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return "-".join(filter(None, [code[:5], code[5:]]))

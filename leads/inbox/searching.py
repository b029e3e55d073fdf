"""Search: find a person by what they say on the phone.

A name or a number typed here is personal data, so it never becomes part of a URL. It is kept in
the session, where the result, its further pages and the browser's “back” find it again, until
the next search, “clear” or signing out.
"""

import re

from django.db.models import Q
from django.http import HttpRequest

from ..models import LeadQuerySet

SESSION_KEY = "clinic_inbox_search"
LIMIT = 100  # characters

# Fewer digits than this are a house number or a time, not part of a phone number.
FEWEST_DIGITS = 4


def remember(request: HttpRequest, text: str) -> None:
    """Keep what was searched for; "" forgets it."""
    if text:
        request.session[SESSION_KEY] = text
    else:
        request.session.pop(SESSION_KEY, None)


def remembered(request: HttpRequest) -> str:
    return request.session.get(SESSION_KEY, "")


def matching(leads: LeadQuerySet, text: str) -> LeadQuerySet:
    """Return those of `leads` that `text` may mean: name, phone, e-mail or reference."""
    words = text.split()
    if not words:
        return leads.none()
    condition = _named(words) | Q(email__icontains=text) | Q(phone_typed__icontains=text)
    if reference := as_reference(text):
        condition |= Q(reference__startswith=reference)
    if digits := _phone_digits(text):
        condition |= Q(phone__contains=digits)
    return leads.filter(condition)


def _named(words: list[str]) -> Q:
    """Every word is part of the name, in any order."""
    condition = Q()
    for word in words:
        condition &= Q(name__icontains=word)
    return condition


def _phone_digits(text: str) -> str:
    """The digits of what looks like a phone number; "" for anything else.

    Phones are stored as E.164, so the digits, however they were set apart, are a part of it.
    """
    if re.search(r"[^\d\s()+./-]", text):
        return ""
    digits = re.sub(r"\D", "", text).lstrip("0")  # 0 and 00 are dialled, not stored
    return digits if len(digits) >= FEWEST_DIGITS else ""


def as_reference(text: str) -> str:
    """The text as references are written, in groups, however it was read out and typed."""
    code = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return "-".join(filter(None, [code[:5], code[5:]]))

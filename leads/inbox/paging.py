"""Keyset paging: a page starts after the last lead of the page before.

Unlike numbered pages it skips and repeats nothing when leads come and go in between, and the
thousandth page costs as much as the first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q

from ..models import Lead, LeadQuerySet


@dataclass(frozen=True, slots=True)
class Page:
    """Some leads of a list, and where the next page starts ("" when this is the last one)."""

    leads: list[Lead]
    after: str
    is_first: bool


def page_of(leads: LeadQuerySet, *, after: str, size: int) -> Page:
    """Return the page of an ordered list that starts after the mark `after`.

    "" is the first page, and so is a mark that is not ours or belongs to another order.
    """
    names = [str(name) for name in leads.query.order_by]
    values = _read(after, names)
    if values:
        leads = leads.filter(_beyond(names, values))
    found = list(leads[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(shown, _mark(shown[-1], names) if more else "", is_first=not values)


def _beyond(names: list[str], values: list[Any]) -> Q:
    """The rows that come after the one with these values, compared name by name."""
    beyond, same_so_far = Q(), Q()
    for name, value in zip(names, values, strict=True):
        field = name.removeprefix("-")
        comparison = "lt" if name.startswith("-") else "gt"
        beyond |= same_so_far & Q(**{f"{field}__{comparison}": value})
        same_so_far &= Q(**{field: value})
    return beyond


def _mark(lead: Lead, names: list[str]) -> str:
    """Return a lead's place in the order, for a URL: times and a row number, nothing personal."""
    values = [getattr(lead, name.removeprefix("-")) for name in names]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return signing.dumps(plain, salt=_salt(names))


def _read(after: str, names: list[str]) -> list[Any]:
    """Return the values of a mark; [] when it is none of ours."""
    try:
        return signing.loads(after, salt=_salt(names))
    except signing.BadSignature:
        return []


def _salt(names: list[str]) -> str:
    return f"clinic_leads.inbox.{','.join(names)}"

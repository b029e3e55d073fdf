"""Keyset paging: a page starts after the last lead of the page before.

Unlike numbered pages it skips and repeats nothing when leads come and go in between, and the
thousandth page costs as much as the first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import BooleanField, F, Func, Value

from ..models import Lead, LeadQuerySet


@dataclass(frozen=True, slots=True)
class Page:
    """Some leads of a list, and where the next page starts ("" when this is the last one)."""

    leads: list[Lead]
    after: str
    is_first: bool


def page_of(
    leads: LeadQuerySet,
    *,
    after: str,
    size: int,
    dressed: Callable[[LeadQuerySet], LeadQuerySet] = LeadQuerySet.all,
) -> Page:
    """Return the page of an ordered list that starts after the mark `after`.

    "" is the first page, and so is a mark that is not ours or belongs to another order. What is
    shown beside a lead (`dressed`) is looked up for those of the page only.
    """
    names = [str(name) for name in leads.query.order_by]
    values = _read(after, names)
    if values:
        leads = leads.filter(_beyond(names, values))
    page = Lead.objects.filter(pk__in=leads.values("pk")[: size + 1])
    found = list(dressed(page).order_by(*names))
    more = len(found) > size
    shown = found[:size]
    return Page(shown, _mark(shown[-1], names) if more else "", is_first=not values)


def _beyond(names: list[str], values: list[Any]) -> Func:
    """The rows that come after the one with these values: (a, b, c) > (x, y, z).

    As one comparison of rows an index begins where the page before ended; spelled out name by name
    it would read all pages before. So an order has one direction.
    """
    fields = [name.removeprefix("-") for name in names]
    last = [
        Value(value, output_field=_type_of(field))
        for field, value in zip(fields, values, strict=True)
    ]
    sign = " < " if names[0].startswith("-") else " > "
    sides = _row(*map(F, fields)), _row(*last)
    return Func(*sides, template="%(expressions)s", arg_joiner=sign, output_field=BooleanField())


def _row(*expressions: Any) -> Func:
    return Func(*expressions, template="(%(expressions)s)", output_field=BooleanField())


def _type_of(name: str) -> Any:
    field = Lead._meta.pk if name == "pk" else Lead._meta.get_field(name)
    return getattr(field, "output_field", field)


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

"""Numbers beside tabs, counted no further than anybody needs to know.

So counting costs the same however many leads there are: it reads a hundred lines of an index.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, Subquery

from ..models import Lead, LeadQuerySet

MOST = 99


class CountOf(Subquery):
    """How many leads a query has; `MOST` + 1 means more than `MOST`."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, leads: LeadQuerySet) -> None:
        super().__init__(leads.order_by().values("pk")[: MOST + 1])


def all_at_once(numbers: Mapping[str, Subquery]) -> dict[str, Any]:
    """Return the numbers, asked for in one query: beside some lead. Without any lead all are 0."""
    found = Lead.objects.order_by("pk").values(**numbers).first()
    return dict(found or dict.fromkeys(numbers, 0))


def shown(number: int, *, most: int = MOST) -> str:
    """A number that was counted no further than `most`, as it is shown: “99+”."""
    return str(number) if number <= most else f"{most}+"

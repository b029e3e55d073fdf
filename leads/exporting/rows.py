"""The leads of an export, a chunk at a time, by their number.

Not one long query: a cursor held open while somebody's slow connection takes the file keeps SQLite
from tidying up, fails behind PostgreSQL's poolers, and would go on after a right was taken away.
Each chunk is a query of its own, after the last lead of the one before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from ..models import LeadQuerySet
from .columns import Column, Surroundings

CHUNK = 1000  # rows
Chunk = list[list[str]]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows there are, and the last of them: what comes in later is not in the file."""

    total: int
    last: int


def extent_of(leads: LeadQuerySet) -> Extent:
    found = leads.order_by().aggregate(total=Count("pk"), last=Max("pk"))
    return Extent(found["total"], found["last"] or 0)


def chunks_of(
    leads: Callable[[], LeadQuerySet],
    *,
    columns: Sequence[Column],
    around: Surroundings,
    last: int,
) -> Iterator[Chunk]:
    """Yield the rows of `leads()` up to the number `last`; it is asked anew for each chunk."""
    names = {"pk", "location_id", *(name for column in columns for name in column.reads)}
    after = 0
    while True:
        following = leads().filter(pk__gt=after, pk__lte=last).order_by("pk")
        found: list[dict[str, Any]] = list(following.values(*names)[:CHUNK])
        if not found:
            return
        around.learn(found)
        yield [[column.text(row, around) for column in columns] for row in found]
        after = found[-1]["pk"]

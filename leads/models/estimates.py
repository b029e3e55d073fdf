"""How many leads meet a condition, said to SQLite: unlike PostgreSQL it counts nothing beforehand.

Without being told it takes every comparison with “=” for one that ten rows meet. So it would look
for the five leads that a search found among all of a location, and for the messages that failed
among all leads that nobody has. The shares are rough on purpose: what matters is which of two
conditions fewer leads meet. What no estimate is known of (a range of times) is taken for a quarter.
"""

from typing import Any

from django.db.models import Lookup
from django.db.models.lookups import Exact, In, IsNull, LessThan


class Estimated(Lookup):
    """A comparison of which SQLite is told how many meet it."""

    share: float  # of all leads

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection, **more)
        return f"likelihood({sql}, {self.share})", params


class IsOneOfFew(Estimated, Exact):
    """Equal to a value that few have."""

    share = 0.01


class IsOneOfMost(Estimated, Exact):
    """Equal to a value that most have."""

    share = 0.9


class IsAtOneOf(Estimated, In):
    """At one of these locations: each may have a good part of all."""

    share = 0.5


class IsOfColleague(Estimated, In):
    """Assigned to one of the colleagues."""

    share = 0.02


class IsOfNobody(Estimated, IsNull):
    """Assigned to nobody, as most may be. More than a location has: its index is the better one."""

    share = 0.6


class IsLongBefore(Estimated, LessThan):
    """Before a day, without a beginning: most of the leads of years."""

    share = 0.99

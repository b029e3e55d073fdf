"""One line of the table of `make bench`, and how the table is written."""

from collections.abc import Iterable
from typing import NamedTuple

HEADS = (
    "| Work | Measured | Against | Must | Aim | Is | What else |",
    "|---|---|---|--:|--:|--:|---|",
)


class Row(NamedTuple):
    """What was measured, against what, and what was wanted, if anything.

    `must` and `aim` are upper limits, unless `more_is_better`. `why` is said where the aim is not
    reached: what stands in its way.
    """

    work: str
    reference: str
    ratio: float
    must: float | None
    aim: float | None
    note: str
    more_is_better: bool = False
    why: str = ""

    @property
    def said(self) -> str:
        """What else is to be said of it."""
        is_short = self.aim is not None and not self._reaches(self.aim)
        return f"{self.note}. Short of the aim: {self.why}" if is_short and self.why else self.note

    @property
    def verdict(self) -> str:
        if self.must is None or self.aim is None:
            return "–"
        if self._reaches(self.aim):
            return "aim reached"
        return "must reached" if self._reaches(self.must) else "**missed**"

    def _reaches(self, limit: float) -> bool:
        return self.ratio >= limit if self.more_is_better else self.ratio <= limit


def table(rows: Iterable[Row]) -> str:
    return "\n".join([*HEADS, *map(_line, rows)])


def _line(row: Row) -> str:
    cells = (row.work, f"{row.ratio:.3g}", row.reference, _limit(row, row.must))
    return "| " + " | ".join([*cells, _limit(row, row.aim), row.verdict, row.said]) + " |"


def _limit(row: Row, limit: float | None) -> str:
    sign = "≥" if row.more_is_better else "≤"
    return "–" if limit is None else f"{sign} {limit:g}"

"""What a clinic learns from its leads: how soon they were answered, what came of them. Pure.

Response times are open minutes, the time in which somebody could have answered. Groups of fewer
than `FEWEST` leads are put together: a single one could tell who it was.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """One lead as the reports see it. `minutes` is None while nobody has answered."""

    location: str = ""
    hour: int = 0  # of its arrival, by the location's clock
    page: str = ""
    topic: str = ""
    practitioner: str = ""
    minutes: int | None = None
    is_booked: bool = False
    is_attended: bool = False
    is_missed: bool = False
    close_reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report. Times in open minutes; None where nothing was answered."""

    label: str
    received: int
    answered: int
    median: int | None
    p90: int | None
    booked: int
    attended: int
    missed: int

    @property
    def booked_share(self) -> int:
        """How many of a hundred leads were booked."""
        return share(self.booked, self.received)

    @property
    def attended_share(self) -> int | None:
        """How many of a hundred appointments were kept, of those known; None of no known ones."""
        known = self.attended + self.missed
        return share(self.attended, known) if known else None


def total(facts: Sequence[Fact], *, label: str = "") -> Row:
    """Return one row for all of `facts`."""
    minutes = sorted(fact.minutes for fact in facts if fact.minutes is not None)
    return Row(
        label=label,
        received=len(facts),
        answered=len(minutes),
        median=percentile(minutes, 50),
        p90=percentile(minutes, 90),
        booked=sum(fact.is_booked for fact in facts),
        attended=sum(fact.is_attended for fact in facts),
        missed=sum(fact.is_missed for fact in facts),
    )


def grouped(
    facts: Iterable[Fact],
    key: Callable[[Fact], str],
    *,
    others: str,
    fewest: int = FEWEST,
) -> list[Row]:
    """Return a row per value of `key`, most leads first; small groups together as `others`, last.

    Facts without a value are in no row.
    """
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if value := key(fact):
            groups[value].append(fact)
    small = [value for value, members in groups.items() if len(members) < fewest]
    rest = [fact for value in small for fact in groups.pop(value)]
    rows = [total(members, label=value) for value, members in groups.items()]
    rows.sort(key=lambda row: (-row.received, row.label))
    return [*rows, total(rest, label=others)] if rest else rows


def by_hour(facts: Iterable[Fact]) -> list[Row]:
    """Return a row for each hour in which something arrived, in the order of the day."""
    groups: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.hour].append(fact)
    return [total(groups[hour], label=f"{hour:02d}:00") for hour in sorted(groups)]


def percentile(ordered: Sequence[int], rank: int) -> int | None:
    """Return the nearest-rank percentile of ordered values; None of nothing.

    The nearest rank is a value that occurred: “half were answered within 12 minutes” is true.
    """
    if not ordered:
        return None
    return ordered[max(0, math.ceil(len(ordered) * rank / 100) - 1)]


def share(part: int, whole: int) -> int:
    """Return `part` of `whole` in per cent, rounded; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in the units of its drawing."""

    label: str
    value: str
    y: int
    width: int
    label_y: int
    text_x: int


BAR_HEIGHT, BAR_GAP, LONGEST_BAR, BAR_START = 18, 10, 190, 170


def bars(values: Sequence[tuple[str, int | None, str]]) -> list[Bar]:
    """Return bars for (label, value, value in words); a value of None has a bar of no length."""
    # A value of nothing keeps its line: it is said, not drawn.
    most = max((value or 0 for _label, value, _words in values), default=0) or 1
    step = BAR_HEIGHT + BAR_GAP
    return [
        Bar(
            label=label,
            value=words,
            y=number * step,
            width=round(LONGEST_BAR * (value or 0) / most),
            label_y=number * step + BAR_HEIGHT - 4,
            text_x=BAR_START + round(LONGEST_BAR * (value or 0) / most) + 8,
        )
        for number, (label, value, words) in enumerate(values)
    ]


def height_of(drawn: Sequence[Bar]) -> int:
    """Return how high a drawing of these bars is."""
    return len(drawn) * (BAR_HEIGHT + BAR_GAP)

"""What the reports count: percentiles, groups, charts. Pure."""

import pytest

from leads.reporting import Fact, bars, by_hour, grouped, percentile, share, total

PERCENTILES = {
    "nothing": ([], 50, None),
    "one": ([7], 50, 7),
    "median of an even number is the lower one": ([1, 2, 3, 4], 50, 2),
    "median of an odd number": ([1, 2, 9], 50, 2),
    "p90 of ten": (list(range(1, 11)), 90, 9),
    "p90 of nine is the last": (list(range(1, 10)), 90, 9),
    "p90 of one": ([5], 90, 5),
}


@pytest.mark.parametrize(("values", "rank", "expected"), PERCENTILES.values(), ids=PERCENTILES)
def test_percentile_is_a_value_that_occurred(values, rank, expected):
    assert percentile(values, rank) == expected


def test_total_counts_what_became_of_leads():
    row = total(
        [
            Fact(minutes=10),
            Fact(minutes=30, is_booked=True, is_attended=True),
            Fact(minutes=20, is_booked=True, is_missed=True),
            Fact(),
        ]
    )
    assert (row.received, row.answered, row.median, row.p90) == (4, 3, 20, 30)
    assert (row.booked, row.attended, row.missed) == (2, 1, 1)
    assert (row.booked_share, row.attended_share) == (50, 50)


def test_nothing_known_of_appointments_is_no_share_of_nothing():
    assert total([Fact(is_booked=True)]).attended_share is None
    assert total([Fact(is_booked=True, is_missed=True)]).attended_share == 0


def test_groups_are_ordered_by_size_and_small_ones_are_together():
    facts = [Fact(topic="knee")] * 5 + [Fact(topic="hip")] * 6 + [Fact(topic="rare")] * 4
    facts += [Fact(topic="rarer")] * 3 + [Fact()] * 9
    rows = grouped(facts, lambda fact: fact.topic, others="Others")
    assert [(row.label, row.received) for row in rows] == [("hip", 6), ("knee", 5), ("Others", 7)]


def test_hours_are_in_the_order_of_the_day():
    rows = by_hour([Fact(hour=17), Fact(hour=9), Fact(hour=9)])
    assert [(row.label, row.received) for row in rows] == [("09:00", 2), ("17:00", 1)]


def test_longest_bar_fills_the_drawing_and_nothing_has_no_length():
    drawn = bars([("a", 50, "50"), ("b", 25, "25"), ("c", None, "–"), ("d", 0, "0")])
    assert [bar.width for bar in drawn] == [190, 95, 0, 0]
    assert len({bar.y for bar in drawn}) == 4


def test_bars_of_nothing_but_nothing_divide_by_nothing():
    assert [bar.width for bar in bars([("a", None, "–"), ("b", 0, "0")])] == [0, 0]
    assert share(1, 0) == 0

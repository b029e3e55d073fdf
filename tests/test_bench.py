"""What the benchmarks say of what they measured."""

from bench.page_cache import Visits, _publish_rows, _speed_rows


def test_kept_page_is_judged_beside_django_without_any_middleware():
    """In each round: Django alone, the kept page, a view behind all middleware, the made page."""
    judged, *compared = _speed_rows([[100.0, 290.0, 40.0, 2.0]], 8_000)
    assert (judged.ratio, judged.must, judged.aim) == (2.9, 1, 3)
    assert judged.verdict == "must reached"
    assert [(row.ratio, row.verdict) for row in compared] == [(7.25, "–"), (20, "–")]


def test_visits_after_a_publication_are_judged_by_the_worst_page():
    """Beside it stands what the first feels who sees the publication."""
    warm = dict.fromkeys(["/a/", "/b/", "/c/"], 0.5)
    first = warm | {"/c/": 2.0}
    later, at_once = _publish_rows(Visits(warm, first, made=20.0, at_once=[10.0, 62.0, 90.0]))
    assert (later.ratio, later.verdict) == (4, "**missed**")
    assert "`/c/`" in later.note
    assert (at_once.ratio, at_once.must) == (3.1, None)
    assert "the worst 4.50" in at_once.note

"""What the benchmarks say of what they measured."""

from bench.page_cache import _speed_rows


def test_kept_page_is_judged_beside_django_without_any_middleware():
    """In each round: Django alone, the kept page, a view behind all middleware, the made page."""
    judged, *compared = _speed_rows([[100.0, 290.0, 40.0, 2.0]], 8_000)
    assert (judged.ratio, judged.must, judged.aim) == (2.9, 1, 3)
    assert judged.verdict == "must reached"
    assert [(row.ratio, row.verdict) for row in compared] == [(7.25, "–"), (20, "–")]

"""The names of what caches keep are the same for headers and for webhooks."""

from locations.cache_keys import PAGES, SITE, cache_keys, location_key, page_key, surrogate_key


def test_each_name_is_there_once_in_a_steady_order():
    names = cache_keys(pages=[12, 3, 12], locations=[7, 7], site=True, lists=True)
    assert names == [SITE, PAGES, "location-7", "page-3", "page-12"]


def test_nothing_has_no_name():
    assert cache_keys() == []


def test_the_header_takes_names_apart_by_spaces():
    assert surrogate_key([SITE, location_key(7), page_key(3)]) == "site location-7 page-3"

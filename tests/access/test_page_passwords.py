"""The shared password of a private page or of documents: few wrong tries, and only those count."""

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import RedisError
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.factories import home_page, make_location

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
RIGHT = "open sesame"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def address_of_page():
    page = make_location("St. Paul")
    kept = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password=RIGHT
    )
    return f"/_util/authenticate_with_password/{kept.pk}/{page.pk}/"


def address_of_documents():
    home_page()
    kept = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="password", password=RIGHT
    )
    return f"/documents/authenticate_with_password/{kept.pk}/"


@pytest.fixture(params=[address_of_page, address_of_documents])
def address(request):
    return request.param()


def attempt(address, password, **where):
    return Client(**where).post(address, {"password": password, "return_url": "/"})


def statuses(address, password, times, **where):
    return [attempt(address, password, **where).status_code for _ in range(times)]


def test_network_has_twenty_wrong_tries_an_hour(address):
    assert statuses(address, "wrong", 22, REMOTE_ADDR=HERE) == [200] * 20 + [429] * 2
    refused = attempt(address, RIGHT, REMOTE_ADDR=HERE)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "too many wrong passwords" in refused.text
    assert attempt(address, RIGHT, REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_right_passwords_and_looking_do_not_count(address):
    assert statuses(address, RIGHT, 25, REMOTE_ADDR=HERE) == [302] * 25
    assert {Client(REMOTE_ADDR=HERE).get(address).status_code for _ in range(25)} == {200}
    assert statuses(address, "wrong", 1, REMOTE_ADDR=HERE) == [200]


def test_other_language_is_no_further_door():
    address = address_of_page()
    statuses(address, "wrong", 20, REMOTE_ADDR=HERE)
    assert attempt(f"/es{address}", RIGHT, REMOTE_ADDR=HERE).status_code == 429


def test_what_a_stranger_writes_of_their_address_is_worth_nothing(address):
    for number in range(20):
        attempt(address, "wrong", REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert attempt(address, RIGHT, REMOTE_ADDR=HERE).status_code == 429


def test_cache_that_is_away_keeps_no_reader_out(address, monkeypatch):
    def away(*args, **kwargs):
        raise RedisError

    monkeypatch.setattr("django.core.cache.cache.add", away)
    assert attempt(address, RIGHT).status_code == 302
    assert attempt(address, "wrong").status_code == 200

"""`images/`: the library of pictures, without those whose people have not agreed to be shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from locations.models import People, PictureRights
from tests.factories import make_image

IMAGES = "/api/v3/images/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def titles(client, **asked) -> list[str]:
    answer = client.get(IMAGES, asked)
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def days(number: int):
    return timezone.localdate() + timedelta(days=number)


@pytest.mark.parametrize(
    ("rights", "is_listed"),
    [
        ({"people": People.REFUSED}, False),
        ({"people": People.AGREED, "consent_until_date": days(-1)}, False),
        ({"people": People.AGREED, "consent_until_date": days(0)}, True),
        ({"people": People.NOBODY}, True),
    ],
)
def test_picture_is_listed_while_pages_may_show_it(client, rights, is_listed):
    make_image("Hands without rights")
    picture = make_image("Hands of Ann")
    PictureRights.objects.create(picture=picture, **rights)
    for asked in ({}, {"search": "Hands"}, {"order": "title"}):
        assert ("Hands of Ann" in titles(client, **asked)) is is_listed
        assert "Hands without rights" in titles(client, **asked)
    assert client.get(IMAGES).json()["count"] == 1 + is_listed
    status = client.get(f"{IMAGES}{picture.pk}/").status_code
    assert status == (200 if is_listed else 404)


def test_list_is_kept_no_longer_than_the_day(client, monkeypatch):
    """A consent that ends with the day is over at midnight, not an hour later."""
    picture = make_image("Hands")
    PictureRights.objects.create(picture=picture, consent_until_date=days(0))
    last_minute = timezone.localtime().replace(hour=23, minute=59, second=30, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: last_minute)
    assert titles(client) == ["Hands"]
    assert "max-age=30" in client.get(IMAGES)["Cache-Control"]

"""Pictures in a text: each place says of a picture what it says there."""

import json

import pytest

from conditions.models import ArticlePage
from locations.picture_html import _written
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db


def shown(picture, words: str) -> dict[str, object]:
    image = {"image": picture.pk, "alt_text": words, "decorative": not words}
    return {"type": "image", "value": {"image": image, "caption": "", "credit": ""}}


def test_picture_that_is_shown_twice_has_its_words_of_each_place():
    knee, hip = make_image(), make_image()
    words = ["the left knee", "a hip", "the right knee", ""]
    pictures = zip([knee, hip, knee, knee], words, strict=True)
    body = json.dumps([shown(*picture) for picture in pictures])
    page = ArticlePage.objects.get(pk=make_article(body=body).pk)
    assert [block.value["image"].contextual_alt_text for block in page.body] == words
    kept = [block["value"]["image"] for block in page.body.get_prep_value()]
    assert [one["alt_text"] for one in kept] == words
    assert [one["decorative"] for one in kept] == [not one for one in words]


def test_attributes_are_written_as_django_writes_them():
    facts = {"hidden": False, "data-open": True, "title": None, "alt": 'a "b" & <c>', "width": 3}
    assert _written(facts) == (' alt="a &quot;b&quot; &amp; &lt;c&gt;" data-open width="3"')

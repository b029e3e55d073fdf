"""The drawn pictures: all of them can be drawn, and are what they say."""

from io import BytesIO

import pytest
from PIL import Image, ImageStat

from home.demo.pictures import PICTURES


@pytest.mark.parametrize("key", PICTURES)
def test_picture_is_a_light_jpeg_that_shows_something(key):
    content = PICTURES[key].draw()
    with Image.open(BytesIO(content)) as image:
        assert image.format == "JPEG"
        assert image.size == PICTURES[key].size
        assert max(ImageStat.Stat(image).stddev) > 15
    assert len(content) < 450_000


def test_picture_is_the_same_each_time():
    assert PICTURES["needles"].draw() == PICTURES["needles"].draw()


def test_pictures_differ_from_one_another():
    titles = {picture.title for picture in PICTURES.values()}
    descriptions = {picture.description for picture in PICTURES.values()}
    assert len(titles) == len(descriptions) == len(PICTURES)


@pytest.mark.parametrize("key", [key for key, picture in PICTURES.items() if picture.focus])
def test_focus_lies_inside_the_picture(key):
    x, y, width, height = PICTURES[key].focus
    assert x - width / 2 >= 0
    assert x + width / 2 <= PICTURES[key].size[0]
    assert y - height / 2 >= 0
    assert y + height / 2 <= PICTURES[key].size[1]

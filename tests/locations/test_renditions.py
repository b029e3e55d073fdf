"""Pictures are cut when their page is published: all of them, in every size, once."""

import json

import pytest
from django.core.management import call_command

from locations import renditions
from locations.models import LocationPage
from locations.pictures import SIZES
from tests.factories import make_article, make_image, make_location

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cut(settings):
    settings.CLINIC = settings.CLINIC | {"CUT_PICTURES": True}


def specs_of(image) -> set[str]:
    return set(image.renditions.values_list("filter_spec", flat=True))


def wanted(*names: str) -> set[str]:
    return {spec for name in names for spec in SIZES[name].specs}


def body_with(image) -> str:
    picture = {"image": image.pk, "alt_text": "A river", "decorative": False}
    return json.dumps([{"type": "image", "value": {"image": picture}}])


def publish(page, capture) -> None:
    with capture(execute=True):
        page.save_revision().publish()


def test_publishing_cuts_the_picture_at_the_top(django_capture_on_commit_callbacks):
    location = make_location(image=make_image())
    publish(location, django_capture_on_commit_callbacks)
    assert specs_of(location.image) == wanted("tall", "card")


def test_publishing_cuts_the_pictures_in_the_text(django_capture_on_commit_callbacks):
    top, inside = make_image(), make_image()
    article = make_article(image=top, body=body_with(inside))
    publish(article, django_capture_on_commit_callbacks)
    assert specs_of(top) == wanted("wide", "card")
    assert specs_of(inside) == wanted("text")


def test_saving_a_draft_cuts_nothing(django_capture_on_commit_callbacks):
    location = make_location(image=make_image())
    with django_capture_on_commit_callbacks(execute=True):
        location.save_revision()
    assert not specs_of(location.image)


def test_publishing_can_be_told_to_leave_it(settings, django_capture_on_commit_callbacks):
    location = make_location(image=make_image())
    with renditions.paused():
        publish(location, django_capture_on_commit_callbacks)
    settings.CLINIC = settings.CLINIC | {"CUT_PICTURES": False}
    publish(location, django_capture_on_commit_callbacks)
    assert not specs_of(location.image)


def test_a_picture_whose_file_is_gone_does_not_stop_the_others(caplog):
    gone, there = make_image(), make_image()
    gone.file.storage.delete(gone.file.name)
    article = make_article(image=gone, body=body_with(there))
    renditions.cut_pictures(article)
    assert not specs_of(gone)
    assert specs_of(there) == wanted("text")
    assert str(gone.pk) in caplog.text


def test_a_page_that_went_meanwhile_is_no_error():
    assert renditions.cut_pictures_of_page.call(12345) == 0


def test_command_cuts_for_published_pages_only_and_once(capsys):
    shown = make_location(image=make_image())
    draft = make_location("Edina", image=make_image(), live=False)
    call_command("clinic_pictures")
    assert specs_of(shown.image) == wanted(*LocationPage.image_sizes)
    assert not specs_of(draft.image)
    crops = len(specs_of(shown.image))
    assert capsys.readouterr().out.startswith(f"{crops} new crops, ")
    call_command("clinic_pictures")
    assert capsys.readouterr().out == "0 new crops, 0 new cards.\n"

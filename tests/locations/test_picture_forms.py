"""The form of a picture: what must be known of it, and which drawings are refused."""

import struct
import zlib
from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from conditions.models import ArticlePage
from locations.models import License, People, PictureRights
from locations.picture_forms import refuse_active_drawing
from tests.factories import make_article, make_image, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_user("Ann Editor", is_superuser=True))
    return client


def jpeg(name: str = "river.jpg") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (64, 48), "#7a9").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def errors_of(response) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(
        error.get_text(" ", strip=True) for error in soup.find_all(class_="error-message")
    )


def test_picture_is_saved_with_its_rights(editor):
    answer = editor.post(
        reverse("wagtailimages:add"),
        {
            "title": "River",
            "file": jpeg(),
            "rights_credit": "Ann Example",
            "rights_license": License.CC_BY,
            "rights_people": People.AGREED,
            "rights_consent_until_date": "2030-01-31",
            "rights_is_decorative": "on",
        },
    )
    assert answer.status_code == 302
    rights = get_image_model().objects.get(title="River").clinic_rights
    assert (rights.credit, rights.license, rights.people) == (
        "Ann Example",
        License.CC_BY,
        People.AGREED,
    )
    assert rights.consent_until_date == date(2030, 1, 31)
    assert rights.is_decorative


def test_rights_are_shown_and_changed_with_the_picture(editor):
    image = make_image()
    PictureRights.objects.create(picture=image, credit="Ann Example")
    url = reverse("wagtailimages:edit", args=[image.pk])
    soup = BeautifulSoup(editor.get(url).content, "html.parser")
    assert soup.find("input", attrs={"name": "rights_credit"})["value"] == "Ann Example"
    editor.post(url, {"title": "River", "rights_credit": "Bo Other"})
    assert PictureRights.objects.get(picture=image).credit == "Bo Other"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"rights_license": License.CC_BY_SA}, "This licence asks for a credit."),
        ({"rights_consent_until_date": "2030-01-31"}, "choose “agreed”"),
        ({"rights_source_url": "nowhere"}, "Enter a valid URL."),
    ],
)
def test_rights_that_do_not_fit_are_refused_beside_the_field(editor, typed, message):
    answer = editor.post(reverse("wagtailimages:add"), {"title": "River", "file": jpeg(), **typed})
    assert answer.status_code == 200
    assert message in errors_of(answer)
    assert not get_image_model().objects.exists()


def test_picture_bomb_is_refused_by_what_it_says_of_its_size(editor, settings):
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9))
    file = SimpleUploadedFile("bomb.png", bomb + chunk(b"IEND", b""), "image/png")
    answer = editor.post(reverse("wagtailimages:add"), {"title": "Bomb", "file": file})
    assert answer.status_code == 200
    assert errors_of(answer)
    assert not get_image_model().objects.exists()


def test_drawings_are_no_pictures_unless_a_project_wants_them(editor):
    file = SimpleUploadedFile(
        "mark.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"
    )
    answer = editor.post(reverse("wagtailimages:add"), {"title": "Mark", "file": file})
    assert "Not a supported image format" in errors_of(answer)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def drawing(inside: str) -> ContentFile:
    return ContentFile(SVG.format(inside).encode(), name="mark.svg")


def test_active_and_unreadable_drawings_are_refused_and_plain_ones_read_from_their_start_again():
    for inside in ("<script>alert(1)</script>", "<not closed"):
        with pytest.raises(ValidationError):
            refuse_active_drawing(drawing(inside))
    plain = drawing('<rect fill="red"/>')
    refuse_active_drawing(plain)
    assert plain.read().startswith(b"<svg")


def test_active_drawing_is_refused_beside_the_field(editor, settings):
    settings.WAGTAILIMAGES_EXTENSIONS = ["jpg", "svg"]
    content = SVG.format("<script>alert(1)</script>").replace("<svg", '<svg width="9" height="9"')
    file = SimpleUploadedFile("mark.svg", content.encode(), "image/svg+xml")
    answer = editor.post(reverse("wagtailimages:add"), {"title": "Mark", "file": file})
    assert "holds a script" in errors_of(answer)
    assert not get_image_model().objects.exists()


# What readers see of it.


def test_page_shows_the_credit_of_the_library_unless_it_has_one_of_its_own(client):
    image = make_image()
    PictureRights.objects.create(picture=image, credit="Ann Example")
    article = make_article(image=image)
    assert "Ann Example" in client.get(article.get_url()).content.decode()
    ArticlePage.objects.filter(pk=article.pk).update(image_credit="Bo Other")
    page = client.get(article.get_url()).content.decode()
    assert "Bo Other" in page
    assert "Ann Example" not in page


def test_page_without_the_consent_shows_neither_picture_nor_credit(client):
    image = make_image()
    PictureRights.objects.create(picture=image, credit="Ann Example", people=People.REFUSED)
    page = client.get(make_article(image=image).get_url()).content.decode()
    assert "Ann Example" not in page
    assert "figure" not in page.split("<main")[1].split("</main>")[0]


def test_rights_go_with_the_picture():
    image = make_image()
    PictureRights.objects.create(picture=image)
    image.delete()
    assert not PictureRights.objects.exists()

"""What is too large for a form is answered before it is read, wherever strangers may send one."""

import io

import pytest
from django.conf import settings as project
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse

from cms.bodies import takes_files
from conditions.search.views import search
from leads.views import ask
from locations.bodies import takes_no_files
from tests.clinic import Clinic
from tests.factories import make_image, make_user
from tests.page_cache.visiting import environ_of

LARGE = 150_000_000
MULTIPART = "multipart/form-data; boundary=XX"
PART = (
    b'--XX\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n"
)
# A token against forged requests: with it Django looks for another one in the form.
TOKEN = f"{project.CSRF_COOKIE_NAME}={'a' * 32}"

pytestmark = pytest.mark.django_db


class Body(io.RawIOBase):
    """A body that comes from far away, and counts what is read of it."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        begin = PART[self.taken : self.taken + size]
        self.taken += size
        return begin.ljust(size, b"x")


def send(path: str, *, length: int | None = LARGE, kind: str = MULTIPART, **headers: str):
    """Send a large body; `length` None: in pieces. Return the answer and how much was read."""
    body = Body()
    environ = environ_of(path, method="POST", **headers) | {"CONTENT_TYPE": kind}
    environ["wsgi.input"] = body
    if length is None:
        environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    else:
        environ["CONTENT_LENGTH"] = str(length)
    return ClientHandler(enforce_csrf_checks=True)(environ), body.taken


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


def doors(clinic: Clinic) -> list[str]:
    """Every kind of address to which a stranger can send a form."""
    return [
        f"/requests/{clinic.request_page.pk}/",
        "/requests/status/abc/",
        "/search/",
        "/_util/authenticate_with_password/1/1/",
        "/documents/authenticate_with_password/1/",
        "/",
        "/nowhere/",
        "/admin/login/",
        "/admin/password_reset/",
    ]


@pytest.mark.parametrize("kind", [MULTIPART, "application/x-www-form-urlencoded", "text/plain"])
def test_large_body_is_refused_unread_and_the_page_says_whom_to_ring(client, clinic, kind):
    client.get("/")  # as a process that has shown something
    for path in doors(clinic):
        answer, taken = send(path, kind=kind, cookie=TOKEN)
        assert (path, answer.status_code, taken) == (path, 413, 0)
        html = answer.content.decode()
        assert 'href="tel:+19523034115"' in html
        assert "no files" in html
        assert answer["Cache-Control"] == "no-store"


def test_session_that_somebody_made_up_opens_nothing(clinic):
    made_up = f"{TOKEN}; {project.SESSION_COOKIE_NAME}={'b' * 32}"
    for path in ("/admin/login/", "/admin/images/multiple/add/"):
        answer, taken = send(path, cookie=made_up)
        assert (answer.status_code, taken) == (413, 0)


def test_body_of_unknown_length_is_refused_unread(client, clinic):
    """Django reads nothing of it, and would say that nothing was typed."""
    client.get("/")
    for path in doors(clinic):
        answer, taken = send(path, length=None)
        assert (path, answer.status_code, taken) == (path, 411, 0)
        assert 'href="tel:+19523034115"' in answer.content.decode()


def test_refusal_is_told_in_the_reader_s_language(client, clinic):
    answer, _taken = send("/es/search/")
    assert answer["Content-Language"] == "es"
    assert "demasiado grande" in answer.content.decode()


@pytest.mark.parametrize(("length", "status"), [(LARGE, 413), (None, 411)])
def test_api_refuses_it_as_a_problem_with_the_numbers(client, clinic, length, status):
    client.get("/")
    path = reverse("wagtailapi_v3:clinic_consultation_requests")
    answer, taken = send(path, length=length, kind="application/json")
    assert (answer.status_code, taken) == (status, 0)
    assert answer["Content-Type"] == "application/problem+json"
    assert b"+19523034115" in answer.content


def test_form_of_any_sensible_size_is_taken(client, clinic):
    url = f"/requests/{clinic.request_page.pk}/"
    answer = client.post(url, {"name": "Ada Quill", "message": "x" * 2_000_000})
    assert answer.status_code == 422  # the form again: it is told that this is too long
    assert b"Ada Quill" in answer.content


def test_control_django_itself_writes_it_to_the_disk(monkeypatch):
    """A view without the guard reads the whole file, though no form asks for one."""
    kept = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler,
        "receive_data_chunk",
        lambda self, raw_data, start: kept.append(len(raw_data)),
    )
    body = PART + b"x" * 4_000_000 + b"\r\n--XX--\r\n"
    request = RequestFactory().generic("POST", "/", body, content_type=MULTIPART)
    assert not request.POST
    request.close()
    assert sum(kept) == 4_000_000


@pytest.mark.parametrize("view", [ask, search])
def test_plugged_in_views_refuse_it_without_our_middleware(client, settings, clinic, view):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SmallBody" not in name]
    path = "/search/" if view is search else f"/requests/{clinic.request_page.pk}/"
    answer, taken = send(path)
    assert (answer.status_code, taken) == (400, 0)


def test_guard_knows_no_limit_where_the_project_has_none(rf, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    request = rf.post("/", CONTENT_LENGTH=str(LARGE))
    assert takes_no_files(lambda request: "read")(request) == "read"


def test_people_at_work_send_files(rf):
    upload = reverse("wagtailimages:add_multiple")
    request = rf.post(upload)
    request.session = {}
    assert not takes_files(request)
    request.session = {SESSION_KEY: "1"}
    assert takes_files(request)
    assert takes_files(rf.post("/api/v3/images/"))
    assert not takes_files(rf.post("/apiary/"))


def test_large_picture_is_uploaded(client, tmp_path):
    client.force_login(make_user("Ada", is_superuser=True))
    with make_image().file.open("rb") as picture:
        large = picture.read() + b"\0" * 3_000_000  # behind the end of a picture may be anything
    with io.BytesIO(large) as file:
        file.name = "knee.jpg"
        url = reverse("wagtailimages:add_multiple")
        answer = client.post(url, {"title": "Knee", "files[]": file, "collection": "1"})
    assert (answer.status_code, answer.json()["success"]) == (200, True)

"""Some of the cases of `make inputs`, the same ones every time; and that they would tell."""

import logging

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import override_settings
from django.urls import path

from cms import urls as site_urls
from leads.forms import ConsultationForm
from leads.models import Lead
from tests.factories import make_lead, make_user
from tests.inputs.cases import WRONG_PACKING, Case, multipart, urlencoded
from tests.inputs.corpus import EMAILS, HOSTILE, NAMES, PHONES, POSTCODES
from tests.inputs.fuzzing import SHARES, Doors
from tests.inputs.trying import Tried, send, stranger, taken_back
from tests.inputs.visitors import kept, lost, typed_in
from tests.inputs.world import plant

pytestmark = pytest.mark.django_db

CASES = 200


@pytest.fixture(autouse=True)
def _quiet():
    """Requests that are refused are logged, one after the other."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_input_is_a_fault_and_what_is_taken_is_stored():
    doors = Doors(plant(), only="/admin/clinic/inbox/import/")
    assert {"clinic_lead_import:start", "clinic_lead_import:result"} <= doors.walked.seen
    tried = doors.try_all(cases=CASES)
    assert not tried.wrong
    assert tried.total == sum(CASES * share // 100 for share in SHARES.values())
    assert {("people", 303), ("form", 303), ("form", 422), ("api", 201)} <= set(tried.statuses)


# People are not refused.


def filled(**typed):
    answers = {"name": "Ana", "phone": "612-555-0114"} | typed
    form = ConsultationForm(answers, places=[])
    assert form.is_valid(), form.errors
    return form.submission()


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_person_is_taken_as_it_is(name):
    assert filled(name=name, topic=name, message=name).name == name


@pytest.mark.parametrize("phone", PHONES)
def test_number_is_taken_as_it_is_written(phone):
    assert filled(phone=phone).phone_typed == " ".join(phone.split())


@pytest.mark.parametrize("email", EMAILS)
def test_address_is_taken(email):
    assert filled(email=email).email == email


@pytest.mark.parametrize("postcode", POSTCODES)
def test_postcode_is_taken(postcode):
    assert filled(postcode=postcode).postcode == postcode


# What the admin cannot read.


def reading(request):
    """As Wagtail's editor reads formatted text."""

    def value_from_datadict():
        return int(request.GET["x"])

    return HttpResponse(value_from_datadict())


def failing(request):
    return HttpResponse(int(request.GET["x"]))


def too_large(request):
    return HttpResponse(Lead.objects.filter(about__pk__in=[10**40]).count())


urlpatterns = [
    path("admin/failing/", failing),
    path("admin/reading/", reading),
    path("admin/too-large/", too_large),
    path("reading/", reading),
    *site_urls.urlpatterns,
]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/admin/reading/?x=word", 400),
        ("/admin/reading/", 400),
        ("/admin/reading/?x=1", 200),
        # Faults of ours stay faults; and outside of the admin nothing is taken for granted.
        ("/admin/failing/?x=word", 500),
        ("/reading/?x=word", 500),
    ],
)
def test_what_no_browser_sends_is_a_bad_request_in_the_admin_alone(url, status):
    assert stranger().get(url).status_code == status


@override_settings(ROOT_URLCONF=__name__)
def test_number_that_no_database_holds_is_no_fault():
    assert stranger().get("/admin/too-large/").status_code in {200, 400}


def test_search_for_a_pasted_text_is_one_for_its_first_words():
    world = plant()
    client = stranger()
    client.force_login(world.root)
    title = world.pages[-2].title
    found = client.get("/admin/pages/search/", {"q": f"{title} " * 40})
    assert title in found.content.decode()
    assert client.get("/admin/pages/search/", {"q": "word " * 4000}).status_code == 200


def test_count_of_blocks_that_is_left_out_is_a_bad_request():
    world = plant()
    client = stranger()
    client.force_login(world.root)
    article = world.pages[-2]
    assert client.post(f"/admin/pages/{article.pk}/edit/", {"title": "x"}).status_code == 400


# The controls: what is wrong is told.


@override_settings(ROOT_URLCONF=__name__)
def test_control_fault_is_told_once_with_where_it_was():
    tried = Tried()
    case = Case("GET", "/admin/failing/", "x=word")
    for _twice in range(2):
        with taken_back():
            tried.note("admin", case, send(stranger(), case))
    assert tried.faults == 2
    assert list(tried.wrong) == ["admin 500: ValueError in test_inputs.py:failing"]


def test_control_way_out_is_told():
    tried = Tried()
    tried.note("admin", Case("GET", "/"), HttpResponseRedirect("https://evil.example/"))
    tried.note("admin", Case("GET", "/"), HttpResponseRedirect("/admin/"))
    assert len(tried.wrong) == 1


def test_control_loss_is_told():
    lead = make_lead(name="Ana Ruiz", topic="Hip", email="ana@example.com")
    assert lost(lead, {"name": " Ana  Ruiz\x00", "topic": "Hip", "email": "Ana@example.com"}) == []
    assert len(lost(lead, {"name": "Ana Ruiz Ñ", "topic": "hip"})) == 2


def test_case_leaves_nothing_behind():
    with taken_back():
        make_user("Ada")
        make_lead()
    assert not Lead.objects.exists()


# How cases are made.


def test_every_hostile_text_can_be_packed_in_every_way():
    pairs = [(text, text) for text in HOSTILE]
    right = [lambda some: (urlencoded(some), ""), lambda some: (multipart(some), "")]
    for pack in [*WRONG_PACKING, *right]:
        body, kind = pack(pairs)
        assert isinstance(body, bytes)
        assert isinstance(kind, str)


def test_half_a_character_is_compared_as_the_server_reads_it():
    case = Case("POST", "/", typed=(("name", "a\ud800"),))
    assert typed_in(case) == {"name": "a\ufffd\ufffd\ufffd"}


@pytest.mark.parametrize(
    ("typed", "one_line", "lines"),
    [
        (" a \t b\r\nc ", "a b c", "a \t b\nc"),
        ("\x00a\x7f\u202eb", "ab", "ab"),
        ("علی\u200cرضا", "علی\u200cرضا", "علی\u200cرضا"),
    ],
)
def test_kept_is_what_the_documentation_says(typed, one_line, lines):
    assert kept(typed) == one_line
    assert kept(typed, lines=True) == lines

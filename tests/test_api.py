"""The public API: what a front end gets from it, and what nobody does."""

import json
import re
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from locations.references import phone_reference
from tests.factories import (
    EDINA_PHONE,
    bind_site,
    home_page,
    make_article,
    make_condition,
    make_image,
    make_lead,
    make_location,
    make_practitioner,
    make_request_page,
    make_site,
    make_treatment,
    phones,
)

API = "/api/v3/"
DESK_EMAIL = "desk-of-edina@clinic.example"
VISITOR = {"name": "Pat Example", "phone": "+16125550100", "email": "pat@example.com"}

# Where nobody may write, a client is told one of these.
REFUSALS = {401, 403, 404, 405}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


@pytest.fixture
def edina():
    return make_location("Edina", phones=phones(EDINA_PHONE), desk_email=DESK_EMAIL)


@pytest.fixture
def clinic(edina):
    """One page of every kind, all of them about Edina; and a lead."""
    call = f"<p>Call {phone_reference(edina.pk)}.</p>"
    treatment = make_treatment(locations=[edina], image=make_image())
    condition = make_condition(treatments=[treatment], body=[("text", call)])
    author = make_practitioner(locations=[edina], biography=call)
    article = make_article(author=author, conditions=[condition], body=[("text", call)])
    bind_site(make_site("edina.clinic.example"), location=edina)
    request_page = make_request_page(introduction=call)
    make_lead(edina, about=article, **VISITOR)
    return [edina, treatment, condition, author, article, request_page]


def document(client) -> dict:
    answer = client.get(f"{API}openapi.json")
    assert answer.status_code == 200
    return answer.json()


def page_of(client, page) -> dict:
    answer = client.get(f"{API}pages/{page.pk}/")
    assert answer.status_code == 200
    return answer.json()


def addresses(client) -> Iterator[tuple[str, set[str]]]:
    """Every address of the document with the methods it has, ids filled in by some that exist."""
    for path, operations in document(client)["paths"].items():
        yield re.sub(r"\{\w+\}", "2", path), set(operations)


# What a front end gets.


def test_article_has_its_text_as_html_with_the_number_of_today(client, edina):
    text = f"<h2>Hips</h2><p>Call {phone_reference(edina.pk)} or write.</p>"
    article = make_article(body=[("text", text)])
    link = '<a class="clinic-phone" href="tel:+19523034115">952-303-4115</a>'
    body = page_of(client, article)["body"]
    assert [block["type"] for block in body] == ["text"]
    assert body[0]["value"] == f"<h2>Hips</h2><p>Call {link} or write.</p>"

    edina.phones = phones("+19525550145")
    edina.save()
    body = page_of(client, article)["body"]
    assert 'href="tel:+19525550145">952-555-0145</a>' in body[0]["value"]


def test_numbers_are_live_in_every_block_that_holds_text(client, edina):
    call = f"<p>{phone_reference(edina.pk)}</p>"
    points = {"heading": "2 ways", "points": [{"heading": "Rest", "text": call}]}
    body = [
        ("points", points),
        ("callout", {"kind": "note", "heading": "Note", "text": call}),
        ("consultation", {"heading": "Talk", "text": call, "location": None, "show_form": False}),
    ]
    blocks = page_of(client, make_article(body=body))["body"]
    assert [block["type"] for block in blocks] == ["points", "callout", "consultation"]
    assert all("tel:+19523034115" in json.dumps(block) for block in blocks)


def test_location_has_its_facts_as_data(client, edina):
    facts = page_of(client, edina)
    assert facts["city"] == "Edina"
    assert facts["time_zone"] == "America/Chicago"
    (phone,) = [block["value"] for block in facts["phones"]]
    assert (phone["role"], phone["number"]) == ("main", EDINA_PHONE)
    assert facts["weekly_hours"][0]["value"] == {
        "weekday": "0",
        "opens": "09:00:00",
        "closes": "17:00:00",
    }


def test_reader_of_the_api_gets_no_cookie(client, clinic):
    for page in clinic:
        assert not client.get(f"{API}pages/{page.pk}/").cookies


# What nobody gets.


def test_no_answer_holds_the_desks_address_or_a_visitor(client, clinic):
    secrets = {DESK_EMAIL, *VISITOR.values()}
    queries = ["", "?fields=*", "?fields=desk_email", "?search=pat", f"?desk_email={DESK_EMAIL}"]
    lists = [address for address, _methods in addresses(client) if not address.endswith("2/")]
    details = [f"{API}pages/{page.pk}/" for page in clinic]
    for address in [*lists, *details, f"{API}openapi.json", f"{API}docs/"]:
        for query in queries:
            text = client.get(f"{address}{query}").content.decode()
            assert not {secret for secret in secrets if secret in text}


def test_desks_address_cannot_be_guessed_by_filtering(client, edina):
    """Whether a guess is right changes nothing about the answer."""
    answers = {
        client.get(f"{API}pages/?type=clinic_locations.LocationPage&desk_email={guess}").content
        for guess in (DESK_EMAIL, "wrong@clinic.example")
    }
    assert len(answers) == 1
    ordered = client.get(f"{API}pages/?type=clinic_locations.LocationPage&order=desk_email")
    assert ordered.status_code == 422


def test_document_knows_neither_leads_nor_the_desks_address(client):
    described = document(client)
    assert not [path for path in described["paths"] if "lead" in path.lower()]
    # The app is called so; of its models only the page with the form is public.
    text = json.dumps(described).replace("clinic_leads.ConsultationRequestPage", "")
    assert not re.findall(r"\b\w*leads?\b", text, re.IGNORECASE)
    assert "desk_email" not in text


@pytest.mark.parametrize("kind", ["clinic_leads.Lead", "clinic_leads.LeadEvent"])
def test_leads_cannot_be_asked_for(client, clinic, kind):
    assert client.get(f"{API}pages/?type={kind}").status_code == 422
    for path in ("leads/", "snippets/", f"snippets/{kind}/", "inbox/"):
        assert client.get(f"{API}{path}").status_code == 404


def test_draft_is_not_in_the_api(client, edina):
    draft = make_article(title="Not yet", live=False)
    assert client.get(f"{API}pages/{draft.pk}/").status_code == 404
    assert "Not yet" not in client.get(f"{API}pages/").content.decode()


def test_private_page_is_not_in_the_api(client, edina):
    private = make_article(title="For some")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert client.get(f"{API}pages/{private.pk}/").status_code == 404
    assert "For some" not in client.get(f"{API}pages/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_where_the_document_offers_only_reading(clinic, method):
    client = Client(enforce_csrf_checks=True)
    closed = [address for address, methods in addresses(client) if method not in methods]
    assert f"{API}pages/2/" in closed
    for address in closed:
        answer = getattr(client, method)(address, data="{}", content_type="application/json")
        assert answer.status_code in REFUSALS


# The documentation.


def test_document_is_openapi_of_this_site(client):
    described = document(client)
    assert described["openapi"].startswith("3.1")
    assert f"{API}pages/{{page_id}}/" in described["paths"]


def test_documentation_loads_nothing_from_outside(client):
    page = client.get(f"{API}docs/")
    assert page.status_code == 200
    text = page.content.decode()
    loaded = re.findall(r'\b(?:src|href)="([^"]*)"', text)
    assert any(address.endswith(".js") for address in loaded)
    assert not [address for address in loaded if not address.startswith("/static/ninja/")]
    assert "//" not in text
    assert all(finders.find(address.removeprefix("/static/")) for address in loaded)


def test_translation_of_a_location_tells_the_facts_of_its_original(client, edina):
    spanish = Locale.objects.create(language_code="es")
    home_page().copy_for_translation(spanish)
    edina.get_parent().specific.copy_for_translation(spanish)
    translated = edina.copy_for_translation(spanish)
    translated.save_revision().publish()
    edina.phones = phones("+19525550199")
    edina.city = "Edina Park"
    edina.save_revision().publish()
    facts = page_of(client, translated)
    assert [block["value"]["number"] for block in facts["phones"]] == ["+19525550199"]
    assert facts["city"] == "Edina Park"


WAGTAILS_OWN = ["pages/", "pages/{page}/", "images/", "images/{image}/", "documents/", "redirects/"]


@pytest.mark.parametrize("address", WAGTAILS_OWN)
def test_wagtails_own_answers_are_for_caches_too(
    client, clinic, address, django_assert_max_num_queries
):
    url = API + address.format(page=clinic[0].pk, image=clinic[1].image_id)
    first = client.get(url)
    assert first.status_code == 200
    assert "s-maxage" in first["Cache-Control"]
    assert {"site", "pages"} <= set(first["Surrogate-Key"].split())
    with django_assert_max_num_queries(1):
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_wagtails_own_answers_change_with_what_they_show(
    client, clinic, django_capture_on_commit_callbacks
):
    connection.run_on_commit.clear()  # what the fixtures did is as if it were committed
    url = f"{API}pages/{clinic[0].pk}/"
    etag = client.get(url)["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        clinic[0].title = "Edina, upstairs"
        clinic[0].save_revision().publish()
    changed = client.get(url, headers={"If-None-Match": etag})
    assert changed.json()["title"] == "Edina, upstairs"
    assert changed["ETag"] != etag

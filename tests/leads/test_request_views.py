"""Sending the form: one lead, no cookie, and nothing typed is lost."""

import sys
from urllib.parse import urlencode

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from wagtail.models import Page

from leads.models import Delivery, Lead, RoutingRule
from leads.spam import Suspicion
from leads.stamps import read_sent_token
from locations.caching import advance
from tests.factories import (
    make_article,
    make_condition,
    make_location,
    make_page,
    make_practitioner,
    make_site,
    set_organisation,
)
from tests.leads.visitor import TYPED, action_of, errors_in, opened, read, send, values_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_night")]


def test_ask_stores_a_lead_and_leads_to_the_thanks(client, clinic, time_machine):
    response = send(client, clinic["page"], time_machine)
    lead = Lead.objects.get()
    assert response.status_code == 303
    assert response["Location"].startswith(f"{clinic['page'].url}sent/")
    assert (lead.name, lead.phone, lead.source) == ("Ana", "+16125550114", "form")
    assert lead.consent_text == "You agree to a call."
    assert lead.site.is_default_site
    assert (lead.location, lead.quarantine_reasons) == (clinic["st_paul"], [])
    assert not response.cookies


def test_ask_from_an_article_reaches_the_desk_that_was_chosen(client, clinic, time_machine):
    article = make_article(
        title="Three ways to help a hip",
        author=make_practitioner(locations=[clinic["st_paul"]]),
        conditions=[make_condition(title="Hip pain")],
    )
    _response, values = opened(client, clinic["page"], f"?about={article.pk}")
    time_machine.shift(60)
    answers = {**values, **TYPED, "location": clinic["edina"].pk}
    client.post(f"/requests/{clinic['page'].pk}/", answers)
    lead = Lead.objects.get()
    assert (lead.location, lead.about_title, lead.topic) == (
        clinic["edina"],
        "Three ways to help a hip",
        "Hip pain",
    )


def test_ask_knows_the_site_it_was_sent_to(client, clinic):
    site = make_site("edina.example", location=clinic["edina"], request_page=clinic["page"])
    client.post(f"/requests/{clinic['page'].pk}/", TYPED, headers={"host": "edina.example"})
    lead = Lead.objects.get()
    assert (lead.site, lead.location) == (site, clinic["edina"])


def test_ask_is_the_same_for_who_is_signed_in(admin_client, clinic, time_machine):
    """A session lends a request no authority, and is not touched."""
    response = send(admin_client, clinic["page"], time_machine)
    assert response.status_code == 303
    assert not response.cookies
    assert not Lead.objects.get().events.filter(by__isnull=False).exists()


def test_ask_needs_no_csrf_token(clinic):
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/requests/{clinic['page'].pk}/", TYPED)
    assert response.status_code == 303


def test_ask_without_an_answer_shows_what_is_wrong_and_keeps_what_was_typed(client, clinic):
    typed = {
        "location": str(clinic["edina"].pk),
        "name": "",
        "phone": "911",
        "email": "ana@",
        "preferred_contact": "text",
        "preferred_times": ["midday", "evening"],
        "topic": "Hip <pain>",
        "message": 'After "work"\nplease </textarea>',
        "acquaintance": "returning",
        "language": "es",
        "postcode": "55105",
    }
    response = send(client, clinic["page"], **typed)
    assert response.status_code == 422
    assert not Lead.objects.exists()
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-cache"
    kept = values_in(response)
    expected = {
        name: value if isinstance(value, list) else [value] for name, value in typed.items()
    }
    assert {name: kept[name] for name in typed} == expected
    assert errors_in(response) == [
        "Error: Write your name.",
        "Error: This is no phone number. Write it with the area code, like 651-555-0123.",
        "Error: This is no e-mail address. Write it like name@example.com.",
    ]
    summary = read(response).select_one(".error-summary")
    assert [link["href"] for link in summary.select("a")] == [
        "#ask-name",
        "#ask-phone",
        "#ask-email",
    ]
    assert summary.has_attr("autofocus")
    assert read(response).title.text.startswith("Error: ")


def test_ask_again_after_an_error_is_one_lead_and_no_suspicion(client, clinic, time_machine):
    """Who corrects an error is quick; the time since the form was first shown counts."""
    response = send(client, clinic["page"], time_machine, name="")
    corrected = {**values_in(response), "name": "Ana"}
    for _click in range(2):
        assert client.post(action_of(response), corrected).status_code == 303
    assert Lead.objects.get().quarantine_reasons == []


def test_ask_twice_by_a_double_click_is_one_lead_and_one_answer(client, clinic):
    response, values = opened(client, clinic["page"])
    answers = [client.post(action_of(response), {**values, **TYPED}) for _click in range(2)]
    tokens = [read_sent_token(answer["Location"].split("/")[-2]) for answer in answers]
    assert {reference for reference, _key, _secret in tokens} == {Lead.objects.get().reference}


def test_ask_with_a_used_key_and_other_content_asks_before_it_sends_another(client, clinic):
    response, values = opened(client, clinic["page"])
    client.post(action_of(response), {**values, **TYPED})
    first = Lead.objects.get()
    response = client.post(action_of(response), {**values, **TYPED, "message": "One thing more"})
    assert response.status_code == 422
    assert Lead.objects.count() == 1
    page = read(response)
    assert first.reference in page.select_one(".error-summary").text
    assert page.title.text.startswith("Error: ")
    again = values_in(response)
    assert again["message"] == ["One thing more"]
    assert again["key"] != values["key"]
    assert client.post(action_of(response), again).status_code == 303
    assert Lead.objects.count() == 2


def test_ask_keeps_the_consent_text_that_was_shown(client, clinic):
    response, values = opened(client, clinic["page"])
    set_organisation(consent_text="You agree to anything.")
    client.post(action_of(response), {**values, **TYPED})
    assert Lead.objects.get().consent_text == "You agree to a call."


def test_ask_again_shows_the_new_consent_text_and_keeps_that(client, clinic):
    response, values = opened(client, clinic["page"])
    set_organisation(consent_text="You agree to a letter.")
    response = client.post(action_of(response), {**values, **TYPED, "name": ""})
    assert "You agree to a letter." in response.content.decode()
    client.post(action_of(response), {**values_in(response), **TYPED})
    assert Lead.objects.get().consent_text == "You agree to a letter."


def test_ask_takes_no_consent_text_from_the_visitor(client, clinic):
    forged = Signer(salt="something else").sign_object({"at": 0, "consent": "Nothing"})
    answers = {**TYPED, "consent_text": "Nothing", "consent": "Nothing", "stamp": forged}
    client.post(f"/requests/{clinic['page'].pk}/", answers)
    assert Lead.objects.get().consent_text == ""


@pytest.mark.parametrize(
    ("answers", "seconds", "reasons"),
    [
        ({}, 60, []),
        ({}, 3, []),
        ({}, 2, [Suspicion.TOO_FAST]),
        ({}, 30 * 60 * 60, []),  # a tab that was open overnight
        ({"website": "https://spam.example"}, 60, [Suspicion.HONEYPOT]),
        ({"website": "\x00"}, 60, [Suspicion.HONEYPOT]),
        ({"stamp": ""}, 60, [Suspicion.NO_STAMP]),
        ({"stamp": "forged:x"}, 60, [Suspicion.NO_STAMP]),
        ({"stamp": "\x00é"}, 60, [Suspicion.NO_STAMP]),
    ],
)
def test_ask_puts_what_is_suspicious_apart_and_shows_no_difference(
    client, clinic, time_machine, answers, seconds, reasons
):
    response = send(client, clinic["page"], time_machine, after=seconds, **answers)
    lead = Lead.objects.get()
    assert lead.quarantine_reasons == reasons
    # The desk is told of all but what filled in the hidden field.
    assert Delivery.objects.count() == (0 if Suspicion.HONEYPOT in reasons else 1)
    assert response.status_code == 303
    thanks = read(client.get(response["Location"])).find("main").text
    assert lead.promise in thanks
    assert lead.reference in thanks


def test_ask_waits_as_long_as_the_setting_says(client, clinic, settings, time_machine):
    settings.CLINIC = {"FORM_MIN_SECONDS": 10}
    send(client, clinic["page"], time_machine, after=9)
    assert Lead.objects.get().quarantine_reasons == [Suspicion.TOO_FAST]


@pytest.mark.parametrize("key", ["", "x", "\x00", "k" * 5000, "é", "f" * 64])
def test_ask_takes_any_key(client, clinic, key):
    for _click in range(2):
        answer = client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "key": key})
        assert answer.status_code == 303
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("about", ["x", "-1", "\x00", "9" * 18, "9" * 5000, "1.5"])
def test_ask_ignores_a_page_that_is_none(client, clinic, about):
    client.post(f"/requests/{clinic['page'].pk}/", {**TYPED, "about": about})
    assert Lead.objects.get().about is None


def test_ask_by_get_leads_to_the_empty_form(client, clinic):
    """What a browser asks for again when it had closed the tab to save memory."""
    response = client.get(f"/requests/{clinic['page'].pk}/?location=1")
    assert (response.status_code, response["Location"]) == (302, clinic["page"].url)
    assert client.head(f"/requests/{clinic['page'].pk}/").status_code == 302


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_ask_takes_no_other_method(client, clinic, method):
    assert getattr(client, method)(f"/requests/{clinic['page'].pk}/").status_code == 405


def test_ask_of_a_page_outside_every_site_is_not_found(client, clinic):
    elsewhere = make_page(type(clinic["page"]), parent=Page.get_first_root_node())
    assert client.post(f"/requests/{elsewhere.pk}/", TYPED).status_code == 404
    assert not Lead.objects.exists()


def test_ask_of_a_page_that_takes_no_requests_is_not_found(client, clinic):
    article = make_article()
    clinic["page"].unpublish()
    for page_id in (clinic["page"].pk, article.pk, 10**30):
        assert client.post(f"/requests/{page_id}/", TYPED).status_code == 404
        assert client.get(f"/requests/{page_id}/").status_code == 404
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe=%ff&name=%00", "application/x-www-form-urlencoded"),
        (b"name=%F0%9F%8C%BF&phone=1", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", "text/plain"),
        (b"no boundary", "multipart/form-data; boundary=x"),
    ],
)
def test_ask_with_a_strange_body_shows_the_form_again(client, clinic, body, content_type):
    url = f"/requests/{clinic['page'].pk}/"
    response = client.generic("POST", url, body, content_type=content_type)
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"x", "multipart/form-data"),
        (b"name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"name=x", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_ask_with_a_body_that_cannot_be_read_is_a_bad_request(client, clinic, body, content_type):
    url = f"/requests/{clinic['page'].pk}/"
    assert client.generic("POST", url, body, content_type=content_type).status_code == 400


# What a request costs. In a test the transaction is a savepoint, and what is read before it has two
# of its own: six queries that a visitor does not wait for.


def commit() -> None:
    """As if the test had committed: what it changed is counted, and can be remembered."""
    advance()
    connection.run_on_commit.clear()


def to_store() -> int:
    """PostgreSQL lets requests of one person wait for each other, and takes all rows at once."""
    return 3 if connection.vendor == "postgresql" else 5


def test_ask_asks_the_database_little(client, clinic, time_machine, django_assert_num_queries):
    response, values = opened(client, clinic["page"])
    time_machine.shift(60)
    with django_assert_num_queries(12 + to_store()):
        client.post(action_of(response), {**values, **TYPED})


def test_ask_reads_nothing_of_the_clinic_that_this_process_knows(
    client, clinic, time_machine, django_assert_num_queries
):
    commit()
    response, values = opened(client, clinic["page"])
    time_machine.shift(60)
    client.post(action_of(response), {**values, **TYPED, "key": "first", "name": "Bo"})
    with django_assert_num_queries(7 + to_store()):
        client.post(action_of(response), {**values, **TYPED})
    assert Lead.objects.filter(quarantined_at=None).count() == 2


def test_ask_calls_few_functions(client, clinic, time_machine):
    """All that Python calls to answer a request: no seconds, but what most of them go into."""
    commit()
    response, values = opened(client, clinic["page"])
    time_machine.shift(60)
    url, form = action_of(response), "application/x-www-form-urlencoded"
    bodies = [urlencode({**values, **TYPED, "key": n, "name": f"Bo{n}"}, True) for n in range(3)]
    for body in bodies[:2]:
        client.post(url, body, content_type=form)
    calls = []
    sys.setprofile(lambda _frame, event, _argument: calls.append(event.endswith("call")))
    try:
        client.post(url, bodies[2], content_type=form)
    finally:
        sys.setprofile(None)
    assert sum(calls) < 6_600
    assert Lead.objects.filter(quarantined_at=None).count() == 3


def test_ask_knows_at_once_what_is_changed(client, clinic):
    """What is remembered of the clinic is over with the generation in which it was read."""
    commit()
    response, values = opened(client, clinic["page"])
    url = action_of(response)
    answers = {**values, **TYPED, "phone": "", "email": "ana@example.com"}
    client.post(url, {**answers, "key": "1"})
    clinic["st_paul"].unpublish()
    commit()
    client.post(url, {**answers, "key": "2"})
    RoutingRule.objects.create(name="All", location=clinic["edina"])
    commit()
    client.post(url, {**answers, "key": "3", "name": "Bo"})
    clinic["page"].unpublish()
    commit()
    assert client.post(url, {**answers, "key": "4"}).status_code == 404
    leads = list(Lead.objects.order_by("pk"))
    assert [lead.location for lead in leads] == [
        clinic["st_paul"],
        clinic["edina"],
        clinic["edina"],
    ]
    assert [lead.routing["decided_by"] for lead in leads] == ["default", "default", "rule"]


def test_ask_by_what_was_known_before_a_publication_is_asked_again_and_counted_once(
    client, clinic, settings
):
    """The next request finds out before it is stored, and is the same request all the time."""
    settings.CLINIC = {"FORM_MIN_SECONDS": 0, "NETWORK_QUARANTINE_ABOVE": 2}
    commit()
    response, values = opened(client, clinic["page"])
    url = action_of(response)
    answers = {**values, **TYPED, "location": str(clinic["st_paul"].pk)}
    known = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.post(url, {**answers, "key": "1"}, **known).status_code == 303
    clinic["edina"].unpublish()
    commit()
    assert client.post(url, {**answers, "key": "2", "name": "Bo"}, **known).status_code == 303
    assert not Lead.objects.exclude(quarantined_at=None).exists()
    clinic["page"].unpublish()
    commit()
    assert client.post(url, {**answers, "key": "3", "name": "Cy"}, **known).status_code == 404


def test_ask_for_a_location_that_is_gone_since_is_refused_before_it_is_stored(client, clinic):
    third = make_location("Third")
    commit()
    response, values = opened(client, clinic["page"])
    url, answers = action_of(response), {**values, **TYPED, "location": str(third.pk)}
    assert client.post(url, {**answers, "key": "1"}).status_code == 303
    third.unpublish()
    commit()
    assert client.post(url, {**answers, "key": "2", "name": "Bo"}).status_code == 422
    assert Lead.objects.count() == 1

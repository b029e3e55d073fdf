"""The page and the API under a visitor's own link: each door tried by a stranger, too."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from leads.actions import arrive
from leads.asked import Asked
from leads.emails import message_for
from leads.limits import wait_for_proof
from leads.models import Delivery, DeliveryKind, EventKind, Lead, Status
from leads.stamps import status_token
from tests.leads.front_end import API, ask, post, problem
from tests.leads.visitor import ASKED, SATURDAY_20, errors_in, kinds, opened, read, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "saturday_night")]


@pytest.fixture
def first():
    return Asked(arrive(submission=ASKED, key="first" * 8, at=SATURDAY_20).lead)


@pytest.fixture
def link(first):
    return f"/requests/status/{first.token}/"


@pytest.fixture
def address(first):
    return f"{API}{first.token}/"


# What who sent `ASKED` knows, as the page and the API ask for it.
DIGITS = {"digits": "0114"}


def act(client, address, deed, digits="0114"):
    body = {"phone_digits": digits}
    return client.post(f"{address}{deed}/", body, content_type="application/json")


def text_of(response):
    return read(response).find("main").get_text(" ", strip=True)


# The page.


def test_page_says_how_it_stands_and_nothing_of_the_person(client, first, link):
    answer = client.get(link)
    assert answer.status_code == 200
    text = text_of(answer)
    assert "We have your request." in text
    assert "St. Paul will reply by Monday 10 a.m." in text
    assert first.lead.reference in text
    assert "651-224-6678" in text
    assert "612" not in text
    assert "Ana" not in text
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert not read(answer).find("main").select("script, [style]")


def test_looking_changes_nothing_however_it_is_done(client, first, link):
    before = Lead.objects.values().get()
    events = list(first.lead.events.values())
    for query in ("", "?do=cancel", "?done=cancel", "?do=remove&done=remove"):
        for look in (client.get, client.head):
            assert look(link + query).status_code == 200
    assert Lead.objects.values().get() == before
    assert list(first.lead.events.values()) == events


def test_page_does_what_its_buttons_say(first, link):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(link, {"do": "phone", "phone": "612 555 0177"}, follow=True)
    assert answer.redirect_chain == [(f"{link}?done=phone", 303)]
    assert "Our front desk sees the new number." in text_of(answer)
    assert Lead.objects.get().phone == "+16125550177"
    assert "You cancelled this request." in text_of(
        browser.post(link, {"do": "cancel", **DIGITS}, follow=True)
    )
    assert "What you sent us was removed." in text_of(
        browser.post(link, {"do": "remove", **DIGITS}, follow=True)
    )
    lead = Lead.objects.get()
    assert (lead.name, lead.status) == ("", Status.CLOSED)
    assert not read(browser.get(link)).find("main").select("form")


def test_page_keeps_what_was_typed_wrongly(client, link):
    answer = client.post(link, {"do": "phone", "phone": "12"})
    assert answer.status_code == 422
    assert errors_in(answer)[0].startswith("Error: This is no phone number.")
    assert read(answer).find("input", {"name": "phone"})["value"] == "12"
    assert read(answer).select_one("details[open] input[name=phone]")


def test_page_is_in_the_visitors_language(client, clinic):
    lead = arrive(submission=ASKED, key="k" * 64, at=SATURDAY_20).lead
    Lead.objects.filter(pk=lead.pk).update(language="es")
    answer = client.get(f"/requests/status/{Asked(lead).token}/")
    assert read(answer).html["lang"] == "es"


@pytest.mark.parametrize("deed", ["", "delete", "cancel;remove"])
def test_page_does_nothing_it_does_not_know(client, first, link, deed):
    assert client.post(link, {"do": deed}).status_code == 400
    assert kinds(first.lead.events)[-1] == EventKind.ROUTED


def test_page_of_nobody_is_not_found(client, first):
    forged = status_token("2222-22222", key="k" * 64)
    for token in ("x", "x" * 200, first.token[:-1], first.token.swapcase(), forged):
        for send_to in (client.get, client.post):
            assert send_to(f"/requests/status/{token}/").status_code == 404


def test_page_is_looked_at_and_sent_and_nothing_else(client, link):
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(link).status_code == 405


def test_page_that_is_too_old_says_whom_to_call(client, link, time_machine):
    time_machine.move_to(SATURDAY_20 + timedelta(days=91), tick=False)
    for answer in (client.get(link), client.post(link, {"do": "remove", **DIGITS})):
        assert answer.status_code == 410
        assert "651-224-6678" in text_of(answer)
    assert Lead.objects.get().name == "Ana"


def test_page_costs_as_many_queries_whatever_happened(client, link, django_assert_num_queries):
    client.get(link)
    with django_assert_num_queries(12):
        client.get(link)


# The way there.


def test_thanks_lead_to_the_page(client, clinic, time_machine):
    thanks = client.get(send(client, clinic["page"], time_machine)["Location"])
    (link,) = read(thanks).select("main a[href*='/status/']")
    assert "We have your request." in text_of(client.get(link["href"]))


def test_thanks_for_a_form_without_a_key_do_not(client, clinic, time_machine):
    """Who sends the same words as somebody else gets the same thanks, but never their request."""
    _form, values = opened(client, clinic["page"])
    time_machine.shift(60)
    answer = client.post(
        f"/requests/{clinic['page'].pk}/",
        {**values, "key": "", "name": "Ana", "phone": "612-555-0114", "location": "any"},
    )
    thanks = client.get(answer["Location"])
    assert "Your request has reached us" in text_of(thanks)
    assert not read(thanks).select("a[href*='/status/']")


def test_receipt_leads_to_the_page_of_its_own_request(client, time_machine, settings):
    ask(client, time_machine, email="ana@example.com")
    ask(client, time_machine, email="eve@example.com")
    first, second = Delivery.objects.filter(kind=DeliveryKind.RECEIPT).order_by("pk")
    links = [
        next(line for line in message_for(one).body.splitlines() if "/status/" in line)
        for one in (first, second)
    ]
    assert links[0] != links[1]
    assert all(link.startswith("http://localhost") for link in links)
    settings.CLINIC = {**settings.CLINIC, "STATUS_PAGE_URL": "https://w.example/r/{token}?x"}
    body = message_for(first).body
    assert f"https://w.example/r/{links[0].rstrip('/').rpartition('/')[2]}?x" in body


# The API.


def test_api_says_the_same(client, first, address):
    answer = client.get(address)
    assert answer.status_code == 200
    told = answer.json()
    assert told.pop("location")["phone_display"] == "651-224-6678"
    assert told == {
        "reference": first.lead.reference,
        "status": "received",
        "status_text": "We have your request.",
        "received_at": "2026-03-08T02:00:00Z",
        "expires_at": "2026-06-06T02:00:00Z",
        "promise": {
            "text": "St. Paul will reply by Monday 10 a.m.",
            "language": "en",
            "due_at": "2026-03-09T10:00:00-05:00",
        },
        "can_change": True,
        "asks_phone_digits": True,
        "removal_asked": False,
    }
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert client.get(f"{address}?locale=es")["Content-Language"] == "es"


def test_receipt_leads_to_the_status(client, time_machine):
    receipt = ask(client, time_machine).json()
    assert client.get(receipt["status_url"]).json()["reference"] == receipt["reference"]
    assert client.get(receipt["status_page"]).status_code == 200


def test_api_corrects_cancels_and_removes(client, address):
    number = {"phone": "612 555 0177"}
    for _click in range(2):
        answer = client.post(f"{address}phone/", number, content_type="application/json")
        assert answer.json()["status"] == "received"
    assert Lead.objects.get().phone == "+16125550177"
    for _click in range(2):
        assert act(client, address, "cancel").json()["status"] == "cancelled"
    answer = client.post(f"{address}phone/", number, content_type="application/json")
    assert problem(answer, 409)["detail"].startswith("This request is closed.")
    for _click in range(2):
        assert act(client, address, "remove").json()["status"] == "removed"
    assert Lead.objects.get().name == ""


@pytest.mark.parametrize("sent", [{}, {"phone": "12"}, {"phone": ""}, {"phone": 1}, {"x": "1"}, []])
def test_api_says_what_is_wrong_with_a_number(client, address, sent):
    answer = client.post(f"{address}phone/", sent, content_type="application/json")
    assert problem(answer, 422)["errors"]


def test_api_of_nobody_is_not_found(client, first):
    for token in ("x", "1", "x" * 200, first.token[:-1], first.token.swapcase()):
        for answer in (
            client.get(f"{API}{token}/"),
            act(client, f"{API}{token}/", "remove"),
            act(client, f"{API}{token}/", "cancel"),
            client.post(
                f"{API}{token}/phone/", {"phone": "6125550177"}, content_type="application/json"
            ),
        ):
            problem(answer, 404)


def test_api_of_a_link_that_is_too_old(client, address, time_machine):
    time_machine.move_to(SATURDAY_20 + timedelta(days=91), tick=False)
    problem(client.get(address), 410)
    problem(act(client, address, "remove"), 410)
    assert Lead.objects.get().name == "Ana"


def test_api_methods_that_mean_nothing_here(client, address):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405
    for deed in ("cancel/", "phone/", "remove/"):
        assert client.get(f"{address}{deed}").status_code == 405


@pytest.mark.parametrize("digits", ["", "0177", "114", "x"])
@pytest.mark.parametrize("deed", ["cancel", "remove"])
def test_who_does_not_know_the_number_neither_cancels_nor_removes(
    client, address, link, deed, digits
):
    answer = client.post(link, {"do": deed, "digits": digits})
    assert answer.status_code == 422
    assert read(answer).select_one(f"details[open] button[value={deed}]")
    assert errors_in(answer) == [
        "Error: This is not how the number in your request ends. If in doubt, call us."
    ]
    (wrong,) = problem(act(client, address, deed, digits), 422)["errors"]
    assert (wrong["pointer"], wrong["code"]) == ("#/phone_digits", "mismatch")
    assert kinds(Lead.objects.get().events)[-1] == EventKind.ROUTED


def test_number_is_not_found_out_by_trying(client, first, address, link):
    for number in range(5):
        problem(act(client, address, "remove", f"000{number}"), 422)
    refused = act(client, address, "remove")
    told = problem(refused, 429)
    assert refused["Retry-After"] == "300"
    assert "wrong too often" in told["detail"]
    assert "in 5 min" in told["detail"]
    assert [contact["location"] for contact in told["contacts"]] == ["St. Paul"]
    page = client.post(link, {"do": "remove", **DIGITS})
    assert page.status_code == 429
    assert told["detail"] in read(page).get_text()
    assert Lead.objects.get().name == "Ana"


def test_lock_of_a_link_is_short_and_grows_with_each_wrong_try():
    def waits(at):
        return wait_for_proof("token", at=at)

    at = SATURDAY_20
    assert [waits(at) for _ in range(6)] == [0, 0, 0, 0, 0, 300]
    for minutes in (5, 10, 20):
        at += timedelta(minutes=minutes)
        assert waits(at) == 0  # one try
        assert waits(at) == 2 * minutes * 60
    for _ in range(20):
        at += timedelta(days=1)
        assert waits(at) == 0
        assert 0 < waits(at) <= 86_400
    assert waits(at) == 86_400


def test_who_has_shown_whose_request_it_is_begins_anew(client, address):
    for number in range(4):
        problem(act(client, address, "cancel", f"000{number}"), 422)
    assert act(client, address, "cancel").status_code == 200
    assert act(client, address, "cancel").status_code == 200
    problem(act(client, address, "cancel", "0000"), 422)


def test_number_that_was_corrected_by_the_link_proves_nothing(client, address):
    number = {"phone": "612 555 0177"}
    client.post(f"{address}phone/", number, content_type="application/json")
    problem(act(client, address, "remove", "0177"), 422)
    assert act(client, address, "remove", "612 555 0114").json()["status"] == "removed"


def test_request_without_a_number_is_cancelled_and_removed_by_the_desk(client, clinic):
    """Who got its receipt by mistake knows the e-mail address: it proves nothing."""
    asked = replace(ASKED, phone="", phone_typed="", email="ana@example.com")
    lead = arrive(submission=asked, key="mail" * 16, at=SATURDAY_20).lead
    link = Asked(lead).token
    assert not read(client.get(f"/requests/status/{link}/")).select("input[name=digits]")
    assert client.get(f"{API}{link}/").json()["asks_phone_digits"] is False
    assert act(client, f"{API}{link}/", "cancel", "").json()["status"] == "cancelled"
    assert act(client, f"{API}{link}/", "remove", "").json()["removal_asked"] is True
    lead.refresh_from_db()
    assert (lead.status, lead.name) == (Status.NEW, "Ana")
    assert lead.deliveries.filter(kind=DeliveryKind.DESK_MAIL, event__isnull=False).count() == 2


def test_follow_up_is_asked_for_the_number_that_its_own_sender_gave(client, first):
    def follow(key, **facts):
        arrival = arrive(submission=replace(ASKED, **facts), key=key * 8, at=SATURDAY_20)
        assert arrival.follow_up
        return Asked(arrival.lead, arrival.follow_up)

    Lead.objects.filter(pk=first.lead.pk).update(email="ana@example.com")
    mail = {"email": "ana@example.com"}
    assert follow("same").proofs == {"0114"}
    assert follow("other", phone="", phone_typed="612 555 0199", **mail).proofs == {"0199"}
    assert follow("none", phone="", phone_typed="", **mail).proofs == frozenset()


def test_changing_very_often_has_to_wait(client, address, link):
    for number in range(20):
        corrected = {"phone": f"612 555 01{number + 10}"}
        client.post(f"{address}phone/", corrected, content_type="application/json")
    answer = act(client, address, "cancel")
    problem(answer, 429)
    assert int(answer["Retry-After"]) > 0
    assert client.post(link, {"do": "remove", **DIGITS}).status_code == 429
    assert Lead.objects.get().name == "Ana"


# Front ends on other hosts.

PREFLIGHT = {
    "Origin": "https://www.clinic.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type,idempotency-key",
}


def test_no_other_host_may_use_the_api_by_default(client):
    answer = client.options(API, headers=PREFLIGHT)
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_host_that_was_named_may_use_the_api_and_nothing_else(client, settings, link):
    settings.CORS_ALLOWED_ORIGINS = ["https://www.clinic.example"]
    answer = client.options(API, headers=PREFLIGHT)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "https://www.clinic.example"
    assert "idempotency-key" in answer["Access-Control-Allow-Headers"]
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer
    sent = post(client, {}, Origin="https://www.clinic.example")
    assert sent["Access-Control-Allow-Origin"] == "https://www.clinic.example"
    assert "retry-after" in sent["Access-Control-Expose-Headers"]
    for refused in (
        client.options(API, headers={**PREFLIGHT, "Origin": "https://evil.example"}),
        client.options(link, headers=PREFLIGHT),
        client.options("/admin/", headers=PREFLIGHT),
    ):
        assert "Access-Control-Allow-Origin" not in refused

"""Routing rules in the admin: who may, the order, trying out, and the examples they must follow."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from wagtail.permissions import policy_registry

from leads.models import EventKind, Lead, Right, RoutingExample, RoutingRule
from leads.routing import Decider
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_user,
    set_organisation,
)

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]

RULES = "/admin/clinic/routing-rules/"
EXAMPLES = f"{RULES}examples/"
NOW = WEDNESDAY + timedelta(hours=1)
MANAGER = (Right.SEE, Right.TRIAGE, Right.MANAGE)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def st_paul():
    location = make_location("St. Paul")
    set_organisation(default_location=location)
    return location


@pytest.fixture
def edina(st_paul):
    return make_location("Edina")


@pytest.fixture
def max_(client, st_paul):
    """Manages St. Paul, and no other place."""
    user = make_desk("Max Holm", st_paul, rights=MANAGER)
    client.force_login(user)
    return user


@pytest.fixture
def everywhere(client):
    user = make_desk("Eve Rywhere", None, rights=MANAGER)
    client.force_login(user)
    return user


def rule(name, location, order, **facts):
    return RoutingRule.objects.create(name=name, location=location, order=order, **facts)


def form(location, **facts):
    return {
        "name": "Hips",
        "active": "on",
        "location": location.pk,
        "topic_contains": "hip",
    } | facts


def twice(client, url, data=None, *, follow=False):
    """Send a change, and confirm what its dry run showed."""
    page = client.post(url, data)
    tried = soup_of(page).select_one("input[name=tried]")
    if page.status_code != 200 or tried is None:
        return page
    return client.post(url, (data or {}) | {"tried": tried["value"]}, follow=follow)


def by_default(location, **facts):
    """A lead that nothing decided, so that it went to the default location."""
    stored = {
        "decided_by": Decider.DEFAULT.value,
        "rule": "",
        "location": location.title,
        "skipped": [["visitor", "", "no_choice"]],
    }
    return make_lead(location, **({"topic": "Hip pain", "routing": stored} | facts))


def names():
    return list(RoutingRule.objects.values_list("name", flat=True))


def soup_of(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def text_of(response):
    return " ".join(soup_of(response).get_text(" ").split())


# Who may


def test_manager_writes_a_rule_for_their_location_and_it_comes_last(client, max_, st_paul, edina):
    rule("Edina's", edina, 7)
    data = form(
        st_paul,
        language="es",
        acquaintance="new",
        weekday="0",
        first_date="2026-03-01",
        last_date="2026-03-31",
    )
    response = twice(client, f"{RULES}new/", data)
    assert response.headers["Location"] == RULES
    made = RoutingRule.objects.get(name="Hips")
    assert names() == ["Edina's", "Hips"]
    assert (made.location, made.active) == (st_paul, True)
    assert (made.first_date, made.last_date) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (made.language, made.acquaintance, made.weekday) == ("es", "new", "0")


def test_manager_writes_no_rule_for_another_location(client, max_, edina):
    assert client.post(f"{RULES}new/", form(edina)).status_code == 422
    assert names() == []


def test_manager_looks_at_another_clinics_rule_and_does_not_touch_it(client, max_, edina):
    theirs = rule("Edina's", edina, 1, postcode_prefix="554")
    page = client.get(RULES)
    assert "Edina's" in text_of(page)
    assert "ZIP code starts with 554" in text_of(page)
    assert f"{RULES}{theirs.pk}/" not in page.content.decode()
    for url in ("", "up/", "down/", "delete/"):
        response = client.post(f"{RULES}{theirs.pk}/{url}", form(edina, name="Mine"))
        assert response.headers["Location"] == "/admin/"
    assert names() == ["Edina's"]


def test_manager_does_not_send_their_rule_to_another_location(client, max_, st_paul, edina):
    mine = rule("Mine", st_paul, 1)
    assert client.post(f"{RULES}{mine.pk}/", form(edina)).status_code == 422
    mine.refresh_from_db()
    assert mine.location == st_paul


def test_who_manages_everything_edits_every_rule(client, everywhere, st_paul, edina):
    theirs = rule("Edina's", edina, 1)
    twice(client, f"{RULES}{theirs.pk}/", form(st_paul))
    theirs.refresh_from_db()
    assert (theirs.name, theirs.location) == ("Hips", st_paul)


def test_superuser_edits_rules(client, st_paul):
    client.force_login(make_user("Root", is_superuser=True))
    twice(client, f"{RULES}new/", form(st_paul))
    assert names() == ["Hips"]


@pytest.mark.parametrize("rights", [[], [Right.SEE], [Right.SEE, Right.TRIAGE, Right.REPLY]])
def test_who_manages_nothing_sees_no_rules(client, st_paul, rights):
    mine = rule("rule-secret", st_paul, 1)
    client.force_login(make_desk("Ada Berg", st_paul, rights=rights))
    urls = ["", "new/", "examples/", f"{mine.pk}/", f"{mine.pk}/delete/", f"{mine.pk}/up/"]
    for url in urls:
        for method in (client.get, client.post):
            response = method(f"{RULES}{url}")
            assert response.status_code == 302
            assert "rule-secret" not in response.content.decode()
    assert names() == ["rule-secret"]


@pytest.mark.parametrize(
    "facts",
    [
        {"language": "xx"},
        {"acquaintance": "old"},
        {"location": 0},
        {"postcode_prefix": "%"},
        {"first_date": "2026-03-02", "last_date": "2026-03-01"},
        {"name": ""},
    ],
)
def test_rule_that_cannot_be_is_refused(client, max_, st_paul, facts):
    assert client.post(f"{RULES}new/", form(st_paul) | facts).status_code == 422
    assert names() == []


def test_missing_rule_is_not_found(client, everywhere):
    for url in ("9/", "9/up/", "9/delete/"):
        assert client.post(f"{RULES}{url}").status_code == 404


def test_manager_deletes_their_rule_after_a_question(client, max_, st_paul):
    mine = rule("Mine", st_paul, 1)
    assert "Delete this rule?" in text_of(client.get(f"{RULES}{mine.pk}/delete/"))
    assert names() == ["Mine"]
    twice(client, f"{RULES}{mine.pk}/delete/")
    assert names() == []


# The order


def test_rules_change_places_without_typing_numbers(client, everywhere, st_paul, edina):
    for order, name in ((20, "Second"), (10, "First"), (20, "Third")):
        rule(name, edina if name == "Third" else st_paul, order)
    third = RoutingRule.objects.get(name="Third")
    twice(client, f"{RULES}{third.pk}/up/")
    assert names() == ["First", "Third", "Second"]
    twice(client, f"{RULES}{third.pk}/up/")
    twice(client, f"{RULES}{third.pk}/up/")  # at the top: nothing happens
    assert names() == ["Third", "First", "Second"]
    twice(client, f"{RULES}{third.pk}/down/")
    assert names() == ["First", "Third", "Second"]
    assert list(RoutingRule.objects.values_list("order", flat=True)) == [1, 2, 3]


def test_manager_puts_no_rule_before_another_clinics(client, max_, st_paul, edina):
    first = rule("Mine 1", st_paul, 1)
    second = rule("Mine 2", st_paul, 2)
    theirs = rule("Edina's", edina, 3)
    last = rule("Mine 3", st_paul, 4)
    page = soup_of(client.get(RULES))
    moves = {each["action"] for each in page.select("table form")}
    assert moves == {f"{RULES}{first.pk}/down/", f"{RULES}{second.pk}/up/"}
    assert client.post(f"{RULES}{last.pk}/up/").headers["Location"] == "/admin/"
    assert client.post(f"{RULES}{second.pk}/down/").headers["Location"] == "/admin/"
    twice(client, f"{RULES}{second.pk}/up/")
    assert names() == ["Mine 2", "Mine 1", "Edina's", "Mine 3"]
    assert theirs.pk not in {first.pk, second.pk, last.pk}


def test_rule_for_every_request_is_written_by_who_manages_the_default_location(
    client, max_, st_paul, edina
):
    twice(client, f"{RULES}new/", form(st_paul, topic_contains=""))
    assert names() == ["Hips"]
    client.force_login(make_desk("Mia Falk", edina, rights=MANAGER))
    for from_time in ("", "00:00"):  # from midnight on is no condition either
        response = client.post(f"{RULES}new/", form(edina, topic_contains="", from_time=from_time))
        assert response.status_code == 422
        assert "without a condition it takes everything" in text_of(response)
    assert twice(client, f"{RULES}new/", form(edina, weekday="0")).status_code == 302
    assert RoutingRule.objects.count() == 2


WIDER = {
    "a condition less": {"topic_contains": ""},
    "a wider condition": {"topic_contains": "h"},
    "another condition": {"topic_contains": "knee"},
}


@pytest.mark.parametrize("change", WIDER.values(), ids=WIDER)
def test_rule_that_is_widened_goes_behind_those_of_other_clinics(
    client, max_, st_paul, edina, change
):
    mine = rule("Hips", st_paul, 1, topic_contains="hip")
    for order, (name, place) in enumerate(
        {"Mine, too": st_paul, "Edina's": edina, "Last": st_paul}.items(), start=2
    ):
        rule(name, place, order)
    response = twice(client, f"{RULES}{mine.pk}/", form(st_paul, **change), follow=True)
    assert names() == ["Mine, too", "Edina's", "Hips", "Last"]
    assert "now asked after the rules of other locations" in text_of(response)


def test_trying_a_wider_rule_out_asks_it_where_it_would_be(client, max_, st_paul, edina):
    mine = rule("Hips", st_paul, 1, topic_contains="hip")
    rule("Edina's knees", edina, 2, topic_contains="knee")
    lead = by_default(st_paul, topic="Knee pain")
    text = text_of(tried(client, st_paul, f"{mine.pk}/", topic_contains=""))
    assert lead.reference not in text
    assert names() == ["Hips", "Edina's knees"]


def test_rule_that_is_switched_on_goes_behind_those_of_other_clinics(client, max_, st_paul, edina):
    """While it was off, nobody could see what it would take."""
    mine = rule("Hips", st_paul, 1, topic_contains="hip", active=False)
    rule("Edina's", edina, 2)
    twice(client, f"{RULES}{mine.pk}/", form(st_paul, name="Still off", active=""))
    assert names() == ["Still off", "Edina's"]
    twice(client, f"{RULES}{mine.pk}/", form(st_paul))
    assert names() == ["Edina's", "Hips"]


def test_rule_that_takes_no_more_stays_in_its_place(client, max_, st_paul, edina):
    mine = rule("Hips", st_paul, 1, topic_contains="hip")
    rule("Edina's", edina, 2)
    narrower = form(st_paul, name="Left hips", topic_contains="left hip", language="es")
    response = twice(client, f"{RULES}{mine.pk}/", narrower, follow=True)
    assert names() == ["Left hips", "Edina's"]
    assert "now asked after" not in text_of(response)


def test_who_manages_both_widens_a_rule_in_its_place(client, everywhere, st_paul, edina):
    mine = rule("Hips", st_paul, 1, topic_contains="hip")
    rule("Edina's", edina, 2)
    twice(client, f"{RULES}{mine.pk}/", form(st_paul, topic_contains=""))
    assert names() == ["Hips", "Edina's"]


def test_get_changes_no_order(client, everywhere, st_paul):
    rule("First", st_paul, 1)
    second = rule("Second", st_paul, 2)
    assert client.get(f"{RULES}{second.pk}/up/").status_code == 302
    assert names() == ["First", "Second"]


# Trying out


def tried(client, location, url="new/", **facts):
    response = client.post(f"{RULES}{url}", form(location, **facts) | {"try": "1"})
    assert response.status_code == 200
    return response


def test_try_out_shows_what_would_go_elsewhere_and_saves_nothing(
    client, everywhere, st_paul, edina
):
    hip = by_default(st_paul, name="Quillon", phone="+16125550142", message="canary-words")
    by_default(st_paul, topic="Migraine")
    response = tried(client, edina)
    text = text_of(response)
    assert "1 request would have gone elsewhere." in text
    assert hip.reference in text
    assert "Sent to St. Paul because it is the default location." in text
    assert "Sent to Edina by the rule “Hips”." in text
    assert "Hips: the topic is another" not in text
    assert [
        [cell.get_text() for cell in row.select("th, td")]
        for row in soup_of(response).select(".clinic-counts tbody tr")
    ] == [["St. Paul", "2", "1"], ["Edina", "0", "1"]]
    assert not [word for word in ("Quillon", "5550142", "canary-words") if word in text]
    assert names() == []


def test_try_out_says_why_the_rules_before_did_not_decide(client, everywhere, st_paul, edina):
    rule("Spanish", st_paul, 1, language="es")
    by_default(st_paul)
    assert "Spanish: the language is another" in text_of(tried(client, edina))


@pytest.mark.parametrize(
    "decider", [Decider.VISITOR, Decider.SITE, Decider.PAGE, Decider.PRACTITIONER]
)
def test_try_out_leaves_alone_what_was_decided_before_the_rules(
    client, everywhere, st_paul, edina, decider
):
    by_default(st_paul, routing={"decided_by": decider.value, "location": "St. Paul"})
    text = text_of(tried(client, edina))
    assert "Tried with 0 requests" in text


@pytest.mark.parametrize(
    "facts",
    [
        {"quarantined_at": NOW},
        {"received_at": NOW - timedelta(days=31)},
        {"routing": {}},
    ],
)
def test_try_out_leaves_out_what_is_no_question(client, everywhere, st_paul, edina, facts):
    by_default(st_paul, **facts)
    assert "Tried with 0 requests" in text_of(tried(client, edina))


def test_try_out_of_an_edited_rule_compares_with_what_it_is_now(client, everywhere, st_paul, edina):
    mine = rule("Hips", edina, 1, topic_contains="hip")
    by_default(st_paul)
    text = text_of(tried(client, edina, url=f"{mine.pk}/", topic_contains="knee"))
    assert "1 request would have gone elsewhere." in text
    mine.refresh_from_db()
    assert mine.topic_contains == "hip"


def test_try_out_with_a_rule_out_of_use_changes_nothing(client, everywhere, st_paul, edina):
    by_default(st_paul)
    response = client.post(
        f"{RULES}new/",
        {"name": "Hips", "location": edina.pk, "topic_contains": "hip", "try": "1"},
    )
    assert "No request that you see would have gone elsewhere." in text_of(response)


def test_leads_of_other_clinics_are_not_even_counted(client, max_, st_paul, edina):
    set_organisation(default_location=edina)
    theirs = by_default(edina, topic="Hip canary")
    response = tried(client, st_paul)
    text = text_of(response)
    assert "No request that you see would have gone elsewhere." in text
    assert theirs.reference not in response.content.decode()
    assert "canary" not in response.content.decode()


def test_try_out_looks_at_the_newest_and_says_so(client, everywhere, st_paul, edina, monkeypatch):
    monkeypatch.setattr("leads.inbox.rules.trial.LIMIT", 2)
    old = by_default(st_paul, received_at=NOW - timedelta(days=3))
    for _number in range(2):
        by_default(st_paul)
    response = tried(client, edina)
    assert "Tried with 2 requests" in text_of(response)
    assert "There are more; these are the newest." in text_of(response)
    assert old.reference not in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_try_out_costs_the_same_for_one_lead_and_for_three(
    client, everywhere, st_paul, edina, number, django_assert_num_queries
):
    for _number in range(number):
        lead = by_default(st_paul)
        RoutingExample.objects.create(lead=lead, expected=edina)
    tried(client, edina)
    # A savepoint and its end; PostgreSQL is asked for the lock as well.
    with django_assert_num_queries(22 if connection.vendor == "postgresql" else 21):
        tried(client, edina)


# Counter-examples


@pytest.fixture
def counter(st_paul, edina):
    """A lead about a hip that went to St. Paul and belonged to Edina."""
    lead = by_default(st_paul)
    return RoutingExample.objects.create(lead=lead, expected=edina)


def test_this_was_wrong_makes_an_example(client, max_, st_paul, edina):
    lead = by_default(st_paul)
    page = client.get(f"/admin/clinic/inbox/{lead.pk}/")
    assert "This was wrong…" in text_of(page)
    url = f"/admin/clinic/inbox/{lead.pk}/misrouted/"
    client.post(url, {"version": 1, "expected": edina.pk})
    example = RoutingExample.objects.get()
    assert (example.lead, example.expected, example.by) == (lead, edina, max_)
    lead.refresh_from_db()
    assert lead.location == st_paul
    assert [event.kind for event in lead.events.all()] == [EventKind.MISROUTED]
    client.post(url, {"version": 2, "expected": st_paul.pk})
    assert RoutingExample.objects.get().expected == st_paul
    page = text_of(client.get(f"/admin/clinic/inbox/{lead.pk}/"))
    assert "Marked as sent to the wrong location: it belongs to Edina" in page


def test_this_was_wrong_moves_the_lead_if_asked_to(client, everywhere, st_paul, edina):
    lead = by_default(st_paul)
    url = f"/admin/clinic/inbox/{lead.pk}/misrouted/"
    client.post(url, {"version": 1, "expected": edina.pk, "move_there": "on"})
    lead.refresh_from_db()
    assert lead.location == edina
    assert [e.kind for e in lead.events.all()] == [EventKind.MISROUTED, EventKind.MOVED]


def test_this_was_wrong_is_refused_on_an_old_view_of_the_lead(client, max_, st_paul, edina):
    lead = by_default(st_paul, version=2)
    url = f"/admin/clinic/inbox/{lead.pk}/misrouted/"
    assert client.post(url, {"version": 1, "expected": edina.pk}).status_code == 409
    assert not RoutingExample.objects.exists()


def test_this_was_wrong_is_not_said_of_a_lead_that_was_not_routed(client, max_, st_paul, edina):
    lead = make_lead(st_paul)
    assert "This was wrong" not in text_of(client.get(f"/admin/clinic/inbox/{lead.pk}/"))
    url = f"/admin/clinic/inbox/{lead.pk}/misrouted/"
    assert client.post(url, {"version": 1, "expected": edina.pk}).status_code == 409


def test_rule_that_sends_an_example_wrong_is_refused_next_to_the_field(
    client, everywhere, st_paul, counter
):
    page = client.post(f"{RULES}new/", form(st_paul, topic_contains=""))
    assert page.status_code == 422
    why = "Sent to St. Paul by the rule “Hips”."
    said = f"{counter.lead.reference} belongs to Edina, but: {why}"
    assert said in errors_of(page, "location")
    assert said in soup_of(page).select_one("#clinic-tried").get_text(" ", strip=True)
    assert not soup_of(page).select("input[name=tried]")
    assert names() == []


def errors_of(page, field):
    """What the form says next to a field."""
    return (
        soup_of(page)
        .select_one(f"[data-contentpath={field}] [data-field-errors]")
        .get_text(" ", strip=True)
    )


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("topic_contains", {"topic_contains": "knee"}),
        ("active", {"active": ""}),
        ("first_date", {"first_date": "2026-03-05"}),
        ("last_date", {"last_date": "2026-03-01"}),
        ("language", {"language": "es"}),
    ],
)
def test_rule_that_lets_go_of_an_example_is_refused_next_to_what_was_changed(
    client, everywhere, edina, counter, field, change
):
    mine = rule("Hips", edina, 1, topic_contains="hip")
    data = {name: value for name, value in form(edina, **change).items() if value}
    page = client.post(f"{RULES}{mine.pk}/", data)
    assert page.status_code == 422
    assert counter.lead.reference in errors_of(page, field)
    before = RoutingRule.objects.values().get()
    assert client.post(f"{RULES}{mine.pk}/", data | {"tried": forged()}).status_code == 422
    assert RoutingRule.objects.values().get() == before


def forged():
    return "f" * 64 + ":1vxyz0:" + "A" * 43


def test_examples_that_need_two_rules_do_not_keep_the_first_from_being_saved(
    client, everywhere, st_paul, edina, counter
):
    """Neither is followed by now. The first rule sees to one, and says that the other is left."""
    knee = by_default(st_paul, topic="Knee pain")
    RoutingExample.objects.create(lead=knee, expected=edina)
    page = client.post(f"{RULES}new/", form(edina))
    assert page.status_code == 200
    assert f"{knee.reference} belongs to Edina" in text_of(page)
    left = soup_of(page).select_one("#clinic-trial-section .help-warning").get_text()
    assert knee.reference in left
    assert counter.lead.reference not in left
    assert twice(client, f"{RULES}new/", form(edina)).status_code == 302
    assert names() == ["Hips"]


def test_rule_of_the_same_name_is_not_taken_for_the_one_that_is_written(
    client, everywhere, st_paul, edina, counter
):
    """Another “Hips” sends the example wrong, before and after: that is not this rule's doing."""
    rule("Hips", st_paul, 1, topic_contains="hip")
    assert client.post(f"{RULES}new/", form(edina, topic_contains="knee")).status_code == 200
    page = client.post(f"{RULES}{RoutingRule.objects.get().pk}/", form(st_paul))
    assert page.status_code == 422


def test_order_and_deletion_are_refused_as_well(client, everywhere, st_paul, edina, counter):
    hips = rule("Hips", edina, 1, topic_contains="hip")
    everything = rule("Everything", st_paul, 2)
    for url in (f"{hips.pk}/down/", f"{everything.pk}/up/", f"{hips.pk}/delete/"):
        response = client.post(f"{RULES}{url}")
        assert response.status_code == 422
        assert counter.lead.reference in text_of(response)
        assert not soup_of(response).select("input[name=tried]")
        assert names() == ["Hips", "Everything"]
    counter.delete()
    twice(client, f"{RULES}{hips.pk}/delete/")
    assert names() == ["Everything"]


# In two steps


def mark(page):
    return soup_of(page).select_one("input[name=tried]")["value"]


def test_nothing_is_saved_without_a_dry_run(client, everywhere, st_paul, edina):
    hip = by_default(st_paul)
    page = client.post(f"{RULES}new/", form(edina))
    assert page.status_code == 200
    assert names() == []
    shown = soup_of(page)
    assert shown.select_one("#clinic-tried")["tabindex"] == "-1"
    assert shown.select_one("#clinic-tried").has_attr("autofocus")
    assert hip.reference in shown.select_one("#clinic-trial-section").get_text()
    assert shown.select_one("input[name=topic_contains]")["value"] == "hip"
    assert client.post(f"{RULES}new/", form(edina, tried=mark(page))).status_code == 302
    assert names() == ["Hips"]


CHANGED = {
    "name": "Hip",
    "active": "",
    "topic_contains": "hips",
    "language": "es",
    "acquaintance": "new",
    "postcode_prefix": "5",
    "weekday": "1",
    "from_time": "09:00",
    "until_time": "17:00",
    "first_date": "2026-03-01",
    "last_date": "2026-03-31",
}


@pytest.mark.parametrize("field", [*CHANGED, "location"])
def test_what_was_changed_since_is_tried_out_again_and_nothing_typed_is_lost(
    client, everywhere, st_paul, edina, field
):
    first = client.post(f"{RULES}new/", form(edina))
    value = st_paul.pk if field == "location" else CHANGED[field]
    changed = {key: said for key, said in (form(edina) | {field: value}).items() if said}
    page = client.post(f"{RULES}new/", changed | {"tried": mark(first)})
    assert page.status_code == 200
    assert "Something was changed since you tried it out" in text_of(page)
    assert names() == []
    box = soup_of(page).select_one(f"[name={field}]")
    if field == "active":
        assert not box.has_attr("checked")
    else:
        chosen = box.select_one("option[selected]") if box.name == "select" else box
        assert str(value) in chosen["value"]
    assert client.post(f"{RULES}new/", changed | {"tried": mark(page)}).status_code == 302
    assert len(names()) == 1


def test_dry_run_of_somebody_else_of_another_rule_and_of_long_ago_is_none(
    client, everywhere, st_paul, edina
):
    mine = rule("Hips", edina, 1, topic_contains="hip")
    of_new = mark(client.post(f"{RULES}new/", form(edina)))
    of_mine = mark(client.post(f"{RULES}{mine.pk}/", form(edina, language="es")))
    changed = form(edina, language="es")
    for wrong in (of_new, "", "x", forged(), of_mine[:-1]):
        assert client.post(f"{RULES}{mine.pk}/", changed | {"tried": wrong}).status_code == 200
    client.force_login(make_desk("Una Other", None, rights=MANAGER))
    assert client.post(f"{RULES}{mine.pk}/", changed | {"tried": of_mine}).status_code == 200
    client.force_login(everywhere)
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        client.force_login(everywhere)
        assert client.post(f"{RULES}{mine.pk}/", changed | {"tried": of_mine}).status_code == 200
    mine.refresh_from_db()
    assert mine.language == ""
    with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
        assert client.post(f"{RULES}{mine.pk}/", changed | {"tried": of_mine}).status_code == 302


def test_change_of_a_colleague_in_between_is_tried_out_with_it(client, everywhere, st_paul, edina):
    mine, other = rule("Hips", edina, 1), rule("Knees", st_paul, 2)
    of_move = mark(client.post(f"{RULES}{other.pk}/up/"))
    of_delete = mark(client.get(f"{RULES}{other.pk}/delete/"))
    of_edit = mark(client.post(f"{RULES}{mine.pk}/", form(edina)))
    RoutingRule.objects.filter(pk=other.pk).update(active=False)
    last = {f"{other.pk}/up/": of_move, f"{mine.pk}/": of_edit}
    for url, tried in last.items():
        page = client.post(f"{RULES}{url}", form(edina) | {"tried": tried})
        assert "Something was changed since you tried it out" in text_of(page)
    assert names() == ["Hips", "Knees"]
    # Without that rule all is as it was shown, whatever it said.
    assert client.post(f"{RULES}{other.pk}/delete/", {"tried": of_delete}).status_code == 302
    assert names() == ["Hips"]


def test_order_is_confirmed_as_it_was_shown(client, everywhere, st_paul, edina):
    hip = by_default(st_paul)
    rule("Hips", edina, 1, topic_contains="hip")
    second = rule("Everything", st_paul, 2)
    page = client.post(f"{RULES}{second.pk}/up/")
    assert "Change the order of the rules?" in text_of(page)
    assert hip.reference in text_of(page)
    assert names() == ["Hips", "Everything"]
    of_down = mark(page)
    assert client.post(f"{RULES}{second.pk}/down/", {"tried": of_down}).status_code == 302
    assert names() == ["Hips", "Everything"]
    client.post(f"{RULES}{second.pk}/up/", {"tried": of_down})
    assert names() == ["Everything", "Hips"]


def test_rules_have_no_other_door():
    """No generic view, no API, no snippet: who writes rules is in one place."""
    writing = re.compile(r"\b(save|move|delete)_rule\b|\bRoutingRule\b.*(ViewSet|snippet)")
    callers = {
        path.relative_to(ROOT).as_posix()
        for app in ("leads", "home", "cms", "locations", "conditions")
        for path in (ROOT / app).rglob("*.py")
        if writing.search(path.read_text())
    }
    assert callers == {
        "leads/actions/__init__.py",
        "leads/actions/ruling.py",
        "leads/inbox/rules/views.py",
    }
    root = make_user("Root", is_superuser=True)
    for model in (RoutingRule, RoutingExample):
        policy = policy_registry.get_by_type(model)
        assert not any(policy.user_has_permission(root, do) for do in ("add", "change", "delete"))


def test_form_says_the_same_whatever_examples_another_clinic_has(client, max_, st_paul, edina):
    """Otherwise a topic or a ZIP code could be spelled, letter by letter, and nothing saved."""
    set_organisation(default_location=edina)
    theirs = by_default(edina, topic="HIV test", postcode="55424")
    RoutingExample.objects.create(lead=theirs, expected=edina)
    for guess in ({"topic_contains": "HIV"}, {"topic_contains": "", "postcode_prefix": "5542"}):
        wrong = {name: value and value[:-1] + "x" for name, value in guess.items()}
        right, other = (
            client.post(f"{RULES}new/", form(st_paul, **typed) | {"try": ""})
            for typed in (guess, wrong)
        )
        assert right.status_code == other.status_code == 200
        assert said(right) == said(other)
    assert twice(client, f"{RULES}new/", form(st_paul, topic_contains="HIV")).status_code == 302


def said(response):
    """The text of a page, without what was typed into its form."""
    soup = soup_of(response)
    for field in soup.select("input, script"):
        field.decompose()
    return soup.get_text()


def test_managers_read_that_an_example_of_theirs_is_not_followed_any_more(
    client, max_, st_paul, edina
):
    set_organisation(default_location=edina)
    RoutingExample.objects.create(lead=by_default(edina, topic="Hip pain"), expected=edina)
    eve = make_desk("Eda Holm", edina, rights=MANAGER)
    client.force_login(eve)
    assert "do not follow" not in text_of(client.get(RULES))
    client.force_login(max_)
    twice(client, f"{RULES}new/", form(st_paul))
    assert "do not follow" not in text_of(client.get(RULES))
    client.force_login(eve)
    assert "The rules do not follow 1 example." in text_of(client.get(RULES))


def test_examples_are_listed_with_their_state(client, everywhere, st_paul, edina, counter):
    followed = RoutingExample.objects.create(lead=by_default(st_paul), expected=st_paul)
    beyond = by_default(st_paul, routing={"decided_by": "visitor", "location": "St. Paul"})
    RoutingExample.objects.create(lead=beyond, expected=edina)
    rows = {
        row.select_one("th a").get_text(): row.select_one(".clinic-mark").get_text(strip=True)
        for row in soup_of(client.get(EXAMPLES)).select(".listing tbody tr")
    }
    assert rows == {
        counter.lead.reference: "Not followed",
        followed.lead.reference: "Followed",
        beyond.reference: "Not a matter of rules",
    }


def test_example_is_removed_by_who_manages_the_leads_location(client, max_, st_paul, counter):
    client.post(f"{EXAMPLES}{counter.pk}/delete/")
    assert not RoutingExample.objects.exists()
    event = Lead.objects.get(pk=counter.lead_id).events.last()
    assert event.kind == EventKind.MISROUTED
    assert event.data["withdrawn"]


def test_example_of_another_clinic_is_not_found(client, counter, edina):
    client.force_login(make_desk("Cy Dahl", edina, rights=MANAGER))
    assert counter.lead.reference not in client.get(EXAMPLES).content.decode()
    assert client.post(f"{EXAMPLES}{counter.pk}/delete/").status_code == 404
    assert RoutingExample.objects.exists()


def test_example_is_kept_from_who_manages_another_place(client, counter, st_paul, edina):
    """Sees St. Paul's leads and manages Edina: looks, and removes nothing."""
    user = make_desk("Cy Dahl", edina, rights=MANAGER)
    user.groups.get().clinic_location_permissions.create(location=st_paul, right=Right.SEE)
    client.force_login(user)
    page = client.get(EXAMPLES)
    assert counter.lead.reference in page.content.decode()
    assert not soup_of(page).select("table form")
    response = client.post(f"{EXAMPLES}{counter.pk}/delete/")
    assert response.headers["Location"] == "/admin/"
    assert RoutingExample.objects.exists()

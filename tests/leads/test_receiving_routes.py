"""Where a request goes, with real pages and rules, and what a fault on the way costs."""

from datetime import time

import pytest
from django.db import connection
from wagtail import hooks
from wagtail.models import Locale

from conditions.models import ArticlePage
from leads.models import DeliveryKind, RoutingRule
from leads.routing import Decider
from locations.models import LocationPage
from tests.factories import make_article, make_practitioner, make_site, make_treatment
from tests.leads.visitor import MONDAY_10, asked, kinds

pytestmark = pytest.mark.django_db


# Where it goes: the pure part is in test_routing.py; here is what feeds it.


def test_receive_gives_the_visitors_choice_precedence_over_everything(clinic):
    st_paul, edina = clinic["st_paul"], clinic["edina"]
    site = make_site("st-paul.example", location=st_paul)
    about = make_treatment(locations=[st_paul])
    lead = asked(wanted_location_id=edina.pk, site_id=site.pk, about_id=about.pk)
    assert (lead.location, lead.wanted_location) == (edina, edina)
    assert lead.routing["decided_by"] == Decider.VISITOR


def test_receive_sends_to_the_location_of_the_site(clinic):
    site = make_site("edina.example", location=clinic["edina"])
    about = make_treatment(locations=[clinic["st_paul"]])
    lead = asked(site_id=site.pk, about_id=about.pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["edina"], Decider.SITE)


def about_location(edina):
    return edina


def about_treatment(edina):
    return make_treatment(locations=[edina])


def about_practitioner(edina):
    return make_practitioner(locations=[edina])


def about_article(edina):
    return make_article(author=make_practitioner(locations=[edina]))


@pytest.mark.parametrize(
    ("make_about", "decider"),
    [
        (about_location, Decider.PAGE),
        (about_treatment, Decider.PAGE),
        (about_practitioner, Decider.PRACTITIONER),
        (about_article, Decider.PRACTITIONER),
    ],
)
def test_receive_sends_to_the_location_of_the_page(clinic, make_about, decider):
    lead = asked(about_id=make_about(clinic["edina"]).pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["edina"], decider)


def test_receive_asks_no_author_who_has_left(clinic):
    author = make_practitioner(locations=[clinic["edina"]], live=False)
    lead = asked(about_id=make_article(author=author).pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["st_paul"], Decider.DEFAULT)


def test_receive_sends_by_the_first_rule_that_holds(clinic):
    rules = [
        {"name": "Off", "order": 1, "active": False},
        {"name": "Mornings", "order": 2, "until_time": time(12)},
        {"name": "Spanish", "order": 4, "language": "es"},
        {"name": "Weekend", "order": 3, "weekday": "5"},
    ]
    for facts in rules:
        RoutingRule.objects.create(location=clinic["edina"], **facts)
    lead = asked(language="es")
    assert lead.location == clinic["edina"]
    assert lead.routing["rule"] == "Weekend"


def test_receive_takes_a_rule_for_a_translation_as_one_for_the_location(clinic):
    spanish = clinic["edina"].copy_for_translation(
        Locale.objects.get_or_create(language_code="es")[0], copy_parents=True
    )
    RoutingRule.objects.create(name="Spanish", location=spanish, language="es")
    lead = asked(language="es")
    assert (lead.location, lead.routing["rule"]) == (clinic["edina"], "Spanish")


def test_receive_passes_over_an_unpublished_location(clinic):
    clinic["edina"].unpublish()
    lead = asked(wanted_location_id=clinic["edina"].pk)
    assert (lead.location, lead.wanted_location) == (clinic["st_paul"], None)
    assert ["visitor", "", "unknown"] in lead.routing["skipped"]


def test_receive_without_any_location_keeps_the_request_for_nobody():
    lead = asked()
    assert (lead.location, lead.due_at, lead.promise) == (None, None, "")
    assert lead.routing["decided_by"] == Decider.NOBODY
    assert kinds(lead.deliveries) == [DeliveryKind.DESK_MAIL]


# Faults. The canary is what a visitor typed; no log may repeat it.

CANARY = "canary-hip-9f3"


def broken(page):
    raise ValueError(f"invalid literal for int(): {CANARY!r}")


def broken_query(page):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere WHERE topic = %s", [CANARY])


@pytest.mark.parametrize("hook", [broken, broken_query])
@pytest.mark.parametrize("name", ["clinic_page_locations", "clinic_practitioner_locations"])
def test_receive_with_a_routing_fault_uses_the_default_location(clinic, caplog, hook, name):
    about = make_article()
    with hooks.register_temporarily(name, hook):
        lead = asked(topic=CANARY, about_id=about.pk)
    lead.refresh_from_db()
    assert (lead.location, lead.routing["decided_by"]) == (clinic["st_paul"], Decider.FAULT)
    assert lead.promise
    assert lead.deliveries.count() == 1
    assert "Routing failed." in caplog.text
    assert CANARY not in caplog.text


def test_receive_with_a_routing_fault_still_does_what_the_visitor_chose(clinic):
    about = make_article()
    with hooks.register_temporarily("clinic_page_locations", broken):
        lead = asked(wanted_location_id=clinic["edina"].pk, about_id=about.pk)
    assert (lead.location, lead.routing["decided_by"]) == (clinic["edina"], Decider.VISITOR)


def test_receive_with_a_fault_in_the_promise_promises_nothing(clinic, caplog):
    LocationPage.objects.update(time_zone=f"Mars/{CANARY}")
    lead = asked()
    lead.refresh_from_db()
    assert (lead.location, lead.due_at, lead.promise) == (clinic["st_paul"], None, "")
    assert "promise" in caplog.text
    assert CANARY not in caplog.text


def test_receive_with_a_page_that_cannot_tell_its_address(clinic, caplog, monkeypatch):
    """A host project's page type may need a request to know its address."""

    def refuse(page, request=None):
        raise AttributeError(CANARY)

    monkeypatch.setattr(ArticlePage, "get_url_parts", refuse)
    lead = asked(about_id=make_article(title="Hip pain").pk)
    assert (lead.about_title, lead.about_path) == ("Hip pain", "")
    assert CANARY not in caplog.text


def test_receive_at_a_location_with_a_very_long_name(clinic):
    LocationPage.objects.update(title="Saint " * 42)
    lead = asked()
    lead.refresh_from_db()
    assert len(lead.promise) == 255
    assert lead.due_at == MONDAY_10

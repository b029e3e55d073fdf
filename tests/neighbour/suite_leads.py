"""The neighbour with `leads`: a request is stored, routed, told and found, beside its own leads."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Site

from leads.models import (
    ConsultationRequestPage,
    GroupLocationPermission,
    Lead,
    LeadEvent,
    Right,
)
from leads.testing import emptying_databases
from locations.blocks import ConsultationBlock
from locations.models import ClinicSiteSettings
from tests.neighbour import tree as pages
from tests.neighbour.places import models as places

INBOX = "/cms/clinic/inbox/"


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guard() -> Iterator[None]:
    with emptying_databases():
        yield


@pytest.fixture
def request_page(tree, settings):
    settings.CLINIC = {"FORM_MIN_SECONDS": 0}  # a test is quicker than people
    page = pages.add(tree.home, ConsultationRequestPage, "Ask")
    site = Site.objects.get()
    ClinicSiteSettings.objects.create(site=site, request_page=page)
    return page


def desk(name, *locations):
    """A user who may work on the leads of `locations`, and may edit nothing."""
    user = pages.user(name)
    for location in locations:
        for right in (Right.SEE, Right.TRIAGE):
            GroupLocationPermission.objects.create(
                group=user.groups.get(), location=location, right=right
            )
    return user


def form_in(text):
    """Where the form of a page is sent, and its hidden fields."""
    action = re.search(r'<form class="form"[^>]* action="([^"]+)"', text)[1]
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return action, dict(hidden)


def ask(client, page, **answers):
    """Fill in the form on a page and send it; the answer is the thanks."""
    action, hidden = form_in(client.get(page.url).content.decode())
    answer = client.post(action, {**hidden, "name": "Pat Example", **answers})
    assert answer.status_code == 303
    return client.get(answer["Location"])


def test_request_is_stored_and_routed(tree, request_page, client):
    thanks = ask(client, request_page, location=tree.edina.pk, phone="612-555-0100")
    lead = Lead.objects.get()
    assert (lead.location, lead.phone) == (tree.edina, "+16125550100")
    assert lead.reference in thanks.content.decode()
    assert lead.promise in thanks.content.decode()
    assert not places.Lead.objects.exists()


def test_project_tells_where_its_own_pages_belong(tree, request_page, client):
    form = client.get(request_page.url, {"about": tree.parking.pk}).content.decode()
    assert 'value="Parking"' in form
    action, hidden = form_in(form)
    answers = {**hidden, "name": "Pat", "phone": "612-555-0100", "location": "any"}
    assert client.post(action, answers).status_code == 303
    lead = Lead.objects.get()
    assert (lead.location, lead.routing["decided_by"]) == (tree.edina, "page")


def test_visitor_gets_no_cookie(tree, request_page, client):
    ask(client, request_page, location="any", email="pat@example.com")
    assert not client.cookies


def test_desk_and_visitor_get_mail_with_the_projects_addresses(tree, request_page, client):
    ask(client, request_page, location=tree.edina.pk, email="pat@example.com")
    call_command("clinic_deliver", verbosity=0)
    assert {message.to[0] for message in mail.outbox} == {"ed@clinic.example", "pat@example.com"}
    to_desk = next(message for message in mail.outbox if message.to == ["ed@clinic.example"])
    assert f"http://neighbour.example{INBOX}{Lead.objects.get().pk}/" in to_desk.body


@pytest.mark.parametrize("show_form", [True, False])
def test_call_to_action_in_a_page_of_the_project(tree, request_page, show_form):
    request = RequestFactory().get(tree.news.url)
    block = ConsultationBlock()
    value = block.to_python({"heading": "Talk with us", "show_form": show_form})
    text = block.render(value, {"request": request, "page": tree.news})
    link = f'href="{request_page.url}?about={tree.news.pk}"'
    assert (f'action="/clinic/requests/{request_page.pk}/"' in text) is show_form
    assert (link in text) is not show_form
    assert pages.EDINA_PHONE in text


def test_inbox_shows_a_desk_its_own_leads_only(tree, request_page, client):
    ask(client, request_page, location=tree.edina.pk, email="pat@example.com")
    lead = Lead.objects.get()
    for name, location, status in (("ed", tree.edina, 200), ("sam", tree.st_paul, 404)):
        client.force_login(desk(name, location))
        listing = client.get(INBOX)
        assert listing.status_code == 200
        assert (f'href="{INBOX}{lead.pk}/"' in listing.content.decode()) is (status == 200)
        assert lead.name not in listing.content.decode()  # initials, until somebody opens it
        assert client.get(f"{INBOX}{lead.pk}/").status_code == status


def test_editor_without_rights_has_no_inbox(tree, request_page, client):
    client.force_login(pages.user("editor"))
    assert client.get(INBOX).status_code != 200
    assert INBOX not in client.get("/cms/").content.decode()


def test_desk_works_on_a_lead_under_the_projects_kind_of_account(tree, request_page, client):
    ask(client, request_page, location=tree.edina.pk, email="pat@example.com")
    lead, ed, kim = Lead.objects.get(), desk("ed", tree.edina), desk("kim", tree.edina)
    client.force_login(ed)
    note = client.post(f"{INBOX}{lead.pk}/note/", {"text": "Rang twice."}, follow=True)
    assert "Rang twice." in note.content.decode()
    lead.refresh_from_db()
    answers = {"version": lead.version, "to": kim.pk}
    assert client.post(f"{INBOX}{lead.pk}/assign/", answers, follow=True).status_code == 200
    lead.refresh_from_db()
    assert lead.assigned_to == kim
    assert {event.by_name for event in LeadEvent.objects.filter(by=ed)} == {"ed"}


def test_lead_outlives_the_account_it_was_assigned_to(tree, request_page, client):
    ask(client, request_page, location=tree.edina.pk, email="pat@example.com")
    kim = desk("kim", tree.edina)
    Lead.objects.update(assigned_to=kim)
    kim.delete()
    assert Lead.objects.get().assigned_to is None


def test_session_holds_no_name_that_could_be_the_projects(tree, request_page, client):
    client.force_login(desk("ed", tree.edina))
    client.post(f"{INBOX}search/", {"q": "Pat"})
    names = set(client.session.keys())
    assert any(name.startswith("clinic") for name in names)
    assert not {name for name in names if not name.startswith(("clinic", "wagtail", "_auth"))}


@pytest.mark.parametrize("address", ["/cms/", INBOX, "/cms/clinic/routing-rules/"])
def test_admin_of_the_plugin_answers(tree, client, address):
    client.force_login(pages.superuser())
    assert client.get(address).status_code == 200


def test_group_form_grants_rights_at_a_location(tree, client):
    client.force_login(pages.superuser())
    group = Group.objects.create(name="Desk")
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    form = client.get(address).content.decode()
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    management = {name: value for name, value in inputs if name.endswith("_FORMS")}
    answers = management | {
        "name": "Desk",
        "clinic_location_rights-TOTAL_FORMS": "1",
        "clinic_location_rights-0-location": tree.edina.pk,
        "clinic_location_rights-0-rights": ["triage"],
    }
    assert client.post(address, answers).status_code == 302
    rights = group.clinic_location_permissions.values_list("location", "right")
    assert set(rights) == {(tree.edina.pk, "see"), (tree.edina.pk, "triage")}


@pytest.mark.django_db(transaction=True)  # pytest-django lets it go last: no rows are left behind
@pytest.mark.parametrize("time", ["once", "again"])
def test_tests_of_the_project_that_commit_leave_no_lead(time):
    """Django empties every table behind them, and what is written once does not stop it."""
    assert not LeadEvent.objects.exists()
    lead = Lead.objects.create(reference="R", idempotency_key="k", body_digest="d", name="Pat")
    lead.events.create(kind="received", at=lead.received_at)

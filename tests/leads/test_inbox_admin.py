"""The inbox around the inbox: menu, dashboard, routing rules and settings in the Wagtail admin."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission

from leads.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    GroupLocationPermission,
    Right,
    Status,
)
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

HOME = "/admin/"
RULES = "/admin/clinic/routing-rules/"
DESKS = "/admin/clinic/desks/"
NOW = WEDNESDAY + timedelta(minutes=80)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def ada(client, st_paul):
    user = make_desk("Ada Berg", st_paul)
    client.force_login(user)
    return user


def dashboard(client):
    response = client.get(HOME)
    assert response.status_code == 200
    return response.content.decode()


def numbers(html):
    soup = BeautifulSoup(html, "html.parser")
    return {
        " ".join(link.get_text(" ").split()): link["href"]
        for link in soup.select(".clinic-home__numbers a")
    }


def allow(user, *codenames):
    permissions = Permission.objects.filter(codename__in=codenames)
    assert len(permissions) == len(codenames)
    user.groups.get().permissions.add(*permissions)


def test_dashboard_says_what_waits_and_where(client, ada, st_paul):
    index = "/admin/clinic/inbox/?tab="
    make_lead(st_paul)
    make_lead(st_paul, due_at=NOW - timedelta(minutes=1))
    make_lead(st_paul, quarantined_at=NOW)
    make_lead(make_location("Edina"))
    assert numbers(dashboard(client)) == {
        "2 New": f"{index}new",
        "2 Due": f"{index}due",
        "1 Quarantine": f"{index}quarantine",
    }


def test_dashboard_says_that_messages_are_not_delivered_or_not_sent(client, ada, st_paul):
    lead = make_lead(st_paul)
    for state in (DeliveryState.FAILED, DeliveryState.PENDING):
        Delivery.objects.create(
            lead=lead,
            kind=DeliveryKind.DESK_MAIL,
            state=state,
            next_attempt_at=NOW - timedelta(hours=1),
        )
    html = dashboard(client)
    assert "1 Not delivered" in numbers(html)
    assert "the delivery worker is not running" in html


def test_dashboard_of_who_may_see_no_leads_has_no_inbox(client, st_paul):
    client.force_login(make_desk("Pia Quist"))
    make_lead(st_paul)
    assert "clinic/inbox/" not in dashboard(client)


def test_desk_that_signs_in_lands_where_its_inbox_is(client, ada):
    client.logout()
    ada.set_password("a long password")
    ada.save()
    credentials = {"username": ada.get_username(), "password": "a long password"}
    response = client.post("/admin/login/", credentials, follow=True)
    assert response.redirect_chain[-1][0] == HOME
    assert "clinic-home__numbers" in response.content.decode()


def test_menu_counts_new_leads(client, ada, st_paul):
    assert "data-clinic-new" not in dashboard(client)
    make_lead(st_paul)
    make_lead(st_paul, status=Status.WAITING, answered_at=NOW)
    make_lead(st_paul, quarantined_at=NOW)
    make_lead(make_location("Edina"))
    html = dashboard(client)
    assert '"data-clinic-new": "1"' in html.replace("&quot;", '"')
    assert "Inbox, 1 new lead" in html


def test_menu_counts_no_further_than_it_must(client, ada, st_paul, monkeypatch):
    monkeypatch.setattr("leads.inbox.panels.MOST_COUNTED", 2)
    for _number in range(4):
        make_lead(st_paul)
    assert "Inbox, 2+ new leads" in dashboard(client)


def test_number_of_one_user_is_not_shown_to_the_next(client, ada, st_paul):
    """The menu's items are shared by all requests."""
    make_lead(st_paul)
    assert "data-clinic-new" in dashboard(client)
    client.force_login(make_desk("Cy Dahl", make_location("Edina")))
    assert "data-clinic-new" not in dashboard(client)


@pytest.mark.parametrize("number", [1, 3])
def test_dashboard_costs_the_same_for_one_lead_and_for_three(
    client, ada, st_paul, number, django_assert_num_queries
):
    for _number in range(number):
        make_lead(st_paul)
    dashboard(client)
    with django_assert_num_queries(21):
        dashboard(client)


# Rules, desks and settings in the menu


@pytest.fixture
def manager(client):
    user = make_desk("Max Holm", None, rights=Right.values)
    client.force_login(user)
    return user


def test_rules_and_settings_are_in_the_managers_menu(client, manager):
    allow(manager, "change_clinicorganisation", "change_clinicsitesettings")
    html = dashboard(client)
    assert RULES in html
    assert DESKS in html
    assert "/admin/settings/clinic_locations/clinicorganisation/" in html
    assert "/admin/settings/clinic_locations/clinicsitesettings/" in html


def test_rules_and_settings_are_not_in_the_desks_menu(client, ada):
    html = dashboard(client)
    assert RULES not in html
    assert "/admin/settings/" not in html
    assert f"{DESKS}absences/" in html
    assert f'"{DESKS}"' not in html.replace("&quot;", '"')


def test_absences_are_not_in_the_menu_of_who_sees_no_leads(client, st_paul):
    client.force_login(make_desk("Pia Quist"))
    assert DESKS not in dashboard(client)


def test_rights_to_settings_are_in_the_group_form_and_none_to_rules(admin_client, manager):
    """Who manages a location writes its rules: a tick for the model would promise another thing."""
    html = admin_client.get(f"/admin/groups/edit/{manager.groups.get().pk}/").content.decode()
    soup = BeautifulSoup(html, "html.parser")
    offered = {box["value"] for box in soup.select("input[name=permissions]")}
    wanted = Permission.objects.filter(
        codename__in=["change_clinicorganisation", "change_clinicsitesettings"]
    )
    assert {str(permission.pk) for permission in wanted} <= offered
    rules = Permission.objects.filter(codename__endswith="_routingrule")
    assert not {str(permission.pk) for permission in rules} & offered


def test_no_model_permission_to_leads_can_be_given(admin_client):
    """Leads have rights per location only; a tick for the model would promise something else."""
    models = ["lead", "leadevent", "delivery", GroupLocationPermission._meta.model_name]
    assert not Permission.objects.filter(
        content_type__app_label="clinic_leads", content_type__model__in=models
    ).exists()

"""Managers invite colleagues to their own location, and get no right over accounts by it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    GroupSitePermission,
    ModelLogEntry,
    Site,
)

from leads import actions
from leads.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    GroupLocationPermission,
    Right,
    locations_with_right,
)
from leads.notifications.outbox import deliver_due
from leads.teams import groups_of
from tests.factories import home_page, make_desk, make_lead, make_location, make_user

pytestmark = pytest.mark.django_db

URL = "/admin/clinic/inbox/team/"
OUT = f"{URL}out/"


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


@pytest.fixture
def joan(st_paul):
    """The manager of St. Paul."""
    return make_desk("Joan Holm", st_paul, rights=[*Right.values])


def desk_group(*locations, rights=(Right.SEE, Right.TRIAGE)):
    return make_desk("Member", *locations, rights=rights).groups.get()


def invitation(to, **facts):
    return {
        "email": "nora@example.com",
        "first_name": "Nora",
        "last_name": "Feld",
        "to": to,
    } | facts


def test_groups_that_may_be_filled_give_nothing_but_rights_at_my_location(st_paul, edina, joan):
    mine = desk_group(st_paul)
    theirs = desk_group(edina)
    both = desk_group(st_paul, edina)
    everywhere = desk_group(None)
    writers = desk_group(st_paul)
    GroupPagePermission.objects.create(
        group=writers, page=home_page(), permission=Permission.objects.get(codename="change_page")
    )
    admins = desk_group(st_paul)
    admins.permissions.add(Permission.objects.get(codename="change_user"))
    setters = desk_group(st_paul)
    GroupSitePermission.objects.create(
        group=setters,
        site=Site.objects.get(),
        permission=Permission.objects.get(codename="change_clinicsitesettings"),
    )
    approvers = desk_group(st_paul)
    GroupApprovalTask.objects.create(name="Approve").groups.add(approvers)
    empty = Group.objects.create(name="Empty")
    allowed = set(groups_of(joan))
    assert mine in allowed
    assert not allowed & {theirs, both, everywhere, writers, admins, setters, approvers, empty}


def test_nobody_hands_on_a_right_they_lack(st_paul):
    limited = make_desk("Max Holm", st_paul, rights=[Right.SEE, Right.MANAGE])
    assert desk_group(st_paul, rights=[Right.SEE]) in groups_of(limited)
    assert desk_group(st_paul, rights=[Right.SEE, Right.ERASE]) not in groups_of(limited)


def test_without_manage_no_group_may_be_filled(st_paul):
    assert groups_of(make_desk("Ada Berg", st_paul, rights=[Right.SEE, Right.ERASE])) == []


def test_invited_colleague_gets_an_account_a_mail_and_the_groups_rights(client, st_paul, joan):
    group = desk_group(st_paul)
    client.force_login(joan)
    assert client.post(URL, invitation(f"group-{group.pk}")).status_code == 302
    nora = get_user_model().objects.get(email="nora@example.com")
    assert (nora.get_full_name(), nora.has_usable_password()) == ("Nora Feld", False)
    assert (nora.is_superuser, nora.is_staff) == (False, False)
    assert locations_with_right(nora, Right.SEE) == (False, {st_paul.pk})
    deliver_due(at=timezone.now())
    sent = mail.outbox.pop()
    assert sent.to == ["nora@example.com"]
    link = re.search(r"https?://\S+?(/admin/\S+)", sent.body).group(1)
    client.logout()
    assert client.get(link, follow=True).status_code == 200
    assert ModelLogEntry.objects.get(action="clinic_leads.invite").user == joan


def test_link_in_the_mail_sets_a_password(client, st_paul, joan):
    user = actions.invite(
        email="nora@example.com",
        first_name="",
        last_name="",
        to=desk_group(st_paul),
        by=joan,
        at=timezone.now(),
    )
    deliver_due(at=timezone.now())
    link = re.search(r"https?://\S+?(/admin/\S+)", mail.outbox.pop().body).group(1)
    form = client.get(link).url
    word = "Correct-horse-9"
    client.post(form, {"new_password1": word, "new_password2": word})
    user.refresh_from_db()
    assert user.check_password(word)


def test_who_has_an_account_keeps_it(client, st_paul, joan):
    ada = make_user("Ada Berg", email="Nora@Example.com")
    group = desk_group(st_paul)
    client.force_login(joan)
    client.post(URL, invitation(f"group-{group.pk}"))
    assert group in ada.groups.all()
    ada.refresh_from_db()
    assert ada.first_name == "Ada"
    assert Delivery.objects.get(kind=DeliveryKind.INVITATION).recipient == ada


def test_account_that_is_switched_off_stays_so(client, st_paul, joan):
    """The manager is told no more of it than of a wrong address."""
    ada = make_user("Ada Berg", email="nora@example.com", is_active=False)
    client.force_login(joan)
    client.post(URL, invitation(f"group-{desk_group(st_paul).pk}"))
    deliver_due(at=timezone.now())
    ada.refresh_from_db()
    assert (ada.is_active, mail.outbox) == (False, [])
    page = client.get(URL).text
    assert "the invitation could not be delivered" in page
    assert "Ada Berg" not in page


ACCOUNTS = {
    "none": None,
    "a colleague of another clinic": {
        "email": "Nora@example.com",
        "password": "A long one, indeed.",
    },
    "one that is switched off": {"email": "nora@example.com", "is_active": False},
    "an administrator": {"email": "nora@example.com", "is_superuser": True},
}


@pytest.mark.parametrize("facts", ACCOUNTS.values(), ids=[*ACCOUNTS])
def test_address_tells_a_manager_nothing_of_its_account(client, st_paul, joan, facts):
    user = facts and make_user("Ada Berg", last_login=timezone.now(), **facts)
    group = desk_group(st_paul)
    client.force_login(joan)
    answer = client.post(URL, invitation(f"group-{group.pk}"), follow=True)
    assert "The invitation is on its way." in answer.text
    row = BeautifulSoup(answer.content, "html.parser").select(".clinic-team__members li")[-1]
    assert row.get_text(" ", strip=True) == "nora@example.com invited Take out"
    assert not row.select("img")
    assert "Ada Berg" not in answer.text
    user = user or get_user_model().objects.get(email="nora@example.com")
    user.last_login = timezone.now()
    user.save()
    assert (user.get_full_name() in client.get(URL).text) == user.is_active


@pytest.mark.parametrize(
    ("password", "said"), [(None, "Choose a password here"), ("A long one.", "as you always do")]
)
def test_mail_to_who_has_an_account_goes_by_their_password(st_paul, joan, password, said):
    make_user("Ada Berg", email="nora@example.com", password=password)
    names = {"first_name": "", "last_name": ""}
    facts = {"to": desk_group(st_paul), "by": joan, "at": timezone.now()}
    actions.invite(email="nora@example.com", **names, **facts)
    deliver_due(at=timezone.now())
    assert said in mail.outbox.pop().body


def test_location_without_a_group_gets_one(client, st_paul):
    joan = make_desk("Joan Holm", None, rights=[Right.SEE, Right.TRIAGE, Right.MANAGE])
    client.force_login(joan)
    assert client.post(URL, invitation(f"location-{st_paul.pk}")).status_code == 302
    nora = get_user_model().objects.get(email="nora@example.com")
    rows = GroupLocationPermission.objects.filter(group__in=nora.groups.all())
    assert {(row.right, row.location_id) for row in rows} == {
        (Right.SEE, st_paul.pk),
        (Right.TRIAGE, st_paul.pk),
    }
    assert nora.has_perm("wagtailadmin.access_admin")


@pytest.mark.parametrize("what", ["group", "location"])
def test_nobody_is_invited_into_another_clinic(client, edina, joan, what):
    target = desk_group(edina) if what == "group" else edina
    client.force_login(joan)
    assert client.post(URL, invitation(f"{what}-{target.pk}")).status_code == 422
    with pytest.raises(actions.NotAllowed):
        actions.invite(
            email="nora@example.com",
            first_name="",
            last_name="",
            to=target,
            by=joan,
            at=timezone.now(),
        )


@pytest.mark.parametrize("email", ["", "nora", "nora@example.com\nBcc: x@example.com"])
def test_wrong_address_is_said_and_kept(client, st_paul, joan, email):
    client.force_login(joan)
    answer = client.post(URL, invitation(f"group-{desk_group(st_paul).pk}", email=email))
    assert answer.status_code == 422
    assert 'value="Nora"' in answer.text


def test_taking_out_takes_the_rights_and_not_the_account(client, st_paul, joan):
    ada = make_desk("Ada Berg", st_paul)
    group = ada.groups.get()
    client.force_login(joan)
    assert client.post(OUT, {"group": group.pk, "user": ada.pk}).status_code == 302
    ada = get_user_model().objects.get(pk=ada.pk)
    assert locations_with_right(ada, Right.SEE) == (False, set())
    assert ada.is_active


def test_nobody_is_taken_out_of_another_clinics_group(client, edina, joan):
    cy = make_desk("Cy Dahl", edina)
    client.force_login(joan)
    assert client.post(OUT, {"group": cy.groups.get().pk, "user": cy.pk}).status_code == 404
    assert client.post(OUT, {}).status_code == 404
    assert cy.groups.count() == 1


def test_page_shows_my_team_and_nobody_of_another_clinic(client, st_paul, edina, joan):
    make_desk("Ada Berg", st_paul)
    make_desk("Cy Dahl", edina)
    client.force_login(joan)
    page = client.get(URL).text
    assert "Ada Berg" in page
    assert "Cy Dahl" not in page


def test_only_managers_come_to_the_page(client, st_paul):
    client.force_login(make_desk("Ada Berg", st_paul))
    for method in (client.get, client.post):
        assert method(URL).status_code in (302, 403)
    assert "Desk team" not in client.get("/admin/").text


def test_who_is_taken_out_leaves_no_lead_behind(client, st_paul, edina, joan):
    both = desk_group(st_paul, edina)
    ada = make_desk("Ada Berg", st_paul)
    team = ada.groups.get()
    mine = make_lead(st_paul, assigned_to=ada)
    facts = {"status": "closed", "closed_at": timezone.now(), "close_reason": "spam"}
    done = make_lead(st_paul, assigned_to=ada, **facts)
    client.force_login(joan)
    assert client.post(OUT, {"group": team.pk, "user": ada.pk}).status_code == 302
    mine.refresh_from_db()
    done.refresh_from_db()
    assert (mine.assigned_to, done.assigned_to) == (None, ada)
    event = mine.events.get()
    assert (event.kind, event.by, event.data) == ("assigned", joan, {"to": ""})
    ada.groups.add(team, both)
    again = make_lead(st_paul, assigned_to=ada)
    actions.dismiss(user=ada, group=team, by=joan, at=timezone.now())
    again.refresh_from_db()
    assert again.assigned_to == ada  # the other group lets her go on


def test_page_says_whose_invitation_was_given_up_until_they_are_invited_again(
    client, st_paul, joan
):
    group, said = desk_group(st_paul), "the invitation could not be delivered"
    client.force_login(joan)
    client.post(URL, invitation(f"group-{group.pk}"))
    assert said not in client.get(URL).text
    Delivery.objects.filter(kind=DeliveryKind.INVITATION).update(state=DeliveryState.FAILED)
    assert said in client.get(URL).text
    client.post(URL, invitation(f"group-{group.pk}"))
    assert said not in client.get(URL).text

"""Who may do what in the demo clinic."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from wagtail.models import Page

from conditions.models import ArticlePage, ConditionIndexPage, ConditionPage
from home.demo import ACCOUNTS
from leads.models import Lead, Right
from locations.models import Announcement, LocationPage


def user(name: str):
    return get_user_model().objects.get(username=name)


def editable(name: str) -> set[str]:
    person = user(name)
    pages = Page.objects.filter(depth__gt=1).specific()
    return {page.slug for page in pages if page.permissions_for_user(person).can_edit()}


def test_every_account_can_sign_in(demo, client, rf):
    assert demo.accounts == [account.username for account in ACCOUNTS]
    for account in ACCOUNTS:
        known = {"username": account.username, "password": account.password}
        client.force_login(authenticate(rf.post("/"), **known))
        assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("desk", ["stpaul", "edina"])
def test_desk_edits_no_page_and_sees_its_own_leads(demo, client, desk):
    assert editable(desk) == set()
    client.force_login(user(desk))
    page = ArticlePage.objects.first()
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 302
    seen = Lead.objects.visible_to(user(desk))
    own = "st-paul" if desk == "stpaul" else "edina"
    assert set(seen.values_list("location__slug", flat=True)) == {own}
    for right in (Right.TRIAGE, Right.REPLY):
        assert set(Lead.objects.visible_to(user(desk), right=right)) == set(seen)
    for right in (Right.EXPORT, Right.ERASE):
        assert not Lead.objects.visible_to(user(desk), right=right).exists()


def test_practitioner_writes_and_sees_no_lead(demo, client):
    mine = editable("katie")
    assert {"hip-pain", "acupuncture", "katie-steffensen", "hip-pain-three-ways"} <= mine
    assert not mine & {"clinic", "locations", "st-paul", "edina", "request"}
    assert not Lead.objects.visible_to(user("katie")).exists()
    index = ConditionIndexPage.objects.get(slug="conditions")
    permissions = index.permissions_for_user(user("katie"))
    assert permissions.can_add_subpage()
    assert permissions.can_publish_subpage()
    client.force_login(user("katie"))
    assert client.get("/admin/images/").status_code == 200
    assert client.get("/admin/users/").status_code == 302
    lists = [f"/admin/clinic/{name}/" for name in ("glossary", "series", "disclaimers", "licenses")]
    assert [client.get(url).status_code for url in lists] == [200, 200, 302, 200]


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")  # its own
@pytest.mark.parametrize("name", ["katie", "manager"])
def test_who_writes_announces_and_hands_to_translators(demo, client, name):
    client.force_login(user(name))
    for announcement in Announcement.objects.all():  # and its translation, in its own editor
        assert client.get(f"/admin/clinic/announcements/edit/{announcement.pk}/").status_code == 200
    page = ConditionPage.objects.get(slug="sciatica")
    assert client.get(f"/admin/localize/submit/page/{page.pk}/").status_code == 200
    assert client.get("/admin/localize/reports/translations/").status_code == 200


def test_manager_edits_everything_but_users(demo, client):
    pages = Page.objects.filter(depth__gt=1)
    assert editable("manager") == set(pages.values_list("slug", flat=True))
    assert set(Lead.objects.visible_to(user("manager"), right=Right.ERASE)) == set(
        Lead.objects.all()
    )
    manager = user("manager")
    assert not manager.is_superuser
    client.force_login(manager)
    edina = LocationPage.objects.get(slug="edina")
    assert client.get(f"/admin/pages/{edina.pk}/edit/").status_code == 200
    settings = "/admin/settings/clinic_locations/clinicorganisation/"
    assert client.get(settings, follow=True).status_code == 200
    assert client.get("/admin/clinic/disclaimers/").status_code == 200
    assert client.get("/admin/users/").status_code == 302
    assert client.get("/admin/groups/").status_code == 302


def test_accounts_are_of_this_machine_only(demo):
    assert all(account.email.endswith("@example.com") for account in ACCOUNTS)
    superusers = get_user_model().objects.filter(is_superuser=True)
    assert [person.username for person in superusers] == ["admin"]

"""Rights per location: who has them, the panel in Wagtail's group form, Wagtail's registry."""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from leads.models import (
    Delivery,
    GroupLocationPermission,
    Lead,
    LeadEvent,
    Right,
    locations_with_right,
    users_with,
)
from leads.permissions import LocationRightsFormSet, locations_of, may_anywhere
from tests.factories import make_desk, make_lead, make_location, make_user

pytestmark = pytest.mark.django_db

PREFIX = "clinic_location_rights"


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina")


# The rights


def test_rights_are_those_of_all_the_users_groups(st_paul, edina):
    user = make_desk("Ada Berg", st_paul, rights=[Right.SEE])
    user.groups.add(make_desk("Bo Lind", edina).groups.get())
    assert locations_with_right(user, Right.SEE) == (False, {st_paul.pk, edina.pk})
    assert locations_with_right(user, Right.TRIAGE) == (False, {edina.pk})
    assert locations_with_right(user, Right.ERASE) == (False, set())


def test_right_without_a_location_is_one_everywhere(st_paul):
    user = make_desk("Max Holm", None, st_paul, rights=[Right.SEE])
    assert locations_with_right(user, Right.SEE) == (True, {st_paul.pk})
    assert list(locations_of(user, Right.SEE)) == [st_paul]


@pytest.mark.parametrize(
    "make",
    [
        AnonymousUser,
        lambda: make_user("Ada Berg"),
        lambda: make_user("Root", is_superuser=True, is_active=False),
        lambda: None,
    ],
    ids=["anonymous", "without group", "inactive superuser", "nobody"],
)
def test_who_has_no_rights_sees_nothing(st_paul, make):
    user = make()
    make_lead(st_paul)
    make_lead(None)
    assert locations_with_right(user, Right.SEE) == (False, set())
    assert not may_anywhere(user, Right.SEE)
    assert not Lead.objects.visible_to(user)


def test_lead_without_location_is_visible_to_who_sees_everything(st_paul, edina):
    lost = make_lead(None)
    assert lost not in Lead.objects.visible_to(make_desk("Ada Berg", st_paul, edina))
    assert lost in Lead.objects.visible_to(make_desk("Max Holm", None))
    assert lost in Lead.objects.visible_to(make_user("Root", is_superuser=True))


def test_users_with_a_right_at_a_location(st_paul, edina):
    ada, boss = make_desk("Ada Berg", st_paul), make_desk("Max Holm", None)
    root = make_user("Root", is_superuser=True)
    make_desk("Cy Dahl", edina)
    make_desk("Olga Rud", st_paul, rights=[Right.SEE])
    gone = make_desk("Ed Falk", st_paul)
    gone.is_active = False
    gone.save()
    assert set(users_with([Right.TRIAGE], location_id=st_paul.pk)) == {ada, boss, root}
    assert set(users_with([Right.TRIAGE], location_id=None)) == {boss, root}


def test_user_of_several_groups_is_named_once(st_paul):
    ada = make_desk("Ada Berg", st_paul, None)
    ada.groups.add(make_desk("Bo Lind", st_paul).groups.get())
    assert list(users_with([Right.SEE], location_id=st_paul.pk)).count(ada) == 1


# The panel in the group form


def panel_data(*lines, group=None):
    """What the browser sends: (location id or "", rights, deleted?)."""
    there = group.clinic_location_permissions.values("location").distinct().count() if group else 0
    data = {f"{PREFIX}-TOTAL_FORMS": len(lines), f"{PREFIX}-INITIAL_FORMS": there}
    for number, (location, rights, *deleted) in enumerate(lines):
        data[f"{PREFIX}-{number}-location"] = location
        data[f"{PREFIX}-{number}-rights"] = [str(right) for right in rights]
        if deleted:
            data[f"{PREFIX}-{number}-DELETE"] = "1"
    return data


def other_panels(soup):
    """The fields of the rest of Wagtail's group form, as they are on the page."""
    fields = soup.select("form input[name]:not([type=checkbox])")
    kept = {field["name"]: field.get("value", "") for field in fields}
    return {name: value for name, value in kept.items() if not name.startswith(PREFIX)}


def rows_of(group):
    return set(group.clinic_location_permissions.values_list("location", "right"))


def group_page(client, group):
    return BeautifulSoup(client.get(f"/admin/groups/edit/{group.pk}/").content, "html.parser")


def save_group(client, group, *lines):
    data = other_panels(group_page(client, group)) | {"name": group.name}
    return client.post(
        f"/admin/groups/edit/{group.pk}/", data | panel_data(*lines, group=group), follow=True
    )


@pytest.fixture
def group(st_paul):
    made = Group.objects.create(name="St. Paul desk")
    GroupLocationPermission.objects.create(group=made, location=st_paul, right=Right.SEE)
    return made


def test_group_page_shows_what_the_group_may_do(admin_client, group, st_paul, edina):
    GroupLocationPermission.objects.create(group=group, location=None, right=Right.EXPORT)
    soup = group_page(admin_client, group)
    lines = soup.select(f"#id_{PREFIX}-FORMS > tr")
    chosen = [line.select_one("option[selected]").get_text() for line in lines]
    ticked = [[box["value"] for box in line.select("input[checked]")] for line in lines]
    assert chosen == ["Every location", "St. Paul"]
    assert ticked == [["export"], ["see"]]
    options = [option.get_text() for option in lines[0].select("option")]
    assert options == ["Every location", "Edina", "St. Paul"]


def test_group_page_saves_rights(admin_client, group, st_paul, edina):
    kept = group.clinic_location_permissions.get()
    response = save_group(
        admin_client,
        group,
        (st_paul.pk, [Right.SEE, Right.TRIAGE]),
        (edina.pk, [Right.SEE]),
        ("", [Right.EXPORT]),
        (edina.pk, []),
    )
    assert "updated" in response.content.decode()
    assert rows_of(group) == {
        (st_paul.pk, "see"),
        (st_paul.pk, "triage"),
        (edina.pk, "see"),
        (None, "export"),
        (None, "see"),
    }
    assert GroupLocationPermission.objects.filter(pk=kept.pk).exists()


def test_group_page_takes_rights_away(admin_client, group, st_paul, edina):
    save_group(admin_client, group, (st_paul.pk, [Right.SEE], "deleted"), (edina.pk, [Right.SEE]))
    assert rows_of(group) == {(edina.pk, "see")}
    save_group(admin_client, group, (edina.pk, []))
    assert rows_of(group) == set()


def test_group_page_makes_a_new_group_with_rights(admin_client, st_paul):
    soup = BeautifulSoup(admin_client.get("/admin/groups/new/").content, "html.parser")
    data = other_panels(soup) | {"name": "New desk"}
    admin_client.post("/admin/groups/new/", data | panel_data((st_paul.pk, [Right.TRIAGE])))
    assert rows_of(Group.objects.get(name="New desk")) == {
        (st_paul.pk, "see"),
        (st_paul.pk, "triage"),
    }


@pytest.mark.parametrize("where", ["St. Paul", "everywhere"])
def test_group_page_refuses_two_lines_for_one_location(admin_client, group, st_paul, where):
    place = "" if where == "everywhere" else st_paul.pk
    response = save_group(admin_client, group, (place, [Right.SEE]), (place, [Right.TRIAGE]))
    assert "There are two lines for the same location." in response.content.decode()
    assert rows_of(group) == {(st_paul.pk, "see")}


@pytest.mark.parametrize(("place", "right"), [(10**12, "see"), ("x", "see"), ("", "fly")])
def test_group_page_refuses_what_there_is_not(admin_client, group, st_paul, place, right):
    save_group(admin_client, group, (place, [right]))
    assert rows_of(group) == {(st_paul.pk, "see")}


def test_working_on_leads_includes_seeing_them(group, edina):
    formset = LocationRightsFormSet(panel_data((edina.pk, [Right.TRIAGE]), group=None), None, group)
    assert formset.is_valid()
    formset.save()
    assert rows_of(group) == {(edina.pk, "see"), (edina.pk, "triage")}


# Wagtail's registry


@pytest.mark.parametrize("action", ["add", "change", "delete", "view", "publish"])
@pytest.mark.parametrize("model", [Lead, LeadEvent, Delivery])
def test_registry_denies_wagtails_own_actions_to_everybody(st_paul, model, action):
    root = make_user("Root", is_superuser=True)
    lead = make_lead(st_paul)
    things = {
        Lead: lambda: lead,
        LeadEvent: lambda: LeadEvent.objects.create(lead=lead, kind="noted"),
        Delivery: lambda: Delivery.objects.create(lead=lead, kind="desk_mail"),
    }
    policy = policy_registry.get_by_type(model)
    assert not policy.user_has_permission(root, action)
    assert not policy.user_has_any_permission(root, [action])
    assert not policy.user_has_permission_for_instance(root, action, things[model]())
    assert not policy.instances_user_has_permission_for(root, action).exists()
    assert not policy.users_with_permission(action).exists()


@pytest.mark.parametrize("model", list(apps.get_app_config("clinic_leads").get_models()))
def test_registry_goes_by_django_s_permissions_for_no_model_of_ours(model):
    """Those are for all rows, whichever clinic's they are."""
    policy = policy_registry.get_by_type(model)
    if issubclass(model, Page):
        assert isinstance(policy, PagePermissionPolicy)
    else:
        assert not policy.user_has_permission(make_user("Root", is_superuser=True), "change")


def test_registry_answers_by_right_and_location(st_paul, edina):
    policy = policy_registry.get_by_type(Lead)
    ada, own, other = make_desk("Ada Berg", st_paul), make_lead(st_paul), make_lead(edina)
    olga = make_desk("Olga Rud", st_paul, rights=[Right.SEE])
    assert policy.user_has_permission(ada, "triage")
    assert not policy.user_has_permission(ada, "erase")
    assert policy.user_has_permission_for_instance(ada, "see", own)
    assert not policy.user_has_permission_for_instance(ada, "see", other)
    assert list(policy.instances_user_has_any_permission_for(olga, ["see", "triage"])) == [own]
    assert set(policy.users_with_any_permission(["see"])) == {ada, olga}
    assert set(policy.users_with_permission_for_instance("triage", own)) == {ada}
    assert not policy.users_with_permission_for_instance("see", other).exists()


def test_page_usage_knows_nothing_of_leads(st_paul):
    """Wagtail shows an editor what refers to a page: a lead must not be among it."""
    lead = make_lead(st_paul, about=st_paul.page_ptr)
    lead.save()
    assert not {Lead, LeadEvent, Delivery} & set(ReferenceIndex.tracked_models)
    assert not ReferenceIndex.get_references_to(st_paul).exists()

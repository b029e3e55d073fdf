"""The admin of people and of what stands beside pages: who may what, and what they are told."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from conditions.models import (
    ArticleSeries,
    Disclaimer,
    GlossaryTerm,
    PractitionerIndexPage,
    PractitionerPage,
)
from tests.clinic import soup_of
from tests.factories import index_page, make_location, make_practitioner, make_user

pytestmark = pytest.mark.django_db

LICENSE = {"license_type": "Licensed acupuncturist"}
PANEL = "clinic-licenses-section"
TERMS = "wagtailsnippets_clinic_conditions_glossaryterm"
SERIES = "wagtailsnippets_clinic_conditions_articleseries"
DISCLAIMERS = "wagtailsnippets_clinic_conditions_disclaimer"
LISTS = [TERMS, SERIES, DISCLAIMERS]


def make_editor(name: str, *, pages=(), models=()):
    """A user of the admin who edits `pages` and what is below, and rows of `models`."""
    user = make_user(name)
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for model in models:
        acts = Permission.objects.filter(content_type__model=model._meta.model_name)
        group.permissions.add(*acts)
    for page in pages:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename="change_page"
        )
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user.groups.add(group)
    return user


@pytest.fixture
def admin(client):
    client.force_login(make_user("Root", is_superuser=True))
    return client


# The editor of a practitioner.


def form_of(person: PractitionerPage, location, **facts):
    """What the editor's form sends."""
    link = {"location": location.pk, "weekdays": ("0", "3"), "ORDER": "1"}
    leave = {"first_date": "2026-03-03", "last_date": "2026-03-17", "note": "Mai."}
    defaults = {
        "title": person.title,
        "slug": person.slug,
        "license_type": "Licensed acupuncturist",
        "license_state": "Minnesota",
        "license_number": "1234",
        "license_expires_date": "2027-01-31",
        "accepts_new_patients": "on",
        "leaves": streamfield([("leave", leave)]),
        "biography": rich_text("<p>Sleep.</p>"),
        "location_links": inline_formset([link]),
        "treatment_links": inline_formset([]),
        "condition_links": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "yes",
    }
    return nested_form_data(defaults | facts)


def test_editor_writes_down_license_leave_and_days(admin):
    place, person = make_location(), make_practitioner(title="Mai")
    url = reverse("wagtailadmin_pages:edit", args=[person.pk])
    assert 'type="checkbox"' in str(
        soup_of(admin, url).find(id="id_location_links-__prefix__-weekdays")
        or admin.get(url).content
    )
    answer = admin.post(url, form_of(person, place))
    assert answer.status_code == 302
    person = PractitionerPage.objects.get()
    assert person.shown_license(on=date(2026, 3, 4)).endswith("Minnesota no. 1234")
    assert person.license_expires_date == date(2027, 1, 31)
    (leave,) = person.announced_leaves(on=date(2026, 3, 4))
    assert (leave.first, leave.last, leave.note) == (date(2026, 3, 3), date(2026, 3, 17), "Mai.")
    assert person.location_links.get().weekdays == "0,3"
    assert person.get_latest_revision_as_object().location_links.get().weekdays == "0,3"


def test_editor_is_told_what_is_wrong(admin):
    place, person = make_location(), make_practitioner(title="Mai")
    url = reverse("wagtailadmin_pages:edit", args=[person.pk])
    wrong = {"first_date": "2026-03-03", "last_date": "2026-03-01", "note": ""}
    facts = {"license_state": "", "leaves": streamfield([("leave", wrong)])}
    answer = admin.post(url, form_of(person, place, **facts))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Say who gave the number." in text
    assert "This is before the first day." in text
    assert not PractitionerPage.objects.get().license_number


# Glossary, series, disclaimers.


def test_each_list_is_for_who_may_edit_it(client):
    writer = make_editor("Katie", models=[GlossaryTerm, ArticleSeries])
    client.force_login(writer)
    answers = [client.get(reverse(f"{name}:list")).status_code for name in LISTS]
    assert answers == [200, 200, 302]
    assert client.get(reverse(f"{DISCLAIMERS}:add")).status_code == 302
    client.force_login(make_editor("Desk"))
    assert {client.get(reverse(f"{name}:list")).status_code for name in LISTS} == {302}


def test_term_is_added_and_found(admin):
    url = reverse(f"{TERMS}:add")
    facts = {"term": "  dry   needle ", "also_called": "", "definition": rich_text("<p>Thin.</p>")}
    assert admin.post(url, nested_form_data(facts)).status_code == 302
    term = GlossaryTerm.objects.get()
    assert (term.term, term.locale) == ("dry needle", Locale.get_default())
    found = admin.get(reverse(f"{TERMS}:list"), {"q": "need"})
    assert "dry needle" in found.content.decode()
    assert "dry needle" not in admin.get(reverse(f"{TERMS}:list"), {"q": "qi"}).content.decode()


def disclaimer_form(**facts):
    defaults = {
        "page_kind": "article",
        "locale": Locale.get_default().pk,
        "valid_from": timezone.localdate().isoformat(),
        "text": rich_text("<p>Read this.</p>"),
    }
    return nested_form_data(defaults | facts)


def test_disclaimer_in_force_is_followed_by_a_version_and_stays(admin):
    add = reverse(f"{DISCLAIMERS}:add")
    assert admin.post(add, disclaimer_form()).status_code == 302
    first = Disclaimer.objects.get()
    edit = reverse(f"{DISCLAIMERS}:edit", args=[first.pk])
    answer = admin.post(edit, disclaimer_form(text=rich_text("<p>Other.</p>")))
    assert "add a new version instead" in answer.content.decode()
    assert "Read this." in str(Disclaimer.objects.get().text)
    assert admin.get(reverse(f"{DISCLAIMERS}:copy", args=[first.pk])).status_code == 200
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert admin.post(add, disclaimer_form(valid_from=tomorrow)).status_code == 302
    second = Disclaimer.objects.get(version=2)

    for one in (first, second):
        admin.post(reverse(f"{DISCLAIMERS}:delete", args=[one.pk]))
    assert list(Disclaimer.objects.all()) == [first]


# Licenses.


def licensed(name: str, days: int) -> PractitionerPage:
    expires = timezone.localdate() + timedelta(days=days)
    return make_practitioner(title=name, license_expires_date=expires, **LICENSE)


def test_dashboard_reminds_who_can_edit_them(client):
    licensed("Expired Ed", -400), licensed("Soon Sue", 60), licensed("Later Lou", 61)
    people = index_page(PractitionerIndexPage)
    client.force_login(make_editor("Editor", pages=[people]))
    panel = soup_of(client, reverse("wagtailadmin_home")).find("section", id=PANEL)
    expired, soon = panel.find_all("ul")
    assert [link.string for link in expired.find_all("a")] == ["Expired Ed"]
    assert [link.string for link in soon.find_all("a")] == ["Soon Sue"]
    client.force_login(make_editor("Desk"))
    assert not soup_of(client, reverse("wagtailadmin_home")).find("section", id=PANEL)


def test_dashboard_says_nothing_when_nothing_is_due(admin):
    licensed("Later Lou", 61)
    assert not soup_of(admin, reverse("wagtailadmin_home")).find("section", id=PANEL)


@pytest.mark.parametrize("number", [1, 3])
def test_report_lists_everybody_the_soonest_first(client, django_assert_num_queries, number):
    for days in range(number):
        licensed(f"Later {days}", 300 - days)
    licensed("Expired Ed", -1)
    client.force_login(make_editor("Editor", pages=[index_page(PractitionerIndexPage)]))
    url = reverse("clinic_licenses_report")
    client.get(url)
    with django_assert_num_queries(18):
        rows = soup_of(client, url).find("table", class_="listing").tbody.find_all("tr")
    names = [row.find("a").get_text(strip=True) for row in rows]
    assert names == ["Expired Ed", *(f"Later {days}" for days in reversed(range(number)))]
    assert "Expired" in rows[0].get_text()
    exported = client.get(url, {"export": "csv"})
    assert b"Expired Ed" in b"".join(exported.streaming_content)


def test_report_is_for_who_edits_practitioners(client):
    licensed("Expired Ed", -1)
    client.force_login(make_editor("Desk"))
    for name in ("clinic_licenses_report", "clinic_licenses_report_results"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert b"Expired Ed" not in answer.content

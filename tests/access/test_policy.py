"""On our pages in the admin, and where passwords are taken, the browser runs no inline script."""

import re

import pytest
from django.urls import resolve, reverse

from cms.headers import LOOSE_NAMES, STRICT_NAMES
from conditions.models import ClinicalReviewer
from locations.models import Announcement
from tests.access.codes import make_colleague
from tests.access.test_doors import ADMIN
from tests.factories import make_condition, make_lead, make_location, make_practitioner
from tests.inputs.admin import walk
from tests.inputs.world import plant
from tests.test_security_headers import Offences, policy

pytestmark = pytest.mark.django_db
STRICT = [pair for pair in ADMIN if pair[0].startswith(STRICT_NAMES) and pair[0] not in LOOSE_NAMES]


def inline_code(html):
    """What 'self' alone would not let run. Styles are another matter: Wagtail has some inline."""
    found = Offences(html).found
    return [what for what in found if what == "inline script" or re.search(r" on\w+=$", what)]


def test_pages_that_show_strangers_words_run_no_inline_script(client):
    lead = make_lead(make_location("St. Paul"), message="<script>alert(1)</script>")
    client.force_login(make_colleague())
    shown = []
    for name, route in STRICT:
        if "logout" in name:
            continue
        address = f"/{route}".replace("/inbox/1/", f"/inbox/{lead.pk}/")
        answer = client.get(address)
        if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
            assert policy(answer)["script-src"] == {"'self'"}, name
            assert inline_code(answer.text) == [], name
            shown.append(name)
    assert {"clinic_inbox:index", "clinic_inbox:detail", "clinic_inbox:add", "mfa_index"} <= {
        *shown
    }


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/"])
def test_pages_that_take_passwords_run_no_inline_script(client, address):
    answer = client.get(address)
    assert policy(answer)["script-src"] == {"'self'"}
    assert inline_code(answer.text) == []


def test_every_page_of_ours_is_strict_or_needs_the_inline_script_it_is_let_off_for(client):
    """Our namespaces from end to end, with a row of everything.

    Wagtail's dates, times and choosers start by an inline script. A name whose page has none any
    more belongs on the list no longer, and one that comes to have some belongs there.
    """
    world = plant("x")
    ClinicalReviewer.objects.create(user=world.root, practitioner=make_practitioner())
    ClinicalReviewer.objects.create(user=world.desk, practitioner=make_practitioner())
    reviewer = ClinicalReviewer.objects.latest("pk").pk
    announcement = Announcement.objects.get()
    announcement.save_revision()
    revision = announcement.save_revision().pk
    client.force_login(world.root)
    also = [
        reverse("clinic_reviewers:edit", args=[reviewer]),
        reverse("clinic_reviewers:copy", args=[reviewer]),
        reverse("clinic_reviewers:history", args=[reviewer]),
        reverse(
            "wagtailsnippets_clinic_locations_announcement:revisions_revert",
            args=[announcement.pk, revision],
        ),
        reverse("clinic_conditions_sign_review", args=[make_condition().pk]),
    ]
    pages = {
        path: client.get(path) for path in walk(client, also=also, only="/admin/clinic/").paths
    }
    names, with_code = set(), set()
    for path, answer in pages.items():
        name = resolve(path).view_name
        names.add(name)
        if inline_code(answer.text):
            with_code.add(name)
        sources = {"'self'", "'unsafe-inline'"} if name in LOOSE_NAMES else {"'self'"}
        assert policy(answer)["script-src"] == sources, name
    assert with_code == LOOSE_NAMES
    of_ours = {name for name, _route in ADMIN if name.startswith(OURS)}
    assert {space(name) for name in of_ours} == {space(name) for name in names} | WITHOUT_PAGES


# Of a snippet Wagtail makes the names, from the label of its app.
OURS = ("clinic_", "wagtailsnippets_clinic_")


def space(name):
    return name.partition(":")[0].removesuffix("_results")


# They answer with JSON, to a POST, or by leading elsewhere.
WITHOUT_PAGES = {
    "clinic_conditions_check_page",
    "clinic_locations_choose_fact",
    "clinic_locations_share_preview",
    "clinic_session",
}

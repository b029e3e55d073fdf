"""What all pages of the inbox have in common, whoever wrote them."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from leads.inbox.pages import DiscreetView
from leads.models import Right
from tests.factories import make_desk, make_location

pytestmark = pytest.mark.django_db

NAMESPACES = [
    "clinic_inbox",
    "clinic_export",
    "clinic_lead_import",
    "clinic_routing_rules",
    "clinic_desks",
]


def patterns_in(patterns, namespace=""):
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            yield from patterns_in(pattern.url_patterns, pattern.namespace or namespace)
        elif namespace in NAMESPACES:
            yield pattern


def test_every_page_asks_for_a_right_in_one_place():
    found = list(patterns_in(get_resolver().url_patterns))
    assert len(found) > 50
    strangers = [each.name for each in found if not issubclass(view_of(each), DiscreetView)]
    assert not strangers


def view_of(pattern):
    view = pattern.callback
    while not hasattr(view, "view_class"):
        view = view.__wrapped__
    return view.view_class


@pytest.mark.parametrize(
    "name",
    [
        "clinic_inbox:reports",
        "clinic_inbox:team",
        "clinic_inbox:canned",
        "clinic_inbox:canned_add",
        "clinic_inbox:webhooks",
        "clinic_inbox:webhook_add",
        "clinic_routing_rules:index",
        "clinic_routing_rules:add",
        "clinic_desks:index",
        "clinic_lead_import:start",
    ],
)
def test_managers_page_leads_back_to_the_inbox_and_leaks_no_address(client, name):
    client.force_login(make_desk("Mia Falk", make_location(), rights=[Right.SEE, Right.MANAGE]))
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert response.headers["Referrer-Policy"] == "same-origin"
    crumbs = response.context["breadcrumbs_items"]
    assert crumbs[1]["url"] == reverse("clinic_inbox:index")
    assert [crumb["url"] for crumb in crumbs].count("") == 1
    assert crumbs[-1] == {"url": "", "label": response.context["page_title"]}

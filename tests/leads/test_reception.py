"""What a process knows of a request page: the same for whoever asks first, and never old."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from leads.actions import delete_rule, move_rule, save_rule
from leads.models import RoutingRule
from leads.questions import rules_in_use
from leads.reception import reception_of
from locations import remembering
from locations.caching import advance, generation_now
from locations.frames import frame_of
from tests.factories import make_user
from tests.leads.visitor import send

pytestmark = pytest.mark.django_db
in_earnest = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(clinic):
    """The clinic, as if the test had committed it: it is counted, and can be remembered."""
    advance()
    connection.run_on_commit.clear()
    return clinic


def reception(clinic, request=None, *, page_id=None):
    return reception_of(request or RequestFactory().post("/"), page_id or str(clinic["page"].pk))


def known():
    return [key for key in remembering._shared if key.startswith("reception")]


def test_thanks_have_an_address_whatever_the_page_is_called(client, clinic):
    clinic["page"].slug = "TOKEN-please"
    clinic["page"].save()
    answer = send(client, clinic["page"])
    assert answer["Location"].startswith("/TOKEN-please/sent/")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("first", ["en", "es"])
def test_addresses_are_in_the_language_of_the_page_whoever_asks_first(committed, settings, first):
    settings.WAGTAIL_I18N_ENABLED = False  # then the language of an address is the reader's
    expected = committed["page"].get_url()
    with override(first):
        assert reception(committed).url == expected
    with override("es"):
        assert reception(committed).url == expected


def test_strange_hosts_and_numbers_are_one_page_to_remember(committed, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for host in ("one.example", "two.example", "two.example:81"):
        reception(committed, RequestFactory().post("/", headers={"host": host}))
    reception(committed, page_id=f"00{committed['page'].pk}")
    assert len(known()) == 1


def test_what_a_request_does_to_what_it_read_no_other_sees(committed):
    first = RequestFactory().post("/")
    reception(committed, first)
    clinic = frame_of(first).clinic
    clinic.locations[0].title = clinic.organisation.name = clinic.site.hostname = "Spoilt"
    later = reception(committed).clinic
    assert "Spoilt" not in (later.locations[0].title, later.organisation.name, later.site.hostname)


@in_earnest
def test_what_a_request_of_before_reads_is_not_taken_for_what_is_now(clinic):
    frame_of(RequestFactory().post("/")).clinic.locations  # noqa: B018 (remembered)
    before = RequestFactory().post("/")
    frame_of(before)  # as a middleware of the project may
    clinic["st_paul"].unpublish()
    reception(clinic, before)
    assert [place.title for place in reception(clinic).clinic.locations] == ["Edina"]


# A rule is no content; but what is remembered of the rules is over when one changes.


def rule_of(clinic, name):
    return RoutingRule.objects.create(name=name, location=clinic["edina"], order=len(name))


def create(rules, by):
    RoutingRule.objects.create(name="New", location=rules[0].location, order=9)


def remove(rules, by):
    rules[0].delete()


def save(rules, by):
    rules[0].active = False
    save_rule(rule=rules[0], by=by, at=timezone.now())


def move(rules, by):
    move_rule(rule=rules[1], past=rules[0], by=by, at=timezone.now())


def delete(rules, by):
    delete_rule(rule=rules[0], by=by, at=timezone.now())


CHANGES = [
    (create, ["A", "BB", "New"]),
    (remove, ["BB"]),
    (save, ["BB"]),
    (move, ["BB", "A"]),
    (delete, ["BB"]),
]


@in_earnest
@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_changed_rule_begins_a_generation_and_is_obeyed_at_once(clinic, change, expected):
    rules, by = [rule_of(clinic, name) for name in ("A", "BB")], make_user("Ada", is_superuser=True)
    assert [rule.name for rule in rules_in_use(reception(clinic).clinic)] == ["A", "BB"]
    before = generation_now()
    change(rules, by)
    assert generation_now().number > before.number
    assert [rule.name for rule in rules_in_use(reception(clinic).clinic)] == expected


@in_earnest
@pytest.mark.parametrize("change", [save, move, delete])
def test_generation_of_a_manager_s_rule_begins_with_it_though_the_process_dies(
    clinic, change, monkeypatch
):
    rules, by = [rule_of(clinic, name) for name in ("A", "BB")], make_user("Ada", is_superuser=True)
    before = generation_now()
    monkeypatch.setattr("locations.caching.advance", lambda: None)  # behind the commit
    change(rules, by)
    assert generation_now().number > before.number

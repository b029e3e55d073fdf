"""What colleagues searched for is forgotten with a person, whatever other sessions there are."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from leads import actions
from leads.actions import forgetting, retaining
from leads.models import Outcome, RetentionRule, Status
from leads.models.retention import Unit
from leads.sought import SESSION_KEY, forget_searches
from tests.factories import make_lead, make_location

pytestmark = pytest.mark.django_db

Store = import_module(settings.SESSION_ENGINE).SessionStore


def make_session(**content):
    session = Store()
    session.update(content)
    session.save()
    return session.session_key


def content_of(key):
    return dict(Store(session_key=key).items())


def test_only_the_search_goes_and_of_everybody():
    keys = [
        make_session(**{SESSION_KEY: {"key": name}, "other": name})
        for name in ("Quillon", "Quetzal")
    ]
    forget_searches()
    assert [content_of(key) for key in keys] == [{"other": "Quillon"}, {"other": "Quetzal"}]


def test_sessions_without_a_search_cost_no_query(django_assert_max_num_queries):
    for _number in range(30):
        make_session(language="es")
    key = make_session(**{SESSION_KEY: {"key": "Quillon"}})
    # Removing what is over; reading all; reading one and writing it, between savepoints.
    with django_assert_max_num_queries(6):
        forget_searches()
    assert content_of(key) == {}


def test_a_colleague_who_signs_out_meanwhile_is_in_nobodys_way(monkeypatch):
    leaving, staying = (
        make_session(**{SESSION_KEY: {"key": name}}) for name in ("Quillon", "Quetzal")
    )
    save = Store.save

    def save_too_late(session, *args, **kwargs):
        Session.objects.filter(pk=leaving).delete()
        save(session, *args, **kwargs)

    monkeypatch.setattr(Store, "save", save_too_late)
    forget_searches()
    assert not Session.objects.filter(pk=leaving).exists()
    assert content_of(staying) == {}


def test_a_fault_costs_no_forgetting(monkeypatch, django_capture_on_commit_callbacks):
    def broken():
        raise DatabaseError

    monkeypatch.setattr(forgetting, "forget_searches", broken)
    lead = make_lead(make_location("St. Paul"), name="Quillon")
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget(lead=lead, by=None, at=timezone.now())
    lead.refresh_from_db()
    assert lead.name == ""


def test_the_worker_removes_sessions_that_are_over():
    over, lasting = make_session(number=1), make_session(number=2)
    Session.objects.filter(pk=over).update(expire_date=timezone.now() - timedelta(days=1))
    call_command("clinic_deliver")
    assert list(Session.objects.values_list("pk", flat=True)) == [lasting]


def test_retention_forgets_what_was_searched_for_too(monkeypatch):
    """Once for all whom it removes; and not on a day on which nobody goes."""
    calls = []
    monkeypatch.setattr(retaining, "forget_searches", lambda: calls.append(forget_searches()))
    key, now = make_session(**{SESSION_KEY: "Quillon"}), timezone.now()
    place = make_location("St. Paul")
    for _number in range(2):
        closed_at = now - timedelta(days=40)
        facts = {"received_at": closed_at, "closed_at": closed_at, "close_reason": "answered"}
        make_lead(place, name="Quillon", status=Status.CLOSED, **facts)
    assert actions.retain(at=now) == 0
    assert content_of(key) == {SESSION_KEY: "Quillon"}
    RetentionRule.objects.create(standing=Outcome.CLOSED, number=30, unit=Unit.DAYS)
    assert actions.retain(at=now) == 2
    assert content_of(key) == {}
    assert len(calls) == 1

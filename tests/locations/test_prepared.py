"""Statements that are kept: the same rows as those of the QuerySets that they were made of."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q
from wagtail.models import Locale

from leads.models import Delivery, DeliveryKind, Lead
from locations.prepared import Prepared, insert
from tests.factories import WEDNESDAY, make_lead, make_location

pytestmark = pytest.mark.django_db


def received(*, until: datetime, name: str = ""):
    leads = Lead.objects.filter(Q(name=name) if name else Q(), received_at__lte=until)
    return leads.order_by("pk").values_list("name", "received_at", "due_at")


QUESTION = Prepared(received, until=datetime(1900, 1, 1, tzinfo=UTC), name="a name")


@pytest.fixture
def leads():
    place = make_location("St. Paul")
    names = ["Ana", "Bo", "Ana"]
    return [
        make_lead(place, name=name, received_at=WEDNESDAY + timedelta(hours=number))
        for number, name in enumerate(names)
    ]


@pytest.mark.parametrize("hours", [-1, 0, 2])
@pytest.mark.parametrize("name", [{}, {"name": "Ana"}, {"name": "Bo"}, {"name": "%s'"}])
def test_rows_are_those_of_the_query_set(leads, hours, name):
    values = {"until": WEDNESDAY + timedelta(hours=hours), **name}
    for _time in range(2):
        assert QUESTION.rows(**values) == list(received(**values))


def test_question_is_one_query(leads, django_assert_num_queries):
    with django_assert_num_queries(1):
        QUESTION.rows(until=WEDNESDAY)


def test_value_that_is_not_in_the_question_as_it_is_is_refused():
    """It would be the example's answer for ever."""
    part = Prepared(
        lambda *, name: Lead.objects.filter(name__contains=name).values_list("pk"), name="a name"
    )
    with pytest.raises(ValueError, match="no parameter"):
        part.rows(name="Ana")


def test_rows_are_written_as_bulk_create_writes_them(leads):
    common = {"lead": leads[0], "created_at": WEDNESDAY, "next_attempt_at": WEDNESDAY}
    kinds = [DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT]
    for payload in ({}, {"say": "“%s”"}):
        insert([Delivery(kind=kind, payload=payload, **common) for kind in kinds])
        Delivery.objects.bulk_create(
            [Delivery(kind=kind, payload=payload, **common) for kind in kinds]
        )
    facts = [
        {name: fact for name, fact in row.items() if name not in {"id", "message_id"}}
        for row in Delivery.objects.order_by("pk").values()
    ]
    assert facts[:2] == facts[2:4]
    assert facts[4:6] == facts[6:]
    assert len(set(Delivery.objects.values_list("message_id", flat=True))) == 8


def test_what_the_database_made_comes_back(leads):
    lead = make_lead(leads[0].location, name="Cy", due_at=WEDNESDAY)
    stored = Lead.objects.get(pk=lead.pk)
    assert (lead.stage, lead.queue_at) == (stored.stage, stored.queue_at)
    assert lead.queue_at == WEDNESDAY


def test_written_row_needs_no_more_than_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        insert([Locale(language_code="fr"), Locale(language_code="so")])
    assert Locale.objects.filter(language_code__in=["fr", "so"]).count() == 2

"""Statements that are kept write the same rows as Django's own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext, isolate_apps
from django.utils import timezone
from django.utils.connection import ConnectionDoesNotExist
from wagtail.models import Locale

from leads.models import (
    Delivery,
    DeliveryKind,
    EventKind,
    Lead,
    LeadEvent,
    Occasion,
    SearchText,
    is_known,
)
from leads.notifications.preferences import is_asked_for
from locations.column_values import as_they_are
from locations.faults import with_savepoints_if_needed
from locations.inserting import insert, insert_facts, together
from tests.factories import WEDNESDAY, make_lead, make_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_lead(make_location("St. Paul"), name="Ana")


def test_rows_are_written_as_bulk_create_writes_them(lead):
    common = {"lead": lead, "created_at": WEDNESDAY, "next_attempt_at": WEDNESDAY}
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


def test_facts_are_written_as_rows_are(lead):
    """What is not told is the default, made anew for each row where it is made."""
    common = {"created_at": WEDNESDAY, "next_attempt_at": WEDNESDAY}
    said = {"payload": {"say": "“%s”"}, "kind": DeliveryKind.RECEIPT}
    insert_facts(Delivery, [{"lead_id": lead.pk, **common, **said}] * 2)
    insert([Delivery(lead=lead, **common, **said)])
    facts = [
        {name: fact for name, fact in row.items() if name not in {"id", "message_id"}}
        for row in Delivery.objects.order_by("pk").values()
    ]
    assert facts[0] == facts[1] == facts[2]
    assert len(set(Delivery.objects.values_list("message_id", flat=True))) == 3


class Noted(models.Model):
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "clinic_locations"
        managed = False

    def __str__(self):
        return str(self.at)


def test_facts_of_a_row_that_looks_at_itself_are_refused():
    with pytest.raises(NotImplementedError):
        insert_facts(Noted, [{}])


VALUES = ["", "12", "x", 0, 12, None]


@pytest.mark.parametrize("model", [Lead, LeadEvent, Delivery, SearchText, Locale, Noted])
def test_values_that_are_taken_as_they_are_django_would_take_so(model):
    for field in model._meta.concrete_fields:
        for value in VALUES:
            if type(value) in as_they_are(field):
                assert field.get_db_prep_save(value, connection) == value, field
                assert type(field).pre_save is models.Field.pre_save or not any(
                    getattr(field, name, False) for name in ("auto_now", "auto_now_add")
                )


def test_field_of_another_app_is_asked(lead):
    class Shouted(models.CharField):
        def get_prep_value(self, value):
            return value.upper()

    assert as_they_are(models.CharField()) == {str, type(None)}
    assert not as_they_are(Shouted())


@pytest.mark.parametrize("value", [{}, [], {"say": "“%s” \\u0001é"}, [1.5, None, True, "x"], None])
def test_json_is_stored_as_django_stores_it(lead, value):
    said = {"lead_id": lead.pk, "kind": EventKind.ROUTED, "at": WEDNESDAY}
    insert_facts(LeadEvent, [{**said, "data": value or {}}])
    new = LeadEvent.objects.latest("pk")
    assert new.data == (value or {})
    assert LeadEvent.objects.filter(pk=new.pk, data=value or {}).exists()


def test_what_the_database_made_comes_back(lead):
    new = make_lead(lead.location, name="Cy", due_at=WEDNESDAY)
    stored = Lead.objects.get(pk=new.pk)
    assert (new.stage, new.queue_at) == (stored.stage, stored.queue_at)
    assert new.queue_at == WEDNESDAY


def test_written_row_needs_no_more_than_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        insert([Locale(language_code="fr"), Locale(language_code="so")])
    assert Locale.objects.filter(language_code__in=["fr", "so"]).count() == 2


def test_value_that_the_database_works_out_is_written(lead):
    new = make_lead(lead.location, received_at=Now())
    new.refresh_from_db()
    assert abs(timezone.now() - new.received_at) < timedelta(minutes=1)


@isolate_apps()  # with an app in it, that would be made ready twice
def test_lead_of_a_projects_own_kind_is_written(lead):
    class Referral(Lead):
        doctor = models.CharField(max_length=20)

        class Meta:
            app_label = "clinic_leads"
            db_table = "referral"

    facts = {
        "reference": "R",
        "idempotency_key": "r",
        "body_digest": "r",
        "location": lead.location,
    }
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE referral (lead_ptr_id bigint, doctor varchar(20))")
    new = Referral.objects.create(doctor="Dr. Ono", **facts)
    assert Lead.objects.filter(pk=new.pk, reference="R").exists()


# Held back, to go together.


def add_languages(*codes):
    with transaction.atomic(), together("default"):
        for code in codes:
            insert([Locale(language_code=code)])


def statements(work):
    with CaptureQueriesContext(connection) as asked:
        work()
    return [one["sql"] for one in asked if "INSERT" in one["sql"]]


def test_rows_go_together_in_a_first_attempt_alone():
    at_once = 1 if connection.vendor == "postgresql" else 2
    first = statements(lambda: with_savepoints_if_needed(lambda: add_languages("fr", "so")))
    assert len(first) == at_once
    assert len(statements(lambda: add_languages("de", "it"))) == 2
    assert Locale.objects.filter(language_code__in=["fr", "so", "de", "it"]).count() == 4


def test_what_is_asked_in_between_sees_the_rows():
    def work():
        with transaction.atomic(), together("default"):
            insert([Locale(language_code="fr")])
            assert Locale.objects.filter(language_code="fr").exists()
            insert([Locale(language_code="so")])

    with_savepoints_if_needed(work)
    assert Locale.objects.filter(language_code="so").exists()


def test_rows_that_are_refused_together_are_written_one_by_one():
    """So that it is known whose fault it was."""
    attempts = []

    def work():
        attempts.append(1)
        add_languages("fr", "fr")

    with pytest.raises(IntegrityError):
        with_savepoints_if_needed(work)
    assert len(attempts) == (2 if connection.vendor == "postgresql" else 1)
    assert not Locale.objects.filter(language_code="fr").exists()


def test_rows_are_written_with_numbers_of_their_own():
    insert([Locale(pk=1001, language_code="fr")])
    assert Locale.objects.get(language_code="fr").pk == 1001


class Elsewhere:
    """A router that names a database that is not there."""

    def db_for_write(self, model, **hints):
        return "elsewhere"


@pytest.mark.parametrize(
    "work",
    [
        lambda: insert([Locale(language_code="fr")]),
        lambda: is_known("key"),
        lambda: is_asked_for(Occasion.RECEIVED, location_id=None),
    ],
)
def test_projects_routers_say_where(settings, work):
    settings.DATABASE_ROUTERS = [Elsewhere()]
    with pytest.raises(ConnectionDoesNotExist):
        work()

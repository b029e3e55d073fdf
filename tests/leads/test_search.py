"""Search follows the leads, whichever way they are written, and forgets with them."""

import random
from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.actions import forget
from leads.checks import check_search_index
from leads.folding import needles
from leads.models import Lead, SearchText, search
from leads.models.search import FULL_TEXT, create_index, drop_index, has_index
from tests.factories import make_lead, make_location, make_user
from tests.leads.visitor import asked

pytestmark = pytest.mark.django_db

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'")


def found(text):
    return set(Lead.objects.matching(text).values_list("name", flat=True))


def facts(number, name):
    return {
        "reference": f"REF{number}",
        "idempotency_key": f"key {number}",
        "body_digest": "digest",
        "name": name,
    }


def test_lead_is_found_by_every_field_that_is_searched():
    make_lead(
        name="Núñez",
        email="ines@example.com",
        topic="Knees",
        message="Since the flood",
        phone="+16515550142",
        phone_typed="651 555 0142 or at work",
    )
    make_lead(name="Somebody Else")
    for text in ("nunez", "ines@", "knee", "flood", "0142", "at work", "nunez 555-0142"):
        assert found(text) == {"Núñez"}, text


def test_texts_from_before_are_written_anew_with_contacts_set_apart(clinic):
    lead = asked(name="Holm", email="canary@example.com", key="first", phone_typed="5550114 x2")
    make_lead(name="Søren O’Núñez", phone_typed="0142 at work", location=lead.location)
    asked(name="Holm", email="new@example.com", key="second", topic="Elbows")
    right = dict(SearchText.objects.values_list("pk", "text"))
    text = right[lead.pk]
    assert text.index("elbows") < text.index(search.CONTACT) < text.index("canary")
    SearchText.objects.update(text="")
    migration = import_module("leads.migrations.0008_contacts_set_apart")
    migration.set_apart(apps, SimpleNamespace(connection=connection))
    assert dict(SearchText.objects.values_list("pk", "text")) == right
    assert has_index(connection)
    assert found("canary@ elbow") == {"Holm"}


def test_every_word_must_be_there():
    make_lead(name="Ingrid Holm", message="elbow")
    assert found("ingrid elbow") == {"Ingrid Holm"}
    assert found("ingrid knee") == set()
    assert found("%") == found("") == set()


def made_up(number, chance):
    """A lead of few letters: what is looked for is in many of them, in part or in another order."""
    words = ["".join(chance.choices(["an", "ber", "da", "ing", "ø", "1"], k=4)) for _ in range(4)]
    return Lead(
        **facts(number, " ".join(words[:2])),
        message=f"{' '.join(words)}{' mornings' if number % 2 else ''}",
        phone=f"+1651{chance.randrange(10_000_000):07}",
    )


def questions(chance):
    """What is there, parts of it across words, and what is nowhere."""
    for text in SearchText.objects.values_list("text", flat=True):
        start, length = chance.randrange(len(text)), chance.randrange(2, 9)
        yield text[start : start + length]
        yield " ".join(chance.sample(text.split(), 2))
    yield from ["mornings", "mornings an", "1651", "anda dan", "zzyzx", "000000001", "a", "1 1"]


@pytest.mark.parametrize("too_many", [1, 25, 10_000])
def test_search_finds_what_reading_every_text_finds(monkeypatch, too_many):
    """Whether the index is asked for what many have, never, or always."""
    monkeypatch.setattr(search, "TOO_MANY", too_many)
    chance = random.Random(4)
    Lead.objects.bulk_create([made_up(number, chance) for number in range(60)])
    texts = dict(SearchText.objects.values_list("lead_id", "text"))
    for question in questions(chance):
        words = needles(question)
        having = {pk for pk, text in texts.items() if words and all(w in text for w in words)}
        assert set(Lead.objects.matching(question).values_list("pk", flat=True)) == having, question


def test_search_follows_a_change():
    lead = make_lead(name="Ingrid")
    lead.name = "Astrid"
    lead.save()
    assert (found("ingrid"), found("astrid")) == (set(), {"Astrid"})
    lead.name = "Sigrid"
    lead.save(update_fields=["name"])
    assert (found("astrid"), found("sigrid")) == (set(), {"Sigrid"})


def test_search_follows_many_at_once():
    Lead.objects.bulk_create([Lead(**facts(1, "Ingrid")), Lead(**facts(2, "Astrid"))])
    assert (found("ingrid"), found("astrid")) == ({"Ingrid"}, {"Astrid"})
    assert Lead.objects.filter(name="Ingrid").update(name="Sigrid", topic="Knees") == 1
    assert (found("ingrid"), found("sigrid knees")) == (set(), {"Sigrid"})
    leads = list(Lead.objects.all())
    for lead in leads:
        lead.message = "moved house"
    Lead.objects.bulk_update(leads, ["message"])
    assert found("moved house") == {"Sigrid", "Astrid"}


def test_lead_is_found_by_what_its_person_said_later(clinic):
    lead = asked(key="first", message="My knee")
    asked(key="second", message="Since the flood", email="New@Example.com", topic="Elbows")
    asked(key="third", message="Call me at work")
    make_lead(name="Somebody Else", location=lead.location)
    for text in ("knee", "flood", "new@example.com", "elbow", "at work", "knee flood 0114"):
        assert found(text) == {"Ana"}, text
    call_command("clinic_search_index", stdout=StringIO())
    assert found("knee flood at work") == {"Ana"}


def test_what_its_person_said_later_is_forgotten_with_the_lead(clinic):
    lead = asked(key="first")
    asked(key="second", message="Since the flood", email="new@example.com")
    forget(lead=lead, by=make_user("Ada"), at=timezone.now())
    assert found("flood") == found("new@example.com") == set()
    text = SearchText.objects.get(pk=lead.pk).text
    assert "flood" not in text
    assert "example" not in text


def test_what_does_not_concern_the_words_costs_nothing(django_assert_num_queries):
    lead = make_lead(name="Ingrid")
    with django_assert_num_queries(1):
        lead.save(update_fields=["status"])
    with django_assert_num_queries(1):
        Lead.objects.update(version=2)


def test_search_is_no_part_of_a_list():
    make_lead(make_location(), name="Ingrid")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(Lead.objects.all())
    assert "searchtext" not in str(queries.captured_queries)


def index_bytes():
    """Everything that SQLite keeps for the full-text table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT block FROM {FULL_TEXT}_data")
        return b"".join(bytes(block) for (block,) in cursor.fetchall())


# Letters that nothing else has. The index holds pieces of three letters, and of each only what the
# piece before does not begin with: so no whole letter is sure to be there.
MARK = "ʘʞʊ"
PAIRS = [b"\x98\xca", b"\x9e\xca", b"\x8a\xca"]


@sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["update", "save"])
def test_search_holds_no_byte_of_what_is_emptied(way):
    for name in ("Ingrid", MARK * 3, "Astrid"):
        make_lead(name=name)
    assert PAIRS[0] + b"\x9e" in index_bytes()
    lead = Lead.objects.get(name=MARK * 3)
    if way == "update":
        Lead.objects.filter(pk=lead.pk).update(name="")
    else:
        lead.name = ""
        lead.save()
    assert not any(pair in index_bytes() for pair in PAIRS)
    assert not SearchText.objects.filter(text__contains=MARK).exists()
    assert found("ingrid") == {"Ingrid"}


def test_search_works_without_an_index(settings):
    make_lead(name="Ingrid")
    drop_index(connection)
    assert not has_index(connection)
    make_lead(name="Astrid", phone="+16515550142")
    assert (found("ingrid"), found("550142")) == ({"Ingrid"}, {"Astrid"})
    assert [warning.id for warning in check_search_index(databases=["default"])] == [
        "clinic_leads.W002"
    ]
    create_index(connection)
    assert (found("ingrid"), found("550142")) == ({"Ingrid"}, {"Astrid"})
    assert check_search_index(databases=["default"]) == []
    assert check_search_index(databases=None) == []


def test_command_finds_again_what_was_written_past_the_models():
    lead = make_lead(name="Ingrid")
    SearchText.objects.all().delete()
    assert found("ingrid") == set()
    said = StringIO()
    call_command("clinic_search_index", stdout=said)
    assert said.getvalue() == "1 leads can be found, with an index.\n"
    assert found("ingrid") == {"Ingrid"}
    lead.delete()
    assert found("ingrid") == set()

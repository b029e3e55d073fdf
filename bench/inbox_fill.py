"""Fill an empty database with the leads of one clinic in five places, fast; for bench/inbox.py.

Three years of leads, nearly all closed; 5,000 open ones (300 of 1,000), some booked, one in a
hundred in quarantine, some with a message that was not delivered; each with its search words.
Rows are written past the models (COPY on PostgreSQL), their indexes made afterwards.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from leads.models import Delivery, Lead, LeadEvent, SearchText
from leads.models.search import create_index, drop_index, text_of
from leads.models.search_texts import CONTACT
from tests.factories import make_desk, make_location

SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
SYLLABLES = [
    "an",
    "ber",
    "da",
    "el",
    "fan",
    "gri",
    "ho",
    "ing",
    "jor",
    "kou",
    "la",
    "mi",
    "no",
    "ol",
    "pet",
    "ri",
    "sol",
    "tha",
    "vang",
    "wen",
    "xi",
    "yer",
]
TOPICS = ["Knee", "Hip", "Back", "Neck", "Sleep", "Headache", "Allergies", "Pregnancy"]
WORDS = [first + second for first in SYLLABLES for second in SYLLABLES]
# In every second lead; in one of a hundred; in the first 997.
FREQUENT, MIDDLING, OLDEST = "mornings", "insurance", "zebrafish"
LANGUAGES = ["en"] * 16 + ["es"] * 3 + ["so"]
PLACES = ["St. Paul", "Edina", "Woodbury", "Duluth", "Rochester"]
COLLEAGUES = 8  # at each
LATEST = (
    50_000  # so many have their event and their message, the others only what was not delivered
)
DAY = timedelta(days=1)

Row = dict[str, Any]


def fill(leads: int) -> None:
    call_command("migrate", verbosity=0)
    places = [make_location(title) for title in PLACES]
    everywhere = make_desk("Max Holm", None)
    desks = [
        [make_desk(f"{place.title} {n}", place) for n in range(COLLEAGUES)] for place in places
    ]
    clinic = Clinic(leads, timezone.now(), places, [[everywhere, *desk] for desk in desks])
    with without_indexes():
        write(Lead, clinic.leads())
        write(SearchText, clinic.texts)
        write(LeadEvent, clinic.events())
        write(Delivery, clinic.deliveries())
    with connection.cursor() as cursor:
        # SQLite as it is installed: without statistics.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "VACUUM")
    for lead in Lead.objects.order_by("-pk")[:100]:
        assert lead.search_text.text == text_of(lead)  # noqa: S101


class Clinic:
    """What happened to its leads, number 1 being the oldest."""

    def __init__(self, number: int, now: datetime, places: list[Any], desks: list[Any]) -> None:
        self.number, self.now, self.places, self.desks = number, now, places, desks
        self.open = min(5000, number * 3 // 10)
        self.span = 3 * 365 * DAY if number > 10_000 else 60 * DAY
        self.chance = random.Random(7)  # noqa: S311
        self.texts: list[Row] = []

    def leads(self) -> Iterator[Row]:
        for pk in range(1, self.number + 1):
            yield self.lead(pk)

    def lead(self, pk: int) -> Row:
        chance = self.chance
        at = self.received_at(pk)
        here = chance.randrange(len(PLACES))
        first, last = ("".join(chance.choices(SYLLABLES, k=3)) for _ in "ab")
        topic, phone = chance.choice(TOPICS), f"1612{chance.randrange(2_000_000, 9_999_999)}"
        message = " ".join([*chance.choices(WORDS, k=6), *self.rarer(pk)])
        code = reference(pk)
        code_said = f"{code.replace('-', ' ')} {code.replace('-', '')}"
        words = f" {first} {last} {topic} {message} {code_said} "
        reached = f" {first} {last}{pk} example com {phone} "
        self.texts.append({"lead_id": pk, "text": f"{words}{CONTACT}{reached}".lower()})
        return {
            "id": pk,
            "reference": code,
            "idempotency_key": f"key {pk}",
            "name": f"{first.title()} {last.title()}",
            "phone": f"+{phone}",
            "email": f"{first}.{last}{pk}@example.com",
            "topic": topic,
            "message": message,
            "language": chance.choice(LANGUAGES),
            "location_id": self.places[here].pk,
            "location_title": PLACES[here],
            "received_at": at,
            "due_at": at + DAY / 12,
            "assigned_to_id": chance.choice(self.desks[here]).pk if pk % 4 else None,
        } | self.state(self.number - pk, at)

    def received_at(self, pk: int) -> datetime:
        return self.now - self.span * ((self.number - pk) / self.number)

    def rarer(self, pk: int) -> list[str]:
        return [FREQUENT] * (pk % 2) + [MIDDLING] * (pk % 100 == 0) + [OLDEST] * (pk < 997)

    def state(self, age: int, at: datetime) -> Row:
        """What became of the lead that came in before `age` others."""
        answered = {"answered_at": at + DAY / 24, "first_response_at": at + DAY / 24}
        if age % 100 == 50:
            return {"quarantined_at": at}
        if age < self.open:
            return self.open_state(age, answered)
        if age % 50 == 1:
            when = self.now + DAY * (age % 60) if age < 3 * self.open else at + 7 * DAY
            came = "" if when > self.now or age % 20 == 1 else "attended"
            return answered | {"status": "booked", "appointment_at": when, "attendance": came}
        return answered | {"status": "closed", "closed_at": at + DAY, "close_reason": "answered"}

    def open_state(self, age: int, answered: Row) -> Row:
        kind = age % 10
        if kind < 4:  # nobody has answered: overdue, or promised for the next days
            return {"due_at": self.now + DAY * (age % 40) / 10} if kind == 1 else {}
        if kind == 4:
            return answered
        until = {"snoozed_until": self.now + DAY * (1 + age % 30)} if kind == 9 else {}
        return answered | until | {"status": "waiting"}

    def events(self) -> Iterator[Row]:
        for pk in range(max(1, self.number - LATEST), self.number + 1):
            yield {"lead_id": pk, "kind": "received", "at": self.received_at(pk)}

    def deliveries(self) -> Iterator[Row]:
        for pk in range(1, self.number + 1):
            failed = pk % 1000 == 999 or (self.number - pk) % 250 == 3
            if not failed and pk < self.number - LATEST:
                continue
            at = self.received_at(pk)
            yield {
                "lead_id": pk,
                "kind": "desk_mail",
                "state": "failed" if failed else "sent",
                "sent_at": None if failed else at,
                "message_id": f"bench-{pk}",
                "created_at": at,
                "next_attempt_at": at,
            }


def reference(number: int) -> str:
    code = ""
    for _sign in range(10):
        number, sign = divmod(number * 7 + 3, 27) if not code else divmod(number, 27)
        code += SIGNS[sign]
    return f"{code[:5]}-{code[5:]}"


def write(model: Any, rows: Iterable[Row]) -> None:
    """Write rows that say what is particular; the rest is what the model begins with."""
    with_key = model in {Lead, SearchText}
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    fields = [field for field in fields if with_key or not field.primary_key]
    usual = {field.column: _usual(field) for field in fields}
    said = ([*map(_plain, (usual | row).values())] for row in rows)
    table, columns = model._meta.db_table, ", ".join(usual)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for values in said:
                    copy.write_row(values)
            last = f"SELECT MAX(id) FROM {Lead._meta.db_table}"  # noqa: S608
            cursor.execute(f"SELECT setval('clinic_leads_lead_id_seq', ({last}))")
            return
    marks = ", ".join("?" * len(usual))
    with transaction.atomic():
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        connection.connection.executemany(sql, said)


def _usual(field: Any) -> Any:
    value = field.get_db_prep_save(field.get_default(), connection)
    return getattr(value, "dumps", lambda _: value)(getattr(value, "obj", None))


def _plain(value: Any) -> Any:
    """As both databases take it: UTC without saying so."""
    return value.isoformat(" ")[:19] if type(value) is datetime else value


class without_indexes:
    """Set the indexes of the leads aside while the tables are filled."""

    LISTS = {
        "postgresql": """SELECT indexname, indexdef FROM pg_indexes LEFT JOIN pg_constraint
            ON conname = indexname WHERE tablename LIKE 'clinic_leads_%' AND conname IS NULL""",
        "sqlite": """SELECT name, sql FROM sqlite_master
            WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE 'clinic_leads_%'""",
    }

    def __enter__(self) -> None:
        drop_index(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA synchronous = OFF")
                cursor.execute("PRAGMA cache_size = -1000000")
            else:
                cursor.execute("SET maintenance_work_mem = '1GB'")
                cursor.execute("SET synchronous_commit = off")
            cursor.execute(self.LISTS[connection.vendor])
            self.indexes = cursor.fetchall()
            for name, _sql in self.indexes:
                cursor.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            for _name, sql in self.indexes:
                cursor.execute(sql)
        create_index(connection)

"""What leads are searched by: how their people are reached now stands apart, behind the rest.

How a text is made and looked into is written down here as it was then: what leads/models/search.py
does may change, history may not.
"""

import re
import unicodedata

from django.db import DatabaseError, migrations, transaction

BATCH = 500
SAID_LATER = ["followed_up", "corrected"]
CONTACT = "\n"

APOSTROPHES = re.compile("['’‘ʼ`´]")
NO_LETTERS = re.compile(r"[\W_]+")
DIGITS = re.compile(r"\d+")
UNDECOMPOSED = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)

TABLE, FULL_TEXT, INDEX = "clinic_leads_searchtext", "clinic_leads_found", "clinic_leads_trigrams"
TAKE_OUT = (
    f"INSERT INTO {FULL_TEXT}({FULL_TEXT}, rowid, text) VALUES('delete', old.lead_id, old.text);"
)
PUT_IN = f"INSERT INTO {FULL_TEXT}(rowid, text) VALUES(new.lead_id, new.text);"
TRIGGERS = {
    "insert": f"AFTER INSERT ON {TABLE} BEGIN {PUT_IN} END",
    "delete": f"AFTER DELETE ON {TABLE} BEGIN {TAKE_OUT} END",
    "update": f"AFTER UPDATE ON {TABLE} BEGIN {TAKE_OUT} {PUT_IN} END",
}
# PostgreSQL changes no index of a table with rows whose foreign keys it has not checked yet.
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
CREATE = {
    "sqlite": [
        f"""CREATE VIRTUAL TABLE {FULL_TEXT} USING fts5(
            text, content='{TABLE}', content_rowid='lead_id', detail='none',
            tokenize='trigram case_sensitive 1'
        )""",
        *(f"CREATE TRIGGER {FULL_TEXT}_{name} {trigger}" for name, trigger in TRIGGERS.items()),
        f"INSERT INTO {FULL_TEXT}({FULL_TEXT}) VALUES('rebuild')",
    ],
    "postgresql": [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        CHECK_NOW,
        f"CREATE INDEX {INDEX} ON {TABLE} USING gin (text gin_trgm_ops) WITH (fastupdate = off)",
    ],
}
DROP = {
    "sqlite": [
        *(f"DROP TRIGGER IF EXISTS {FULL_TEXT}_{name}" for name in TRIGGERS),
        f"DROP TABLE IF EXISTS {FULL_TEXT}",
    ],
    "postgresql": [CHECK_NOW, f"DROP INDEX IF EXISTS {INDEX}"],
}


def set_apart(apps, schema_editor):
    """Without the index while it lasts: it would be changed word by word.

    In many transactions, so that leads can be stored meanwhile. Whoever is interrupted begins anew.
    """
    connection = schema_editor.connection
    run(connection, DROP)
    last = 0
    while last is not None:
        with transaction.atomic(using=connection.alias):
            last = set_some_apart(apps, connection.alias, last)
    try:
        run(connection, CREATE)
    except DatabaseError:  # no FTS5 in this SQLite; nobody allows us the extension
        return


def set_some_apart(apps, alias, last):
    """Write the texts of the leads after `last`; return the last of them, None if there is none."""
    leads = apps.get_model("clinic_leads", "Lead").objects.using(alias)
    events = apps.get_model("clinic_leads", "LeadEvent").objects.using(alias)
    texts = apps.get_model("clinic_leads", "SearchText").objects.using(alias)
    # Locked, or what somebody changes between reading and writing could not be found.
    waiting = leads.filter(pk__gt=last, search_text__isnull=False).select_for_update(of=["self"])
    parts = {lead.pk: [of_lead(lead)] for lead in waiting.order_by("pk")[:BATCH]}
    said = events.filter(kind__in=SAID_LATER, lead__in=list(parts)).order_by("pk")
    for lead, text, data in said.values_list("lead_id", "text", "data"):
        parts[lead].append(of_follow_up(text, data))
    rows = [texts.model(lead_id=pk, text=text_of(its)) for pk, its in parts.items()]
    texts.bulk_update(rows, ["text"])
    return max(parts, default=None)


def run(connection, statements):
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, []):
            cursor.execute(statement)


def of_lead(lead):
    """The folded words that everybody reads who sees the lead, and how its person is reached."""
    return (
        searchable(lead.name, lead.topic, lead.message, reference=lead.reference),
        searchable(lead.email, phone=lead.phone, phone_typed=lead.phone_typed),
    )


def of_follow_up(text, said):
    numbers = {name: said.get(name, "") for name in ("phone", "phone_typed")}
    now = searchable(said.get("email", ""), **numbers)
    before = searchable(phone_typed=said.get("phone_before", ""))
    return searchable(text, said.get("name", ""), said.get("topic", "")), joined([now, before])


def text_of(parts):
    said, reached = map(joined, zip(*parts))
    return f"{said}{CONTACT}{reached}" if said or reached else ""


def joined(texts):
    own, *others = texts
    return own + "".join(text.lstrip() if own else text for text in others)


def searchable(*words, reference="", phone="", phone_typed=""):
    stored, typed = digits_of(phone), digits_of(phone_typed)
    numbers = [stored, "" if typed and typed in stored else typed]
    parts = [*words, DIGITS.sub(" ", phone_typed), *numbers, reference, reference.replace("-", "")]
    folded = " ".join(filter(None, map(fold, filter(None, parts))))
    return f" {folded} " if folded else ""


def fold(text):
    plain = APOSTROPHES.sub("", text)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.casefold())
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
        plain = plain.casefold().translate(UNDECOMPOSED)
    return NO_LETTERS.sub(" ", plain.lower()).strip()


def digits_of(text):
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("clinic_leads", "0007_filters_in_the_index"),
    ]

    operations = [
        migrations.RunPython(set_apart, migrations.RunPython.noop),
    ]

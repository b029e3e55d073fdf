"""SearchText: the words in which a lead is searched for, and the index over them.

This is the one place besides the lead where what it says of a person is kept. It is written with
the lead: by `Lead.save` and by the QuerySet's `bulk_create` and `update`, so that an import and
`forget` cannot pass it by. It is a table of its own, because lists do not need it, and because a
lead that changes its status must not have its words indexed anew.

PostgreSQL finds words by a trigram index (pg_trgm). SQLite has a full-text table beside this one
(FTS5, trigrams), which triggers keep equal to it and which holds no text, only which three letters
are where; what it finds is compared with the text. Without either, and on other databases, every
text is read: the same leads are found, more slowly.
"""

import sqlite3
from collections.abc import Collection
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, LessThan

from locations.inserting import insert_facts

from ..event_kinds import EventKind
from ..folding import INDEXED_LENGTH, fold, needles
from ..trigrams import telling_pieces
from .search_texts import CONTACT, Findable, text_of, text_of_follow_up

# The fields of a lead that are looked into.
SEARCHED = frozenset({"name", "email", "topic", "message", "phone", "phone_typed", "reference"})
# The events in which the person speaks again, with what they said otherwise than before.
ASKED_AGAIN = EventKind.FOLLOWED_UP.value
SAID_LATER = (ASKED_AGAIN, EventKind.CORRECTED.value)
# Rows written at once.
BATCH = 500
# Words that more leads have than this narrow nothing down. To read so many leads by their number
# takes about as long as to read the list of a million until a page of them is found.
MOST_FOUND = 5000
# No index is asked for what this many of the newest leads have: that would be a good part of all,
# and PostgreSQL finds all of them before it tells of the first.
NEWEST, TOO_MANY = 500, 25
# SQLite looks at fewer: it also tells rare letters from common ones by them.
JUDGED_BY = 200

TABLE, FULL_TEXT, INDEX = "clinic_leads_searchtext", "clinic_leads_found", "clinic_leads_trigrams"
# PostgreSQL changes no index of a table with rows whose foreign keys it has not checked yet.
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
# From this version on SQLite takes what is deleted out of the index at once.
SECURE_DELETE_SINCE = (3, 42)

# `detail=none`: a quarter of the size. It knows which letters a text has, not in which order.
CREATE_FULL_TEXT = f"""
CREATE VIRTUAL TABLE {FULL_TEXT} USING fts5(
    text, content='{TABLE}', content_rowid='lead_id', detail='none',
    tokenize='trigram case_sensitive 1'
)
"""
_TAKE_OUT = (
    f"INSERT INTO {FULL_TEXT}({FULL_TEXT}, rowid, text) VALUES('delete', old.lead_id, old.text);"
)
_PUT_IN = f"INSERT INTO {FULL_TEXT}(rowid, text) VALUES(new.lead_id, new.text);"
TRIGGERS = {
    "insert": f"AFTER INSERT ON {TABLE} BEGIN {_PUT_IN} END",
    "delete": f"AFTER DELETE ON {TABLE} BEGIN {_TAKE_OUT} END",
    "update": f"AFTER UPDATE ON {TABLE} BEGIN {_TAKE_OUT} {_PUT_IN} END",
}
TRIGGER = f"{FULL_TEXT}_insert"


class SearchText(models.Model):
    """The folded words of one lead."""

    wagtail_reference_index_ignore = True
    PERSONAL = {"text"}

    lead = models.OneToOneField(
        "clinic_leads.Lead",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_text",
    )
    text = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Search text {self.pk}"


def write_search_texts(leads: Collection[Any], *, using: str, are_new: bool = False) -> None:
    """Make what search knows of `leads` equal to what they, and their follow-ups, say now."""
    if are_new and len(leads) == 1:
        facts = [{"lead_id": lead.pk, "text": text_of(lead)} for lead in leads]
        insert_facts(SearchText, facts, using=using)
        return
    known, again = ({}, {}) if are_new else _known([lead.pk for lead in leads], using=using)
    texts = {lead.pk: text_of(lead, again=again.get(lead.pk, ())) for lead in leads}
    rows = SearchText.objects.using(using)
    changed = [
        SearchText(lead_id=pk, text=text) for pk, text in texts.items() if known.get(pk) != text
    ]
    outdated = [row for row in changed if row.pk in known]
    rows.bulk_create([row for row in changed if row.pk not in known], batch_size=BATCH)
    if outdated:
        _before_taking_out(using)
        rows.bulk_update(outdated, ["text"], batch_size=BATCH)
        _after_taking_out(using)


def _known(pks: list[int], *, using: str) -> tuple[dict[int, str], dict[int, list[Findable]]]:
    """What search knows of leads, and the texts of their follow-ups, oldest first. One query."""
    leads = SearchText.lead.field.related_model._default_manager.using(using)
    asked = models.FilteredRelation("events", condition=models.Q(events__kind__in=SAID_LATER))
    columns = ("pk", "search_text__text", "again__pk", "again__text", "again__data")
    rows = leads.filter(pk__in=pks).annotate(again=asked).order_by("again__pk")
    known: dict[int, str] = {}
    again: dict[int, list[Findable]] = {}
    for pk, text, event, words, said in rows.values_list(*columns):
        if text is not None:
            known[pk] = text
        if event is not None:
            again.setdefault(pk, []).append(text_of_follow_up(words, said))
    return known, again


def found_by(query: str, *, using: str | None) -> models.Q:
    """Return the condition that a lead is meant by `query`; nothing, if there is nothing in it."""
    words = needles(query)
    return _having(words, using=using) if words else models.Q(pk__in=[])


def said_openly(query: str) -> models.Q:
    """Return what holds of every lead that `query` finds without its numbers and addresses.

    A text in which they are not set apart yet is not found.
    """
    begin = StrIndex("search_text__text", models.Value(CONTACT))
    condition = models.Q()
    for word in needles(query):
        place = StrIndex("search_text__text", models.Value(word))
        condition &= models.Q(GreaterThan(place, 0)) & models.Q(LessThan(place, begin))
    return condition


def narrowed_by(text: str, *, using: str | None = None) -> models.Q:
    """Return what holds of every lead that says `text` somewhere, so that an index helps.

    Of a part of a word the index knows nothing that is shorter than three letters.
    """
    words = [word for word in fold(text).split() if len(word) >= INDEXED_LENGTH]
    return _having(words, using=using) if words else models.Q()


def _having(words: list[str], *, using: str | None) -> models.Q:
    """The condition that a lead has all these words.

    Either those leads by their number, found in the index; or, where they are many, as something to
    be looked for in the leads themselves, in the order of the list, until a page is full. What
    PostgreSQL's planner takes for better is seldom: it cannot know how many have a word.
    """
    connection = connections[using or DEFAULT_DB_ALIAS]
    found = _in_index(words, connection)
    if found is not None and len(found) <= MOST_FOUND:
        # PostgreSQL would hope to meet some soon in the order of the list, and read all of it if
        # they are old. The second condition always holds; it takes it for a very rare one.
        rare = models.Q(pk=models.F("pk") + 0) if connection.vendor == "postgresql" else models.Q()
        return models.Q(pk__in=found) & rare
    condition = models.Q()
    for word in words:
        place = StrIndex("search_text__text", models.Value(word))
        condition &= models.Q(GreaterThan(place, 0))
    return condition


def _in_index(words: list[str], connection: BaseDatabaseWrapper) -> list[int] | None:
    """The leads with all these words, one more than `MOST_FOUND` at most; None: without an index.

    The words are folded, there is no wildcard in them.
    """
    if connection.vendor == "sqlite" and has_index(connection):
        return _in_full_text(words, connection)
    if connection.vendor == "postgresql":
        return _in_trigrams(words, connection)
    return None


def _in_full_text(words: list[str], connection: BaseDatabaseWrapper) -> list[int] | None:
    """Compare the words with the texts that have the rarest of their letters. SQLite."""
    newest = _found(f"SELECT text FROM {_newest(JUDGED_BY)}", [], connection, JUDGED_BY)  # noqa: S608
    having = sum(all(word in text for word in words) for text in newest)
    pieces = telling_pieces(words, texts=newest)
    # There are none in a number that is shorter than a piece without the zeros it begins with.
    if having >= TOO_MANY * JUDGED_BY // NEWEST or not pieces:
        return None
    letters = " AND ".join(f'"{piece}"' for piece in pieces)
    # CROSS JOIN: SQLite must take them in this order.
    texts = f"{FULL_TEXT} AS found CROSS JOIN {TABLE} AS said ON said.lead_id = found.rowid"
    sql = f"SELECT lead_id FROM {texts} WHERE {FULL_TEXT} MATCH %s AND "  # noqa: S608
    sql += _each(words, "INSTR(said.text, %s) > 0")
    return _found(sql, [letters, *words], connection, MOST_FOUND + 1)


def _in_trigrams(words: list[str], connection: BaseDatabaseWrapper) -> list[int] | None:
    """Let the index find them, if they do not seem to be very many. PostgreSQL."""
    ways, condition = [f"%{word}%" for word in words], _each(words, "text LIKE %s")
    sql = f"SELECT 1 FROM {_newest(NEWEST)} WHERE {condition}"  # noqa: S608
    if len(_found(sql, ways, connection, TOO_MANY)) == TOO_MANY:
        return None
    sql = f"SELECT lead_id FROM {TABLE} WHERE {condition}"  # noqa: S608
    return _found(sql, ways, connection, MOST_FOUND + 1)


def _newest(number: int) -> str:
    return f"(SELECT text FROM {TABLE} ORDER BY lead_id DESC LIMIT {number}) AS newest"  # noqa: S608


def _each(words: list[str], condition: str) -> str:
    return " AND ".join(condition for _word in words)


def _found(sql: str, params: list[str], connection: BaseDatabaseWrapper, most: int) -> list[Any]:
    """The first column of at most so many rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {most}", params)
        return [value for (value,) in cursor.fetchall()]


# The index.


def has_index(connection: BaseDatabaseWrapper) -> bool:
    """Can this database find words without reading every text?"""
    questions = {
        # Without its triggers (a table that a migration makes anew loses them) it would be wrong.
        "sqlite": ("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", TRIGGER),
        "postgresql": ("SELECT 1 FROM pg_class WHERE relkind = 'i' AND relname = %s", INDEX),
    }
    if connection.vendor not in questions:
        return False
    sql, name = questions[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, [name])
        return cursor.fetchone() is not None


def create_index(connection: BaseDatabaseWrapper) -> None:
    """Make the index, if it is not there and the database can have it: see `checks`."""
    makers = {"sqlite": _create_full_text, "postgresql": _create_trigrams}
    if connection.vendor in makers and not has_index(connection):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                makers[connection.vendor](cursor)
        except DatabaseError:  # no FTS5 in this SQLite; nobody allows us the extension
            return


def drop_index(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {FULL_TEXT}_{name}")
            cursor.execute(f"DROP TABLE IF EXISTS {FULL_TEXT}")
        elif connection.vendor == "postgresql":
            cursor.execute(CHECK_NOW)
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")


def _create_full_text(cursor: Any) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {FULL_TEXT}")
    cursor.execute(CREATE_FULL_TEXT)
    for name, trigger in TRIGGERS.items():
        cursor.execute(f"CREATE TRIGGER {FULL_TEXT}_{name} {trigger}")
    cursor.execute(f"INSERT INTO {FULL_TEXT}({FULL_TEXT}) VALUES('rebuild')")


def _create_trigrams(cursor: Any) -> None:
    """The extension is trusted since PostgreSQL 13: who may create in the database may add it.

    No `fastupdate`: what waits there for the next vacuum is read by every search, and made the
    planner read all texts instead.
    """
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    cursor.execute(CHECK_NOW)
    cursor.execute(
        f"CREATE INDEX {INDEX} ON {TABLE} USING gin (text gin_trgm_ops) WITH (fastupdate = off)"
    )


def _before_taking_out(using: str) -> None:
    """Newer SQLite: from now on nothing stays in the index of what is taken out of it."""
    connection = connections[using]
    if connection.vendor == "sqlite" and _deletes_securely() and has_index(connection):
        command = f"INSERT INTO {FULL_TEXT}({FULL_TEXT}, rank) VALUES('secure-delete', 1)"
        with connection.cursor() as cursor:
            cursor.execute(command)


def _after_taking_out(using: str) -> None:
    """Older SQLite only marks as gone what is taken out: write the index anew, once.

    It costs a second or so for each 100,000 leads. What a lead says of a person changes when they
    are forgotten and hardly ever else; who forgets many does so in one transaction.
    """
    connection = connections[using]
    if connection.vendor == "sqlite" and not _deletes_securely() and has_index(connection):
        hooks = (entry[1] for entry in connection.run_on_commit)
        scrub = _Scrub(using)
        if scrub not in hooks:
            transaction.on_commit(scrub, using=using)


class _Scrub:
    """Writes the full-text table anew; two of them for one database are one."""

    def __init__(self, using: str) -> None:
        self.using = using

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Scrub) and other.using == self.using

    def __hash__(self) -> int:
        return hash(self.using)

    def __call__(self) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute(f"INSERT INTO {FULL_TEXT}({FULL_TEXT}) VALUES('optimize')")


def _deletes_securely() -> bool:
    return sqlite3.sqlite_version_info >= SECURE_DELETE_SINCE

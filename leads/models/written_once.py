"""What happened is written once: rows that refuse to be changed or deleted, in code and in SQL.

The code below refuses by its types. What goes past it (another program, the database's own shell)
is refused by triggers: docs/decisions/0018. Two things may still happen to such a row. The account
that it names can be deleted (`by` becomes empty, `by_name` stays), and what it says of a person
can be emptied, but only of a lead that is forgotten, and a lead that is forgotten stays so. Nothing
has to be switched off for that: the triggers allow these changes and no other.

A migration may make a table anew, and SQLite then loses its triggers or trips over those of
others. So they are taken away before the migrations and made after them (`leads.apps`).
"""

from typing import Any, NoReturn

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# The models, and what of them is emptied when a lead is forgotten: {column: its empty value}.
EMPTIED = {
    "leadevent": {"text": "''", "data": "'{}'"},
    "leadaccess": {"data": "'{}'"},
}
LEADS = "clinic_leads_lead"
REFUSAL = "clinic_leads: what happened is written once"


class WrittenOnce(Exception):
    """Somebody tried to change what happened."""


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Rows are read and added."""

    def update(self, **values: Any) -> NoReturn:
        raise WrittenOnce(REFUSAL)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(REFUSAL)

    def delete(self) -> NoReturn:
        raise WrittenOnce(REFUSAL)


class WrittenOnceModel(models.Model):
    """A row that is added and never changed."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce(REFUSAL)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(REFUSAL)


def empty_of(lead: Any) -> None:
    """Empty what the events and accesses of a lead say of the person, once it is forgotten.

    The one way past the types above; the triggers look whether the lead says that it is forgotten.
    """
    for name, columns in EMPTIED.items():
        model = apps.get_model("clinic_leads", name)
        blank = {column: {"text": "", "data": {}}[column] for column in columns}
        model._base_manager.using(lead._state.db).filter(lead=lead).update(**blank)


# The triggers.


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that are not there, or that are not ours any more."""
    there = _there(connection)
    return [name for name, sql in _wanted(connection).items() if there.get(name) != _plain(sql)]


def guard(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are missing, if the tables are there."""
    if not _has_tables(connection) or not missing_guards(connection):
        return
    with transaction.atomic(using=connection.alias):
        lift_guard(connection)
        with connection.cursor() as cursor:
            for sql in _wanted(connection).values():
                cursor.execute(sql)


def lift_guard(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: before migrations, and before a whole database is emptied."""
    if not _has_tables(connection):
        return
    with connection.cursor() as cursor:
        for name in _wanted(connection):
            for sql in _dropping(connection, name):
                cursor.execute(sql)


def _has_tables(connection: BaseDatabaseWrapper) -> bool:
    names = set(connection.introspection.table_names())
    return {LEADS, *map(_table, EMPTIED)} <= names


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """{name: SQL} of the triggers, on PostgreSQL with the functions that they call first."""
    makers = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
    return makers[connection.vendor]() if connection.vendor in makers else {}


def _table(name: str) -> str:
    return f"clinic_leads_{name}"


def _may_change(name: str, *, same: str) -> str:
    """The SQL condition that a change of a row is one of the two that may be.

    `same` is the operator by which two values, or two NULLs, are the same.
    """
    columns = {field.column for field in apps.get_model("clinic_leads", name)._meta.local_fields}
    emptied = EMPTIED[name]
    kept = sorted(columns - emptied.keys() - {"by_id"})
    fixed = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in kept)
    as_it_was = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in emptied)
    empty = " AND ".join(f"NEW.{column} = {value}" for column, value in emptied.items())
    lead = f"SELECT 1 FROM {LEADS}"  # noqa: S608 (the name of our own table)
    return (
        f"{fixed} AND (NEW.by_id {same} OLD.by_id OR NEW.by_id IS NULL) AND (({as_it_was}) OR "
        f"({empty} AND EXISTS ({lead} WHERE id = OLD.lead_id AND forgotten_at IS NOT NULL)))"
    )


def _for_sqlite() -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    triggers = {}
    for name in EMPTIED:
        table, may = _table(name), _may_change(name, same="IS")
        # “INSERT OR REPLACE” deletes without asking the trigger of deletions.
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608
        triggers[f"{table}_kept"] = f"BEFORE UPDATE ON {table} WHEN NOT ({may}) {refuse}"
        triggers[f"{table}_stays"] = f"BEFORE DELETE ON {table} {refuse}"
        triggers[f"{table}_once"] = f"BEFORE INSERT ON {table} WHEN {taken} {refuse}"
    triggers[f"{LEADS}_forgotten"] = (
        f"BEFORE UPDATE OF forgotten_at ON {LEADS} WHEN OLD.forgotten_at IS NOT NULL "
        f"AND NEW.forgotten_at IS NOT OLD.forgotten_at {refuse}"
    )
    return {name: f"CREATE TRIGGER {name} {rest}" for name, rest in triggers.items()}


def _for_postgresql() -> dict[str, str]:
    made = {}
    for name in EMPTIED:
        table, may = _table(name), _may_change(name, same="IS NOT DISTINCT FROM")
        # Nothing is lost where nothing is: the tests of a project empty all tables behind them.
        empty = f"NOT EXISTS (SELECT 1 FROM {table})"  # noqa: S608 (the name of our own table)
        allowed = (
            f"IF TG_OP = 'UPDATE' THEN IF {may} THEN RETURN NEW; END IF; END IF; "
            f"IF TG_OP = 'TRUNCATE' THEN IF {empty} THEN RETURN NULL; END IF; END IF;"
        )
        made[f"{table}_guard"] = _function(f"{table}_guard", allowed)
        call = f"EXECUTE FUNCTION {table}_guard()"
        made[f"{table}_kept"] = f"BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW {call}"
        made[f"{table}_stays"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"
    allowed = (
        "IF OLD.forgotten_at IS NULL OR NEW.forgotten_at IS NOT DISTINCT FROM OLD.forgotten_at "
        "THEN RETURN NEW; END IF;"
    )
    made[f"{LEADS}_guard"] = _function(f"{LEADS}_guard", allowed)
    made[f"{LEADS}_forgotten"] = (
        f"BEFORE UPDATE OF forgotten_at ON {LEADS} FOR EACH ROW EXECUTE FUNCTION {LEADS}_guard()"
    )
    return {
        name: sql if sql.startswith("CREATE") else f"CREATE TRIGGER {name} {sql}"
        for name, sql in made.items()
    }


def _function(name: str, allowed: str) -> str:
    refuse = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN {allowed} {refuse} END$$"
    )


def _there(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """{name: SQL} of what the database has, as far as it is switched on."""
    questions = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": (
            "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger WHERE tgenabled = 'O' "
            "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'clinic_leads_%'"
        ),
    }
    if connection.vendor not in questions:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(questions[connection.vendor])
        return {name: _plain(sql) for name, sql in cursor.fetchall()}


def _plain(sql: str) -> str:
    """The SQL that counts: of a function its body, the rest PostgreSQL writes otherwise than we."""
    return " ".join(sql.split("$$")[1 if "$$" in sql else 0].split())


def _dropping(connection: BaseDatabaseWrapper, name: str) -> list[str]:
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}"]
    # A function goes with the triggers that call it.
    return [f"DROP FUNCTION IF EXISTS {name}() CASCADE"] if name.endswith("_guard") else []

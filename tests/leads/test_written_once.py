"""What happened is written once: neither code nor SQL changes it, and it is noticed who tried."""

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from leads import actions
from leads.apps import _guard, _lift_guard
from leads.models import AccessKind, EventKind, Lead, LeadAccess, LeadEvent, Right, WrittenOnce
from leads.models.written_once import guard, lift_guard, missing_guards
from leads.testing import emptying_databases
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

EVENTS, ACCESSES = "clinic_leads_leadevent", "clinic_leads_leadaccess"


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=Right.values)


@pytest.fixture
def lead(st_paul, ada):
    lead = make_lead(st_paul)
    LeadEvent.objects.create(lead=lead, kind=EventKind.RECEIVED, at=WEDNESDAY)
    actions.note(lead=lead, text="Rang twice.", by=ada, at=WEDNESDAY)
    actions.looked_at(lead=lead, by=ada, at=WEDNESDAY)
    return lead


def rows():
    tables = (EVENTS, ACCESSES)
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found += cursor.fetchall()
    return found


def refused(sql):
    """Run SQL past all of our code; return whether the database refused it, and changed nothing."""
    before = rows()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return rows() == before
    return False


def test_code_changes_and_deletes_no_row(lead):
    for model in (LeadEvent, LeadAccess):
        row = model.objects.first()
        for act in (row.save, row.delete, model.objects.all().delete, lead.events.all().delete):
            with pytest.raises(WrittenOnce):
                act()
        with pytest.raises(WrittenOnce):
            model.objects.update(by_name="Somebody else")
        with pytest.raises(WrittenOnce):
            model.objects.bulk_update([row], ["by_name"])
    with pytest.raises(WrittenOnce):
        lead.events.update(text="")


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE {EVENTS} SET text = 'He never rang.' WHERE kind = 'noted'",
        f"UPDATE {EVENTS} SET text = '' WHERE kind = 'noted'",
        f"UPDATE {EVENTS} SET kind = 'called'",
        f"UPDATE {EVENTS} SET by_name = 'Bo Lind'",
        f"UPDATE {EVENTS} SET at = '2020-01-01 00:00:00+00:00'",
        f"UPDATE {EVENTS} SET lead_id = lead_id + 1",
        f"UPDATE {EVENTS} SET id = id + 1000",
        f"UPDATE {ACCESSES} SET kind = 'printed'",
        f"UPDATE {ACCESSES} SET by_name = ''",
        f"UPDATE {ACCESSES} SET data = '{{\"rows\": 1}}'",
        f"DELETE FROM {EVENTS}",
        f"DELETE FROM {ACCESSES}",
    ],
)
def test_database_refuses(lead, change):
    assert refused(change)


def test_database_refuses_to_replace_or_truncate(lead):
    tricks = {
        "sqlite": f"INSERT OR REPLACE INTO {EVENTS} SELECT * FROM {EVENTS} LIMIT 1",
        "postgresql": f"TRUNCATE {EVENTS} CASCADE",
    }
    assert refused(tricks[connection.vendor])


def test_tables_without_rows_may_be_emptied(st_paul):
    """What a test of the project that commits leaves behind it when it never met a lead."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sql_flush(no_style(), [EVENTS, ACCESSES], allow_cascade=True):
            cursor.execute(sql)
    assert rows() == []


def test_tests_of_a_project_may_empty_the_tables_and_find_them_guarded_again(lead):
    connection.check_constraints()  # PostgreSQL empties no table with rows that are not checked yet
    emptying = connection.ops.sql_flush(no_style(), [EVENTS, ACCESSES], allow_cascade=True)
    with emptying_databases():
        connection.ops.execute_sql_flush(emptying)
    assert rows() == []
    assert missing_guards(connection) == []


def test_control_without_the_guard_sql_does_what_it_says(lead):
    lift_guard(connection)
    assert not refused(f"UPDATE {EVENTS} SET text = 'He never rang.' WHERE kind = 'noted'")
    guard(connection)
    assert refused(f"UPDATE {EVENTS} SET text = ''")


def test_account_that_goes_leaves_its_name(lead, ada):
    ada.delete()
    note = lead.events.get(kind=EventKind.NOTED)
    assert (note.by, note.by_name, note.text) == (None, "Ada Berg", "Rang twice.")
    assert lead.accesses.get().by_name == "Ada Berg"


def test_forgetting_empties_what_is_said_and_nothing_else(lead, ada):
    before = {event.pk: (event.kind, event.at, event.by_name) for event in lead.events.all()}
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    after = {event.pk: (event.kind, event.at, event.by_name) for event in lead.events.all()}
    assert before.items() <= after.items()
    assert {event.text for event in lead.events.all()} == {""}
    assert lead.accesses.get().kind == AccessKind.VIEWED


def test_what_is_forgotten_stays_forgotten(lead, ada):
    actions.forget(lead=lead, by=ada, at=WEDNESDAY)
    for change in ("NULL", "'2020-01-01 00:00:00+00:00'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE clinic_leads_lead SET forgotten_at = {change}")
    assert Lead.objects.get().forgotten_at == WEDNESDAY


def test_a_dump_can_be_loaded_again(lead, tmp_path):
    file = tmp_path / "dump.json"
    call_command("dumpdata", "clinic_leads.leadevent", "clinic_leads.leadaccess", output=str(file))
    before = rows()
    call_command("loaddata", str(file), verbosity=0)
    assert rows() == before
    file.write_text(file.read_text().replace("Rang twice.", "Never rang."))
    with pytest.raises(DatabaseError), transaction.atomic():
        call_command("loaddata", str(file), verbosity=0)
    assert rows() == before


def found_by_checks():
    found = run_checks(databases=["default"], include_deployment_checks=False)
    return "clinic_leads.W003" in {message.id for message in found}


def drop_one_trigger():
    name = "clinic_leads_leadevent_stays"
    on = f" ON {EVENTS}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    return name


def test_missing_trigger_is_noticed_and_made_anew(lead):
    call_command("clinic_audit", verbosity=0)
    assert not found_by_checks()
    name = drop_one_trigger()
    assert missing_guards(connection) == [name]
    assert found_by_checks()
    with pytest.raises(CommandError, match=name):
        call_command("clinic_audit")
    _guard(using="default")
    assert missing_guards(connection) == []


def test_guard_is_away_while_migrations_run_and_only_then(lead):
    _lift_guard(using="default", plan=[])
    assert missing_guards(connection) == []
    _lift_guard(using="default", plan=["a migration"])
    assert missing_guards(connection) != []
    _guard(using="default")
    assert missing_guards(connection) == []


def test_audit_finds_a_lead_whose_beginning_is_gone(lead):
    lift_guard(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {EVENTS} WHERE kind = 'received'")
    guard(connection)
    with pytest.raises(CommandError, match="1 leads have no event of their arrival"):
        call_command("clinic_audit")


def test_audit_finds_what_was_emptied_by_nobody(lead):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_leads_lead SET forgotten_at = received_at")
    with pytest.raises(CommandError, match="no event says by whom"):
        call_command("clinic_audit")

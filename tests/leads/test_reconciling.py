"""What was acknowledged is compared with what is there; each difference is named by its lead."""

import os
from datetime import UTC, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import canary, journal, reconciling
from leads.actions import add_to, forget, merge
from leads.health import doctor
from leads.health.findings import Level
from leads.models import (
    Check,
    Checkup,
    Delivery,
    DeliveryKind,
    DeliveryState,
    FollowUp,
    Lead,
    LeadEvent,
    Link,
    Source,
)
from leads.models.written_once import lift_guard
from leads.spam import Suspicion
from tests.factories import make_desk, make_lead, make_location, make_request_page
from tests.leads.visitor import ASKED, TYPED, asked

pytestmark = pytest.mark.django_db

NOW = timezone.now()
EARLIER = NOW - timedelta(hours=2)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def kept(settings, tmp_path):
    settings.CLINIC = settings.CLINIC | {"JOURNAL_DIR": str(tmp_path / "journal")}
    return tmp_path / "journal"


@pytest.fixture
def st_paul():
    return make_location("St. Paul", desk_email="desk@st-paul.example")


@pytest.fixture
def acknowledged(django_capture_on_commit_callbacks, kept, st_paul):
    """Ask, as if the transaction had been committed."""

    def ask(key="one", at=EARLIER, **facts) -> Lead:
        with django_capture_on_commit_callbacks(execute=True):
            lead = asked(key, at, **facts)
        Delivery.objects.filter(lead=lead).update(state=DeliveryState.SENT, sent_at=at)
        return lead

    return ask


def compare():
    return reconciling.reconcile(since=NOW - timedelta(days=1), until=NOW)


# The journal


def test_the_journal_notes_numbers_and_no_person(acknowledged, kept):
    lead = acknowledged(name="Quillon", message="hip")
    [file] = kept.iterdir()
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert file.read_text().split()[1:] == ["arrived", str(lead.pk), lead.reference]


def test_what_was_not_committed_is_not_noted(kept, st_paul):
    asked()
    assert not kept.exists()


def test_a_test_request_is_not_noted(kept, st_paul, django_capture_on_commit_callbacks):
    make_request_page()
    with django_capture_on_commit_callbacks(execute=True):
        assert canary.run() is None
    assert not kept.exists()


def test_a_test_request_that_fails_is_no_visitor_who_was_turned_away(kept, st_paul, monkeypatch):
    page = make_request_page()
    monkeypatch.setattr("leads.actions.receiving._store", fault)
    assert canary.run() == Link.STORE
    assert not kept.exists()
    assert Client(headers={"clinic.not_noted": "1"}).post(f"/requests/{page.pk}/", TYPED)
    assert len(list(journal.lines(since=EARLIER, until=NOW + timedelta(days=1)))) == 1


def fault(*args, **kwargs):
    raise RuntimeError


def test_a_disk_that_is_full_costs_nobody_their_request(acknowledged, kept, caplog):
    kept.write_text("a file where the folder should be")
    assert acknowledged().pk
    assert "The journal cannot be written." in caplog.text


def test_a_line_that_was_cut_off_is_left_out(acknowledged, kept):
    lead = acknowledged()
    [file] = kept.iterdir()
    with file.open("a") as more:
        more.write("not a line\n2026-01-01T00:00:00+00:00 arrived 7")
    noted = journal.lines(since=NOW - timedelta(days=1), until=NOW)
    assert [line.lead_id for line in noted] == [lead.pk]


def test_old_lines_go_and_what_was_forgotten_stays(acknowledged, kept):
    acknowledged()
    journal.forgotten(lead_id=7, reference="ABCDE-FGHJK", at=EARLIER)
    journal.tidy(at=NOW + timedelta(days=85))
    assert len(list(kept.iterdir())) == 2
    journal.tidy(at=NOW + timedelta(days=95))
    assert journal.all_forgotten(journal.folder()) == {(7, "ABCDE-FGHJK")}
    assert len(list(kept.iterdir())) == 1


def test_who_is_forgotten_is_noted(acknowledged, django_capture_on_commit_callbacks):
    lead = acknowledged()
    with django_capture_on_commit_callbacks(execute=True):
        forget(lead=lead, by=None, at=NOW)
    assert journal.all_forgotten(journal.folder()) == {(lead.pk, lead.reference)}


# Comparing


def test_a_day_that_is_right(acknowledged, st_paul):
    for key in ("one", "two"):
        acknowledged(key, email=f"{key}@example.com", phone="", phone_typed="")
    day = compare()
    assert (day.is_right, day.received) == (True, 2)
    [count] = day.counts
    assert (count.place, count.stored, count.routed, count.notified, count.sent) == (
        st_paul.pk,
        2,
        2,
        2,
        2,
    )


def test_who_asks_again_and_who_is_forgotten_is_no_difference(acknowledged):
    lead = acknowledged("one")
    acknowledged("two", at=EARLIER + MINUTE, message="again")
    assert Lead.objects.count() == 1
    forget(lead=lead, by=None, at=NOW)
    assert compare().differences == {}


@pytest.fixture
def added(acknowledged):
    """A lead, and what its person asked a minute later; both were told to the desk."""
    lead = acknowledged("one")
    acknowledged("two", at=EARLIER + MINUTE, message="again")
    return FollowUp.objects.get(lead=lead)


def take_away(follow_up):
    """As an old copy of the database has it: no guard sees to that."""
    lift_guard(connection)
    Delivery.objects.filter(event=follow_up.event).delete()
    follow_up.delete()
    LeadEvent._base_manager.filter(pk=follow_up.event_id)._raw_delete("default")


def test_what_was_added_to_a_lead_is_counted_and_noted_by_its_own_number(added, kept, st_paul):
    [file] = kept.iterdir()
    lead = added.lead
    name = [str(lead.pk), lead.reference]
    noted = [line.split()[1:] for line in file.read_text().splitlines()]
    assert noted == [["arrived", *name], ["arrived", *name, str(added.pk)]]
    day = compare()
    assert (day.is_right, day.received) == (True, 2)
    [count] = day.counts
    assert (count.place, count.stored, count.added) == (st_paul.pk, 1, 1)


def test_what_was_added_to_a_lead_and_is_lost_is_named(added, capsys):
    number = added.pk
    take_away(added)
    day = compare()
    assert day.differences == {"lost": [added.lead_id]}
    assert [line.follow_up for line in day.lost] == [number]
    with pytest.raises(SystemExit):
        call_command("clinic_reconcile")
    assert f"gone: a request that was added to {added.lead_id}, ref" in capsys.readouterr().out
    later = timezone.now() + timedelta(days=8)
    assert not reconciling.run(at=later).is_right
    reconciling.run(at=later, seen=True)
    assert reconciling.run(at=later).is_right


def test_what_was_added_is_lost_though_the_next_one_got_its_number(added, acknowledged):
    number = added.pk
    take_away(added)
    acknowledged("three", at=EARLIER + 2 * MINUTE, message="and again")
    again = FollowUp.objects.get()
    FollowUp.objects.filter(pk=again.pk).update(id=number)
    assert compare().differences["lost"] == [added.lead_id]


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (DeliveryState.FAILED, "not_sent"),
        (DeliveryState.PENDING, "not_sent"),
        (None, "not_told"),
    ],
)
def test_what_was_added_and_not_told_to_the_desk_is_named(added, state, what):
    mails = Delivery.objects.filter(event=added.event, kind=DeliveryKind.DESK_MAIL)
    if state:
        assert mails.update(state=state, sent_at=None) == 1
    else:
        assert mails.delete()[0] == 1
    assert compare().differences == {what: [added.lead_id]}


def test_what_was_added_and_noted_nowhere_is_named(added, kept):
    [file] = kept.iterdir()
    first, _second = file.read_text().splitlines(keepends=True)
    file.write_text(first)
    assert compare().differences == {"not_in_journal": [added.lead_id]}


def test_an_earlier_version_noted_no_number(added, kept):
    [file] = kept.iterdir()
    text = file.read_text()
    file.write_text(text.replace(f" {added.pk}\n", "\n").replace("\n\n", "\n"))
    assert {line.follow_up for line in journal.lines(since=EARLIER, until=NOW)} == {0}
    assert compare().is_right


def test_what_a_colleague_added_is_told_to_nobody(acknowledged, st_paul):
    lead = acknowledged()
    ada = make_desk("Ada Berg", st_paul)
    add_to(
        lead=lead,
        submission=ASKED,
        key="by phone",
        by=ada,
        at=EARLIER + MINUTE,
        is_answered=True,
    )
    assert FollowUp.objects.count() == 1
    assert compare().is_right


def test_what_was_added_to_a_lead_that_is_forgotten_or_merged_is_no_difference(
    added, acknowledged, st_paul
):
    other = acknowledged("three", phone="+16125550199", phone_typed="612 555 0199")
    merge(lead=added.lead, into=other, by=make_desk("Ada Berg", st_paul), at=NOW)
    assert compare().is_right
    forget(lead=other, by=None, at=NOW)
    assert compare().is_right


def test_a_lead_that_was_lost_is_named(acknowledged):
    acknowledged()
    journal.arrived(lead_id=987654, reference="ABCDE-FGHJK", at=EARLIER)
    assert compare().differences == {"lost": [987654]}


def test_what_is_gone_is_named_at_once(acknowledged):
    """After a restore nobody waits for a quarter of an hour; what is there is still on its way."""
    lead = acknowledged(at=NOW - 2 * MINUTE)
    Delivery.objects.filter(lead=lead).update(state=DeliveryState.PENDING, sent_at=None)
    assert reconciling.run(at=NOW, hours=1).is_right
    journal.arrived(lead_id=987654, reference="ABCDE-FGHJK", at=NOW - MINUTE)
    day = reconciling.run(at=NOW, hours=1)
    assert (day.differences, day.received) == ({"lost": [987654]}, 0)
    assert [line.at for line in day.lost] == [NOW - MINUTE]


def test_a_lead_is_lost_though_the_next_visitor_got_its_number(acknowledged):
    lead = acknowledged()
    journal.arrived(lead_id=lead.pk, reference="ABCDE-FGHJK", at=EARLIER - MINUTE)
    day = compare()
    assert day.differences == {"lost": [lead.pk]}
    assert [line.reference for line in day.lost] == ["ABCDE-FGHJK"]


def test_a_lead_that_nobody_was_told_of_is_named(acknowledged, st_paul):
    acknowledged(at=EARLIER)
    other = make_lead(st_paul, received_at=EARLIER + MINUTE)
    differences = compare().differences
    assert set(differences) == {"not_in_journal", "no_event", "not_routed", "not_told"}
    assert set(map(tuple, differences.values())) == {(other.pk,)}


def test_a_journal_without_a_line_is_looked_at(kept, st_paul):
    """As when the web nodes write into another folder."""
    lead = asked(at=timezone.now() - timedelta(hours=2))
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=NOW)
    assert reconciling.run(at=timezone.now()).differences == {"not_in_journal": [lead.pk]}
    assert level() == Level.WARNING


def test_a_file_that_cannot_be_read_costs_only_itself(acknowledged, kept, caplog):
    acknowledged(at=NOW - timedelta(hours=3))
    (kept / f"arrived-{EARLIER.astimezone(UTC).date()}-elsewhere.txt").mkdir()
    journal.arrived(lead_id=987654, reference="ABCDE-FGHJK", at=EARLIER)
    day = reconciling.run(at=NOW)
    assert (day.unreadable, day.differences) == (1, {"lost": [987654]})
    assert "cannot be read" in caplog.text


def test_that_a_file_cannot_be_read_is_a_warning(acknowledged, kept):
    acknowledged(at=NOW - timedelta(hours=3))
    (kept / f"arrived-{EARLIER.astimezone(UTC).date()}-elsewhere.txt").mkdir()
    assert not reconciling.run(at=NOW).is_right
    assert kept_row().fault == "unreadable"
    assert level() == Level.WARNING


def test_a_lead_that_became_a_part_of_another_is_told_with_that(
    django_capture_on_commit_callbacks, kept, st_paul
):
    with django_capture_on_commit_callbacks(execute=True):
        first = asked("one", EARLIER)
        second = asked("two", EARLIER + MINUTE, phone="+16125550199", phone_typed="612 555 0199")
    merge(lead=second, into=first, by=make_desk("Ada Berg", st_paul), at=NOW)
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=NOW)
    assert not second.deliveries.exists()
    assert compare().is_right


def test_what_a_machine_sent_is_told_to_nobody_even_when_it_is_released(
    django_capture_on_commit_callbacks, kept, st_paul
):
    with django_capture_on_commit_callbacks(execute=True):
        lead = asked(at=EARLIER, quarantine_reasons=(Suspicion.HONEYPOT,))
    assert compare().is_right
    Lead.objects.filter(pk=lead.pk).update(quarantined_at=None, quarantine_reasons=[])
    assert compare().is_right


def test_what_came_before_the_journal_was_kept_is_not_missed(acknowledged, st_paul):
    early = make_lead(st_paul, received_at=EARLIER - MINUTE)
    acknowledged()
    assert early.pk not in compare().differences.get("not_in_journal", [])


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.FAILED])
def test_a_message_that_did_not_go_out_is_named(acknowledged, state):
    lead = acknowledged()
    Delivery.objects.filter(lead=lead).update(state=state, sent_at=None)
    assert compare().differences == {"not_sent": [lead.pk]}


def test_what_colleagues_put_in_is_not_compared(acknowledged, st_paul):
    acknowledged()
    make_lead(st_paul, received_at=EARLIER, source=Source.PHONE)
    assert compare().is_right


def test_without_a_journal_the_rest_is_compared(st_paul):
    lead = asked(at=EARLIER)
    day = compare()
    assert (day.received, day.differences) == (None, {"not_sent": [lead.pk]})


def test_who_could_not_be_stored_is_counted(acknowledged):
    acknowledged()
    journal.unstored(at=EARLIER)
    assert (compare().unstored, compare().is_right) == (1, True)


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_few_queries(acknowledged, number):
    for key in range(number):
        acknowledged(str(key), email=f"{key}@example.com", phone="", phone_typed="")
    with CaptureQueriesContext(connection) as queries:
        compare()
    assert len(queries) == 4
    acknowledged("again", email="0@example.com", phone="", phone_typed="", at=EARLIER + MINUTE)
    with CaptureQueriesContext(connection) as queries:
        compare()
    assert len(queries) == 5


def test_every_question_is_answered_by_an_index(added):
    """However many leads there are: on SQLite, which says so without statistics."""
    if connection.vendor != "sqlite":
        pytest.skip("a small table is read whole there")
    journal.arrived(lead_id=7, reference="ABCDE-FGHJK", follow_up=9, at=EARLIER)
    with CaptureQueriesContext(connection) as queries:
        compare()
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            assert not [row[3] for row in cursor.fetchall() if row[3].startswith("SCAN")]


# Who is told


def level(at=None) -> Level:
    found = doctor.quick(at=at or timezone.now())
    return next(one.level for one in found if one.name == "reconciliation")


def test_the_worker_compares_once_a_day(acknowledged, monkeypatch):
    runs = []
    monkeypatch.setattr("leads.reconciling.running.run", lambda at: runs.append(1))
    for hours in (0, 1, 23, 24, 25):
        reconciling.reconcile_daily(at=NOW + timedelta(hours=hours))
    assert len(runs) == 2


def kept_row() -> Checkup:
    return Checkup.objects.get(kind=Check.RECONCILIATION)


def test_the_next_one_begins_where_the_last_one_ended(acknowledged):
    """A worker that is late, or was away, leaves nobody out."""
    first = reconciling.run(at=NOW)
    late = reconciling.run(at=NOW + timedelta(hours=75))
    assert (late.since, late.until) == (first.until, NOW + timedelta(hours=74, minutes=45))
    soon = reconciling.run(at=NOW + timedelta(hours=76))
    assert soon.until - soon.since == timedelta(days=1)
    after_a_month = reconciling.run(at=NOW + timedelta(days=30))
    assert after_a_month.until - after_a_month.since == timedelta(days=7)


def test_what_is_not_put_right_is_looked_at_again(acknowledged):
    lead = acknowledged()
    Delivery.objects.filter(lead=lead).update(state=DeliveryState.FAILED, sent_at=None)
    assert not reconciling.run(at=NOW).is_right
    assert not reconciling.run(at=NOW + timedelta(days=2)).is_right
    Delivery.objects.filter(lead=lead).update(state=DeliveryState.SENT, sent_at=NOW)
    assert reconciling.run(at=NOW + timedelta(days=3)).is_right


def test_what_was_lost_stays_lost_until_it_is_there_again(acknowledged, st_paul):
    journal.arrived(lead_id=987654, reference="ABCDE-FGHJK", at=EARLIER)
    for days in (0, 1, 20):
        assert reconciling.run(at=NOW + timedelta(days=days)).differences == {"lost": [987654]}
    make_lead(st_paul, pk=987654, reference="ABCDE-FGHJK", received_at=EARLIER)
    assert reconciling.run(at=NOW + timedelta(days=21)).is_right
    assert kept_row().fault == ""


def test_what_somebody_has_seen_to_is_not_told_again(acknowledged, capsys):
    at = timezone.now() - timedelta(hours=2)
    journal.arrived(lead_id=987654, reference="ABCDE-FGHJK", at=at)
    call_command("clinic_reconcile", "--seen")
    assert "gone: 987654, reference ABCDE-FGHJK" in capsys.readouterr().out
    assert (kept_row().fault, kept_row().data["number"]) == ("", 0)
    call_command("clinic_reconcile")
    journal.arrived(lead_id=987655, reference="BCDFG-HJKMN", at=at)
    assert reconciling.run(at=timezone.now()).differences == {"lost": [987655]}


def test_a_shorter_look_leaves_what_the_worker_wrote(acknowledged):
    journal.arrived(lead_id=987654, reference="ABCDE-FGHJK", at=NOW - timedelta(hours=20))
    reconciling.run(at=NOW)
    before = Checkup.objects.values().get()
    reconciling.run(at=NOW + MINUTE, hours=1)
    assert Checkup.objects.values().get() == before
    reconciling.run(at=NOW + MINUTE, hours=48)
    assert Checkup.objects.values().get() != before


def test_the_command_names_the_lead_and_ends_with_1(acknowledged, capsys):
    acknowledged()
    call_command("clinic_reconcile")
    assert "Everything agrees." in capsys.readouterr().out
    assert level() == Level.FINE
    journal.arrived(lead_id=987654, reference="ABCDE-FGHJK", at=EARLIER)
    with pytest.raises(SystemExit) as end:
        call_command("clinic_reconcile")
    assert end.value.code == 1
    assert "not in the database: 987654" in capsys.readouterr().out
    assert level() == Level.WRONG
    found = Checkup.objects.get(kind=Check.RECONCILIATION)
    assert (found.fault, found.data["number"]) == ("lost", 1)


def test_the_doctor_says_what_is_not_known(st_paul):
    assert level() == Level.WARNING
    reconciling.run(at=timezone.now())
    assert level() == Level.WARNING  # no journal
    assert level(timezone.now() + timedelta(days=2)) == Level.WARNING


def test_the_doctor_tries_the_folder_of_the_journal(kept, settings):
    def found():
        return [one.level for one in doctor.of_the_outside() if one.name == "journal"]

    assert found() == [Level.FINE]
    kept.rmdir()
    kept.write_text("a file where the folder should be")
    assert found() == [Level.WRONG]
    settings.CLINIC = settings.CLINIC | {"JOURNAL_DIR": ""}
    assert found() == []


def test_the_zone_of_the_machine_does_not_matter(acknowledged, monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Auckland")
    lead = acknowledged(at=NOW - timedelta(hours=23))
    assert compare().received == 1
    assert compare().counts[0].stored == 1
    assert lead.pk

"""Retention: what is known of people goes when its time is over, and not a day before."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from leads import actions
from leads.models import (
    Attendance,
    EventKind,
    Lead,
    LeadEvent,
    Outcome,
    Plan,
    RetentionRule,
    RetentionRun,
    Right,
    Status,
    Unit,
)
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location

pytestmark = pytest.mark.django_db

NOW = WEDNESDAY + timedelta(days=400)
OLD, YOUNG = NOW - timedelta(days=31), NOW - timedelta(days=29)


@pytest.fixture
def st_paul():
    return make_location("St. Paul")


@pytest.fixture
def edina():
    return make_location("Edina", phones=[("phone", {"role": "main", "number": "+19523034115"})])


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul, rights=Right.values)


@pytest.fixture
def boss():
    return make_desk("Max Holm", None, rights=Right.values)


def rule(standing, location=None, number=30, unit=Unit.DAYS):
    return RetentionRule.objects.create(
        location=location, standing=standing, number=number, unit=unit
    )


def closed(location, at, **facts):
    facts = {"close_reason": "answered", "received_at": at - timedelta(days=1), **facts}
    return make_lead(location, status=Status.CLOSED, closed_at=at, **facts)


def booked(location, at, attendance):
    return make_lead(
        location,
        status=Status.BOOKED,
        appointment_at=at,
        attendance=attendance,
        received_at=at - timedelta(days=100),
    )


def opened(location, at):
    lead = make_lead(location, received_at=at - timedelta(days=100))
    LeadEvent.objects.create(lead=lead, kind=EventKind.NOTED, at=at)
    return lead


MAKERS = {
    Outcome.CLOSED: closed,
    Outcome.ATTENDED: lambda place, at: booked(place, at, Attendance.ATTENDED),
    Outcome.NO_SHOW: lambda place, at: booked(place, at, Attendance.NO_SHOW),
    Outcome.BOOKED: lambda place, at: booked(place, at, Attendance.UNKNOWN),
    Outcome.OPEN: opened,
    Outcome.QUARANTINE: lambda place, at: make_lead(place, quarantined_at=at),
}


def known():
    return set(Lead.objects.filter(forgotten_at__isnull=True))


@pytest.mark.parametrize("standing", Outcome)
def test_each_standing_goes_by_its_own_clock(st_paul, standing):
    rule(standing)
    others = {maker(st_paul, OLD) for name, maker in MAKERS.items() if name != standing}
    over, young = MAKERS[standing](st_paul, OLD), MAKERS[standing](st_paul, YOUNG)
    assert actions.retain(at=NOW) == 1
    assert known() == others | {young}
    event = over.events.last()
    assert (event.kind, event.by, event.at) == (EventKind.FORGOTTEN, None, NOW)
    assert event.data == {"retention": standing, "number": 30, "unit": "days"}


def test_without_a_rule_everything_is_kept(st_paul):
    for maker in MAKERS.values():
        maker(st_paul, OLD - timedelta(days=9000))
    assert actions.retain(at=NOW) == 0


def test_location_can_keep_longer_shorter_or_for_ever(st_paul, edina):
    rule(Outcome.CLOSED)
    rule(Outcome.CLOSED, st_paul, number=None)
    here, there, nowhere = closed(st_paul, OLD), closed(edina, OLD), closed(None, OLD)
    assert actions.retain(at=NOW) == 2
    assert known() == {here}
    RetentionRule.objects.filter(location=st_paul).update(number=10)
    assert actions.retain(at=NOW) == 1
    assert {there, nowhere, here} == set(Lead.objects.all())


def test_booked_without_a_day_is_counted_from_the_booking_or_the_arrival(st_paul):
    rule(Outcome.BOOKED)
    over = make_lead(st_paul, status=Status.BOOKED, received_at=OLD, answered_at=OLD)
    imported = make_lead(st_paul, status=Status.BOOKED, received_at=OLD)
    young = make_lead(st_paul, status=Status.BOOKED, received_at=OLD, answered_at=YOUNG)
    assert actions.retain(at=NOW) == 2
    assert known() == {young}
    assert {over, imported, young} == set(Lead.objects.all())


def test_reports_keep_that_somebody_came(st_paul):
    rule(Outcome.ATTENDED)
    lead = booked(st_paul, OLD, Attendance.ATTENDED)
    actions.retain(at=NOW)
    lead.refresh_from_db()
    assert (lead.status, lead.attendance, lead.location) == ("booked", "attended", st_paul)
    assert lead.appointment_at is None


def test_hold_keeps_a_lead_and_all_that_is_merged_with_it(st_paul, ada):
    rule(Outcome.CLOSED)
    held, living = closed(st_paul, OLD), closed(st_paul, OLD)
    part = closed(st_paul, OLD, close_reason="duplicate", merged_into=living)
    actions.hold(lead=held, by=ada, at=NOW, reason="Law suit")
    actions.hold(lead=part, by=ada, at=NOW, reason="Law suit")
    assert actions.retain(at=NOW) == 0
    assert known() == {held, living, part}
    actions.lift_hold(lead=part, by=ada, at=NOW, reason="Settled")
    assert actions.retain(at=NOW) == 2
    assert known() == {held}


def test_part_goes_with_its_lead_and_not_before(st_paul):
    rule(Outcome.CLOSED)
    living = make_lead(st_paul, received_at=OLD)
    part = closed(st_paul, OLD, close_reason="duplicate", merged_into=living)
    assert actions.retain(at=NOW) == 0
    Lead.objects.filter(pk=living.pk).update(
        status=Status.CLOSED, closed_at=OLD, close_reason="answered"
    )
    assert actions.retain(at=NOW) == 2
    part.refresh_from_db()
    assert part.forgotten_at == NOW


def test_many_go_in_batches_and_a_part_of_the_work_can_be_done(st_paul, monkeypatch):
    monkeypatch.setattr("leads.actions.retaining.AT_ONCE", 2)
    rule(Outcome.CLOSED)
    for _number in range(5):
        closed(st_paul, OLD)
    assert actions.retain(at=NOW, most=3) == 3
    assert len(known()) == 2
    assert actions.retain(at=NOW) == 2


def test_one_that_fails_holds_up_nobody(st_paul, monkeypatch, caplog):
    from leads.actions import retaining

    rule(Outcome.CLOSED)
    broken, fine = closed(st_paul, OLD, name="canary"), closed(st_paul, OLD)
    real = retaining.forget

    def forget(*, lead, **facts):
        if lead == broken:
            raise RuntimeError(broken.name)
        return real(lead=lead, **facts)

    monkeypatch.setattr(retaining, "forget", forget)
    assert actions.retain(at=NOW) == 1
    assert known() == {broken}
    assert fine in set(Lead.objects.all())
    assert f"Lead {broken.pk} could not be forgotten" in caplog.text
    assert "canary" not in caplog.text


# Once a day.


def test_worker_does_a_part_each_minute_until_the_day_is_done(st_paul, monkeypatch):
    monkeypatch.setattr("leads.actions.retaining.EACH_MINUTE", 2)
    rule(Outcome.CLOSED)
    for _number in range(3):
        closed(st_paul, OLD)
    minutes = [NOW + timedelta(minutes=number) for number in range(4)]
    assert [actions.retain_daily(at=at) for at in minutes] == [2, 1, 0, 0]
    run = RetentionRun.objects.get()
    assert (run.forgotten, run.started_at, run.finished_at) == (3, NOW, minutes[1])
    closed(st_paul, OLD)
    assert actions.retain_daily(at=minutes[3]) == 0
    assert actions.retain_daily(at=NOW + timedelta(days=3)) == 1
    assert RetentionRun.objects.count() == 2


def test_clock_that_leaps_for_a_day_removes_nothing(st_paul):
    rule(Outcome.CLOSED)
    assert actions.retain_daily(at=NOW) == 0
    closed(st_paul, NOW - timedelta(days=1))
    wrong = NOW + timedelta(days=3650)
    for minute in range(3):
        assert actions.retain_daily(at=wrong + timedelta(minutes=minute)) == 0
    assert actions.retain_daily(at=NOW + timedelta(days=1)) == 0
    assert len(known()) == 1
    assert actions.retain_daily(at=NOW + timedelta(days=40)) == 0  # nobody looked for a month
    assert actions.retain_daily(at=NOW + timedelta(days=41)) == 1


def test_delivery_worker_looks_every_day(st_paul):
    rule(Outcome.CLOSED)
    closed(st_paul, timezone.now() - timedelta(days=40))
    call_command("clinic_deliver", stdout=StringIO())
    assert known() == set()


def test_command_says_what_it_would_do_and_does_it(st_paul, ada):
    rule(Outcome.CLOSED)
    at = timezone.now() - timedelta(days=40)
    closed(st_paul, at)
    held = closed(st_paul, at)
    actions.hold(lead=held, by=ada, at=at, reason="Law suit")
    out = StringIO()
    call_command("clinic_retention", dry_run=True, stdout=out)
    day = (at - timedelta(days=1)).date()
    assert f"closed: 1 leads, the oldest of {day}; 1 on hold" in out.getvalue()
    assert "attended: 0 leads\n" in out.getvalue()
    assert len(known()) == 2
    out = StringIO()
    call_command("clinic_retention", stdout=out)
    assert "1 leads removed." in out.getvalue()
    assert known() == {held}


# The page.

INDEX = "/admin/clinic/retention/"


def answers(**changed):
    ever = {f"{standing}_how": "ever" for standing in Outcome.values}
    return ever | changed


def test_nothing_is_saved_before_its_effect_was_seen(client, st_paul, edina, ada):
    at = timezone.now() - timedelta(days=40)
    closed(st_paul, at)
    held = closed(st_paul, at)
    closed(edina, at)
    actions.hold(lead=held, by=ada, at=at, reason="Law suit")
    client.force_login(ada)
    url = f"{INDEX}{st_paul.pk}/"
    body = answers(closed_how="days", closed_number="30")
    page = client.post(url, body)
    assert page.status_code == 200
    assert "Today this would remove the personal data of 1 lead" in page.text
    assert "1 is on hold and stays" in page.text
    assert not RetentionRule.objects.exists()
    seen = page.context["effect"]["mark"]
    again = client.post(url, body | {"seen": seen, "closed_number": "50"})
    assert "You changed something" in again.text
    assert "of 0 leads" in again.text
    assert not RetentionRule.objects.exists()
    assert client.post(url, body | {"seen": seen}).status_code == 302
    assert Plan.stored().period(Outcome.CLOSED, st_paul.pk).number == 30
    assert Plan.stored().period(Outcome.CLOSED, edina.pk) is None
    assert len(known()) == 3  # by the next daily round


@pytest.mark.parametrize("number", ["", "0", "601", "x"])
def test_number_that_is_none_is_asked_for_again(client, st_paul, ada, number):
    client.force_login(ada)
    body = answers(closed_how="months", closed_number=number)
    answer = client.post(f"{INDEX}{st_paul.pk}/", body)
    assert (answer.status_code, "error-message" in answer.text) == (422, True)


def test_rules_for_everywhere_are_of_who_manages_everywhere(client, st_paul, ada, boss):
    client.force_login(ada)
    assert client.get(f"{INDEX}everywhere/").status_code == 302
    assert f'href="{INDEX}everywhere/"' not in client.get(INDEX).text
    client.force_login(boss)
    body = answers(closed_how="months", closed_number="18")
    seen = client.post(f"{INDEX}everywhere/", body).context["effect"]["mark"]
    assert client.post(f"{INDEX}everywhere/", body | {"seen": seen}).status_code == 302
    assert client.get(INDEX).text.count("18 months") == 2
    follow = {f"{standing}_how": "follow" for standing in Outcome.values}
    page = client.post(f"{INDEX}{st_paul.pk}/", follow)
    client.post(f"{INDEX}{st_paul.pk}/", follow | {"seen": page.context["effect"]["mark"]})
    assert not RetentionRule.objects.filter(location=st_paul).exists()


def test_what_was_seen_for_one_place_counts_for_no_other(client, st_paul, edina, boss):
    client.force_login(boss)
    body = answers(closed_how="days", closed_number="30")
    seen = client.post(f"{INDEX}{st_paul.pk}/", body).context["effect"]["mark"]
    assert client.post(f"{INDEX}{edina.pk}/", body | {"seen": seen}).status_code == 200
    assert not RetentionRule.objects.exists()


def test_another_clinics_rules_are_not_found(client, edina, ada):
    client.force_login(ada)
    for method in (client.get, client.post):
        assert method(f"{INDEX}{edina.pk}/").status_code == 404
    client.force_login(make_desk("Bo Lind", edina))
    assert client.get(INDEX).status_code == 302
    assert client.get(f"{INDEX}{edina.pk}/").status_code == 302


def test_list_asks_as_many_questions_for_three_places_as_for_one(
    client, st_paul, boss, django_assert_num_queries
):
    client.force_login(boss)
    client.get(INDEX)
    with django_assert_num_queries(QUERIES):
        client.get(INDEX)
    for name in ("Edina", "Rochester"):
        rule(Outcome.CLOSED, make_location(name))
    with django_assert_num_queries(QUERIES):
        assert "Rochester" in client.get(INDEX).text


QUERIES = 14


def test_timeline_says_that_a_rule_did_it(client, st_paul, ada):
    rule(Outcome.CLOSED, number=18, unit=Unit.MONTHS)
    lead = closed(st_paul, NOW - timedelta(days=700))
    actions.retain(at=NOW)
    client.force_login(ada)
    page = client.get(f"/admin/clinic/inbox/{lead.pk}/").text
    assert "its time was over (Closed: 18 months)" in page

"""What the clock brings: each thing once, at the right moment, whoever was asleep."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from leads.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Notice,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    Right,
    Timing,
)
from leads.notifications.outbox import deliver_due
from leads.notifications.planning import plan
from tests.factories import WEDNESDAY, make_desk, make_lead, make_location, override, week
from tests.leads.test_receiving_at_once import at_once, in_earnest, real_database  # noqa: F401

pytestmark = pytest.mark.django_db


def chicago(day, hour, minute=0, *, month=3):
    """A moment in March 2026, by standard time."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=6)


@pytest.fixture
def st_paul():
    return make_location("St. Paul", weekly_hours=week(("09:00", "12:00"), ("13:00", "17:00")))


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


def waits(user, lead, *, at, occasion=Occasion.MOVED):
    """A notice for the morning's summary."""
    key = f"{occasion}:{lead.pk}:{at.timestamp()}"
    return Notice.objects.create(
        user=user, lead=lead, occasion=occasion, key=key, at=at, in_app=False, in_digest=True
    )


def digests():
    return Delivery.objects.filter(kind=DeliveryKind.DIGEST)


# Summaries


def test_summary_is_written_at_the_opening_and_not_before(st_paul, ada):
    waits(ada, make_lead(st_paul), at=chicago(3, 20))
    plan(at=chicago(4, 8, 59))
    assert not digests().exists()
    plan(at=chicago(4, 9))
    assert digests().get().occasion == f"digest:{ada.pk}:2026-03-04"
    assert not Notice.objects.filter(in_digest=True).exists()


def test_what_happens_after_the_opening_waits_for_the_next_morning(st_paul, ada):
    lead = make_lead(st_paul)
    waits(ada, lead, at=chicago(4, 9, 1))
    plan(at=chicago(4, 16))
    assert not digests().exists()
    plan(at=chicago(5, 9))
    assert digests().count() == 1


def test_summary_is_written_once_a_day(st_paul, ada):
    lead = make_lead(st_paul)
    waits(ada, lead, at=chicago(3, 20))
    plan(at=chicago(4, 9))
    waits(ada, lead, at=chicago(4, 8))  # late, from another machine
    plan(at=chicago(4, 9, 1))
    assert digests().count() == 1
    plan(at=chicago(5, 9))
    assert digests().count() == 2


def test_friday_evening_is_told_on_monday_when_the_clocks_have_changed(st_paul, ada):
    waits(ada, make_lead(st_paul), at=chicago(6, 20))
    for day, hour in [(7, 12), (8, 12), (9, 7)]:
        plan(at=chicago(day, hour))
    assert not digests().exists()
    plan(at=datetime(2026, 3, 9, 14, 0, tzinfo=UTC))  # nine by daylight saving time
    assert digests().count() == 1


def test_missed_days_are_made_up_for_by_one_summary(st_paul, ada):
    lead = make_lead(st_paul)
    for day in (2, 3, 4):
        waits(ada, lead, at=chicago(day, 20))
    plan(at=chicago(5, 15))
    assert len(digests().get().payload["notices"]) == 3


def test_summary_waits_over_a_holiday(st_paul, ada):
    st_paul.hours_overrides = [override("2026-03-04", reason="Holiday")]
    st_paul.save()
    waits(ada, make_lead(st_paul), at=chicago(3, 20))
    plan(at=chicago(4, 12))
    assert not digests().exists()
    plan(at=chicago(5, 9))
    assert digests().count() == 1


def test_summary_of_two_locations_comes_with_the_first_opening(st_paul):
    early = make_location("Early", weekly_hours=week(("07:00", "15:00")))
    user = make_desk("Ada Berg", st_paul, early)
    for place in (st_paul, early):
        waits(user, make_lead(place), at=chicago(3, 20))
    plan(at=chicago(4, 7))
    assert len(digests().get().payload["notices"]) == 2


def test_summary_counts_and_links_and_names_nobody(st_paul, ada):
    leads = [make_lead(st_paul, name="Kou-canary", topic="Knee-canary") for _n in range(3)]
    for lead in leads:
        waits(ada, lead, at=chicago(3, 20))
    waits(ada, leads[0], at=chicago(3, 21), occasion=Occasion.OVERDUE)
    plan(at=chicago(4, 9))
    deliver_due(at=chicago(4, 9))
    (message,) = mail.outbox
    assert message.to == [ada.email]
    assert message.subject == "4 notices this morning"
    assert "3 × A lead comes from another location" in message.body
    assert "1 × A promise has passed" in message.body
    for lead in leads:
        assert f"{lead.reference}: A lead has come from another location." in message.body
        assert f"/admin/clinic/inbox/{lead.pk}/" in message.body
    assert "canary" not in str(message.message())


def test_long_summary_lists_the_first_and_counts_the_rest(st_paul, ada):
    lead = make_lead(st_paul)
    for minute in range(23):
        waits(ada, lead, at=chicago(3, 20, minute))
    plan(at=chicago(4, 9))
    deliver_due(at=chicago(4, 9))
    assert mail.outbox[0].body.count(lead.reference) == 20
    assert "and 3 more:" in mail.outbox[0].body


def test_summary_leaves_out_what_its_reader_may_not_see_any_more(st_paul, ada):
    edina = make_location("Edina")
    here, gone = make_lead(st_paul), make_lead(st_paul)
    for lead in (here, gone):
        waits(ada, lead, at=chicago(3, 20))
    plan(at=chicago(4, 9))
    gone.location = edina
    gone.save()
    deliver_due(at=chicago(4, 9))
    assert here.reference in mail.outbox[0].body
    assert gone.reference not in mail.outbox[0].body


def test_summary_of_nothing_is_not_sent(st_paul, ada):
    lead = make_lead(st_paul)
    waits(ada, lead, at=chicago(3, 20))
    plan(at=chicago(4, 9))
    lead.location = make_location("Edina")
    lead.save()
    deliver_due(at=chicago(4, 9))
    assert mail.outbox == []
    assert digests().get().state == DeliveryState.FAILED


# Weekly: were any of these real?


MONDAY = chicago(2, 9)


def test_triagers_and_managers_are_asked_once_a_week(st_paul):
    people = [
        make_desk("Ada Triage", st_paul),
        make_desk("Max Manager", st_paul, rights=[Right.SEE, Right.MANAGE]),
    ]
    make_desk("Sam Sees", st_paul, rights=[Right.SEE])
    make_desk("Eve Elsewhere", make_location("Edina"))
    for _lead in range(2):
        make_lead(st_paul, name="Canary", quarantined_at=chicago(1, 12))
    plan(at=MONDAY - timedelta(minutes=1))
    assert not digests().exists()
    plan(at=MONDAY)
    plan(at=MONDAY + timedelta(days=2))
    deliver_due(at=MONDAY)
    assert sorted(message.to for message in mail.outbox) == sorted([u.email] for u in people)
    body = mail.outbox[0].body
    assert "2 requests lie in quarantine that you were not asked about yet" in body
    assert "/admin/clinic/inbox/?tab=quarantine" in body
    assert "Canary" not in str(mail.outbox[0].message())


def test_they_are_asked_again_the_week_after(st_paul, ada):
    make_lead(st_paul, quarantined_at=chicago(1, 12))
    plan(at=MONDAY)
    make_lead(st_paul, quarantined_at=chicago(5, 12))
    plan(at=MONDAY + timedelta(days=7))
    assert digests().count() == 2


def test_nobody_is_asked_about_an_empty_quarantine_or_again_about_the_same(st_paul, ada):
    make_lead(st_paul)
    plan(at=MONDAY)
    assert not digests().exists()
    make_lead(st_paul, quarantined_at=MONDAY + timedelta(days=1))
    for week_later in (7, 14, 21):
        plan(at=MONDAY + timedelta(days=week_later))
    assert digests().count() == 1


def test_a_missed_monday_is_made_up_for(st_paul, ada):
    make_lead(st_paul, quarantined_at=chicago(1, 12))
    plan(at=chicago(4, 3))  # at night, long after Monday's opening
    assert digests().count() == 1


def test_who_does_not_want_to_be_asked_is_not(st_paul, ada):
    NotificationPreference.objects.create(
        user=ada, occasion=Occasion.QUARANTINE, channel=NoticeChannel.EMAIL, timing=Timing.OFF
    )
    make_lead(st_paul, quarantined_at=chicago(1, 12))
    plan(at=MONDAY)
    assert not digests().exists()


def test_who_manages_two_locations_is_asked_once(st_paul):
    user = make_desk("Ada Berg", None)
    for place in (st_paul, make_location("Edina")):
        make_lead(place, quarantined_at=chicago(1, 12))
    plan(at=MONDAY)
    deliver_due(at=MONDAY)
    (message,) = mail.outbox
    assert message.to == [user.email]
    assert "2 requests" in message.body


# Leads that come back


def test_who_put_a_lead_off_is_told_when_it_is_back_once(st_paul, ada):
    ben = make_desk("Ben Cole", st_paul)
    lead = make_lead(st_paul, snoozed_until=chicago(4, 11), snoozed_by=ada, assigned_to=ben)
    plan(at=chicago(4, 10, 59))
    assert not Notice.objects.exists()
    for minute in (0, 1):
        plan(at=chicago(4, 11, minute))
    assert set(Notice.objects.values_list("user", "lead", "occasion")) == {
        (ada.pk, lead.pk, Occasion.WOKEN),
        (ben.pk, lead.pk, Occasion.WOKEN),
    }
    assert Notice.objects.count() == 2


def test_lead_of_who_has_left_is_told_to_the_desk_when_it_is_back(st_paul, ada):
    gone, out = make_desk("Gus Gone", st_paul), make_desk("Olga Out", st_paul)
    lead = make_lead(st_paul, snoozed_until=chicago(4, 11), snoozed_by=gone, assigned_to=out)
    gone.is_active = False
    gone.save()
    out.groups.clear()
    plan(at=chicago(4, 11))
    assert list(Notice.objects.values_list("user", "lead")) == [(ada.pk, lead.pk)]


def test_lead_that_is_put_off_again_is_told_of_again(st_paul, ada):
    lead = make_lead(st_paul, snoozed_until=chicago(4, 11), snoozed_by=ada)
    plan(at=chicago(4, 11))
    lead.snoozed_until = chicago(4, 14)
    lead.save()
    plan(at=chicago(4, 14))
    assert Notice.objects.filter(user=ada).count() == 2


def test_what_lies_long_back_or_is_over_does_not_come_back(st_paul, ada):
    make_lead(st_paul, snoozed_until=chicago(4, 12) - timedelta(days=31), snoozed_by=ada)
    make_lead(st_paul, snoozed_until=chicago(4, 11), snoozed_by=ada, status="booked")
    plan(at=chicago(4, 12))
    assert not Notice.objects.exists()


# Any number of workers


@in_earnest
def test_many_workers_at_once_write_each_thing_once(real_database):  # noqa: F811
    st_paul = make_location("St. Paul")
    ada = make_desk("Ada Berg", st_paul)
    lead = make_lead(st_paul, snoozed_until=chicago(4, 10), snoozed_by=ada)
    make_lead(st_paul, quarantined_at=chicago(3, 12))
    waits(ada, lead, at=chicago(3, 20))
    real_database()
    at_once([lambda: plan(at=chicago(4, 11))] * 6)
    counts = [digests().count, Notice.objects.filter(occasion=Occasion.WOKEN).count]
    assert at_once(counts) == [2, 1]


def test_a_fault_in_one_part_does_not_stop_the_others(st_paul, ada, monkeypatch, caplog):
    words = "canary"

    def broken(*, at):
        raise RuntimeError(words)

    waits(ada, make_lead(st_paul), at=chicago(3, 20))
    monkeypatch.setattr("leads.notifications.planning.PARTS", [broken, *parts()])
    plan(at=chicago(4, 9))
    assert digests().count() == 1
    assert "broken" in caplog.text
    assert "canary" not in caplog.text


def parts():
    from leads.notifications import planning

    return planning.PARTS


@pytest.mark.parametrize("number", [1, 3])
def test_planning_costs_the_same_when_everything_is_written(
    st_paul, number, django_assert_num_queries
):
    for n in range(number):
        user = make_desk(f"Person {n}", st_paul)
        make_lead(st_paul, quarantined_at=chicago(3, 12))
        lead = make_lead(st_paul, snoozed_until=chicago(4, 10), snoozed_by=user)
        waits(user, lead, at=chicago(3, 20))
    plan(at=chicago(4, 11))
    with django_assert_num_queries(18):
        plan(at=chicago(4, 11, 1))


def test_command_plans_before_it_sends(st_paul, ada, time_machine):
    time_machine.move_to(chicago(4, 9), tick=False)
    waits(ada, make_lead(st_paul, received_at=chicago(4, 8)), at=chicago(3, 20))
    call_command("clinic_deliver")
    assert [message.to for message in mail.outbox] == [[ada.email]]


def test_wednesday_is_a_wednesday():
    """The other moments here are counted from it."""
    assert chicago(4, 10) == WEDNESDAY

"""Nobody waits unseen: who is told, when, once, whatever the worker misses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from leads.actions import book, escalate, move
from leads.models import (
    Absence,
    Delivery,
    DeliveryState,
    DeskSettings,
    Escalation,
    EventKind,
    Lead,
    LeadEvent,
    Notice,
    NotificationPreference,
    Occasion,
    Right,
    Source,
    Status,
    Step,
)
from leads.notifications.email import message_of
from leads.notifications.outbox import deliver_due
from leads.notifications.recipients import on_shift
from locations.models import LocationPage
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_user,
    set_organisation,
    week,
)
from tests.leads.test_receiving_at_once import at_once, in_earnest, real_database  # noqa: F401

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DUE = WEDNESDAY + 2 * HOUR  # noon in Chicago
MANAGE = (Right.SEE, Right.MANAGE)


@pytest.fixture
def st_paul():
    location = make_location("St. Paul", desk_email="st-paul@clinic.example")
    set_organisation(default_location=location)
    return location


@pytest.fixture
def people(st_paul):
    """Ada works at the desk, Max manages it, Cy works for the other clinic, Root for the site."""
    edina = make_location("Edina", desk_email="edina@clinic.example")
    return {
        "ada": make_desk("Ada Berg", st_paul),
        "max": make_desk("Max Holm", st_paul, rights=MANAGE),
        "cy": make_desk("Cy Dahl", edina, rights=(Right.SEE, Right.TRIAGE, Right.MANAGE)),
        "root": make_user("Root", is_superuser=True),
        "edina": edina,
    }


def told(lead, step=None):
    """The addresses of who was told of a step, or of any."""
    rows = lead.deliveries.filter(occasion__startswith=f"{step}:" if step else "")
    return sorted(message_of(row).to[0] for row in rows)


def steps(lead):
    return [event.data["step"] for event in lead.events.filter(kind=EventKind.ESCALATED)]


# The steps


def test_desk_is_reminded_before_the_promise_ends_and_not_earlier(st_paul, people):
    lead = make_lead(st_paul)
    assert escalate(at=DUE - 31 * MINUTE) == 0
    assert escalate(at=DUE - 30 * MINUTE) == 1
    assert told(lead) == ["st-paul@clinic.example"]
    notice = Notice.objects.get()  # she chose no mail for this
    assert (notice.user, notice.occasion) == (people["ada"], Occasion.DUE_SOON)
    event = lead.events.get()
    assert event.data == {"step": "due_soon", "desks": ["St. Paul"], "people": 1}
    assert (event.by, event.text) == (None, "")


def test_manager_is_told_after_the_promise_has_passed(st_paul, people):
    lead = make_lead(st_paul)
    assert escalate(at=DUE) == 1  # still due soon
    assert escalate(at=DUE + timedelta(seconds=1)) == 1
    assert told(lead, Step.OVERDUE) == ["max@clinic.example"]
    assert steps(lead) == [Step.DUE_SOON, Step.OVERDUE]


def test_location_sets_how_early_its_desk_is_reminded(st_paul, people):
    DeskSettings.objects.create(location=st_paul, due_soon_minutes=60)
    lead = make_lead(st_paul)
    escalate(at=DUE - HOUR)
    assert steps(lead) == [Step.DUE_SOON]


def test_minutes_before_the_promise_are_open_minutes(st_paul, people):
    """Due on Monday 9:20: ten of the thirty minutes are on Friday, before the desk goes home."""
    monday_920 = datetime(2026, 3, 9, 14, 20, tzinfo=UTC)  # after the clock went forward
    friday_1650 = datetime(2026, 3, 6, 22, 50, tzinfo=UTC)
    lead = make_lead(st_paul, received_at=friday_1650 - HOUR, due_at=monday_920)
    assert escalate(at=friday_1650 - MINUTE) == 0
    assert escalate(at=friday_1650) == 1
    assert steps(lead) == [Step.DUE_SOON]


@pytest.mark.parametrize(
    "two_oclock",  # forward from 2 to 3; back from 2 to 1
    [datetime(2026, 3, 8, 8, 0, tzinfo=UTC), datetime(2026, 11, 1, 7, 0, tzinfo=UTC)],
)
def test_nights_in_which_the_clock_changes(people, two_oclock):
    """Open from 1 to 4 that night, due ten minutes after the jump: 30 minutes stay 30 minutes."""
    nights = make_location("Night", weekly_hours=week(("01:00", "04:00"), days=range(7)))
    make_desk("Nia Night", nights, rights=(Right.SEE, Right.TRIAGE, Right.MANAGE))
    due = two_oclock + 10 * MINUTE
    lead = make_lead(nights, received_at=due - 5 * HOUR, due_at=due)
    escalate(at=due - 31 * MINUTE)
    assert steps(lead) == []
    escalate(at=due - 30 * MINUTE)
    assert steps(lead) == [Step.DUE_SOON]


def test_nobody_on_shift_reaches_the_fail_over_desk_and_person(st_paul, people):
    DeskSettings.objects.create(
        location=st_paul, fail_over_location=people["edina"], fail_over_user=people["cy"]
    )
    Absence.objects.create(
        user=people["ada"], first_date=date(2026, 3, 4), last_date=date(2026, 3, 4)
    )
    lead = make_lead(st_paul)
    assert escalate(at=DUE - 10 * MINUTE) == 2
    assert told(lead, Step.UNSTAFFED) == ["cy@clinic.example", "edina@clinic.example"]
    assert told(lead, Step.DUE_SOON) == ["st-paul@clinic.example"]


def test_fail_over_person_who_is_away_as_well_is_passed_over(st_paul, people):
    eve = make_desk("Eve Rywhere", None, rights=MANAGE)
    day = {"first_date": date(2026, 3, 4), "last_date": date(2026, 3, 4)}
    for user in (people["ada"], people["cy"]):
        Absence.objects.create(user=user, **day)
    DeskSettings.objects.create(location=st_paul, fail_over_user=people["cy"])
    lead = make_lead(st_paul)
    escalate(at=DUE - MINUTE)
    assert told(lead, Step.UNSTAFFED) == [eve.email, "st-paul@clinic.example"]


def test_nobody_on_shift_and_no_fail_over_reaches_who_works_everywhere(people):
    everywhere = make_desk("Eve Rywhere", None)
    duluth = make_location("Duluth", desk_email="duluth@clinic.example")
    Absence.objects.create(user=everywhere, first_date=date(2026, 3, 4), last_date=date(2026, 3, 4))
    lead = make_lead(duluth)
    escalate(at=DUE - MINUTE)
    # Away, but there is nobody else: better told on a day off than not at all.
    assert told(lead, Step.UNSTAFFED) == ["eve@clinic.example", "st-paul@clinic.example"]


def test_somebody_on_shift_needs_no_fail_over(st_paul, people):
    DeskSettings.objects.create(location=st_paul, fail_over_location=people["edina"])
    lead = make_lead(st_paul)
    escalate(at=DUE + HOUR)
    assert Step.UNSTAFFED not in steps(lead)


def test_absence_counts_by_the_locations_own_day(st_paul, people):
    """At 3 in the morning in London it is still the day before in Chicago."""
    Absence.objects.create(
        user=people["ada"], first_date=date(2026, 3, 5), last_date=date(2026, 3, 5)
    )
    late = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)
    assert people["ada"] in on_shift(st_paul.pk, at=late, zone=st_paul.zone)
    assert people["ada"] not in on_shift(st_paul.pk, at=late + 4 * HOUR, zone=st_paul.zone)


def test_on_shift_is_who_may_work_here_now(st_paul, people):
    onlooker = make_desk("Olga Rud", st_paul, rights=[Right.SEE])
    gone = make_desk("Gus Gone", st_paul)
    gone.is_active = False
    gone.save()
    found = list(on_shift(st_paul.pk, at=WEDNESDAY, zone=st_paul.zone))
    assert found == [people["ada"]]
    assert onlooker not in found


# Left waiting unseen must be impossible


def test_lead_without_a_location_reaches_the_default_desk_and_who_works_everywhere(people):
    make_desk("Eve Rywhere", None)
    lead = make_lead(None)
    assert escalate(at=DUE) == 0
    assert escalate(at=DUE + MINUTE) == 1
    assert told(lead) == ["eve@clinic.example", "st-paul@clinic.example"]
    assert "promised" not in message_of(lead.deliveries.first()).body


def test_lead_without_a_promise_is_overdue_after_the_usual_time(st_paul, people):
    lead = make_lead(st_paul, due_at=None, promise="")
    escalate(at=DUE + MINUTE)
    assert told(lead) == ["max@clinic.example", "st-paul@clinic.example"]


def test_who_asks_again_without_a_promise_waits_anew(st_paul, people):
    lead = make_lead(st_paul, due_at=None, promise="")
    escalate(at=DUE + MINUTE)
    asked_at = DUE + 5 * HOUR
    LeadEvent.objects.create(lead=lead, kind=EventKind.FOLLOWED_UP, at=asked_at)
    assert escalate(at=asked_at + HOUR) == 0
    assert escalate(at=asked_at + 3 * HOUR) == 1


def test_new_promise_begins_the_steps_anew(st_paul, people):
    lead = make_lead(st_paul)
    escalate(at=DUE + MINUTE)
    lead.due_at = DUE + 24 * HOUR
    lead.save()
    escalate(at=DUE + 23.8 * HOUR)
    escalate(at=DUE + 25 * HOUR)
    assert steps(lead) == [Step.OVERDUE, Step.DUE_SOON, Step.OVERDUE]


def test_superuser_is_told_where_nobody_else_would_be(people):
    lead = make_lead(make_location("Duluth"))
    escalate(at=DUE + MINUTE)
    assert told(lead, Step.OVERDUE) == ["desk@clinic.example", "root@clinic.example"]


def test_nobody_to_tell_is_tried_again_until_there_is_somebody(caplog):
    lead = make_lead(None)
    assert escalate(at=DUE + MINUTE) == 0
    assert "1 leads wait" in caplog.text
    assert not Escalation.objects.exists()
    assert not lead.events.exists()
    make_desk("Eve Rywhere", None, rights=MANAGE)
    escalate(at=DUE + HOUR)
    assert steps(lead) == [Step.OVERDUE]


def test_managers_on_leave_are_told_if_all_are_and_the_desk_is(st_paul, people):
    day = {"first_date": date(2026, 3, 4), "last_date": date(2026, 3, 4)}
    Absence.objects.create(user=people["max"], **day)
    one, other = make_lead(st_paul), make_lead(st_paul)
    escalate(at=DUE + MINUTE)
    assert told(one, Step.OVERDUE) == ["max@clinic.example", "st-paul@clinic.example"]
    make_desk("Mia Holm", st_paul, rights=MANAGE)
    Escalation.objects.all().delete()
    Delivery.objects.all().delete()
    escalate(at=DUE + MINUTE)
    assert told(other, Step.OVERDUE) == ["mia@clinic.example"]


# A lead that is moved

NIGHT = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)  # 10 in the evening in Chicago
MORNING = datetime(2026, 3, 5, 15, 1, tzinfo=UTC)  # both desks have opened


def sent_to(lead, step):
    rows = lead.deliveries.filter(occasion__startswith=f"{step}:", state=DeliveryState.SENT)
    return sorted(row.recipient.email for row in rows)


@pytest.fixture
def overdue_at_night(people):
    """Overdue at Edina, and its manager was to be told in the morning."""
    lead = make_lead(people["edina"])
    escalate(at=NIGHT)
    return lead


def test_overdue_lead_that_is_moved_is_told_to_the_new_manager(st_paul, people, overdue_at_night):
    lead = overdue_at_night
    move(lead=lead, to=st_paul, by=people["cy"], at=MORNING - MINUTE)
    deliver_due(at=MORNING)
    assert sent_to(lead, Step.OVERDUE) == []  # Edina's has nothing to tell
    assert escalate(at=MORNING) == 1
    deliver_due(at=MORNING)
    assert sent_to(lead, Step.OVERDUE) == ["max@clinic.example"]
    assert Notice.objects.shown_to(people["max"]).filter(lead=lead, occasion="overdue").exists()
    assert escalate(at=MORNING + timedelta(days=9)) == 0


def test_lead_that_comes_back_tells_nobody_twice(st_paul, people, overdue_at_night):
    lead = overdue_at_night
    deliver_due(at=MORNING)
    for to in (st_paul, people["edina"], st_paul, people["edina"]):
        move(lead=lead, to=to, by=people["root"], at=MORNING)
        escalate(at=MORNING + MINUTE)
        deliver_due(at=MORNING + MINUTE)
    assert sent_to(lead, Step.OVERDUE) == ["cy@clinic.example", "max@clinic.example"]
    assert steps(lead) == [Step.OVERDUE, Step.OVERDUE]  # once for each of the two


def test_manager_whose_mail_had_nothing_to_tell_gets_it_when_the_lead_is_back(
    st_paul, people, overdue_at_night
):
    lead = overdue_at_night
    move(lead=lead, to=st_paul, by=people["root"], at=MORNING - MINUTE)
    deliver_due(at=MORNING)
    move(lead=lead, to=people["edina"], by=people["root"], at=MORNING + MINUTE)
    escalate(at=MORNING + MINUTE)
    deliver_due(at=MORNING + MINUTE)
    assert sent_to(lead, Step.OVERDUE) == ["cy@clinic.example"]


def test_new_manager_who_wants_no_mail_hears_of_it_all_the_same(st_paul, people, overdue_at_night):
    """What went to the old desk's manager is no reason to leave out the new one."""
    silent = {"occasion": "overdue", "channel": "email", "timing": "off"}
    NotificationPreference.objects.create(user=people["max"], **silent)
    move(lead=overdue_at_night, to=st_paul, by=people["cy"], at=MORNING)
    escalate(at=MORNING)
    deliver_due(at=MORNING)
    assert sent_to(overdue_at_night, Step.OVERDUE) == ["max@clinic.example"]


# Who is left in peace


@pytest.mark.parametrize(
    "facts",
    [
        {"quarantined_at": WEDNESDAY},
        {"answered_at": WEDNESDAY + HOUR, "status": Status.WAITING},
        {"answered_at": WEDNESDAY + HOUR, "status": Status.BOOKED},
        {"source": Source.IMPORT, "due_at": None},
        {"status": Status.CLOSED, "closed_at": WEDNESDAY, "close_reason": "duplicate"},
    ],
)
def test_who_does_not_wait_for_us_is_not_escalated(st_paul, people, facts):
    make_lead(st_paul, **facts)
    assert escalate(at=DUE - MINUTE) == 0
    assert escalate(at=DUE + 48 * HOUR) == 0


def test_real_request_out_of_quarantine_is_escalated_by_its_own_promise(st_paul, people):
    lead = make_lead(st_paul, quarantined_at=WEDNESDAY)
    escalate(at=DUE + HOUR)
    lead.quarantined_at = None
    lead.save()
    escalate(at=DUE + 2 * HOUR)
    assert steps(lead) == [Step.OVERDUE]


def test_lead_that_was_put_off_is_escalated_all_the_same(st_paul, people):
    lead = make_lead(st_paul, snoozed_until=DUE + 48 * HOUR)
    escalate(at=DUE + MINUTE)
    assert steps(lead) == [Step.OVERDUE]


def test_desk_that_is_just_writing_is_not_turned_away(st_paul, people):
    lead = make_lead(st_paul)
    escalate(at=DUE + MINUTE)
    book(lead=lead, by=people["ada"], at=DUE + 2 * MINUTE, version=1)


# Once, and never lost


def test_every_minute_of_three_days_tells_each_step_once(st_paul, people, time_machine):
    lead = make_lead(st_paul)
    moment = WEDNESDAY
    while moment < WEDNESDAY + timedelta(days=3):
        time_machine.move_to(moment, tick=False)
        call_command("clinic_escalate", verbosity=0)
        moment += 17 * MINUTE
    assert steps(lead) == [Step.DUE_SOON, Step.OVERDUE]
    assert told(lead) == ["max@clinic.example", "st-paul@clinic.example"]


def test_worker_that_was_away_for_days_tells_what_is_true_now(st_paul, people):
    lead = make_lead(st_paul)
    escalate(at=DUE + timedelta(days=4))
    assert steps(lead) == [Step.OVERDUE]


def test_one_broken_lead_holds_up_no_other(st_paul, people, monkeypatch, caplog):
    broken, fine = make_lead(st_paul, topic="canary-hip"), make_lead(st_paul)
    from leads.actions import escalating

    real = escalating.event_of

    def event_of(lead, *args, **kwargs):
        if lead.pk == broken.pk:
            raise ValueError(broken.topic)
        return real(lead, *args, **kwargs)

    monkeypatch.setattr(escalating, "event_of", event_of)
    assert escalate(at=DUE + MINUTE) == 1
    assert steps(fine) == [Step.OVERDUE]
    assert told(fine) == ["max@clinic.example"]
    assert not Escalation.objects.filter(lead=broken).exists()
    assert "canary" not in caplog.text


def test_location_without_a_readable_zone_holds_up_nobody(people, caplog):
    broken = make_location("Mars")
    lead = make_lead(broken)
    LocationPage.objects.filter(pk=broken.pk).update(time_zone="Mars/canary")
    assert escalate(at=DUE - MINUTE) == 0
    escalate(at=DUE + MINUTE)
    assert Step.OVERDUE in steps(lead)
    assert "canary" not in caplog.text


@pytest.mark.parametrize("number", [1, 3])
def test_round_with_nothing_to_tell_costs_the_same_however_many_wait(
    st_paul, people, number, django_assert_num_queries
):
    for _number in range(number):
        make_lead(st_paul)
    escalate(at=DUE + MINUTE)
    with django_assert_num_queries(7):
        escalate(at=DUE + 2 * MINUTE)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("moment", "taken", "queries"),
    [(DUE - HOUR, 0, 8), (DUE - 10 * MINUTE, 2, 36), (DUE + MINUTE, 2, 43)],
)
def test_round_costs_the_same_however_many_take_a_step(
    people, moment, taken, queries, number, django_assert_num_queries
):
    """In an hour; in ten minutes, with nobody on shift; overdue."""
    for _number in range(number):
        make_lead(people["edina"])
    Absence.objects.create(
        user=people["cy"], first_date=date(2026, 3, 4), last_date=date(2026, 3, 4)
    )
    with django_assert_num_queries(queries):
        assert escalate(at=moment) == taken * number


def test_more_than_are_told_together_are_told_all(people, monkeypatch):
    monkeypatch.setattr("leads.actions.escalating.TOGETHER", 2)
    leads = [make_lead(people["edina"]) for _number in range(5)]
    assert escalate(at=DUE + MINUTE) == 5
    assert [steps(lead) for lead in leads] == [[Step.OVERDUE]] * 5
    assert [told(lead) for lead in leads] == [["cy@clinic.example"]] * 5


def test_lead_that_is_answered_or_moved_meanwhile_is_left_alone(people, monkeypatch):
    """Between the look at who waits and the lock."""
    from leads.actions import escalating

    leads = [make_lead(people["edina"]) for _number in range(3)]
    look = escalating._due_steps

    def answered_at_once(*, at):
        found = list(look(at=at))
        Lead.objects.filter(pk=leads[0].pk).update(answered_at=at)
        Lead.objects.filter(pk=leads[1].pk).update(location=None)
        return found

    monkeypatch.setattr(escalating, "_due_steps", answered_at_once)
    assert escalate(at=DUE + MINUTE) == 1
    assert [steps(lead) for lead in leads] == [[], [], [Step.OVERDUE]]


@in_earnest
def test_several_workers_at_once_tell_once(real_database, st_paul, people):  # noqa: F811
    lead = make_lead(st_paul)
    real_database()
    taken = at_once([lambda: escalate(at=DUE + MINUTE)] * 6)
    assert sum(taken) == 1
    found = at_once(
        [lambda: steps(lead), lambda: Delivery.objects.count(), Escalation.objects.count]
    )
    assert found == [[Step.OVERDUE], 1, 1]


# What the mails say


@pytest.mark.parametrize("step", [Step.DUE_SOON, Step.OVERDUE, Step.UNSTAFFED])
def test_mail_has_reference_promise_and_link_and_nothing_of_the_visitor(st_paul, step):
    lead = make_lead(
        st_paul, name="Quillon", phone="+16125550142", email="v@example.com", topic="canary-hip"
    )
    row = Delivery.objects.create(
        lead=lead, kind="staff_mail", payload={"step": step, "desk": st_paul.pk}
    )
    message = message_of(row)
    assert lead.reference in message.subject
    assert f"/admin/clinic/inbox/{lead.pk}/" in message.body
    assert "St. Paul will reply by Wednesday noon." in message.body
    whole = str(message.message())
    assert not [w for w in ("Quillon", "+16125550142", "v@example.com", "canary") if w in whole]


def test_closed_account_gets_no_mail(st_paul, people):
    from leads.emails import NoRecipient

    people["ada"].is_active = False
    people["ada"].save()
    row = Delivery.objects.create(
        lead=make_lead(st_paul),
        kind="staff_mail",
        payload={"step": "overdue"},
        recipient=people["ada"],
    )
    with pytest.raises(NoRecipient):
        message_of(row)

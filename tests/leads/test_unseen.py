"""Nothing waits unseen because somebody is away, a desk has closed, or nobody looked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from leads import actions
from leads.models import (
    Absence,
    Delivery,
    DeliveryKind,
    DeliveryState,
    DeskSettings,
    Notice,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    RetentionRule,
    Right,
    Status,
    Step,
    Timing,
)
from leads.notifications.outbox import deliver_due
from leads.notifications.planning import plan
from leads.notifications.recipients import audience
from locations.models import LocationPage
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_user,
    override,
    set_organisation,
)
from tests.leads.test_planning import chicago

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY, WEEK = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))
MONDAY = chicago(2, 9)  # 2 March 2026, as a desk opens
MANAGE = (Right.SEE, Right.MANAGE)


@pytest.fixture
def st_paul():
    location = make_location("St. Paul", desk_email="st-paul@clinic.example")
    set_organisation(default_location=location)
    return location


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


def away(*users, day=WEDNESDAY):
    """They are away on the day of this moment and the 30 after it."""
    first = (day - 6 * HOUR).date()
    for user in users:
        Absence.objects.create(user=user, first_date=first, last_date=first + 30 * DAY)


def closed(location):
    """A location that has closed for good."""
    LocationPage.objects.filter(pk=location.pk).update(live=False)
    location.refresh_from_db()
    return location


def wish(user, occasion, channel, timing):
    NotificationPreference.objects.create(
        user=user, occasion=occasion, channel=channel, timing=timing
    )


def every_hour(start, *, until):
    while start < until:
        plan(at=start)
        start += HOUR


def numbers_asked_about():
    """How many requests each mail about the quarantine spoke of, in order."""
    bodies = [message.body.strip() for message in mail.outbox if "quarantine" in message.body]
    return [int(body.split()[0]) for body in bodies]


def told(occasion):
    rows = Notice.objects.filter(occasion=occasion).order_by("user__first_name")
    return list(rows.values_list("user__first_name", flat=True))


# Quarantine


def test_what_came_in_before_a_holiday_is_asked_about_after_it(st_paul, ada):
    st_paul.hours_overrides = [override("2026-12-24", "2027-01-03")]
    st_paul.save()
    make_lead(st_paul, quarantined_at=datetime(2026, 12, 18, 16, tzinfo=UTC))
    asked_at = datetime(2026, 12, 21, 15, 1, tzinfo=UTC)
    plan(at=asked_at)
    deliver_due(at=asked_at)
    make_lead(st_paul, quarantined_at=asked_at + DAY)
    every_hour(asked_at, until=asked_at + 4 * WEEK)
    deliver_due(at=asked_at + 4 * WEEK)
    assert numbers_asked_about() == [1, 1]


def test_closed_monday_leaves_nothing_out(st_paul, ada):
    st_paul.hours_overrides = [override("2026-03-09")]
    st_paul.save()
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY)
    deliver_due(at=MONDAY)
    make_lead(st_paul, quarantined_at=MONDAY + 30 * MINUTE)
    every_hour(MONDAY, until=MONDAY + 3 * WEEK)
    deliver_due(at=MONDAY + 3 * WEEK)
    assert numbers_asked_about() == [1, 1]


def test_worker_that_stood_still_for_weeks_asks_about_all_of_them(st_paul, ada):
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY)
    deliver_due(at=MONDAY)
    for week in range(3):
        make_lead(st_paul, quarantined_at=MONDAY + HOUR + week * WEEK)
    plan(at=MONDAY + 3 * WEEK)
    deliver_due(at=MONDAY + 3 * WEEK)
    assert numbers_asked_about() == [1, 3]


def test_mail_that_never_went_out_has_asked_nobody(st_paul, ada):
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY)
    Delivery.objects.update(state=DeliveryState.FAILED)
    plan(at=MONDAY + WEEK)
    deliver_due(at=MONDAY + WEEK)
    assert numbers_asked_about() == [1]


def test_clock_that_was_a_year_ahead_keeps_nobody_from_being_asked(st_paul, ada):
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY + 52 * WEEK)
    plan(at=MONDAY)
    assert Delivery.objects.filter(created_at=MONDAY).count() == 1


def test_new_colleague_is_not_asked_about_what_others_were(st_paul, ada):
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY)
    deliver_due(at=MONDAY)
    make_desk("Ben Cole", st_paul)
    make_lead(st_paul, quarantined_at=MONDAY + DAY)
    plan(at=MONDAY + WEEK)
    deliver_due(at=MONDAY + WEEK)
    assert numbers_asked_about() == [1, 1, 1]


@pytest.mark.parametrize("hours", ["none", "unreadable"])
def test_location_whose_hours_nobody_knows_is_asked_on_monday_at_nine(st_paul, ada, hours):
    made_without_hours(st_paul, hours)
    make_lead(st_paul, quarantined_at=MONDAY - 3 * DAY)
    plan(at=MONDAY - MINUTE)
    assert not Delivery.objects.exists()
    plan(at=MONDAY)
    assert Delivery.objects.get().recipient == ada


def made_without_hours(location, how):
    location.weekly_hours = []
    location.save()
    if how == "unreadable":
        LocationPage.objects.filter(pk=location.pk).update(time_zone="Mars/Base")


def test_lead_without_a_location_is_asked_about_where_somebody_works_everywhere(st_paul, ada):
    eve = make_desk("Eve Rywhere", None)
    make_lead(None, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY)
    assert [row.recipient for row in Delivery.objects.all()] == [eve]


def test_who_has_no_address_is_asked_in_the_admin(client, st_paul, ada):
    ada.email = ""
    ada.save()
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    for minute in range(2):
        plan(at=MONDAY + minute * MINUTE)
    assert not Delivery.objects.exists()
    assert told(Occasion.QUARANTINE) == ["Ada"]
    client.force_login(ada)
    page = client.get("/admin/clinic/inbox/notices/").text
    assert "Were any of these real?" in page
    assert 'href="/admin/clinic/inbox/?tab=quarantine"' in page
    plan(at=MONDAY + WEEK)
    assert told(Occasion.QUARANTINE) == ["Ada"]  # nothing new


def test_colleague_who_is_away_is_asked_when_they_are_back(st_paul, ada):
    ben = make_desk("Ben Cole", st_paul)
    make_lead(st_paul, quarantined_at=MONDAY - WEEK - HOUR)
    plan(at=MONDAY - WEEK)
    Absence.objects.create(user=ada, first_date=date(2026, 3, 1), last_date=date(2026, 3, 3))
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY)
    fresh = Delivery.objects.filter(created_at__gte=MONDAY)
    assert [row.recipient for row in fresh] == [ben]
    plan(at=MONDAY + 2 * DAY)
    assert {row.recipient for row in fresh.all()} == {ada, ben}


def test_where_all_are_away_superusers_are_asked_too(st_paul, ada):
    root = make_user("Root", is_superuser=True)
    away(ada, day=MONDAY)
    make_lead(st_paul, quarantined_at=MONDAY - HOUR)
    plan(at=MONDAY)
    assert {row.recipient for row in Delivery.objects.all()} == {ada, root}


def test_what_is_forgotten_is_not_asked_about(st_paul, ada):
    make_lead(st_paul, quarantined_at=MONDAY - HOUR, forgotten_at=MONDAY - MINUTE)
    plan(at=MONDAY)
    assert not Delivery.objects.exists()


# Summaries


@pytest.mark.parametrize("hours", ["none", "unreadable"])
def test_summary_comes_at_nine_where_nobody_knows_the_hours(st_paul, ada, hours):
    made_without_hours(st_paul, hours)
    ben = make_desk("Ben Cole", st_paul)
    wish(ada, Occasion.ASSIGNED, NoticeChannel.EMAIL, Timing.DIGEST)
    lead = make_lead(st_paul)
    actions.assign(lead=lead, to=ada, by=ben, at=chicago(3, 20))
    plan(at=chicago(4, 8, 59))
    assert not Delivery.objects.exists()
    plan(at=chicago(4, 9))
    assert Delivery.objects.get().recipient == ada


# Leads that come back


def put_off(location, by, **facts):
    """Spoken with, and put off until eleven on a Wednesday."""
    waits = {"status": Status.WAITING, "answered_at": WEDNESDAY, "snoozed_until": chicago(4, 11)}
    return make_lead(location, snoozed_by=by, **(waits | facts))


def test_lead_of_a_colleague_who_is_away_comes_back_to_the_desk(st_paul, ada):
    make_desk("Ben Cole", st_paul)
    put_off(st_paul, ada, assigned_to=ada)
    away(ada)
    plan(at=chicago(4, 11))
    assert told(Occasion.WOKEN) == ["Ben"]


def test_lead_comes_back_to_its_colleague_by_the_locations_own_day(st_paul, ada):
    """In London they are away from Thursday on, and it is Thursday there already."""
    make_desk("Ben Cole", st_paul)
    put_off(st_paul, ada, snoozed_until=chicago(4, 19))
    Absence.objects.create(user=ada, first_date=date(2026, 3, 5), last_date=date(2026, 3, 9))
    plan(at=chicago(4, 19))
    assert told(Occasion.WOKEN) == ["Ada"]


def test_lead_comes_back_to_a_manager_where_the_desk_is_away(st_paul, ada):
    make_desk("Max Holm", st_paul, rights=MANAGE)
    make_user("Root", is_superuser=True)
    put_off(st_paul, ada)
    away(ada)
    plan(at=chicago(4, 11))
    assert told(Occasion.WOKEN) == ["Max"]


def test_lead_comes_back_to_everybody_where_all_are_away(st_paul, ada):
    boss = make_desk("Max Holm", st_paul, rights=MANAGE)
    make_user("Root", is_superuser=True)
    put_off(st_paul, ada)
    away(ada, boss)
    plan(at=chicago(4, 11))
    assert told(Occasion.WOKEN) == ["Ada", "Max", "Root"]


def test_lead_whose_colleague_wants_no_notice_comes_back_to_the_desk(st_paul, ada):
    make_desk("Ben Cole", st_paul)
    wish(ada, Occasion.WOKEN, NoticeChannel.IN_APP, Timing.OFF)
    put_off(st_paul, ada)
    plan(at=chicago(4, 11))
    assert told(Occasion.WOKEN) == ["Ben"]


def test_worker_that_stood_still_for_a_week_tells_who_is_back(st_paul, ada):
    lead = put_off(st_paul, ada)
    for minute in range(3):
        plan(at=chicago(11, 12, minute))
    assert list(Notice.objects.values_list("lead", "user")) == [(lead.pk, ada.pk)]


def test_who_wants_a_mail_only_is_told_once(st_paul, ada):
    wish(ada, Occasion.WOKEN, NoticeChannel.IN_APP, Timing.OFF)
    wish(ada, Occasion.WOKEN, NoticeChannel.EMAIL, Timing.AT_ONCE)
    put_off(st_paul, ada)
    for day in range(4, 20):
        plan(at=chicago(day, 12))
    assert Delivery.objects.count() == 1


def test_clock_that_was_ahead_keeps_no_lead_from_coming_back(st_paul, ada):
    lead = put_off(st_paul, ada)
    plan(at=chicago(20, 12))  # a wrong clock
    lead.snoozed_until = chicago(6, 11)
    lead.save()
    plan(at=chicago(6, 11))
    assert Notice.objects.filter(lead=lead).count() == 2


# What happens to a lead that somebody has


@pytest.mark.parametrize("occasion", [Occasion.FOLLOWED_UP, Occasion.UNDELIVERED])
def test_desk_is_told_what_happens_to_the_lead_of_who_is_away(st_paul, ada, occasion):
    make_desk("Ben Cole", st_paul)
    lead = make_lead(st_paul, assigned_to=ada, status=Status.WAITING, answered_at=WEDNESDAY)
    away(ada)
    happen(occasion, lead)
    assert told(occasion) == ["Ben"]


@pytest.mark.parametrize("occasion", [Occasion.FOLLOWED_UP, Occasion.UNDELIVERED])
def test_who_is_at_hand_is_told_alone(st_paul, ada, occasion):
    make_desk("Ben Cole", st_paul)
    lead = make_lead(st_paul, assigned_to=ada, status=Status.WAITING, answered_at=WEDNESDAY)
    happen(occasion, lead)
    assert told(occasion) == ["Ada"]


def happen(occasion, lead):
    if occasion == Occasion.FOLLOWED_UP:
        actions.they_replied(lead=lead, by=make_user("Kit"), at=WEDNESDAY)
        return
    facts = {"state": DeliveryState.FAILED, "created_at": WEDNESDAY, "next_attempt_at": WEDNESDAY}
    delivery = Delivery.objects.create(lead=lead, kind=DeliveryKind.REPLY, **facts)
    from leads.notifications.aftermath import settle

    settle(delivery, at=WEDNESDAY)


def test_who_writes_it_down_knows_it_and_the_desk_is_left_in_peace(st_paul, ada):
    make_desk("Ben Cole", st_paul)
    lead = make_lead(st_paul, assigned_to=ada, status=Status.WAITING, answered_at=WEDNESDAY)
    actions.they_replied(lead=lead, by=ada, at=WEDNESDAY)
    assert not Notice.objects.exists()


# Desks that have closed, and who steps in


def people_and_desks(found):
    return (
        [user.first_name for user in found.users],
        [desk.title for desk in found.desks],
    )


def test_fail_over_to_a_location_that_has_closed_reaches_somebody_else(st_paul, ada):
    edina = make_location("Edina", desk_email="edina@clinic.example")
    DeskSettings.objects.create(location=edina, fail_over_location=st_paul)
    DeskSettings.objects.create(location=st_paul, fail_over_location=edina)
    make_desk("Eve Rywhere", None)
    lead = make_lead(st_paul)
    found = audience(lead, step=Step.UNSTAFFED, at=WEDNESDAY, default=st_paul)
    assert people_and_desks(found) == ([], ["Edina"])
    closed(edina)
    found = audience(lead, step=Step.UNSTAFFED, at=WEDNESDAY, default=st_paul)
    assert people_and_desks(found) == (["Eve"], ["St. Paul"])


def test_own_empty_desk_is_not_who_steps_in(st_paul, ada):
    make_user("Root", is_superuser=True)
    found = audience(make_lead(st_paul), step=Step.UNSTAFFED, at=WEDNESDAY, default=st_paul)
    assert people_and_desks(found) == (["Root"], ["St. Paul"])


@pytest.mark.parametrize("step", [Step.DUE_SOON, Step.OVERDUE])
def test_lead_at_a_location_that_has_closed_is_told_to_the_default_desk_too(st_paul, step):
    lead = make_lead(closed(make_location("Edina", desk_email="edina@clinic.example")))
    found = audience(lead, step=step, at=WEDNESDAY, default=st_paul)
    assert [desk.title for desk in found.desks] == ["Edina", "St. Paul"]


def test_managers_who_are_all_away_are_not_the_only_ones_told(st_paul, ada):
    boss = make_desk("Max Holm", st_paul, rights=MANAGE)
    make_desk("Eve Rywhere", None)
    away(boss)
    found = audience(make_lead(st_paul), step=Step.OVERDUE, at=WEDNESDAY, default=st_paul)
    assert people_and_desks(found) == (["Max", "Eve"], ["St. Paul"])


# Retention


def test_lead_that_was_put_off_is_kept_until_its_time_has_passed_since(st_paul, ada):
    lead = put_off(st_paul, ada, received_at=WEDNESDAY, snoozed_until=WEDNESDAY + 60 * DAY)
    RetentionRule.objects.create(location=None, standing="open", number=30, unit="days")
    for days in (31, 61, 89):
        assert actions.retain(at=WEDNESDAY + days * DAY) == 0
    lead.refresh_from_db()
    assert (lead.status, lead.forgotten_at) == (Status.WAITING, None)
    assert actions.retain(at=WEDNESDAY + 91 * DAY) == 1

"""What could not be sent, or was written by a wrong clock, is neither lost nor left to itself."""

from datetime import timedelta

import pytest
from django.core import mail

from leads import actions
from leads.actions import beat, escalate
from leads.health.figures import last_beat_at, open_where_closed
from leads.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Heartbeat,
    Notice,
    NoticeChannel,
    NotificationPreference,
    Occasion,
    Right,
    Step,
    Timing,
)
from leads.notifications.contract import PermanentFailure, TemporaryFailure
from leads.notifications.outbox import deliver_due
from leads.notifications.planning import plan
from locations.models import LocationPage
from locations.webhooks.attempts import AT_LEAST
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_user,
    set_organisation,
)

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
YEAR = 365 * DAY
DUE = WEDNESDAY + 2 * HOUR


@pytest.fixture
def st_paul():
    location = make_location("St. Paul", desk_email="st-paul@clinic.example")
    set_organisation(default_location=location)
    return location


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


class Refusing:
    """A mail server that will never take a mail."""

    def send(self, delivery):
        raise PermanentFailure("SMTPRecipientsRefused 550")


class Later:
    """A mail server that says “later” to whom it does not know."""

    def send(self, delivery):
        raise TemporaryFailure("SMTPRecipientsRefused 450")


def enqueued(lead, *, at, kind=DeliveryKind.DESK_MAIL, **facts):
    times = {"created_at": at, "next_attempt_at": at}
    return Delivery.objects.create(lead=lead, kind=kind, **(times | facts))


def shown_to(user):
    rows = Notice.objects.shown_to(user).order_by("pk")
    return list(rows.values_list("occasion", "lead"))


def by_mail_only(user, occasion, timing):
    for channel, chosen in [(NoticeChannel.IN_APP, Timing.OFF), (NoticeChannel.EMAIL, timing)]:
        NotificationPreference.objects.create(
            user=user, occasion=occasion, channel=channel, timing=chosen
        )


# Mails to colleagues


def test_mail_to_a_colleague_that_is_refused_stands_in_their_notices(st_paul, ada):
    by_mail_only(ada, Occasion.ASSIGNED, Timing.AT_ONCE)
    lead = make_lead(st_paul)
    actions.assign(lead=lead, to=ada, by=make_user("Root", is_superuser=True), at=WEDNESDAY)
    assert shown_to(ada) == []
    deliver_due(at=WEDNESDAY, channel=Refusing())
    assert shown_to(ada) == [(Occasion.ASSIGNED, lead.pk)]


def test_notice_that_is_there_already_is_not_doubled(st_paul, ada):
    lead = make_lead(st_paul)
    actions.assign(lead=lead, to=ada, by=make_user("Root", is_superuser=True), at=WEDNESDAY)
    deliver_due(at=WEDNESDAY, channel=Refusing())
    assert shown_to(ada) == [(Occasion.ASSIGNED, lead.pk)]


def test_summary_that_is_refused_stands_in_the_notices(st_paul, ada):
    by_mail_only(ada, Occasion.ASSIGNED, Timing.DIGEST)
    lead = make_lead(st_paul)
    boss = make_user("Root", is_superuser=True)
    actions.assign(lead=lead, to=ada, by=boss, at=WEDNESDAY - DAY)
    plan(at=WEDNESDAY)
    deliver_due(at=WEDNESDAY, channel=Refusing())
    assert shown_to(ada) == [(Occasion.ASSIGNED, lead.pk)]


def test_question_about_quarantine_that_is_refused_stands_in_the_notices_once(st_paul, ada):
    make_lead(st_paul, quarantined_at=WEDNESDAY - DAY)
    for _round in range(2):
        plan(at=WEDNESDAY)
        deliver_due(at=WEDNESDAY, channel=Refusing())
    assert shown_to(ada) == [(Occasion.QUARANTINE, None)]


def test_mail_that_had_nothing_to_tell_is_shown_to_nobody(st_paul, ada):
    by_mail_only(ada, Occasion.ASSIGNED, Timing.AT_ONCE)
    lead = make_lead(st_paul)
    actions.assign(lead=lead, to=ada, by=make_user("Root", is_superuser=True), at=WEDNESDAY)
    ada.groups.clear()
    deliver_due(at=WEDNESDAY)
    assert Delivery.objects.get().state == DeliveryState.FAILED
    assert not Notice.objects.exists()


def test_desk_hears_that_a_manager_was_not_told(st_paul, ada):
    make_desk("Max Holm", st_paul, rights=[Right.SEE, Right.MANAGE])
    lead = make_lead(st_paul)
    escalate(at=DUE + MINUTE)
    Notice.objects.all().delete()
    deliver_due(at=DUE + MINUTE, channel=Refusing())
    assert (Occasion.UNDELIVERED, lead.pk) in shown_to(ada)


# A desk without an address


@pytest.mark.parametrize("how", ["closed", "without an address"])
def test_desk_that_nobody_reads_is_not_the_only_one_told(st_paul, how):
    edina = make_location("Edina", desk_email="edina@clinic.example")
    facts = {"live": False} if how == "closed" else {"desk_email": ""}
    LocationPage.objects.filter(pk=edina.pk).update(**facts)
    edina.refresh_from_db()
    enqueued(make_lead(edina), at=WEDNESDAY)
    deliver_due(at=WEDNESDAY)
    own = ["edina@clinic.example"] if how == "closed" else []
    assert mail.outbox[0].to == [*own, "st-paul@clinic.example"]


def test_desk_with_an_address_is_told_alone(st_paul):
    enqueued(make_lead(make_location("Edina", desk_email="e@clinic.example")), at=WEDNESDAY)
    deliver_due(at=WEDNESDAY)
    assert mail.outbox[0].to == ["e@clinic.example"]


# A worker that stood still, a clock that was wrong


def test_mail_that_waited_for_a_worker_is_not_given_up_at_once(st_paul):
    delivery = enqueued(make_lead(st_paul), at=WEDNESDAY)
    at = WEDNESDAY + 7 * DAY
    deliver_due(at=at, channel=Later())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.PENDING
    while delivery.state == DeliveryState.PENDING:
        at = delivery.next_attempt_at
        deliver_due(at=at, channel=Later())
        delivery.refresh_from_db()
    assert delivery.attempts == AT_LEAST
    assert at - (WEDNESDAY + 7 * DAY) > 10 * HOUR


@pytest.mark.parametrize("kind", [DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT])
def test_mail_that_a_wrong_clock_wrote_goes_out(st_paul, kind):
    enqueued(make_lead(st_paul, email="mia@example.com"), at=WEDNESDAY + YEAR, kind=kind)
    assert deliver_due(at=WEDNESDAY) == 1
    assert len(mail.outbox) == 1


def test_mail_that_a_wrong_clock_put_off_goes_out(st_paul):
    facts = {"attempts": 1, "next_attempt_at": WEDNESDAY + YEAR}
    enqueued(make_lead(st_paul), at=WEDNESDAY - HOUR, **facts)
    assert deliver_due(at=WEDNESDAY) == 1


def test_mail_that_is_tried_again_later_waits(st_paul):
    facts = {"attempts": 9, "next_attempt_at": WEDNESDAY + 4 * HOUR}
    enqueued(make_lead(st_paul), at=WEDNESDAY - HOUR, **facts)
    assert deliver_due(at=WEDNESDAY) == 0


@pytest.mark.parametrize("kind", [DeliveryKind.STAFF_MAIL, DeliveryKind.WEBHOOK])
def test_what_is_told_a_colleague_waits_for_the_opening(st_paul, ada, kind):
    facts = {"recipient": ada, "kind": kind, "payload": {"occasion": "assigned"}}
    enqueued(make_lead(st_paul), at=WEDNESDAY + 3 * DAY, **facts)
    assert deliver_due(at=WEDNESDAY) == 0


def test_lead_that_a_wrong_clock_received_is_told_to_managers(st_paul, ada):
    make_desk("Max Holm", st_paul, rights=[Right.SEE, Right.MANAGE])
    lead = make_lead(st_paul, received_at=WEDNESDAY + YEAR)
    for minute in range(3):
        escalate(at=WEDNESDAY + minute * MINUTE)
    assert [event.data["step"] for event in lead.events.all()] == [Step.OVERDUE]
    assert lead.deliveries.filter(recipient__first_name="Max").exists()


def test_lead_that_has_just_come_in_is_not_held_for_one_of_a_wrong_clock(st_paul, ada):
    make_lead(st_paul, received_at=WEDNESDAY + timedelta(seconds=30))
    assert escalate(at=WEDNESDAY) == 0


# What the page “Is everything working?” makes of it


def test_worker_of_a_wrong_clock_is_not_held_for_alive():
    beat(worker="one", at=WEDNESDAY - HOUR)
    Heartbeat.objects.create(worker="two", beat_at=WEDNESDAY + YEAR)
    assert last_beat_at(at=WEDNESDAY) == WEDNESDAY - HOUR
    beat(worker="three", at=WEDNESDAY)
    assert set(Heartbeat.objects.values_list("worker", flat=True)) == {"one", "three"}


def test_open_leads_of_a_location_that_is_not_published_are_counted(st_paul):
    edina, duluth = make_location("Edina"), make_location("Duluth")
    LocationPage.objects.filter(pk__in=[edina.pk, duluth.pk]).update(live=False)
    for place in (st_paul, edina, edina, duluth):
        make_lead(place)
    make_lead(edina, quarantined_at=WEDNESDAY)
    make_lead(edina, status="closed", closed_at=WEDNESDAY, close_reason="spam")
    assert open_where_closed() == 3
    assert open_where_closed(location_ids=[st_paul.pk, duluth.pk]) == 1

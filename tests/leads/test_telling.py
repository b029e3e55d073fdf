"""Who is told of what, by which way and when; and who is not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from wagtail.users.models import UserProfile

from leads import actions
from leads.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    LeadEvent,
    Notice,
    NotificationPreference,
    Occasion,
    Right,
    Timing,
)
from leads.notifications import occasions
from leads.notifications.contract import PermanentFailure
from leads.notifications.outbox import deliver_due
from leads.notifications.telling import tell
from leads.submissions import Submission
from tests.factories import (
    WEDNESDAY,
    make_desk,
    make_lead,
    make_location,
    make_user,
    override,
    set_organisation,
    week,
)
from tests.leads.personal import PERSONAL, make_personal_lead

pytestmark = pytest.mark.django_db

NOW = WEDNESDAY  # 10 in the morning in Chicago


@pytest.fixture
def st_paul():
    return make_location("St. Paul", weekly_hours=week(("09:00", "12:00"), ("13:00", "17:00")))


@pytest.fixture
def ada(st_paul):
    return make_desk("Ada Berg", st_paul)


@pytest.fixture
def ben(st_paul):
    return make_desk("Ben Cole", st_paul)


@pytest.fixture
def eve(edina):
    """She works at the other clinic."""
    return make_desk("Eve Dahl", edina)


@pytest.fixture
def lead(st_paul):
    return make_personal_lead(st_paul)


def prefer(user, occasion, *, location=None, **timings):
    for channel, timing in timings.items():
        NotificationPreference.objects.create(
            user=user, location=location, occasion=occasion, channel=channel, timing=timing
        )


def told(user):
    return [notice.occasion for notice in Notice.objects.filter(user=user)]


def mails_to(user):
    return Delivery.objects.filter(kind=DeliveryKind.STAFF_MAIL, recipient=user)


def say(occasion, lead, *users, key="key:1", at=NOW, **by):
    tell(occasion=occasion, lead=lead, users=users, key=key, at=at, **by)


# By the actions


def test_colleague_to_whom_a_lead_is_assigned_is_told_in_the_admin_and_by_mail(lead, ada, ben):
    actions.assign(lead=lead, to=ben, by=ada, at=NOW)
    assert told(ben) == [Occasion.ASSIGNED]
    assert mails_to(ben).count() == 1
    assert told(ada) == []


def test_nobody_is_told_of_their_own_act(lead, ada):
    actions.assign(lead=lead, to=ada, by=ada, at=NOW)
    assert told(ada) == []
    assert not mails_to(ada).exists()


def test_nobody_is_told_when_a_lead_is_given_back(lead, ada, ben):
    actions.assign(lead=lead, to=None, by=ada, at=NOW)
    assert not Notice.objects.exists()


def test_new_desk_of_a_moved_lead_is_told_and_the_old_one_is_not(lead, ada, ben, eve, edina):
    actions.move(lead=lead, to=edina, by=ada, at=NOW)
    assert told(eve) == [Occasion.MOVED]
    assert told(ben) == []


@pytest.mark.parametrize("as_text", [False, True])
def test_colleagues_mentioned_in_a_note_are_told_if_they_may_see_the_lead(
    lead, ada, ben, eve, as_text
):
    ids = [ada.pk, ben.pk, eve.pk]
    mentions = [str(pk) for pk in ids] if as_text else ids
    event = LeadEvent.objects.create(
        lead=lead, kind=EventKind.NOTED, by=ada, data={"mentions": mentions}
    )
    occasions.noted(event, lead=lead, at=NOW)
    assert told(ben) == [Occasion.MENTIONED]
    assert told(ada) == told(eve) == []


def test_note_that_mentions_nobody_tells_nobody(lead, ada, ben):
    actions.note(lead=lead, text="@Ben", by=ada, at=NOW)
    assert not Notice.objects.exists()


def test_new_lead_is_told_to_colleagues_who_ask_for_it_alone(st_paul, lead, ada, ben, eve):
    prefer(ada, Occasion.RECEIVED, in_app=Timing.AT_ONCE)
    prefer(eve, Occasion.RECEIVED, in_app=Timing.AT_ONCE)
    occasions.received(lead, at=NOW)
    assert told(ada) == [Occasion.RECEIVED]
    assert told(ben) == told(eve) == []


def a_request(**facts):
    submission = Submission(name="Kou Vang", phone="+16515550142", **facts)
    return actions.receive(submission=submission, key="key", at=NOW)


def test_request_tells_who_asks_for_new_leads(st_paul, ada):
    set_organisation(default_location=st_paul)
    prefer(ada, Occasion.RECEIVED, in_app=Timing.AT_ONCE)
    lead = a_request()
    assert Notice.objects.get(user=ada).lead == lead


def test_request_that_goes_to_quarantine_tells_nobody(st_paul, ada):
    set_organisation(default_location=st_paul)
    prefer(ada, Occasion.RECEIVED, in_app=Timing.AT_ONCE)
    a_request(quarantine_reasons=("too_fast",))
    assert told(ada) == []


def test_fault_in_telling_costs_no_request(st_paul, ada, monkeypatch, caplog):
    def broken(lead, *, at):
        Notice.objects.create(user=ada, lead=lead, occasion="received", key="x")
        raise RuntimeError(lead.name)

    monkeypatch.setattr(occasions, "received", broken)
    prefer(ada, Occasion.RECEIVED, in_app=Timing.AT_ONCE)
    set_organisation(default_location=st_paul)
    lead = a_request()
    assert lead.deliveries.filter(kind=DeliveryKind.DESK_MAIL).exists()
    assert not Notice.objects.exists()
    assert "Colleagues could not be told" in caplog.text
    assert "Kou Vang" not in caplog.text


def test_lead_that_leaves_quarantine_is_told_once(lead, ada, ben):
    prefer(ben, Occasion.RECEIVED, in_app=Timing.AT_ONCE)
    for _again in range(2):
        actions.quarantine(lead=lead, by=ada, at=NOW)
        actions.release(lead=lead, by=ada, at=NOW)
    assert told(ben) == [Occasion.RECEIVED]


def test_message_that_was_given_up_is_told_to_who_has_the_lead(lead, ada, ben):
    lead.assigned_to = ben
    lead.save()
    Delivery.objects.create(
        lead=lead, kind=DeliveryKind.RECEIPT, created_at=NOW, next_attempt_at=NOW
    )
    deliver_due(at=NOW, channel=Refusing())
    assert told(ben) == [Occasion.UNDELIVERED]
    assert told(ada) == []


def test_message_that_was_given_up_is_told_to_the_desk_when_nobody_has_the_lead(lead, ada, ben):
    Delivery.objects.create(
        lead=lead, kind=DeliveryKind.DESK_MAIL, created_at=NOW, next_attempt_at=NOW
    )
    deliver_due(at=NOW, channel=Refusing())
    assert told(ada) == told(ben) == [Occasion.UNDELIVERED]


def test_mail_to_a_colleague_that_was_given_up_is_no_fault_of_the_lead(lead, ada, ben):
    say(Occasion.ASSIGNED, lead, ben)
    deliver_due(at=NOW, channel=Refusing())
    assert mails_to(ben).get().state == DeliveryState.FAILED
    assert Occasion.UNDELIVERED not in told(ada) + told(ben)
    assert not Delivery.objects.failed().exists()


class Refusing:
    def send(self, delivery):
        raise PermanentFailure("SMTPRecipientsRefused 550")


# Who


def test_superuser_is_told_of_a_desk_only_where_nobody_else_is(lead, edina):
    root = make_user("Root Admin", is_superuser=True)
    occasions.moved(event_of(lead), lead=lead, at=NOW)
    assert told(root) == [Occasion.MOVED]
    ada = make_desk("Ada Berg", lead.location)
    occasions.moved(event_of(lead), lead=lead, at=NOW)
    assert told(ada) == told(root) == [Occasion.MOVED]


def event_of(lead):
    return LeadEvent.objects.create(lead=lead, kind=EventKind.MOVED)


def test_who_may_not_see_the_lead_is_not_told(lead, ada, eve):
    inactive = make_desk("Gone Away", lead.location)
    inactive.is_active = False
    inactive.save()
    say(Occasion.ASSIGNED, lead, ada, eve, inactive, make_user("No Rights"), None)
    assert set(Notice.objects.values_list("user", flat=True)) == {ada.pk}
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {ada.pk}


def test_lead_without_location_is_told_to_who_sees_everything_alone(ada):
    everywhere = make_desk("Head Office", None)
    say(Occasion.ASSIGNED, make_lead(None), ada, everywhere)
    assert told(everywhere) == [Occasion.ASSIGNED]
    assert told(ada) == []


def test_under_one_key_everybody_is_told_once(lead, ada, ben):
    say(Occasion.OVERDUE, lead, ada)
    say(Occasion.OVERDUE, lead, ada, ben)
    assert told(ada) == told(ben) == [Occasion.OVERDUE]
    assert Delivery.objects.count() == 2


def test_what_is_rolled_back_tells_nobody(lead, ada):
    with transaction.atomic():
        say(Occasion.ASSIGNED, lead, ada)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_telling_one_costs_as_much_as_telling_three(
    lead, st_paul, number, django_assert_num_queries
):
    users = [make_desk(f"Person {n}", st_paul) for n in range(number)]
    with django_assert_num_queries(5):
        say(Occasion.ASSIGNED, lead, *users)
    assert Notice.objects.count() == number


# How


def test_choice_for_a_location_counts_before_the_one_for_all(lead, ada, ben):
    for user, here in [(ada, Timing.OFF), (ben, Timing.AT_ONCE)]:
        anywhere = {Timing.OFF: Timing.AT_ONCE, Timing.AT_ONCE: Timing.OFF}[here]
        prefer(user, Occasion.MOVED, in_app=anywhere)
        prefer(user, Occasion.MOVED, location=lead.location, in_app=here)
    say(Occasion.MOVED, lead, ada, ben)
    assert told(ada) == []
    assert told(ben) == [Occasion.MOVED]


def test_choice_for_another_location_does_not_count(lead, ada, edina):
    prefer(ada, Occasion.MOVED, location=edina, in_app=Timing.OFF)
    say(Occasion.MOVED, lead, ada)
    assert told(ada) == [Occasion.MOVED]


def test_choice_of_a_colleague_does_not_count_for_others(lead, ada, ben):
    prefer(ada, Occasion.MOVED, in_app=Timing.OFF, email=Timing.AT_ONCE)
    say(Occasion.MOVED, lead, ada, ben)
    assert (told(ada), told(ben)) == ([], [Occasion.MOVED])
    assert (mails_to(ada).count(), mails_to(ben).count()) == (1, 0)


def test_what_waits_for_the_morning_is_marked_and_not_shown(lead, ada):
    prefer(ada, Occasion.ASSIGNED, in_app=Timing.OFF, email=Timing.DIGEST)
    say(Occasion.ASSIGNED, lead, ada)
    notice = Notice.objects.get()
    assert (notice.in_app, notice.in_digest) == (False, True)
    assert not mails_to(ada).exists()


def test_who_has_no_email_address_is_told_in_the_admin_instead(lead, ada):
    ada.email = ""
    ada.save()
    prefer(ada, Occasion.ASSIGNED, in_app=Timing.OFF, email=Timing.AT_ONCE)
    say(Occasion.ASSIGNED, lead, ada)
    assert told(ada) == [Occasion.ASSIGNED]
    assert not Delivery.objects.exists()


# When: closed hours are quiet hours


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        # Wednesday, ten in the morning: open.
        (datetime(2026, 3, 4, 16, 0, tzinfo=UTC), datetime(2026, 3, 4, 16, 0, tzinfo=UTC)),
        # Lunch, from noon on.
        (datetime(2026, 3, 4, 18, 0, tzinfo=UTC), datetime(2026, 3, 4, 19, 0, tzinfo=UTC)),
        # After closing.
        (datetime(2026, 3, 4, 23, 0, tzinfo=UTC), datetime(2026, 3, 5, 15, 0, tzinfo=UTC)),
        # Saturday, 20:00; on Sunday the clocks are set forward.
        (datetime(2026, 3, 8, 2, 0, tzinfo=UTC), datetime(2026, 3, 9, 14, 0, tzinfo=UTC)),
        # Saturday before the Sunday on which they are set back.
        (datetime(2026, 11, 1, 1, 0, tzinfo=UTC), datetime(2026, 11, 2, 15, 0, tzinfo=UTC)),
    ],
)
def test_mail_waits_for_the_opening_and_the_notice_does_not(lead, ada, at, sent):
    say(Occasion.OVERDUE, lead, ada, at=at)
    assert Notice.objects.get().at == at
    assert mails_to(ada).get().next_attempt_at == sent


def test_mail_waits_over_a_holiday(ada, lead, st_paul):
    st_paul.hours_overrides = [override("2026-03-05", reason="Holiday")]
    st_paul.save()
    say(Occasion.ASSIGNED, lead, ada, at=datetime(2026, 3, 4, 23, 0, tzinfo=UTC))
    assert mails_to(ada).get().next_attempt_at == datetime(2026, 3, 6, 15, 0, tzinfo=UTC)


def test_mail_of_a_location_without_hours_goes_at_once():
    closed = make_location("Never", weekly_hours=[])
    user = make_desk("Ada Berg", closed)
    say(Occasion.ASSIGNED, make_lead(closed), user)
    assert mails_to(user).get().next_attempt_at == NOW


# What the mails say


def sent_mail(delivery_at=NOW):
    deliver_due(at=delivery_at)
    (message,) = mail.outbox
    return message


@pytest.mark.parametrize("occasion", [each for each in Occasion if each not in {"quarantine"}])
def test_mail_has_reference_promise_and_link_and_nothing_of_the_visitor(lead, ada, occasion):
    prefer(ada, occasion, email=Timing.AT_ONCE)
    say(occasion, lead, ada)
    message = sent_mail()
    assert message.to == [ada.email]
    assert f"/admin/clinic/inbox/{lead.pk}/" in message.body
    assert lead.reference in message.subject
    assert lead.reference in message.body
    assert "St. Paul will reply by Wednesday noon." in message.body
    assert not [word for word in PERSONAL if word in str(message.message())]


def test_mail_speaks_the_language_of_its_reader(lead, ada):
    profile = UserProfile.get_for_user(ada)
    profile.preferred_language = "es"
    profile.save()
    say(Occasion.ASSIGNED, lead, ada)
    assert "responderá" in sent_mail().body.lower()


def test_mail_is_not_sent_to_who_may_not_see_the_lead_any_more(lead, ada, edina):
    say(Occasion.ASSIGNED, lead, ada)
    lead.location = edina
    lead.save()
    deliver_due(at=NOW)
    assert mail.outbox == []
    assert mails_to(ada).get().last_error == "nothing to tell"


@pytest.mark.parametrize("change", ["no address", "inactive", "gone"])
def test_mail_is_not_sent_to_who_left(lead, ada, change):
    say(Occasion.ASSIGNED, lead, ada)
    if change == "gone":
        ada.delete()
    else:
        ada.email, ada.is_active = ("", True) if change == "no address" else (ada.email, False)
        ada.save()
    deliver_due(at=NOW)
    assert mail.outbox == []
    delivery = Delivery.objects.get(kind=DeliveryKind.STAFF_MAIL)
    assert (delivery.state, delivery.last_error) == (DeliveryState.FAILED, "no address")


def test_time_for_attempts_begins_with_the_opening(lead, ada):
    say(Occasion.ASSIGNED, lead, ada, at=datetime(2026, 3, 8, 2, 0, tzinfo=UTC))
    delivery = mails_to(ada).get()
    assert delivery.created_at == delivery.next_attempt_at > NOW + timedelta(days=4)


def test_rights_are_asked_for_by_location_alone(lead, edina):
    """Somebody may triage here and see there: neither is enough by itself."""
    user = make_desk("Half Right", edina, rights=[Right.SEE])
    say(Occasion.ASSIGNED, lead, user)
    assert told(user) == []

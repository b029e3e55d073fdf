"""The outbox: what is promised to be sent is sent, once, whatever the mail server does."""

import re
import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from leads.actions import quarantine, receive, release, retry_delivery
from leads.emails import message_for
from leads.management.commands.clinic_deliver import Command
from leads.models import Delivery, DeliveryKind, DeliveryState, Lead, Notice, Occasion
from leads.notifications.contract import PermanentFailure, TemporaryFailure
from leads.notifications.email import EmailChannel
from leads.notifications.outbox import claim, deliver, deliver_due
from leads.submissions import Submission
from locations.webhooks.attempts import LONGEST_DELAY, delay_after
from tests.factories import make_location, make_request_page, phones, set_organisation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)  # Wednesday 10:00 in Chicago
PERSONAL = ["Quillon", "+16125550142", "sciatica-canary", "visitor@example.com"]


def received(**facts):
    """A lead as a visitor's request makes it, with its two deliveries."""
    facts = {
        "name": "Quillon",
        "phone": "+16125550142",
        "email": "visitor@example.com",
        "topic": "sciatica-canary",
        "message": "sciatica-canary",
        **facts,
    }
    return receive(submission=Submission(**facts), key=f"key-{time.monotonic_ns()}", at=NOW)


@pytest.fixture
def st_paul():
    location = make_location("St. Paul", desk_email="desk@clinic.example")
    set_organisation(name="Twin Rivers", default_location=location)
    return location


class Recording:
    """A channel that notes what it sends, and fails as told."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.sent = []

    def send(self, delivery):
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(delivery.message_id)


# What is sent


def test_desk_mail_has_a_link_and_nothing_of_the_visitor(st_paul):
    lead = received()
    message = message_for(lead.deliveries.get(kind=DeliveryKind.DESK_MAIL))
    assert message.to == ["desk@clinic.example"]
    assert f"/admin/clinic/inbox/{lead.pk}/" in message.body
    assert lead.promise in message.body
    assert not [word for word in PERSONAL if word in str(message.message())]


def test_desk_mail_speaks_the_desks_language(st_paul):
    lead = received(language="es")
    message = message_for(lead.deliveries.get(kind=DeliveryKind.DESK_MAIL))
    assert "St. Paul will reply by Wednesday noon." in message.body
    assert lead.promise not in message.body


def test_receipt_has_promise_reference_and_number_and_no_words_of_the_visitor(st_paul):
    lead = received()
    message = message_for(lead.deliveries.get(kind=DeliveryKind.RECEIPT))
    assert message.to == ["visitor@example.com"]
    assert message.reply_to == ["desk@clinic.example"]
    assert "St. Paul will reply by Wednesday noon." in message.body
    assert lead.reference in message.subject
    assert "651-224-6678" in message.body
    assert "911" in message.body
    content = message.subject + message.body
    assert not [word for word in PERSONAL if word in content]


def test_receipt_shows_the_number_of_the_moment_it_is_sent(st_paul):
    lead = received()
    st_paul.phones = phones("+16515550100")
    st_paul.save()
    message = message_for(Delivery.objects.get(lead=lead, kind=DeliveryKind.RECEIPT))
    assert "651-555-0100" in message.body
    assert "651-224-6678" not in message.body


def test_receipt_is_written_only_to_who_left_an_address(st_paul):
    assert [d.kind for d in received(email="").deliveries.all()] == [DeliveryKind.DESK_MAIL]


def test_receipt_speaks_the_visitors_language(st_paul):
    lead = received(language="es")
    assert lead.deliveries.count() == 2
    message = message_for(lead.deliveries.get(kind=DeliveryKind.RECEIPT))
    assert lead.promise in message.body


def test_message_id_is_the_same_at_every_attempt(st_paul):
    delivery = received().deliveries.first()
    ids = {message_for(delivery).message()["Message-ID"] for _attempt in range(3)}
    assert len(ids) == 1
    assert re.fullmatch(r"<[0-9a-f]{32}@[\w.-]+>", ids.pop())


def test_lead_without_location_is_told_to_the_default_desk(st_paul):
    lead = received()
    type(lead).objects.filter(pk=lead.pk).update(location=None)
    message = message_for(Delivery.objects.get(lead=lead, kind=DeliveryKind.DESK_MAIL))
    assert message.to == ["desk@clinic.example"]


def test_no_desk_at_all_is_a_failure_people_can_see():
    lead = received(email="")
    delivery = lead.deliveries.get()
    deliver_due(at=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.FAILED, "no address")


# Quarantine holds messages back


def test_quarantined_request_sends_nothing_until_released(st_paul, django_user_model):
    boss = django_user_model.objects.create_superuser("boss")
    lead = received(quarantine_reasons=("honeypot",))
    assert not lead.deliveries.exists()
    release(lead=lead, by=boss, at=NOW)
    assert lead.deliveries.count() == 2


def test_quarantined_request_of_a_hasty_person_is_told_to_the_desk_alone(
    st_paul, django_user_model
):
    boss = django_user_model.objects.create_superuser("boss")
    lead = received(quarantine_reasons=("too_fast",))
    assert [d.kind for d in lead.deliveries.all()] == [DeliveryKind.DESK_MAIL]
    release(lead=lead, by=boss, at=NOW)
    kinds = lead.deliveries.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT]


def test_request_put_in_quarantine_by_the_desk_and_back_is_sent_once(st_paul, django_user_model):
    boss = django_user_model.objects.create_superuser("boss")
    lead = received()
    quarantine(lead=lead, by=boss, at=NOW)
    release(lead=lead, by=boss, at=NOW)
    assert lead.deliveries.count() == 2


# Claim, send, record


def test_deliver_due_sends_each_once(st_paul):
    received()
    channel = Recording()
    assert deliver_due(at=NOW, channel=channel) == 2
    assert deliver_due(at=NOW + timedelta(days=9), channel=channel) == 0
    assert len(channel.sent) == len(set(channel.sent)) == 2
    assert set(Delivery.objects.values_list("state", "sent_at")) == {(DeliveryState.SENT, NOW)}


def test_claimed_row_is_not_given_to_another_sender(st_paul):
    received(email="")
    first = claim(at=NOW)
    assert first is not None
    assert first.attempts == 1
    assert claim(at=NOW) is None


def test_claim_of_a_dead_sender_runs_out(st_paul, settings):
    settings.CLINIC = {**settings.CLINIC, "DELIVERY_LEASE_SECONDS": 60}
    received(email="")
    assert claim(at=NOW) is not None
    assert claim(at=NOW + timedelta(seconds=59)) is None
    again = claim(at=NOW + timedelta(seconds=60))
    assert again is not None
    assert again.attempts == 2


def test_sender_that_lost_its_claim_does_not_overwrite_the_other(st_paul):
    received(email="")
    slow = claim(at=NOW)
    quick = claim(at=NOW + timedelta(hours=1))
    deliver(quick, at=NOW + timedelta(hours=1), channel=Recording())
    deliver(slow, at=NOW, channel=Recording(TemporaryFailure("slow")))
    quick.refresh_from_db()
    assert (quick.state, quick.last_error) == (DeliveryState.SENT, "")


def test_temporary_failure_is_tried_again_later(st_paul):
    received(email="")
    channel = Recording(TemporaryFailure("SMTPServerDisconnected"))
    deliver_due(at=NOW, channel=channel)
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.PENDING
    assert delivery.last_error == "SMTPServerDisconnected"
    assert NOW < delivery.next_attempt_at <= NOW + timedelta(minutes=1)
    deliver_due(at=delivery.next_attempt_at, channel=channel)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 2)


def test_three_days_of_failure_are_given_up_and_no_sooner(st_paul):
    received(email="")
    at, attempts = NOW, 0
    while Delivery.objects.get().state == DeliveryState.PENDING:
        at = Delivery.objects.get().next_attempt_at
        deliver_due(at=at, channel=Recording(TemporaryFailure("ConnectionRefusedError")))
        attempts += 1
        assert attempts < 100
    assert at == NOW + timedelta(hours=72)
    assert attempts > 15
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_permanent_failure_is_given_up_at_once(st_paul):
    received(email="")
    deliver_due(at=NOW, channel=Recording(PermanentFailure("SMTPRecipientsRefused 550")))
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_given_up_delivery_can_be_tried_again(st_paul, django_user_model):
    boss = django_user_model.objects.create_superuser("boss")
    lead = received(email="")
    deliver_due(at=NOW, channel=Recording(PermanentFailure("SMTPRecipientsRefused 550")))
    later = NOW + timedelta(days=10)
    retry_delivery(delivery=lead.deliveries.get(), by=boss, at=later)
    deliver_due(at=later, channel=Recording(TemporaryFailure("TimeoutError")))
    assert lead.deliveries.get().state == DeliveryState.PENDING


def test_address_that_no_header_may_have_is_given_up_at_once(st_paul):
    lead = received()
    type(lead).objects.filter(pk=lead.pk).update(email="a@example.com\nBcc: b@example.com")
    deliver_due(at=NOW)
    receipt = lead.deliveries.get(kind=DeliveryKind.RECEIPT)
    assert (receipt.state, receipt.last_error) == (DeliveryState.FAILED, "BadHeaderError")


def test_fault_of_ours_is_put_off_and_logged_without_words(st_paul, caplog):
    received(email="")
    deliver_due(at=NOW, channel=Recording(RuntimeError("sciatica-canary")))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == (DeliveryState.PENDING, "RuntimeError")
    assert "RuntimeError" in caplog.text
    assert "sciatica-canary" not in caplog.text


@pytest.mark.parametrize("attempts", [1, 2, 5, 10, 60, 10_000])
def test_delay_grows_and_is_bounded(attempts):
    delay = delay_after(attempts)
    assert timedelta(seconds=24) <= delay <= LONGEST_DELAY * 1.2


@pytest.mark.django_db(transaction=True)
def test_four_senders_send_each_message_once(st_paul):
    for number in range(15):
        received(email=f"visitor{number}@example.com")  # more receipts than one address may get
    channels = [Recording() for _sender in range(4)]

    def work(channel):
        deliver_due(at=NOW, channel=channel)
        connection.close()

    threads = [threading.Thread(target=work, args=[channel]) for channel in channels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [message_id for channel in channels for message_id in channel.sent]
    assert len(sent) == len(set(sent)) == 30


# Real mail servers of every temper


class Answering:
    """An SMTP server that answers RCPT with one line, and keeps the messages it took."""

    def __init__(self, rcpt="250 OK"):
        self.rcpt = rcpt
        self.messages = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope.content.decode())
        return "250 taken"


@pytest.fixture
def smtp(settings):
    """Start a mail server with a handler and point Django at it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 1
    running = []

    def start(handler):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        running.append(controller)
        settings.EMAIL_PORT = port
        return handler

    yield start
    for controller in running:
        controller.stop()


@contextmanager
def silent_server():
    """A server that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening.getsockname()[1]


def test_mail_goes_through_a_real_server_with_its_message_id(st_paul, smtp):
    handler = smtp(Answering())
    received(email="")
    deliver_due(at=NOW)
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.SENT
    assert f"Message-ID: <{delivery.message_id}@" in handler.messages[0]


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ("550 no such person visitor@example.com", "failed", "SMTPRecipientsRefused 550"),
        ("450 greylisted, come back", "pending", "SMTPRecipientsRefused 450"),
    ],
)
def test_refusal_is_final_or_not_by_its_code(st_paul, smtp, answer, state, reason):
    smtp(Answering(rcpt=answer))
    received()
    deliver_due(at=NOW)
    receipt = Delivery.objects.get(kind=DeliveryKind.RECEIPT)
    assert (receipt.state, receipt.last_error) == (state, reason)


def test_refused_mail_to_the_desk_is_tried_again_and_somebody_told_once(
    st_paul, smtp, django_user_model
):
    """The address was right when it was typed: until it is again, a colleague must know."""
    django_user_model.objects.create_superuser("boss")
    smtp(Answering(rcpt="550 no such desk"))
    received(email="")
    for minutes in (0, 5):
        deliver_due(at=NOW + timedelta(minutes=minutes))
        delivery = Delivery.objects.get(kind=DeliveryKind.DESK_MAIL)
        assert delivery.last_error == "SMTPRecipientsRefused 550"
        assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 1 + minutes // 5)
        assert Notice.objects.filter(occasion=Occasion.UNDELIVERED).count() == 1
    smtp(Answering())
    deliver_due(at=NOW + timedelta(hours=1))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_closed_then_open_server_gets_the_mail_exactly_once(st_paul, smtp, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    received(email="")
    deliver_due(at=NOW)
    assert Delivery.objects.get().last_error == "ConnectionRefusedError"
    handler = smtp(Answering())
    for hour in range(1, 5):
        deliver_due(at=NOW + timedelta(hours=hour))
    assert len(handler.messages) == 1


def test_silent_server_costs_a_timeout_and_not_the_mail(st_paul, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.3
    received(email="")
    with silent_server() as port:
        settings.EMAIL_PORT = port
        deliver_due(at=NOW)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == (DeliveryState.PENDING, "TimeoutError")


def test_receiving_a_request_talks_to_no_mail_server(st_paul, settings):
    """The visitor never waits for mail: nothing is opened, so nothing can be slow."""
    settings.EMAIL_BACKEND = "tests.leads.test_delivery.NoBackend"
    assert received().deliveries.filter(state=DeliveryState.PENDING).count() == 2


class NoBackend:
    """A mail backend that must not be used."""

    def __init__(self, *args, **kwargs):
        raise AssertionError("mail was sent inside the request")


def test_control_no_backend_is_seen_when_mail_is_sent(st_paul, settings):
    settings.EMAIL_BACKEND = "tests.leads.test_delivery.NoBackend"
    delivery = received(email="").deliveries.get()
    with pytest.raises(AssertionError):
        EmailChannel().send(delivery)


# The command


def test_command_sends_what_is_due(st_paul, capsys):
    make_request_page()
    lead = received()
    Lead.objects.update(answered_at=NOW)  # so that nobody has to be told who waits
    Delivery.objects.update(next_attempt_at=datetime.now(UTC) - timedelta(minutes=1))
    call_command("clinic_deliver")
    assert len(mail.outbox) == 2
    assert "2 tried" in capsys.readouterr().out
    assert set(lead.deliveries.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_command_tells_who_waits_too_long_and_sends_that_as_well(st_paul):
    lead = received(email="")
    Delivery.objects.update(next_attempt_at=datetime.now(UTC) - timedelta(minutes=1))
    call_command("clinic_deliver")
    assert [event.kind for event in lead.events.all()][2:] == ["escalated", "escalated"]
    assert f"Overdue: request {lead.reference}" in [message.subject for message in mail.outbox]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_worker_outlives_a_database_that_is_away(error, caplog):
    """The second is what a connection says that was closed; it is no DatabaseError."""

    def refuse(execute, sql, params, many, context):
        raise error("the connection is closed")

    with connection.execute_wrapper(refuse):
        assert Command().round() == 0
    assert f"The outbox cannot be read: {error.__name__}" in caplog.text

"""The test request goes the whole way and was never there; the form says when it fails."""

import socket
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone

from leads import canary
from leads.actions import close, move, note, quarantine, release, reopen, retry_delivery
from leads.health import doctor
from leads.health.findings import Level
from leads.models import (
    Check,
    Checkup,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Lead,
    LeadEvent,
    Link,
    Notice,
    SearchText,
)
from locations.health import writing
from locations.models import ContentGeneration, LocationPage, PublishChange
from tests.factories import make_lead, make_location, make_request_page
from tests.leads.visitor import TYPED

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NOTICE = "Please call us."


@pytest.fixture
def page(settings):
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 5}
    make_location("St. Paul", desk_email="desk@st-paul.example")
    make_location("Edina", desk_email="desk@edina.example")
    return make_request_page()


def checkup():
    return Checkup.objects.get(kind=Check.CANARY)


def shown(client, page) -> str:
    return client.get(page.get_url()).content.decode()


# The way there and back


def test_it_arrives_and_nothing_is_left_of_it(page):
    assert canary.run() is None
    for model in (Lead, LeadEvent, Delivery, Notice, SearchText):
        assert model.objects.count() == 0
    assert mail.outbox == []
    found = checkup()
    assert (found.fault, found.good_at == found.ended_at) == ("", True)


def test_the_code_that_sends_is_the_one_for_everybody(page, settings):
    settings.CLINIC = settings.CLINIC | {"CANARY_EMAIL": "nobody@clinic.example"}
    assert canary.run() is None
    assert [one.to for one in mail.outbox] == [["nobody@clinic.example"]]
    assert all(not one.cc and not one.bcc and not one.reply_to for one in mail.outbox)
    assert "is waiting" in mail.outbox[0].subject
    assert "Message-ID" in mail.outbox[0].extra_headers


@pytest.mark.parametrize(
    ("broken", "link"),
    [
        ("leads.actions.receiving._store", Link.STORE),
        ("leads.actions.receiving.enqueue", Link.OUTBOX),
        ("leads.emails.inbox_link", Link.MESSAGE),
        ("leads.canary._hand_over", Link.SEND),
        ("leads.views.new_form", Link.FORM),
        ("leads.api.asking.new_form", Link.API_FORM),
        ("leads.api.asking.arrive", Link.API_STORE),
    ],
)
def test_each_link_that_breaks_is_named(page, monkeypatch, broken, link):
    if link == Link.OUTBOX:
        monkeypatch.setattr(broken, lambda *args, **kwargs: None)
    else:
        monkeypatch.setattr(broken, fault)
    assert canary.run() == link
    assert (checkup().fault, checkup().good_at) == (link, None)
    assert Lead.objects.count() == 0


def test_it_comes_by_both_doors_and_the_doctor_says_which_fails(page, monkeypatch):
    assert canary.run() is None
    assert checkup().data["doors"] == ["form", "api"]
    assert "by the form and by the API" in finding(timezone.now()).said
    with monkeypatch.context() as patch:
        patch.setattr("leads.api.asking.arrive", fault)
        canary.run()
        found = finding(timezone.now())
        assert (found.level, "by the API fails" in found.said) == (Level.WRONG, True)
    monkeypatch.setattr("leads.views.new_form", fault)
    canary.run()
    assert checkup().data["doors"] == ["form"]
    assert "by the API" not in finding(timezone.now()).said
    assert Lead.objects.count() == 0


def test_without_the_api_it_comes_by_the_form(page, monkeypatch):
    monkeypatch.setattr(canary, "has_api", lambda: False)
    assert canary.run() is None
    assert checkup().data["doors"] == ["form"]


def test_what_fails_by_the_api_is_not_noted_as_a_lost_request(
    page, monkeypatch, settings, tmp_path
):
    settings.CLINIC = settings.CLINIC | {"JOURNAL_DIR": str(tmp_path)}
    monkeypatch.setattr("leads.api.asking.arrive", fault)
    assert canary.run() == Link.API_STORE
    assert "unstored" not in "".join(path.read_text() for path in tmp_path.rglob("*.*"))


def fault(*args, **kwargs):
    raise RuntimeError


def test_a_desk_without_an_address_is_a_broken_chain(page):
    LocationPage.objects.update(desk_email="")
    assert canary.run() == Link.MESSAGE


def test_without_a_form_there_is_nothing_to_send(page):
    page.unpublish()
    assert canary.run() == Link.FORM


def test_it_arrives_below_a_prefix(page, settings):
    """As in a worker of a site that is mounted under /clinic/."""
    settings.FORCE_SCRIPT_NAME = "/clinic"
    before = get_script_prefix()
    set_script_prefix("/clinic/")
    try:
        assert canary.run() is None
    finally:
        set_script_prefix(before)


def test_the_log_says_where_it_broke(page, monkeypatch, caplog):
    monkeypatch.setattr("leads.canary._hand_over", fault)
    canary.run()
    assert "The test request failed at “send”." in caplog.text


# The mail server


class MailServer(threading.Thread):
    """Says what it is told to say, and keeps what it was told."""

    def __init__(self, sender="250 ok", **desks):
        super().__init__(daemon=True)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port, self.sender, self.heard = self.listening.getsockname()[1], sender, []
        self.desks = desks  # what is said of each, by its domain

    def run(self):
        connected, _address = self.listening.accept()
        with self.listening, connected, connected.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 here\r\n")
            for line in lines:
                self.heard.append(line.decode().strip())
                greeted = any(said.upper().startswith("EHLO") for said in self.heard)
                sender = self.sender if greeted else "503 who are you?"
                answers = {b"MAIL": sender, b"QUIT": "221 bye", b"RCPT": self.of(line.decode())}
                lines.write(f"{answers.get(line[:4].upper(), '250 ok')}\r\n".encode())
                if line[:4].upper() == b"QUIT":
                    return

    def of(self, line):
        return next((said for desk, said in self.desks.items() if f"@{desk}." in line), "250 ok")


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    settings.DEFAULT_FROM_EMAIL = "Clinic <desk@clinic.example>"


def test_the_mail_server_is_asked_and_sends_nothing(page, smtp, settings):
    server = MailServer()
    settings.EMAIL_PORT = server.port
    server.start()
    LocationPage.objects.filter(title="St. Paul").update(desk_email="desk@bücher.example")
    assert canary.run() is None
    server.join(5)
    verbs = {line.split()[0].upper() for line in server.heard}
    assert "MAIL" in verbs
    assert "DATA" not in verbs
    told = [line.partition("<")[2].partition(">")[0] for line in server.heard if "rcpt" in line]
    assert told == ["desk@xn--bcher-kva.example", "desk@edina.example"]
    assert [line.upper() for line in server.heard[-2:]] == ["RSET", "QUIT"]


def test_a_mail_server_that_does_not_take_our_sender_is_found(page, smtp, settings):
    server = MailServer(sender="550 not from you")
    settings.EMAIL_PORT = server.port
    server.start()
    assert canary.run() == Link.SEND


NEVER, LATER = "550 not here", "450 come back later"


@pytest.mark.parametrize(
    ("desks", "link"),
    [
        ({"edina": NEVER}, Link.SEND),
        ({"edina": NEVER, "st-paul": NEVER}, Link.SEND),
        ({"edina": LATER}, None),
        ({"edina": LATER, "st-paul": LATER}, Link.SEND),
    ],
)
def test_a_mail_server_that_does_not_take_what_goes_to_a_desk_is_found(
    page, smtp, settings, desks, link
):
    server = MailServer(**desks)
    settings.EMAIL_PORT = server.port
    server.start()
    assert canary.run() == link


def test_desks_are_asked_for_also_when_a_test_mail_is_sent(page, smtp, settings, monkeypatch):
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda *args, **kwargs: 1)
    settings.CLINIC = settings.CLINIC | {"CANARY_EMAIL": "nobody@clinic.example"}
    server = MailServer(edina=NEVER)
    settings.EMAIL_PORT = server.port
    server.start()
    assert canary.run() == Link.SEND


def test_a_mail_server_that_is_away_is_found(page, smtp, settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_PORT = server.getsockname()[1]
    assert canary.run() == Link.SEND


# What the form says


def test_the_form_asks_to_call_while_it_is_broken_and_takes_requests(
    client, page, monkeypatch, django_capture_on_commit_callbacks
):
    canary.run()
    assert NOTICE not in shown(client, page)
    connection.run_on_commit.clear()  # what the fixtures did is as if it were committed
    before = ContentGeneration.objects.now().number
    with (
        monkeypatch.context() as patch,
        django_capture_on_commit_callbacks(execute=True),
    ):
        patch.setattr("leads.canary._hand_over", fault)
        canary.run()
        canary.run()
    text = shown(client, page)
    assert NOTICE in text
    assert text.count('class="call__place"') >= 2
    assert ContentGeneration.objects.now().number == before + 1
    sent = client.post(f"/requests/{page.pk}/", TYPED)
    assert sent.status_code == 303
    assert "we may see it later" in client.get(sent["Location"]).content.decode()
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        canary.run()
    assert NOTICE not in shown(client, page)
    assert ContentGeneration.objects.now().number == before + 2


def test_a_front_end_is_told_what_to_show(client, page, monkeypatch):
    drawn = "/api/v3/consultation-requests/form/?locale=es"
    canary.run()
    assert client.get(drawn).json()["please_call"] == ""
    monkeypatch.setattr("leads.canary._hand_over", fault)
    canary.run()
    canary.run()
    told = client.get(drawn).json()
    assert told["please_call"].startswith("Llámenos, por favor. Algo no funciona")
    assert told["contacts"]


def test_a_mail_server_that_turns_one_away_once_alarms_nobody(client, page, monkeypatch):
    canary.run()
    with monkeypatch.context() as patch:
        patch.setattr("leads.canary._hand_over", fault)
        canary.run()
        assert NOTICE not in shown(client, page)
        assert level(timezone.now()) == Level.FINE
        canary.run()
        assert NOTICE in shown(client, page)
    canary.run()
    assert NOTICE not in shown(client, page)


def test_what_fails_here_is_told_at_once(client, page, monkeypatch):
    canary.run()
    monkeypatch.setattr("leads.actions.receiving._store", fault)
    canary.run()
    assert NOTICE in shown(client, page)


def test_a_clock_that_ran_ahead_is_not_waited_for(client, page):
    canary.run()
    ahead = timezone.now() + timedelta(days=1)
    Checkup.objects.update(began_at=ahead, ended_at=ahead, good_at=ahead)
    assert level(timezone.now()) == Level.WRONG
    assert NOTICE in shown(client, page)
    canary.run_if_due(at=timezone.now())
    assert level(timezone.now()) == Level.FINE
    assert NOTICE not in shown(client, page)


@pytest.mark.parametrize(("cache", "purges"), [(None, 0), ({"default": {}}, 1)])
def test_the_caches_before_us_are_purged_when_the_notice_comes_and_goes(
    page, settings, monkeypatch, cache, purges
):
    settings.WAGTAILFRONTENDCACHE = cache
    canary.run()
    waiting = PublishChange.objects.filter(endpoint=None, everything=True)
    assert waiting.count() == 0
    with monkeypatch.context() as patch:
        patch.setattr("leads.canary._request_page", fault)
        for _again in range(2):
            canary.run()
            assert waiting.count() == purges
    canary.run()
    assert waiting.count() == 2 * purges


def test_a_worker_that_is_dead_is_noticed_by_whoever_looks(
    client, page, django_capture_on_commit_callbacks
):
    canary.run()
    connection.run_on_commit.clear()  # what the fixtures did is as if it were committed
    before = ContentGeneration.objects.now().number
    Checkup.objects.update(good_at=timezone.now() - 16 * MINUTE)
    with django_capture_on_commit_callbacks(execute=True):
        assert NOTICE in shown(client, page)
        assert NOTICE in shown(client, page)
    assert ContentGeneration.objects.now().number == before + 1


def test_before_the_first_one_and_without_them_nobody_is_alarmed(client, page, settings):
    assert NOTICE not in shown(client, page)
    Checkup.objects.create(
        kind=Check.CANARY, began_at=timezone.now(), ended_at=timezone.now(), fault="send"
    )
    assert NOTICE in shown(client, page)
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 0}
    assert NOTICE not in shown(client, page)


def test_one_that_began_and_never_ended_is_a_failure(client, page):
    """As when the process is killed each time."""
    now = timezone.now()
    begun = Checkup.objects.create(kind=Check.CANARY, began_at=now - 5 * MINUTE)
    assert NOTICE not in shown(client, page)
    assert level(now) == Level.WARNING
    Checkup.objects.filter(pk=begun.pk).update(began_at=now - 15 * MINUTE)
    assert NOTICE in shown(client, page)
    assert level(timezone.now()) == Level.WRONG


def test_the_form_costs_one_query_more_with_test_requests_and_none_without(client, page, settings):
    canary.run()
    shown(client, page)
    with CaptureQueriesContext(connection) as on:
        shown(client, page)
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 0}
    with CaptureQueriesContext(connection) as off:
        shown(client, page)
    assert len(on) == len(off) + 1


# A desk that does not hear of somebody


def unheard(state=DeliveryState.FAILED, **facts):
    now = timezone.now()
    lead = make_lead(LocationPage.objects.first(), received_at=now)
    kind = DeliveryKind.DESK_MAIL
    return Delivery.objects.create(lead=lead, **{"kind": kind, "state": state, **facts})


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({}, True),
        ({"kind": DeliveryKind.RECEIPT}, False),
        ({"state": DeliveryState.PENDING}, False),
        ({"state": DeliveryState.PENDING, "attempts": 1, "created_at": 16}, True),
        ({"state": DeliveryState.PENDING, "created_at": 16, "next_attempt_at": 16}, True),
        ({"state": DeliveryState.PENDING, "created_at": 16}, False),
        ({"state": DeliveryState.SENT, "sent_at": 0}, False),
    ],
)
def test_a_mail_to_the_desk_that_is_given_up_or_stuck_is_a_broken_chain(
    client, page, facts, is_told
):
    now = timezone.now()
    canary.run()
    times = {name: now - facts[name] * MINUTE for name in facts if name.endswith("_at")}
    unheard(**facts | times)
    assert (NOTICE in shown(client, page)) is is_told
    assert level(now) == (Level.WRONG if is_told else Level.FINE)


def test_it_is_until_somebody_has_seen_to_the_person(client, page, django_user_model):
    boss = django_user_model.objects.create_superuser("boss")
    canary.run()
    delivery = unheard()
    assert NOTICE in shown(client, page)
    later = timezone.now() + MINUTE
    retry_delivery(delivery=delivery, by=boss, at=later)
    assert NOTICE not in shown(client, page)
    Delivery.objects.update(state=DeliveryState.FAILED)  # once more
    assert NOTICE in shown(client, page)
    note(lead=delivery.lead, by=boss, text="I called them.", at=later)
    assert NOTICE not in shown(client, page)


def is_unheard() -> bool:
    """Is there one that waits in vain, now that every mail was given up?"""
    Delivery.objects.update(state=DeliveryState.FAILED)
    return Delivery.objects.unheard(at=timezone.now()).exists()


def test_what_a_colleague_did_counts_after_a_retry_and_after_the_colleague_left(
    page, django_user_model
):
    boss = django_user_model.objects.create_superuser("boss")
    delivery, now = unheard(), timezone.now()
    note(lead=delivery.lead, by=boss, text="I called them.", at=now)
    retry_delivery(delivery=delivery, by=boss, at=now + MINUTE)
    assert not is_unheard()
    boss.delete()
    assert not is_unheard()


def test_another_desk_has_not_seen_to_who_was_moved_to_it(page, django_user_model):
    boss = django_user_model.objects.create_superuser("boss")
    lead, now = unheard().lead, timezone.now()
    note(lead=lead, by=boss, text="They live in Edina.", at=now)
    assert not is_unheard()
    move(lead=lead, to=LocationPage.objects.get(title="Edina"), by=boss, at=now + MINUTE)
    assert is_unheard()
    note(lead=lead, by=boss, text="I called them.", at=now + 2 * MINUTE)
    assert not is_unheard()


@pytest.mark.parametrize(
    "there_and_back", [(quarantine, release), (partial(close, reason="duplicate"), reopen)]
)
def test_what_was_put_away_and_brought_back_is_not_seen_to(page, django_user_model, there_and_back):
    boss = django_user_model.objects.create_superuser("boss")
    lead = unheard().lead
    for minutes, act in enumerate(there_and_back):
        act(lead=lead, by=boss, at=timezone.now() + minutes * MINUTE)
        lead.refresh_from_db()
    assert is_unheard()


def test_what_was_done_before_somebody_asked_again_is_not_about_that(page, django_user_model):
    boss = django_user_model.objects.create_superuser("boss")
    lead, now = unheard().lead, timezone.now()
    note(lead=lead, by=boss, text="I called them.", at=now)
    again = LeadEvent.objects.create(lead=lead, kind=EventKind.FOLLOWED_UP, at=now)
    Delivery.objects.create(lead=lead, kind=DeliveryKind.DESK_MAIL, event=again)
    assert is_unheard()


# A database that takes nothing


def test_a_database_that_only_reads_is_a_broken_chain(client, page, monkeypatch):
    canary.run()
    assert NOTICE not in shown(client, page)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL transaction_read_only = on")
        else:
            monkeypatch.setattr(writing, "file_takes_nothing", lambda _connection: True)
        assert NOTICE in shown(client, page)
        transaction.set_rollback(True)  # with it the setting goes
    assert not checkup().asks_to_call


def test_an_outcome_that_cannot_be_written_down_is_a_failure(page, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise InternalError

    monkeypatch.setattr(canary, "record_check_of", refuse)
    assert canary.run() == Link.STORE
    assert "could not be written down" in caplog.text


# When it is sent


def test_of_several_workers_one_sends_it(page, monkeypatch):
    runs = []
    monkeypatch.setattr(canary, "run", lambda: runs.append(1))
    now = timezone.now()
    for minutes in (0, 0, 4, 5, 5):
        canary.run_if_due(at=now + minutes * MINUTE)
    assert len(runs) == 2


def test_after_one_that_failed_the_next_comes_soon(page, monkeypatch):
    now = timezone.now()
    runs = []
    monkeypatch.setattr(canary, "run", lambda: runs.append(1))
    Checkup.objects.create(kind=Check.CANARY, began_at=now, ended_at=now, fault="send")
    canary.run_if_due(at=now + MINUTE / 2)
    canary.run_if_due(at=now + MINUTE)
    assert len(runs) == 1


def test_the_worker_sends_it(page):
    call_command("clinic_deliver")
    assert checkup().good_at is not None
    assert Lead.objects.count() == 0


# Who is told


def finding(at):
    return next(one for one in doctor.quick(at=at) if one.name == "canary")


def level(at) -> Level:
    return finding(at).level


def test_the_doctor_says_how_it_is(page, settings):
    assert level(timezone.now()) == Level.WARNING
    canary.run()
    assert level(timezone.now()) == Level.FINE
    assert level(timezone.now() + 16 * MINUTE) == Level.WRONG
    Checkup.objects.update(fault="store")
    assert level(timezone.now()) == Level.WRONG
    settings.CLINIC = settings.CLINIC | {"CANARY_MINUTES": 0}
    assert level(timezone.now()) == Level.WARNING


def test_the_command_ends_with_1_when_it_does_not_arrive(page, monkeypatch, capsys):
    call_command("clinic_canary")
    assert "arrived" in capsys.readouterr().out
    monkeypatch.setattr("leads.canary._hand_over", fault)
    with pytest.raises(SystemExit) as end:
        call_command("clinic_canary")
    assert end.value.code == 1
    assert "the mail server takes it" in capsys.readouterr().err

"""One person's words on their whole way through the site, also where something breaks.

They are in the lead and in what was written to and about that person, and nowhere else: in no log
at any level, no mail to the desk or to administrators, no address, no header, no cache.
tests/test_privacy.py does the same for the public form alone, in every detail.
"""

import json
import logging
from datetime import timedelta

import pytest
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import OperationalError, connection
from django.utils import timezone

from cms.logs import DiscreetFormatter
from leads import actions
from leads.models import Lead, Right
from leads.notifications.outbox import deliver_due
from tests.access.test_throttling import keys_of_cache
from tests.factories import make_desk, make_location, make_request_page, set_organisation
from tests.leads.front_end import ask
from tests.leads.visitor import send
from tests.test_privacy import said_outside, tables_with

pytestmark = pytest.mark.django_db

MARK = "quetzal"  # the canary. Tracebacks quote the lines that raise, so it stands in none of these
PHONE = "6125550114"
TYPED = {
    "name": "Quetzal Name",
    "phone": "612-555-0114",
    "email": "quetzal@quetzal.example",
    "topic": "quetzal sciatica",
    "message": "quetzal: it hurts since the quetzal bit me",
    "postcode": "quetzal",
    "location": "any",
}
WRITTEN = "Dear Quetzal, come on Thursday."
# Where the words are meant to be: the lead, its timeline, what searching looks into.
HOMES = {"clinic_leads_lead", "clinic_leads_leadevent", "clinic_leads_searchtext"}
INBOX = "/admin/clinic/inbox/"


class Listener(logging.Handler):
    """Every line of every logger, as this site's log would have it at DEBUG."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(DiscreetFormatter("%(levelname)s %(name)s: %(message)s"))
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record).lower())


@pytest.fixture
def log():
    root, listener = logging.getLogger(), Listener()
    loggers = [root, *(logging.getLogger(name) for name in logging.root.manager.loggerDict)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    root.addHandler(listener)
    yield listener
    root.removeHandler(listener)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def desk(client, settings):
    """A clinic, somebody who may do everything there, and administrators who would get reports."""
    settings.ADMINS = settings.MANAGERS = [("Root", "root@clinic.example")]
    st_paul = make_location("St. Paul", desk_email="desk@clinic.example")
    set_organisation(name="Twin Rivers", default_location=st_paul)
    client.raise_request_exception = False
    client.force_login(make_desk("Ada Berg", st_paul, rights=[*Right.values]))
    return make_request_page()


def assert_silent(log, *answers):
    """Nothing of it in the log, in a header, in an address, in a cookie."""
    leaks = [line[:500] for line in log.lines if MARK in line or PHONE in digits(line)]
    assert leaks == []
    for answer in answers:
        assert MARK not in said_outside(answer)
        assert PHONE not in digits(answer.get("Location", ""))
    assert MARK not in keys_of_cache()
    assert PHONE not in digits(keys_of_cache())


def digits(text):
    return "".join(character for character in text if character.isdigit())


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(timezone.now(), tick=False)


@pytest.fixture
def send_form(client, desk, time_machine):
    """A visitor fills the form in and sends it, in the browser in which somebody is signed in."""
    return lambda: send(client, desk, time_machine, **TYPED)


def work_on(client, lead):
    """All that a desk does with the words of a person in its hands."""
    own = f"{INBOX}{lead.pk}/"

    def act(door, **typed):
        lead.refresh_from_db()
        return client.post(f"{own}{door}/", {"version": lead.version, **typed})

    export = {"scope": "listed", "format": "csv", "columns_who": ["name"], "reason": "Report"}
    return [
        client.get(own),
        client.get(INBOX),
        client.post(f"{INBOX}search/", {"q": "Quetzal sciatica"}),
        act("reveal"),
        act("note", text="quetzal called again"),
        act("reply", subject="Hi", text=WRITTEN),
        client.post(f"{INBOX}export/", export),
        client.get(f"{INBOX}stamp/"),
    ]


def deliver(*, after=timedelta(minutes=10)):
    return deliver_due(at=timezone.now() + after)


def test_form_desk_and_mails_leave_the_words_where_they_belong(client, send_form, log):
    form = send_form()
    lead = Lead.objects.get()
    answers = work_on(client, lead)
    assert [answer.status_code for answer in answers if answer.status_code not in {200, 302}] == []
    assert tables_with(MARK) <= HOMES | {"clinic_leads_delivery"}
    deliver()
    to_desk = [one for one in mail.outbox if one.to == ["desk@clinic.example"]]
    to_person = [one for one in mail.outbox if one.to == [TYPED["email"]]]
    assert (len(to_desk), len(to_person)) == (1, 2)
    assert MARK not in str(to_desk[0].message()).lower()
    assert WRITTEN in to_person[1].body  # the control: it was on its way
    assert_silent(log, form, *answers)


def test_api_leaves_them_there_too(client, desk, log):
    answer = ask(client, **{name: value for name, value in TYPED.items() if name != "postcode"})
    assert answer.status_code == 201
    wrong = ask(client, name="Quetzal", phone="quetzal", email="quetzal@", message=["quetzal"])
    assert wrong.status_code == 422
    assert Lead.objects.get().message == TYPED["message"]
    assert_silent(log, answer, wrong)


# Several INSERTs may be one statement.
WRITES = ("INSERT", "WITH")


def refusing(*starts, error=OperationalError):
    """A database that says, as PostgreSQL does, what it would not store."""

    def run(execute, sql, params, many, context):
        if sql.startswith(starts):
            raise error(f"DETAIL: Failing row contains {params} {MARK}")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(run)


STORES = ["/note/", "/reply/", "/reveal/"]


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (ValueError, 500)])
@pytest.mark.parametrize("door", STORES)
def test_error_in_the_admin_is_reported_without_them(client, send_form, log, door, error, status):
    send_form()
    lead = Lead.objects.get()
    body = {"version": lead.version, "text": WRITTEN, "subject": "quetzal"}
    with refusing(*WRITES, error=error):
        answer = client.post(f"{INBOX}{lead.pk}{door}", body)
    assert answer.status_code == status
    assert MARK not in answer.text.lower()
    assert any("traceback" in line for line in log.lines)  # the control: it was reported
    assert mail.outbox == []
    assert_silent(log, answer)


def test_missing_lead_and_search_that_breaks_say_nothing(client, send_form, log):
    send_form()
    missing = client.post(f"{INBOX}999999999/note/", {"version": 1, "text": "quetzal again"})
    with refusing("SELECT", error=ValueError):
        broken = client.post(f"{INBOX}search/", {"q": "quetzal sciatica"})
    assert (missing.status_code, broken.status_code) == (404, 500)
    assert MARK not in broken.text.lower()
    assert mail.outbox == []
    assert_silent(log, missing, broken)


def test_api_that_cannot_store_says_nothing(client, desk, log):
    with refusing(*WRITES):
        answer = ask(client, name=TYPED["name"], message=TYPED["message"])
    assert answer.status_code == 503
    assert mail.outbox == []
    assert_silent(log, answer)


@pytest.mark.parametrize("error", ["quetzal@quetzal.example refused", ""])
def test_mail_that_cannot_be_sent_says_nothing(client, send_form, log, monkeypatch, error):
    send_form()
    lead = Lead.objects.get()
    answers = work_on(client, lead)

    def refuse(self, messages):
        raise ConnectionRefusedError(f"{error} {[message.to for message in messages]}")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    deliver()
    assert lead.deliveries.exclude(last_error="").exists()  # the control: it was tried
    assert MARK not in str(list(lead.deliveries.values("last_error", "http_status"))).lower()
    assert_silent(log, *answers)


def searches():
    """What lies in sessions, which the database keeps in a form that cannot be read at sight."""
    return repr([session.get_decoded() for session in Session.objects.all()]).lower()


def test_forgotten_person_is_in_no_table_cache_or_search(
    client, send_form, log, django_capture_on_commit_callbacks
):
    send_form()
    lead = Lead.objects.get()
    work_on(client, lead)
    deliver()
    lead.refresh_from_db()
    assert tables_with(MARK)
    assert MARK in searches()
    cy = make_desk("Cy Dahl", lead.location, rights=[*Right.values])
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget(lead=lead, by=cy, at=timezone.now())
    assert tables_with(MARK) == set()
    assert MARK not in searches()
    assert "0114" not in lead.phone + lead.phone_typed
    found = client.post(f"{INBOX}search/", {"q": "sciatica"}, follow=True)
    assert lead.reference not in found.text.replace(f"/inbox/{lead.pk}/", "")
    assert MARK not in client.get(f"{INBOX}{lead.pk}/").text.lower()
    assert MARK not in keys_of_cache()
    assert MARK not in json.dumps(log.lines)


def test_log_of_the_site_mails_nobody():
    """Django mails what was posted to ADMINS by default, beside the log that says nothing."""
    handlers = {
        handler
        for name in ["", *logging.root.manager.loggerDict]
        for handler in logging.getLogger(name).handlers
    }
    assert not [handler for handler in handlers if "AdminEmail" in type(handler).__name__]
    assert "mail_admins" not in str(live.LOGGING)


def test_listener_hears_what_is_said(log):
    """The control: with an ordinary formatter, or a careless line, the tests above would fail."""
    logging.getLogger("some.new.app").debug("a %s line", MARK)
    assert any(MARK in line for line in log.lines)

"""The canary: a test request that goes the whole way of a person's, and was never there.

It is sent to the public form, and once more to the API where there is one, through the site's own
middleware, received, routed and put into the outbox, claimed and made into a mail by the code that
does so for everybody. All of that happens in one transaction, which is taken back: no inbox, count,
export, figure or promise ever sees it, and the audit, which lets nobody delete what happened, has
nothing to delete. That commits work shows the row in which the outcome is written afterwards.

Only then is the mail server spoken to, so that a slow one holds no lock. It is asked whether it
takes a mail from us to each of the desks, and handed none; a mailbox that nobody reads may get one.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.translation import override

from locations.conf import clinic_settings
from locations.faults import log_fault
from locations.models import LocationPage
from locations.webhooks.attempts import claim_one

from . import chain, doubts, journal
from .actions import begin_check_of, record_check_of
from .canary_doors import ApiDoor, Broken, Door, FormDoor, has_api, must
from .models import (
    Check,
    Checkup,
    ConsultationRequestPage,
    Delivery,
    DeliveryKind,
    EventKind,
    Lead,
    Link,
)
from .models import DeliveryState as State
from .notifications.email import PERMANENT_CODE, EmailChannel, message_of
from .notifications.outbox import channel_for, claimed, deliver

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
# Mails to this domain (RFC 2606) would reach nobody; none is sent to it.
DOMAIN = "example.com"
SMTP_OK = 250
SMTP_TAKES = {SMTP_OK, 251}  # 251: and hands it on


def run_if_due(*, at: datetime) -> None:
    """Send a test request if it is time; a worker asks each minute. See whether the form must know.

    After one that failed the next comes in a minute, so that mended is soon seen; so it does after
    a request that could not be stored.
    """
    minutes = clinic_settings.CANARY_MINUTES
    if minutes:
        last = Checkup.objects.filter(kind=Check.CANARY).first()
        is_urgent = last is not None and (last.fault or doubts.is_doubted(last, at=at))
        every = MINUTE if is_urgent else minutes * MINUTE
        # Workers look once a minute, and not to the second.
        if begin_check_of(Check.CANARY, every=every - MINUTE / 4, at=at):
            run()
    chain.watch(at=at)


def run() -> Link | None:
    """Send a test request now and write down the outcome; return the link that failed."""
    flight = Flight(at=timezone.now())
    failed = None
    try:
        with override(settings.LANGUAGE_CODE):
            flight.go()
    except Exception as error:
        failed = flight.link
        log_fault(logger, f"The test request failed at “{failed.value}”.", error)
    try:
        _write_down(flight, failed, at=timezone.now())
    except DatabaseError as error:
        log_fault(logger, "The outcome of the test request could not be written down.", error)
        journal.untaken(at=timezone.now())
        return failed or Link.STORE
    return failed


def _write_down(flight: "Flight", failed: Link | None, *, at: datetime) -> None:
    data = {"failures": _failures_before() + 1 if failed else 0, "doors": flight.doors}
    record_check_of(Check.CANARY, fault=failed or "", began_at=flight.at, at=at, data=data)
    chain.watch(at=at)


def _failures_before() -> int:
    """How many in a row failed until now."""
    last = Checkup.objects.filter(kind=Check.CANARY).first()
    return int(last.data.get("failures", 0)) if last else 0


class Flight:
    """One test request. `link` is the one that is tried."""

    def __init__(self, *, at: datetime) -> None:
        self.at, self.link = at, Link.FORM
        self.mails: list[EmailMessage] = []
        self.doors: list[str] = []  # the last one is tried; those before it hold
        self.email = f"canary-{secrets.token_hex(8)}@{DOMAIN}"

    def go(self) -> None:
        """Raises whatever goes wrong."""
        page = _request_page()
        for name, door in {"form": FormDoor, **({"api": ApiDoor} if has_api() else {})}.items():
            self.doors.append(name)
            self.go_through(door(page, self))
        self.link = Link.SEND
        if self.mails:  # the one to the desk; the server hears of one
            _hand_over(self.mails[0])

    def go_through(self, door: Door) -> None:
        self.link = door.FORM
        door.look_at_form()
        with _taken_back():
            self.link = door.STORE
            lead = Lead.objects.get(reference=door.sent())
            must(lead.email == self.email)
            self.link = Link.ROUTE
            self.see_route(lead)
            self.link = Link.OUTBOX
            self.make_mails(lead)
        self.link = Link.ERASE
        must(not Lead.objects.filter(email=self.email).exists())

    def see_route(self, lead: Lead) -> None:
        happened = set(lead.events.values_list("kind", flat=True))
        must(lead.location_id is not None)
        must({EventKind.RECEIVED, EventKind.ROUTED} <= happened)

    def make_mails(self, lead: Lead) -> None:
        """Claim and deliver what was written for this lead, but into a list."""
        rows = lead.deliveries.filter(kind__in=[DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT])
        due, now = Delivery.objects.due(at=self.at + MINUTE), self.at + MINUTE
        must(rows.filter(kind=DeliveryKind.DESK_MAIL).exists())
        self.link = Link.MESSAGE
        for _row in range(rows.count()):
            pk = claim_one(due.filter(pk__in=rows), at=now)
            if pk is None:
                raise Broken
            delivery = claimed(pk)
            # A project's own channel has no sandbox: what it does stays untried.
            if isinstance(channel_for(delivery), EmailChannel):
                deliver(delivery, at=now, channel=Sandbox(self.mails))
                must(delivery.state == State.SENT)


class Sandbox:
    """A channel that keeps the mails that the real one would send."""

    def __init__(self, mails: list[EmailMessage]) -> None:
        self.mails = mails

    def send(self, delivery: Delivery) -> None:
        mail = message_of(delivery)
        mail.message()  # headers are checked now
        self.mails.append(mail)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _request_page() -> ConsultationRequestPage:
    """The form of the default site, or any."""
    pages = ConsultationRequestPage.objects.live().order_by("path")
    served = [page for page in pages if page.full_url]
    must(served)
    return next((page for page in served if _is_default(page)), served[0])


def _is_default(page: ConsultationRequestPage) -> bool:
    site = page.get_site()
    is_ours = page.locale.language_code == settings.LANGUAGE_CODE
    return bool(site and site.is_default_site and is_ours)


def _hand_over(mail: EmailMessage) -> None:
    """Let the mail server say whether it takes a mail of ours; raises what it says otherwise.

    Of a backend that is no SMTP server nothing can be asked: it must be sent to.
    """
    mail.cc, mail.bcc, mail.reply_to = [], [], []
    if clinic_settings.CANARY_EMAIL:
        mail.to = [clinic_settings.CANARY_EMAIL]
        mail.send(fail_silently=False)
    backend = get_connection(fail_silently=False)
    if isinstance(backend, SmtpBackend):
        _ask_for_desks(backend, sender=parseaddr(mail.from_email)[1])


def _ask_for_desks(backend: SmtpBackend, *, sender: str) -> None:
    """RFC 5321: a transaction that is reset before its content sends nothing.

    One desk that is asked to come back later alarms nobody, as it is tried again; all of them do.
    """
    backend.open()
    try:
        server: Any = backend.connection
        server.ehlo_or_helo_if_needed()
        code, words = server.mail(sender)
        if code != SMTP_OK:
            server.rset()
            raise SMTPSenderRefused(code, words, sender)
        answers = {desk: server.rcpt(desk) for desk in _desks()}
        server.rset()
    finally:
        backend.close()
    refused = {desk: said for desk, said in answers.items() if said[0] not in SMTP_TAKES}
    is_final = any(code >= PERMANENT_CODE for code, _words in refused.values())
    if is_final or (refused and len(refused) == len(answers)):
        raise SMTPRecipientsRefused(refused)


def _desks() -> list[str]:
    """The addresses of the desks, as a mail server is told them."""
    published = LocationPage.objects.live().originals().exclude(desk_email="")
    found = published.order_by("desk_email").values_list("desk_email", flat=True).distinct()
    parts = [address.rpartition("@") for address in found]
    return [f"{name}@{punycode(domain)}" for name, _at, domain in parts]

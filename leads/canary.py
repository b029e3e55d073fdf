"""The canary: a test request that goes the whole way of a person's, and was never there.

It is sent to the public form through the site's own middleware, received, routed and put into the
outbox, claimed and made into a mail by the code that does so for everybody. All of that happens in
one transaction, which is taken back: no inbox, count, export, figure or promise ever sees it, and
the audit, which lets nobody delete what happened, has nothing to delete. That commits work shows
the row in which the outcome is written afterwards.

Only then is the mail server spoken to, so that a slow one holds no lock. It is asked whether it
takes a mail from us, and told no recipient; or the mail goes to a mailbox that nobody reads.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPSenderRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import override

from locations.conf import clinic_settings
from locations.directory import Directory
from locations.faults import log_fault
from locations.webhooks.attempts import claim_one

from . import chain, journal
from .actions import begin_check_of, record_check_of
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
from .notifications.email import EmailChannel, message_of
from .notifications.outbox import channel_for, claimed, deliver
from .presets import hidden_fields, new_key
from .stamps import read_sent_token

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
# Mails to this domain (RFC 2606) would reach nobody; none is sent to it.
DOMAIN = "example.com"
SMTP_OK = 250


class Broken(Exception):
    """A link of the chain does not hold."""


def run_if_due(*, at: datetime) -> None:
    """Send a test request if it is time; a worker asks each minute. See whether the form must know.

    After one that failed the next comes in a minute, so that mended is soon seen.
    """
    minutes = clinic_settings.CANARY_MINUTES
    if minutes:
        failed = Checkup.objects.filter(kind=Check.CANARY).exclude(fault="").exists()
        every = MINUTE if failed else minutes * MINUTE
        # Workers look once a minute, and not to the second.
        if begin_check_of(Check.CANARY, every=every - MINUTE / 4, at=at):
            run()
    chain.watch(at=at)


def run() -> Link | None:
    """Send a test request now and write down the outcome; return the link that failed."""
    began_at = timezone.now()
    flight = Flight(at=began_at)
    failed = None
    try:
        with override(settings.LANGUAGE_CODE):
            flight.go()
    except Exception as error:
        failed = flight.link
        log_fault(logger, f"The test request failed at “{failed.value}”.", error)
    now = timezone.now()
    data = {"failures": _failures_before() + 1 if failed else 0}
    record_check_of(Check.CANARY, fault=failed or "", began_at=began_at, at=now, data=data)
    chain.watch(at=now)
    return failed


def _failures_before() -> int:
    """How many in a row failed until now."""
    last = Checkup.objects.filter(kind=Check.CANARY).first()
    return int(last.data.get("failures", 0)) if last else 0


class Flight:
    """One test request. `link` is the one that is tried."""

    def __init__(self, *, at: datetime) -> None:
        self.at, self.link = at, Link.FORM
        self.mails: list[EmailMessage] = []
        self.email = f"canary-{secrets.token_hex(8)}@{DOMAIN}"

    def go(self) -> None:
        """Raises whatever goes wrong."""
        page = _request_page()
        self.look_at_form(page)
        with _taken_back():
            lead = self.stored_by(page)
            self.link = Link.ROUTE
            self.see_route(lead)
            self.link = Link.OUTBOX
            self.make_mails(lead)
        self.link = Link.ERASE
        _must(not Lead.objects.filter(email=self.email).exists())
        self.link = Link.SEND
        if self.mails:  # the one to the desk; the server hears of one
            _hand_over(self.mails[0])

    def look_at_form(self, page: ConsultationRequestPage) -> None:
        shown = _answer(page, "get", urlsplit(page.full_url).path)
        action = reverse("clinic_leads:ask", args=[page.pk])
        _must(shown.status_code == 200 and action in shown.content.decode())

    def stored_by(self, page: ConsultationRequestPage) -> Lead:
        self.link = Link.STORE
        path = reverse("clinic_leads:ask", args=[page.pk])
        answer = _answer(page, "post", path, self.typed(page))
        _must(answer.status_code == 303)
        token = answer["Location"].rstrip("/").rpartition("/")[2]
        lead = Lead.objects.get(reference=read_sent_token(token)[0])
        _must(lead.email == self.email)
        return lead

    def typed(self, page: ConsultationRequestPage) -> dict[str, str]:
        """What the form is sent with. It was shown a minute ago: who is quicker is no person."""
        shown_at = self.at - max(MINUTE, timedelta(seconds=clinic_settings.FORM_MIN_SECONDS))
        clinic = Directory(site=page.get_site())
        hidden = hidden_fields(clinic, about_id=None, key=new_key(), shown_at=shown_at)
        return hidden | {"name": "Canary", "email": self.email, "location": "any"}

    def see_route(self, lead: Lead) -> None:
        happened = set(lead.events.values_list("kind", flat=True))
        _must(lead.location_id is not None)
        _must({EventKind.RECEIVED, EventKind.ROUTED} <= happened)

    def make_mails(self, lead: Lead) -> None:
        """Claim and deliver what was written for this lead, but into a list."""
        rows = lead.deliveries.filter(kind__in=[DeliveryKind.DESK_MAIL, DeliveryKind.RECEIPT])
        due, now = Delivery.objects.due(at=self.at + MINUTE), self.at + MINUTE
        _must(rows.filter(kind=DeliveryKind.DESK_MAIL).exists())
        self.link = Link.MESSAGE
        for _row in range(rows.count()):
            pk = claim_one(due.filter(pk__in=rows), at=now)
            if pk is None:
                raise Broken
            delivery = claimed(pk)
            # A project's own channel has no sandbox: what it does stays untried.
            if isinstance(channel_for(delivery), EmailChannel):
                deliver(delivery, at=now, channel=Sandbox(self.mails))
                _must(delivery.state == State.SENT)


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
    _must(served)
    return next((page for page in served if _is_default(page)), served[0])


def _is_default(page: ConsultationRequestPage) -> bool:
    site = page.get_site()
    is_ours = page.locale.language_code == settings.LANGUAGE_CODE
    return bool(site and site.is_default_site and is_ours)


def _answer(
    page: ConsultationRequestPage, method: str, path: str, data: dict[str, str] | None = None
) -> Any:
    """What the site answers to a stranger: every middleware, no network."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler.get_response(_request(page, method, path, data))


def _request(
    page: ConsultationRequestPage, method: str, path: str, data: dict[str, str] | None
) -> HttpRequest:
    """`path` as in an address: a server takes the prefix off under which the site is mounted."""
    address = urlsplit(page.full_url)
    is_secure = address.scheme == "https" or settings.SECURE_SSL_REDIRECT
    extra: dict[str, Any] = {"HTTP_HOST": address.netloc, "secure": is_secure}
    extra[journal.NOT_NOTED] = True
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        extra |= {name: value} if is_secure else {}
    return getattr(RequestFactory(), method)(_below_prefix(path), data, **extra)


def _below_prefix(path: str) -> str:
    return "/" + path.removeprefix(get_script_prefix()).removeprefix("/")


def _hand_over(mail: EmailMessage) -> None:
    """Let the mail server say whether it takes a mail of ours; raises what it says otherwise.

    Of a backend that is no SMTP server nothing can be asked: it must be sent to.
    """
    mail.cc, mail.bcc, mail.reply_to = [], [], []
    mail.to = [clinic_settings.CANARY_EMAIL] if clinic_settings.CANARY_EMAIL else []
    if mail.to:
        mail.send(fail_silently=False)
        return
    backend = get_connection(fail_silently=False)
    if isinstance(backend, SmtpBackend):
        _ask_for_sender(backend, parseaddr(mail.from_email)[1])


def _ask_for_sender(backend: SmtpBackend, address: str) -> None:
    """RFC 5321: a transaction that is reset before it names a recipient sends nothing."""
    backend.open()
    try:
        server: Any = backend.connection
        server.ehlo_or_helo_if_needed()
        code, words = server.mail(address)
        server.rset()
        if code != SMTP_OK:
            raise SMTPSenderRefused(code, words, address)
    finally:
        backend.close()


def _must(holds: object) -> None:
    if not holds:
        raise Broken

"""What visitors write is text on every screen of the desk, in every mail, file and answer.

A hundred ways to become a program, through every field that a visitor has. The browser keeps to the
policies of the site, and what a policy has stopped counts as a hole, too.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import openpyxl
import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from cms.headers import PUBLIC_POLICY, STRICT_ADMIN_POLICY
from cms.mailbox import SEPARATOR, read_messages
from leads.actions import reply
from leads.asked import Asked
from leads.canned import filled
from leads.exporting.columns import GROUPS
from leads.models import (
    CannedReply,
    Delivery,
    DeliveryKind,
    DeliveryState,
    ExportFormat,
    FollowUp,
    Lead,
    Notice,
    Occasion,
    Step,
)
from leads.notifications.announcing import announce
from leads.notifications.outbox import deliver_due
from locations.webhooks.sending import body_of
from tests.inputs import admin
from tests.inputs.doors import soup_of
from tests.inputs.payloads import ALL, MARK, RUNS
from tests.inputs.strangers import Strangers, plant
from tests.inputs.trying import stranger, taken_back
from tests.inputs.world import STATES

from .ears import Ears
from .entering import give_session
from .test_injection import header_of

pytestmark = pytest.mark.browser

HOME = "/admin/"
TEXT = {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.fixture
def ears(browser: Browser) -> Ears:
    return Ears(browser.new_context(accept_downloads=False))


@pytest.fixture
def strangers(live_server, settings) -> Strangers:
    settings.CLINIC = {**settings.CLINIC, "FORM_MIN_SECONDS": 0}
    return plant()


def text_of(answer) -> str:
    return answer.getvalue().decode()


def is_page(answer) -> bool:
    return "html" in answer.get("Content-Type", "")


HOLES = {
    "an element": "<p>{}</p>",
    "an attribute": '<input value="{}">',
    "an attribute in other quotes": "<input value='{}'>",
    "a bare attribute": "<input value={}>",
    "a title": "<title>{}</title>",
    "a text field": "<textarea>{}</textarea>",
    "a script": "<script>const words = '{}';</script>",
    "data": '<script type="application/json">"{}"</script>',
    "a comment": "<!-- {} -->",
    "an address": '<a href="{}">x</a>',
}


def test_control_each_hole_is_heard(ears: Ears):
    """Each is seen in the source and runs without a policy; stopped by one, it is heard as well."""
    pages = {
        name: "\n".join(hole.replace("{}", one) for one in ALL) for name, hole in HOLES.items()
    }
    for name, page in pages.items():
        ears.read({name: f"<!DOCTYPE html>{page}"})
        assert ears.settle(0), f"{name}: not read"
        ears.show(f"<!DOCTYPE html>{page}")
        assert [what for what in ears.settle(50) if what.endswith("ran")], f"{name}: not run"
    for wall in (PUBLIC_POLICY, STRICT_ADMIN_POLICY):
        ears.show(f"<!DOCTYPE html>{RUNS}", {"Content-Security-Policy": header_of(wall)})
        heard = ears.settle()
        assert [what for what in heard if "script-src" in what]
        assert not [what for what in heard if what.endswith("ran")]
    ears.show("<!DOCTYPE html><script>alert(1)</script>")
    assert [what for what in ears.settle(50) if "dialog" in what]
    escaped = soup_of("<p></p><textarea></textarea>")
    escaped.p.string = escaped.textarea.string = " ".join(ALL)
    ears.read({"escaped": str(escaped)})
    ears.show(str(escaped))
    assert ears.settle() == []


def test_what_visitors_wrote_runs_nowhere(live_server, strangers, ears: Ears, tmp_path):
    """One clinic for all of it: to write to it by every door takes the most of the time."""
    client = give_session(ears.page.context, live_server.url, strangers.root)
    try_forms_and_answers_of_visitors(strangers, ears)
    try_screens_of_the_desk(live_server.url, client, strangers, ears)
    try_files(client, strangers, ears, tmp_path)
    try_mails(strangers, ears, tmp_path)
    try_webhooks(strangers)


def try_forms_and_answers_of_visitors(strangers: Strangers, ears: Ears) -> None:
    assert len([one for one in strangers.answers if one.status_code in {201, 303}]) > 30
    assert FollowUp.objects.count() > 10
    refused = [one for one in strangers.answers if one.status_code == 422]
    again = [one for one in refused if is_page(one)]
    assert sum(text_of(one).count(MARK) for one in again) > 5 * len(ALL)
    asked = [Asked(one.lead, one) for one in FollowUp.objects.all()[:2]]
    paths = [reverse("clinic_leads:status", args=[one.token]) for one in asked]
    paths += [reverse("wagtailapi_v3:clinic_consultation_status", args=[asked[0].token])]
    standing = [stranger().get(path) for path in paths]
    for answer in [*again, *standing]:
        ears.read({"form or status": text_of(answer)})
        ears.show(text_of(answer), dict(answer.items()))
    assert ears.settle() == []
    for answer in strangers.answers:
        if not is_page(answer):
            assert_is_data(answer)


def assert_is_data(answer) -> None:
    """A browser reads it as what it is, and it is no page."""
    kind = answer["Content-Type"].partition(";")[0]
    assert kind in {
        "application/json",
        "application/problem+json",
        "application/zip",
        "text/csv",
    } | {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    assert answer["X-Content-Type-Options"] == "nosniff"


# The desk.


def try_screens_of_the_desk(address: str, client: Client, strangers: Strangers, ears: Ears) -> None:
    walked = admin.walk(client, also=strangers.screens[: len(STATES) + 1], app="leads")
    others = [path for path in [HOME, *strangers.screens] if path not in walked.pages]
    pages = walked.pages | {path: text_of(client.get(path)) for path in others}
    pages |= dict(lists(client, pages)) | dict(after_forms(client, walked))
    with_words = {path: html for path, html in pages.items() if MARK in html}
    ears.read(with_words)
    opened = [path for path in walked.paths if path in with_words]
    for path in [*opened, HOME]:
        ears.open(f"{address}{path}")
    assert ears.settle() == []
    assert len(opened) > 15
    assert len(with_words) > 60
    for answer in walked.files.values():
        assert_is_data(answer)


def lists(client: Client, pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The tabs, filters, orders and further pages of the pages that show something of visitors."""
    for path, html in pages.items():
        if MARK not in html or path.startswith(reverse("clinic_inbox:reports")):
            continue
        links = {unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*[?][^"]*)"', html)}
        for url in sorted({urljoin(path, link) for link in links}):
            if urlsplit(url).path == path and is_page(answer := client.get(url)):
                yield url, text_of(answer)


def after_forms(client: Client, walked: admin.Walked) -> Iterator[tuple[str, str]]:
    """What a form shows when it is sent as it is, and a search for what visitors wrote."""
    for number, form in enumerate(walked.forms):
        if form.method != "POST":  # what these show has been looked at as a list
            continue
        values = {name: values[0] for name, values in form.controls.items() if values}
        with taken_back():
            answer = client.post(form.action, values | {"q": MARK})
            if is_page(answer):
                yield f"{number}: {form.action}", text_of(answer)


# What leaves the house.


@dataclass(frozen=True)
class File:
    """An answer that is kept as a file; a stream can be read once."""

    headers: dict[str, str]
    content: bytes

    @classmethod
    def of(cls, answer) -> "File":
        assert answer.status_code == 200
        assert_is_data(answer)
        return cls(dict(answer.items()), answer.getvalue())

    @property
    def is_csv(self) -> bool:
        return "csv" in self.headers["Content-Type"]

    def cells(self) -> Iterator[str]:
        """The texts of its cells; in a workbook none may be anything but a text."""
        if self.is_csv:
            for row in csv.reader(io.StringIO(self.content.decode("utf-8-sig"))):
                yield from row
            return
        sheet = openpyxl.load_workbook(io.BytesIO(self.content)).active
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in {"s", "inlineStr", "n"}, cell.value
            assert cell.hyperlink is None
            yield str(cell.value or "")


def try_files(client: Client, strangers: Strangers, ears: Ears, folder: Path) -> None:
    tables = [*exports(client), *reports(client), left_over(client, strangers)]
    held = person_data(client, strangers.leads[2])
    for file in [*tables, held]:
        assert file.headers["Content-Disposition"].startswith("attachment; ")
        assert MARK not in file.headers["Content-Disposition"]
        ears.is_download(file.content, file.headers)
    texts = [cell for file in tables for cell in file.cells()]
    assert sum(MARK in text for text in texts) > 500
    in_csv = [cell for file in tables if file.is_csv for cell in file.cells()]
    computed = [text for text in in_csv if text.startswith(FORMULA)]
    assert [text for text in computed if not re.fullmatch("[+][0-9]+", text)] == []  # numbers
    with zipfile.ZipFile(io.BytesIO(held.content)) as packed:
        json.loads(packed.read("data.json"))
        packed.extract("data.html", folder)
    page = (folder / "data.html").read_text()
    assert MARK in page
    ears.read({"their data": page})
    ears.open(f"file://{folder}/data.html")
    assert ears.settle() == []


def exports(client: Client) -> Iterator[File]:
    """Every column, in every format."""
    columns = {f"columns_{one.name}": [column.name for column in one.columns] for one in GROUPS}
    for format in ExportFormat.values:
        asked = {"scope": "all", "format": format, "reason": "Test", "with_messages": "on"}
        yield File.of(client.post(reverse("clinic_export:export"), asked | columns))


def reports(client: Client) -> Iterator[File]:
    url = reverse("clinic_inbox:reports")
    for link in soup_of(text_of(client.get(url))).select("a[href*='csv=']"):
        yield File.of(client.get(urljoin(url, link["href"])))


def left_over(client: Client, strangers: Strangers) -> File:
    url = reverse("clinic_lead_import:left_over", args=[strangers.jobs[-1].pk])
    return File.of(client.get(url))


def person_data(client: Client, lead: Lead) -> File:
    url = reverse("clinic_inbox:person_data", args=[lead.pk])
    return File.of(client.post(url, {"leads": lead.pk, "reason": "They asked."}))


def try_mails(strangers: Strangers, ears: Ears, folder: Path) -> None:
    mail.outbox.clear()
    write_every_mail(strangers)
    sent = Delivery.objects.filter(state=DeliveryState.SENT)
    assert sent.count() == Delivery.objects.count() == len(mail.outbox)
    assert {one.kind for one in sent} == set(DeliveryKind) - {DeliveryKind.WEBHOOK}
    raw = [message.message().as_bytes() for message in mail.outbox]
    said = []
    for message in (message_from_bytes(one, policy=policy.default) for one in raw):
        assert not message.defects
        assert len(message["To"].addresses) == 1
        assert message["Bcc"] is None
        for part in message.walk():
            text = part.get_content()
            if part.get_content_type() == "text/html":
                ears.read({message["Subject"]: text})
                ears.show(text)
            else:
                assert part.get_content_type() == "text/plain"
                said.append(f"{message['Subject']}\n{text}")
    assert sum(MARK in text for text in said) > 5  # replies, which call people by their names
    ears.show("\n\n".join(said), TEXT)
    line = b"-" * 79 + b"\n"
    assert SEPARATOR.match(line)
    (folder / "sent.log").write_bytes(line.join(one + b"\n" for one in raw))
    mailbox = render_to_string("cms/mailbox.html", {"newest": read_messages(folder)})
    assert MARK in mailbox
    ears.read({"mailbox": mailbox})
    ears.show(mailbox)
    assert ears.settle() == []


def write_every_mail(strangers: Strangers) -> None:
    """One of each kind and occasion about leads whose every text is a program."""
    at, root = timezone.now(), strangers.root
    canned = CannedReply.objects.create(
        name="Call", subject="{first_name}", body="{first_name}, {practitioner}: {location}"
    )
    Delivery.objects.all().delete()
    for number, lead in enumerate(strangers.leads[:12]):
        Lead.objects.filter(pk=lead.pk).update(email=f"ana{number}@example.com")
        Delivery.objects.create(lead=lead, kind=DeliveryKind.DESK_MAIL)
        Delivery.objects.create(lead=lead, kind=DeliveryKind.RECEIPT)
        lead.refresh_from_db()
        if not (lead.quarantined_at or lead.merged_into_id):
            subject, text = (part.text for part in filled(canned, lead=lead, by=root, at=at))
            reply(lead=lead, subject=subject, text=text, by=root, at=at)
    lead = strangers.leads[0]
    for occasion in set(Occasion) - {Occasion.QUARANTINE}:
        payload = {"occasion": occasion}
        Delivery.objects.create(
            kind=DeliveryKind.STAFF_MAIL, payload=payload, recipient=root, lead=lead
        )
    for step in Step:
        payload = {"step": step, "desk": strangers.place.pk}
        Delivery.objects.create(kind=DeliveryKind.DESK_MAIL, payload=payload, lead=lead)
    notices = list(Notice.objects.values_list("pk", flat=True))
    since = {"occasion": Occasion.QUARANTINE, "since": "2026-01-01T00:00:00+00:00"}
    for payload in ({"notices": notices}, since):
        Delivery.objects.create(kind=DeliveryKind.DIGEST, recipient=root, payload=payload)
    Delivery.objects.create(kind=DeliveryKind.INVITATION, recipient=root)
    deliver_due(at=timezone.now(), limit=500)


def try_webhooks(strangers: Strangers) -> None:
    """Another system is told references and states, and nothing that visitors wrote."""
    for number, lead in enumerate(strangers.leads[::2]):
        for occasion in strangers.endpoint.occasions:
            announce([(lead, f"{number} {occasion}")], occasion=occasion, at=timezone.now())
    bodies = [body_of(one.payload) for one in Delivery.objects.filter(kind=DeliveryKind.WEBHOOK)]
    assert len(bodies) > 100
    for body in bodies:
        json.loads(body)
        assert MARK.encode() not in body

"""Known ways to make a site work for somebody else: hosts, redirects, headers, cells, embeds."""

import csv
import io
import json
import socket
from email import message_from_bytes

import openpyxl
import pytest
from django.core import mail
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from leads.models import Delivery, DeliveryKind, DeliveryState
from leads.notifications.outbox import deliver_due
from tests.factories import make_article, make_location, make_practitioner, make_user
from tests.inputs.corpus import HOSTILE
from tests.inputs.trying import leads_away
from tests.inputs.world import plant

pytestmark = pytest.mark.django_db

EVIL = "evil.example"


@pytest.fixture
def root(client):
    user = make_user("Root", is_superuser=True)
    client.force_login(user)
    return user


# Host


PUBLIC = [
    "/",
    "/request/",
    "/robots.txt",
    "/sitemap.xml",
    "/llms.txt",
    "/index.md",
    "/search/",
    "/feeds/articles.atom",
    "/api/v3/site/",
    "/api/v3/navigation/",
    "/api/v3/clinic/pages/",
    "/api/v3/articles/feed/",
    "/api/v3/openapi.json",
    "/nowhere/",
    "/admin/login/",
]


def everything_in(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{content.decode()}\n{answer.headers}"


@pytest.mark.parametrize("path", PUBLIC)
def test_host_that_is_not_ours_is_refused_without_repeating_it(client, settings, path):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = client.get(path, headers={"Host": EVIL})
    assert answer.status_code == 400
    assert EVIL not in everything_in(answer)


def test_no_other_header_names_the_host(client):
    plant()
    others = ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL"]
    for path in PUBLIC:
        answer = client.get(path, headers=dict.fromkeys(others, EVIL))
        assert EVIL not in everything_in(answer), path


def test_answer_to_one_host_is_not_given_to_another(client):
    """Whatever the settings allow: who comes by another name leaves nothing in a cache."""
    plant()
    for path in PUBLIC:
        client.get(path, headers={"Host": EVIL})
        assert EVIL not in everything_in(client.get(path)), path


def test_link_of_a_new_password_leads_to_the_sites_own_address(client):
    user = make_user("Ada Berg", password="A long one, indeed.")
    make_user_editor(user)
    url = reverse("wagtailadmin_password_reset")
    client.post(url, {"email": user.email}, headers={"Host": EVIL, "X-Forwarded-Host": EVIL})
    (message,) = mail.outbox
    assert "/admin/password_reset/confirm/" in message.body
    assert EVIL not in message.message().as_string()


def make_user_editor(user):
    user.is_superuser = True
    user.save()


# Redirects


AWAY = [
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"/\\{EVIL}/",
    f"\\\\{EVIL}/",
    f"https:{EVIL}",
    f"https:///{EVIL}",
    f"http://testserver@{EVIL}/",
    f"http://testserver.{EVIL}/",
    f"\x00//{EVIL}/",
    f"\t//{EVIL}/",
    "javascript:alert(1)",
    "data:text/html,x",
]


def test_control_address_elsewhere_is_known_as_such():
    """The ears of this test and of the long one: these lead away, ours do not."""
    for away in [*AWAY[:4], *AWAY[6:8], "javascript:alert(1)"]:
        answer = HttpResponseRedirect.__new__(HttpResponseRedirect)
        answer.headers = {"Location": away}
        assert leads_away(answer), away
    for ours in ["/admin/", "?p=2", "http://testserver/", "https://localhost/x"]:
        assert not leads_away(HttpResponseRedirect(ours))


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_leads_nowhere_else(client, away):
    make_user("Root", username="root", password="secret", is_superuser=True)
    typed = {"username": "root", "password": "secret", "next": away}
    answer = client.post(reverse("wagtailadmin_login"), typed)
    assert answer.status_code == 302
    assert not leads_away(answer)


def test_no_address_of_a_page_leads_away(client):
    plant()
    for away in AWAY:
        for path in [f"/{away}", f"/request{away}", "/request"]:
            answer = client.get(path, {"next": away, "url": away, "redirect": away})
            assert not leads_away(answer), path


# Headers of mails


LINES = "Ana\r\nBcc: everybody@evil.example\r\n\r\nHello"


def test_line_end_in_a_name_makes_no_header_and_costs_no_mail():
    plant(LINES)
    mails = Delivery.objects.filter(kind=DeliveryKind.DESK_MAIL)
    mails.update(state=DeliveryState.PENDING, next_attempt_at=timezone.now())
    deliver_due(at=timezone.now())
    assert len(mail.outbox) == mails.filter(state=DeliveryState.SENT).count() == mails.count()
    for message in mail.outbox:
        read = message_from_bytes(message.message().as_bytes())
        assert read["Bcc"] is None
        assert len(message.recipients()) == 1
        assert EVIL not in message.recipients()[0]


# Cells


FORMULAS = [text for text in HOSTILE if text[:1] in "=+-@" and text.strip("-")]


def test_report_of_wagtails_does_nothing_in_a_spreadsheet(client, root):
    """Both reports of ours in both formats, on titles that a spreadsheet would compute."""
    for number, formula in enumerate(FORMULAS):
        person = make_practitioner(title=f"{formula}\x01", slug=f"person-{number}")
        make_article(title=formula, slug=f"article-{number}", author=person)
    for name in ("clinic_conditions_review_report", "clinic_licenses_report"):
        cells = [cell for row in csv_of(client, name) for cell in row]
        assert any(formula in cell for cell in cells for formula in FORMULAS)
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
        written = [cell for row in xlsx_of(client, name).iter_rows() for cell in row]
        assert any(cell.value in FORMULAS for cell in written)
        assert {cell.data_type for cell in written} <= {"s", "inlineStr", "n", "d"}


def csv_of(client, name):
    answer = client.get(reverse(name), {"export": "csv"})
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def xlsx_of(client, name):
    answer = client.get(reverse(name), {"export": "xlsx"})
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active


# Embeds, and what an editor's browser may send instead of what the editor typed


INNER = ["http://169.254.169.254/latest/", "http://127.0.0.1:6379/", "http://[::ffff:127.0.0.1]/"]


@pytest.mark.parametrize("url", [*INNER, "http://2130706433/", "http://0.0.0.0/", "file:///etc/x"])
def test_embed_of_an_address_inside_asks_nobody(client, root, monkeypatch, url):
    asked = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, where: asked.append(where))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **kwargs: asked.append(where) or [])
    answer = client.post(reverse("wagtailembeds:chooser_upload"), {"embed-chooser-url": url})
    assert answer.status_code == 200
    assert asked == []


FEATURES = ["bold", "link", "document-link", "image", "embed", "ol", "ul", "h2", "clinic-phone"]


@pytest.mark.parametrize("kind", ["LINK", "DOCUMENT", "IMAGE", "EMBED", "NONSENSE", "CLINIC-PHONE"])
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVa\tScript:alert(1)", '"><script>alert(1)</script>']
)
def test_forged_text_of_an_editor_runs_nothing(kind, url):
    """What an editor's browser sends is data: no entity and no style of it becomes a program."""
    make_location()
    forged = {
        "blocks": [
            {
                "key": "a",
                "text": "<script>alert(1)</script>",
                "type": 'header-two"><script>',
                "depth": 0,
                "inlineStyleRanges": [{"offset": 0, "length": 4, "style": "<script>"}],
                "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
            }
        ],
        "entityMap": {
            "0": {
                "type": kind,
                "mutability": "MUTABLE",
                "data": {"url": url, "href": url, "id": url, "src": url, "alt": url, "embed": url},
            }
        },
    }
    stored = converted(forged)
    assert "<script" not in stored.lower()
    assert "script:" not in stored.lower().replace("\t", "")


def converted(forged):
    return ContentstateConverter(features=FEATURES).to_database_format(json.dumps(forged))

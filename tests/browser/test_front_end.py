"""The front end in examples/: built from the API, read in Chromium, told of what changes."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from conditions.models import ArticlePage, PractitionerPage
from leads.models import Check, Checkup, Lead
from locations.models import LocationPage, PublishEndpoint, PublishMessage
from locations.previews.tokens import make_token
from locations.webhooks.signing import new_secret
from tests.browser.hearing import heard_in
from tests.browser.test_chain import INITIALS, NAME, PATIENCE, inbox_of
from tests.changes.telling import publish
from tests.factories import phones

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "front-end"
OLDEST_NODE = (20, 19)
NEW_NUMBER = "+19525550199"


def why_not() -> str:
    """Why the front end cannot be built here; "" when it can."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        return f"The front end needs {' and '.join(missing)}, not installed here"
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(part) for part in re.findall(r"\d+", said))
    return "" if version >= OLDEST_NODE else f"Vite needs Node.js 20.19, here is {said.strip()}"


WHY_NOT = why_not()
needs_node = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "it can be built")


@pytest.fixture(scope="module")
def installed() -> None:
    npm("ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts")


def npm(*arguments: str, **environment: str) -> None:
    """Run npm in the front end's folder; what it says is in the failure."""
    done = subprocess.run(
        ["npm", *arguments],
        cwd=FOLDER,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def address(settings) -> str:
    """Where the front end will be. The clinic knows it: CORS, and webhooks to this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://localhost:{probe.getsockname()[1]}"
    settings.CORS_ALLOWED_ORIGINS = [address]
    return address


@pytest.fixture
def front_end(installed, address, demo, settings, tmp_path) -> Iterator[str]:
    """The front end, built from the demo clinic and running."""
    more = {"WEBHOOK_ALLOW_LOOPBACK": True, "PUBLISH_QUIET_SECONDS": 0, "CANARY_MINUTES": 5}
    settings.CLINIC = {**settings.CLINIC, **more}
    hook = PublishEndpoint.objects.create(
        name="Front end", url=f"{address}/hooks/publish", secret=new_secret()
    )
    environment = {
        "CLINIC_URL": demo,
        "PAGES_DIR": str(tmp_path / "pages"),
        "HOOK_SECRET": hook.secret,
        "PORT": address.rpartition(":")[2],
    }
    npm("run", "types", **environment)
    npm("run", "check")
    npm("run", "bundle")
    with started(environment) as process:
        said = process.stdout.readline() + process.stdout.readline()
        assert "The front end listens" in said, said
        yield address
        process.terminate()


def started(environment: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        ["node", "build/main.js", "serve"],
        cwd=FOLDER,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def reader(page: Page, demo) -> Iterator[Page]:
    """A visitor's browser, which may speak to the front end and to the clinic and to nobody else.

    A 422 of the API is a line of the console, too.
    """
    page.set_default_timeout(PATIENCE)
    seen, wrong = heard_in(page)
    yield page
    assert [line for line in wrong if "status of 422" not in line] == []
    assert {urlsplit(url).hostname for url in seen} == {"localhost"}
    assert page.context.cookies() == []


def axe_is_content(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def until(true: Callable[[], bool], page: Page) -> None:
    """Wait for what happens outside of the browser."""
    for _attempt in range(PATIENCE // 200):
        if true():
            return
        page.wait_for_timeout(200)
    raise AssertionError("It has not come true.")


@needs_node
def test_front_end_asks_and_is_told_of_changes(front_end, demo, reader, browser):
    asks_for_edina(front_end, reader)
    is_in_the_inbox_of_edina_alone(demo, browser)
    asks_to_call_while_the_desk_may_see_nothing(front_end, reader)
    shows_the_sections_of_a_condition(front_end, reader)
    says_who_wrote_an_article_and_when(front_end, reader)
    shows_a_draft_to_who_has_its_link(front_end, reader)
    takes_no_unsigned_message(front_end)
    shows_the_new_number_of_edina(front_end, reader)


def asks_for_edina(front_end: str, reader: Page) -> None:
    """From an article; what is wrong is said beside the fields, and what was typed stays."""
    reader.goto(f"{front_end}/articles/hip-pain-three-ways/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Hip pain")
    axe_is_content(reader)
    reader.locator("main").get_by_role("link", name="Request a consultation").last.click()
    expect(reader.get_by_label("What is it about?")).to_have_value(re.compile("Hip pain"))
    reader.get_by_role("group", name="Which location?").get_by_label("Edina").check()
    reader.get_by_label("Phone number").fill("612 555 0142")
    reader.get_by_role("button", name="Send request").click()
    problems = reader.locator("#problems")
    expect(problems).to_be_focused()
    problems.get_by_role("link", name="Write your name.").click()
    name = reader.get_by_label("Your name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Write your name.")
    expect(reader.get_by_label("Phone number")).to_have_value("612 555 0142")
    axe_is_content(reader)
    name.fill(NAME)
    reader.get_by_role("button", name="Send request").click()
    receipt = reader.locator("#receipt")
    expect(receipt).to_be_focused()
    lead = Lead.objects.get()
    expect(receipt).to_contain_text(lead.reference)
    expect(receipt).to_contain_text("Edina will reply")
    status = receipt.get_by_role("link", name="See how your request stands")
    assert "/requests/status/" in status.get_attribute("href")
    assert lead.about.slug == "hip-pain-three-ways"


def is_in_the_inbox_of_edina_alone(demo: str, browser: Browser) -> None:
    edina = inbox_of(browser, demo, "edina")
    edina.get_by_role("link", name=INITIALS).click()
    expect(edina.locator("main")).to_contain_text("the visitor chose it")
    st_paul = inbox_of(browser, demo, "stpaul")
    expect(st_paul.locator("[data-clinic-list]")).to_be_visible()
    expect(st_paul.get_by_text(INITIALS)).to_have_count(0)


def asks_to_call_while_the_desk_may_see_nothing(front_end: str, reader: Page) -> None:
    """As soon as the test request fails, on a page that was built before; the form stays."""
    reader.goto(f"{front_end}/request/")
    notice, button = reader.locator("#please-call"), reader.get_by_role("button")
    expect(button).to_be_visible()
    reader.wait_for_load_state("networkidle")
    expect(notice).to_be_hidden()
    now = timezone.now()
    failed = Checkup.objects.create(kind=Check.CANARY, began_at=now, ended_at=now, fault="store")
    reader.reload()
    expect(notice).to_contain_text("Please call us.")
    expect(notice.get_by_role("link", name="952-303-4115")).to_be_visible()
    expect(button).to_be_visible()
    axe_is_content(reader)
    failed.delete()


def shows_the_sections_of_a_condition(front_end: str, reader: Page) -> None:
    """Under the headings of the clinic's own page, at its anchors."""
    reader.goto(f"{front_end}/conditions/stress-and-tension/")
    reader.get_by_role("navigation", name="On this page").get_by_text("When to get help").click()
    assert reader.url.endswith("#red-flags")
    expect(reader.locator("#red-flags")).to_be_in_viewport()
    axe_is_content(reader)


def says_who_wrote_an_article_and_when(front_end: str, reader: Page) -> None:
    article = ArticlePage.objects.get(slug="hip-pain-three-ways")
    reader.goto(f"{front_end}/articles/hip-pain-three-ways/")
    byline = reader.locator(".byline")
    expect(byline.get_by_role("link")).to_have_text(article.author.title)
    expect(byline.locator("time")).to_have_attribute("datetime", article.date.isoformat())


def shows_a_draft_to_who_has_its_link(front_end: str, reader: Page) -> None:
    article = ArticlePage.objects.get(slug="hip-pain-three-ways")
    article.title = "Hip pain: four ways"
    token = make_token(article.save_revision().pk)
    asked = urlencode({"content_type": "clinic_conditions.articlepage", "token": token})
    answer = reader.goto(f"{front_end}/preview/?{asked}")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Hip pain: four ways")
    expect(reader.get_by_text("This is a draft.")).to_be_visible()
    expect(reader.locator("main")).to_contain_text("They relax tight glute muscles")  # its body


def takes_no_unsigned_message(front_end: str) -> None:
    headers = {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
    request = Request(f"{front_end}/hooks/publish", data=b"{}", headers=headers)
    with pytest.raises(HTTPError) as refused:
        urlopen(request)
    assert refused.value.code == 401
    refused.value.close()


def shows_the_new_number_of_edina(front_end: str, reader: Page) -> None:
    call_command("clinic_deliver")  # what the draft and the request have left to tell
    reader.goto(f"{front_end}/")
    place = reader.locator(".place", has=reader.get_by_role("link", name="Edina"))
    expect(place).to_contain_text("952-303-4115")
    edina = LocationPage.objects.get(slug="edina")
    tomorrow = timezone.localdate() + timedelta(days=1)
    closed = {"first_date": tomorrow, "last_date": None, "opens": None, "closes": None}
    override = ("override", closed | {"reason": "Stocktaking"})
    publish(edina, phones=phones(NEW_NUMBER), hours_overrides=[override])
    mai = PractitionerPage.objects.get(slug="mai-see-vang")
    leave = {"first_date": tomorrow, "last_date": tomorrow, "note": "Ask for Katie."}
    publish(mai, accepts_new_patients=False, leaves=[("leave", leave)])
    call_command("clinic_deliver")
    message = PublishMessage.objects.latest("pk")
    assert (message.state, message.http_status) == (PublishMessage.State.SENT, 202)

    def is_new() -> bool:
        reader.reload()
        return place.get_by_role("link", name="952-555-0199").count() == 1

    until(is_new, reader)
    expect(place).not_to_contain_text("952-303-4115")
    expect(place.get_by_role("row", name="Stocktaking")).to_contain_text("Closed Stocktaking")
    reader.goto(f"{front_end}/practitioners/mai-see-vang/")
    expect(reader.locator(".away")).to_contain_text("Ask for Katie.")
    expect(reader.get_by_text("Takes no new patients")).to_be_visible()

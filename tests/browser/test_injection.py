"""What strangers and colleagues write is text on every page, in every mail and in every file.

A text that would run as a program stands in every field of a clinic. A browser that knows no
Content-Security-Policy opens every page that there is: nothing may run, policy or not.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from cms.headers import ADMIN_POLICY, PUBLIC_POLICY
from tests.browser.ears import OPEN_ALL
from tests.browser.entering import give_session
from tests.inputs import admin
from tests.inputs.world import World, plant

pytestmark = pytest.mark.browser

MARK = "clinicExecuted"
# Out of an attribute, a comment, a script, a text field or a title, or as it is. Short enough to
# run where a column cuts it.
PROGRAM = (
    f'"><svg onload={MARK}()>'
    f"'--></script></textarea></title><img src=x: onerror={MARK}()>"
    f"{{{{constructor.constructor('{MARK}()')()}}}}"
)
ADDRESS = f"javascript:{MARK}()"
# Links and forms that would run a program when somebody uses them.
TRAPS = f"""() => [...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .flatMap(tag => [tag.href, tag.src, tag.action, tag.formAction])
    .filter(target => String(target).toLowerCase().startsWith("{ADDRESS}".toLowerCase()))"""


class Watch:
    """A browser that counts what runs of what was written."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.executed: list[str] = []
        self.met = 0  # pages on which the program stands, as text
        context.expose_function(MARK, lambda: self.executed.append(self.page.url))

    def look(self, url: str) -> int:
        """Open a page and all that is folded on it; return its status."""
        answer = self.page.goto(url, wait_until="load")
        self.page.evaluate(OPEN_ALL)
        self.met += MARK in self.page.content()
        self.executed += [f"{url}: {trap}" for trap in self.page.evaluate(TRAPS)]
        return answer.status if answer else 0

    def show(self, html: str, policy: str = "") -> None:
        """Open a page of our own, as a server would send it."""
        headers = {"Content-Type": "text/html; charset=utf-8"}
        headers |= {"Content-Security-Policy": policy} if policy else {}
        self.page.route("**/control/", lambda route: route.fulfill(body=html, headers=headers))
        self.page.goto("http://localhost/control/", wait_until="load")
        self.page.wait_for_timeout(200)
        self.page.unroute("**/control/")


def header_of(policy: dict) -> str:
    return "; ".join(" ".join([name, *sources]) for name, sources in policy.items())


@pytest.fixture
def unguarded(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without any policy."""
    context = browser.new_context(bypass_csp=True)
    yield context
    context.close()


@pytest.fixture
def world(settings) -> World:
    return plant(PROGRAM, url=ADDRESS)


@pytest.mark.parametrize(
    "place", ["<p>{}</p>", '<input value="{}">', "<!-- {} -->", "<title>{}</title>"]
)
def test_control_text_that_nobody_escapes_runs(unguarded, place):
    """The walk's ears work: this is what a hole sounds like."""
    watch = Watch(unguarded)
    watch.show(f"<!DOCTYPE html>{place.format(PROGRAM)}")
    assert watch.executed
    watch.executed.clear()
    watch.show(f'<!DOCTYPE html><a href="{ADDRESS}">Go</a>')
    assert watch.page.evaluate(TRAPS) == [ADDRESS]


def test_policy_of_public_pages_stops_what_slipped_through(browser: Browser):
    """The second wall, by itself: a hole in a public page runs nothing."""
    watch = Watch(browser.new_context())
    watch.show(f"<!DOCTYPE html><p>{PROGRAM}</p>", header_of(PUBLIC_POLICY))
    assert not watch.executed
    watch.show(f"<!DOCTYPE html><p>{PROGRAM}</p>", header_of(ADMIN_POLICY))
    assert bool(watch.executed) == ("'unsafe-inline'" in ADMIN_POLICY["script-src"])


def test_nothing_that_was_written_runs_on_a_public_page(live_server, world, unguarded):
    watch = Watch(unguarded)
    paths = [urlsplit(page.get_full_url()).path for page in world.pages]
    others = ["/search/?q=", "/nowhere/?q=", "/request/?about=", "/dev/styleguide/?x="]
    for path in [*paths, *(f"{other}{PROGRAM}" for other in others)]:
        assert watch.look(f"{live_server.url}{path}") < 500
    assert watch.met > len(paths)
    assert not watch.executed


def test_nothing_that_was_written_runs_in_the_admin(live_server, world, unguarded):
    client = give_session(unguarded, live_server.url, world.root)
    client.raise_request_exception = False
    screens = [f"/admin/clinic/inbox/{lead.pk}/" for lead in world.leads]
    paths = admin.walk(client, also=screens).paths
    assert len(paths) > 120
    watch = Watch(unguarded)
    for path in paths:
        assert watch.look(f"{live_server.url}{path}") == 200, path
    for path in ["clinic/inbox/", "clinic/inbox/search/", "pages/search/", "clinic/sources/"]:
        watch.look(f"{live_server.url}/admin/{path}?q={PROGRAM}&p={PROGRAM}&location={PROGRAM}")
    assert watch.met > 100
    assert not watch.executed, sorted(set(watch.executed))

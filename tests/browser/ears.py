"""What a browser runs, or would run, of what somebody wrote."""

from collections.abc import Mapping
from contextlib import suppress

from playwright.sync_api import BrowserContext, Dialog, Error, Page, Route

from tests.inputs.payloads import MARK

# Told by the page itself: what its policy has stopped. A hole is one although a policy closed it.
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
    clinicViolation(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`))"""
# Markup that is ours to write and holds a visitor's word where only markup can: an attribute's
# name, a handler, an address that is a program, a script, a style.
HOLES = """(root) => {
    const isProgram = value => {
        try {
            return ["javascript:", "vbscript:", "data:"].includes(new URL(value).protocol)
                && /MARK|cHduZWQ|d25lZ/i.test(value);
        } catch { return false; }
    };
    const holes = ({ name, value }) => name.includes("MARK")
        || (name.startsWith("on") && value.includes("MARK"))
        || (/^(href|src|action|formaction|data|xlink:href|poster|cite)$/.test(name)
            && isProgram(value))
        || (name === "srcdoc" && value.includes("MARK"))
        || (name === "content" && /url=\\s*\\w+script:/i.test(value));
    const isData = tag => /json/.test(tag.type) || !tag.textContent.includes("MARK");
    return [...root.querySelectorAll("*")].filter(tag =>
        tag.localName.includes("MARK")
        || [...tag.attributes].some(holes)
        || (/^(script|style)$/.test(tag.localName) && !isData(tag))
    ).map(tag => tag.outerHTML.slice(0, 300));
}""".replace("MARK", MARK)
# As a browser reads a source; and again, as a script that copies HTML would.
READ = f"""(sources) => sources.map(source => {{
    const holes = {HOLES};
    const read = text => new DOMParser().parseFromString(text, "text/html");
    const once = read(source);
    return [...holes(once), ...holes(read(once.documentElement.outerHTML))];
}})"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"
PLACE = "http://localhost/shown/"


class Ears:
    """A page of a browser that hears programs, dialogs and what a policy has stopped."""

    def __init__(self, context: BrowserContext) -> None:
        self.heard: list[str] = []
        context.expose_function(MARK, lambda: self._hear("ran"))
        context.expose_function("clinicViolation", lambda told: self._hear(told))
        context.add_init_script(TELL_VIOLATIONS)
        self.page: Page = context.new_page()
        self.page.on("dialog", self._hear_dialog)

    def _hear(self, what: str) -> None:
        self.heard.append(f"{self.page.url}: {what}")

    def _hear_dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self._hear(f"dialog {dialog.message}")
        dialog.dismiss()

    def open(self, url: str) -> None:
        """Open an address and all that is folded there."""
        self.page.goto(url, wait_until="load")
        self.page.evaluate(OPEN_ALL)
        for hole in self.page.evaluate(f"() => ({HOLES})(document)"):
            self._hear(hole)

    def show(self, text: str | bytes, headers: Mapping[str, str] | None = None) -> None:
        """Open what a server would answer; without `headers` a page of HTML with no policy."""
        headers = dict(headers or {"Content-Type": "text/html; charset=utf-8"})

        def answer(route: Route) -> None:
            route.fulfill(body=text, headers=headers)

        self.page.route(PLACE, answer)
        self.open(PLACE)
        self.page.unroute(PLACE, answer)

    def is_download(self, content: bytes, headers: Mapping[str, str]) -> None:
        """Assert that the browser keeps an answer as a file, and opens nothing."""

        def answer(route: Route) -> None:
            route.fulfill(body=content, headers=dict(headers))

        self.page.route(PLACE, answer)
        with self.page.expect_download(timeout=5000), suppress(Error):
            self.page.goto(PLACE)
        self.page.unroute(PLACE, answer)

    def read(self, sources: Mapping[str, str]) -> None:
        """Read sources of pages without running anything; hear what is markup in them."""
        found: list[list[str]] = self.page.evaluate(READ, list(sources.values()))
        for name, holes in zip(sources, found, strict=True):
            self.heard += [f"{name}: {hole}" for hole in holes]

    def settle(self, milliseconds: int = 200) -> list[str]:
        """What was heard until now, once pictures have failed that must; then listen anew."""
        self.page.wait_for_timeout(milliseconds)
        heard, self.heard = self.heard, []
        return heard

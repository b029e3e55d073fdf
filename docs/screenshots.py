"""Make the pictures in docs/images anew (`make screenshots`): a fresh demo, photographed."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
PORT = int(os.environ.get("PORT", "8123"))
SITE = f"http://localhost:{PORT}"
STARTUP_SECONDS = 900
# For a page, in milliseconds: the demo's first ones are slow while it cuts its pictures.
PATIENCE = 60_000
DESKTOP, PHONE = (1280, 900), (390, 844)

PUBLIC = {
    "home": ("/", DESKTOP),
    "article": ("/articles/hip-pain-three-ways/", DESKTOP),
    "location": ("/locations/st-paul/", DESKTOP),
    "request-phone": ("/request/", PHONE),
}
DESK = {"inbox": "/admin/clinic/inbox/"}


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "PORT": str(PORT)}
        with subprocess.Popen([sys.executable, "-m", "home.demo.serve"], cwd=ROOT) as server:
            try:
                wait_until_up(server)
                with sync_playwright() as playwright:
                    photograph(playwright.chromium.launch(**chromium()))
            finally:
                server.terminate()


def chromium() -> dict[str, object]:
    return {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": ["--no-sandbox"],
    }


def wait_until_up(server: subprocess.Popen) -> None:
    """Wait for the demo: planting it takes a minute, and several on a busy machine."""
    end = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{SITE}/robots.txt", timeout=2)
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("The demo did not start.")


def photograph(browser: Browser) -> None:
    for name, (path, size) in PUBLIC.items():
        page = opened(browser, size)
        page.goto(SITE + path)
        take(page, name)
    desk = sign_in(browser, "stpaul")
    for name, path in DESK.items():
        desk.goto(SITE + path)
        take(desk, name)
    desk.locator("main table tbody a").first.click()
    desk.wait_for_load_state()
    take(desk, "lead")


def opened(browser: Browser, size: tuple[int, int]) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(PATIENCE)
    return page


def sign_in(browser: Browser, username: str) -> Page:
    from home.demo.accounts import ACCOUNTS

    password = next(who.password for who in ACCOUNTS if who.username == username)
    page = opened(browser, DESKTOP)
    page.goto(f"{SITE}/admin/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_load_state()
    return page


def take(page: Page, name: str) -> None:
    """Take what a visitor sees first; pictures further down are not loaded yet."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()

"""Lighthouse on the demo: the scores that a phone gives, page by page.

    make serve                              # in another terminal
    python -m bench.lighthouse [ADDRESS]    # http://localhost:8000 by default

Needs Node and Chromium. Lighthouse's throttled phone is simulated from what this machine measured,
so a busy machine scores lower; each page is measured RUNS times and the median is shown.

“÷ plain” is the LCP of a page ÷ that of a plain document, which this program serves itself: a
heading and a text, no style, no picture, no database. It should be 1.5 at most, better 1.25.
“first” is what is fetched before the page can be read, in requests and kilobytes as sent: all but
what the browser itself puts off. These two say more than scores do about a busy machine's pages.

The last column is Lighthouse's index of this machine at that moment. Its phone is four times
slower than a desktop of 1500 to 2000; on a slower machine set CPU_SLOWDOWN lower: 2 for 1000 to
1500, 1 below that, where the machine itself is as slow as that phone. bench/lighthouse.txt has the
last figures.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from .rows import Row

PAGES = [
    "/",
    "/locations/edina/",
    "/conditions/hip-pain/",
    "/articles/hip-pain-three-ways/",
    "/request/",
]
PAINT = "largest-contentful-paint"
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = int(os.environ.get("RUNS", "3"))
CPU_SLOWDOWN = os.environ.get("CPU_SLOWDOWN", "4")
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
LIGHTHOUSE = ["npx", "--yes", "lighthouse@12", "--quiet", "--output=json", "--output-path=stdout"]


PLAIN = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Plain</title>"
    "<meta name=viewport content=width=device-width><h1>Hip pain</h1>"
    + "<p>Pain at the side of the hip often comes from tired tendons, and most get better.</p>"
    * 20
).encode()


class PlainDocument(BaseHTTPRequestHandler):
    """The fastest page there is: what ours are compared with."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PLAIN)))
        self.end_headers()
        self.wfile.write(PLAIN)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the table is all that is printed."""


def main() -> None:
    """Print a table and exit with 1 when a page has less than 100 in a category."""
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"
    columns = f"{'LCP, ms':>9}{'÷ plain':>9}{'TBT, ms':>9}{'first':>12}{'index':>7}"
    print(f"{'page':<32}" + "".join(f"{name:>15}" for name in CATEGORIES) + columns, flush=True)
    with plain_document() as address:
        plain = _median(reports_of(address), PAINT)
    print(f"{'a plain document':<92}{plain:>9.0f}", flush=True)
    scores = {path: measure(path, site, plain) for path in PAGES}
    sys.exit(0 if all(score == 100 for found in scores.values() for score in found) else 1)


def rows(site: str) -> list[Row]:
    """The LCP of the slowest page of a running site ÷ that of a plain document."""
    with plain_document() as address:
        plain = _median(reports_of(address), PAINT)
    found = {path: reports_of(f"{site}{path}") for path in PAGES}
    paints = {path: _median(reports, PAINT) for path, reports in found.items()}
    slowest = max(paints, key=lambda path: paints[path])
    note = f"`{slowest}`: {paints[slowest]:.0f} ms to {plain:.0f} ms; Lighthouse mobile, "
    note += f"medians of {RUNS} of each page, "
    note += f"CPU_SLOWDOWN={CPU_SLOWDOWN}, index {index_of(found[slowest]):.0f}"
    ratio = paints[slowest] / plain
    return [Row("LCP of the slowest page", "a plain document", ratio, 1.5, 1.25, note)]


@contextmanager
def plain_document() -> Iterator[str]:
    """Serve the plain document on a free port and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), PlainDocument) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def measure(path: str, site: str, plain: float) -> list[int]:
    """Print a page's row; return its median score in each category. `plain` is in milliseconds."""
    reports = reports_of(f"{site}{path}")
    scores = [
        round(100 * statistics.median(one["categories"][name]["score"] for one in reports))
        for name in CATEGORIES
    ]
    paint, blocked = _median(reports, PAINT), _median(reports, "total-blocking-time")
    index = index_of(reports)
    row = f"{path:<32}" + "".join(f"{score:>15}" for score in scores)
    row += f"{paint:>9.0f}{paint / plain:>9.2f}{blocked:>9.0f}{first_needs(reports[0]):>12}"
    print(f"{row}{index:>7.0f}", flush=True)
    complain(reports[0])
    return scores


def reports_of(url: str) -> list[dict[str, Any]]:
    return [report(url) for _ in range(RUNS)]


def index_of(reports: list[dict[str, Any]]) -> float:
    """How fast this machine was, by Lighthouse's measure."""
    return statistics.median(one["environment"]["benchmarkIndex"] for one in reports)


def first_needs(one: dict[str, Any]) -> str:
    """How many requests, and how much, the browser does not put off: “6 / 81 KB”."""
    items = one["audits"]["network-requests"]["details"]["items"]
    needed = [item["transferSize"] for item in items if item["priority"] in {"VeryHigh", "High"}]
    sizes = [size for size in needed if size]  # what comes from the cache weighs nothing
    return f"{len(sizes)} / {sum(sizes) / 1000:.0f} KB"


def _median(reports: list[dict[str, Any]], audit: str) -> float:
    return statistics.median(one["audits"][audit]["numericValue"] for one in reports)


def complain(one: dict[str, Any]) -> None:
    """Name what cost points, other than speed."""
    for name in CATEGORIES[1:]:
        for reference in one["categories"][name]["auditRefs"]:
            audit = one["audits"][reference["id"]]
            if reference["weight"] and audit["score"] not in (None, 1):
                print(f"  {name}: {audit['title']}")


def report(url: str) -> dict[str, Any]:
    """Run Lighthouse once, as a phone, in a browser of its own."""
    environment = os.environ | {"CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    speed = f"--throttling.cpuSlowdownMultiplier={CPU_SLOWDOWN}"
    command = [*LIGHTHOUSE, speed, f"--chrome-flags={CHROME}", url]
    done = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=180)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()

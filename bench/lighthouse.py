"""Lighthouse on the demo: the scores that a phone gives, page by page.

    make serve                              # in another terminal
    python -m bench.lighthouse [ADDRESS]    # http://localhost:8000 by default

Needs Node and Chromium. Lighthouse's throttled phone is simulated from what this machine measured,
so a busy machine scores lower; each page is measured RUNS times and the median is shown.
"""

import json
import os
import statistics
import subprocess
import sys
from typing import Any

PAGES = [
    "/",
    "/locations/edina/",
    "/conditions/hip-pain/",
    "/articles/hip-pain-three-ways/",
    "/request/",
]
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = int(os.environ.get("RUNS", "3"))
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
LIGHTHOUSE = ["npx", "--yes", "lighthouse@12", "--quiet", "--output=json", "--output-path=stdout"]


def main() -> None:
    """Print a table and exit with 1 when a page has less than 100 in a category."""
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"
    print(f"{'page':<40}" + "".join(f"{name:>16}" for name in CATEGORIES) + f"{'LCP, ms':>10}")
    complete = True
    for path in PAGES:
        scores, paint = measure(f"{site}{path}")
        complete = complete and all(score == 100 for score in scores)
        print(f"{path:<40}" + "".join(f"{score:>16}" for score in scores) + f"{paint:>10.0f}")
    sys.exit(0 if complete else 1)


def measure(url: str) -> tuple[list[int], float]:
    """Return the median score in each category, and the median largest contentful paint in ms."""
    reports = [report(url) for _ in range(RUNS)]
    scores = [
        round(100 * statistics.median(one["categories"][name]["score"] for one in reports))
        for name in CATEGORIES
    ]
    paints = (one["audits"]["largest-contentful-paint"]["numericValue"] for one in reports)
    for one in reports[:1]:
        complain(one)
    return scores, statistics.median(paints)


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
    command = [*LIGHTHOUSE, f"--chrome-flags={CHROME}", url]
    done = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=180)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()

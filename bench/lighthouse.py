"""Lighthouse on the demo: the scores that a phone gives, page by page.

    make serve                              # in another terminal
    python -m bench.lighthouse [ADDRESS]    # http://localhost:8000 by default

Needs Node and Chromium. Lighthouse's throttled phone is simulated from what this machine measured,
so a busy machine scores lower; each page is measured RUNS times and the median is shown.

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
from typing import Any

PAGES = [
    "/",
    "/locations/edina/",
    "/conditions/hip-pain/",
    "/articles/hip-pain-three-ways/",
    "/request/",
]
TIMES = ["largest-contentful-paint", "total-blocking-time"]
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = int(os.environ.get("RUNS", "3"))
CPU_SLOWDOWN = os.environ.get("CPU_SLOWDOWN", "4")
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
LIGHTHOUSE = ["npx", "--yes", "lighthouse@12", "--quiet", "--output=json", "--output-path=stdout"]


def main() -> None:
    """Print a table and exit with 1 when a page has less than 100 in a category."""
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"
    times = f"{'LCP, ms':>9}{'TBT, ms':>9}{'index':>7}"
    print(f"{'page':<32}" + "".join(f"{name:>15}" for name in CATEGORIES) + times, flush=True)
    complete = True
    for path in PAGES:
        scores, times = measure(f"{site}{path}")
        complete = complete and all(score == 100 for score in scores)
        print(f"{path:<32}" + "".join(f"{score:>15}" for score in scores) + times, flush=True)
    sys.exit(0 if complete else 1)


def measure(url: str) -> tuple[list[int], str]:
    """Return the median score in each category, and in words the medians of what it took."""
    reports = [report(url) for _ in range(RUNS)]
    scores = [
        round(100 * statistics.median(one["categories"][name]["score"] for one in reports))
        for name in CATEGORIES
    ]
    for one in reports[:1]:
        complain(one)
    paint, blocked = (_median(reports, name) for name in TIMES)
    index = statistics.median(one["environment"]["benchmarkIndex"] for one in reports)
    return scores, f"{paint:>9.0f}{blocked:>9.0f}{index:>7.0f}"


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

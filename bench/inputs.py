"""Send tens of thousands of made-up requests to every door: no answer of 500, nothing lost.

    DATABASE_URL=… python -m bench.inputs --cases 50000

Cases are made by tests/inputs, on a database of their own with a clinic in it, which is thrown
away. Ends with 1 when anything was wrong.
"""

import argparse
import os
import sys
import tempfile
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

import django

django.setup()

from django.conf import settings  # noqa: E402

from tests.inputs.fuzzing import Doors  # noqa: E402
from tests.inputs.trying import database  # noqa: E402
from tests.inputs.world import plant  # noqa: E402

from .scratch import scratch_database  # noqa: E402

# Cases of one round, after which it says how far it is.
ROUND = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with scratch_database(), tempfile.TemporaryDirectory() as media:
        settings.MEDIA_ROOT = media
        doors = Doors(plant())
        _run(doors, cases=asked.cases, start=asked.seed)
    return _tell(doors)


def _run(doors: Doors, *, cases: int, start: int) -> None:
    found = doors.walked
    print(f"{len(found.paths)} pages, {len(found.forms)} forms of the admin", flush=True)
    began, told_of = time.monotonic(), set[str]()
    for number in range(-(-cases // ROUND)):
        doors.try_all(cases=ROUND, start=start + number * 10)
        tried = doors.tried
        seconds = round(time.monotonic() - began)
        for what in tried.wrong.keys() - told_of:
            print(f"\n{what}\n{tried.wrong[what]}", flush=True)
        told_of = set(tried.wrong)
        told = f"{tried.total} cases in {seconds} s"
        print(f"{told}, {tried.faults} of 500+, {len(tried.wrong)} wrong", flush=True)


def _tell(doors: Doors) -> int:
    tried = doors.tried
    for (door, status), number in sorted(tried.statuses.items()):
        print(f"{number:6} {status} {door}")
    print(f"{tried.total} cases on {database()}, {tried.faults} answers of 500 or more")
    for what in tried.wrong:
        print(what)
    return 1 if tried.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

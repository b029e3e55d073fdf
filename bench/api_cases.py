"""Try thousands of cases on every operation of the API: no server error, no status out of nowhere.

    DATABASE_URL=… python -m bench.api_cases --cases 5000

Cases are made of the API's document (tests/api/cases.py), on a database of their own with a clinic
in it, which is thrown away. Ends with 1 when anything was wrong.
"""

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

import django

django.setup()

from django.db import connection  # noqa: E402

from tests.api.cases import Tried, try_all  # noqa: E402
from tests.api.planting import plant  # noqa: E402

from .scratch import scratch_database  # noqa: E402

# Cases of one round, after which it says how far it is.
ROUND = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="a pattern of paths")
    asked = parser.parse_args()
    tried = Tried()
    with scratch_database():
        known = plant()
        for number in range(-(-asked.cases // ROUND)):
            start = asked.seed + number * ROUND
            tried += try_all(known, cases=ROUND, start=start, only=asked.only)
            print(f"{tried.total} cases, {len(tried.wrong)} kinds of wrong answers", flush=True)
    for (label, status), number in sorted(tried.statuses.items()):
        print(f"{number:6} {status} {label}")
    print(f"{tried.total} cases on {connection.vendor}, {len(tried.wrong)} kinds of wrong answers")
    for label, told in tried.wrong.items():
        print(f"\n{label}\n{told}")
    return 1 if tried.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

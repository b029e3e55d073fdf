"""Measure all against its reference; write bench/RESULTS.md: `make bench`, `make bench-full`.

    python -m bench [--full] [PART ...]

Each part runs in a process of its own, so that none measures what another one left behind. The
parts: pages, cache, posts, inbox, export, paint. `--full` has a million leads instead of 20,000. A
part that fails is a line of the table, and the exit code 1.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from .rows import Row, table

RESULTS = Path(__file__).with_name("RESULTS.md")
FULL, QUICK = 1_000_000, 20_000

HEAD = """# Results

Written by `make {target}` on {day}; {machine}. Ratios, each of one run in which both sides took
turns; queries and calls are counts. What each part does stands at the top of its file in `bench/`.

"""


def pages(_folder: Path, _leads: int) -> list[Row]:
    import django

    django.setup()
    from . import pages

    return pages.rows()


def cache(_folder: Path, _leads: int) -> list[Row]:
    from . import page_cache

    return page_cache.rows()


def posts(_folder: Path, _leads: int) -> list[Row]:
    import django

    django.setup()
    from . import posts

    return posts.rows()


def inbox(folder: Path, leads: int) -> list[Row]:
    from . import inbox

    return inbox.rows(folder, leads=leads)


def export(folder: Path, leads: int) -> list[Row]:
    from . import export_memory

    return export_memory.rows(folder, number=leads)


def paint(folder: Path, _leads: int) -> list[Row]:
    from . import lighthouse, page_cache

    with (
        page_cache.planted(folder) as environment,
        page_cache.server("cms.wsgi:application", environment) as site,
    ):
        return lighthouse.rows(f"http://localhost:{site.port}")


PARTS: dict[str, Callable[[Path, int], list[Row]]] = {
    part.__name__: part for part in (pages, cache, posts, inbox, export, paint)
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=[], metavar="PART", choices=[*PARTS, []])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--alone", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    leads = FULL if options.full else QUICK
    if options.alone:
        with tempfile.TemporaryDirectory(prefix="clinic-bench-") as folder:
            print("\n" + json.dumps(PARTS[options.alone](Path(folder), leads)))
        return 0
    found = {name: alone(name, full=options.full) for name in options.parts or PARTS}
    rows = [row for part in found.values() for row in part or []]
    text = table(rows) + "".join(f"\n\n`{name}` failed." for name in found if found[name] is None)
    print(text)
    if not options.parts:
        RESULTS.write_text(HEAD.format(**_about(full=options.full)) + text + "\n")
    return 1 if None in found.values() else 0


def alone(name: str, *, full: bool) -> list[Row] | None:
    """The rows of a part; None if it failed, which its own words explain."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench", "--alone", name, *(["--full"] if full else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return None
    return [Row(*one) for one in json.loads(done.stdout.splitlines()[-1])]


def _about(*, full: bool) -> dict[str, Any]:
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    target = "bench-full" if full else "bench"
    return {"target": target, "day": date.today().isoformat(), "machine": machine}  # noqa: DTZ011


if __name__ == "__main__":
    sys.exit(main())

"""Measure all against its reference; write bench/RESULTS.md: `make bench`, `make bench-full`.

    python -m bench [--full] [PART ...]

Each part runs in a process of its own, so that none measures what another one left behind. The
parts: pages, cache, posts, inbox, export, paint; who names some replaces the figures of these.
`--full` has a million leads instead of 100,000. A part that fails says so, and the exit code is 1.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from .faults.processes import manage
from .rows import Row, table

RESULTS = Path(__file__).with_name("RESULTS.md")
FULL, QUICK = 1_000_000, 100_000
FAILED = "Failed; see what it printed."

HEAD = """# Results

Written by `make bench` and `make bench-full`, part by part. Ratios, each of one run in which both
sides took turns; queries and calls are counts. What a part does stands at the top of its file.
“Load” is how many programs wanted a processor, on average, in the last quarter of an hour.
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
        manage(environment, "clinic_pictures", "--quiet")  # as publishing does; planting leaves it
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
    texts = {}
    for name in options.parts or PARTS:
        rows = alone(name, full=options.full)
        texts[name] = FAILED if rows is None else f"{_when(leads)}\n\n{table(rows)}"
        print(texts[name], flush=True)
    write(texts)
    return 1 if FAILED in texts.values() else 0


def alone(name: str, *, full: bool) -> list[Row] | None:
    """The rows of a part; None if it failed, which its own words explain."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench", "--alone", name, *(["--full"] if full else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return None
    return [Row(*one) for one in json.loads(done.stdout.splitlines()[-1])]


def write(texts: dict[str, str]) -> None:
    """Put the parts that were measured in the place of what the file had of them."""
    former = RESULTS.read_text().split("\n## ")[1:] if RESULTS.exists() else []
    known = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in former}
    known |= texts
    parts = [f"## {name}\n\n{known[name]}\n" for name in PARTS if name in known]
    RESULTS.write_text("\n".join([HEAD, *parts]))


def _when(leads: int) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    busy = f"load {os.getloadavg()[2]:.1f}"
    many = f"“many” are {leads:,} leads"
    return f"{date.today().isoformat()}, {machine}, {busy}; {many}."  # noqa: DTZ011


if __name__ == "__main__":
    sys.exit(main())

"""How much memory an export of 100,000 leads adds: about as much as one of 10,000.

    .venv/bin/python -m bench.export_memory [--rows 100000]

Makes a scratch database (SQLite, or DATABASE_URL, whose name must end in “_scratch”) with so many
leads, then exports a tenth of them and all of them as CSV and as XLSX, each in a process of its
own. Prints rows, bytes, seconds, and by how much the peak of the process grew while it exported.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .rows import Row

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ("csv", "xlsx")
AT_ONCE = 5000
MESSAGE = "My knee hurts when I climb stairs, since about two weeks. = 1 & <2> “ñ” "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", nargs=2, metavar=("FORMAT", "LAST"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.make)
    elif options.measure:
        print(json.dumps(measured(options.measure[0], last=int(options.measure[1]))))
    else:
        compare(options.rows)


def compare(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/export_scratch")
        if not os.environ["DATABASE_URL"].endswith("_scratch"):
            sys.exit("The name of the database must end in _scratch.")
        run("--make", str(rows))
        for format in FORMATS:
            for last in (rows // 10, rows):
                found = json.loads(run("--measure", format, str(last)))
                print(
                    f"{format:4}: {found['rows']:9,} rows, {found['bytes'] / 1e6:6.1f} MB in"
                    f" {found['seconds']:5.1f} s; the process grew by {found['grew']:5.1f} MB",
                    flush=True,
                )


def rows(folder: Path, *, number: int) -> list[Row]:
    """By how many MB an export of so many leads lets its process grow."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/export_scratch"
    run("--make", str(number))
    found = {format: json.loads(run("--measure", format, str(number))) for format in FORMATS}
    return [
        Row(
            f"export of {number:,} rows ({format}), MB of memory",
            "–",
            round(one["grew"], 1),
            50,
            20,
            f"{one['bytes'] / 1e6:.0f} MB in {one['seconds']:.0f} s",
        )
        for format, one in found.items()
    ]


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.export_memory", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    import django

    django.setup()


def make(rows: int) -> None:
    set_up()
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from leads.models import Lead

    call_command("migrate", verbosity=0)
    now = timezone.now()
    for start in range(0, rows, AT_ONCE):
        Lead.objects.bulk_create(
            Lead(
                reference=f"{number:011}",
                idempotency_key=f"bench-{number}",
                body_digest="",
                name=f"Visitor {number} Ñandú",
                phone=f"+1651{number:07}",
                email=f"visitor{number}@example.com",
                topic="Knee",
                message=MESSAGE * (1 + number % 10),
                received_at=now - timedelta(minutes=number),
            )
            for number in range(start, min(start + AT_ONCE, rows))
        )


def measured(format: str, *, last: int) -> dict[str, float]:
    """Export as the admin does, by who may export everything, into nowhere."""
    set_up()
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from leads.actions import begin_export, tracked
    from leads.exporting.columns import BY_NAME, surroundings
    from leads.exporting.files import WRITERS
    from leads.exporting.rows import chunks_of
    from leads.models import ExportRun, Lead, LeadQuerySet

    user, _new = get_user_model().objects.get_or_create(username="bench", is_superuser=True)
    columns = list(BY_NAME.values())
    first = Lead.objects.order_by("pk").values_list("pk", flat=True)[0]

    def leads() -> LeadQuerySet:
        return Lead.objects.visible_to(user)

    def export(last: int) -> int:
        run = begin_export(
            by=user,
            at=timezone.now(),
            format=format,
            columns=[],
            filters={},
            reason="-",
            locations=[],
            total=last,
        )
        chunks = chunks_of(leads, columns=columns, around=surroundings(), last=first + last - 1)
        headings = [column.heading for column in columns]
        return sum(len(data) for data in tracked(run, WRITERS[format](headings, chunks)))

    export(2)  # what is loaded once is not what an export adds
    before, started = peak(), time.monotonic()
    size = export(last)
    seconds = time.monotonic() - started
    rows = ExportRun.objects.latest("pk").done
    return {"rows": rows, "bytes": size, "seconds": seconds, "grew": peak() - before}


def peak() -> float:
    """The most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()

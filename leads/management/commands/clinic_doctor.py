"""``clinic_doctor``: look at everything that the site needs, and say what to do."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from leads.health.doctor import thorough
from leads.health.findings import Finding, Level, worst, worst_first

MARKS = {Level.FINE: "ok     ", Level.WARNING: "look   ", Level.WRONG: "WRONG  "}


class Command(BaseCommand):
    """Ends with 1 if something does not work, so that a monitor notices."""

    help = "Check settings, database, worker, mail, files and backups, and say what to do."
    # What is wrong with the settings is ours to say, all of it.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Answer for a program.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = worst_first(thorough(at=timezone.now()))
        self.stdout.write(_as_json(found) if options["json"] else _as_lines(found))
        if worst(found) == Level.WRONG:
            raise SystemExit(1)


def _as_lines(found: list[Finding]) -> str:
    return "\n".join(
        f"{MARKS[one.level]}{one.name}: {' '.join([one.said, one.todo]).strip()}" for one in found
    )


def _as_json(found: list[Finding]) -> str:
    findings = [
        {"name": one.name, "level": str(one.level), "said": one.said, "todo": one.todo}
        for one in found
    ]
    return json.dumps({"level": str(worst(found)), "findings": findings}, indent=2)

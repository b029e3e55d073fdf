"""``clinic_reconcile``: was what was acknowledged stored, routed and told to the desk?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leads.journal import Line
from leads.reconciling import Day, run

WORDS = {
    "lost": "acknowledged, and not in the database",
    "not_in_journal": "in the database, and not in the journal",
    "no_event": "without the event of its arrival",
    "not_routed": "without the event of its routing",
    "not_told": "without a message to the desk",
    "not_sent": "with a message to the desk that has not gone out",
}


class Command(BaseCommand):
    """The worker does the same once a day. Ends with 1 if anything differs."""

    help = "Compare what was acknowledged with what was stored, routed and sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--hours", type=int, help="How far back (default: since the last time, a day at least)."
        )
        parser.add_argument(
            "--seen", action="store_true", help="Somebody has seen to what is found."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seen"] and options["hours"] is not None:
            raise CommandError("--seen is about all that is found: leave out --hours.")
        day = run(at=timezone.now(), hours=options["hours"], seen=options["seen"])
        self.stdout.write("\n".join(_lines(day)))
        if not day.is_right and not options["seen"]:
            raise SystemExit(1)


def _lines(day: Day) -> list[str]:
    received = "no journal is kept" if day.received is None else f"{day.received} acknowledged"
    told = [f"{day.since:%Y-%m-%d %H:%M} to {day.until:%Y-%m-%d %H:%M} UTC: {received}."]
    if day.received is not None:
        told.append("What is gone is named up to now, all else up to then.")
    if day.unstored:
        told.append(f"{day.unstored} could not be stored; the visitors were told so.")
    if day.unreadable:
        told.append(f"{day.unreadable} files of the journal cannot be read.")
    for one in day.counts:
        place = "no location" if one.place is None else f"location {one.place}"
        told.append(
            f"{place}: {one.stored} stored, {one.routed} routed, {one.notified} notified"
            f" ({one.sent} sent, {one.waiting} waiting, {one.failed} given up),"
            f" {one.added} added to leads"
        )
    for what, pks in day.differences.items():
        told.append(f"{WORDS[what]}: {', '.join(map(str, pks))}")
    told += [
        f"gone: {_part(line)}{line.lead_id}, reference {line.reference}, {line.at:%Y-%m-%d %H:%M}"
        for line in day.lost
    ]
    return told if not day.is_right else [*told, "Everything agrees."]


def _part(line: Line) -> str:
    return "a request that was added to " if line.follow_up else ""

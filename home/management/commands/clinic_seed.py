"""``clinic_seed``: plant the demo clinic in an empty site."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.demo.inbox import ALL_STORIES
from home.demo.seeding import Outcome, add_leads, is_empty, seed
from leads.models import Lead

# As many as there are stories: with fewer, some of the inbox's lists have nothing in them.
LEADS = len(ALL_STORIES)

UNCHANGED = "This site has pages already: nothing was changed."
ONLY_IN_A_DEMO = "DEBUG is off: made-up requests are added with --demo-accounts only."
NOT_THE_DEMO = "It is not the demo as it was planted; requests are made for its pages and accounts."


class Command(BaseCommand):
    help = (
        "Plant the demo clinic: pages, pictures, sites, groups, and where DEBUG is on, accounts "
        "and requests. A site that has pages already is left as it is; the demo gets more requests "
        "if --leads asks for more than it has."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo-accounts",
            action="store_true",
            help="Make the demo accounts although DEBUG is off. Everybody knows their password!",
        )
        parser.add_argument(
            "--leads",
            type=int,
            metavar="N",
            help=f"How many requests there are to be (with accounts {LEADS}, otherwise none).",
        )

    def handle(self, *args: Any, demo_accounts: bool, leads: int | None, **options: Any) -> None:
        with_accounts = demo_accounts or settings.DEBUG
        number = leads if leads is not None else LEADS * with_accounts
        if number < 0:
            raise CommandError("--leads takes a number from 0 on.")
        started = time.monotonic()
        if not is_empty():
            self.stdout.write(self._add(leads, allowed=with_accounts, since=started))
            return
        with _one_line_instead_of_hundred():
            outcome = seed(
                url=settings.WAGTAILADMIN_BASE_URL,
                with_accounts=with_accounts,
                leads=number,
                at=timezone.now(),
            )
        self._report(outcome, with_accounts=with_accounts, seconds=time.monotonic() - started)

    def _add(self, number: int | None, *, allowed: bool, since: float) -> str:
        """Make more requests in the inbox of a demo that stands; return what was done."""
        if number is None:
            return UNCHANGED
        if not allowed:
            return f"{UNCHANGED} {ONLY_IN_A_DEMO}"
        added = add_leads(number=number, at=timezone.now())
        if added is None:
            return f"{UNCHANGED} {NOT_THE_DEMO}"
        there = Lead.objects.count()
        if not added:
            return f"There are {there} requests already: none were added."
        seconds = time.monotonic() - since
        return f"Added {added} requests in {seconds:.1f} s: there are {there} now."

    def _report(self, outcome: Outcome, *, with_accounts: bool, seconds: float) -> None:
        accounts = len(outcome.accounts)
        self.stdout.write(
            f"Planted the demo clinic in {seconds:.1f} s: {outcome.pages} pages, "
            f"{outcome.pictures} pictures, {accounts} accounts, {outcome.leads} requests."
        )
        if not with_accounts:
            self.stdout.write("DEBUG is off: no demo accounts without --demo-accounts.")


@contextmanager
def _one_line_instead_of_hundred() -> Iterator[None]:
    """Keep Wagtail from logging each page that is made; what goes wrong is still logged."""
    logger = logging.getLogger("wagtail")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)

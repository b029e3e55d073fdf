"""``clinic_review_reminders``: tell reviewers whose reviews are due. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...review.reminders import send_reminders


class Command(BaseCommand):
    help = (
        "Mail each reviewer the pages whose review is due soon or overdue, once for each due date. "
        "Days on which it did not run are made up for; a mail that failed goes out the next time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sent = send_reminders(at=timezone.now())
        self.stdout.write(f"{sent.mails} mails about {sent.pages} pages.")
        if sent.nobody:
            self.stdout.write(
                f"{sent.nobody} pages have no reviewer with an account and an address."
            )
        if sent.failed:
            raise CommandError(f"{sent.failed} mails could not be sent; the next run tries again.")

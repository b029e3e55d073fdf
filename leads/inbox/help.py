"""What the help says: the words of a filter, and the keys of the list."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

# A word as one types it, and what it finds.
GUIDE: list[tuple[str, Any]] = [
    ("is:new", _("New: it is our turn")),
    ("is:due", _("The promise ends within the next open hour, or has passed")),
    ("is:overdue", _("The promise has passed")),
    ("is:since", _("Came in since you closed")),
    ("is:waiting", _("It is their turn")),
    ("is:snoozed", _("Put off")),
    ("is:undelivered", _("A message was not delivered")),
    ("is:asked", _("They cancelled or want their data removed; nobody has seen to it")),
    ("is:booked", _("Has an appointment")),
    ("is:unmarked", _("The appointment could be over; nobody has said whether they came")),
    ("is:closed", _("Closed")),
    ("is:quarantine", _("In quarantine")),
    ("is:held", _("On legal hold: nothing of it is removed")),
    ("location:edina", _("At this location; location:none for leads without one")),
    ("assigned:me", _("Assigned to me; also nobody, or a colleague's user name")),
    ("source:phone", _("How it came: form, api, phone, walk-in, email, import")),
    ("language:es", _("The language they asked in")),
    ("booked:no", _("With or without an appointment: yes, no")),
    ("reason:no-response", _("Why it was closed")),
    ("received:>2026-11-01", _("After this day; also <, >=, <=, today, 2026-11-01..2026-11-07")),
    ("due:today", _("Promised for this day; due:none without a promise")),
    ("appointment:tomorrow", _("The appointment is on this day")),
    ("topic:…, name:…", _("Looks for this alone; kept out of every address")),
    ("-is:snoozed", _("A minus in front: everything but this")),
    ("source:phone,email", _("A comma: one or the other")),
]

# The keys of the list.
KEYS: list[tuple[str, Any]] = [
    ("j", _("Next lead")),
    ("k", _("Previous lead")),
    ("o", _("Open the lead")),
    ("x", _("Select the lead")),
    ("a", _("Assign to me")),
    ("s", _("Put off")),
    ("n", _("Write a note")),
    ("e", _("Close")),
    ("b", _("Show initials only")),
    ("u", _("Show what has come in")),
    ("c", _("Add a lead")),
    ("/", _("Search and filter")),
]

# Keys that do something with leads: they are there for who may, where there are some.
ACTING = frozenset("xasnec")


def keys_for(acting: Iterable[str]) -> list[tuple[str, Any]]:
    """Return the keys of the list with what they do; of those that act, only `acting`."""
    offered = set(acting)
    return [(key, meaning) for key, meaning in KEYS if key not in ACTING or key in offered]

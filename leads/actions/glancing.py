"""At a glance: what is to be known before a request is stored, asked in one message.

Of nearly every request the answers are no: nothing is stored under its key, its person has no open
lead, nobody asks to be told. Only what is yes is looked into.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, router
from django.db.models import Exists
from django.db.models.expressions import RawSQL

from locations.faults import ending_attempt, is_first_attempt
from locations.prepared import Answers, Given

from ..models import Lead, Occasion
from ..models.events import known_by
from ..notifications.preferences import asked_by
from .following_up import ASKED_BY, Sender, earlier_leads


@dataclass(frozen=True, slots=True)
class Glance:
    """What is worth a look of its own: everything, as long as nobody has glanced.

    `number` is the one that a new lead takes; None where the database gives it when it is written.
    """

    is_known: bool = True
    has_open_lead: bool = True
    is_asked_for: bool = True
    number: int | None = None


def glance(sender: Sender | None, *, key: str, location_id: int | None, at: datetime) -> Glance:
    """Look for what there is under a key, of a sender, and for a location. One query.

    Not in a second attempt: there each question is asked by itself, and its fault is its own.
    """
    if not is_first_attempt():
        return Glance()
    using = router.db_for_write(Lead)
    is_numbered = connections[using].vendor == "postgresql"
    values = {"key": key, "location": location_id}
    if sender is not None:
        values |= sender.asked(key=key, at=at)
    with ending_attempt():
        known, followed_up, chosen, asking, *more = _QUESTIONS.ask(
            sender and sender.shape, is_numbered, using=using, **values
        )
    number = more.pop() if is_numbered else None
    return Glance(bool(known or followed_up), any(more), bool(chosen or asking), number)


def _questions(shape: tuple[bool, bool] | None, is_numbered: bool) -> Sequence[Any]:
    given = {name: Given(name, field) for name, field in ASKED_BY.items()}
    questions: list[Any] = [
        *known_by(given["key"]),
        *asked_by(Occasion.RECEIVED, given["location"]),
    ]
    if shape:
        questions.append(Exists(earlier_leads(*shape)))
    if is_numbered:
        questions.append(RawSQL("nextval(pg_get_serial_sequence(%s, %s))", NUMBERS))
    return questions


NUMBERS = (f'"{Lead._meta.db_table}"', Lead._meta.pk.column)
_QUESTIONS = Answers(_questions)

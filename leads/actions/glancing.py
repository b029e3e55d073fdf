"""At a glance: what is to be known before a request is stored, asked in one message.

Of nearly every request the answers are no: nothing is stored under its key, its person has no open
lead, nobody asks to be told. Only what is yes is looked into: docs/decisions/0033.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, router
from django.db.models import Exists
from django.db.models.expressions import RawSQL

from locations.caching import Begun, generation_now, named, still_holds
from locations.faults import ending_attempt, is_first_attempt
from locations.prepared import Answers, Given

from ..models import Lead, Occasion
from ..models.events import known_by
from ..notifications.preferences import asked_by
from .following_up import ASKED_BY, Sender, earlier_leads


class Outdated(Exception):
    """The clinic is not any more as it was when a request was checked; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is worth a look of its own: everything, as long as nobody has glanced.

    `number` is the one that a new lead takes; None where the database gives it when it is written.
    """

    is_known: bool = True
    has_open_lead: bool = True
    is_asked_for: bool = True
    number: int | None = None


def glance(
    sender: Sender | None,
    *,
    key: str,
    location_id: int | None,
    at: datetime,
    generation: Begun | None,
) -> Glance:
    """Look for what there is under a key, of a sender, and for a location. One query.

    Raises Outdated when `generation` is none that holds. In a second attempt each question is asked
    by itself, so that its fault is its own.
    """
    if not is_first_attempt():
        if generation is not None and generation_now() != generation:
            raise Outdated
        return Glance()
    using = router.db_for_write(Lead)
    shape = sender and sender.shape, generation is not None, _gives_numbers(using)
    values: dict[str, Any] = {"key": key, "location": location_id}
    values |= sender.asked(key=key, at=at) if sender else {}
    values |= named(generation) if generation else {}
    with ending_attempt():
        found = _QUESTIONS.ask(*shape, using=using, **values)
    if not found.get("holds", True):
        raise Outdated
    return Glance(found["known"], found.get("open", False), found["asked"], found.get("number"))


def _questions(
    sender: tuple[bool, bool] | None, has_generation: bool, is_numbered: bool
) -> Mapping[str, Any]:
    given = {name: Given(name, field) for name, field in ASKED_BY.items()}
    questions: dict[str, Any] = {
        "known": known_by(given["key"]),
        "asked": asked_by(Occasion.RECEIVED, given["location"]),
    }
    if sender:
        questions["open"] = Exists(earlier_leads(*sender))
    if has_generation:
        questions["holds"] = still_holds()
    if is_numbered:
        column = [f'"{Lead._meta.db_table}"', Lead._meta.pk.column]
        questions["number"] = RawSQL("nextval(pg_get_serial_sequence(%s, %s))", column)
    return questions


_QUESTIONS = Answers(_questions)


def _gives_numbers(using: str) -> bool:
    """Does a database tell beforehand which number a new row will have?"""
    return connections[using].vendor == "postgresql"

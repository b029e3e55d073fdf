"""One line of a file as the facts of a lead, or what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import capfirst

from locations.cells import undefused

from ..appointments import is_too_late
from ..fields import one_line, read_phone, visible
from ..models import CloseReason, Status
from . import words
from .dates import read_moment
from .decoding import REPLACED
from .headers import DATES, FIELDS
from .problems import Found, Problem

LIMITS = {
    "name": 120,
    "phone": 60,
    "phone_typed": 60,
    "email": 254,
    "topic": 255,
    "appointment_with": 255,
    "postcode": 16,
    "message": 20_000,
}
REMARKS_LIMIT = 5000
REFERENCE_LETTERS = frozenset("23456789BCDFGHJKMNPQRSTVWXZ-")


@dataclass(frozen=True, slots=True)
class Reader:
    """How the lines of one file are read: what each column is, whose clock, what else holds."""

    mapping: Sequence[str]
    date_order: str
    zone: tzinfo
    status: str  # of a lead whose status is not known
    language: str
    location_title: str
    at: datetime


@dataclass(slots=True)
class Reading:
    """What a line says. `facts` are fields of Lead; `remarks` what no field could take."""

    row: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    reference: str = ""
    remarks: list[str] = field(default_factory=list)
    problems: list[Found] = field(default_factory=list)


def read(cells: Sequence[str], reader: Reader) -> Reading:
    """Read a line. Whatever is wrong with it is found at once, not one thing at a time."""
    reading = Reading(row=[cell.strip() for cell in cells])
    if any(cell.strip() for cell in cells[len(reader.mapping) :]):
        reading.problems.append((Problem.TOO_MANY_CELLS.value, None))
        return reading
    texts: dict[str, str] = {}
    for column, name, text in _mapped(cells, reader.mapping):
        texts[name] = text
        problem = _problem_of(name, text, reader, reading)
        if problem:
            reading.problems.append((problem.value, column))
    _read_person(texts, reading)
    _read_choices(texts, reader, reading)
    _read_course(reader, reading)
    _require(texts, reader, reading)
    return reading


def _mapped(cells: Sequence[str], mapping: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    for column, (name, cell) in enumerate(zip(mapping, cells, strict=False)):
        if name:
            tidy = visible if name == "message" else one_line
            yield column, name, tidy(undefused(cell)).strip()


def _problem_of(name: str, text: str, reader: Reader, reading: Reading) -> Problem | None:
    """What is wrong with one cell; a date is read on the way."""
    if REPLACED in text:
        return Problem.BROKEN_TEXT
    if len(text) > LIMITS.get(name, LIMITS["message"]):
        return Problem.TOO_LONG
    if name == "location" and text and text.casefold() != reader.location_title.casefold():
        return Problem.ELSEWHERE
    if name == "email" and text and not _is_email(text):
        return Problem.BAD_EMAIL
    if name in DATES and text:
        return _read_date(name, text, reader, reading)
    return None


def _read_date(name: str, text: str, reader: Reader, reading: Reading) -> Problem | None:
    moment = read_moment(text, order=reader.date_order, zone=reader.zone)
    if moment is None:
        return Problem.BAD_DATE
    if name != "appointment_at" and moment > reader.at:
        return Problem.FUTURE
    if name == "appointment_at" and is_too_late(moment, at=reader.at):
        return Problem.TOO_LATE
    reading.facts[name] = moment
    return None


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _read_person(texts: dict[str, str], reading: Reading) -> None:
    parts = [texts.get("first_name", ""), texts.get("last_name", "")]
    typed = texts.get("phone_typed") or texts.get("phone", "")
    reading.facts |= {
        "name": (texts.get("name") or " ".join(filter(None, parts)))[: LIMITS["name"]],
        "phone": read_phone(texts.get("phone") or typed),
        "phone_typed": typed,
        "email": texts.get("email", "").lower(),
        "topic": texts.get("topic", ""),
        "message": texts.get("message", ""),
        "postcode": texts.get("postcode", ""),
        "appointment_with": texts.get("appointment_with", ""),
    }
    reference = texts.get("reference", "").upper()
    if len(reference) == 11 and reference[5] == "-" and set(reference) <= REFERENCE_LETTERS:
        reading.facts["reference"] = reference
    elif reference:
        _remark("reference", texts["reference"], reading)
    reading.reference = reference


def _read_choices(texts: dict[str, str], reader: Reader, reading: Reading) -> None:
    for name in ("status", "close_reason", "attendance", "acquaintance", "preferred_contact"):
        if text := texts.get(name, ""):
            value = words.choice_of(name, text)
            if value is None:
                _remark(name, text, reading)
            else:
                reading.facts[name] = value
    reading.facts["language"] = reader.language
    if text := texts.get("language", ""):
        code = words.language_of(text)
        reading.facts["language"] = code or reader.language
        if code is None:
            _remark("language", text, reading)
    times = [part.strip() for part in texts.get("preferred_times", "").split(",") if part.strip()]
    known = [value for part in times if (value := words.choice_of("preferred_times", part))]
    reading.facts["preferred_times"] = known
    if len(known) < len(times):
        _remark("preferred_times", texts["preferred_times"], reading)


def _read_course(reader: Reader, reading: Reading) -> None:
    """Make the facts fit one another: only what is closed has an end, and that has a reason."""
    facts = reading.facts
    closed_at = facts.pop("closed_at", None)
    reason = facts.pop("close_reason", None)
    status = facts.setdefault("status", Status.CLOSED.value if closed_at else reader.status)
    heard = facts.get("answered_at") or facts.get("first_response_at")
    if status == Status.CLOSED:
        facts["closed_at"] = closed_at or heard or facts.get("received_at")
        facts["close_reason"] = reason or CloseReason.ANSWERED.value
    elif reason:
        _remark("close_reason", str(CloseReason(reason).label), reading)
    if status in {Status.WAITING, Status.BOOKED}:
        facts["answered_at"] = heard or facts.get("received_at")
    elif heard:
        facts["answered_at"] = heard
    if facts.get("quarantined_at"):
        facts["quarantine_reasons"] = ["desk"]


def _require(texts: dict[str, str], reader: Reader, reading: Reading) -> None:
    facts = reading.facts
    if not (facts["name"] or facts["phone_typed"] or facts["email"]):
        reading.problems.append((Problem.NOBODY.value, None))
    if not texts.get("received_at"):
        reading.problems.append((Problem.NO_DATE.value, None))


def _remark(name: str, text: str, reading: Reading) -> None:
    reading.remarks.append(f"{capfirst(str(FIELDS[name]))}: {text}"[:REMARKS_LIMIT])

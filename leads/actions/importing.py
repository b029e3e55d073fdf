"""Old leads come in from a file: uploaded, assigned, checked, and only then stored.

Checking and storing go in steps of a few seconds, so that no web worker is held for longer. A step
that is interrupted, or done twice, changes nothing: the next one goes on where the last one ended.
Nobody is told and nothing is promised: these people asked long ago.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from secrets import token_hex
from time import monotonic

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from locations.models import LocationPage
from locations.private import YOUNG

from ..importing import knowing, private
from ..importing.decoding import Decoded, delimiter_of
from ..importing.lines import Line, lines_from
from ..importing.problems import Problem
from ..importing.reading import Reader, Reading, read
from ..models import (
    EventKind,
    ImportStage,
    Lead,
    LeadEvent,
    LeadImport,
    LeadImportLine,
    LineState,
    Source,
)
from .booking import asked_at, is_without_date
from .changing import NotAllowed, Staff, name_of
from .outliving import over_at_once
from .receiving import new_reference

STEP_SECONDS = 2.0
AT_ONCE = 200
KEEP_DAYS = 7


def start_import(
    *, by: Staff, at: datetime, location: LocationPage, name: str, decoded: Decoded, no_header: str
) -> LeadImport:
    """Keep a file for `location`. `no_header` is said when its first line cannot be one."""
    delimiter = delimiter_of(decoded.text)
    stored = private.keep(ContentFile(decoded.text.encode()))
    try:
        with private.opened(stored) as file:
            first = next(lines_from(file, byte=0, number=1, delimiter=delimiter), None)
        if first is None or not first.cells:
            raise NotAllowed(no_header)
        return LeadImport.objects.create(
            owner=by,
            location=location,
            name=name[:255],
            stored=stored,
            size=len(decoded.text.encode()),
            encoding=decoded.encoding,
            delimiter=delimiter,
            header=[cell.strip()[:200] for cell in first.cells],
            begins_at=first.next_byte,
            begins_line=first.next_number,
            created_at=at,
            touched_at=at,
        )
    except BaseException:
        private.remove(stored)
        raise


@transaction.atomic
def begin_check(
    *, job: LeadImport, at: datetime, mapping: list[str], date_order: str, status: str
) -> None:
    """Say what the columns are; the lines are checked in the steps that follow, nothing is stored.

    What an earlier check found is forgotten. Once the storing has begun nothing can be changed, nor
    once the file is gone, because somebody in it was forgotten.
    """
    locked = LeadImport.objects.select_for_update().get(pk=job.pk)
    if locked.stage in {ImportStage.WRITING, ImportStage.DONE} or not locked.stored:
        return
    locked.lines.all().delete()
    locked.mapping, locked.date_order, locked.status = mapping, date_order, status
    locked.stage, locked.touched_at = ImportStage.CHECKING, at
    locked.read_to, locked.lines_read = locked.begins_at, locked.begins_line
    locked.save()


def check_on(*, job: LeadImport, at: datetime, seconds: float = STEP_SECONDS) -> None:
    """Check lines for about so many seconds; when all are, the import can be looked through."""
    _in_steps(job, ImportStage.CHECKING, lambda locked: _check_some(locked, at=at), seconds)


@transaction.atomic
def begin_writing(*, job: LeadImport, at: datetime) -> None:
    """Store what is new, in the steps that follow."""
    checked = LeadImport.objects.filter(pk=job.pk, stage=ImportStage.CHECKED)
    checked.update(stage=ImportStage.WRITING, touched_at=at)


def write_on(*, job: LeadImport, by: Staff, at: datetime, seconds: float = STEP_SECONDS) -> None:
    """Store leads for about so many seconds; at the end the file is deleted."""
    _in_steps(job, ImportStage.WRITING, lambda locked: _write_some(locked, by=by, at=at), seconds)
    job.refresh_from_db()
    if job.stage == ImportStage.DONE and job.stored:
        stored, job.stored = job.stored, ""
        LeadImport.objects.filter(pk=job.pk).update(stored="")  # it may be gone by now
        private.remove(stored)


def remove_import(*, job: LeadImport) -> None:
    """Remove an import with its file and its lines. Leads that came of it stay."""
    stored = job.stored
    job.delete()
    private.remove(stored)


def remove_old_imports(*, at: datetime) -> int:
    """Remove the imports that nobody touched for a week, and files that none knows."""
    old = list(LeadImport.objects.filter(touched_at__lt=at - timedelta(days=KEEP_DAYS)))
    for job in old:
        remove_import(job=job)
    remove_strays(at=at)
    return len(old)


def remove_strays(*, at: datetime, age: timedelta = YOUNG) -> None:
    """Remove the files that no import knows, unless they are younger than `age`."""
    known = set(LeadImport.objects.values_list("stored", flat=True))
    for name in private.old_names(at=at, age=age):
        if name not in known:
            private.remove(name)


def reader_of(job: LeadImport, *, at: datetime) -> Reader:
    return Reader(
        mapping=job.mapping,
        date_order=job.date_order,
        zone=job.location.zone,
        status=job.status,
        language=settings.LANGUAGE_CODE.split("-")[0],
        location_title=job.location.title,
        at=at,
    )


def _in_steps(
    job: LeadImport, stage: str, step: Callable[[LeadImport], bool], seconds: float
) -> None:
    """Do steps while there is something to do; however slow the machine is, at least one.

    Raises LeadImport.DoesNotExist if it was removed meanwhile: somebody in its file was forgotten.
    """
    end = monotonic() + seconds
    while True:
        with transaction.atomic():
            locked = LeadImport.objects.select_for_update().get(pk=job.pk)
            goes_on = locked.stage == stage and step(locked)
            locked.save()
        if not goes_on or monotonic() >= end:
            break
    job.refresh_from_db()


def _check_some(job: LeadImport, *, at: datetime) -> bool:
    """Check the next lines; say whether there may be more."""
    job.touched_at = at
    with private.opened(job.stored) as file:
        following = lines_from(
            file, byte=job.read_to, number=job.lines_read, delimiter=job.delimiter
        )
        lines = list(islice(following, AT_ONCE))
    if not lines:
        job.stage = ImportStage.CHECKED
        return False
    LeadImportLine.objects.bulk_create(_checked(job, lines, at=at))
    job.read_to, job.lines_read = lines[-1].next_byte, lines[-1].next_number
    return True


def _checked(job: LeadImport, lines: list[Line], *, at: datetime) -> list[LeadImportLine]:
    """Each line with what is to become of it, by what is stored and what was above it."""
    reader = reader_of(job, at=at)
    readings = [read(line.cells, reader) if line.cells is not None else None for line in lines]
    good = [reading for reading in readings if reading is not None and not reading.problems]
    stored, above, references = _stored(job, good), _above(job, good), _references(job, good)
    made = [
        _line(job, line, reading, stored=stored, above=above, references=references)
        for line, reading in zip(lines, readings, strict=True)
    ]
    _mark_what_is_over(job, made, readings, at=at)
    return made


def _mark_what_is_over(
    job: LeadImport, lines: list[LeadImportLine], readings: list[Reading | None], *, at: datetime
) -> None:
    """Mark the new lines that would be leads for no longer than until the next round."""
    new = [
        (line, reading)
        for line, reading in zip(lines, readings, strict=True)
        if line.state == LineState.NEW and reading is not None
    ]
    events = []
    for _line, reading in new:
        nowhere = token_hex(32)  # not the line's own: somebody may just be storing it
        lead = _lead_of(reading, location=job.location, key=nowhere, reference=new_reference())
        events.append(_event_of(lead, reading, by=job.owner, at=at))
    for place in over_at_once(events, at=at):
        new[place][0].is_over = True


def _line(
    job: LeadImport,
    line: Line,
    reading: Reading | None,
    *,
    stored: set[str],
    above: set[str],
    references: set[str],
) -> LeadImportLine:
    cells = line.cells if line.cells is not None else [line.text]
    made = LeadImportLine(job=job, number=line.number, cells=cells, state=LineState.NEW)
    if reading is None or reading.problems:
        unparted = [(Problem.UNPARTED.value, None)]
        made.state = LineState.UNREADABLE
        made.problems = reading.problems if reading else unparted
        return made
    marks = knowing.marks_of(reading, location_id=job.location_id, zone=job.location.zone)
    made.key, made.phone_day, made.email_day = marks.key, marks.phone_day, marks.email_day
    if marks.among(stored) or reading.facts.get("reference") in references:
        made.state, made.problems = LineState.DUPLICATE, [(Problem.THERE_ALREADY.value, None)]
    elif marks.among(above):
        made.state, made.problems = LineState.DUPLICATE, [(Problem.TWICE.value, None)]
    above.update(marks.shown)
    return made


def _stored(job: LeadImport, readings: list[Reading]) -> set[str]:
    return knowing.stored_marks(readings, location_id=job.location_id, zone=job.location.zone)


def _references(job: LeadImport, readings: list[Reading]) -> set[str]:
    return knowing.stored_references(readings, location_id=job.location_id)


def _above(job: LeadImport, readings: list[Reading]) -> set[str]:
    """The marks of earlier lines of this file that could be those of `readings`."""
    marks = [
        knowing.marks_of(one, location_id=job.location_id, zone=job.location.zone)
        for one in readings
    ]
    earlier = job.lines.filter(state=LineState.NEW)
    seen: set[str] = set()
    for name in ("key", "phone_day", "email_day"):
        wanted = {getattr(mark, name) for mark in marks} - {""}
        found = earlier.filter(**{f"{name}__in": wanted})
        seen.update(found.values_list(name, flat=True))
    return seen


def _write_some(job: LeadImport, *, by: Staff, at: datetime) -> bool:
    """Store the next leads; say whether there may be more."""
    job.touched_at = at
    lines = list(job.lines.filter(state=LineState.NEW).order_by("number")[:AT_ONCE])
    if not lines:
        job.stage = ImportStage.DONE
        return False
    reader = reader_of(job, at=at)
    readings = [read(line.cells, reader) for line in lines]
    good = [reading for reading in readings if not reading.problems]
    stored, references = _stored(job, good), _references(job, good)
    for line, reading in zip(lines, readings, strict=True):
        if reading.problems:  # an older release, which allowed more, checked it
            line.state, line.problems = LineState.UNREADABLE, reading.problems
            continue
        came = {line.key, line.phone_day, line.email_day} & stored
        if came or reading.facts.get("reference") in references:
            line.state, line.problems = LineState.DUPLICATE, [(Problem.THERE_ALREADY.value, None)]
            continue
        import_lead(location=job.location, reading=reading, key=line.key, by=by, at=at)
        line.state, line.cells = LineState.IMPORTED, []
    LeadImportLine.objects.bulk_update(lines, ["state", "cells", "problems"])
    return True


def import_lead(
    *, location: LocationPage, reading: Reading, key: str, by: Staff, at: datetime
) -> Lead:
    """Store one old request as a lead of `location`, under a reference that nobody else has."""
    reference = reading.facts.get("reference", "")
    if not reference or Lead.objects.filter(reference=reference).exists():
        reference = new_reference()
    with transaction.atomic():
        lead = _lead_of(reading, location=location, key=key, reference=reference)
        lead.save(force_insert=True)
        _event_of(lead, reading, by=by, at=at).save(force_insert=True)
    return lead


def _lead_of(reading: Reading, *, location: LocationPage, key: str, reference: str) -> Lead:
    """The lead of an old request, not saved."""
    lead = Lead(
        **reading.facts | {"reference": reference},
        idempotency_key=key,
        body_digest=key,
        source=Source.IMPORT,
        location=location,
        location_title=location.title,
    )
    if is_without_date(lead):
        lead.attendance_due_at = asked_at(lead.answered_at or lead.received_at)
    return lead


def _event_of(lead: Lead, reading: Reading, *, by: Staff, at: datetime) -> LeadEvent:
    """What its timeline begins with, not saved."""
    return LeadEvent(
        lead=lead,
        kind=EventKind.RECEIVED,
        by=by,
        by_name=name_of(by),
        at=at,
        text="\n".join(reading.remarks),
        data={"imported": True},
    )

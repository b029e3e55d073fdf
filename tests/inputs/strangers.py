"""A clinic whose visitors wrote programs: into every field, by every door, in every state."""

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leads.actions import merge
from leads.models import (
    Delivery,
    DeliveryKind,
    ExportRun,
    ImportStage,
    Lead,
    LeadEvent,
    LeadImport,
    Notice,
    Occasion,
    WebhookEndpoint,
)
from leads.models.events import EventKind
from tests.factories import (
    make_lead,
    make_location,
    make_request_page,
    make_user,
    week,
)

from .payloads import packed
from .trying import stranger
from .visitors import form_of
from .world import STATES

# As many as the payloads need that are written into a name.
LEADS = len(packed(120))
# What no visitor chooses: keys and digests of ours, the number as we have read it.
OURS = {"idempotency_key", "body_digest", "reference", "phone", "language"}
API = "/api/v3/consultation-requests/"


@dataclass
class Strangers:
    """What they left behind, and who looks at it."""

    root: Any
    place: Any
    leads: list[Lead]
    answers: list[Any]  # to what they sent by the form and by the API
    jobs: list[LeadImport]
    endpoint: WebhookEndpoint

    @property
    def screens(self) -> list[str]:
        """Of the leads that hold everything, and of those that hold what was sent twice."""
        leads = [*self.leads, *Lead.objects.filter(follow_ups__isnull=False).distinct()[::3]]
        return [reverse("clinic_inbox:detail", args=[lead.pk]) for lead in leads]


def texts_for(model: type[models.Model], number: int) -> dict[str, str]:
    """The columns of a row that hold free text, each filled with the next of the payloads."""
    return {
        field.name: _fitting(field, number)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.unique or field.name in OURS)
        and field.editable
    }


def _fitting(field: Any, number: int) -> str:
    end = "@pwned.example" if isinstance(field, models.EmailField) else ""
    text = _nth((field.max_length or 1000) - len(end), number) + end
    return text.replace("\0", "")  # which no database of a clinic would hold


def plant() -> Strangers:
    """Their leads, in each state that has other buttons, and all that comes of leads."""
    root = make_user("Root", is_superuser=True)
    place = make_location("St. Paul", weekly_hours=week(days=range(7)))
    make_location("Edina")
    page = make_request_page()
    leads = [_lead(place, number) for number in range(LEADS)]
    merge(lead=leads[len(STATES)], into=leads[0], by=root, at=timezone.now())
    endpoint = _what_comes_of(leads, place, root)
    answers = [*_by_form(page), *_by_api(place)]
    jobs = [_imported(place, root, until=stage) for stage in (ImportStage.MAPPING, None)]
    return Strangers(root, place, leads, answers, jobs, endpoint)


def _lead(place: Any, number: int) -> Lead:
    """As an earlier version might have let it pass: what no door of today takes is in it, too."""
    state = STATES[number % len(STATES)]
    received_at = timezone.now() - timedelta(hours=3)
    facts = {
        "phone": f"+161255501{number // 3:02}",
        "received_at": received_at,
        "routing": {"rule": "pwned"},
    }
    texts = texts_for(Lead, number) | {"preferred_times": [_nth(1000, number)]}
    if "held_at" not in state:
        del texts["hold_reason"]
    return make_lead(place, **texts | facts | state)


def _what_comes_of(leads: list[Lead], place: Any, user: Any) -> WebhookEndpoint:
    lines = itertools.cycle(packed(1000))
    events = [
        LeadEvent(lead=lead, kind=kind, text=text, by_name="", data=_said(text))
        for lead in leads[:9]
        for kind, text in zip(EventKind, lines, strict=False)
    ]
    LeadEvent.objects.bulk_create(events)
    endpoint = WebhookEndpoint.objects.create(
        name="Another system",
        url="https://hooks.example.com/",
        secret="whsec_c2VjcmV0",
        location=place,
        occasions=Occasion.values,
    )
    told = [one for one in Occasion if one != Occasion.QUARANTINE]  # that one is a summary
    for number, (lead, occasion) in enumerate(zip(leads, told, strict=False)):
        Notice.objects.create(
            user=user, lead=lead, occasion=occasion, key=f"{number}", in_app=True, in_digest=True
        )
    for lead in leads[:9]:
        Delivery.objects.create(lead=lead, kind=DeliveryKind.DESK_MAIL, last_error="pwned")
    run = ExportRun.objects.create(by=user, by_name="Root", format="csv", columns=["name"])
    run.locations.add(place)
    return endpoint


def _said(text: str) -> dict[str, Any]:
    """What an event keeps of a visitor: all that a follow-up says, and the number before."""
    names = ["name", "email", "topic", "postcode", "phone_typed", "phone_before", "about_title"]
    names += ["consent_text", "language", "source", "acquaintance", "preferred_contact"]
    return {**dict.fromkeys(names, text), "preferred_times": [text], "desks": [text]}


# By the doors.


def _by_form(page: Any) -> Iterator[Any]:
    """What is taken: each text in each field, every second time by who asked before.

    And what is not: the form comes back with all of it in every field.
    """
    visitor = stranger()
    form = form_of(page, visitor)
    for number in range(LEADS):
        yield visitor.post(
            form.action,
            {
                "name": _nth(120, number // 2),
                "phone": f"612-555-01{number // 2 % 100:02}",
                "topic": _nth(255, number),
                "message": _nth(1000, number),
                "postcode": _nth(16, number),
                "location": "any",
                "stamp": form.controls["stamp"][0],
            },
        )
    for number in range(len(packed(2000))):
        yield visitor.post(form.action, dict.fromkeys(form.controls, _nth(2000, number)))


def _by_api(place: Any) -> Iterator[Any]:
    visitor = stranger()
    for number in range(len(packed(1000))):
        text = _nth(1000, number)
        sent = {"name": _nth(120, number), "phone": "612-555-0114", "location": place.pk}
        for more in ({"message": text}, {"email": text}, {"language": text}, {text: text}):
            yield visitor.post(
                API,
                sent | more,
                content_type="application/json",
                headers={
                    "Idempotency-Key": f"one-of-the-payloads-{number}",
                    "Referer": "https://pwned.example/?<b pwned>",
                    "User-Agent": "<b pwned>",
                },
            )


def _nth(limit: int, number: int) -> str:
    texts = packed(limit)
    return texts[number % len(texts)]


# Old leads from a file.


def _imported(place: Any, user: Any, *, until: ImportStage | None) -> LeadImport:
    """A file whose headings and cells they wrote; by the admin's own pages until a stage."""
    client = stranger()
    client.force_login(user)
    start = reverse("clinic_lead_import:start")
    file = SimpleUploadedFile("<b pwned>'\".csv", _file().encode())
    client.post(start, {"upload": file, "location": place.pk})
    job = LeadImport.objects.latest("pk")
    if job.stage == until:
        return job
    columns = ["received_at", "name", "phone_typed", "email", "message", "topic"]
    answers = {f"column_{number}": name for number, name in enumerate(columns)}
    answers |= {"status": "closed", "date_order": "mdy"}
    _post(client, job, "columns", answers)
    _post(client, job, "progress")
    _post(client, job, "result")
    _post(client, job, "progress")
    job.refresh_from_db()
    return job


def _post(client: Client, job: LeadImport, step: str, answers: Any = None) -> None:
    client.post(reverse(f"clinic_lead_import:{step}", args=[job.pk]), answers or {})


def _file() -> str:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["Date", "Full name", "Phone", "E-mail", *packed(100)[:8]])
    for number in range(LEADS):
        name, words = _nth(100, number), _nth(200, number)
        email = f"a{number}@example.com" if number % 2 else _nth(100, number)
        lines.writerow(["2/13/2024", name, f"651-555-01{number:02}", email, words, words])
    return text.getvalue()

"""A clinic with a row of everything that has a form or a list, every text of it as one chooses."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Locale, Page

from conditions.models import (
    ArticleSeries,
    Disclaimer,
    GlossaryTerm,
    ImportTodo,
)
from leads.models import (
    CannedReply,
    CloseReason,
    Delivery,
    DeliveryKind,
    DeliveryState,
    ExportRun,
    Lead,
    LeadEvent,
    LeadImport,
    LeadImportLine,
    LineState,
    Notice,
    Occasion,
    Right,
    RoutingRule,
    SavedView,
    Status,
    WebhookEndpoint,
)
from leads.models.events import EventKind
from locations.models import Announcement, PublishChange, PublishEndpoint, PublishMessage
from tests.factories import (
    make_article,
    make_citation,
    make_condition,
    make_desk,
    make_image,
    make_lead,
    make_location,
    make_practitioner,
    make_request_page,
    make_treatment,
    make_user,
    set_organisation,
)

NOON = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)


# A lead in each state that has other buttons.
STATES: list[dict[str, Any]] = [
    {},
    {"held_at": NOON},
    {"quarantined_at": NOON, "quarantine_reasons": ["honeypot"]},
    {"status": Status.CLOSED, "closed_at": NOON, "close_reason": CloseReason.ANSWERED},
    {"status": Status.BOOKED, "appointment_at": NOON},
    {"snoozed_until": NOON + timedelta(days=9000)},
]


@dataclass
class World:
    """What was made, and who looks at it: one who may do all, and one of the desk."""

    root: Any
    desk: Any
    locations: list[Any]
    leads: list[Lead]
    pages: list[Page]
    request_page: Any


def plant(text: str = "A plain word", *, url: str = "https://hooks.example.com/") -> World:
    """Make the clinic; `text` stands wherever a person may write, cut to what the column takes.

    Formatted text holds it as what an editor types, `url` stands where an address is asked for.
    """
    root = make_user("Root", is_superuser=True)
    root.first_name = root.last_name = text[:30]
    root.save()
    places = [_location("St. Paul", text), _location("Edina", text)]
    set_organisation(name=text[:120], tagline=text[:160], default_location=places[0])
    set_organisation(consent_text=text, emergency_text=text)
    pages = _pages(places, text)
    request_page = make_request_page(introduction=rich(text), thanks_text=rich(text))
    desk = make_desk(text[:30] or "Ada", places[0], rights=Right.values)
    leads = [_lead(places[0], pages, text, by=root, **facts) for facts in STATES]
    leads.append(_lead(places[1], pages, text, by=desk))
    _things_of_the_desk(places[0], root, leads[0], text, url)
    _things_of_editors(pages, text, url)
    _imports(root, places[0], pages, text)
    return World(root, desk, places, leads, [*pages, request_page], request_page)


def rich(text: str) -> str:
    """Formatted text as the editor stores it."""
    return f"<p>{escape(text)}</p>"


def _location(title: str, text: str) -> Any:
    return make_location(
        f"{title} {text}"[:200],
        slug=title.lower().replace(". ", "-"),
        street=text[:120] or "1",
        city=text[:80] or "1",
        region=text[:40] or "1",
        street_extra=text[:120],
        directions=text,
        parking=text,
        transit=text,
        access=text,
        desk_languages=text[:160],
        summary=text[:300],
        image=make_image(text[:200] or "Picture"),
    )


def _pages(places: list[Any], text: str) -> list[Page]:
    short = {"summary": text[:300], "search_description": text, "seo_title": text[:255]}
    treatment = make_treatment(
        title=f"Treatment {text}"[:200],
        slug="treatment",
        locations=places,
        what_happens=rich(text),
        faq=[("question", {"question": text, "answer": rich(text)})],
        **short,
    )
    condition = make_condition(
        title=f"Condition {text}"[:200],
        slug="condition",
        treatments=[treatment],
        symptoms=rich(text),
        causes=rich(text),
        also_called=text[:255],
        **short,
    )
    practitioner = make_practitioner(
        title=f"Practitioner {text}"[:200],
        slug="practitioner",
        locations=places,
        biography=rich(text),
        credentials=text[:120],
        role=text[:120],
        languages=text[:120],
        **short,
    )
    article = make_article(
        title=f"Article {text}"[:200],
        slug="article",
        author=practitioner,
        conditions=[condition],
        image=make_image(text[:200] or "Picture"),
        image_credit=text[:120],
        body=_blocks(text),
        **short,
    )
    pages = [*places, treatment, condition, practitioner, article]
    for page in pages:
        page.save_revision().publish()
    return pages


def _blocks(text: str) -> list[tuple[str, Any]]:
    return [
        ("text", rich(text)),
        ("points", {"heading": text, "points": [{"heading": text, "text": rich(text)}]}),
        ("image", {"image": make_image(), "caption": text, "credit": text}),
        ("callout", {"kind": "urgent", "heading": text, "text": rich(text)}),
        (
            "consultation",
            {"heading": text, "text": rich(text), "location": None, "show_form": True},
        ),
    ]


def _lead(location: Any, pages: list[Page], text: str, *, by: Any, **state: Any) -> Lead:
    about = Page.objects.get(pk=pages[-1].pk)
    lead = make_lead(
        location,
        name=text[:120] or "Ana",
        phone="+16125550199",
        phone_typed=text[:60],
        email=f"{text[:200]}@example.com",
        topic=text[:255],
        message=text,
        postcode=text[:16],
        about=about,
        about_title=text[:255],
        about_path=f"/{text}"[:500],
        site_hostname=text[:255],
        consent_text=text,
        promise=text[:255],
        location_title=text[:255],
        appointment_with=text[:255],
        hold_reason=text[:255] if "held_at" in state else "",
        routing={"decided_by": "rule", "location": text, "rule": text},
        **state,
    )
    data = {"to": text, "from": text, "subject": text, "appointment_with": text, "desks": [text]}
    for kind in EventKind:
        LeadEvent.objects.create(
            lead=lead, kind=kind, text=text, by=by, by_name=text[:160], data=data
        )
    for delivery in (DeliveryKind.DESK_MAIL, DeliveryKind.REPLY):
        Delivery.objects.create(
            lead=lead, kind=delivery, state=DeliveryState.FAILED, last_error=text[:120]
        )
    return lead


def _things_of_the_desk(location: Any, user: Any, lead: Lead, text: str, url: str) -> None:
    CannedReply.objects.create(name=text[:120] or "A", subject=text[:160], body=text or "A")
    SavedView.objects.create(name=text[:60] or "A", query="is:new", user=user)
    SavedView.objects.create(name=text[:60] or "A", query="is:due", location=location)
    RoutingRule.objects.create(name=text[:120] or "A", location=location, topic_contains=text[:80])
    hook = WebhookEndpoint.objects.create(
        name=text[:120] or "A",
        url=f"{url}?{text}"[:500],
        secret="whsec_c2VjcmV0",
        location=location,
        occasions=[Occasion.RECEIVED],
    )
    Delivery.objects.create(
        lead=lead,
        endpoint=hook,
        kind=DeliveryKind.WEBHOOK,
        state=DeliveryState.FAILED,
        last_error=text[:120],
        payload={"type": text},
    )
    Notice.objects.create(user=user, lead=lead, occasion=Occasion.values[0], key="one", in_app=True)
    run = ExportRun.objects.create(
        by=user, by_name=text[:160], format="csv", columns=["name"], reason=text[:200]
    )
    run.locations.add(location)


def _things_of_editors(pages: list[Page], text: str, url: str) -> None:
    locale = Locale.objects.get(language_code="en")
    tomorrow = timezone.now() + timedelta(days=1)
    Announcement.objects.create(title=text[:120] or "A", text=rich(text), ends_at=tomorrow)
    make_citation(authors=text[:500], title=text[:400], journal=text[:200], url=url)
    GlossaryTerm.objects.create(
        term=text[:80] or "A", definition=rich(text), also_called=text[:255]
    )
    ArticleSeries.objects.create(title=text[:120] or "A", description=text[:300])
    Disclaimer.objects.create(
        page_kind="condition",
        locale=locale,
        version=1,
        text=rich(text),
        valid_from=date(2026, 1, 1),
    )
    hook = PublishEndpoint.objects.create(name=text[:120] or "A", url=url, secret="whsec_c2VjcmV0")
    PublishChange.objects.create(endpoint=hook, kind="page", reason=text[:300])
    PublishMessage.objects.create(endpoint=hook, payload={"data": {"reasons": [text]}})


def _imports(user: Any, location: Any, pages: list[Page], text: str) -> None:
    client = Client()
    client.force_login(user)
    page = f"<h1>{escape(text)}</h1><p>{escape(text)}</p>"
    client.post(reverse("clinic_import:start"), {"text": page, "uploads": []})
    ImportTodo.objects.create(page=pages[-1], text=text)
    leads = LeadImport.objects.create(
        owner=user,
        location=location,
        stage="checked",
        name=text[:255] or "A",
        encoding="utf-8",
        delimiter=",",
        header=[text, "phone"],
        mapping=["name", "phone"],
    )
    LeadImportLine.objects.create(
        job=leads, number=1, state=LineState.UNREADABLE, cells=[text, text], problems=[]
    )

"""Demo leads, made by the same actions as real ones, at times that have passed already."""

from datetime import datetime, time, timedelta
from itertools import cycle, islice
from secrets import token_hex
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from wagtail.models import Page, Site

from leads import actions
from leads.models import CannedReply, Delivery, DeliveryState, Lead
from leads.submissions import Submission
from locations import phones
from locations.hours import is_open, next_opening
from locations.models import LocationPage

from .content import site as content
from .content.leads import STORIES, Story
from .content.replies import REPLIES

# A story told again, for those who want more leads than there are stories, is as much older.
ROUND = timedelta(days=9)
SENT_AFTER = timedelta(seconds=20)
DESKS = {"st-paul": "stpaul", "edina": "edina"}


def make_leads(pages: dict[str, Page], *, number: int, at: datetime) -> int:
    """Make `number` leads that lie before `at`, and return how many there are.

    What the desks did is left out when they have no accounts. No message is sent to anybody.
    """
    desks = _desks(pages)
    leads = []
    for place, story in enumerate(islice(cycle(STORIES), number)):
        received_at = at - timedelta(hours=story.hours_ago) - ROUND * (place // len(STORIES))
        submission = _submission(story, pages)
        lead = actions.receive(submission=submission, key=f"demo-{token_hex(16)}", at=received_at)
        _tell(story, lead, desks=desks, pages=pages, now=at)
        leads.append(lead)
    _mark_as_sent(leads)
    return len(leads)


def make_replies() -> None:
    """Make the replies that every desk of the demo has."""
    CannedReply.objects.bulk_create(CannedReply(**facts) for facts in REPLIES)


def _submission(story: Story, pages: dict[str, Page]) -> Submission:
    typed = story.answers.get("phone_typed", "")
    hostname = "edina." if story.from_edina_site else ""
    sites = Site.objects.filter(hostname__startswith=hostname).order_by("-is_default_site")
    return Submission(
        **story.answers,
        phone=phones.parse(typed, region="US"),
        wanted_location_id=pages[story.wanted].pk if story.wanted else None,
        about_id=pages[story.about].pk,
        site_id=sites.values_list("pk", flat=True).first(),
        consent_text=content.CONSENT_TEXT,
        quarantine_reasons=story.suspicions,
    )


def _desks(pages: dict[str, Page]) -> dict[int, Any]:
    """Return who answers for each location; nobody when the accounts were not made."""
    users = {user.username: user for user in get_user_model().objects.all()}
    return {pages[key].pk: users[name] for key, name in DESKS.items() if name in users}


def _tell(
    story: Story, lead: Lead, *, desks: dict[int, Any], pages: dict[str, Page], now: datetime
) -> None:
    moment = lead.received_at
    for step in story.steps:
        place = lead.location
        by = desks.get(place.pk) if place else None
        if place is None or by is None:
            return
        moment = _at_work(place, moment + timedelta(minutes=step.after))
        if moment > now:
            return
        facts = dict(step.facts)
        if step.action == "assign":
            facts["to"] = by
        if step.action == "move":
            facts["to"] = pages[facts["to"]]
        if "in_days" in facts:
            day = moment.astimezone(place.zone).date() + timedelta(days=facts.pop("in_days"))
            clock = time.fromisoformat(facts.pop("clock"))
            facts["appointment_at"] = datetime.combine(day, clock, tzinfo=place.zone)
        getattr(actions, step.action)(lead=lead, by=by, at=moment, **facts)


def _at_work(location: LocationPage, moment: datetime) -> datetime:
    """Return a moment when the desk is there: this one, or soon after it opens again."""
    if is_open(location.schedule, at=moment):
        return moment
    return (next_opening(location.schedule, at=moment) or moment) + timedelta(minutes=6)


def _mark_as_sent(leads: list[Lead]) -> None:
    """The demo's messages count as sent long ago, so that no sender ever takes them up."""
    Delivery.objects.filter(lead__in=leads).update(
        state=DeliveryState.SENT, attempts=1, sent_at=F("created_at") + SENT_AFTER
    )

"""Demo leads, made by the same actions as real ones, at times that have passed already.

Who wants more leads than there are stories gets echoes of the stories that are over: see `echoes`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from secrets import token_hex
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from wagtail.models import Page, Site

from leads import actions
from leads.models import (
    CannedReply,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Lead,
    Outcome,
    RetentionRule,
    Unit,
)
from leads.submissions import Submission
from locations import phones
from locations.hours import is_open, next_opening, spans_between
from locations.models import LocationPage

from .content import site as content
from .content.leads import STORIES, Step, Story
from .content.more_leads import MORE_STORIES
from .content.replies import REPLIES
from .echoes import make_echoes

ALL_STORIES = (*STORIES, *MORE_STORIES)
# How the keys of made-up leads begin: all of them, and those of stories, with the story's number.
KEY, STORY_KEY = "demo-", "demo-story-"
SENT_AFTER = timedelta(seconds=20)
DESKS = {"st-paul": "stpaul", "edina": "edina"}
MANAGER = "manager"
# A pause that is shorter is lunch.
NIGHT = timedelta(hours=4)
LOOKED_BACK = timedelta(days=12)
# How long the demo clinic keeps what it knows of people; elsewhere for ever.
KEPT_MONTHS = {
    Outcome.CLOSED: 18,
    Outcome.ATTENDED: 36,
    Outcome.NO_SHOW: 12,
    Outcome.BOOKED: 24,
    Outcome.QUARANTINE: 6,
}


def make_leads(pages: Mapping[str, Page], *, number: int, at: datetime) -> int:
    """Make `number` leads that lie before `at`, and return how many there are.

    What the desks did is left out when they have no accounts. No message is sent to anybody. Called
    again it tells the stories that were not told, then makes other echoes.
    """
    teller = Teller(pages, now=at)
    teller.remember()
    untold = [place for place in range(len(ALL_STORIES)) if place not in teller.told]
    new = untold[:number]
    for place in new:
        teller.tell(place)
    leads = [teller.told[place] for place in new]
    _mark_as_sent(leads)
    _fail([teller.told[place] for place in new if ALL_STORIES[place].undelivered])
    echoed = made_up().exclude(idempotency_key__startswith=STORY_KEY).count()
    told = list(made_up().filter(idempotency_key__startswith=STORY_KEY).order_by("pk"))
    rest = number - len(new)
    return len(leads) + make_echoes(told, number=rest, now=at, after=echoed)


def made_up() -> Any:
    """The leads that a demo made."""
    return Lead.objects.filter(idempotency_key__startswith=KEY)


def keys_of_pages() -> set[str]:
    """The pages without which the stories cannot be told."""
    named = {name for story in ALL_STORIES for name in (story.about, story.wanted)}
    moved = {step.facts.get("to", "") for story in ALL_STORIES for step in story.steps}
    return (named | moved | set(DESKS)) - {""}


def make_replies() -> None:
    """Make the replies that every desk of the demo has."""
    CannedReply.objects.bulk_create(CannedReply(**facts) for facts in REPLIES)


def make_retention(*, st_paul: LocationPage) -> None:
    """Say how long leads are kept: everywhere, and St. Paul throws junk away sooner."""
    RetentionRule.objects.bulk_create(
        [
            *(RetentionRule(standing=one, number=n) for one, n in KEPT_MONTHS.items()),
            RetentionRule(location=st_paul, standing=Outcome.QUARANTINE, number=90, unit=Unit.DAYS),
        ]
    )


class Teller:
    """Tells stories: what somebody asked, and what the desk did, at the times of the story."""

    def __init__(self, pages: Mapping[str, Page], *, now: datetime) -> None:
        self.pages, self.now = pages, now
        self.users = {user.username: user for user in get_user_model().objects.all()}
        self.told: dict[int, Lead] = {}  # by the number of the story

    def remember(self) -> None:
        """Find the leads of the stories that were told before."""
        for lead in Lead.objects.filter(idempotency_key__startswith=STORY_KEY):
            self.told[int(lead.idempotency_key.split("-")[2])] = lead

    def tell(self, place: int) -> None:
        story = ALL_STORIES[place]
        submission = self._submission(story)
        key = f"{STORY_KEY}{place:02}-{token_hex(16)}"
        lead = actions.receive(
            submission=submission, key=key, at=self._received_at(story, submission)
        )
        self.told[place] = lead
        moment = lead.received_at
        for step in story.steps:
            by = self._desk_of(lead.location)
            if by is None or lead.location is None:
                return
            moment = _at_work(lead.location, self._after(step, lead, moment))
            if moment > self.now:
                return
            actions.looked_at(lead=lead, by=by, at=moment)
            self._do(step, lead, submission, by=by, at=moment)
            lead.refresh_from_db()

    def _received_at(self, story: Story, submission: Submission) -> datetime:
        if story.after_closing is None:
            return self.now - timedelta(hours=story.hours_ago)
        place = self.pages[story.wanted or "st-paul"]
        closed = _last_closing(place, now=self.now)
        # Late at night the house has closed just now, and nobody asks in the future.
        return min(closed + timedelta(minutes=story.after_closing), self.now - timedelta(minutes=9))

    def _submission(self, story: Story) -> Submission:
        typed = story.answers.get("phone_typed", "")
        hostname = "edina." if story.from_edina_site else ""
        sites = Site.objects.filter(hostname__startswith=hostname).order_by("-is_default_site")
        return Submission(
            **story.answers,
            phone=phones.parse(typed, region="US"),
            wanted_location_id=self.pages[story.wanted].pk if story.wanted else None,
            about_id=self.pages[story.about].pk,
            site_id=sites.values_list("pk", flat=True).first(),
            consent_text=content.CONSENT_TEXT,
            quarantine_reasons=story.suspicions,
        )

    def _desk_of(self, place: LocationPage | None) -> Any:
        """Who answers for a location; nobody when the accounts were not made."""
        names = {self.pages[key].pk: name for key, name in DESKS.items()}
        return self.users.get(names.get(place.pk, "")) if place else None

    def _after(self, step: Step, lead: Lead, moment: datetime) -> datetime:
        """When a step is done; whether somebody came is known after the appointment."""
        if step.action == "attend" and lead.appointment_at:
            moment = max(moment, lead.appointment_at)
        return moment + timedelta(minutes=step.after)

    def _do(self, step: Step, lead: Lead, submission: Submission, *, by: Any, at: datetime) -> None:
        if step.action == "again":
            again = replace(submission, **step.facts)
            actions.receive(submission=again, key=_new_key(), at=at)
            return
        if step.action in {"hold", "forget", "mark_misrouted"}:
            by = self.users.get(MANAGER, by)
        facts = self._facts(step, lead, by=by, at=at)
        getattr(actions, step.action)(lead=lead, by=by, at=at, **facts)

    def _facts(self, step: Step, lead: Lead, *, by: Any, at: datetime) -> dict[str, Any]:
        """The arguments of the action: pages, leads and times instead of their names."""
        facts = dict(step.facts)
        if step.action == "assign":
            facts["to"] = by
        if step.action == "merge":
            keys = [story.key for story in ALL_STORIES]
            facts["into"] = self.told[keys.index(facts["into"])]
        for name in {"to", "expected"} & facts.keys():
            if isinstance(facts[name], str):
                facts[name] = self.pages[facts[name]]
        if "in_days" in facts:
            facts["appointment_at"] = _on_the_clock(lead, at, facts, "in_days")
        if "days_from_now" in facts:
            facts["until"] = _on_the_clock(lead, self.now, facts, "days_from_now")
        return facts


def _on_the_clock(lead: Lead, start: datetime, facts: dict[str, Any], days: str) -> datetime:
    """The moment of a day and a time of the location's clock; takes both out of `facts`."""
    day = start.astimezone(lead.zone).date() + timedelta(days=facts.pop(days))
    clock = time.fromisoformat(facts.pop("clock"))
    return datetime.combine(day, clock, tzinfo=lead.zone)


def _new_key() -> str:
    return f"{KEY}{token_hex(16)}"


def _at_work(location: LocationPage, moment: datetime) -> datetime:
    """Return a moment when the desk is there: this one, or soon after it opens again."""
    if is_open(location.schedule, at=moment):
        return moment
    return (next_opening(location.schedule, at=moment) or moment) + timedelta(minutes=6)


def _last_closing(location: LocationPage, *, now: datetime) -> datetime:
    """When the house closed for the last night, or for the one that is just beginning."""
    spans = list(spans_between(location.schedule, start=now - LOOKED_BACK, end=now))
    ends = [end for _start, end in spans]
    starts = [start for start, _end in spans[1:]] + [now]
    nights = [end for end, start in zip(ends, starts, strict=True) if start - end >= NIGHT]
    return nights[-1] if nights else now - timedelta(hours=12)


def _mark_as_sent(leads: list[Lead]) -> None:
    """The demo's messages count as sent long ago, so that no sender ever takes them up."""
    Delivery.objects.filter(lead__in=leads).update(
        state=DeliveryState.SENT, attempts=1, sent_at=F("created_at") + SENT_AFTER
    )


def _fail(leads: Iterable[Lead]) -> None:
    """The replies to these people came back: the address is not one."""
    replies = Delivery.objects.filter(lead__in=leads, kind=DeliveryKind.REPLY)
    replies.update(state=DeliveryState.FAILED, sent_at=None, last_error="SMTPRecipientsRefused 550")

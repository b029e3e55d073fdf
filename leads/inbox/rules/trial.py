"""Trying rules out: which requests of the last days would go elsewhere by other rules, and why.

What the visitor, the site and the page decided stands, so only requests that came to the rules
are asked again. A fixed number of queries, however many leads there are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from locations.directory import Directory

from ... import routing
from ...models import REAL, Lead, LeadQuerySet, RoutingRule
from ...questions import BY_RULES, as_rules, question_again
from ..clocks import moment

DAYS = 30
# The newest of these days; more would take longer than somebody waits for an answer.
LIMIT = 500
# Changes that are shown one by one.
SHOWN = 50

# What is read of each lead: nothing that says who it is.
FIELDS = [
    "reference",
    "received_at",
    "topic",
    "language",
    "postcode",
    "acquaintance",
    "routing",
    "location",
]


@dataclass(frozen=True, slots=True)
class Why:
    """Where a request goes by some rules, in words, and why nothing before decided."""

    location: str
    sentence: str
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A lead that would go elsewhere. It says no name."""

    pk: int
    reference: str
    received: str
    topic: str
    before: Why
    after: Why


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the leads that the user sees go to a location, before and after."""

    location: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change of rules would have done to the leads that were tried."""

    looked_at: int
    is_cut: bool  # there were more
    changes: tuple[Change, ...]  # the newest of them
    changed: int
    counts: tuple[Count, ...]


class RuleBook:
    """The rules before and after a change, and the locations they speak of. Two queries."""

    def __init__(
        self,
        *,
        before: Sequence[RoutingRule],
        after: Sequence[RoutingRule],
        written: RoutingRule | None = None,
    ) -> None:
        """`written` is the one of the rules after that somebody is writing, if it is one rule."""
        self.directory = Directory(site=None)
        self.before = as_rules(before, directory=self.directory)
        self.after = as_rules(after, directory=self.directory)
        in_use = [rule for rule in after if rule.active]
        self._written = next((n for n, rule in enumerate(in_use) if rule is written), None)

    def is_by_written(self, decision: routing.Decision) -> bool:
        """Is it the rule that is being written that decides this? It is known by its place."""
        asked = sum(decider == routing.Decider.RULE for decider, _rule, _why in decision.skipped)
        return decision.decided_by == routing.Decider.RULE and asked == self._written

    def title(self, location_id: int | None) -> str:
        place = self.directory.by_id.get(location_id)
        return place.title if place else ""

    def words(self, decision: routing.Decision) -> Why:
        """A decision as it would be stored, in words."""
        stored = decision.as_json(location_title=self.title(decision.location))
        return Why(
            location=stored["location"] or _("no location"),
            sentence=routing.sentence(stored),
            skipped=tuple(routing.skipped_sentences(stored)),
        )


def recent(*, user: Any, at: datetime) -> LeadQuerySet:
    """The user's real leads of the last days that came to the rules.

    Others are not even counted: a rule that is tried out letter by letter would spell them.
    """
    came = Q(routing__decided_by__in=list(BY_RULES)) | Q(routing__has_key="put_off")
    since = at - timedelta(days=DAYS)
    leads = Lead.objects.visible_to(user).filter(
        REAL, came, received_at__gte=since, merged_into__isnull=True
    )
    return leads.only(*FIELDS).newest_first()


def try_out(book: RuleBook, *, user: Any, at: datetime) -> Trial:
    """Ask the rules before and after a change about the leads of the last days."""
    leads: list[Any] = list(recent(user=user, at=at)[: LIMIT + 1])
    tried = {lead.pk: lead for lead in leads[:LIMIT]}
    questions = {pk: question_again(lead, directory=book.directory) for pk, lead in tried.items()}
    changed = routing.try_out(questions, before=book.before, after=book.after)
    return Trial(
        looked_at=len(tried),
        is_cut=len(leads) > LIMIT,
        changes=tuple(
            _change(tried[pk], changed[pk], book=book, at=at) for pk in list(changed)[:SHOWN]
        ),
        changed=len(changed),
        counts=_counts(questions, book=book),
    )


def _change(
    lead: Lead, pair: tuple[routing.Decision, routing.Decision], *, book: RuleBook, at: datetime
) -> Change:
    before, after = pair
    zone = timezone.get_current_timezone()
    return Change(
        pk=lead.pk,
        reference=lead.reference,
        received=moment(lead.received_at, zone=zone, at=at),
        topic=lead.topic,
        before=book.words(before),
        after=book.words(after),
    )


def _counts(questions: dict[int, routing.Question], *, book: RuleBook) -> tuple[Count, ...]:
    before, after = (
        Counter(routing.decide(each, rules=rules).location for each in questions.values())
        for rules in (book.before, book.after)
    )
    places = [*(place.pk for place in book.directory.locations), None]
    return tuple(
        Count(book.title(place) or _("no location"), before[place], after[place])
        for place in places
        if before[place] or after[place]
    )

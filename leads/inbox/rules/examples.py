"""Counter-examples: leads that somebody marked as sent to the wrong location, and where they
belonged. Rules that contradict one are saved only on purpose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locations.directory import Directory

from ... import routing
from ...models import Lead, Right, RoutingExample
from ...questions import is_up_to_rules, question_again
from ..clocks import moment
from .trial import RuleBook

# A RoutingExample with `managed`, as `examples_of` reads it.
Marked = Any

OK, VIOLATED, BEYOND = "ok", "violated", "beyond"

STATES = {
    OK: gettext_lazy("Followed"),
    VIOLATED: gettext_lazy("Not followed"),
    BEYOND: gettext_lazy("Not a matter of rules"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """An example, and what the rules make of it. It says no name."""

    pk: int
    lead_pk: int
    reference: str
    received: str
    topic: str
    expected: str
    state: str
    sentence: str
    skipped: tuple[str, ...]
    is_mine: bool  # to remove

    @property
    def label(self) -> str:
        return str(STATES[self.state])

    @property
    def is_violated(self) -> bool:
        return self.state == VIOLATED


@dataclass(frozen=True, slots=True)
class Objections:
    """The examples that speak against saving, among those of leads that the user sees.

    Others must not: whoever tries a condition out letter by letter would spell another clinic's
    lead. Its managers read above the list of rules what is not followed any more.
    """

    seen: tuple[Checked, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.seen)

    @property
    def key(self) -> str:
        """What the user agrees to with “save anyway”: these, and no others."""
        known = ",".join(map(str, sorted(each.pk for each in self.seen)))
        return salted_hmac("clinic_leads.rules", known).hexdigest() if known else ""


def examples_of(user: Any) -> QuerySet[Marked]:
    """The examples of leads that the user sees, with their lead, newest first. One query.

    `managed` are those of locations the user manages.
    """
    seen = Lead.objects.visible_to(user).filter(pk=OuterRef("lead"))
    managed = Lead.objects.visible_to(user, right=Right.MANAGE).filter(pk=OuterRef("lead"))
    rows = RoutingExample.objects.filter(Exists(seen)).select_related("lead", "expected")
    return rows.annotate(managed=Exists(managed)).order_by("-at", "-pk")


def checked(book: RuleBook, *, user: Any, at: datetime) -> list[Checked]:
    """Return the user's examples with what the rules after the change make of them."""
    return [_checked(example, book=book, at=at) for example in examples_of(user)]


def objections(book: RuleBook, *, user: Any, at: datetime) -> Objections:
    """Return the examples that the rules after the change do not follow."""
    found = checked(book, user=user, at=at)
    return Objections(tuple(each for each in found if each.is_violated))


def _checked(example: Marked, *, book: RuleBook, at: datetime) -> Checked:
    lead = example.lead
    if is_up_to_rules(lead):
        decision = _decision(example, rules=book.after, directory=book.directory)
        state = OK if decision.location == _expected(example, book.directory) else VIOLATED
        words = book.words(decision)
        why, skipped = words.sentence, words.skipped
    else:
        state, why, skipped = BEYOND, routing.sentence(lead.routing), ()
    return Checked(
        pk=example.pk,
        lead_pk=lead.pk,
        reference=lead.reference,
        received=moment(lead.received_at, zone=timezone.get_current_timezone(), at=at),
        topic=lead.topic,
        expected=example.expected.title,
        state=state,
        sentence=why,
        skipped=skipped,
        is_mine=example.managed,
    )


def _decision(
    example: RoutingExample, *, rules: Sequence[routing.Rule], directory: Directory
) -> routing.Decision:
    return routing.decide(question_again(example.lead, directory=directory), rules=rules)


def _expected(example: RoutingExample, directory: Directory) -> int:
    return directory.facts_of(example.expected).pk


def sentences(objections: Objections) -> Iterator[str]:
    """Yield what stands against saving: each example by its reference and why."""
    for each in objections.seen:
        yield _("%(reference)s belongs to %(expected)s, but: %(why)s") % {
            "reference": each.reference,
            "expected": each.expected,
            "why": each.sentence,
        }

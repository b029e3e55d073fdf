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

# A RoutingExample with `seen` and `managed`, as `all_examples` reads it.
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
    """The examples that speak against saving: those of the user, and how many of others.

    An example of a lead that the user may not see counts if the change alone breaks it.
    """

    seen: tuple[Checked, ...]
    unseen: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.seen or self.unseen)

    @property
    def key(self) -> str:
        """What the user agrees to with “save anyway”: these, and no others."""
        known = ",".join(map(str, sorted([*(each.pk for each in self.seen), *self.unseen])))
        return salted_hmac("clinic_leads.rules", known).hexdigest() if known else ""


def all_examples(user: Any) -> QuerySet[Marked]:
    """Every example with its lead, newest first. One query.

    `seen` are those of leads that the user sees, `managed` those of locations the user manages.
    """
    seen = Lead.objects.visible_to(user).filter(pk=OuterRef("lead"))
    managed = Lead.objects.visible_to(user, right=Right.MANAGE).filter(pk=OuterRef("lead"))
    rows = RoutingExample.objects.select_related("lead", "expected")
    marked = rows.annotate(seen=Exists(seen), managed=Exists(managed))
    return marked.order_by("-at", "-pk")


def checked(book: RuleBook, *, user: Any, at: datetime) -> list[Checked]:
    """Return the user's examples with what the rules after the change make of them."""
    return [_checked(example, book=book, at=at) for example in all_examples(user) if example.seen]


def objections(book: RuleBook, *, user: Any, at: datetime) -> Objections:
    """Return the examples that the rules after the change do not follow."""
    examples = list(all_examples(user))
    seen = [_checked(example, book=book, at=at) for example in examples if example.seen]
    unseen = [example.pk for example in examples if not example.seen and _breaks(example, book)]
    return Objections(tuple(each for each in seen if each.is_violated), tuple(unseen))


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


def _breaks(example: Marked, book: RuleBook) -> bool:
    """Is it the change that breaks the example?"""
    if not is_up_to_rules(example.lead):
        return False
    expected = _expected(example, book.directory)
    before, after = (
        _decision(example, rules=rules, directory=book.directory).location
        for rules in (book.before, book.after)
    )
    return before == expected != after


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

"""Counter-examples: leads that somebody marked as sent to the wrong location, and where they
belonged. No change is made that breaks one, or by a rule that sends one to the wrong location."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    was_followed: bool = False  # before the change
    is_by_written: bool = False  # decided by the rule that somebody is writing

    @property
    def label(self) -> str:
        return str(STATES[self.state])

    @property
    def is_violated(self) -> bool:
        return self.state == VIOLATED

    @property
    def objects(self) -> bool:
        """Does it speak against the change? Not if it was not followed, and is none of its doing.

        Several examples may need several rules. Were all to be followed at once, none of the rules
        could be the first to be saved.
        """
        return self.is_violated and (self.was_followed or self.is_by_written)

    @property
    def words(self) -> str:
        return _("%(reference)s belongs to %(expected)s, but: %(why)s") % {
            "reference": self.reference,
            "expected": self.expected,
            "why": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the examples say of a change, among those of leads that the user sees.

    Others must not: whoever tries a condition out letter by letter would spell another clinic's
    lead. Its managers read above the list of rules what is not followed any more.
    """

    against: tuple[Checked, ...] = ()  # nothing is changed while there is one
    open: tuple[Checked, ...] = ()  # not followed before either; another rule has to see to them


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


def verdict(book: RuleBook, *, user: Any, at: datetime) -> Verdict:
    """Return what the examples say of the rules after the change."""
    violated = [each for each in checked(book, user=user, at=at) if each.is_violated]
    return Verdict(
        against=tuple(each for each in violated if each.objects),
        open=tuple(each for each in violated if not each.objects),
    )


def _checked(example: Marked, *, book: RuleBook, at: datetime) -> Checked:
    lead = example.lead
    if not is_up_to_rules(lead):
        return _shown(example, at=at, state=BEYOND, sentence=routing.sentence(lead.routing))
    question = question_again(lead, directory=book.directory)
    expected = book.directory.facts_of(example.expected).pk
    before, after = (routing.decide(question, rules=rules) for rules in (book.before, book.after))
    words = book.words(after)
    return _shown(
        example,
        at=at,
        state=OK if after.location == expected else VIOLATED,
        sentence=words.sentence,
        skipped=words.skipped,
        was_followed=before.location == expected,
        is_by_written=book.is_by_written(after),
    )


def _shown(
    example: Marked,
    *,
    at: datetime,
    state: str,
    sentence: str,
    skipped: tuple[str, ...] = (),
    **found: bool,
) -> Checked:
    lead = example.lead
    return Checked(
        pk=example.pk,
        lead_pk=lead.pk,
        reference=lead.reference,
        received=moment(lead.received_at, zone=timezone.get_current_timezone(), at=at),
        topic=lead.topic,
        expected=example.expected.title,
        state=state,
        sentence=sentence,
        skipped=skipped,
        is_mine=example.managed,
        **found,
    )

"""What colleagues wrote beside a lead that may name its person: why they exported, a view's name.

Those are texts of the clinic, and the reason of an export is kept nowhere else. A visitor chooses
what they are called and where they ask, so their words reach no further than this: a text of their
own location, written after they asked, that names them beyond doubt; and only the words that do are
taken out of it. What is left is counted, for a person to look at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from ..models import ExportRun, Lead, Right, SavedView, users_with
from ..naming import GAP, Called, without


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that names somebody, or may. `rest` is it without them, where that is certain."""

    row: ExportRun | SavedView
    text: str
    rest: str

    @property
    def is_certain(self) -> bool:
        return self.rest != self.text


def mentions_of(lead: Lead) -> list[Mention]:
    """Return the texts that may name the person of a lead. Two queries."""
    who = Called(lead.name, (lead.phone, lead.phone_typed), lead.email)
    found = [*_in(_runs(lead), "reason", "started_at", lead, who)]
    return [*found, *_in(_views(lead), "name", "created_at", lead, who)]


def take_out(mentions: Iterable[Mention]) -> int:
    """Take the person out of the texts that surely name them. Return how many are left."""
    left = 0
    for mention in mentions:
        if not mention.is_certain:
            left += 1
        elif isinstance(mention.row, ExportRun):
            ExportRun.objects.filter(pk=mention.row.pk).update(reason=mention.rest)
        else:
            nameless = str(SavedView._meta.verbose_name)
            name = nameless if mention.rest.strip() == GAP else mention.rest
            SavedView.objects.filter(pk=mention.row.pk).update(name=name)
    return left


def _runs(lead: Lead) -> Any:
    """The exports that leads of its location may be in."""
    if lead.location_id is not None:
        return ExportRun.objects.filter(locations=lead.location_id)
    return ExportRun.objects.filter(by__in=users_with([Right.SEE], location_id=None))


def _views(lead: Lead) -> Any:
    """The views of its location's desk, and the own ones of who may see it."""
    readers = users_with([Right.SEE], location_id=lead.location_id)
    own = Q(user__in=readers.values("pk"))
    return SavedView.objects.filter(own | Q(location=lead.location_id, location__isnull=False))


def _in(rows: Any, field: str, since: str, lead: Lead, who: Called) -> Iterator[Mention]:
    for row in rows.order_by("pk"):
        text: str = getattr(row, field)
        rest = without(text, who)
        is_named = rest != text
        if is_named and not _is_after(getattr(row, since), lead):
            rest = text
        if is_named or who.may_be_meant(text):
            yield Mention(row, text, rest)


def _is_after(written_at: datetime, lead: Lead) -> bool:
    """Can the text be about this request? What is in quarantine nobody has taken for a person."""
    return lead.quarantined_at is None and written_at >= lead.received_at

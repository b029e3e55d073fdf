"""What the words of a filter mean in the database, and which values they may have for a reader."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.coreutils import get_content_languages

from locations.models import LocationPage

from ..about import id_in
from ..models import CloseReason, LeadQuerySet, Source, Status
from ..models.estimates import IsAtOneOf, IsLongBefore, IsOfColleague, IsOfNobody
from ..models.search import narrowed_by
from .away import left_behind
from .colleagues import called, known_to
from .queues import BY_NAME, Moment
from .words import NONE, Term, days_of

ME, NOBODY = "me", "nobody"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Reader:
    """Who asks, when, and which locations they see."""

    user: Any
    now: Moment
    places: tuple[LocationPage, ...]

    @cached_property
    def colleagues(self) -> list[Any]:
        """Whom they may name in a filter. One query, for all the names."""
        return list(known_to(self.user, self.places))

    @property
    def today(self) -> date:
        return timezone.localdate(self.now.at)

    @property
    def by_name(self) -> dict[str, LocationPage]:
        """The locations by what they are called in a filter: in small letters, as it is read."""
        slugs = [place.slug.lower() for place in self.places]
        taken = Counter(slugs)
        return {
            slug if taken[slug] == 1 else f"{slug}-{place.pk}": place
            for slug, place in zip(slugs, self.places, strict=True)
        }

    @property
    def choices(self) -> dict[str, list[str]]:
        """The values that a word may have; of the locations only those that the reader sees."""
        return {
            "is": list(BY_NAME),
            "location": [*self.by_name, NONE],
            "source": [_written(source) for source in Source.values],
            "language": list(get_content_languages()),
            "booked": [YES, NO],
            "reason": [_written(reason) for reason in CloseReason.values],
        }


def narrowed(leads: LeadQuerySet, terms: Iterable[Term], *, reader: Reader) -> LeadQuerySet:
    """Return the leads for which every one of the words holds."""
    for term in terms:
        condition = _CONDITIONS[term.word](term, reader)
        leads = leads.filter(~condition if term.negated else condition)
    return leads


def _written(value: str) -> str:
    """A stored value as one types it: walk-in."""
    return value.replace("_", "-")


def _stored(term: Term) -> list[str]:
    return [value.replace("-", "_") for value in term.values]


def _is(term: Term, reader: Reader) -> Q:
    found = Q(pk__in=[])
    for name in term.values:
        found |= BY_NAME[name].condition(reader.now)
    return found


def _location(term: Term, reader: Reader) -> Q:
    ids = [place.pk for name, place in reader.by_name.items() if name in term.values]
    at = Q(location__in=ids) if term.negated else Q(IsAtOneOf(F("location_id"), ids))
    return at | Q(location__isnull=True) if NONE in term.values else at


def _assigned(term: Term, reader: Reader) -> Q:
    found = Q(pk__in=[])
    for value in term.values:
        found |= _assigned_to(value, reader, negated=term.negated)
    return found


def _assigned_to(value: str, reader: Reader, *, negated: bool) -> Q:
    if value == NOBODY:
        return Q(IsOfNobody(F("assigned_to_id"), True)) | left_behind()
    colleague = _colleague(value, reader)
    # The opposite holds for who is assigned to nobody, too: Django sees to that in its own way.
    if negated:
        return Q(assigned_to__in=colleague)
    return Q(IsOfColleague(F("assigned_to_id"), colleague))


def _colleague(value: str, reader: Reader) -> list[int]:
    """The numbers of the colleagues that are meant."""
    if value == ME:
        return [reader.user.pk]
    if value.startswith("#"):
        return [id_in(value[1:]) or 0]
    return called(value, reader.colleagues)


def unknown_colleagues(terms: Iterable[Term], *, reader: Reader) -> list[str]:
    """The names in a filter by which nobody is called."""
    names = [value for term in terms if term.word == "assigned" for value in term.values]
    named = [name for name in names if name not in {ME, NOBODY} and not name.startswith("#")]
    return [name for name in named if not _colleague(name, reader)]


def _source(term: Term, reader: Reader) -> Q:
    return Q(source__in=_stored(term))


def _reason(term: Term, reader: Reader) -> Q:
    return Q(close_reason__in=_stored(term))


def _language(term: Term, reader: Reader) -> Q:
    return Q(language__in=term.values)


def _booked(term: Term, reader: Reader) -> Q:
    found = Q(pk__in=[])
    if YES in term.values:
        found |= Q(status=Status.BOOKED)
    return found | ~Q(status=Status.BOOKED) if NO in term.values else found


def _on(field: str) -> Callable[[Term, Reader], Q]:
    """The words that are about a date, in the reader's own days."""

    def condition(term: Term, reader: Reader) -> Q:
        days = days_of(term, today=reader.today)
        if days is None:
            return Q(**{f"{field}__isnull": True})
        first, last = days
        found = Q(**{f"{field}__isnull": False})
        if first:
            found &= Q(**{f"{field}__gte": _midnight(first)})
        if last and not first:
            return found & Q(IsLongBefore(F(field), _midnight(last)))
        return found & Q(**{f"{field}__lt": _midnight(last)}) if last else found

    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _contains(field: str) -> Callable[[Term, Reader], Q]:
    """The words that are about people; they come from what was searched for, never an address."""

    def condition(term: Term, reader: Reader) -> Q:
        says = Q(**{f"{field}__icontains": term.values[0]})
        return says if term.negated else narrowed_by(term.values[0]) & says

    return condition


_CONDITIONS: dict[str, Callable[[Term, Reader], Q]] = {
    "is": _is,
    "location": _location,
    "assigned": _assigned,
    "source": _source,
    "reason": _reason,
    "language": _language,
    "booked": _booked,
    "received": _on("received_at"),
    "due": _on("due_at"),
    "appointment": _on("appointment_at"),
    "name": _contains("name"),
    "topic": _contains("topic"),
}

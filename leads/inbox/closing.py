"""What an editor of a location should know of its leads: who still waits there, and who will come.

It is said and not refused: a page may be taken down in a hurry, and the desk goes on answering.
How few leads there are is nobody's business who sees none of them: they are told without a number.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from locations.models import LocationPage

from ..models import IS_OPEN, REAL, Lead, Right, has_right_at
from ..models.querysets import HAS_APPOINTMENT

Note = tuple[str, str]


@hooks.register("clinic_location_notes")
def notes_of(page: Any, request: HttpRequest) -> Iterator[Note]:
    """Beside the fields of the page: what follows from taking it down, and from another zone."""
    leads = Lead.objects.filter(location=page.pk)
    is_seen = has_right_at(request.user, Right.SEE, page.pk)
    number = leads.filter(IS_OPEN, REAL).count()
    if number:
        yield _open(page, number, is_seen=is_seen)
    number = leads.filter(HAS_APPOINTMENT, queue_at__gte=timezone.now()).count()
    if number:
        yield _to_come(page, number, is_seen=is_seen)


@hooks.register("before_unpublish_page")
def warn_of_open_leads(request: HttpRequest, page: Page) -> None:
    descendants = bool(request.POST.get("include_descendants"))
    _warn(request, _going([page], descendants=descendants))


@hooks.register("before_bulk_action")
def warn_of_open_leads_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    if action_type == "unpublish" and issubclass(action.model, Page):
        descendants = bool(request.POST.get("include_descendants"))
        _warn(request, _going(objects, descendants=descendants))


def _going(pages: Iterable[Page], *, descendants: bool) -> QuerySet[LocationPage]:
    """The locations that leave the site with these pages."""
    chosen = Q(pk__in=[page.pk for page in pages])
    if descendants:
        for page in pages:
            chosen |= Q(path__startswith=page.path)
    return LocationPage.objects.filter(chosen, live=True)


def _warn(request: HttpRequest, places: QuerySet[LocationPage]) -> None:
    rows = Lead.objects.filter(IS_OPEN, REAL, location__in=places.values("pk")).order_by()
    numbers = dict(rows.values_list("location").annotate(Count("pk")))
    for place in places:
        if place.pk in numbers:
            is_seen = has_right_at(request.user, Right.SEE, place.pk)
            text, url = _open(place, numbers[place.pk], is_seen=is_seen)
            buttons = [messages.button(url, _("Show them"))] if url else []
            messages.warning(request, text, buttons=buttons)


def _open(place: LocationPage, number: int, *, is_seen: bool) -> Note:
    todo = _("If it closes for good, they must be moved to another location, or closed.")
    if not is_seen:
        return f"{_('At “%(place)s” leads are open.') % {'place': place.title}} {todo}", ""
    text = ngettext(
        "At “%(place)s” %(n)d lead is open.", "At “%(place)s” %(n)d leads are open.", number
    )
    return f"{text % {'place': place.title, 'n': number}} {todo}", _inbox(place, "is:open")


def _to_come(place: LocationPage, number: int, *, is_seen: bool) -> Note:
    todo = _(
        "With another time zone each of them shows another hour: then look through them, and "
        "correct those that were meant by the clock of the place."
    )
    if not is_seen:
        return f"{_('Appointments here are still to come.')} {todo}", ""
    text = ngettext(
        "%(n)d appointment here is still to come.",
        "%(n)d appointments here are still to come.",
        number,
    )
    return f"{text % {'n': number}} {todo}", _inbox(place, "is:booked")


def _inbox(place: LocationPage, words: str) -> str:
    query = f"location:{place.slug} {words}".replace(" ", "%20")
    return f"{reverse('clinic_inbox:index')}?filter={query}"

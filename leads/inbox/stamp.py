"""The stamp: whether the list would look different now, cheaply, for a page that stays open.

It is made of what the first page of that list shows and of the numbers beside the tabs: of leads
that the user may see and of nothing else, so it says nothing of other clinics, not even that
something happened there. A promise that ends changes it by itself. It costs as much as a page of
the list, however many leads are open.
"""

import json
from hashlib import sha256
from typing import Any

from django.db.models import BigIntegerField, Q, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from locations.conf import clinic_settings

from ..about import id_in
from ..models import (
    IS_OPEN,
    WAITS_FOR_US,
    Lead,
    LeadQuerySet,
    is_overdue,
    is_snoozed,
)
from .numbers import CountOf, all_at_once
from .pages import DiscreetView
from .queues import ALL_OPEN, FOUND, QUARANTINE, UNDELIVERED, UNMARKED
from .views import InboxView


class StampView(DiscreetView):
    """304 while nothing changed; otherwise how many leads are new, and how many since `after`.

    Asked with the address of a list, it is about that one; a search is not done over and over.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        after = id_in(request.GET.get("after"))
        listed, rows = _list(request)
        numbers = stamp(request.user, after=after, listed=listed, rows=rows)
        digest = sha256(json.dumps([request.user.pk, numbers]).encode()).hexdigest()
        etag = quote_etag(digest[:32])
        shown = {name: numbers[name] for name in ("new", "arrived")}
        response = JsonResponse(shown, headers={"ETag": etag})
        return get_conditional_response(request, etag=etag, response=response) or response


class MixOf(Subquery):
    """One number out of which rows these are and in which version each of them is.

    The product alone would be the same for other rows in other versions; the rest of a division
    is not, except by chance. A percent sign is written four times: two are taken away on the way.
    """

    template = (
        "(SELECT SUM(page.id * page.version + page.version"
        " + (page.id * 7919 + page.version * 104729) %%%% 1000003 * page.id)"
        " FROM (%(subquery)s) AS page)"
    )
    output_field = BigIntegerField()
    empty_result_set_value = 0


def _list(request: HttpRequest) -> tuple[LeadQuerySet, LeadQuerySet]:
    """What the filters of the page let through, in every tab, and the list that it shows.

    A search is not done over and over: of a page of what was found all open leads are looked at.
    """
    visible = Lead.objects.visible_to(request.user)
    if set(request.GET) <= {"after"}:
        return visible, ALL_OPEN.of(visible, at=timezone.now())
    listing = InboxView()
    listing.setup(request)
    listed = listing.filter_queryset(visible)
    if request.GET.get("tab") == FOUND.name:
        return listed, ALL_OPEN.of(visible, at=timezone.now())
    return listed, listing.rows(listed)


def stamp(
    user: Any, *, after: int | None, listed: LeadQuerySet, rows: LeadQuerySet
) -> dict[str, int]:
    """Return the numbers that change with every change that the list would show. One query.

    `new` is what the page says in its tab “New” and in its title: of what its filters let through.
    """
    at = timezone.now()
    leads = Lead.objects.visible_to(user)
    arrived = IS_OPEN & Q(pk__gt=after) if after is not None else Q(pk__in=[])
    quarantined = QUARANTINE.of(leads, at=at)
    page = rows.values("id", "version")[: clinic_settings.INBOX_PAGE_SIZE]
    numbers = all_at_once(
        {
            "page": MixOf(page),
            "open": CountOf(leads.filter(IS_OPEN)),
            "overdue": CountOf(leads.filter(is_overdue(at=at))),
            "snoozed": CountOf(leads.filter(is_snoozed(at=at))),
            "quarantined": CountOf(quarantined),
            "undelivered": CountOf(UNDELIVERED.of(leads, at=at)),
            "unmarked": CountOf(UNMARKED.of(leads, at=at)),
            "new": CountOf(listed.filter(WAITS_FOR_US & ~is_snoozed(at=at))),
            "arrived": CountOf(leads.filter(arrived)),
        }
    )
    return {name: int(number or 0) for name, number in numbers.items()}

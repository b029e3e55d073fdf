"""The stamp: whether the list would look different now, cheaply, for a page that stays open.

It is made of the open leads that the user may see and of nothing else, so it says nothing of other
clinics, not even that something happened there. A promise that ends changes it by itself.
"""

import json
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from ..about import id_in
from ..models import IS_OPEN, OPEN, Lead, is_overdue, is_snoozed
from .pages import DiscreetView
from .queues import WAITS_FOR_US


class StampView(DiscreetView):
    """304 while nothing changed; otherwise how many leads are new, and how many since `after`."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        numbers = stamp(request.user, after=id_in(request.GET.get("after")))
        digest = sha256(json.dumps([request.user.pk, numbers]).encode()).hexdigest()
        etag = quote_etag(digest[:32])
        shown = {name: numbers[name] for name in ("new", "arrived")}
        response = JsonResponse(shown, headers={"ETag": etag})
        return get_conditional_response(request, etag=etag, response=response) or response


def stamp(user: Any, *, after: int | None) -> dict[str, int]:
    """Return the numbers that change with every change that the list would show. One query.

    Only open leads are looked at (those in quarantine too): there are few of them however many
    are closed, and one that is closed or reopened comes or goes.
    """
    at = timezone.now()
    open_leads = Lead.objects.visible_to(user).filter(status__in=OPEN)
    arrived = IS_OPEN & Q(pk__gt=after) if after is not None else Q(pk__in=[])
    numbers = open_leads.aggregate(
        leads=Count("pk"),
        versions=Sum("version"),
        which=Sum(F("pk") * F("version")),
        overdue=Count("pk", filter=is_overdue(at=at)),
        snoozed=Count("pk", filter=is_snoozed(at=at)),
        new=Count("pk", filter=WAITS_FOR_US & ~is_snoozed(at=at)),
        arrived=Count("pk", filter=arrived),
    )
    return {name: int(number or 0) for name, number in numbers.items()}

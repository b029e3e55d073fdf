"""Which answers are for anybody, and until when: noted while Django makes them.

Only pages of the clinic's own types are, served at their own address. Caches before us read the
note in the headers, `layer.py` in the request's environment.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from wagtail.models import Page

from ..cache_keys import cache_keys, surrogate_key
from ..caching import LONGEST, seconds_left
from ..changes.caches import UNPURGED, purges, purges_by_key
from ..conf import clinic_settings
from ..directory import Directory
from ..expiry import holds_until
from ..faults import log_fault
from ..finished import is_for_one
from ..models import ClinicPage, LocationPage
from .asking import READING, SPECIAL, say_nothing

logger = logging.getLogger(__name__)

# Where the note lies in the environment of a WSGI request.
NOTE = "clinic.page_cache"

# So many of the seconds for which caches before us have a page they may show it while they fetch it
# anew. When we do not answer, for so many more: an old page has the telephone numbers that an error
# page has not.
WHILE_REVALIDATING, WHILE_AWAY = 30, 24 * 60 * 60

Serve = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Note:
    """Until when a page holds, if nothing is published; for how long others may keep it.

    `until` is when it is made anew; by `changes` time alone has changed what it says; before
    `made_at` it does not hold either.
    """

    until: datetime
    changes: datetime
    shared: int
    made_at: datetime


def noting(serve: Serve) -> Serve:
    """Wrap how Wagtail serves a page (its hook ``on_serve_page``), inside all checks of privacy."""

    def noted(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        at = timezone.now()  # before anything is read: what changes meanwhile is over at once
        response = serve(page, request, args, kwargs)
        if isinstance(page, ClinicPage) and response.status_code == 200 and _is_anonymous(request):
            write = partial(_write, page=page, request=request, at=at)
            if isinstance(response, SimpleTemplateResponse):
                response.add_post_render_callback(write)
            else:
                write(response)
        return response

    return noted


@lru_cache(maxsize=1000)  # for each of the many who ask in one second
def shared_cache_control(seconds: int) -> str:
    """What a browser asks for again each time, and caches before us show for `seconds` in all."""
    revalidating = min(WHILE_REVALIDATING, seconds // 2)
    return (
        f"public, max-age=0, s-maxage={seconds - revalidating}, "
        f"stale-while-revalidate={revalidating}, stale-if-error={WHILE_AWAY}"
    )


def _is_anonymous(request: HttpRequest) -> bool:
    """Without asking for the user, which would make the answer one for a visitor."""
    is_nobody = not SPECIAL & request.META.keys() and say_nothing(request.COOKIES)
    return request.method in READING and is_nobody


def _write(
    response: HttpResponseBase, *, page: ClinicPage, request: HttpRequest, at: datetime
) -> None:
    """Note it. A page that says itself who may keep it is left alone; a fault costs the note."""
    if response.has_header("Cache-Control") or not clinic_settings.PAGE_CACHE_SECONDS:
        return
    if is_for_one(request):
        return
    try:
        clinic = Directory.for_request(request)
        changes, shared = holds_until(clinic, at=at), _seconds_for_others(request)
        keys = _keys(page, clinic)
    except Exception as error:
        log_fault(logger, "Until when a page holds is not known.", error)
        return
    until = min(changes, at + timedelta(seconds=clinic_settings.PAGE_CACHE_SECONDS))
    response["Cache-Control"] = shared_cache_control(min(shared, seconds_left(until)))
    response["Surrogate-Key"] = surrogate_key(keys)
    request.META[NOTE] = Note(until=until, changes=changes, shared=shared, made_at=at)


def _keys(page: ClinicPage, clinic: Directory) -> list[str]:
    """The names under which webhooks tell of it. Every page has the locations' numbers: `SITE`."""
    places = [clinic.facts_of(page).pk] if isinstance(page, LocationPage) else []
    return cache_keys(pages=[page.pk], locations=places, site=True, lists=page.numchild > 0)


def _seconds_for_others(request: HttpRequest) -> int:
    """An address with a query, such as a campaign's, is none that is purged but by name."""
    is_purged = purges_by_key() or (purges() and not request.META.get("QUERY_STRING"))
    return int(LONGEST.total_seconds()) if is_purged else UNPURGED

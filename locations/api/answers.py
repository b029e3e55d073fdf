"""How answers are given: with headers for every cache on the way, and as 304 to who has it already.

A 304 costs one query. The ETag is a digest of the answer. What digest an address has is kept in
Django's cache for as long as the answer holds: one generation of the content (locations/caching.py)
and until time changes it. Where nobody keeps it, it is made anew, which is slower and never wrong.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags
from ninja import Router
from ninja.decorators import decorate_view

from ..cache_keys import PAGES, SITE, surrogate_key
from ..caching import LONGEST, seconds_left
from ..changes.caches import UNPURGED, purges_by_key
from ..content_languages import reader_language
from ..faults import log_fault
from ..frames import Frame, frame_of
from ..problems import problems, strictly

logger = logging.getLogger(__name__)

Run = Callable[..., HttpResponse]

# A browser asks again after this. So does a cache before us, unless it is one that purges by name:
# most of what is asked here is asked with a query, and has no address that could be purged.
MAX_AGE = 60
# Caches cut headers that are longer. An answer with more keys is purged when any page changes.
MOST_KEYS = 200

_NOTES = "_clinic_answer_notes"


@dataclass(slots=True)
class Notes:
    """What an operation says of its answer: what it shows, and until when it holds."""

    keys: set[str] = field(default_factory=set)
    until: datetime | None = None


def note(request: HttpRequest, *, keys: Iterable[str] = (), until: datetime | None = None) -> None:
    """Say what the answer shows, and when time alone will change it."""
    notes = _notes(request)
    notes.keys |= set(keys)
    if until is not None:
        notes.until = min(until, notes.until) if notes.until else until


def read(router: Router, path: str, response: Any, *statuses: int, **more: Any) -> Callable:
    """A GET (and HEAD) operation of a router, with all that its answers need.

    `statuses` are problems that it may answer beside those of every operation.
    """
    answers = {200: response, 304: None, **problems(*statuses)}
    operation = router.api_operation(["GET", "HEAD"], path, response=answers, **more)

    def decorate(function: Callable) -> Callable:
        known = _parameters(function)
        return operation(decorate_view(kept, strictly(known))(function))

    return decorate


def _parameters(function: Callable) -> set[str]:
    """The names that an operation takes from the query: its own, and those of its schemas."""
    names: set[str] = set()
    for name, parameter in signature(function, eval_str=True).parameters.items():
        kind = getattr(parameter.annotation, "__origin__", parameter.annotation)
        names |= set(getattr(kind, "model_fields", {name: None}))
    return names - {"request"}


def kept(run: Run) -> Run:
    """Let an operation that reads answer with ETag and headers for caches, and with 304."""

    @wraps(run)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        frame = frame_of(request)
        place = _place(request, frame)
        known = _known(place)
        if known and _holds(known, frame) and _has(request, known["headers"]["ETag"]):
            return _finished(HttpResponse(status=304), known)
        response = run(request, **kwargs)
        if response.status_code != 200:
            return response
        made = _made(request, frame, response)
        _keep(place, made)
        if _has(request, made["headers"]["ETag"]):
            return _finished(HttpResponse(status=304), made)
        return _finished(response, made)

    return answer


def _known(place: str) -> dict[str, Any] | None:
    """What is kept of an answer; nothing while the cache is away."""
    try:
        return cache.get(place)
    except Exception as error:
        log_fault(logger, "Answers that are kept cannot be read.", error)
        return None


def _keep(place: str, made: dict[str, Any]) -> None:
    """Keep this for who asks next; who asks now gets the answer, whatever the cache does."""
    try:
        cache.set(place, made, max(1, seconds_left(made["until"])))
    except Exception as error:
        log_fault(logger, "An answer cannot be kept.", error)


def _made(request: HttpRequest, frame: Frame, response: HttpResponse) -> dict[str, Any]:
    """What is kept of an answer: its headers, and until when they hold."""
    notes, ends = _notes(request), frame.at + LONGEST
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    keys = sorted(notes.keys) if len(notes.keys) <= MOST_KEYS else [PAGES]
    headers = {
        "ETag": f'"{digest}"',
        "Surrogate-Key": surrogate_key([SITE, *keys]),
    }
    if frame.changed_at is not None:
        headers["Last-Modified"] = http_date(frame.changed_at.timestamp())
    until = min(notes.until, ends) if notes.until else ends
    return {"headers": headers, "since": frame.at, "until": until}


def _holds(made: dict[str, Any], frame: Frame) -> bool:
    """Not before it was made: then a clock was put back, and it says what is true later."""
    return made["since"] <= frame.at and seconds_left(made["until"]) > 0


def _finished(response: HttpResponse, made: dict[str, Any]) -> HttpResponse:
    for name, value in made["headers"].items():
        response[name] = value
    left = seconds_left(made["until"])
    shared = left if purges_by_key() else min(UNPURGED, left)
    response["Cache-Control"] = f"public, max-age={min(MAX_AGE, left)}, s-maxage={shared}"
    return response


def _has(request: HttpRequest, etag: str) -> bool:
    """Does whoever asks have this answer? A compressing proxy makes a strong ETag weak."""
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in asked or etag in {one.removeprefix("W/") for one in asked}


def _place(request: HttpRequest, frame: Frame) -> str:
    site = frame.site.pk if frame.site else 0
    address = f"{site} {reader_language()} {request.build_absolute_uri()}"
    # 2: what is kept says since when it holds; a version before did not.
    return f"clinic:api:2:{frame.generation}:{hashlib.sha256(address.encode()).hexdigest()}"


def _notes(request: HttpRequest) -> Notes:
    if not hasattr(request, _NOTES):
        setattr(request, _NOTES, Notes())
    return getattr(request, _NOTES)

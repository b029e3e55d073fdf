"""Reception: what receiving a request needs to know of the clinic, read once in a generation.

Page, Site, locations and organisation are most of what a request would have to read. They are not
read again while the content is what it was, and what was read is shared by all requests that this
process answers: nobody changes it.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from locations.caching import generation_now, has_changed_content
from locations.directory import Directory
from locations.frames import frame_of
from locations.remembering import shared

from .forms import Place
from .models import ConsultationRequestPage
from .presets import places_of

# Where the token stands in the address of a thank-you page.
TOKEN = "TOKEN"  # noqa: S105 (the place of one)


@dataclass(frozen=True, slots=True)
class Reception:
    """One request page on one Site, as visitors meet it. `language` is the page's."""

    language: str
    url: str
    thanks: str
    clinic: Directory
    places: tuple[Place, ...]

    def thanks_url(self, token: str) -> str:
        return self.thanks.replace(TOKEN, token)


def reception_of(request: HttpRequest, page_id: str) -> Reception:
    """Return what is known of a request page; Http404 if there is none. One query, if known."""
    asked: Any = request
    generation = None if has_changed_content() else generation_now()
    key = f"reception {asked._get_raw_host()} {request.get_port()} {page_id}"
    return shared(key, partial(_read, request, page_id), generation=generation)


def page_of(page_id: str) -> ConsultationRequestPage:
    """Return a published request page; Http404 if there is none."""
    return get_object_or_404(ConsultationRequestPage.objects.live(), pk=page_id)


def _read(request: HttpRequest, page_id: str) -> Reception:
    frame = frame_of(request, with_organisation=False)
    page = page_of(page_id)
    url = page.get_url(request)
    if url is None:  # a page outside every Site, which nobody can have seen
        raise Http404
    clinic = _shareable(frame.clinic)
    thanks = url + page.reverse_subpage("sent", args=[TOKEN])
    places = tuple(places_of(clinic))
    return Reception(page.locale.language_code, url, thanks, clinic, places)


def _shareable(read: Directory) -> Directory:
    """The clinic without the request for which it was read, and with all that routing asks."""
    clinic = Directory(site=read.site)
    clinic.generation = read.generation
    clinic.locations, clinic.organisation = read.locations, read.organisation
    clinic.site_settings = read.site_settings
    for location in clinic.locations:
        location.schedule  # noqa: B018 (the hours are made of blocks, once)
    return clinic

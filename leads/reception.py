"""Reception: what receiving a request needs to know of the clinic, read once in a generation.

Page, Site, locations and organisation are most of what a request would have to read. They are not
read again while the content is what it was, and what was read is shared by all requests that this
process answers: nobody changes it.
"""

import pickle
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import override

from locations.caching import has_changed_content
from locations.directory import Directory
from locations.frames import frame_of, last_known_site
from locations.remembering import last_shared, shared

from .forms import Place
from .models import ConsultationRequestPage
from .presets import places_of

# Where the token stands in the address of a thank-you page.
TOKEN = "TOKEN"  # noqa: S105 (the place of one)


@dataclass(frozen=True, slots=True)
class Reception:
    """One request page on one Site, as visitors meet it. `language` is the page's.

    `thanks` is what stands before and behind the token in the address of the thank-you page.
    """

    language: str
    url: str
    thanks: tuple[str, str]
    clinic: Directory
    places: tuple[Place, ...]

    def thanks_url(self, token: str) -> str:
        return token.join(self.thanks)


def reception_of(request: HttpRequest, page_id: str) -> Reception:
    """Return what is known of a request page; Http404 if there is none. One query, if known."""
    clinic = frame_of(request, with_organisation=False).clinic
    generation = None if has_changed_content() else clinic.generation
    key = _key(clinic.site and clinic.site.pk, page_id)
    return shared(key, partial(_read, request, page_id), generation=generation)


def last_reception_of(request: HttpRequest, page_id: str) -> Reception | None:
    """Return what this process last knew of a request page. No query.

    It may be old: who stores by it says so (`receive`), and nothing else may be made of it.
    """
    if has_changed_content():
        return None
    return last_shared(_key(last_known_site(request), page_id))


def _key(site_id: int | None, page_id: str) -> str:
    """By what the addresses are made of, never by what a visitor may write as they like."""
    return f"reception {site_id} {int(page_id)}"


def page_of(page_id: str) -> ConsultationRequestPage:
    """Return a published request page; Http404 if there is none."""
    return get_object_or_404(ConsultationRequestPage.objects.live(), pk=page_id)


def _read(request: HttpRequest, page_id: str) -> Reception:
    page = page_of(page_id)
    with override(page.locale.language_code):  # the same for whoever asks first
        url = page.get_url(request)
        if url is None:  # a page outside every Site, which nobody can have seen
            raise Http404
        clinic = _shareable(frame_of(request).clinic)
        before, _token, behind = (url + page.reverse_subpage("sent", args=[TOKEN])).rpartition(
            TOKEN
        )
        places = tuple(places_of(clinic))
        return Reception(page.locale.language_code, url, (before, behind), clinic, places)


def _shareable(read: Directory) -> Directory:
    """A copy of the clinic without the request for which it was read, with all that routing asks.

    A copy, because that request may do with its own what it likes.
    """
    clinic = Directory(site=None)
    clinic.generation = read.generation
    rows = read.site, read.locations, read.organisation, read.site_settings
    clinic.site, clinic.locations, clinic.organisation, clinic.site_settings = pickle.loads(  # noqa: S301 (our own)
        pickle.dumps(rows)
    )
    for location in clinic.locations:
        location.schedule  # noqa: B018 (the hours are made of blocks, once)
    return clinic

"""Finished parts of pages: what is the same on many pages is made once in a generation.

A part is remembered for one Site and language. It is made from the clinic alone, with what its tag
names, so that nothing of one page or one visitor gets into those of others.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from . import untranslated
from .conf import clinic_settings
from .directory import Directory
from .expiry import known_change
from .remembering import keep, recall


def finished(
    clinic: Directory, name: str, make: Callable[[], str], *, is_timed: bool = False
) -> SafeString:
    """Return what `make` makes, or has made for this Site and language in this generation.

    What says something of now is `is_timed`: it holds until the next opening, closing or midnight.
    Nothing is remembered where no pages are kept, such as while templates are being written.
    """
    generation = clinic.generation if clinic_settings.PAGE_CACHE_SECONDS else None
    if generation is None:
        return SafeString(make())
    site = clinic.site.pk if clinic.site else None
    key = f"part {name} {site} {get_language()} {untranslated.marks()}"
    ends = known_change(clinic, at=timezone.now()) if is_timed else None
    kept = recall(key, generation=generation)
    if kept is not None and kept[0] == ends:
        return SafeString(kept[1])
    html = str(make())
    # Whoever puts something of a visitor into it gets a part that is made each time.
    if clinic.request is None or not is_for_one(clinic.request):
        keep(key, (ends, html), generation=generation)
    return SafeString(html)


def is_for_one(request: HttpRequest) -> bool:
    """Has something on the page asked for the session, or for a token against forged requests?"""
    session = getattr(request, "session", None)
    is_asked = session is not None and (session.accessed or session.modified)
    return is_asked or "CSRF_COOKIE" in request.META

"""How documents for machines are answered: read only, kept for a while, asked for by ETag."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from ..cache_keys import SITE, surrogate_key
from ..caching import seconds_left
from ..directory import Directory
from ..expiry import holds_until

View = Callable[..., HttpResponseBase]

# It has the numbers and hours of the locations: a minute, and never past the next opening.
A_MINUTE, A_YEAR = 60, 365 * 24 * 60 * 60


def for_machines(
    *, max_age: int, indexed: bool = False, immutable: bool = False, timed: bool = False
) -> Callable[[View], View]:
    """A view whose answer may be kept for `max_age` seconds, and is 304 when it has not changed.

    What says something of now is `timed`: it is not kept past the next opening or closing.

    Only its ETag tells: a number that changed leaves the dates of what was published as
    they were. Unless it is `indexed`, search engines are told to list the page itself instead.
    """

    def decorate(view: View) -> View:
        @require_safe
        @conditional_page
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            at = timezone.now()  # before anything is read: what changes meanwhile is over at once
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                kept = {"immutable": True} if immutable else {}
                del response["Last-Modified"]
                seconds = min(max_age, _seconds_left(request, at)) if timed else max_age
                patch_cache_control(response, public=True, max_age=seconds, **kept)
                response["Surrogate-Key"] = surrogate_key([SITE])
                if not indexed:
                    response["X-Robots-Tag"] = "noindex"
            return response

        return answer

    return decorate


def _seconds_left(request: HttpRequest, at: datetime) -> int:
    return seconds_left(holds_until(Directory.for_request(request), at=at))


def text(content: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=f"text/{kind}; charset=utf-8")

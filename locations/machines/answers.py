"""How documents for machines are answered: read only, kept for a while, asked for by ETag."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponseBase]

# What is purged by nobody is kept for a minute: it has the numbers and hours of the locations.
A_MINUTE, A_YEAR = 60, 365 * 24 * 60 * 60


def for_machines(
    *, max_age: int, indexed: bool = False, immutable: bool = False
) -> Callable[[View], View]:
    """A view whose answer may be kept for `max_age` seconds, and is 304 when it has not changed.

    Only its ETag tells: a number that changed leaves the dates of what was published as
    they were. Unless it is `indexed`, search engines are told to list the page itself instead.
    """

    def decorate(view: View) -> View:
        @require_safe
        @conditional_page
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                kept = {"immutable": True} if immutable else {}
                del response["Last-Modified"]
                patch_cache_control(response, public=True, max_age=max_age, **kept)
                if not indexed:
                    response["X-Robots-Tag"] = "noindex"
            return response

        return answer

    return decorate


def text(content: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=f"text/{kind}; charset=utf-8")

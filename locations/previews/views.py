"""The reader's door to a shared version: no account, no cookie, and nothing is kept anywhere."""

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from ..conf import clinic_settings
from .serving import find_version, serve_version
from .tokens import read_token

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # The address is the key: it must not go along to where a link of the page leads.
    "Referrer-Policy": "no-referrer",
}


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show one version; 410 when the link has run out, 404 for anything else that is not there."""
    try:
        version = read_token(token)
    except BadSignature as error:
        raise Http404 from error
    if version.is_over(at=timezone.now()):
        return discreet(over(request))
    return discreet(serve_version(request, find_version(version), version))


def over(request: HttpRequest) -> HttpResponse:
    """Say that a link has run out, and what to do then, in the language of the reader's browser."""
    context = {
        "base_template": clinic_settings.BASE_TEMPLATE,
        "minutes": clinic_settings.PREVIEW_MINUTES,
    }
    with override(get_language_from_request(request)):
        return render(request, "clinic/preview_over.html", context, status=410)


def discreet(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches, search engines and the logs of other sites."""
    for name, value in HEADERS.items():
        response[name] = value
    return response

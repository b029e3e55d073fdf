"""The page that a visitor came from, as they read it: nothing on it works, and nobody keeps it.

Who may see the lead may see this; a right to edit the page is not asked for.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from locations.previews.serving import serve_as_published
from locations.previews.views import discreet

from ..actions import looked_at
from .lead_views import LeadView
from .then import page_then

# The policy lets none of them run; so the browser need not say of each that it did not.
SCRIPT = re.compile(rb"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)


class PageThenView(LeadView):
    """The page by its own template, without scripts, forms and the bar of who is signed in."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = page_then(self.lead)
        if page is None:
            raise Http404
        drawn = serve_as_published(request, page, at=self.lead.received_at)
        if drawn.status_code != 200:  # a page type of the project's own that is not drawn here
            raise Http404
        if request.method == "GET":  # what somebody read before asking is a part of the lead
            looked_at(lead=self.lead, by=request.user, at=timezone.now())
        still = SCRIPT.sub(b"", drawn.content)
        response = HttpResponse(still, content_type=drawn.headers["Content-Type"])
        response["Content-Security-Policy"] = _policy()
        return discreet(response)


def _policy() -> str:
    """Pictures and style sheets from where the site has them; nothing runs, nothing is sent."""
    urls = (settings.STATIC_URL, settings.MEDIA_URL)
    origins = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, urls) if parts.netloc}
    own = " ".join(["'self'", *sorted(origins)])
    return (
        "sandbox allow-same-origin; default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'; style-src {own}; font-src {own}; img-src {own} data:"
    )

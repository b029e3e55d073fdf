"""Short links of an old WordPress site: “/?p=12” leads to the article that was imported from it.

The path of such a link is the front page, which exists. Wagtail looks for redirects only where
nothing is, so it would show the front page to everybody who follows one.
"""

from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from wagtail.models import Page, Site

_KEYS = ("p", "page_id")
_LONGEST_NUMBER = 18


def follow_short_link(
    page: Page, request: HttpRequest, serve_args: Any, serve_kwargs: Any
) -> HttpResponse | None:
    """Redirect a short link, if one is kept for it and its page is published."""
    key = next((key for key in _KEYS if _is_number(request.GET.get(key, ""))), None)
    if key is None or not apps.is_installed("wagtail.contrib.redirects"):
        return None
    redirects = apps.get_model("wagtailredirects", "Redirect")
    path = redirects.normalise_path(f"{request.path}?{key}={request.GET[key]}")
    site = Site.find_for_request(request)
    found = redirects.get_for_site(site).filter(old_path=path, redirect_page__live=True).first()
    return HttpResponsePermanentRedirect(found.link) if found and found.link else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER

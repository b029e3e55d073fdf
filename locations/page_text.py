"""The finished text of a page: what other apps make of it, for readers and for the API alike."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks


def finished(html: str, page: Any, request: HttpRequest | None) -> str:
    """Return HTML with what apps add to it, by the hook ``clinic_page_text``.

    The hook is a function of the HTML, the page and the request that returns HTML. Running text
    stands in elements of the class ``prose``.
    """
    for function in hooks.get_hooks("clinic_page_text"):
        html = function(html, page, request)
    return html

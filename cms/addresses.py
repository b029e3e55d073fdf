"""Which of this site's addresses are the admin's, wherever the project has it."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse


def is_of_admin(request: HttpRequest) -> bool:
    """Is a request one for the admin, signing in and out included?"""
    urls = get_urlconf() or settings.ROOT_URLCONF
    return request.path.startswith(_beginning(urls, get_script_prefix()))


@cache
def _beginning(_urls: str, _prefix: str) -> str:
    """How the admin's addresses begin: the same as long as the site's URLs are. No language is in
    them. Every request asks several times.
    """
    return reverse("wagtailadmin_home")

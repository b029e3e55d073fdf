"""The caches before us, as the project has named them for `wagtail.contrib.frontend_cache`."""

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.module_loading import import_string
from wagtail.contrib.frontend_cache.backends import HTTPBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from ..cache_keys import surrogate_key

# Seconds for which caches before us keep what nobody purges there: an address with a query, which
# nobody can list, and everything where no cache is named.
UNPURGED = 60


def purges() -> bool:
    """Did the project name caches that can be purged?"""
    names = ("WAGTAILFRONTENDCACHE", "WAGTAILFRONTENDCACHE_LOCATION")
    return any(getattr(settings, name, None) for name in names)


def purges_by_key() -> bool:
    """Do all of these caches purge by name, so that whatever shows a thing can be reached?"""
    named: dict[str, dict[str, Any]] = getattr(settings, "WAGTAILFRONTENDCACHE", None) or {}
    paths = [str(backend.get("BACKEND", "")) for backend in named.values()]
    return bool(paths) and all(map(_knows_names, paths))


@cache
def _knows_names(path: str) -> bool:
    try:
        return hasattr(import_string(path), "purge_keys")
    except ImportError:  # told by Wagtail, when it is to purge
        return False


def purge_keys(keys: Iterable[str]) -> None:
    """Purge what is kept under any of these names, in caches that know names."""
    names = list(keys)
    for backend in get_backends().values():
        if hasattr(backend, "purge_keys"):
            backend.purge_keys(names)


class KeyBackend(HTTPBackend):
    """A cache that takes ``PURGE`` with the names in ``Surrogate-Key``: Fastly, Varnish with xkey.

    ``{"BACKEND": "locations.changes.caches.KeyBackend", "LOCATION": "http://cache.example"}``;
    ``HEADERS`` are sent along, such as a token. Another cache needs a class of the project's own
    with this method. It raises OSError when the names were not purged: they are tried again.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        self.headers: dict[str, str] = params.pop("HEADERS", {})
        super().__init__(params)

    def purge_keys(self, keys: list[str]) -> None:
        url = f"{self.cache_scheme}://{self.cache_netloc}/"
        headers = {**self.headers, "Surrogate-Key": surrogate_key(keys)}
        request = Request(url, headers=headers, method="PURGE")  # noqa: S310 (of the settings)
        try:
            urlopen(request).close()  # noqa: S310
        except URLError as error:
            raise OSError("the cache before us has not purged") from error

"""The caches before us."""

from django.conf import settings


def purges() -> bool:
    """Did the project name caches that can be purged?"""
    names = ("WAGTAILFRONTENDCACHE", "WAGTAILFRONTENDCACHE_LOCATION")
    return any(getattr(settings, name, None) for name in names)

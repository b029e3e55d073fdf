"""The names under which answers are kept in caches, and by which they are dropped.

Two sides use them: the `Surrogate-Key` header of an answer, and the webhook that says what has
changed. A cache that drops everything under the names of a webhook shows nothing old.
"""

from collections.abc import Iterable

# What stands on every page: the clinic's name and number, the menu, locations in header and footer.
SITE = "site"


def page_key(pk: int) -> str:
    """The name of what shows a page's own content."""
    return f"page-{pk}"


def location_key(pk: int) -> str:
    """The name of what shows a location's facts; `pk` is that of the original, in any language."""
    return f"location-{pk}"


def cache_keys(
    *, pages: Iterable[int] = (), locations: Iterable[int] = (), site: bool = False
) -> list[str]:
    """Return each name once: the site's first, then locations, then pages, by number."""
    names = [SITE] if site else []
    names += [location_key(pk) for pk in sorted(set(locations))]
    return names + [page_key(pk) for pk in sorted(set(pages))]


def surrogate_key(names: Iterable[str]) -> str:
    """Return the value of the header: the names, separated by spaces."""
    return " ".join(names)

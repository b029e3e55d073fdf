"""The names under which answers are kept in caches, and by which they are dropped.

Two sides use them: the `Surrogate-Key` header of an answer, and the webhook that says what has
changed. A cache that drops everything under the names of a webhook shows nothing old.
"""

from collections.abc import Iterable
from typing import Any

# What stands on every page: the clinic's name and number, the menu, locations in header and footer.
SITE = "site"
# What depends on which pages there are and where: lists, feeds, redirects; and what shows too many
# things to name them all. Every webhook about pages has it.
PAGES = "pages"


def page_key(pk: int) -> str:
    """The name of what shows a page's own content."""
    return f"page-{pk}"


def location_key(pk: int) -> str:
    """The name of what shows a location's facts; `pk` is that of the original, in any language."""
    return f"location-{pk}"


def picture_key(pk: Any) -> str:
    """The name of what shows a picture; a webhook names the pages that show it instead."""
    return f"picture-{pk}"


def cache_keys(
    *,
    pages: Iterable[int] = (),
    locations: Iterable[int] = (),
    site: bool = False,
    lists: bool = False,
) -> list[str]:
    """Return each name once: the site's, that of lists, then locations, then pages, by number."""
    names = [name for name, is_there in ((SITE, site), (PAGES, lists)) if is_there]
    names += [location_key(pk) for pk in sorted(set(locations))]
    return names + [page_key(pk) for pk in sorted(set(pages))]


def surrogate_key(names: Iterable[str]) -> str:
    """Return the value of the header: the names, separated by spaces."""
    return " ".join(names)

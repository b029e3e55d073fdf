"""The way to a page: the pages at the addresses above it, and the menu, in one query."""

from itertools import accumulate
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from .prepared import Prepared, filling, room_for, several
from .published import is_public, published

# No page lies deeper: a path in the tree has 255 characters, four for each level. An address with
# more parts than that would cost the square of its length.
DEEPEST = 63


def pages_on_the_way(start: Page, slugs: list[str]) -> list[Any]:
    """The pages from `start` down the `slugs`, as far as there are any. One query."""
    slugs = slugs[:DEEPEST]
    room = room_for(len(slugs))
    places = filling("slug", slugs, room) | filling("address", _addresses(start, slugs), room)
    return [page for page in _way.rows(room, **places) if page.path.startswith(start.path)]


def way_and_menu(start: Page, slugs: list[str]) -> tuple[list[Any], list[Any]]:
    """The same and the pages in the menu below `start`, a front page. One query."""
    slugs = slugs[:DEEPEST]
    addresses = _addresses(start, slugs)
    wanted = Q(slug__in=slugs, url_path__in=addresses)
    in_menu = Q(depth=start.depth + 1, show_in_menus=True)
    below = Page.objects.descendant_of(start).annotate(is_public=is_public()).order_by("path")
    found: list[Any] = list(below.filter(wanted | in_menu))
    first = (page for page in found if page.depth == start.depth + 1)
    menu = [page for page in first if page.live and page.is_public and page.show_in_menus]
    return [page for page in found if page.url_path in addresses], menu


def menu_below(root: Page) -> list[Page]:
    """The pages in the menu below a front page, in tree order. One query."""
    return list(published(root.get_children().in_menu()))


def name_of_menu(root: Page) -> str:
    """The name under which the pages in the menu below a front page are remembered."""
    return f"menu {root.pk}"


def _addresses(start: Page, slugs: list[str]) -> list[str]:
    return list(accumulate((f"{slug}/" for slug in slugs), initial=start.url_path))[1:]


def _pages_at(count: int) -> QuerySet[Page]:
    """The pages at so many addresses, from the top down."""
    slug, url_path = (Page._meta.get_field(name) for name in ("slug", "url_path"))
    slugs, addresses = several("slug", slug, count), several("address", url_path, count)
    pages = Page.objects.filter(slug__in=slugs, url_path__in=addresses)
    return pages.annotate(is_public=is_public()).order_by("path")


_way: Prepared[Any] = Prepared(_pages_at)

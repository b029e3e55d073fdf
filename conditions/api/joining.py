"""Joining Wagtail's API v3 (see locations/api/joining.py)."""

from locations.problems import join_api


def join() -> None:
    """Add the routers of this app."""
    from . import articles, searching

    join_api("/", articles.router)
    join_api("/", searching.router)

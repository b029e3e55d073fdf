"""The visitor's door for front ends: ask for a consultation, and see how that stands.

A part of Wagtail's API v3, for projects that have it. No cookie counts, and none is set.
"""

from locations.problems import clinic_router, join_api

from . import asking, following

PREFIX = "/consultation-requests"


def join() -> None:
    """Add our operations to the API. Once, in `AppConfig.ready()`."""
    router = clinic_router("consultation requests")
    asking.add_to(router)
    following.add_to(router)
    join_api(PREFIX, router)

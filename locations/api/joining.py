"""Joining Wagtail's API v3: our routers, and a document that is valid and says all it answers.

Called at start-up (`AppConfig.ready`), where a project has installed ``wagtail.api.v3``. What apps
add to pages comes from hooks (`clinic_api_facts`, `clinic_api_filters`), so that the order of the
apps does not matter.
"""

from ..problems import join_api


def join() -> None:
    """Add the routers of this app."""
    from wagtail.api.v3.api import api

    from . import library, own_blocks
    from .document import repair
    from .drafts import drafts_router
    from .pages import PageRoutes
    from .resolving import resolving_router
    from .site import router

    own_blocks.register()
    pages = PageRoutes()
    join_api("/", router)
    join_api("/", resolving_router(pages))
    join_api("/clinic", pages.router)
    join_api("/clinic", drafts_router(pages))
    library.withhold()
    repair(api)

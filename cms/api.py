"""The public API: Wagtail's API v3 and our own routers in one document, open to everybody.

Wagtail's v3 can also write, with tokens that never expire. With WAGTAILAPI_READ_ONLY, every
operation of Wagtail's that asks for a token is taken away, from the URLs and from the OpenAPI
document alike. Ours are left alone.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.api.v3.urls import api

from locations.previews.api import router as preview_router

__all__ = ["api"]


def as_anonymous(request: HttpRequest) -> AnonymousUser:
    """Treat everybody as a stranger: a session shows no more. (v3's own spoils the document.)"""
    request.user = AnonymousUser()
    return request.user


def make_read_only(api: NinjaAPI) -> None:
    """Take away what needs a token: once all routers are there, before `api.urls` is read."""
    for router in api._get_bound_routers():  # copies: Wagtail's own routers stay whole
        for path, view in list(router.path_operations.items()):
            view.operations = [operation for operation in view.operations if _is_open(operation)]
            if not view.operations:
                del router.path_operations[path]


def _is_open(operation: Operation) -> bool:
    if not operation.view_func.__module__.startswith("wagtail."):
        return True
    if not any(isinstance(callback, AllowAnonymous) for callback in operation.auth_callbacks):
        return False
    operation.auth_callbacks = [as_anonymous]
    return True


api.add_router("/preview/", preview_router)
api.title = f"{settings.WAGTAIL_SITE_NAME} API"
if settings.WAGTAILAPI_READ_ONLY:
    api.description = "Read the site's public content."
    make_read_only(api)

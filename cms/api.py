"""The public API: Wagtail's API v3 and our own routers in one document, open to everybody.

Wagtail's v3 can also write, with tokens that never expire. With WAGTAILAPI_READ_ONLY, every
operation of Wagtail's that asks for a token is taken away, from the URLs and from the OpenAPI
document alike. Ours are left alone.
"""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.operation import Operation
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.api.v3.urls import api

from locations.api.answers import Run, kept, note
from locations.cache_keys import PAGES
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


def keep_answers(api: NinjaAPI) -> None:
    """Give Wagtail's own answers what ours have: ETag, 304, headers for caches."""
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            operation: Any  # its `run` is replaced, as ninja's own decorate_view does it
            for operation in filter(_is_wagtails, view.operations):
                if operation.methods == ["GET"]:
                    operation.run = kept(_of_pages(operation.run))
                    operation.response_models[304] = None


def _of_pages(run: Run) -> Run:
    """It may show any page: it is purged with each."""

    @wraps(run)
    def noted(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        note(request, keys=[PAGES])
        return run(request, **kwargs)

    return noted


def _is_wagtails(operation: Operation) -> bool:
    return operation.view_func.__module__.startswith("wagtail.")


def _is_open(operation: Operation) -> bool:
    if not _is_wagtails(operation):
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
    keep_answers(api)

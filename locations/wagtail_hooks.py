"""What this app adds to Wagtail's admin."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import draftail, links, protection, views
from .models import LocationPage


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    return [*icons, "clinic_locations/icons/clinic-phone.svg"]


@hooks.register("register_rich_text_features")
def add_phone_feature(features: FeatureRegistry) -> None:
    draftail.register(features)


# After Wagtail has registered its own handler, wherever this app stands among the others.
hooks.register("register_rich_text_features", links.register, order=1)


@hooks.register("register_admin_urls")
def add_admin_urls() -> list[URLPattern]:
    return [path("clinic/phones/", views.choose_phone, name="clinic_locations_choose_phone")]


@hooks.register("before_delete_page")
def keep_location_from_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    return protection.back_to(page) if protection.refuse_delete(request, [page]) else None


@hooks.register("before_unpublish_page")
def keep_location_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    descendants = bool(request.POST.get("include_descendants"))
    refused = protection.refuse_unpublish(request, [page], descendants=descendants)
    return protection.back_to(page) if refused else None


@hooks.register("before_bulk_action")
def keep_locations_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if not issubclass(action.model, Page):
        return None
    if action_type == "delete":
        refused = protection.refuse_delete(request, objects)
    elif action_type == "unpublish":
        descendants = bool(request.POST.get("include_descendants"))
        refused = protection.refuse_unpublish(request, objects, descendants=descendants)
    else:
        return None
    return redirect(action.next_url) if refused else None


@hooks.register("clinic_page_locations")
def location_of_page(page: Page) -> list[UUID]:
    """A request from a location's own page is for that location."""
    return [page.translation_key] if isinstance(page, LocationPage) else []

"""How this app joins Wagtail and the other apps of the plugin."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from locations import draftail
from locations.markup import linked_ids
from locations.protection import Guard
from locations.usage import users_of

from . import publishing, related, renewals, snippets, standing
from .content_checks import hooks as _check_hooks  # noqa: F401  (registers them)
from .import_page import hooks as import_page  # noqa: F401 - registers the page
from .importing.history import register_import_action
from .models import TreatmentPage
from .old_addresses import follow_short_link
from .prices import PriceFact
from .review_admin import hooks as _review_hooks  # noqa: F401  (registers them)

hooks.register("before_serve_page", follow_short_link)
hooks.register("register_log_actions", register_import_action)
hooks.register("clinic_location_sections", related.sections_of_location)
hooks.register("clinic_page_locations", related.locations_of_page)
hooks.register("clinic_practitioner_locations", related.locations_of_practitioner)
hooks.register("clinic_topic_of_page", related.topic_of_page)
hooks.register("clinic_practitioner_leave", related.leaves_of_practitioner)
hooks.register("clinic_location_practitioners", related.people_at)
hooks.register("clinic_page_text", standing.explained)


@hooks.register("clinic_api_facts")
def facts_for_api() -> list[Any]:
    """Late, because a project without the API need not load it."""
    from .api.pages import page_facts

    return page_facts()


@hooks.register("clinic_api_filters")
def filters_for_api() -> list[Any]:
    from .api.pages import page_filters

    return page_filters()


register_snippet(snippets.ClinicContentGroup)
hooks.register("before_delete_snippet", snippets.keep_disclaimers)
hooks.register("construct_homepage_panels", renewals.add_panel)
hooks.register("register_reports_menu_item", renewals.report_menu_item)
hooks.register("register_admin_urls", renewals.admin_urls)


@hooks.register("register_rich_text_features", order=2)
def add_price(features: FeatureRegistry) -> None:
    draftail.register(features, PriceFact, script="clinic_conditions/admin/price.js")


def users_of_price(treatment: Page, *, leaving: set[int]) -> list[Any]:
    """The objects whose texts show a treatment's price. A mere link to it holds nothing back."""
    users = (getattr(user, "specific", user) for user in users_of(treatment, leaving=leaving))
    return [user for user in users if treatment.pk in linked_ids(user, PriceFact.identifier)]


Guard(TreatmentPage, users_of_price).register()


@hooks.register("before_bulk_action")
def keep_incomplete_pages_unpublished(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if action_type != "publish" or not issubclass(action.model, Page):
        return None
    descendants = bool(request.POST.get("include_descendants"))
    refused = publishing.refuse_publish(request, objects, descendants=descendants)
    return redirect(action.next_url) if refused else None


@hooks.register("before_copy_page")
def keep_incomplete_copies_unpublished(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not request.POST.get("publish_copies"):
        return None
    descendants = bool(request.POST.get("copy_subpages"))
    refused = publishing.refuse_published_copy(request, page, descendants=descendants)
    return redirect("wagtailadmin_pages:edit", page.pk) if refused else None

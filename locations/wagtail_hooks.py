"""What this app adds to Wagtail's admin."""

from uuid import UUID

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from . import draftail, links, refused_panel, views
from .announcements import AnnouncementViewSet, announcements_left_alone
from .models import LocationPage
from .page_cache.noting import noting
from .previews.admin import ShareView, share_buttons
from .previews.sharing import register_sharing
from .protection import Guard
from .publish_hooks.views import INDEX, PublishHooksMenuItem
from .references import KINDS
from .refusals import register_refusal
from .translating import tell_refused_translation

ICONS = ["clinic-announcement", "clinic-phone", "clinic-place"]

register_snippet(AnnouncementViewSet)


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    return [*icons, *(f"clinic_locations/icons/{name}.svg" for name in ICONS)]


@hooks.register("register_rich_text_features")
def add_live_facts(features: FeatureRegistry) -> None:
    for kind in KINDS:
        draftail.register(features, kind)


# After Wagtail has registered its own handler, wherever this app stands among the others.
hooks.register("register_rich_text_features", links.register, order=1)

Guard(LocationPage, left_alone=announcements_left_alone).register()

hooks.register("register_log_actions", register_refusal)
hooks.register("register_log_actions", register_sharing)
hooks.register("register_page_header_buttons", share_buttons)
hooks.register("register_page_listing_more_buttons", share_buttons)
hooks.register("before_edit_page", tell_refused_translation, order=-1)
hooks.register("construct_homepage_panels", refused_panel.add_panel)

# Innermost: what refuses a page to a visitor has done so, and is not noted.
hooks.register("on_serve_page", noting, order=1000)


@hooks.register("register_admin_urls")
def add_admin_urls() -> list[URLPattern | URLResolver]:
    return [
        path("clinic/facts/<slug:kind>/", views.choose_fact, name="clinic_locations_choose_fact"),
        path(
            "clinic/previews/<int:page_id>/",
            ShareView.as_view(),
            name="clinic_locations_share_preview",
        ),
        path("clinic/publish-webhooks/", include("locations.publish_hooks.urls")),
    ]


@hooks.register("register_settings_menu_item")
def add_publish_webhooks() -> PublishHooksMenuItem:
    return PublishHooksMenuItem(
        _("Publish webhooks"),
        reverse_lazy(INDEX),
        name="clinic-publish-webhooks",
        icon_name="site",
        order=610,
    )


@hooks.register("clinic_page_locations")
def location_of_page(page: Page) -> list[UUID]:
    """A request from a location's own page is for that location."""
    return [page.translation_key] if isinstance(page, LocationPage) else []

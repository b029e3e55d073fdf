"""Where the page hooks into the Wagtail admin. `conditions.wagtail_hooks` imports this."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from .panels import ArticlesPanel, import_menu_item
from .rights import lists_for


@hooks.register("register_admin_urls")
def register_import_urls() -> list[URLResolver]:
    return [path("clinic/import/", include("conditions.import_page.urls"))]


@hooks.register("register_admin_menu_item")
def register_import_menu_item() -> MenuItem:
    return import_menu_item()


@hooks.register("register_permissions")
def register_import_right() -> QuerySet[Permission]:
    """“Can change import of articles” in the group form: to see and finish those of colleagues."""
    return Permission.objects.filter(
        content_type__app_label="clinic_conditions", codename="change_importjob"
    )


@hooks.register("construct_homepage_panels")
def add_articles_panel(request: HttpRequest, panels: list[Component]) -> None:
    if lists := lists_for(request.user):
        panels.append(ArticlesPanel(lists))


@hooks.register("insert_global_admin_css")
def import_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("clinic_conditions/import.css"))

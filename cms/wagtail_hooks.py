from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.access import open_pages


@hooks.register("construct_settings_menu")
def hide_api_tokens(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer no tokens while the API takes none."""
    if settings.WAGTAILAPI_READ_ONLY:
        menu_items[:] = [item for item in menu_items if item.name != "api_tokens"]


@hooks.register("insert_global_admin_css")
def session_style() -> SafeString:
    return open_pages.style()


@hooks.register("insert_global_admin_js")
def session_script() -> SafeString:
    return open_pages.script()


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, str]:
    """The way to one's own second factor, among the settings of one's account."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _(
            "Sign in with a code from your telephone, too. Keep codes for an emergency."
        ),
    }

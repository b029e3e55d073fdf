from django.conf import settings
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_settings_menu")
def hide_api_tokens(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Offer no tokens while the API takes none."""
    if settings.WAGTAILAPI_READ_ONLY:
        menu_items[:] = [item for item in menu_items if item.name != "api_tokens"]

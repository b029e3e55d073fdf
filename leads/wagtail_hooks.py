"""How this app joins Wagtail and the other apps of the plugin."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.models import Page

from locations.models import LocationPage

from .inbox import hooks as inbox_hooks  # noqa: F401 (registers itself)
from .views import embedded_form


@hooks.register("clinic_consultation_form")
def consultation_form(
    request: HttpRequest | None, about: Page | None, location: LocationPage | None
) -> SafeString:
    """The form inside another page; "" where there is no request, as in an API."""
    if request is None:
        return SafeString("")
    return embedded_form(request, about=about, location=location)

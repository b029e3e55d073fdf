"""The address of another system in a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .words import checked_address


class AddressField(forms.CharField):
    """An address that we would connect to; any other is refused while it is typed."""

    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        said: dict[str, Any] = {
            "label": _("Address"),
            "max_length": 500,
            "help_text": _("A public address that begins with https."),
        }
        super().__init__(**said | kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        own = {"autocomplete": "off", "placeholder": "https://"}
        return super().widget_attrs(widget) | own

    def clean(self, value: Any) -> str:
        return checked_address(super().clean(value))

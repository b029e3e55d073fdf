"""The form of a publish webhook. An address that we would not connect to is refused."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import PublishEndpoint
from ..webhooks.words import checked_address


class PublishEndpointForm(forms.ModelForm):
    """Name, address, and whether it is in use."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
        help_text=_("A public address that begins with https."),
    )

    class Meta:
        model = PublishEndpoint
        fields = ["name", "url", "active"]

    def clean_url(self) -> str:
        return checked_address(self.cleaned_data["url"])

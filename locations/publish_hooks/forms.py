"""The form of a publish webhook. An address that we would not connect to is refused."""

from django import forms

from ..models import PublishEndpoint
from ..webhooks.fields import AddressField


class PublishEndpointForm(forms.ModelForm):
    """Name, address, and whether it is in use."""

    url = AddressField()

    class Meta:
        model = PublishEndpoint
        fields = ["name", "url", "active"]

"""The form of a webhook. An address that we would not connect to is refused while it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from locations.webhooks.fields import AddressField

from ..models import ANNOUNCED, Occasion, WebhookEndpoint
from ..permissions import ManagedLocationField

# What another system is told of, where a colleague is told of themselves.
LABELS = {
    Occasion.ASSIGNED: _("A lead is assigned"),
    Occasion.WOKEN: _("A lead is back that was put off"),
}


def label_of(occasion: str) -> Any:
    """The name of an occasion, as it is called for another system."""
    if occasion not in Occasion.values:
        return occasion
    return LABELS.get(Occasion(occasion), Occasion(occasion).label)


class OwnEndpointForm(forms.ModelForm):
    """A colleague's own. Of what it is told they choose where they choose how they are told."""

    url = AddressField()

    class Meta:
        model = WebhookEndpoint
        fields = ["name", "url", "active"]


class EndpointForm(forms.ModelForm):
    """At the locations that the user manages; for every location only who manages all."""

    url = AddressField()
    occasions = forms.MultipleChoiceField(
        label=_("Is told of"),
        choices=[(occasion.value, label_of(occasion)) for occasion in ANNOUNCED],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["name", "url", "location", "occasions", "active"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"] = ManagedLocationField(user=user)


def form_for(endpoint: WebhookEndpoint, data: Any = None, *, user: Any) -> forms.ModelForm:
    """Return the form that fits an endpoint: of a location, or somebody's own."""
    if endpoint.owner_id is not None:
        return OwnEndpointForm(data, instance=endpoint)
    return EndpointForm(data, instance=endpoint, user=user)

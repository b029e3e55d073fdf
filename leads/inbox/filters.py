"""The filters in the inbox's header: by location and by colleague. Nothing about the visitor."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.utils import get_user_display_name

from locations.models import LocationPage

from ..models import Lead, LeadQuerySet, Right
from ..permissions import LeadPolicy, locations_of

ME, NOBODY = "me", "nobody"


class InboxFilterSet(WagtailFilterSet):
    """Offers what the user may see, and only where there is something to choose."""

    location = django_filters.ModelMultipleChoiceFilter(
        label=_("Location"),
        queryset=lambda request: locations_of(request.user, Right.SEE),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,  # a lead has one location
    )
    assigned = django_filters.ChoiceFilter(
        label=_("Assigned to"),
        method="filter_assigned",
        empty_label=_("Anyone"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Lead
        fields: list[str] = []

    def __init__(self, data: Any, *, request: Any, locations: list[LocationPage]) -> None:
        super().__init__(data, Lead.objects.none(), request=request)
        if len(locations) < 2:
            del self.filters["location"]
        self.filters["assigned"].extra["choices"] = self._colleagues()

    def _colleagues(self) -> list[tuple[str, Any]]:
        """Me, nobody, and the colleagues who have one of the leads that this user sees."""
        visible = Lead.objects.visible_to(self.request.user)
        ids = visible.filter(assigned_to__isnull=False).values("assigned_to")
        busy = LeadPolicy(Lead).users_with_any_permission(Right.values).filter(pk__in=ids)
        others = busy.exclude(pk=self.request.user.pk).order_by(get_user_model().USERNAME_FIELD)
        named = [(str(user.pk), get_user_display_name(user)) for user in others]
        return [(ME, _("Me")), (NOBODY, _("Nobody")), *named]

    def filter_assigned(self, leads: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        if value == NOBODY:
            return leads.filter(assigned_to__isnull=True)
        return leads.filter(assigned_to__pk=self.request.user.pk if value == ME else value)

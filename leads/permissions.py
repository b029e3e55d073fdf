"""Rights per location as the admin asks for them and edits them.

The rights themselves are `models.permissions`. Here is what Wagtail wants: a policy for its
registry, and the panel in its group form.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.formsets import BaseFormSetMixin
from wagtail.models import Page
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from locations.models import LocationPage

from .models import (
    ANYWHERE,
    GroupLocationPermission,
    Lead,
    Right,
    locations_with_right,
    users_with,
)


def may_anywhere(user: Any, right: str) -> bool:
    """Does `user` have `right` at some location?"""
    everywhere, location_ids = locations_with_right(user, right)
    return everywhere or bool(location_ids)


def locations_of(user: Any, right: str) -> models.QuerySet[LocationPage]:
    """The locations where `user` has `right`, by name. Unpublished ones count: they have leads."""
    everywhere, location_ids = locations_with_right(user, right)
    locations = LocationPage.objects.originals().order_by("title", "pk")
    return locations if everywhere else locations.filter(pk__in=location_ids)


EVERY_LOCATION = _("Every location")


class ManagedLocationField(forms.ModelChoiceField):
    """A location that the user manages; none, which is all of them, for who manages all."""

    def __init__(self, *, user: Any) -> None:
        everywhere, _ids = locations_with_right(user, Right.MANAGE)
        super().__init__(
            label=_("Location"),
            queryset=locations_of(user, Right.MANAGE),
            required=not everywhere,
            empty_label=EVERY_LOCATION if everywhere else _("Choose a location"),
        )


class LeadPolicy(BasePermissionPolicy):
    """Answers for leads by `Right`, per location, and denies everything else to everybody.

    Wagtail's generic views ask whether a user may add, change, delete or view the model, without
    a row. For leads there is no such right, not even a superuser's: our own views serve them.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in Right.values and may_anywhere(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Lead) -> bool:
        visible = self.instances_user_has_any_permission_for(user, [action])
        return visible.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[Lead]:
        found = Lead.objects.none()
        for right in set(actions) & set(Right.values):
            found |= Lead.objects.visible_to(user, right=right)
        return found

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet:
        rights = set(actions) & set(Right.values)
        found = users_with(rights, location_id=ANYWHERE)
        return found if rights else found.none()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Lead
    ) -> models.QuerySet:
        rights = set(actions) & set(Right.values)
        found = users_with(rights, location_id=instance.location_id)
        return found if rights else found.none()


class NobodyPolicy(BasePermissionPolicy):
    """What hangs on a lead, or is one colleague's or one clinic's, is served by our views alone."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return False

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet:
        return get_user_model()._default_manager.none()


def register_policies() -> None:
    """Tell Wagtail's registry. Must run before anything asks it about these models.

    Of a model that it is not told of, it goes by Django's permissions for all rows. A page of ours
    stays a page.
    """
    register_permission_policy(Lead, LeadPolicy(Lead))
    for model in apps.get_app_config(Lead._meta.app_label).get_models():
        if model is not Lead and not issubclass(model, Page):
            register_permission_policy(model, NobodyPolicy(model))


class LocationRightsForm(forms.Form):
    """What a group may do at one location, or at every one."""

    location = forms.ModelChoiceField(
        queryset=LocationPage.objects.originals().order_by("title", "pk"),
        label=_("Location"),
        required=False,
        empty_label=EVERY_LOCATION,
    )
    rights = forms.MultipleChoiceField(
        choices=Right.choices,
        label=_("Rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_rights(self) -> set[str]:
        """Nobody can work on leads without seeing them: any right includes that one."""
        rights = set(self.cleaned_data["rights"])
        return rights | {Right.SEE.value} if rights else rights


class BaseLocationRightsFormSet(BaseFormSetMixin, forms.BaseFormSet):
    """The panel in Wagtail's group form, in the way of its collection permissions."""

    rights = Right
    template_name = "clinic_leads/inbox/location_rights.html"

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        instance: Group | None = None,
        prefix: str = "clinic_location_rights",
    ) -> None:
        self.instance = instance or Group()
        initial = [
            {"location": location_id, "rights": [row.right for row in rows]}
            for location_id, rows in groupby(self._rows(), lambda row: row.location_id)
        ]
        super().__init__(data, files, initial=initial, prefix=prefix)

    def clean(self) -> None:
        """Refuse two lines for one location: which of them would count?"""
        if any(self.errors):
            return
        locations = [form.cleaned_data["location"] for form in self._filled_in()]
        if len(set(locations)) < len(locations):
            raise ValidationError(_("There are two lines for the same location."))

    @transaction.atomic
    def save(self) -> None:
        """Make the group's rows what the form says; rows that stay are left alone."""
        wanted = {
            (form.cleaned_data["location"], right)
            for form in self._filled_in()
            for right in form.cleaned_data["rights"]
        }
        there = {(row.location, row.right): row.pk for row in self._rows()}
        gone = [pk for key, pk in there.items() if key not in wanted]
        self.instance.clinic_location_permissions.filter(pk__in=gone).delete()
        GroupLocationPermission.objects.bulk_create(
            GroupLocationPermission(group=self.instance, location=location, right=right)
            for location, right in wanted - there.keys()
        )

    def as_admin_panel(self) -> str:
        return render_to_string(self.template_name, {"formset": self})

    def _rows(self) -> Iterable[GroupLocationPermission]:
        """The group's rows, every location first, then by name; a new group has none."""
        if self.instance.pk is None:
            return []
        by_name = models.F("location__title").asc(nulls_first=True)
        rows = self.instance.clinic_location_permissions.select_related("location")
        return rows.order_by(by_name, "location_id", "pk")

    def _filled_in(self) -> list[LocationRightsForm]:
        """The lines that count: not deleted, and with something ticked."""
        kept = [form for form in self.forms if form not in self.deleted_forms]
        return [form for form in kept if form.cleaned_data.get("rights")]


LocationRightsFormSet = forms.formset_factory(
    LocationRightsForm, formset=BaseLocationRightsFormSet, extra=0, can_delete=True
)

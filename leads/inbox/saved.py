"""Saved views: a filter under a name, one's own or shared with a location's desk.

A view is only words. What they find is decided by who reads them: a shared view shows everybody
what they may see anyway.
"""

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from locations.faults import survived
from locations.models import LocationPage

from ..actions import reword_views
from ..models import Right, SavedView, has_right_at, locations_with_right
from .words import renamed

logger = logging.getLogger(__name__)

# More than this is no longer a choice but a list to search in.
MOST_SHOWN = 50


def visible_to(user: Any, *, right: str = Right.SEE) -> QuerySet[SavedView]:
    """The user's own views, and the shared ones of the locations where they have `right`."""
    everywhere, location_ids = locations_with_right(user, right)
    shared = Q(location__isnull=False) if everywhere else Q(location__in=location_ids)
    return SavedView.objects.filter(Q(user=user.pk) | shared)


def may_change(user: Any, view: SavedView) -> bool:
    if view.location_id is None:
        return view.user_id == user.pk
    return has_right_at(user, Right.MANAGE, view.location_id)


def may_share(user: Any, places: Iterable[LocationPage]) -> list[LocationPage]:
    """The locations with whose desks the user may share a view."""
    return [place for place in places if has_right_at(user, Right.MANAGE, place.pk)]


def shown_to(user: Any, *, current: str) -> list[dict[str, Any]]:
    """The views as the list shows them: where they lead, whose they are, what may be done."""
    index = reverse("clinic_inbox:index")
    return [
        {
            "pk": view.pk,
            "name": view.name,
            "url": f"{index}?{urlencode({'filter': view.query})}",
            "is_current": view.query == current,
            "location": view.location.title if view.location else "",
            "may_change": may_change(user, view),
        }
        for view in visible_to(user).select_related("location")[:MOST_SHOWN]
    ]


def follow_slug(*, instance: Any, instance_before: Any, **kwargs: Any) -> None:
    """A location has another address now: views that name it find its leads as before.

    Where another location has the address as well, its number is a part of the name.
    """
    if not isinstance(instance, LocationPage):
        return
    old, new, pk = instance_before.slug.lower(), instance.slug.lower(), instance.pk
    slugs = LocationPage.objects.exclude(pk=pk).values_list("slug", flat=True)
    others = {slug.lower() for slug in slugs}
    name = f"{new}-{pk}" if new in others else new
    names = {f"{old}-{pk}": name} | ({} if old in others else {old: name})
    with survived(logger, "Saved views could not follow the address of a location."):
        reword_views(reworded=partial(renamed, word="location", names=names))


class NameForm(forms.Form):
    """What a view is called."""

    name = forms.CharField(
        max_length=SavedView._meta.get_field("name").max_length,
        error_messages={"required": _("Give the view a name first.")},
    )


class SaveForm(NameForm):
    """A name, and the location whose desk shares the view; without one it is one's own."""

    def __init__(self, *args: Any, places: list[LocationPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [place.pk for place in places]
        shared = LocationPage.objects.filter(pk__in=ids)
        self.fields["location"] = forms.ModelChoiceField(queryset=shared, required=False)

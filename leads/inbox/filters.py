"""The filters in the inbox's header: another way to write the words of a filter.

Nothing about the visitor: what is chosen here is part of the address.
"""

from collections.abc import Iterator
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.utils import get_user_display_name
from wagtail.coreutils import get_content_languages

from ..models import Lead, LeadQuerySet, Right, Source
from ..permissions import LeadPolicy, locations_of
from .conditions import ME, NOBODY, Reader, narrowed
from .words import Term


class InboxFilterSet(WagtailFilterSet):
    """Offers what the user may see, and only where there is something to choose."""

    location = django_filters.ModelMultipleChoiceFilter(
        label=_("Location"),
        queryset=lambda request: locations_of(request.user, Right.SEE),
        widget=forms.CheckboxSelectMultiple,
    )
    assigned = django_filters.ChoiceFilter(
        label=_("Assigned to"), empty_label=_("Anyone"), widget=forms.RadioSelect
    )
    source = django_filters.MultipleChoiceFilter(
        label=_("Came by"), choices=Source.choices, widget=forms.CheckboxSelectMultiple
    )
    language = django_filters.MultipleChoiceFilter(
        label=_("Language"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Lead
        fields: list[str] = []

    def __init__(self, data: Any, *, request: Any, reader: Reader) -> None:
        super().__init__(data, Lead.objects.none(), request=request)
        self.reader = reader
        languages = get_content_languages()
        if len(reader.places) < 2:
            del self.filters["location"]
        if len(languages) < 2:
            del self.filters["language"]
        else:
            self.filters["language"].extra["choices"] = list(languages.items())
        self.usernames: dict[str, str] = {}
        self.filters["assigned"].extra["choices"] = self._colleagues()

    def _colleagues(self) -> list[tuple[str, Any]]:
        """Me, nobody, and the colleagues who have one of the leads that this user sees."""
        visible = Lead.objects.visible_to(self.request.user)
        theirs = visible.filter(assigned_to=OuterRef("pk"))  # asked of each, not of each lead
        busy = LeadPolicy(Lead).users_with_any_permission(Right.values).filter(Exists(theirs))
        others = busy.exclude(pk=self.request.user.pk).order_by(get_user_model().USERNAME_FIELD)
        named = []
        for user in others:
            named.append((str(user.pk), get_user_display_name(user)))
            self.usernames[str(user.pk)] = user.get_username()
        return [(ME, _("Me")), (NOBODY, _("Nobody")), *named]

    @property
    def terms(self) -> list[Term]:
        """What is chosen, in the words that one could have typed."""
        return list(self._terms()) if self.is_valid() else []

    def _terms(self) -> Iterator[Term]:
        chosen = self.form.cleaned_data
        if ids := {place.pk for place in chosen.get("location") or ()}:
            names = self.reader.by_name.items()
            yield Term("location", tuple(name for name, place in names if place.pk in ids))
        if assigned := chosen.get("assigned"):
            yield Term("assigned", (self._written(assigned),))
        if sources := chosen.get("source"):
            yield Term("source", tuple(source.replace("_", "-") for source in sources))
        if languages := chosen.get("language"):
            yield Term("language", tuple(languages))

    def _written(self, assigned: str) -> str:
        """A colleague as one would type them; by number, should the name not be one word."""
        if assigned in {ME, NOBODY}:
            return assigned
        name = self.usernames.get(assigned, "")
        plain = name and name not in {ME, NOBODY} and not set(name) & set(' ,"#')
        return name if plain else f"#{assigned}"

    def filter_queryset(self, queryset: LeadQuerySet) -> LeadQuerySet:
        return narrowed(queryset, self.terms, reader=self.reader)

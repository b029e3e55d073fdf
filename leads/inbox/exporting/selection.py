"""Which leads an export is about: those of the list that it was called from, or all.

The list's filters are taken over from its address. Whose leads they are is asked by another right
than the list's: that of exporting.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ...models import Lead, LeadQuerySet, Right
from ...permissions import locations_of
from .. import searching
from ..filters import InboxFilterSet
from ..queues import ALL_OPEN, BY_NAME, FOUND, Queue


@dataclass(frozen=True, slots=True)
class Selection:
    """The leads of one export, and how that is said."""

    user: Any
    at: datetime
    queue: Queue | None  # None: every list
    filters: InboxFilterSet | None
    search_text: str = ""

    def leads(self) -> LeadQuerySet:
        """Return them, by the rights that the user has now: they may have been taken away."""
        user = get_user_model()._default_manager.filter(pk=self.user.pk).first()
        leads = Lead.objects.visible_to(user, right=Right.EXPORT)
        if self.queue is None:
            return leads
        if self.filters is not None:
            leads = self.filters.filter_queryset(leads)
        if self.queue is FOUND:
            leads = searching.matching(leads, self.search_text)
        return leads.filter(self.queue.condition(self.at))

    def as_data(self) -> dict[str, Any]:
        """Return the filters for the record; what was searched for is personal and left out."""
        if self.queue is None:
            return {"all": True}
        return {"list": self.queue.name} | _values(self.filters)

    def sentences(self) -> list[tuple[str, str]]:
        """Return (what, which) of the list and each filter, as the page says them."""
        if self.queue is None:
            return []
        said = [(_("List"), str(self.queue.label))]
        for name, values in _values(self.filters).items():
            field = self.filters.form[name]  # type: ignore[union-attr]
            labels = {str(value): str(label) for value, label in field.field.choices}
            shown = ", ".join(labels.get(value, value) for value in values)
            said.append((capfirst(str(field.label)), shown))
        return said


def listed(request: HttpRequest, *, at: datetime) -> Selection:
    """The leads of the list whose filters are in the address of `request`."""
    name, text = request.GET.get("tab", ""), searching.remembered(request)
    queue = FOUND if name == FOUND.name and text else BY_NAME.get(name, ALL_OPEN)
    locations = list(locations_of(request.user, Right.SEE))
    filters = InboxFilterSet(request.GET, request=request, locations=locations)
    valid = filters if filters.is_valid() else None
    return Selection(request.user, at, queue, valid, search_text=text if queue is FOUND else "")


def everything(request: HttpRequest, *, at: datetime) -> Selection:
    """All that the user may export, in every list."""
    return Selection(request.user, at, None, None)


def _values(filters: InboxFilterSet | None) -> dict[str, list[str]]:
    """What is chosen in each filter, as it is in the address."""
    if filters is None:
        return {}
    found = {}
    for name in filters.form.fields:
        chosen = filters.form.cleaned_data.get(name)
        if chosen is not None and chosen != "" and (values := _list(filters.form[name].value())):
            found[name] = values
    return found


def _list(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in values if one not in (None, "")]

"""Which leads an export is about: those of the list that it was called from, or all.

The list's filters are taken over from its address. Whose leads they are is asked by another right
than the list's: that of exporting.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ...models import Lead, LeadQuerySet, Right
from ..views import InboxView


@dataclass(frozen=True, slots=True)
class Selection:
    """The leads of one export, and how that is said."""

    user: Any
    listing: InboxView | None  # None: every list

    def leads(self) -> LeadQuerySet:
        """Return them, by the rights that the user has now: they may have been taken away."""
        user = get_user_model()._default_manager.filter(pk=self.user.pk).first()
        leads = Lead.objects.visible_to(user, right=Right.EXPORT)
        if self.listing is None:
            return leads
        found = self.listing.found_among(self.listing.filter_queryset(leads))
        return found.filter(self.listing.queue.condition(self.listing.reader.now))

    @property
    def is_search(self) -> bool:
        """Are these what somebody searched for? In which words is personal."""
        return self.listing is not None and bool(self.listing.searched.private)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the list's address, so that nobody is listed."""
        return () if self.listing is None else self.listing.not_understood

    def as_data(self) -> dict[str, Any]:
        """Return the filters for the record; what was searched for is personal and left out."""
        if self.listing is None:
            return {"all": True}
        data = {"list": self.listing.queue.name}
        return data | {"filter": str(self.listing.words)} if self.listing.words.terms else data

    def sentences(self) -> list[tuple[str, str]]:
        """Return (what, which) of the list and its filter, as the page says them."""
        if self.listing is None:
            return []
        said = [(_("List"), str(self.listing.queue.label))]
        words = str(self.listing.words)
        return [*said, (_("Filter"), words)] if words else said


def listed(request: HttpRequest) -> Selection:
    """The leads of the list whose filters are in the address of `request`."""
    listing = InboxView()
    listing.setup(request)
    return Selection(request.user, listing)


def everything(request: HttpRequest) -> Selection:
    """All that the user may export, in every list."""
    return Selection(request.user, None)

"""Colleagues as they are called in a filter: by user name, first or full name, in any case.

Whoever has nothing to do with the locations that the reader sees is nobody: it is not told whether
there is such an account.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from locations.models import LocationPage

from ..models import Lead, Right, users_with
from .mentions import names_of


def called(name: str, known: list[Any]) -> list[int]:
    """Return the keys of those `known` that are called so; a user name counts before others."""
    handle = name.casefold()
    by_username = [each.pk for each in known if each.get_username().casefold() == handle]
    return by_username or [each.pk for each in known if handle.replace(" ", "") in names_of(each)]


def known_to(user: Any, places: Iterable[LocationPage]) -> Any:
    """Who may see leads where the reader does, and who has one of those. One query."""
    has_one = Lead.objects.visible_to(user).filter(assigned_to=OuterRef("pk"))
    known = Q(Exists(has_one)) | Q(pk=user.pk)
    for place in places:
        known |= Q(pk__in=users_with([Right.SEE], location_id=place.pk).values("pk"))
    return get_user_model()._default_manager.filter(known)

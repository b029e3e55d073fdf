"""What a translation tells in Wagtail's API: the facts and warning signs that its page shows."""

from typing import Any

from rest_framework.serializers import Field
from wagtail.models import Page

from locations.api_fields import FactOfOriginal, page_of_facts, stream_data

from .clinical import stored_by_urgency
from .locked import page_of_signs


class ShownRedFlagsField(Field):
    """The warning signs of a page; an outdated translation tells those of its original."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    @staticmethod
    def page_that_tells(page: Page) -> Any:
        return page_of_signs(page)

    @staticmethod
    def arranged(stored: list[Any]) -> list[Any]:
        """In the order in which the page shows them, however they were written."""
        return stored_by_urgency(stored)

    def to_representation(self, page: Page) -> Any:
        return stored_by_urgency(stream_data(page_of_signs(page).red_flags))


class RedFlagsLanguage(ShownRedFlagsField):
    """The language of those warning signs, where it is not that of the page; else empty."""

    def to_representation(self, page: Page) -> str:
        shown = page_of_signs(page)
        return "" if shown is page else shown.locale.language_code


class Workdays(FactOfOriginal):
    """Where and on which days somebody works, in the form that Wagtail gives to linked rows."""

    def to_representation(self, page: Page) -> Any:
        links = page_of_facts(page).location_links.select_related("location")
        return [_link_data(link) for link in links]


def _link_data(link: Any) -> dict[str, Any]:
    location = link.location
    return {
        "id": link.pk,
        "meta": {"type": link._meta.label},
        "location": {"id": location.pk, "meta": {"type": location._meta.label}},
        "days": link.days,
    }

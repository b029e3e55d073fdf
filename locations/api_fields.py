"""Facts in Wagtail's API: a translation tells those of its original, as its page does."""

from typing import Any

from rest_framework.serializers import Field
from wagtail.fields import StreamField
from wagtail.models import Page

from .published import original_of

# Where a page keeps its original while it is described. One query for all of its facts.
_ORIGINAL = "_clinic_original"


class FactOfOriginal(Field):
    """A fact of a page, read from the page that this one translates, if it is a translation."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, page: Page) -> Any:
        field = page._meta.get_field(self.field_name)
        value = getattr(_original_of(page), self.field_name)
        if isinstance(field, StreamField):
            return field.stream_block.get_api_representation(value)
        return value


class TextOfOriginal(FactOfOriginal):
    """The same for a line of text; the return type is what the API's document says of it."""

    def to_representation(self, page: Page) -> str:
        return str(super().to_representation(page))


def _original_of(page: Page) -> Page:
    """The oldest page of the translations, drafts included: it has the facts."""
    if not hasattr(page, _ORIGINAL):
        setattr(page, _ORIGINAL, original_of(page) or page)
    return getattr(page, _ORIGINAL)

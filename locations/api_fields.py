"""Facts in Wagtail's API: a translation tells those of its original, as its page does."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from rest_framework.serializers import Field
from wagtail.blocks import StreamValue
from wagtail.models import Page

from .addresses import has_many_languages
from .published import original_of

# Where a page keeps the page of its facts while it is described. One query for all of them.
_FACTS = "_clinic_facts_page"


class FactOfOriginal(Field):
    """A fact of a page, read from the page that this one translates, if it is a translation.

    The return types of the kinds below are what the API's document says of them.
    """

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    @staticmethod
    def page_that_tells(page: Page) -> Any:
        """The page whose value is told (locations/api)."""
        return page_of_facts(page)

    def to_representation(self, page: Page) -> Any:
        value = getattr(page_of_facts(page), self.field_name)
        return stream_data(value) if isinstance(value, StreamValue) else value


class TextOfOriginal(FactOfOriginal):
    """The same for a line of text."""

    def to_representation(self, page: Page) -> str:
        return str(super().to_representation(page))


class NumberOfOriginal(FactOfOriginal):
    """The same for a whole number, which may be unknown."""

    def to_representation(self, page: Page) -> int | None:
        return super().to_representation(page)


class PriceOfOriginal(FactOfOriginal):
    """The same for an amount of money, which may be unknown."""

    def to_representation(self, page: Page) -> Decimal | None:
        return super().to_representation(page)


class FlagOfOriginal(FactOfOriginal):
    """The same for a yes or no, which may be unknown."""

    def to_representation(self, page: Page) -> bool | None:
        return super().to_representation(page)


def page_of_facts(page: Page) -> Any:
    """The page whose facts `page` tells: the published original of a translation, else itself."""
    if not hasattr(page, _FACTS):
        original = original_of(page) if has_many_languages(page) else None
        keep_original(page, original if original is not None and original.live else None)
    return getattr(page, _FACTS)


def keep_original(page: Page, original: Page | None) -> None:
    """Let `page_of_facts` know the published original of a page, None for no translation."""
    setattr(page, _FACTS, page if original is None else original)


def read_originals(pages: Iterable[Page]) -> None:
    """Read the originals of all `pages` at once, so that `page_of_facts` has them.

    One query for each type of page; none on a site in one language.
    """
    by_type: dict[type[Page], list[Page]] = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for model, translations in by_type.items():
        originals = _originals(model, translations) if has_many_languages(translations[0]) else {}
        for page in translations:
            original = originals.get(page.translation_key, page)
            is_other = original.pk != page.pk and original.live
            setattr(page, _FACTS, original if is_other else page)


def _originals(model: type[Page], pages: list[Page]) -> dict[object, Page]:
    """The oldest page of each translation key."""
    keys = {page.translation_key for page in pages}
    family = model._default_manager.filter(translation_key__in=keys, alias_of__isnull=True)
    return {page.translation_key: page for page in family.order_by("-pk")}


def stream_data(value: StreamValue) -> Any:
    """The blocks of a text as the API tells them."""
    return value.stream_block.get_api_representation(value)

"""Warning signs are locked to their original: when it says something else, translations wait.

Each page keeps a fingerprint of the original's warning signs that its own say. wagtail-localize
copies it with the words that it gives to translators; so a page translated from older words has an
older fingerprint, and readers get the cards as they are now, in the language they were written in.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail.blocks import StreamValue
from wagtail.models import Page

from locations.api_fields import page_of_facts
from locations.published import original_of
from locations.translating import untranslated_texts

from .clinical import by_urgency
from .digest import digest, field_content

if TYPE_CHECKING:
    from .models import ConditionPage


@dataclass(frozen=True, slots=True)
class ShownRedFlags:
    """The cards that readers get, and their language where that is not the page's."""

    cards: list[StreamValue.StreamChild]
    language: str = ""


def red_flags_digest(page: "ConditionPage") -> str:
    """A fingerprint of what the cards say; it is the same for the same words."""
    return digest({"red_flags": field_content(page, "red_flags")})


def shown_red_flags(page: "ConditionPage", original: "ConditionPage | None") -> ShownRedFlags:
    """The page's own cards, or those of its `original` if they have changed since. No query."""
    if original is None or not is_outdated(page, original):
        return ShownRedFlags(page.sorted_red_flags)
    return ShownRedFlags(by_urgency(original.red_flags), original.locale.language_code)


def is_outdated(page: "ConditionPage", original: "ConditionPage") -> bool:
    """Whether the original's cards have changed since those of a translation were written."""
    return page.red_flags_digest != red_flags_digest(original)


def page_of_signs(page: Page) -> Any:
    """The page whose warning signs readers of `page` get.

    No query where the original is known already, or the site has one language.
    """
    original = page_of_facts(page)
    return original if original is not page and is_outdated(page, original) else page


def stamp_red_flags(page: "ConditionPage") -> None:
    """An original says its own words; a translation keeps the fingerprint that it has.

    None as long as a word of its cards is not translated: they say something in two languages.
    """
    if original_of(page) is None:
        page.red_flags_digest = red_flags_digest(page)
    elif "red_flags" in untranslated_texts(page):
        page.red_flags_digest = ""


def count_as_translated(page: "ConditionPage") -> None:
    """Somebody has written the cards of a translation: they say what the original says now."""
    if original := original_of(page):
        page.red_flags_digest = red_flags_digest(original)

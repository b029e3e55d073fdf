"""Cards: the picture that stands for a page where somebody shares its address.

A card's address holds a digest of all that is drawn on it, so it may be kept for ever: another
title is another address. It is drawn when its page is published, or else when it is first asked
for, and kept in the project's storage.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_bidi, override
from wagtail.models import Page

from ..addresses import language_of
from ..directory import Directory
from ..facts_shown import with_facts
from .drawing import VERSION, draw

FOLDER = "clinic/cards"


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is drawn."""

    title: str
    section: str
    clinic: str
    language: str
    rtl: bool

    @property
    def digest(self) -> str:
        return sha256(json.dumps([VERSION, asdict(self)]).encode()).hexdigest()[:16]

    @property
    def alt(self) -> str:
        """The words on the card."""
        return " – ".join(part for part in (self.title, self.section, self.clinic) if part)


def card_of(page: Page, *, clinic: Directory, above: Iterable[Page] | None = None) -> Card:
    """The card of a page that has its facts; its section is the last page above it.

    It is in the page's language, whoever asks and at whatever address: there is one for each page.
    """
    language = language_of(page, known=clinic) or settings.LANGUAGE_CODE
    with override(language):
        steps = clinic.breadcrumbs(page) if above is None else above
        section = [step.title for step in steps][1:][-1:]
        return Card(
            title=getattr(page, "subject_name", page.title),
            section=section[0] if section else "",
            clinic=clinic.organisation.name,
            language=language,
            rtl=get_language_bidi(),
        )


def card_path(page: Page, card: Card) -> str:
    """The address of a card, "" in a project that does not serve any."""
    try:
        with override(card.language):
            return reverse("clinic_locations:card", args=[page.pk, card.digest])
    except NoReverseMatch:
        return ""


def draw_card(page: Page) -> bool:
    """Draw the card of a published page, so that nobody waits for it; say whether it was new."""
    if not page.live or page.get_view_restrictions().exists():
        return False
    card = card_of(*with_facts([page]), clinic=Directory(site=page.get_site()))
    if not card_path(page, card) or f"{card.digest}.png" in _kept(page.pk):
        return False
    make_card(page.pk, card)
    return True


def read_card(page_id: int, digest: str) -> bytes | None:
    """A card that was drawn before."""
    name = _name(page_id, digest)
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return None


def make_card(page_id: int, card: Card) -> bytes:
    """Draw a card and keep it in the place of the page's older ones."""
    content = draw(title=card.title, section=card.section, clinic=card.clinic, rtl=card.rtl)
    older = _kept(page_id)
    if f"{card.digest}.png" not in older:
        default_storage.save(_name(page_id, card.digest), ContentFile(content))
    for name in older:
        if name != f"{card.digest}.png":
            default_storage.delete(f"{FOLDER}/{page_id}/{name}")
    return content


def _name(page_id: int, digest: str) -> str:
    return f"{FOLDER}/{page_id}/{digest}.png"


def _kept(page_id: int) -> list[str]:
    try:
        return default_storage.listdir(f"{FOLDER}/{page_id}")[1]
    except FileNotFoundError:
        return []

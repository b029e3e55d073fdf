"""What is told of the blocks of this app beside their fields."""

from typing import Any

from ..blocks import PhoneReferenceBlock
from ..facts import PhoneBlock
from ..references import shown_phone
from .blocks import tell_more, tell_properties
from .parts import ClinicPhone, phone_data
from .shelf import Shelf


def register() -> None:
    """Called once, before the types of pages are made."""
    tell_properties(PhoneBlock, role_label=str, display=str, href=str)
    tell_more(PhoneReferenceBlock, {"phone": ClinicPhone | None}, _phone)


def _phone(block: PhoneReferenceBlock, raw: Any, shelf: Shelf) -> dict[str, Any]:
    """The number itself, as it is now."""
    page = shelf.page(raw.get("location"))
    place = shelf.clinic.by_translation_key.get(page.translation_key) if page else None
    phone = shown_phone(place, raw.get("role") or "")
    return {"phone": phone_data(phone) if phone else None}

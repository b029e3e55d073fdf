"""Telephone numbers that were typed although a location has them. Strangers' are left alone."""

from dataclasses import dataclass

from locations.phones import PhoneRole

from ..importing.phones import PhoneBook, PhoneMention
from ..importing.site import phone_book
from .findings import Fix


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number of the clinic's in a text, and the live numbers that may take its place."""

    raw: str
    start: int
    fixes: tuple[Fix, ...]
    is_replaceable: bool

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


def clinic_phone_book() -> PhoneBook:
    """The numbers of all published locations. One query."""
    return phone_book()


def typed_numbers(text: str, book: PhoneBook) -> list[TypedNumber]:
    """Return the clinic's numbers in a text, in order.

    One that several locations share offers them all, the one that the text means first. One that
    no location shows (any more), or that has an extension, has nothing to take its place.
    """
    return [
        _typed(mention, book)
        for mention in book.find(text)
        if any(phone.e164 == mention.e164 for phone in book.known)
    ]


def _typed(mention: PhoneMention, book: PhoneBook) -> TypedNumber:
    owners = [phone for phone in book.known if phone.e164 == mention.e164]
    meant = mention.reference.location_id if mention.reference else None
    owners.sort(key=lambda phone: phone.location_id != meant)
    fixes = [
        Fix(phone.location_id, str(phone.role), f"{phone.location}: {_role(phone.role)}")
        for phone in owners
        if phone.is_shown
    ]
    has_extension = mention.raw.rstrip()[-1:].isdigit() and "x" in mention.raw.lower()
    return TypedNumber(mention.raw, mention.start, tuple(fixes), bool(fixes) and not has_extension)


def _role(role: str) -> str:
    return str(PhoneRole(role).label)

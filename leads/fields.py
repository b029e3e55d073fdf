"""Fields that take what people type: cleaned of what cannot be seen, never cut silently.

None of them has a maxlength attribute: with it a browser drops the end of a pasted text without a
word. Too long is said instead, and what was typed stays.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from locations import phones
from locations.conf import clinic_settings

from .folding import digits_of

# Control characters (PostgreSQL refuses one of them, spreadsheets most), marks that turn round the
# text after them, and what is no character at all. Joiners stay: some scripts spell with them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
# Fewer digits are no telephone number that anybody could ring.
CALLABLE_DIGITS = 7


def visible(text: str) -> str:
    """Return `text` without characters that cannot be seen, with plain line ends."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return `text` on one line, with single spaces."""
    return " ".join(visible(text).split())


class TypedField(forms.CharField):
    """A text of at most `limit` characters, after `tidy` has cleaned it."""

    def __init__(self, *, limit: int, tidy: Callable[[str], str] = one_line, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tidy, self.limit = tidy, limit
        message = _("Write at most %(limit_value)d characters. These are %(show_value)d.")
        self.validators.append(MaxLengthValidator(limit, message))

    def to_python(self, value: Any) -> str:
        text = super().to_python(self.tidy(value) if isinstance(value, str) else value)
        return text or ""


class EmailAddressField(TypedField):
    """An e-mail address."""

    default_validators = [
        EmailValidator(_("This is no e-mail address. Write it like name@example.com."))
    ]


class PhoneNumberField(TypedField):
    """A telephone number as typed, with whatever else the person wants to say of it."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and len(digits_of(value)) < CALLABLE_DIGITS and not read_phone(value):
            raise ValidationError(
                _("This is no phone number. Write it with the area code, like 651-555-0123.")
            )


def read_phone(typed: str) -> str:
    """Return what was typed as E.164, "" when that cannot be told for certain.

    libphonenumber reads letters as the digits that share their key, so “224 6678 mom” would
    become a stranger's number: every digit of the number must have been typed.
    """
    if not typed:
        return ""
    number, national = phones.parse_in_full(typed, region=clinic_settings.PHONE_REGION)
    return number if number and national in digits_of(typed) else ""

"""Telephone numbers: reading, one stored form (E.164) and how they are shown.

Pure functions over phonenumbers (Google's libphonenumber metadata). Roles are what a number is
for; the role, not the number, is what the rest of the site refers to.
"""

import phonenumbers
from django.db import models
from django.utils.translation import gettext_lazy as _


class PhoneRole(models.TextChoices):
    """What a location's number is for."""

    MAIN = "main", _("Main phone")
    TEXT = "text", _("Text messages")
    FAX = "fax", _("Fax")
    AFTER_HOURS = "after_hours", _("After hours")


# Numbers that a visitor may ring or text: a fax number is never offered as a call link.
CALLABLE = {PhoneRole.MAIN, PhoneRole.TEXT, PhoneRole.AFTER_HOURS}


def parse(text: str, *, region: str) -> str:
    """Return `text` as E.164 (``+16512246678``), or "" when it is no possible number.

    `region` is the ISO 3166 region in which a number without a country code is read.
    """
    return parse_in_full(text, region=region)[0]


def parse_in_full(text: str, *, region: str) -> tuple[str, str]:
    """Return `text` as E.164, and its digits without the country's code; "" for both as `parse`."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "", ""
    # Seven digits, which only work inside their area, would become another area's number.
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return "", ""
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, phonenumbers.national_significant_number(number)


def display(e164: str, *, region: str) -> str:
    """Return an E.164 number as people of `region` write it: ``651-224-6678``.

    North American numbers are written with hyphens (the style of the clinics' own texts);
    numbers of other countries in the international form. Unreadable input comes back unchanged.
    """
    try:
        number = phonenumbers.parse(e164, region)
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code != phonenumbers.country_code_for_region(region):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    if number.country_code == 1 and not number.extension:
        digits = phonenumbers.national_significant_number(number)
        if len(digits) == 10:
            return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def href(e164: str, *, role: str = PhoneRole.MAIN) -> str:
    """Return the link of a number: ``tel:``, ``sms:`` for text messages, "" for a fax."""
    if not e164 or role == PhoneRole.FAX:
        return ""
    return f"{'sms' if role == PhoneRole.TEXT else 'tel'}:{e164}"

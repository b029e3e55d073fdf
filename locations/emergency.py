"""Whom to call when the clinic is not the place: the numbers of the country's emergency services.

They are no numbers of a location, so they are no live references: they stand in the settings, and
pages link them where warning signs name them.
"""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .conf import clinic_settings

_TAG = re.compile(r"(<[^>]*>)")


def names_number(text: str, number: str) -> bool:
    """Whether `number` stands in a text, as a number of its own."""
    return bool(number and _pattern([number]).search(text))


def link_emergency_numbers(html: object) -> SafeString:
    """Return safe `html`, such as rich text, with links that call the emergency numbers in it.

    A number that is in a link already, or part of a longer one, stays as it is.
    """
    numbers = [clinic_settings.EMERGENCY_NUMBER, clinic_settings.CRISIS_NUMBER]
    pattern = _pattern([number for number in numbers if number])
    parts, links = [], 0
    for part in _TAG.split(str(html)):
        if part.startswith("<"):
            links += _opens_link(part)
            parts.append(part)
        else:
            parts.append(part if links else pattern.sub(lambda found: _call_link(found[0]), part))
    return SafeString("".join(parts))


def _opens_link(tag: str) -> int:
    """1 for a tag that opens a link, -1 for one that closes it."""
    name = tag.strip("<>/ ").split(maxsplit=1)[:1]
    if name != ["a"]:
        return 0
    return -1 if tag.startswith("</") else 1


def _pattern(numbers: list[str]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, numbers)) or r"(?!)"
    return re.compile(rf"(?<![\w.,/+-])(?:{either})(?![\w/-]|[.,]\d)")


def _call_link(number: str) -> SafeString:
    return format_html('<a class="emergency-number" href="tel:{}">{}</a>', number, number)

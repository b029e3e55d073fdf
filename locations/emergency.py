"""Whom to call when the clinic is not the place: the numbers of the country's emergency services.

They are no numbers of a location, so they are no live references: they stand in the settings, and
pages link them where warning signs name them.
"""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .conf import clinic_settings

_TAG = re.compile(r"(<[^>]*>)")


def emergency_link() -> SafeString:
    """The emergency number as a link that calls."""
    return _link(clinic_settings.EMERGENCY_NUMBER)


def link_emergency_numbers(html: object) -> SafeString:
    """Return safe `html`, such as rich text, with links that call the emergency numbers in it.

    A number that is in a link already, or part of a longer one, stays as it is.
    """
    numbers = {clinic_settings.EMERGENCY_NUMBER, clinic_settings.CRISIS_NUMBER} - {""}
    if not numbers:
        return SafeString(str(html))
    pattern = re.compile(rf"(?<![\w.,/-])({'|'.join(map(re.escape, numbers))})(?![\w/-]|[.,]\d)")
    parts, depth = [], 0
    for part in _TAG.split(str(html)):
        if part.startswith("<"):
            depth += part.lower().startswith(("<a ", "<a>")) - part.lower().startswith("</a")
        elif not depth:
            part = pattern.sub(lambda found: _link(found[1]), part)
        parts.append(part)
    return SafeString("".join(parts))


def _link(number: str) -> SafeString:
    return format_html('<a class="emergency-number" href="tel:{}">{}</a>', number, number)

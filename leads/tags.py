"""The tags of canned replies: a short list of words in braces, and nothing else. Pure.

What staff write is never a template: a tag is looked up in a list and replaced by plain text, once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TAGS: dict[str, str | Promise] = {
    "first_name": _("the person's first name"),
    "location": _("the location's name"),
    "phone": _("the location's main number"),
    "address": _("the location's address"),
    "hours_today": _("today's opening hours"),
    "opens_next": _("when the location opens next"),
    "booking_link": _("the location's online booking"),
    "practitioner": _("whom the appointment is with"),
    "appointment": _("when the appointment is"),
    "reference": _("the reference of the request"),
    "my_name": _("the name of who writes"),
}

_BRACES = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its tags replaced. Those for which nothing is known stay, and are listed."""

    text: str
    empty: tuple[str, ...] = ()


def fill(text: str, facts: Mapping[str, str]) -> Filled:
    """Replace the tags of `text` by what `facts` says. A value is text, also if it has braces."""
    empty = tuple(dict.fromkeys(name for name in known_tags(text) if not facts.get(name)))
    filled = _BRACES.sub(
        lambda match: (facts.get(match[1]) if match[1] in TAGS else "") or match[0], text
    )
    return Filled(filled, empty)


def known_tags(text: str) -> Iterator[str]:
    return (name for name in _BRACES.findall(text) if name in TAGS)


def unknown_tags(text: str) -> list[str]:
    """Return what stands in braces and is no tag, once each."""
    return list(dict.fromkeys(name for name in _BRACES.findall(text) if name not in TAGS))

"""What somebody said otherwise when they asked again, in words."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Field
from django.utils.translation import gettext as _

from ..models import Acquaintance, Lead, PreferredContact, PreferredTime, Source

# The field, and how its value is shown.
Show = Callable[[Any], str]


CONTACT = {"phone_typed", "email"}


def said(data: dict[str, Any], *, with_contact: bool) -> list[tuple[str, str]]:
    """Return the answers of a follow-up that differ from its lead's, each under its label."""
    return [
        (str(_label_of(name)), text)
        for name, show in _SHOWN.items()
        if (with_contact or name not in CONTACT) and data.get(name) and (text := show(data[name]))
    ]


def said_by_lead(lead: Lead, *, with_contact: bool) -> list[tuple[str, str]]:
    """Return who asked what, of a lead that is a part of another one."""
    names = ("name", "phone_typed", "email", "topic")
    return said({name: getattr(lead, name) for name in names}, with_contact=with_contact)


def _label_of(name: str) -> Any:
    own = {"about_title": _("Page"), "consent_text": _("Consent as shown")}
    field = cast(Field, Lead._meta.get_field(name))
    return own.get(name) or str(field.verbose_name).capitalize()


def _choice(choices: Any) -> Show:
    def show(value: Any) -> str:
        return str(choices(value).label) if value in choices.values else str(value)

    return show


def _times(values: list[str]) -> str:
    return ", ".join(map(_choice(PreferredTime), values))


_SHOWN: dict[str, Show] = {
    "name": str,
    "phone_typed": str,
    "email": str,
    "topic": str,
    "postcode": str,
    "preferred_contact": _choice(PreferredContact),
    "preferred_times": _times,
    "acquaintance": _choice(Acquaintance),
    "language": str,
    "source": _choice(Source),
    "about_title": str,
    "consent_text": str,
}

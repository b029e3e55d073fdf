"""Mentions: “@ada” in a note names a colleague, if they may see the lead.

Whoever else is named is refused with the same words, whether there is such an account or not:
nobody learns here who may see what.
"""

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from ..models import Lead, Right, users_with

# An @ in the middle of a word is an e-mail address; one before a digit is a time or a price.
_MENTION = re.compile(r"(?<![\w@.+-])@([^\W\d_][\w.+-]*(?:@[\w-]+(?:\.[\w-]+)+)?)")


def mentionable(lead: Lead) -> list[tuple[str, str]]:
    """Who may be mentioned, as (what is written after the @, name)."""
    seeing = users_with([Right.SEE], location_id=lead.location_id)
    found = seeing.order_by(get_user_model().USERNAME_FIELD)
    return [(user.get_username(), get_user_display_name(user)) for user in found]


def mentioned_in(text: str, *, lead: Lead) -> list[Any]:
    """Return the users whom a note names, each once. Raises ValidationError for any other name."""
    handles = dict.fromkeys(match.rstrip(".-").casefold() for match in _MENTION.findall(text))
    if not handles:
        return []
    seeing = list(users_with([Right.SEE], location_id=lead.location_id))
    found = [_user_called(handle, seeing) for handle in handles]
    return list(dict.fromkeys(found))


def _user_called(handle: str, users: list[Any]) -> Any:
    """The user of that user name; else the only one of that first or full name."""
    by_username = [user for user in users if user.get_username().casefold() == handle]
    by_name = [user for user in users if handle in names_of(user)]
    found = by_username or by_name
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"@{user.get_username()}" for user in found)
        message = _("@%(name)s may be several people: %(names)s")
        raise ValidationError(message, params={"name": handle, "names": names})
    message = _("@%(name)s is nobody who can see this lead.")
    raise ValidationError(message, params={"name": handle})


def names_of(user: Any) -> set[str]:
    """What a user is called besides the user name, in small letters without spaces."""
    full = user.get_full_name().casefold()
    return {full.replace(" ", ""), full.split(" ")[0]} - {""}

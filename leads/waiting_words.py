"""What a visitor reads who has to wait before they may change their request again."""

import math

from django.utils.translation import gettext as _


def changed_too_often() -> str:
    return _("This was changed very often in the last hour. Please call us, or try again later.")


def proved_too_often(wait: int) -> str:
    """`wait` is in seconds."""
    return _(
        "The end of the number was wrong too often. "
        "Please call us, or try again in %(minutes)s min."
    ) % {"minutes": math.ceil(wait / 60)}

"""No condition page goes out without its warning signs, or a signature that it needs none.

Drafts may lack them. A published page that is older than this rule stays as it is until somebody
publishes it again.
"""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import ConditionPage

SIGNATURE = ("no_red_flags_reason", "no_red_flags_by", "no_red_flags_on_date")

# The same for the database: all of it or none of it.
NOT_SIGNED = Q(
    no_red_flags_reason="", no_red_flags_by__isnull=True, no_red_flags_on_date__isnull=True
)
SIGNED = ~Q(no_red_flags_reason="") & Q(
    no_red_flags_by__isnull=False, no_red_flags_on_date__isnull=False
)


def check_signature(page: "ConditionPage") -> None:
    """Refuse half a signature, and one of a day to come. Drafts are held to it, too."""
    missing = [name for name in SIGNATURE if not _given(page, name)]
    if missing and len(missing) < len(SIGNATURE):
        message = _("A signature has a reason, a name and a date. Give all three, or none.")
        raise ValidationError(dict.fromkeys(missing, message))
    signed_on = page.no_red_flags_on_date
    if signed_on and signed_on > timezone.localdate():
        raise ValidationError({"no_red_flags_on_date": _("This day is still to come.")})


def check_for_publishing(page: "ConditionPage") -> None:
    """Refuse a page that says neither when to get help nor, signed, that nothing needs it."""
    is_signed = all(_given(page, name) for name in SIGNATURE)
    if page.red_flags and is_signed:
        message = _("This page has warning signs. Take them out, or the signature.")
        raise ValidationError({"no_red_flags_reason": message})
    if not page.red_flags and not is_signed:
        message = _(
            "Say when a reader must get help, or let a practitioner sign that this page needs no "
            "warning signs. Until then you can save the page as a draft."
        )
        raise ValidationError({"red_flags": message})


def _given(page: "ConditionPage", name: str) -> bool:
    if name == "no_red_flags_by":
        return page.no_red_flags_by_id is not None
    value = getattr(page, name)
    return bool(value.strip() if isinstance(value, str) else value)

"""What the editor checks beyond what the fields check themselves."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from locations.forms import ClinicPageForm

from .digest import field_content, value_content
from .locked import count_as_translated
from .red_flags import SIGNATURE, check_for_publishing

if TYPE_CHECKING:
    from .models import ClinicalReviewer

# Where an error says already what is to be done.
NEEDED = {"red_flags", *SIGNATURE}


class ConditionPageForm(ClinicPageForm):
    """A condition in the editor: a draft may lack the warning signs, whatever goes out may not."""

    def _post_clean(self) -> None:
        """Once the page holds what was written; `clean` of the form comes before that."""
        super()._post_clean()
        if self._has_other_red_flags():
            count_as_translated(self.instance)
        self._check_signer()
        if self.is_deferred_validation or not self.errors.keys().isdisjoint(NEEDED):
            return
        try:
            check_for_publishing(self.instance)
        except ValidationError as error:
            self.add_error(None, error)

    def _has_other_red_flags(self) -> bool:
        """Does the page say other warning signs than before? Saving them again changes their keys.

        So `changed_data` alone would take outdated translations for new ones.
        """
        if "red_flags" not in self.changed_data:
            return False
        field = self.instance._meta.get_field("red_flags")
        before = value_content(field, self.initial["red_flags"])
        return bool(before != field_content(self.instance, "red_flags"))

    def _check_signer(self) -> None:
        """Nobody signs in somebody else's name, not even in a draft: the draft would go out so.

        What was signed before stays valid, whoever works on the page now.
        """
        signer = self.instance.no_red_flags_by
        if signer is None or set(SIGNATURE).isdisjoint(self.changed_data):
            return
        reviewer = self._reviewer()
        if reviewer is None or reviewer.practitioner.translation_key != signer.translation_key:
            reason = _("Only this person can sign here, with an account that signs reviews.")
        else:
            reason = reviewer.reason_not_to_sign(on=timezone.localdate())
        if reason:
            self.add_error("no_red_flags_by", reason)

    def _reviewer(self) -> "ClinicalReviewer | None":
        """Whom the user's account signs for; most accounts sign for nobody."""
        return getattr(self.for_user, "clinic_reviewer", None)

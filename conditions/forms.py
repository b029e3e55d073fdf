"""What the editor checks beyond what the fields check themselves."""

from django.core.exceptions import ValidationError

from locations.forms import ClinicPageForm

from .locked import count_as_translated
from .red_flags import SIGNATURE, check_for_publishing

# Where an error says already what is to be done.
NEEDED = {"red_flags", *SIGNATURE}


class ConditionPageForm(ClinicPageForm):
    """A condition in the editor: a draft may lack the warning signs, whatever goes out may not."""

    def _post_clean(self) -> None:
        """Once the page holds what was written; `clean` of the form comes before that."""
        super()._post_clean()
        if "red_flags" in self.changed_data:
            count_as_translated(self.instance)
        if self.is_deferred_validation or not self.errors.keys().isdisjoint(NEEDED):
            return
        try:
            check_for_publishing(self.instance)
        except ValidationError as error:
            self.add_error(None, error)

"""The editor's form of every page of ours: what must be right before readers see it."""

from wagtail import hooks
from wagtail.admin.forms import WagtailAdminPageForm


class ClinicPageForm(WagtailAdminPageForm):
    """Asks what keeps a page from being published, once it holds what was written.

    Saving a draft asks nothing. The hook ``clinic_publish_problems`` is a function of a page; it
    returns errors by field, so that they stand beside the field or the block that they are about.
    """

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for problems_of in hooks.get_hooks("clinic_publish_problems"):
            for name, error in problems_of(self.instance).items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, error)

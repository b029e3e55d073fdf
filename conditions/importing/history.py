"""An import in the history of its page: from which file, and what is left to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Page, PageLogEntry, Revision

ACTION = "clinic_conditions.import"


class ImportFormatter(LogFormatter):
    """How an import reads in the page's history."""

    label = _("Import")

    def format_message(self, log_entry: PageLogEntry) -> str:
        said = _("Imported from %(file)s") % {"file": log_entry.data.get("file", "")}
        remarks = "; ".join(log_entry.data.get("remarks", []))
        return f"{said}. {_('To do')}: {remarks}" if remarks else said


def register_import_action(actions: Any) -> None:
    """Make the action known: the app's hook ``register_log_actions`` calls this."""
    actions.register_action(ACTION)(ImportFormatter)


def record(
    *, page: Page, revision: Revision, file: str, remarks: list[str], by: Any = None
) -> None:
    """Write the import of `file` into the history of `page`."""
    log(page, ACTION, user=by, revision=revision, data={"file": file, "remarks": remarks})


def last_import(page: Page) -> Revision | None:
    """Return the revision that the last import of `page` made, if it is still there."""
    entries = PageLogEntry.objects.filter(page=page.pk, action=ACTION)
    entry = entries.order_by("-timestamp", "-pk").first()
    return Revision.objects.filter(pk=entry.revision_id).first() if entry else None

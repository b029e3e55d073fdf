"""Publications that are refused: what is said of them, and where it is kept.

The editor's form asks before it publishes. What goes out without a form asks here: a moderator who
approves, a schedule, a program.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Page, PageLogEntry, Revision

ACTION = "clinic_locations.refuse_publication"
# The code of a problem: texts of a translation are in the language of the original.
UNTRANSLATED = "clinic_untranslated"
# Of what every Wagtail page has, these are texts that readers see, or search engines show.
TEXTS_OF_EVERY_PAGE = ("title", "seo_title", "search_description")

logger = logging.getLogger(__name__)


class NotPublishable(ValidationError):
    """A version of a page must not go out as it is."""

    def __init__(self, page: Page, problems: Mapping[str, Any]) -> None:
        super().__init__(dict(problems))
        self.page = page
        self.names = list(problems)
        self.reasons = [
            f"{field_label(type(page), name)}: {' '.join(dict.fromkeys(_said(error)))}"
            for name, error in problems.items()
        ]

    @property
    def sentence(self) -> str:
        """What whoever tried is told."""
        text = _("“%(page)s” was not published. %(reasons)s")
        named = {"page": self.page.get_admin_display_title(), "reasons": " ".join(self.reasons)}
        return text % named


def refuse_new_problems(page: Any, out: Any) -> None:
    """Refuse other content for a page that is `out`, if it may not go out.

    What is out already, older than a rule, is refused when somebody publishes it.
    """
    if _content(out) == _content(page) or not (problems := page.publish_problems()):
        return
    known = {
        name: error
        for name, error in out.publish_problems().items()
        if getattr(error, "code", "") != UNTRANSLATED  # which no page says of itself
    }
    old, refused = NotPublishable(out, known).reasons, NotPublishable(page, problems)
    if reasons := [reason for reason in refused.reasons if reason not in old]:
        # Of no field: wagtail-localize looks for the one translation of a field; a text has many.
        raise ValidationError({NON_FIELD_ERRORS: reasons}) from refused


def _content(page: Page) -> list[Any]:
    """What is written in the fields of a page's own type, and what search engines are told."""
    fields = [
        field
        for field in page._meta.concrete_fields
        if not hasattr(Page, field.name) or field.name in TEXTS_OF_EVERY_PAGE
    ]
    return [field.get_prep_value(getattr(page, field.attname)) for field in fields]


class RefusalFormatter(LogFormatter):
    """How a refused schedule reads in the page's history."""

    label = gettext_lazy("Refuse publication")

    def format_message(self, log_entry: PageLogEntry) -> str:
        page = log_entry.page
        labels = [field_label(page.specific_class, name) for name in log_entry.data["fields"]]
        return _("Was due, but not published. To be mended: %(fields)s") % {
            "fields": ", ".join(labels)
        }


def register_refusal(actions: Any) -> None:
    """Make the action known: the hook ``register_log_actions`` calls this."""
    actions.register_action(ACTION)(RefusalFormatter)


def is_due(revision: Revision) -> bool:
    """Is this the moment for which the version was scheduled, or later?"""
    planned = revision.approved_go_live_at
    return planned is not None and planned <= timezone.now()


def cancel_schedule(revision: Revision, refused: NotPublishable) -> None:
    """Take a version off the schedule and write into the page's history why.

    An error would stop all others that are due in the same run; and leaving it on the schedule
    would refuse it again every minute.
    """
    logger.error("Page %s is due, but must not go out as it is: not published.", refused.page.pk)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(refused.page, ACTION, revision=revision, data={"fields": refused.names})


def refused_pages(pages: QuerySet) -> QuerySet:
    """Those of the `pages` that were due and refused, and that nobody has worked on since."""
    refused = PageLogEntry.objects.filter(action=ACTION, page__latest_revision=F("revision"))
    waiting = refused.exclude(page__live_revision=F("revision"))
    return pages.filter(pk__in=waiting.values("page")).order_by("title", "pk")


def field_label(model: Any, name: str) -> str:
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))
    except (FieldDoesNotExist, AttributeError):  # of a type or a version of ours that is gone
        return name


def _said(error: Any) -> Iterator[str]:
    """The messages inside the error of a field, however deep in its blocks."""
    inner = getattr(error, "block_errors", None)
    if inner:
        for one in inner.values() if isinstance(inner, Mapping) else filter(None, inner):
            yield from _said(one)
    else:
        yield from getattr(error, "messages", [])

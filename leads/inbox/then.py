"""The page that a visitor came from, as it was published when they asked."""

from django.db.models import Q
from wagtail.models import Page, PageLogEntry, Revision

from locations.published import is_public

from ..models import Lead

# Wagtail's names for what puts a version of a page before everybody, or takes it away.
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
TAKEN_AWAY = ("wagtail.unpublish", "wagtail.unpublish.scheduled")


def is_known_then(lead: Lead) -> bool:
    """Can it be shown what the page said? Two queries."""
    return _source_of(lead) is not None


def page_then(lead: Lead) -> Page | None:
    """Return the page with its content of that time; None if nobody knows it, or may.

    The version that was published last before the request; where none is kept, what is stored, if
    nothing was published since. Never a draft, and nothing of a page that is private by now.
    """
    source = _source_of(lead)
    page = source.as_object() if isinstance(source, Revision) else source and source.specific
    return page if page is not None and page.is_previewable() else None


def _source_of(lead: Lead) -> Revision | Page | None:
    """Where the content stands: a version, or the page itself."""
    if lead.about_id is None:
        return None
    public = Page.objects.filter(is_public(), pk=lead.about_id)
    page = public.select_related("alias_of").first()
    if page is None:
        return None
    shown = page.alias_of or page
    entries = PageLogEntry.objects.filter(
        Q(action__in=PUBLISHED, revision__isnull=False) | Q(action__in=TAKEN_AWAY),
        page=shown.pk,
        timestamp__lte=lead.received_at,
    )
    last = entries.select_related("revision").order_by("-timestamp", "-pk").first()
    if last is not None and last.action in PUBLISHED and last.revision is not None:
        return last.revision
    return shown if _is_unchanged(shown, lead) else None


def _is_unchanged(page: Page, lead: Lead) -> bool:
    """Is what everybody reads now what was there when the lead came in?"""
    since = page.last_published_at
    return page.live and (since is None or since <= lead.received_at)

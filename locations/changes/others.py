"""What happened to things that are no pages, as a Change; None when the public sees nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..addresses import default_root_url
from ..models import Announcement
from .change import Change
from .comparing import changed, fields_called, public_values
from .shown_on import pages_that_use

ANNOUNCEMENT, PICTURE, REDIRECT = "announcement", "picture", "redirect"
SETTINGS, CONTENT = "settings", "content"


def setting(instance: Model, before: Mapping[str, Any] | None) -> Change | None:
    """The clinic's settings, or those of a Site: they may be shown anywhere."""
    names = changed(before, public_values(instance)) if before is not None else []
    names = [name for name in names if name != "site" and _may_be_edited(instance, name)]
    if before is not None and not names:
        return None
    what = {"settings": str(instance._meta.verbose_name)}
    reason = _("Settings changed: %(settings)s") % what
    if names:
        fields = fields_called(type(instance), names)
        reason = _("Settings changed: %(settings)s (%(fields)s)") % (what | {"fields": fields})
    return Change(SETTINGS, reason[:300], on_every_page=True, everything=True)


def announcement(one: Announcement, reason: str) -> Change:
    """`reason` has a place for the `title`; an announcement stands above every page it concerns."""
    places = tuple(one.locations.values_list("pk", flat=True))
    return Change(
        ANNOUNCEMENT,
        reason % {"title": one.title},
        pages=places,
        locations=places,
        on_every_page=True,
    )


def picture(image: Model) -> Change | None:
    """A picture, its text or its rights: where it is shown."""
    pages = pages_that_use(image)
    if not pages:
        return None
    reason = _("The picture “%(title)s” changed") % {"title": str(image)}
    return Change(PICTURE, reason[:300], pages=tuple(pages))


def redirect(old_path: str, site: Site | None) -> Change:
    """An old address leads elsewhere now, or nowhere."""
    root = site.root_url if site is not None else default_root_url()
    reason = _("The redirect from %(path)s changed") % {"path": old_path}
    return Change(REDIRECT, reason[:300], urls=(root + old_path,))


def content(instance: Model, *, pages: Iterable[int] | None, words: str) -> Change | None:
    """Content of another kind; `pages` is None for what may be shown on any page."""
    if pages is None:
        return Change(CONTENT, words, on_every_page=True, everything=True)
    found = tuple(pages)
    return Change(CONTENT, words, pages=found) if found else None


def _may_be_edited(instance: Model, name: str) -> bool:
    """What we keep beside it for ourselves is not public."""
    return bool(getattr(instance._meta.get_field(name), "editable", False))


def in_site_language() -> str:
    """Reasons are for another system: in the language of the site, not in that of the editor."""
    return settings.LANGUAGE_CODE

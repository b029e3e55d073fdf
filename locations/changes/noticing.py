"""Hearing of changes. Publishing is Wagtail's act, so we hear of it by Wagtail's signals."""

from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail import signals
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site

from ..models import Announcement, ClinicOrganisation, ClinicSiteSettings, PictureRights
from . import others, pages
from .comparing import Snapshot, public_values
from .recording import somebody_listens, tell

# Where an instance keeps what was stored before it is saved.
BEFORE = "_clinic_before"
SETTINGS = (ClinicOrganisation, ClinicSiteSettings)


def connect() -> None:
    """Listen, once for each process."""
    for signal, function, sender in listeners():
        signal.connect(function, sender=sender, dispatch_uid=f"clinic_changes_{function.__name__}")


def listeners() -> "list[tuple[Any, Any, Any]]":
    """Which function hears which signal; of whom, or of all."""
    image = get_image_model()
    heard = [
        (pre_save, keep_page_as_it_was, None),
        (signals.page_published, page_published, None),
        (signals.page_unpublished, page_unpublished, None),
        (signals.post_page_move, page_moved, None),
        (post_save, privacy_set, PageViewRestriction),
        (post_delete, privacy_lifted, PageViewRestriction),
        (pre_save, keep_setting_as_it_was, None),
        (post_save, setting_saved, None),
        (post_save, site_saved, Site),
        (post_delete, site_removed, Site),
        (signals.published, announcement_published, Announcement),
        (signals.unpublished, announcement_unpublished, Announcement),
        (pre_delete, announcement_removed, Announcement),
        (post_save, picture_saved, image),
        (pre_delete, picture_removed, image),
        (post_save, rights_saved, PictureRights),
    ]
    if apps.is_installed("wagtail.contrib.redirects"):
        redirect = apps.get_model("wagtailredirects", "Redirect")
        heard += [
            (pre_save, keep_redirect_as_it_was, redirect),
            (post_save, redirect_saved, redirect),
            (post_delete, redirect_removed, redirect),
        ]
    return heard


# Pages


def keep_page_as_it_was(sender: Any, instance: Model, **kwargs: Any) -> None:
    """Before a page is saved as a whole; a draft saves a few columns only."""
    if isinstance(instance, Page) and not kwargs.get("raw") and not kwargs.get("update_fields"):
        _keep(instance, Snapshot.of)


def page_published(sender: Any, instance: Page, **kwargs: Any) -> None:
    tell(lambda: pages.published(instance, getattr(instance, BEFORE, None)))


def page_unpublished(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Also before a page is deleted that was published."""
    tell(lambda: pages.unpublished(instance.specific))


def page_moved(sender: Any, instance: Page, url_path_before: str, **kwargs: Any) -> None:
    tell(lambda: pages.moved(instance, url_path_before))


def privacy_set(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    tell(lambda: pages.privacy(instance.page))


def privacy_lifted(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    tell(lambda: pages.privacy(instance.page))


# Settings and Sites


def keep_setting_as_it_was(sender: Any, instance: Model, **kwargs: Any) -> None:
    """A row that is not there yet is the same to the public as one with the defaults."""
    if isinstance(instance, SETTINGS):
        _keep(instance, public_values)
        if instance._state.adding:
            setattr(instance, BEFORE, public_values(type(instance)()))


def setting_saved(sender: Any, instance: Model, **kwargs: Any) -> None:
    if isinstance(instance, SETTINGS):
        tell(lambda: others.setting(instance, getattr(instance, BEFORE, None)))


def site_saved(sender: Any, instance: Site, **kwargs: Any) -> None:
    tell(lambda: others.setting(instance, None))


def site_removed(sender: Any, instance: Site, **kwargs: Any) -> None:
    tell(lambda: others.setting(instance, None))


# Announcements; what the clock does to them: clock.py


def announcement_published(sender: Any, instance: Announcement, **kwargs: Any) -> None:
    """Wagtail says so of a schedule, too, which publishes nothing yet."""
    if instance.live:
        tell(lambda: others.announcement(instance, _("The announcement “%(title)s” was published")))


def announcement_unpublished(sender: Any, instance: Announcement, **kwargs: Any) -> None:
    tell(lambda: others.announcement(instance, _("The announcement “%(title)s” was taken down")))


def announcement_removed(sender: Any, instance: Announcement, **kwargs: Any) -> None:
    """While its locations are still known."""
    if instance.live:
        announcement_unpublished(sender, instance)


# Pictures and redirects


def picture_saved(sender: Any, instance: Model, created: bool, **kwargs: Any) -> None:
    if not created:
        tell(lambda: others.picture(instance))


def picture_removed(sender: Any, instance: Model, **kwargs: Any) -> None:
    tell(lambda: others.picture(instance))


def rights_saved(sender: Any, instance: PictureRights, **kwargs: Any) -> None:
    """A picture without consent is not shown."""
    tell(lambda: others.picture(instance.picture))


def keep_redirect_as_it_was(sender: Any, instance: Any, **kwargs: Any) -> None:
    _keep(instance, lambda stored: (stored.old_path, stored.site))


def redirect_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    now = (instance.old_path, instance.site)
    for old_path, site in dict.fromkeys([getattr(instance, BEFORE, None) or now, now]):
        tell(partial(others.redirect, old_path, site))


def redirect_removed(sender: Any, instance: Any, **kwargs: Any) -> None:
    tell(lambda: others.redirect(instance.old_path, instance.site))


def _keep(instance: Model, make: Any) -> None:
    """Keep what `make` says of the stored row, on the instance; None for a row that is new."""
    before = None
    if instance.pk is not None and not instance._state.adding and somebody_listens():
        stored = type(instance)._base_manager.filter(pk=instance.pk).first()
        before = make(stored) if stored is not None else None
    setattr(instance, BEFORE, before)

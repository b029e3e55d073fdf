"""What happened to a page, as a Change; None when the public sees nothing of it."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.models import Page

from ..conf import clinic_settings
from ..models import LocationPage
from ..published import original_of
from ..published import published as published_only
from .change import Change
from .comparing import Snapshot, changed, facts_among, fields_called, public_values

PUBLISHED, UNPUBLISHED = "page.published", "page.unpublished"
MOVED, PRIVACY = "page.moved", "page.privacy"


def published(page: Page, before: Snapshot | None) -> Change | None:
    """A version went out; `before` is the page as the public saw it, None if that is not known."""
    if not page.live or not is_public(page):
        return None
    was_seen = before is not None and before.live
    names = changed(before.values, public_values(page)) if before and was_seen else []
    went = gone_addresses(page, before.url_path) if before and was_seen else Gone()
    return Change(
        PUBLISHED,
        _reason(page, names, is_new=not was_seen),
        pages=(page.pk, *went.pages),
        locations=locations_of(page),
        urls=went.urls,
        on_every_page=_is_on_every_page(page, names, is_new=not was_seen),
        everything=went.too_many,
    )


def unpublished(page: Page) -> Change | None:
    """A page went away, or is about to be deleted."""
    if not is_public(page):
        return None
    return Change(
        UNPUBLISHED,
        _("“%(page)s” is not published any more") % {"page": page.title},
        pages=(page.pk,),
        locations=locations_of(page),
        urls=tuple(filter(None, [page.get_full_url()])),
        on_every_page=_is_on_every_page(page, [], is_new=True),
    )


def moved(page: Page, url_path_before: str) -> Change | None:
    """A page and all below it lie elsewhere, or in another order."""
    went = gone_addresses(page, url_path_before)
    if not (went.pages or (page.live and is_public(page))):
        return None
    return Change(
        MOVED,
        _("“%(page)s” was moved") % {"page": page.title},
        pages=(page.pk, *went.pages),
        urls=went.urls,
        on_every_page=page.show_in_menus,
        everything=went.too_many,
    )


def privacy(page: Page) -> Change | None:
    """A page and all below it were made private, or public."""
    went = gone_addresses(page, page.url_path, also_private=True)
    if not went.urls:
        return None
    return Change(
        PRIVACY,
        _("Who may see “%(page)s” has changed") % {"page": page.title},
        pages=(page.pk, *went.pages),
        urls=went.urls,
        on_every_page=page.show_in_menus or isinstance(page.specific, LocationPage),
        everything=went.too_many,
    )


def is_public(page: Page) -> bool:
    return not page.get_view_restrictions().exists()


def locations_of(page: Page) -> tuple[int, ...]:
    """The id of the location whose facts a page holds or shows as its own; that of the original."""
    if not isinstance(page, LocationPage):
        return ()
    original = original_of(page)
    return (original.pk if original is not None else page.pk,)


class Gone:
    """The addresses that a page and the published ones below it had, and these pages."""

    def __init__(self, pages: Iterable[Page] = (), *, before: str = "", after: str = "") -> None:
        self.pages: tuple[int, ...] = tuple(page.pk for page in pages)
        self.too_many = len(self.pages) > clinic_settings.PUBLISH_MAX_URLS
        self.urls: tuple[str, ...] = ()
        if not self.too_many:
            urls = [_address_at(page, before + page.url_path[len(after) :]) for page in pages]
            self.urls = tuple(filter(None, urls))
        else:
            self.pages = ()


def gone_addresses(page: Page, url_path_before: str, *, also_private: bool = False) -> Gone:
    """What had another address while `page` was at `url_path_before`; nothing if it is still.

    With `also_private` what the public could see until now, or can see from now on.
    """
    if page.url_path == url_path_before and not also_private:
        return Gone()
    below = page.get_descendants(inclusive=True).order_by("path")
    found = below.filter(live=True) if also_private else published_only(below)
    pages = list(found[: clinic_settings.PUBLISH_MAX_URLS + 1])
    return Gone(pages, before=url_path_before, after=page.url_path)


def _address_at(page: Page, url_path: str) -> str:
    page.url_path = url_path
    return page.get_full_url() or ""


def _reason(page: Page, names: list[str], *, is_new: bool) -> str:
    title = {"page": page.title}
    facts = facts_among(names) if isinstance(page, LocationPage) else []
    if is_new:
        return _("“%(page)s” was published") % title
    if facts:
        words = {"place": page.title, "facts": get_text_list(facts, _("and"))}
        return _("%(place)s's %(facts)s changed") % words
    if names:
        fields = fields_called(type(page), names)
        return (_("“%(page)s” changed: %(fields)s") % (title | {"fields": fields}))[:300]
    return _("“%(page)s” was published again") % title


def _is_on_every_page(page: Page, names: list[str], *, is_new: bool) -> bool:
    """Is what changed in header, footer or menu?"""
    if isinstance(page, LocationPage) and (is_new or facts_among(names)):
        return True
    if "show_in_menus" in names:
        return True
    return page.show_in_menus and (is_new or "title" in names or "slug" in names)

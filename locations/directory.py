"""The directory: what every page needs to know about the clinic, read once per request.

Header, footer, calls to action, forms and live references all take locations and numbers from
here, so that a page costs the same few queries however often it shows a fact.
"""

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Page, Site

from .addresses import canonical_url, default_root_url, has_many_languages
from .content_languages import reader_language
from .prepared import Prepared, each, room_for, several
from .published import is_public, published
from .remembering import is_kept, keep, remembered
from .standing_texts import StandingText, text_for

if TYPE_CHECKING:
    from .caching import Begun
    from .models import Announcement, ClinicOrganisation, ClinicSiteSettings, LocationPage

T = TypeVar("T")

# No page lies deeper: a path in the tree has 255 characters, four for each level. An address with
# more parts than that would cost the square of its length.
DEEPEST = 63

# Where a request keeps its directory.
REQUEST_ATTRIBUTE = "_clinic_directory"


class Directory:
    """The clinic as one request sees it: its locations, this site's location, the navigation."""

    # The locations as this process read them last, for the page that is shown after an error: it
    # must not ask the database, and a number typed into it would be a second place for the fact.
    last_known: ClassVar[list["LocationPage"]] = []

    def __init__(self, *, site: Site | None, request: HttpRequest | None = None) -> None:
        self.site = site
        self.request = request
        # The pages from the front page to the one that was asked for; `follow` fills it.
        self.trail: list[Page] = []
        # The generation of the content that this request sees, where somebody has asked: then what
        # every page shows need not be read again.
        self.generation: Begun | None = None
        self._translations: dict[object, list[Page]] = {}
        # What live references of other apps have read for this page, by kind (links.py).
        self.kept: dict[str, dict[Any, Any]] = {}

    @classmethod
    def for_request(cls, request: HttpRequest) -> "Directory":
        """Return the request's directory, the same object each time."""
        if not hasattr(request, REQUEST_ATTRIBUTE):
            site = Site.find_for_request(request)
            setattr(request, REQUEST_ATTRIBUTE, cls(site=site, request=request))
        return getattr(request, REQUEST_ATTRIBUTE)

    def remembered(self, key: str, read: Callable[[], T]) -> T:
        """Return what `read` reads, from memory if this process has read it in this generation."""
        return remembered(key, read, generation=self.generation)

    @cached_property
    def organisation(self) -> "ClinicOrganisation":
        model = apps.get_model("clinic_locations", "ClinicOrganisation")
        return self.remembered("organisation", lambda: model.load(request_or_site=self.request))

    @property
    def emergency_text(self) -> StandingText:
        """When not to wait for us, in the reader's language if that is up to date."""
        return text_for(self.organisation, "emergency_text", reader_language())

    @property
    def consent_text(self) -> StandingText:
        """What is agreed to by sending a form, in the reader's language if that is up to date."""
        return text_for(self.organisation, "consent_text", reader_language())

    @cached_property
    def site_settings(self) -> "ClinicSiteSettings | None":
        model = apps.get_model("clinic_locations", "ClinicSiteSettings")
        if self.request is not None and self.site is not None:
            return model.for_request(self.request)
        return model.for_site(self.site) if self.site is not None else None

    @cached_property
    def locations(self) -> list["LocationPage"]:
        """All published locations in the order of the page tree, originals only. One query."""
        model = apps.get_model("clinic_locations", "LocationPage")

        def read() -> "list[LocationPage]":
            originals = published(model.objects.originals()).select_related("image__clinic_rights")
            return list(originals.order_by("path"))

        Directory.last_known = found = self.remembered("locations", read)
        return found

    @cached_property
    def by_id(self) -> Mapping[int | None, "LocationPage"]:
        """The locations by id. None, for “no location”, finds nothing."""
        return {location.pk: location for location in self.locations}

    @cached_property
    def by_translation_key(self) -> dict[object, "LocationPage"]:
        return {location.translation_key: location for location in self.locations}

    def facts_of(self, page: "LocationPage") -> "LocationPage":
        """Return the location that holds the facts of `page`: itself, or what it translates.

        A preview shows the draft's own facts.
        """
        original = self.by_translation_key.get(page.translation_key)
        return original if original is not None and original.pk != page.pk else page

    @cached_property
    def announcements_to_come(self) -> "list[Announcement]":
        """What is announced now or will be, each once, in the reader's language if it can be.

        One query. That something will be changes a page, too: when it begins.
        """
        model = apps.get_model("clinic_locations", "Announcement")

        def read() -> "list[Announcement]":
            return model.objects.not_over(at=timezone.now()).with_places()

        found = self.remembered("announcements", read)
        found = model.in_language(found, reader_language())
        # One for places that are all unpublished is not one for every place.
        return [one for one in found if not one.place_keys or one.concerns(self.by_translation_key)]

    @cached_property
    def announcements(self) -> "list[Announcement]":
        """Those that are running. No query of its own."""
        now = timezone.now()
        return [one for one in self.announcements_to_come if one.starts_at <= now < one.ends_at]

    def announcements_on(self, page: Page | None) -> "list[Announcement]":
        """Those for a page: a location's page has its own, a bound Site its location's."""
        own = self.by_translation_key.get(getattr(page, "translation_key", None))
        location = own or self.bound_location
        if location is None:
            return self.announcements
        return [one for one in self.announcements if one.concerns({location.translation_key})]

    @cached_property
    def bound_location(self) -> "LocationPage | None":
        """The location this Site is bound to; None on a site shared by all."""
        settings = self.site_settings
        if settings is None or settings.location_id is None:
            return None
        return self.by_id.get(settings.location_id)

    @property
    def shown_locations(self) -> list["LocationPage"]:
        """The locations whose numbers the header shows."""
        return [self.bound_location] if self.bound_location else self.locations

    @cached_property
    def default_location(self) -> "LocationPage | None":
        """Where a request goes that nothing else decides: the setting, else the first."""
        chosen = self.by_id.get(self.organisation.default_location_id)
        return chosen or (self.locations[0] if self.locations else None)

    @cached_property
    def request_page(self) -> Page | None:
        """The published consultation request page of this site, in the reader's language."""
        page = self.site_settings.request_page if self.site_settings else None
        if page is None:
            return None
        if self.root is not None and page.locale_id != self.root.locale_id:
            page = page.localized
        return page if page.live else None

    @cached_property
    def request_url(self) -> str:
        """The address of the consultation request page, "" when there is none."""
        page = self.request_page
        return (page.get_url(self.request) or "") if page else ""

    @cached_property
    def root(self) -> Page | None:
        """The front page of this site in the reader's language."""
        if self.trail and self._is_root(self.trail[0]):
            return self.trail[0]
        return self.site.root_page.localized if self.site else None

    def _is_root(self, page: Page) -> bool:
        return self.site is not None and page.translation_key == self.site.root_page.translation_key

    @cached_property
    def default_root_url(self) -> str:
        """The address of the clinic as a whole, also for readers of another Site."""
        if self.site is not None and self.site.is_default_site:
            return self.site.root_url
        return default_root_url()

    def canonical_url(self, page: Page) -> str:
        """The one address of a page for search engines. No query, unless it is an alias."""
        return canonical_url(page, known=self)

    def translations_of(self, page: Page) -> list[Page]:
        """The published pages that say the same in each language, `page` itself among them.

        An alias has none: its original has them. One query, none on a site in one language.
        """
        if page.pk is None or page.alias_of_id:
            return []
        return self.family_of(page)

    def family_of(self, page: Page) -> list[Page]:
        """The published pages that have the content of `page` in each language, oldest first.

        The front pages and the locations are read along, because every page leads to them.
        """
        if not has_many_languages(page, known=self):
            return []
        if page.translation_key not in self._translations:
            self._read_families(page.translation_key)
        return self._translations[page.translation_key]

    def _read_families(self, key: object) -> None:
        everywhere = set(self.by_translation_key)
        if self.site is not None:
            everywhere.add(self.site.root_page.translation_key)
        if self.generation is not None:
            key_of_site = f"families {self.site and self.site.pk}"
            self._translations |= self.remembered(key_of_site, lambda: _families(everywhere))
        missing = ({key} | everywhere) - self._translations.keys()
        if missing:
            self._translations |= _families(missing)

    def original_of(self, page: Any) -> Any:
        """The published page that `page` translates, in its own type; None if it is no translation.

        One query, for translations alone.
        """
        family = self.translations_of(page)
        if not family or family[0].pk >= page.pk:
            return None
        same = type(page)._default_manager.filter(translation_key=page.translation_key)
        oldest = same.filter(alias_of__isnull=True).order_by("pk").first()
        return oldest if oldest and oldest.live and oldest.pk != page.pk else None

    def in_language(self, page: Page) -> Page:
        """The translation of a front page or location for the reader; `page` if there is none."""
        for each in self.family_of(page):
            if each.locale.language_code == reader_language():
                return each
        return page

    def language_of(self, page: Page) -> str:
        """The language of a page, "" on a site in one. No query of its own."""
        codes = {home.locale_id: home.locale.language_code for home in self.homes}
        return codes.get(page.locale_id, "")

    @property
    def homes(self) -> list[Page]:
        """The published front pages of this Site, one in each language."""
        return self.family_of(self.site.root_page) if self.site else []

    @cached_property
    def navigation(self) -> list[Page]:
        """The pages in this site's menu, in tree order."""
        root = self.root
        if root is None:
            return []
        return self.remembered(
            _menu_of(root), lambda: list(published(root.get_children().in_menu()))
        )

    def follow(self, start: Page, slugs: list[str]) -> list[Page]:
        """Return the pages on the way from `start` down the `slugs`, as far as there are any.

        One query, which reads the menu along when `start` is the front page and its menu is not
        known. Each page says in `is_public` that neither it nor a page above it is private.
        """
        slugs = slugs[:DEEPEST]
        addresses = list(accumulate((f"{slug}/" for slug in slugs), initial=start.url_path))[1:]
        if self._is_root(start) and not (self.generation and is_kept(_menu_of(start))):
            steps = self._follow_with_menu(start, slugs, addresses)
        else:
            room = room_for(len(slugs))
            places = each("slug", slugs, room) | each("address", addresses, room)
            found = _way.rows(room, **places)
            steps = [page for page in found if page.path.startswith(start.path)]
        known = self.trail if self.trail and self.trail[-1].pk == start.pk else [start]
        self.trail = [*known, *steps]
        return steps

    def _follow_with_menu(self, start: Page, slugs: list[str], addresses: list[str]) -> list[Any]:
        wanted = Q(slug__in=slugs, url_path__in=addresses)
        in_menu = Q(depth=start.depth + 1, show_in_menus=True)
        below = Page.objects.descendant_of(start).annotate(is_public=is_public()).order_by("path")
        found: list[Any] = list(below.filter(wanted | in_menu))
        first = (page for page in found if page.depth == start.depth + 1)
        shown = (page for page in first if page.live and page.is_public)
        self.navigation = [page for page in shown if page.show_in_menus]
        if self.generation is not None:
            keep(_menu_of(start), self.navigation, generation=self.generation)
        return [page for page in found if page.url_path in addresses]

    def breadcrumbs(self, page: Page) -> list[Page]:
        """The published pages above `page`, from the front page down. No query after routing."""
        trail = self.trail
        if trail and trail[-1].pk == page.pk and self._is_root(trail[0]):
            above = trail[:-1]
        elif self.root is None or page.pk is None:
            above = []
        else:
            above = page.get_ancestors().filter(path__startswith=self.root.path).order_by("path")
        return [ancestor for ancestor in above if ancestor.live]


def _menu_of(root: Page) -> str:
    """The name under which the pages in the menu below a front page are remembered."""
    return f"menu {root.pk}"


def _pages_at(count: int) -> QuerySet[Page]:
    """The pages at so many addresses, from the top down."""
    slug, url_path = (Page._meta.get_field(name) for name in ("slug", "url_path"))
    at_one = Q(
        slug__in=several("slug", slug, count), url_path__in=several("address", url_path, count)
    )
    return Page.objects.filter(at_one).annotate(is_public=is_public()).order_by("path")


_way: Prepared[Any] = Prepared(_pages_at)


def _families(keys: set[object]) -> dict[object, list[Page]]:
    """The published originals with each of these translation keys. One query."""
    found: dict[object, list[Page]] = {key: [] for key in keys}
    family = Page.objects.filter(translation_key__in=keys, alias_of__isnull=True)
    for page in published(family).select_related("locale").order_by("pk"):
        found[page.translation_key].append(page)
    return found

"""The shelf: all that a list of pages shows, read at once, however many pages there are.

`want` notes what is needed, `load` reads it: pages in one query, pictures in two, each kind of
snippet in one. What strangers may not see is not on the shelf, so that nobody can tell of it.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date
from mimetypes import guess_type
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import CollectionViewRestriction, Page
from wagtail.rich_text import expand_db_html

from ..addresses import canonical_url
from ..cache_keys import location_key, page_key, picture_key
from ..directory import Directory
from ..links import PAGE_LINK, Reading, turning
from ..markup import linked_ids
from ..models import LocationPage
from ..pictures import (
    RIGHTS,
    SIZES,
    credit_of,
    is_decorative,
    is_withheld,
    load_renditions,
    renditions_to_show,
)
from ..published import is_public
from ..references import sharing
from .texts import Format, Texts, Told


class Shelf:
    """What is needed for an answer, and then what of it may be shown."""

    def __init__(self, clinic: Directory, *, texts: Format = "html") -> None:
        self.clinic = clinic
        self.texts = Texts(clinic, texts)
        self.keys: set[str] = set()
        self._wanted: dict[type[Model], set[Any]] = {}
        self._families: set[object] = set()
        self._found: dict[type[Model], dict[Any, Any]] = {}
        self._pages: dict[int, Page] = {}
        self._by_family: dict[object, list[Page]] = {}
        self._places: dict[object, int] = {}  # the originals of locations, published or not
        self._reading: Reading | None = None
        self.places: list[LocationPage] = []
        self._private: list[str] | None = None  # paths of private collections
        self._today: date = timezone.localdate()

    # What is needed.

    def want(self, model: type[Model], key: Any) -> None:
        """Note that a row is needed; nothing for what can be no key."""
        if key is None or (isinstance(key, str) and not key.isdecimal() and model is Page):
            return
        base = Page if issubclass(model, Page) else model
        self._wanted.setdefault(base, set()).add(int(key) if base is Page else key)

    def want_family(self, translation_key: object) -> None:
        """Note that a page is needed that may be in the language of who links to it."""
        self._families.add(translation_key)

    def want_texts(self, pages: Iterable[Page]) -> None:
        """Note what the texts of `pages` link to; they are read together."""
        pages = list(pages)
        for page in pages:
            for pk in linked_ids(page, PAGE_LINK):
                self.want(Page, pk)
        if pages:
            self._reading = Reading(self.clinic, pages[0], together=pages)

    def load(self) -> None:
        """Read everything that was noted."""
        self._load_pages(self._wanted.pop(Page, set()))
        images = get_image_model()
        self._load_images(images, self._wanted.pop(images, set()))
        for model, keys in self._wanted.items():
            rows = model._default_manager.all()
            with_collection = model is get_document_model()
            rows = rows.select_related("collection") if with_collection else rows
            self._found[model] = rows.in_bulk(keys)

    def _load_pages(self, ids: set[int]) -> None:
        """The pages, and all locations: their facts are in every text, and cost no query more."""
        keys = Page.objects.filter(pk__in=ids).values("translation_key")
        place = ContentType.objects.get_for_model(LocationPage)
        family = Page.objects.filter(
            Q(translation_key__in=keys)
            | Q(translation_key__in=self._families)
            | Q(content_type=place)
        )
        known = family.annotate(is_public=is_public()).select_related(
            "locale", "alias_of", "clinic_locations_locationpage"
        )
        self.put(list(known.order_by("pk")))

    def put(self, rows: list[Any]) -> None:
        """Put pages on the shelf that were read elsewhere, the oldest first, all locations too.

        They know whether they are public, and their locations and languages.
        """
        for page in rows:
            if getattr(page, "clinic_locations_locationpage", None) and not page.alias_of_id:
                self._places.setdefault(page.translation_key, page.pk)
            if page.live and page.is_public:
                self._pages[page.pk] = page
                self._by_family.setdefault(page.translation_key, []).append(page)
        self.clinic.locations = self.places = locations_among(rows)

    def _load_images(self, model: type[AbstractImage], keys: set[Any]) -> None:
        if not keys:
            return
        found = model._default_manager.select_related(RIGHTS).in_bulk(keys)
        load_renditions(found.values())
        self._found[model] = found

    # What may be shown.

    def read(self, page: Page) -> None:
        """From here on, texts are those of `page`."""
        self._reading = self._reading or Reading(self.clinic, page)
        self._reading.turn_to(page, targets=self._targets(page))
        self._show(page)

    def _targets(self, page: Page) -> dict[int, Page]:
        """Where the links of a page's texts lead: to the page in its language, if there is one."""
        ids = linked_ids(page, PAGE_LINK)
        return {pk: found for pk in ids if (found := self.page(pk, locale_id=page.locale_id))}

    def page(self, pk: Any, *, locale_id: int | None = None) -> Page | None:
        """A public page that was noted, or its translation; None where there is none to show."""
        page = self._pages.get(int(pk)) if str(pk).isdecimal() else None
        if page is None or locale_id in (None, page.locale_id):
            return page
        return self.of_family(page.translation_key, locale_id=locale_id) or page

    def family(self, translation_key: object) -> list[Page]:
        """The public pages of a family, the oldest first."""
        return self._by_family.get(translation_key, [])

    def family_of(self, page: Page) -> list[Page]:
        """The public originals that say the same as `page` in each language, itself among them."""
        return [one for one in self.family(page.translation_key) if not one.alias_of_id]

    def of_family(self, translation_key: object, *, locale_id: int | None) -> Page | None:
        """The public page of a family in a language, the original one before its aliases."""
        own = [page for page in self.family(translation_key) if page.locale_id == locale_id]
        return next(iter(sorted(own, key=lambda page: bool(page.alias_of_id))), None)

    def reading_on(self) -> AbstractContextManager[None]:
        """Inside, what refers to texts finds those of the page that was told."""
        return turning(self._reading)

    def text(self, stored: str) -> Told:
        """Rich text with its live facts, in the forms that were asked for."""
        with sharing(self.clinic), turning(self._reading):
            return self.texts.told(expand_db_html(stored))

    def link(self, pk: Any) -> dict[str, Any] | None:
        """A page that the page being read leads to, in its language."""
        locale_id = self._reading.page.locale_id if self._reading else None
        page = self.page(pk, locale_id=locale_id) if pk is not None else None
        return self.link_to(page) if page is not None else None

    def link_to(self, page: Page) -> dict[str, Any]:
        """A page that is known to be public, as a link."""
        model = page.specific_class
        self._show(page)
        return {
            "id": page.pk,
            "type": model._meta.label if model else "",
            "title": page.title,
            "locale": page.locale.language_code,
            "url": canonical_url(page, known=self.clinic),
            "path": path_of(page, self.clinic),
        }

    def _show(self, page: Page) -> None:
        """Note what an answer shows of: a page, and the location whose facts are beside it."""
        self.keys.add(page_key(page.pk))
        if page.translation_key in self._places:
            self.keys.add(location_key(self._places[page.translation_key]))

    def image(
        self, key: Any, names: Iterable[str], *, alt: str | None = None, decorative: bool = False
    ) -> dict[str, Any] | None:
        """A picture in the sizes of these `names`; None where it must not be shown."""
        image = self._found.get(get_image_model(), {}).get(key)
        if image is None or is_withheld(image, on=self._today):
            return None
        self.keys.add(picture_key(key))
        is_silent = decorative or is_decorative(image)
        return {
            "id": str(image.pk),
            "title": image.title,
            "alt": "" if is_silent else (alt if alt is not None else image.description),
            "is_decorative": is_silent,
            "credit": credit_of(image),
            "width": image.width,
            "height": image.height,
            "focus": _focus(image),
            "named": {name: size for name in names if (size := _size(image, name))},
        }

    def document(self, key: Any) -> dict[str, Any] | None:
        """A file of the library; None for one in a private collection."""
        found = self._found.get(get_document_model(), {}).get(key)
        if found is None or self._is_private(found.collection.path):
            return None
        return {"id": str(found.pk), "title": found.title, "url": found.url}

    def _is_private(self, path: str) -> bool:
        if self._private is None:
            paths = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
            self._private = list(paths)
        return any(path.startswith(above) for above in self._private)

    def reference(self, model: type[Model], key: Any) -> dict[str, Any] | None:
        """Something else that has a name; None for a draft."""
        found = self._found.get(model, {}).get(key)
        if found is None or not getattr(found, "live", True):
            return None
        return {"id": str(found.pk), "type": model._meta.label, "title": str(found)}


def locations_among(rows: Iterable[Any]) -> list[LocationPage]:
    """The published originals among all pages of locations, the oldest first, in tree order."""
    originals: dict[object, Any] = {}
    for row in rows:
        place = getattr(row, "clinic_locations_locationpage", None)
        if place is not None and not row.alias_of_id and row.translation_key not in originals:
            originals[row.translation_key] = row
    shown = [row for row in originals.values() if row.live and row.is_public]
    places = [row.clinic_locations_locationpage for row in sorted(shown, key=lambda row: row.path)]
    for place, row in zip(places, sorted(shown, key=lambda row: row.path), strict=True):
        place.locale = row.locale
    return places


def path_of(page: Page, clinic: Directory) -> str:
    """The address of a page below its host, "" when it has none."""
    parts = page.get_url_parts(clinic.request)
    return (parts[2] if parts else "") or ""


def _focus(image: AbstractImage) -> dict[str, float] | None:
    if not image.has_focal_point():
        return None
    x, y = image.focal_point_x / image.width, image.focal_point_y / image.height
    return {"x": round(x, 4), "y": round(y, 4)}


def _size(image: AbstractImage, name: str) -> dict[str, Any] | None:
    """A picture in one size; None where its file cannot be read."""
    *others, fallback = renditions_to_show(image, SIZES[name]).values()
    if fallback.pk is None:
        return None
    by_type: dict[str, list[Any]] = {}
    for one in others:
        by_type.setdefault(guess_type(one.url)[0] or "", []).append(one)
    return {
        "src": fallback.url,
        "width": fallback.width,
        "height": fallback.height,
        "srcset": _srcset([fallback]),
        "sizes": SIZES[name].sizes,
        "sources": [{"type": kind, "srcset": _srcset(files)} for kind, files in by_type.items()],
    }


def _srcset(files: list[Any]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)

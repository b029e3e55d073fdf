"""Which pages show something of a page, a location or a picture: by Wagtail's reference index."""

from collections.abc import Iterable

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from ..published import published


def affected_pages(page_ids: Iterable[int], location_ids: Iterable[int]) -> list[Page]:
    """The public pages to make anew when these pages and these locations' facts changed.

    They themselves and their translations; what refers to them, in text or by a field, because it
    shows their name or a fact; what they refer to, because it lists them; and the lists and front
    pages above them. Six queries, however many there are.
    """
    changed = set(page_ids) | _in_every_language(location_ids)
    shown = changed | _referring_to(changed) | _referred_to_by(changed) | _above(changed)
    return list(published(Page.objects.filter(pk__in=shown)).order_by("path"))


def pages_that_use(instance: Model) -> list[int]:
    """The ids of the pages that refer to an object, such as a picture."""
    references = ReferenceIndex.get_references_to(instance)
    found = references.filter(base_content_type=_page_type()).values_list("object_id", flat=True)
    return sorted({int(pk) for pk in found})


def _page_type() -> ContentType:
    return ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))


def _in_every_language(location_ids: Iterable[int]) -> set[int]:
    keys = Page.objects.filter(pk__in=set(location_ids)).values("translation_key")
    return set(Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True))


def _between_pages(**condition: Iterable[str]) -> "list[tuple[str, str]]":
    """Pairs of ids: a page, and a page that it refers to."""
    kind = _page_type()
    pairs = ReferenceIndex.objects.filter(base_content_type=kind, to_content_type=kind, **condition)
    return list(pairs.values_list("object_id", "to_object_id").distinct())


def _referring_to(page_ids: set[int]) -> set[int]:
    pairs = _between_pages(to_object_id__in=[str(pk) for pk in page_ids])
    return {int(from_id) for from_id, _to_id in pairs}


def _referred_to_by(page_ids: set[int]) -> set[int]:
    pairs = _between_pages(object_id__in=[str(pk) for pk in page_ids])
    return {int(to_id) for _from_id, to_id in pairs}


def _above(page_ids: set[int]) -> set[int]:
    """The pages above, as far up as the front pages; Wagtail's root has no address."""
    paths = Page.objects.filter(pk__in=page_ids).values_list("path", flat=True)
    step = Page.steplen
    above = {path[:end] for path in paths for end in range(2 * step, len(path), step)}
    return set(Page.objects.filter(path__in=above).values_list("pk", flat=True))

"""The Spanish pages of the demo as wagtail-localize has them: strings with their translations.

So an editor finds them as translations in the admin, and “sync” works: what changes in English is
offered to the translator, and what has not stays translated.
"""

from collections.abc import Iterator
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments


class DifferentStructure(Exception):
    """A translation has other blocks or other paragraphs than its original."""


def record_translation(original: Page, translated: Page, *, locale: Locale) -> None:
    """Write down which words of `translated` are the translation of which of `original`."""
    source, _new = TranslationSource.get_or_create_from_instance(original)
    Translation.objects.create(source=source, target_locale=locale, enabled=True)
    rows = {
        (segment.context.path, segment.order): segment
        for segment in source.stringsegment_set.select_related("context")
    }
    found: dict[tuple[int, int], StringTranslation] = {}
    for theirs, ours in _pairs(source.as_instance(), translated):
        row = rows[theirs.path, theirs.order]
        found[row.string_id, row.context_id] = StringTranslation(
            translation_of_id=row.string_id,
            context_id=row.context_id,
            locale=locale,
            data=ours.string.data,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
    StringTranslation.objects.bulk_create(found.values())
    TranslationLog.objects.create(
        source=source, locale=locale, revision=translated.get_latest_revision()
    )


def _pairs(
    original: Page, translated: Page
) -> Iterator[tuple[StringSegmentValue, StringSegmentValue]]:
    """Each string of the original with its translation: the one in the same place."""
    theirs, ours = _segments(original), _segments(translated)
    if [_shape(one) for one in theirs] != [_shape(one) for one in ours]:
        raise DifferentStructure(translated.slug)
    for their, our in zip(theirs, ours, strict=True):
        if isinstance(their, StringSegmentValue):
            yield their, our


def _segments(page: Page) -> list[Any]:
    kinds = (StringSegmentValue, TemplateSegmentValue)
    return [one for one in extract_segments(page) if isinstance(one, kinds)]


def _shape(segment: Any) -> tuple[str, int]:
    """What is the same in every language: the field, and how many strings a text has."""
    field = segment.path.partition(".")[0]
    is_text = isinstance(segment, TemplateSegmentValue)
    return field, segment.string_count if is_text else -1

"""Makes what stands beside the demo's pages: glossary terms, the series, disclaimers."""

from collections.abc import Callable
from datetime import date

from wagtail.models import Locale

from conditions.models import ArticleSeries, Disclaimer, GlossaryTerm

from .content import standing as content
from .markup import to_html


def make_series(*, locale: Locale) -> ArticleSeries:
    """Make the series that some of the articles belong to."""
    return ArticleSeries.objects.create(
        title=content.SERIES_TITLE, description=content.SERIES_TEXT, locale=locale
    )


def explain_words(*, locale: Locale, page_id: Callable[[str], int]) -> None:
    """Fill the glossary."""
    for entry in content.TERMS:
        GlossaryTerm.objects.create(
            term=entry.term,
            also_called=entry.also_called,
            definition=to_html(entry.definition, page_id=page_id),
            locale=locale,
        )


def disclaim(*, locale: Locale, today: date, page_id: Callable[[str], int]) -> None:
    """Make one disclaimer for each kind of page, in force from today."""
    for kind, text in content.DISCLAIMERS.items():
        Disclaimer.objects.create(
            page_kind=kind,
            locale=locale,
            valid_from=today,
            text=to_html(text, page_id=page_id),
        )

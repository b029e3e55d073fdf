"""What a stranger may see."""

from functools import cache
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.expressions import Combinable
from wagtail.models import Page, PageViewRestriction


def published(pages: QuerySet) -> QuerySet:
    """Return the `pages` that are live and in no private section.

    Wagtail's ``public()`` reads all restrictions before each list; this asks inside the one query.
    """
    return pages.filter(is_public(), live=True)


def originals(pages: QuerySet) -> QuerySet:
    """Return one page for each thing: neither an alias nor a translation of another page.

    The original is the oldest page of its translation key.
    """
    older = pages.model._default_manager.filter(
        translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk")
    )
    return pages.filter(~Exists(older), alias_of__isnull=True)


def in_language_or_original(pages: QuerySet, locale: int) -> QuerySet:
    """Return one of the `pages` for each thing: that in a language, or else the oldest published.

    That there is help for something must not be hidden from those whose language has no page yet.
    `locale` is the id of the language. Aliases count for nothing: they show another page.
    """
    family = Page.objects.filter(translation_key=OuterRef("translation_key"), alias_of__isnull=True)
    translated = Exists(published(family.filter(locale=locale)))
    older = Exists(published(family.filter(pk__lt=OuterRef("pk"))))
    return pages.filter(Q(locale=locale) | (~translated & ~older))


def each_once(pages: QuerySet) -> QuerySet:
    """Return the `pages` without an alias of one of them in its own language: they show the same.

    An alias stays where its original is not listed: on another Site, or in another language, where
    it waits for its translation.
    """
    same = {"pk": OuterRef("alias_of"), "locale": OuterRef("locale")}
    is_double = Exists(pages.order_by().filter(**same))
    return pages.filter(Q(alias_of__isnull=True) | ~is_double)


@cache
def is_public(page_path: str = "path") -> Combinable:
    """A condition on pages: neither the page nor one above it is private.

    `page_path` leads to the path of the page from rows that only point to one. Made once: a query
    takes a copy of what it is made of, and making this one anew costs more than asking it.
    """
    path = ExpressionWrapper(OuterRef(page_path), output_field=CharField())
    above = PageViewRestriction.objects.annotate(asked=path)
    return ~Exists(above.filter(asked__startswith=F("page__path")))


def knowing_public(rows: QuerySet, *names: str) -> QuerySet:
    """Let rows know which of the pages that they point to are public, without a further query."""
    known = {
        f"{name}_is_public": ExpressionWrapper(
            is_public(f"{name}__path"), output_field=BooleanField()
        )
        for name in names
    }
    return rows.annotate(**known)


def shown_to_strangers(row: Any, name: str) -> Any:
    """Return the page that a row points to, if a stranger may see it; None otherwise.

    A query of its own where the row does not know it (`knowing_public`).
    """
    page = getattr(row, name)
    if page is None:
        return None
    return page if is_shown(page, known=getattr(row, f"{name}_is_public", None)) else None


def is_shown(page: Any, *, known: bool | None = None) -> bool:
    """Whether a stranger may see a page. No query if that it is public is `known`, or it is not.

    A page that was read with ``is_public`` knows it itself.
    """
    if not page.live:
        return False
    known = getattr(page, "is_public", None) if known is None else known
    return published(Page.objects.filter(pk=page.pk)).exists() if known is None else known


def original_of(page: Page) -> Any:
    """The page that `page` translates, published or not; None for an original. One query."""
    same = type(page)._default_manager.filter(translation_key=page.translation_key)
    oldest = same.filter(alias_of__isnull=True).order_by("pk").first()
    return oldest if oldest is not None and oldest.pk != page.pk else None


def families_of(keys: set[object]) -> dict[object, list[Page]]:
    """The published originals with each of these translation keys. One query."""
    found: dict[object, list[Page]] = {key: [] for key in keys}
    family = Page.objects.filter(translation_key__in=keys, alias_of__isnull=True)
    for page in published(family).select_related("locale").order_by("pk"):
        found[page.translation_key].append(page)
    return found

"""The facts of translations where many pages are shown at once: in lists, results and on cards.

Facts are written on the original alone. A page that is opened reads its original
(`ClinicPage.get_context`); these read those of all pages of a type together.
"""

from collections.abc import Iterable
from typing import Any

from .addresses import has_many_languages


def with_facts(pages: Iterable[Any]) -> list[Any]:
    """Return `pages`, in their order, translations with the facts that their originals say now.

    One query for each type that has facts in lists; none on a site in one language.
    """
    found = list(pages)
    by_type: dict[type, list[Any]] = {}
    for page in found:
        by_type.setdefault(type(page), []).append(page)
    for alike in by_type.values():
        _read_facts(alike)
    return found


def _read_facts(pages: list[Any]) -> None:
    """The same for pages of one type."""
    first = pages[0]
    if not first.listed_facts or not has_many_languages(first):
        return
    keys = {page.translation_key for page in pages}
    family = type(first)._default_manager.filter(translation_key__in=keys, alias_of__isnull=True)
    wanted = family.only("translation_key", "live", *first.listed_facts)
    originals = {page.translation_key: page for page in wanted.order_by("-pk")}
    for page in pages:
        original = originals.get(page.translation_key)
        if original is not None and original.live and original.pk != page.pk:
            for name in first.listed_facts:
                setattr(page, name, getattr(original, name))

"""From what somebody typed to the pages that answer it, in the reader's language if there are.

Three things are joined: the full-text index, the names that people use for a condition or a
treatment (“also called”), and a guess when a word is misspelt. Pages of conditions with warning
signs come first: who looks for a pain should see when to get help before anything else. Who asks
for a price gets the treatments that have one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from locations.facts_shown import with_facts
from locations.models import ClinicPage
from locations.pictures import load_renditions
from locations.published import in_language_or_original, originals, published

from ..a_to_z import names_of
from ..models import ConditionPage, TreatmentPage
from .asking_price import asks_price
from .urgent import fold, sounds_urgent

LONGEST_QUERY = 120
# A clinic's site has some hundred pages; who needs the 61st result needs another word.
MOST_RESULTS = 60
# How alike a name must be to be meant: one wrong letter in six.
ALIKE = 0.8
# Words that say nothing about what somebody looks for.
SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Results:
    """What was found for `query`. `corrected` is the name it was taken for, "" when as typed."""

    query: str
    pages: list[ClinicPage]
    corrected: str = ""
    is_urgent: bool = False
    asks_price: bool = False


def find(typed: str, *, locale: Locale) -> Results:
    """Return the published pages that answer what was typed.

    They are in the language of `locale`; an original stands in for what is not.

    A fixed number of queries, however many pages are found.
    """
    query = " ".join(typed.split())[:LONGEST_QUERY].strip()
    is_urgent = sounds_urgent(query)
    if not fold(query):
        return Results(query, [], is_urgent=is_urgent)
    names = _names(locale)
    priced = _priced(locale) if asks_price(query) else []
    ids, corrected = [*_named(query, names), *priced, *_indexed(query, locale)], ""
    if not ids and (meant := _meant(query, names)):
        ids = [*_named(meant, names), *_indexed(meant, locale)]
        corrected = meant if ids else ""
    ids = ids or _indexed(query, locale, operator="or")
    pages = _pages(ids, locale)
    # A treatment that is named comes first of all: it stands first already.
    pages.sort(key=lambda page: page.pk not in priced)
    return Results(query, pages, corrected, is_urgent, bool(priced))


def _named(query: str, names: dict[str, list[int]]) -> list[int]:
    """The ids of the pages of that name, or else of those whose name is part of the query."""
    folded = f" {fold(query)} "
    inside = (pk for name, ids in names.items() if f" {name} " in folded for pk in ids)
    return names.get(folded.strip()) or list(inside)


def _indexed(query: str, locale: Locale, *, operator: str = "and") -> list[int]:
    """What the full-text index has. It gets bare words: SQLite's takes signs for commands."""
    words = " ".join(re.findall(r"\w+", query)).lower()
    # Within a list of ids: the index cannot read a condition on other pages.
    wanted = in_language_or_original(Page.objects.live(), locale.pk).order_by().values("pk")
    pages = Page.objects.filter(pk__in=wanted).search(words, operator=operator)
    return [page.pk for page in pages[:MOST_RESULTS]]


def _names(locale: Locale) -> dict[str, list[int]]:
    """The ids of the pages that each name stands for, by the folded name. Two queries."""
    names: dict[str, list[int]] = {}
    for model in (ConditionPage, TreatmentPage):
        rows = in_language_or_original(_originals(model.objects.all()), locale.pk)
        for pk, title, also_called in rows.values_list("pk", "title", "also_called"):
            for name in (title, *names_of(also_called)):
                names.setdefault(fold(name), []).append(pk)
    return names


def _priced(locale: Locale) -> list[int]:
    """The ids of the treatments that have a price, which their originals say. One query."""
    having = originals(published(TreatmentPage.objects.filter(price__isnull=False)))
    keys = having.order_by().values("translation_key")
    rows = in_language_or_original(_originals(TreatmentPage.objects.all()), locale.pk)
    rows = rows.filter(translation_key__in=keys).order_by("title", "pk")
    return list(rows.values_list("pk", flat=True))


def _meant(query: str, names: Iterable[str]) -> str:
    """The name that `query` is most like, word by word where no whole name is; "" without one."""
    folded, known = fold(query), list(names)
    whole = get_close_matches(folded, known, n=1, cutoff=ALIKE)
    if whole:
        return whole[0]
    vocabulary = sorted({word for name in known for word in name.split()})
    words = [
        next(iter(get_close_matches(word, vocabulary, n=1, cutoff=ALIKE)), "")
        for word in folded.split()
        if len(word) >= SHORTEST_WORD
    ]
    meant = " ".join(filter(None, words))
    return "" if meant == folded else meant


def _pages(ids: list[int], locale: Locale) -> list[ClinicPage]:
    """The pages in the order of `ids`: warning signs first, then what is in the language."""
    ids = list(dict.fromkeys(ids))[:MOST_RESULTS]
    rows = _originals(Page.objects.filter(pk__in=ids)).type(ClinicPage)
    pages = {page.pk: page for page in rows.specific()}
    found = with_facts(pages[pk] for pk in ids if pk in pages)
    load_renditions(page.image for page in found)
    return sorted(found, key=lambda page: (not _warns(page), page.locale_id != locale.pk))


def _originals(pages: PageQuerySet) -> PageQuerySet:
    """What strangers may see, each once: an alias shows what its original shows."""
    return published(pages.filter(alias_of__isnull=True))


def _warns(page: ClinicPage) -> bool:
    return isinstance(page, ConditionPage) and bool(page.red_flags)

"""What stands ready for every page: the words of the glossary and the disclaimers.

A process keeps them as it read them last, and asks with every page whether anything has changed
since: one small query, which no other process and no order of edits can deceive (models/edited.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Max, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from locations.caching import Begun
from locations.directory import Directory
from locations.published import published

from .glossing import Vocabulary, Word, mark, vocabulary
from .models import (
    ArticlePage,
    ConditionPage,
    Disclaimer,
    GlossaryPage,
    GlossaryTerm,
    PageKind,
    PractitionerPage,
    TreatmentPage,
)
from .models.disclaimers import newest

KINDS = {
    ConditionPage: PageKind.CONDITION,
    TreatmentPage: PageKind.TREATMENT,
    ArticlePage: PageKind.ARTICLE,
    PractitionerPage: PageKind.PRACTITIONER,
}

# Where a request keeps what it has asked for, by language.
REQUEST_ATTRIBUTE = "_clinic_standing"
# Where a page keeps which terms its text has used.
_USED = "_clinic_terms_used"

Stamp = tuple[Any, ...]


@dataclass(frozen=True)
class Standing:
    """What one language has ready for its pages."""

    language: str = ""
    glossary: GlossaryPage | None = None
    words: Vocabulary | None = None
    disclaimers: tuple[Disclaimer, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)  # as the glossary lists them, by anchor


@dataclass(frozen=True)
class UsedTerm:
    """A term that a page's text uses, and where it is explained."""

    term: str
    anchor: str
    url: str


# What this process read last, by language, with the stamp it had: the generation of the content for
# those who know it, see `locations/directory.py`, and what `_stamp` asks for.
_known: dict[tuple[int, bool], tuple[Stamp, Standing]] = {}


def forget() -> None:
    """Read everything again next time. For tests: a database that is rolled back repeats keys."""
    _known.clear()


def standing_of(page: Page, request: HttpRequest | None) -> Standing:
    """Return what stands ready for the language of a page. One query a request."""
    asked: dict[int, Standing] = getattr(request, REQUEST_ATTRIBUTE, {})
    if request is not None:
        setattr(request, REQUEST_ATTRIBUTE, asked)
    if page.locale_id not in asked:
        clinic = Directory.for_request(request) if request is not None else None
        asked[page.locale_id] = _current(page.locale_id, clinic.generation if clinic else None)
    return asked[page.locale_id]


def explained(html: str, page: Any, request: HttpRequest | None) -> str:
    """Return the finished text of a page, each term of the glossary a link at its first use."""
    if not getattr(page, "explains_terms", False) or "prose" not in html:
        return html
    standing = standing_of(page, request)
    if standing.words is None or standing.glossary is None:
        return html
    url = standing.glossary.get_url(request)
    hint = _("(in the glossary)")
    used: list[UsedTerm] = []

    def link(anchor: str, written: str) -> str:
        used.append(UsedTerm(standing.terms[anchor], anchor, f"{url}#{anchor}"))
        return format_html(
            '<a class="glossary-term" href="{}#{}">{}<span class="visually-hidden"> {}</span></a>',
            *(url, anchor, mark_safe(written), hint),  # noqa: S308 (it is HTML already)
        )

    marked = mark(html, standing.words, link=link) if url else html
    setattr(page, _USED, used)
    return marked


def terms_used(page: Any) -> list[UsedTerm]:
    """The terms that are links in the text of a page, once it is finished; none before."""
    return getattr(page, _USED, [])


def disclaimer_of(page: Page, request: HttpRequest | None, *, on: date) -> Disclaimer | None:
    """Return the disclaimer to show on a page, None when nobody wrote one."""
    kind = KINDS.get(type(page))
    if kind is None:
        return None
    standing = standing_of(page, request)
    languages = languages_for(standing.language)
    return newest(standing.disclaimers, kind=kind, languages=languages, on=on)


def languages_for(language: str) -> list[str]:
    """The languages to look for a text in: es-mx, then es, then that of the site."""
    default = settings.LANGUAGE_CODE
    chain = (language, language.partition("-")[0], default, default.partition("-")[0])
    return list(dict.fromkeys(chain))


def _current(locale_id: int, generation: Begun | None) -> Standing:
    """What nobody changes is not pickled, so it is not in locations/remembering.py."""
    place = (locale_id, generation is None)
    stamp = _stamp(locale_id) if generation is None else generation
    known = _known.get(place)
    if known is None or known[0] != stamp:
        _known[place] = known = (stamp, _read(locale_id))
    return known[1]


def _stamp(locale_id: int) -> Stamp:
    """What changes whenever something does: the numbers of rows and edits, the glossary's address.

    Without a page to link to, the terms do not matter.
    """
    ready = Locale.objects.filter(pk=locale_id).values_list(
        "language_code",
        Subquery(_glossaries(OuterRef("pk")).values("pk")[:1]),
        Subquery(_glossaries(OuterRef("pk")).values("url_path")[:1]),
        _state_of(GlossaryTerm.objects.filter(locale=OuterRef("pk"))),
        _state_of(Disclaimer.objects.all()),
    )
    return ready.first() or ("", None, None, "", "")


def _state_of(rows: QuerySet) -> Subquery:
    numbers = (Count("pk"), Max("pk"), Sum("edits"))
    texts = [Coalesce(Cast(number, CharField()), Value("")) for number in numbers]
    state = Concat(texts[0], Value(" "), texts[1], Value(" "), texts[2], output_field=CharField())
    return Subquery(rows.order_by().values(everything=Value(1)).annotate(s=state).values("s"))


def _glossaries(locale: Any) -> QuerySet:
    return published(GlossaryPage.objects.filter(locale=locale)).order_by("path")


def _read(locale_id: int) -> Standing:
    locale = Locale.objects.filter(pk=locale_id).first()
    glossary = _glossaries(locale_id).first()
    terms = GlossaryTerm.objects.filter(locale=locale_id).order_by("pk") if glossary else ()
    # A word that is a term of its own is never another name of a second one.
    words = [Word(term.term, term.anchor) for term in terms]
    words += [Word(name, term.anchor) for term in terms for name in term.also_called_list]
    disclaimers = tuple(Disclaimer.objects.select_related("locale"))
    language = locale.language_code if locale else ""
    names = {term.anchor: term.term for term in terms}
    return Standing(language, glossary, vocabulary(words), disclaimers, names)

"""The head of a page: what search engines, networks and readers of feeds find there."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from wagtail.models import Page

from .. import schema
from ..content_languages import source_language
from ..directory import Directory
from ..models.described import absolute
from .cards import card_of, card_path
from .drawing import SIZE

# Open Graph wants a country with each language; those that we know one for.
TERRITORIES = {"en": "en_US", "es": "es_US", "hmn": "hmn_US", "so": "so_SO"}


def head_of(page: Page, context: Mapping[str, Any]) -> dict[str, Any]:
    """Everything for the head of a published page; of a preview only that it is none."""
    request = context.get("request")
    if page.pk is None or getattr(request, "is_preview", False):
        return {"robots": "noindex"}
    clinic = context["clinic"]
    url = page.canonical_url
    # A part of a long list has an address of its own, and no counterpart in another form.
    is_whole = url == clinic.canonical_url(page)
    translations = clinic.translations_of(page) if is_whole else []
    return {
        "page": page,
        "clinic": clinic,
        "description": page.search_description or getattr(page, "summary", ""),
        "canonical": url,
        "alternates": alternates_of(translations, clinic=clinic),
        "feeds": page.feeds(context),
        "twin": twin_url(page, request) if is_whole else "",
        "card": _card(page, context, url),
        "kind": "article" if page.page_kind == "MedicalWebPage" else "website",
        "locale": TERRITORIES.get(get_language() or "", ""),
        "graph": schema.script_text(page.structured_data(context)),
    }


def alternates_of(pages: list[Page], *, clinic: Directory) -> list[tuple[str, str]]:
    """Pairs of language and address; with x-default for readers of any other language.

    Nothing for a page that is in one language only.
    """
    addresses = [(page.locale.language_code, clinic.canonical_url(page)) for page in pages]
    known = [(language, url) for language, url in addresses if url]
    if len(known) < 2:
        return []
    default = dict(known).get(source_language(), known[0][1])
    return [*known, ("x-default", default)]


def twin_url(page: Page, request: HttpRequest | None) -> str:
    """The address of a page's Markdown twin on the reader's Site, "" in a project without."""
    try:
        reverse("clinic_locations:front_twin")
    except NoReverseMatch:
        return ""
    url = page.get_url(request)
    return f"{url}index.md" if url and url.endswith("/") else ""


def _card(page: Page, context: Mapping[str, Any], url: str) -> dict[str, Any] | None:
    card = card_of(page, clinic=context["clinic"], above=context.get("breadcrumbs", ()))
    path = card_path(page, card)
    if not path:
        return None
    return {"url": absolute(path, url), "alt": card.alt, "width": SIZE[0], "height": SIZE[1]}

"""What pages show around their texts: headings with their anchors, terms explained, disclaimers.

All of it comes from what their templates take it from (docs/decisions/0011).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.utils import timezone
from pydantic import BaseModel, Field, create_model

from locations.api.fields import PageFact
from locations.api.parts import ClinicText
from locations.api.shelf import Shelf
from locations.models import ClinicPage

from ..api_fields import page_of_signs
from ..models import ConditionPage, GlossaryPage, TreatmentPage
from ..models.glossary import terms_of
from ..sections import Section, contents_of, sections_of
from ..standing import KINDS, disclaimer_of, terms_used

# Where a glossary keeps its terms while it is told.
_TERMS = "_clinic_terms"


class ClinicHeading(BaseModel):
    """A line of the list at the top of a page."""

    anchor: str
    heading: str


class ClinicUsedTerm(BaseModel):
    """A term that the texts of the page use; its first use is a link to the glossary."""

    term: str
    anchor: str
    url: str = Field(description="Where it is explained, as the link in the text has it")


class ClinicTerm(BaseModel):
    """A word of the trade, in plain words."""

    term: str
    anchor: str = Field(description="The id under which links look for it on the page")
    also_called: list[str]
    definition: ClinicText


class ClinicDisclaimer(BaseModel):
    """What a page is not. It stands at its end."""

    text: ClinicText
    language: str = Field(description="The language it is in; that of the page if it could be")
    version: int
    valid_from: date


def facts_around() -> list[PageFact]:
    """For the hook ``clinic_api_facts``."""
    return [
        *(fact for model in (ConditionPage, TreatmentPage) for fact in _facts_of_sections(model)),
        PageFact("glossary_terms", (ClinicPage,), list[ClinicUsedTerm], _used_terms),
        PageFact("terms", (GlossaryPage,), list[ClinicTerm], _terms, _read_terms),
        PageFact("disclaimer", tuple(KINDS), ClinicDisclaimer | None, _disclaimer),
    ]


# Sections.


def _facts_of_sections(model: Any) -> Iterable[PageFact]:
    names: Any = Literal[model.section_fields]
    section: Any = create_model(
        f"Clinic{model.__name__.removesuffix('Page')}Section",
        __doc__="A field that holds something, under the heading that the page gives it.",
        field=(names, ...),
        anchor=(str, Field(description='Its id on the page; "" where it has no heading')),
        heading=(str, Field(description='In the language of the page; "" for the body')),
    )
    yield PageFact("sections", (model,), list[section], _sections)
    yield PageFact("contents", (model,), list[ClinicHeading], _contents)


def _sections(page: Any, shelf: Shelf) -> list[dict[str, str]]:
    return [
        {"field": one.name} | (_heading("", "") if one.kind == "body" else _heading_of(one))
        for one in _sections_of(page)
    ]


def _contents(page: Any, shelf: Shelf) -> list[dict[str, str]]:
    return [_heading(*line) for line in contents_of(_sections_of(page))]


def _sections_of(page: Any) -> list[Section]:
    if not isinstance(page, ConditionPage):
        return sections_of(page)
    return sections_of(page, red_flags=page_of_signs(page).red_flags)


def _heading_of(section: Section) -> dict[str, str]:
    return _heading(section.anchor, section.heading)


def _heading(anchor: str, heading: str) -> dict[str, str]:
    return {"anchor": anchor, "heading": str(heading)}


# The glossary.


def _used_terms(page: Any, shelf: Shelf) -> list[dict[str, str]]:
    return [
        {"term": used.term, "anchor": used.anchor, "url": used.url} for used in terms_used(page)
    ]


def _read_terms(pages: list[Any]) -> None:
    """The terms of all glossaries. One query."""
    terms = terms_of(*{page.locale_id for page in pages})
    for page in pages:
        own = [term for term in terms if term.locale_id == page.locale_id]
        setattr(page, _TERMS, own)


def _terms(page: Any, shelf: Shelf) -> list[dict[str, Any]]:
    return [
        {
            "term": term.term,
            "anchor": term.anchor,
            "also_called": term.also_called_list,
            "definition": shelf.text(term.definition),
        }
        for term in getattr(page, _TERMS)
    ]


# Disclaimers.


def _disclaimer(page: Any, shelf: Shelf) -> dict[str, Any] | None:
    found = disclaimer_of(page, shelf.clinic.request, on=timezone.localdate())
    if found is None:
        return None
    return {
        "text": shelf.text(found.text),
        "language": found.locale.language_code,
        "version": found.version,
        "valid_from": found.valid_from,
    }

"""/llms.txt: the site in one short text, with a link to the Markdown of every page."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.models import Page

from ..directory import Directory
from ..facts_shown import with_facts
from ..models.base import ClinicPage
from ..published import each_once, published
from .heads import twin_url
from .markdown import to_markdown

TEMPLATE = "clinic/llms.html"


@dataclass(slots=True)
class Section:
    """The pages below one page of the first level; those without any below them are together."""

    title: str
    entries: list[tuple[Page, str]] = field(default_factory=list)


def llms_of(request: HttpRequest) -> str:
    """The text for this Site in the language that was asked for."""
    clinic = Directory.for_request(request)
    context = {"clinic": clinic, "sections": sections_of(clinic, request)}
    html = render_to_string(TEMPLATE, context, request)
    return to_markdown(html, base=clinic.site.root_url if clinic.site else "")


def sections_of(clinic: Directory, request: HttpRequest) -> list[Section]:
    """The published pages of the Site, in the order of the tree.

    One query for each page type, and another one for the facts of translated people.

    Pages of a project's own have no twin.
    """
    if clinic.root is None:
        return []
    pages: Any = Page.objects.type(ClinicPage).descendant_of(clinic.root)
    below: Any = each_once(published(pages))
    sections: dict[str, Section] = {"": Section(title="")}
    for page in with_facts(below.order_by("path").defer_streamfields().specific()):
        top = page.path[: len(clinic.root.path) + Page.steplen]
        if page.depth == clinic.root.depth + 1:
            sections[top] = Section(title=page.title)
        section = sections.get(top, sections[""])
        section.entries.append((page, twin_url(page, request)))
    return _gathered(sections)


def _gathered(sections: dict[str, Section]) -> list[Section]:
    """Pages that stand alone are one section, the first."""
    alone = [section for key, section in sections.items() if not key or len(section.entries) == 1]
    first = Section(title="", entries=[entry for section in alone for entry in section.entries])
    return [first, *(section for section in sections.values() if section not in alone)]

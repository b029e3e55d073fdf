"""References to sources in running text: numbered on the page, with the list at its end.

Stored as an empty link, like the other live references: ``<a linktype="clinic-citation" id="5">``.
While a page is rendered, its sources are numbered in the order in which a reader meets them.
Elsewhere (the API, feeds, the comparison of revisions) there is no list at the end, so that the
reference names its source and leads to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from locations.links import kept_while_reading
from locations.live import Key, LiveFact, Shown, Wanted
from locations.markup import reference

from .models import Citation
from .models.citations import LINK_TYPE, citations_of


def citation_reference(citation_id: int) -> str:
    """Return the stored form of a reference to a source."""
    return reference(LINK_TYPE, citation_id)


@dataclass(slots=True)
class Source:
    """A source on a page: its number, and how often the text refers to it."""

    number: int
    citation: Citation
    uses: int = 0

    @property
    def marks(self) -> list[str]:
        """The anchors of the references to it, in the order of the text."""
        return [anchor(self.number, use) for use in range(1, self.uses + 1)]


class Notes:
    """The sources of a page that is being rendered, in the order of their first use."""

    def __init__(self, page: Page) -> None:
        self._citations = citations_of(page)
        self._sources: dict[int, Source] = {}

    @property
    def sources(self) -> list[Source]:
        """What was referred to so far."""
        return list(self._sources.values())

    def mark(self, citation_id: int | None) -> str:
        """Return the mark of one more reference to a source, as the beginning of a link."""
        citation = self._citations.get(citation_id or 0)
        if citation is None:
            return NOWHERE
        source = self._sources.setdefault(citation.pk, Source(len(self._sources) + 1, citation))
        source.uses += 1
        return format_html(
            '<a class="clinic-citation" href="#source-{}" id="{}" aria-label="{}"><sup>[{}]</sup>',
            source.number,
            anchor(source.number, source.uses),
            gettext("Source %(number)d") % {"number": source.number},
            source.number,
        )


# What a reference to a source that is gone shows: nothing.
NOWHERE = '<a class="clinic-citation clinic-citation--missing">'


def anchor(number: int, use: int) -> str:
    """The id of a reference: ``cite-1``, and ``cite-1-2`` for the second to the same source."""
    return f"cite-{number}" if use == 1 else f"cite-{number}-{use}"


def notes_of_reading() -> Notes | None:
    """Return the sources of the page that is being rendered, None when none is."""
    return kept_while_reading(LINK_TYPE, Notes)


class CitationReference(LiveFact):
    """Shows a stored reference as a number that leads to the list of sources."""

    identifier = LINK_TYPE
    icon = "clinic-citation"
    button = _("Source")
    missing = ""
    gone = _("This source is not in the list of sources any more.")

    @staticmethod
    def get_model() -> type[Citation]:
        return Citation

    @classmethod
    def find(cls, keys: set[Key] | None) -> Mapping[int, Citation]:
        return Citation.objects.in_bulk(keys) if keys or keys is None else {}

    @classmethod
    def shown(cls, holder: Citation | None, wanted: Wanted) -> Shown | None:
        """What stands in the editor and where there is no list of sources."""
        if holder is None:
            return None
        return Shown(f"[{holder.label}]", href=holder.address, label=holder.title)

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tag and the text of each reference; the stored tag closes it."""
        notes = notes_of_reading()
        if notes is None:
            return super().expand_db_attributes_many(attrs_list)
        return [notes.mark(cls.wanted(attrs)["id"]) for attrs in attrs_list]

"""Pages as typed data, with their bodies: a list of any length in the same few queries."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from django.utils.translation import override
from pydantic import BaseModel, Field, create_model
from wagtail import hooks
from wagtail.models import Page, get_page_models

from ..addresses import canonical_url
from ..api_fields import page_of_facts, read_originals
from ..models import ClinicPage
from .blocks import first_line
from .fields import PageFact, PageField, PageLinks, fields_of, links_of, read_links
from .parts import ClinicLink
from .shelf import Shelf, path_of

Data = dict[str, Any]


class ClinicBasePage(BaseModel):
    """What every page has."""

    id: int
    type: str
    title: str
    slug: str
    locale: str
    url: str = Field(description="The one address of this content, with its host")
    path: str = Field(description="The address on this Site, without its host")
    seo_title: str
    search_description: str
    show_in_menus: bool
    first_published_at: datetime | None
    last_published_at: datetime | None
    translations: list[ClinicLink] = Field(description="The same page in other languages")


class PageTeller:
    """Tells of pages of one type."""

    def __init__(self, model: type[Page], facts: Iterable[PageFact]) -> None:
        self.model = model
        self.label = model._meta.label
        self.fields: list[PageField] = fields_of(model)
        self.links: list[PageLinks] = links_of(model)
        self.facts = [fact for fact in facts if issubclass(model, fact.models)]
        self.schema = self._schema()

    def _schema(self) -> type[BaseModel]:
        parts: dict[str, Any] = {"type": (Literal[self.label], ...)}
        parts |= {field.name: (field.annotation, ...) for field in self.fields}
        for links in self.links:
            linked: Any = links.annotation
            parts[links.name] = (list[linked], ...)
        parts |= {fact.name: (fact.annotation, ...) for fact in self.facts}
        name = f"Clinic{self.model.__name__}"
        return create_model(name, __base__=ClinicBasePage, __doc__=first_line(self.model), **parts)

    def want(self, page: Page, shelf: Shelf) -> None:
        shelf.want_family(page.translation_key)
        for field in self.fields:
            field.want(page, shelf)

    def sources(self, page: Page) -> dict[PageLinks, int]:
        """The page whose row of links counts, for each kind of link."""
        facts = page_of_facts(page)
        return {links: facts.pk if links.is_fact else page.pk for links in self.links}

    def told(self, page: Page, shelf: Shelf, rows: dict[tuple[str, int], list[Any]]) -> Data:
        shelf.read(page)
        data = self._base(page, shelf)
        with shelf.texts.of_page(page):
            data |= {field.name: field.told(page, shelf) for field in self.fields}
        for links, source in self.sources(page).items():
            found = rows.get((links.relation, source), [])
            data[links.name] = _linked(links, found, page, shelf)
        with shelf.reading_on():
            data |= {fact.name: fact.told(page, shelf) for fact in self.facts}
        return data

    def _base(self, page: Page, shelf: Shelf) -> Data:
        others = (one for one in shelf.family_of(page) if one.locale_id != page.locale_id)
        return {
            "id": page.pk,
            "type": self.label,
            "title": page.title,
            "slug": page.slug,
            "locale": page.locale.language_code,
            "url": canonical_url(page, known=shelf.clinic),
            "path": path_of(page, shelf.clinic),
            "seo_title": page.seo_title,
            "search_description": page.search_description,
            "show_in_menus": page.show_in_menus,
            "first_published_at": page.first_published_at,
            "last_published_at": page.last_published_at,
            "translations": [shelf.link_to(one) for one in others],
        }


def _linked(links: PageLinks, rows: list[Any], page: Page, shelf: Shelf) -> list[Data]:
    """The public pages at the other ends: in the language of the page; a location in any."""
    found = []
    for _order, key, facts in rows:
        other = shelf.of_family(key, locale_id=page.locale_id)
        if other is None and links.is_fact:
            other = next(iter(shelf.family(key)), None)
        if other is not None:
            more = zip(links.columns.items(), facts, strict=True)
            made = {name: make(stored) for (name, (_kind, make)), stored in more}
            found.append(shelf.link_to(other) | made)
    return found


class Telling:
    """Tells of pages of all types of the plugin, and has the type of what it tells."""

    def __init__(self) -> None:
        functions = hooks.get_hooks("clinic_api_facts")
        facts = [fact for function in functions for fact in function()]
        models = [model for model in get_page_models() if issubclass(model, ClinicPage)]
        self.tellers = {model: PageTeller(model, facts) for model in models}
        self.models = {model._meta.label: model for model in models}

    @property
    def schema(self) -> Any:
        """Any page: a union that `type` decides."""
        schemas = [teller.schema for teller in self.tellers.values()]
        union: Any = reduce(or_, schemas)
        return Annotated[union, Field(discriminator="type")] if len(schemas) > 1 else union

    def tell(self, pages: list[Any], shelf: Shelf) -> list[Data]:
        """Pages in their own types, as data. They are public: whoever calls has seen to that."""
        read_originals(pages)
        wanted: dict[PageLinks, set[int]] = {}
        for page in pages:
            teller = self.tellers[type(page)]
            teller.want(page, shelf)
            for links, source in teller.sources(page).items():
                wanted.setdefault(links, set()).add(source)
        rows = read_links(wanted) if wanted else {}
        for found in rows.values():
            for _order, key, _facts in found:
                shelf.want_family(key)
        shelf.want_texts(pages)
        self._preload(pages)
        shelf.load()
        return [self._told(page, shelf, rows) for page in pages]

    def _preload(self, pages: list[Any]) -> None:
        by_fact: dict[int, tuple[PageFact, list[Any]]] = {}
        for page in pages:
            for fact in self.tellers[type(page)].facts:
                by_fact.setdefault(id(fact), (fact, []))[1].append(page)
        for fact, those in by_fact.values():
            fact.preload(those)

    def _told(self, page: Any, shelf: Shelf, rows: dict[tuple[str, int], list[Any]]) -> Data:
        with override(page.locale.language_code):
            return self.tellers[type(page)].told(page, shelf, rows)

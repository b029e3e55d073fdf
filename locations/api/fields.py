"""The fields of a page as types and as data: made from the `api_fields` of its model.

A page type tells more in `api_links`, names of its links to other pages (``condition_links``): each
is a list of links, with what the rows of the link say in `api_columns`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from ninja.errors import ConfigError
from ninja.orm.fields import get_schema_field
from pydantic import create_model
from wagtail.api import APIField
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from ..models import LocationPage
from . import blocks
from .parts import Anything, ClinicImage, ClinicLink, ClinicReference, ClinicText
from .shelf import Shelf


@dataclass(frozen=True, slots=True)
class PageField:
    """One field of a page: its type, what it needs of the shelf, and what is told of it."""

    name: str
    annotation: Any
    told: Callable[[Any, Shelf], Any]
    want: Callable[[Any, Shelf], None] = lambda page, shelf: None


def fields_of(model: type[Page]) -> list[PageField]:
    """What is told of pages of a type, beside what is told of every page."""
    found = {field.name: field for field in APIField.get_fields_for_model(model)}
    made = (_field(model, field) for field in found.values())
    return [field for field in made if field is not None]


def _field(model: type[Page], field: APIField) -> PageField | None:
    source = getattr(field.serializer, "page_that_tells", None) or (lambda page: page)
    try:
        column: Any = model._meta.get_field(field.name)
    except FieldDoesNotExist:
        return _property(model, field, source)
    if column.one_to_many or column.many_to_many:
        return None  # `api_links` tells of these
    if isinstance(column, StreamField):
        return _stream(field.name, column, source, getattr(field.serializer, "arranged", list))
    if isinstance(column, RichTextField):
        return PageField(
            field.name, ClinicText, lambda page, shelf: shelf.text(_of(source(page), column) or "")
        )
    if isinstance(column, models.ForeignKey):
        return _foreign_key(model, field.name, column)
    if field.serializer is not None and not hasattr(field.serializer, "page_that_tells"):
        return _serialized(field)
    return PageField(field.name, _plain_type(column), lambda page, shelf: _of(source(page), column))


def _of(page: Any, column: Any) -> Any:
    return getattr(page, column.attname)


def _plain_type(column: Any) -> Any:
    if isinstance(column, models.CharField | models.TextField):
        return str if not column.null else str | None
    try:
        annotation, _info = get_schema_field(column)
    except ConfigError:
        return Anything
    return annotation


def _stream(
    name: str,
    column: StreamField,
    source: Callable[[Any], Any],
    arranged: Callable[[list[Any]], list[Any]],
) -> PageField:
    """A stream, its stored blocks `arranged` as the page shows them."""
    block = column.stream_block

    def raw(page: Any) -> Any:
        value = getattr(source(page), column.attname)
        return arranged(value.get_prep_value() if isinstance(value, StreamValue) else value or [])

    def want(page: Any, shelf: Shelf) -> None:
        for model, key in blocks.wanted(block, raw(page)):
            shelf.want(model, key)

    def told(page: Any, shelf: Shelf) -> Any:
        return blocks.told(block, raw(page), shelf)

    return PageField(name, blocks.type_of(block), told, want)


def _foreign_key(model: type[Page], name: str, column: Any) -> PageField:
    target = column.related_model

    def want(page: Any, shelf: Shelf) -> None:
        shelf.want(target, _of(page, column))

    if issubclass(target, AbstractImage):
        sizes = getattr(model, "image_sizes", ("text",)) if name == "image" else ("text",)
        return PageField(
            name,
            ClinicImage | None,
            lambda page, shelf: shelf.image(_of(page, column), sizes),
            want,
        )
    if issubclass(target, Page):
        return PageField(
            name, ClinicLink | None, lambda page, shelf: shelf.link(_of(page, column)), want
        )
    return PageField(
        name,
        ClinicReference | None,
        lambda page, shelf: shelf.reference(target, _of(page, column)),
        want,
    )


def _property(model: type[Page], field: APIField, source: Callable[[Any], Any]) -> PageField:
    """What a page computes, typed as its property says."""
    prop = getattr(model, field.name, None)
    getter = getattr(prop, "fget", None) or getattr(prop, "func", None)
    if getter is None:
        return _serialized(field)
    try:
        annotation = get_type_hints(getter).get("return", Anything)
    except NameError:  # a type that is there for the type checker only
        annotation = Anything
    return PageField(field.name, annotation, lambda page, shelf: getattr(source(page), field.name))


def _serialized(field: APIField) -> PageField:
    """What a serializer of the project makes, as Wagtail's own API tells it."""
    serializer = field.serializer
    hints = get_type_hints(serializer.to_representation) if serializer else {}
    annotation = hints.get("return", Anything)

    def told(page: Any, shelf: Shelf) -> Any:
        if serializer is None:
            return getattr(page, field.name, None)
        return serializer.to_representation(page if serializer.source == "*" else _value(page))

    def _value(page: Any) -> Any:
        return getattr(page, field.name)

    return PageField(field.name, annotation | None, told)


# Links.


@dataclass(frozen=True, slots=True, eq=False)
class PageLinks:
    """The links of a page of one kind: the model of its rows, and the end that they lead to."""

    relation: str
    model: type[models.Model]
    end: str
    # What the rows say beside: a column, its type here, and what makes this of what is stored.
    columns: Mapping[str, tuple[Any, Callable[[Any], Any]]]
    annotation: Any

    @property
    def name(self) -> str:
        """How they are called in answers: ``conditions`` for ``condition_links``."""
        return f"{self.end}s"

    @property
    def is_fact(self) -> bool:
        """Where something is, is written on the original alone."""
        target: Any = self.model._meta.get_field(self.end).related_model
        return issubclass(target, LocationPage)

    def rows(self, pages: Iterable[int]) -> Any:
        """The rows of the links of these pages, each as ``(relation, page, sort_order, key)``."""
        return (
            self.model._default_manager.filter(page__in=list(pages))
            .order_by()
            .values_list(
                models.Value(self.relation, output_field=models.CharField()),
                "page_id",
                "sort_order",
                f"{self.end}__translation_key",
                *self.columns,
            )
        )


def links_of(model: type[Page]) -> list[PageLinks]:
    """The links that a page type tells of."""
    return [_links(model, name) for name in getattr(model, "api_links", ())]


def _links(model: type[Page], relation: str) -> PageLinks:
    rows: Any = model._meta.get_field(relation).related_model
    end = next(
        field.name
        for field in rows._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.name != "page"
    )
    columns = getattr(rows, "api_columns", {})
    if not columns:
        return PageLinks(relation, rows, end, {}, ClinicLink)
    facts: dict[str, Any] = {name: (kind, ...) for name, (kind, _make) in columns.items()}
    linked = create_model(f"Clinic{rows.__name__}", __base__=ClinicLink, **facts)
    return PageLinks(relation, rows, end, columns, linked)


def read_links(wanted: dict[PageLinks, set[int]]) -> dict[tuple[str, int], list[Any]]:
    """The rows of links, by relation and page. One query for all that are links and no more."""
    plain = [links.rows(ids) for links, ids in wanted.items() if not links.columns]
    queries = [links.rows(ids) for links, ids in wanted.items() if links.columns]
    if plain:
        first, *others = plain
        queries.append(first.union(*others, all=True) if others else first)
    found: dict[tuple[str, int], list[Any]] = {}
    for query in queries:
        for relation, page_id, order, key, *facts in query:
            found.setdefault((relation, page_id), []).append((order or 0, key, facts))
    return {where: sorted(rows, key=lambda row: row[0]) for where, rows in found.items()}


# What other apps add.


@dataclass(frozen=True, slots=True)
class PageFact:
    """What another app tells of the pages of some types, from the hook ``clinic_api_facts``.

    `preload` reads for all pages what `told` needs; it may cost a query or two. `told` is called
    when all texts of its page are finished.
    """

    name: str
    models: tuple[type[Page], ...]
    annotation: Any
    told: Callable[[Any, Shelf], Any]
    preload: Callable[[list[Any]], None] = lambda pages: None

"""Blocks of StreamFields as types and as data: made from the blocks themselves.

A new block of a page gets a type by itself. A stream is a list of a union that `type` decides; a
block is `{"type", "id", "value"}`. All works on what is stored and not on Wagtail's values, so that
`wanted` can say what a list of pages needs, and `shelf.py` reads it at once.

What an app knows beside the fields of a block, it adds with `tell_more`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.db.models import Model
from pydantic import BaseModel, Field, create_model
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from .parts import (
    Anything,
    ClinicDocument,
    ClinicImage,
    ClinicLink,
    ClinicReference,
    ClinicText,
    WallClock,
)

if TYPE_CHECKING:
    from .shelf import Shelf

Wanted = Iterator[tuple[type[Model], Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of block is typed, what of the database it needs, and what is told of it."""

    type_of: Callable[[Any], Any]
    told: Callable[[Any, Any, "Shelf"], Any]
    wanted: Callable[[Any, Any], Wanted] = lambda block, raw: iter(())


def type_of(block: blocks.Block) -> Any:
    """The type of what is told of a block."""
    return _kind(block).type_of(block)


def wanted(block: blocks.Block, raw: Any) -> Wanted:
    """What a stored value refers to: models and keys."""
    return _kind(block).wanted(block, raw)


def told(block: blocks.Block, raw: Any, shelf: "Shelf") -> Any:
    """A stored value as the API tells it."""
    return _kind(block).told(block, raw, shelf)


def _kind(block: blocks.Block) -> Kind:
    return next(KINDS[cls] for cls in type(block).__mro__ if cls in KINDS)


@dataclass(frozen=True, slots=True)
class More:
    """What is told of a struct beside its fields: types by name, and the values."""

    fields: Mapping[str, Any]
    told: Callable[[Any, Any, "Shelf"], dict[str, Any]]


_NOTHING = More({}, lambda block, raw, shelf: {})
_more: dict[type[blocks.Block], More] = {}


def tell_more(kind: type[blocks.StructBlock], fields: Mapping[str, Any], told: Any) -> None:
    """Tell more of blocks of a kind. For start-up: before the types are made."""
    _more[kind] = More(fields, told)


def tell_properties(kind: type[blocks.StructBlock], **fields: Any) -> None:
    """Tell properties of the value of a block, such as the words of a choice, by name and type."""

    def told(block: blocks.StructBlock, raw: Any, shelf: "Shelf") -> dict[str, Any]:
        value = block.to_python(raw)
        return {name: getattr(value, name) for name in fields}

    tell_more(kind, fields, told)


def _more_of(block: blocks.Block) -> More:
    return next((_more[cls] for cls in type(block).__mro__ if cls in _more), _NOTHING)


# Names of types.

_models: dict[tuple[str, Any], type[BaseModel]] = {}
_taken: dict[str, Any] = {}


def _model(name: str, fields: dict[str, Any], doc: str) -> type[BaseModel]:
    """The type of a name with these fields: the same for the same fields, else numbered."""
    signature = repr(fields)
    if (name, signature) not in _models:
        free = name
        while _taken.setdefault(free, signature) != signature:
            free = f"{free}_"
        made: Any = create_model(free, __doc__=doc, **fields)
        _models[name, signature] = made
    return _models[name, signature]


def _name(block: blocks.Block) -> str:
    own = type(block).__name__
    stem = own.removesuffix("Block") if own not in ("StructBlock", "StreamBlock") else ""
    return f"Clinic{stem or block.name.title().replace('_', '')}"


# Structs.


def _struct_type(block: blocks.StructBlock) -> Any:
    fields: dict[str, Any] = {}
    for name, child in block.child_blocks.items():
        fields[name] = (type_of(child), ...)
        if _is_choice(child):
            fields[f"{name}_label"] = (str, Field(description="In the reader's language"))
    for name, annotation in _more_of(block).fields.items():
        fields[name] = (annotation, ...)
    return _model(f"{_name(block)}Value", fields, first_line(type(block)))


def _struct_told(block: blocks.StructBlock, raw: Any, shelf: "Shelf") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, child, value in _children(block, raw):
        found[name] = told(child, value, shelf)
        if _is_choice(child):
            found[f"{name}_label"] = _label(child, found[name])
    return found | _more_of(block).told(block, raw, shelf)


def _struct_wanted(block: blocks.StructBlock, raw: Any) -> Wanted:
    for _name, child, value in _children(block, raw):
        yield from wanted(child, value)


def _children(block: blocks.StructBlock, raw: Any) -> Iterator[tuple[str, blocks.Block, Any]]:
    """The parts of a struct; one that was stored before a part was there has its default."""
    for name, child in block.child_blocks.items():
        known = isinstance(raw, dict) and name in raw
        yield name, child, raw[name] if known else child.get_prep_value(child.get_default())


def first_line(cls: type) -> str:
    """What a class of ours says it is; nothing of Wagtail's."""
    is_ours = not cls.__module__.startswith("wagtail.")
    return (cls.__doc__ or "").strip().split("\n")[0] if is_ours else ""


# Streams.


def _stream_type(block: blocks.StreamBlock) -> Any:
    own = _name(block)
    members = [
        _model(
            f"{own}{name.title().replace('_', '')}Block",
            {"type": (Literal[name], ...), "id": (str, ...), "value": (type_of(child), ...)},
            first_line(type(child)),
        )
        for name, child in block.child_blocks.items()
    ]
    if not members:
        return list[Anything]
    union: Any = reduce(or_, members)
    if len(members) == 1:
        return list[union]
    return list[Annotated[union, Field(discriminator="type")]]


def _stream_told(block: blocks.StreamBlock, raw: Any, shelf: "Shelf") -> list[dict[str, Any]]:
    return [
        {"type": child.name, "id": item.get("id") or "", "value": told(child, item["value"], shelf)}
        for child, item in _items(block, raw)
    ]


def _stream_wanted(block: blocks.StreamBlock, raw: Any) -> Wanted:
    for child, item in _items(block, raw):
        yield from wanted(child, item["value"])


def _items(block: blocks.StreamBlock, raw: Any) -> Iterator[tuple[blocks.Block, dict[str, Any]]]:
    """The blocks of a stream; one of a type that is there no more is left out, as on pages."""
    for item in raw or ():
        child = block.child_blocks.get(item["type"])
        if child is not None:
            yield child, item


# Lists.


def _list_type(block: Any) -> Any:
    child: Any = type_of(block.child_block)
    return list[child]


def _list_told(block: blocks.ListBlock, raw: Any, shelf: "Shelf") -> list[Any]:
    return [told(block.child_block, value, shelf) for value in _list_values(raw)]


def _list_wanted(block: blocks.ListBlock, raw: Any) -> Wanted:
    for value in _list_values(raw):
        yield from wanted(block.child_block, value)


def _list_values(raw: Any) -> Iterator[Any]:
    for item in raw or ():
        is_wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
        yield item["value"] if is_wrapped else item


# Choices.


def _is_choice(block: blocks.Block) -> bool:
    return isinstance(block, blocks.ChoiceBlock) and not isinstance(
        block, blocks.MultipleChoiceBlock
    )


def _choices(block: Any) -> list[tuple[Any, Any]]:
    """Values and labels, without groups."""
    flat: list[tuple[Any, Any]] = []
    for value, label in block.field.choices:
        flat += label if isinstance(label, list | tuple) else [(value, label)]
    return flat


def _choice_type(block: Any) -> Any:
    values = tuple(dict.fromkeys([*(str(value) for value, _label in _choices(block)), ""]))
    return Literal[values]


def _choice_told(block: Any, raw: Any, shelf: "Shelf") -> str:
    known = {str(value) for value, _label in _choices(block)}
    return str(raw) if str(raw) in known else ""


def _label(block: Any, value: str) -> str:
    return next((str(label) for known, label in _choices(block) if str(known) == value), "")


# What is chosen from the database.


def _chosen_wanted(block: Any, raw: Any) -> Wanted:
    if raw is not None:
        yield block.model_class if hasattr(block, "model_class") else Page, raw


def _image_raw(raw: Any) -> dict[str, Any]:
    """What an ImageBlock has stored; an older chooser stored a number."""
    return raw if isinstance(raw, dict) else {"image": raw, "alt_text": None, "decorative": False}


def _image_wanted(block: ImageBlock, raw: Any) -> Wanted:
    yield from _chosen_wanted(block.child_blocks["image"], _image_raw(raw)["image"])


def _image_told(block: ImageBlock, raw: Any, shelf: "Shelf") -> Any:
    stored = _image_raw(raw)
    decorative = bool(stored.get("decorative"))
    alt = "" if decorative else stored.get("alt_text")
    return shelf.image(stored["image"], ["text"], alt=alt, decorative=decorative)


def _as_is(annotation: Any) -> Kind:
    """Also null where the field is required: an imported text may lack it, and is shown."""
    return Kind(
        lambda block: annotation | None,
        lambda block, raw, shelf: None if raw == "" else raw,
    )


def _words() -> Kind:
    return Kind(lambda block: str, lambda block, raw, shelf: str(raw or ""))


KINDS: dict[type[blocks.Block], Kind] = {
    blocks.Block: Kind(lambda block: Anything, lambda block, raw, shelf: raw),
    blocks.StructBlock: Kind(_struct_type, _struct_told, _struct_wanted),
    blocks.StreamBlock: Kind(_stream_type, _stream_told, _stream_wanted),
    blocks.ListBlock: Kind(_list_type, _list_told, _list_wanted),
    blocks.StaticBlock: Kind(lambda block: None, lambda block, raw, shelf: None),
    blocks.RichTextBlock: Kind(
        lambda block: ClinicText, lambda block, raw, shelf: shelf.text(raw or "")
    ),
    ImageBlock: Kind(lambda block: ClinicImage | None, _image_told, _image_wanted),
    ImageChooserBlock: Kind(
        lambda block: ClinicImage | None,
        lambda block, raw, shelf: shelf.image(raw, ["text"]),
        _chosen_wanted,
    ),
    DocumentChooserBlock: Kind(
        lambda block: ClinicDocument | None,
        lambda block, raw, shelf: shelf.document(raw),
        _chosen_wanted,
    ),
    blocks.PageChooserBlock: Kind(
        lambda block: ClinicLink | None,
        lambda block, raw, shelf: shelf.link(raw),
        lambda block, raw: iter([(Page, raw)] if raw is not None else []),
    ),
    blocks.ChooserBlock: Kind(
        lambda block: ClinicReference | None,
        lambda block, raw, shelf: shelf.reference(block.model_class, raw),
        _chosen_wanted,
    ),
    blocks.MultipleChoiceBlock: Kind(
        lambda block: list[str], lambda block, raw, shelf: [str(one) for one in raw or ()]
    ),
    blocks.ChoiceBlock: Kind(_choice_type, _choice_told),
    blocks.CharBlock: _words(),
    blocks.TextBlock: _words(),
    blocks.EmailBlock: _words(),
    blocks.URLBlock: _words(),
    blocks.RegexBlock: _words(),
    blocks.RawHTMLBlock: _words(),
    EmbedBlock: _words(),
    blocks.BooleanBlock: Kind(lambda block: bool, lambda block, raw, shelf: bool(raw)),
    blocks.IntegerBlock: _as_is(int),
    blocks.FloatBlock: _as_is(float),
    blocks.DecimalBlock: _as_is(Decimal),
    blocks.DateBlock: _as_is(date),
    blocks.TimeBlock: _as_is(WallClock),
    blocks.DateTimeBlock: _as_is(datetime),
}

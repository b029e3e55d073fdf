"""The texts of a page, each with the way to it: for people, for errors and for the editor."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.rich_text import RichText

from locations.facts import PhoneNumberBlock
from locations.refusals import TEXTS_OF_EVERY_PAGE

from .findings import Path

# Fields of every page that readers see as text, in a search engine's answer at the latest.
PLAIN = (*TEXTS_OF_EVERY_PAGE, "summary")
# Texts that only colleagues read, and the field in which a number is written once.
NOT_CHECKED = {"no_red_flags_reason", "consent_note", "phone"}


@dataclass(frozen=True, slots=True)
class Part:
    """One text or picture. `content_path` is how Wagtail's editor names its place."""

    value: Any
    path: Path
    label: str
    content_path: str
    is_rich: bool = False
    is_picture: bool = False


def parts_of(page: models.Model) -> Iterator[Part]:
    """Yield every text and picture of a page, or of a snippet, in the order of its fields."""
    for field in page._meta.concrete_fields:
        label = capfirst(str(field.verbose_name))
        value = getattr(page, field.attname)
        if isinstance(field, RichTextField):
            yield Part(value or "", (field.name,), label, field.name, is_rich=True)
        elif isinstance(field, StreamField):
            yield from _stream(value, (field.name,), label, field.name)
        elif _is_plain(field):
            yield Part(str(value or ""), (field.name,), label, field.name)


def _is_plain(field: models.Field) -> bool:
    """Whether somebody writes words for readers there; an address or a choice is none of these."""
    is_text = type(field) is models.CharField or isinstance(field, models.TextField)
    is_written = is_text and field.editable and not field.choices
    own = is_written and not hasattr(Page, field.name)
    return field.name in PLAIN or (own and field.name not in NOT_CHECKED)


def _stream(value: Any, path: Path, label: str, place: str) -> Iterator[Part]:
    for index, child in enumerate(value or ()):
        where = f"{label}, {index + 1}: {child.block.label}"
        yield from _value(child.block, child.value, (*path, index), where, f"{place}.{child.id}")


def _value(block: Any, value: Any, path: Path, label: str, place: str) -> Iterator[Part]:
    if isinstance(block, PhoneNumberBlock):
        return  # where the clinic's numbers are written, and nowhere else
    if isinstance(block, ImageBlock):
        yield Part(value, path, label, place, is_picture=True)
        words = getattr(value, "contextual_alt_text", "") or ""
        yield Part(words, (*path, "alt_text"), label, f"{place}.alt_text")
    elif isinstance(block, blocks.StreamBlock):
        yield from _stream(value, path, label, place)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _value(
                child, value.get(name), (*path, name), f"{label}, {child.label}", f"{place}.{name}"
            )
    elif isinstance(block, blocks.ListBlock):
        for index, child in enumerate(getattr(value, "bound_blocks", ())):
            yield from _value(
                child.block, child.value, (*path, index), label, f"{place}.{child.id}"
            )
    elif isinstance(value, RichText):
        yield Part(value.source, path, label, place, is_rich=True)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield Part(str(value or ""), path, label, place)  # a default is translated late

"""The sections of a page: its fields that hold something, each under a heading of its own.

The heading is the name of the field, so that editor and reader speak of the same thing.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from locations.untranslated import capitalised

if TYPE_CHECKING:
    from .models import ConditionPage, TreatmentPage

# Said when the page is rendered: until then nobody knows whether its language has the words.
heading_of = lazy(capitalised, str)

# A page with fewer sections is seen at a glance.
FEWEST_LISTED = 3
# Markup that shows nothing by itself. Links are not in it: a live reference is an empty one.
_BLANK = re.compile(r"</?(?:p|br|h[1-6]|ul|ol|li|b|i|strong|em)\b[^>]*>|&nbsp;|\s+")


@dataclass(frozen=True)
class Section:
    """One section of a page, with what it holds."""

    name: str
    kind: str
    heading: str
    value: Any

    @property
    def anchor(self) -> str:
        """Its id on the page; links from elsewhere may rely on it."""
        return self.name.replace("_", "-")


def sections_of(page: "ConditionPage | TreatmentPage", **instead: Any) -> list[Section]:
    """The sections of a page that hold something, in the order of its type.

    What is given by name is shown `instead` of the page's own.
    """
    sections = (_section(page, name, instead) for name in page.section_fields)
    return [section for section in sections if not _is_empty(section.value)]


def contents_of(sections: list[Section]) -> list[tuple[str, str]]:
    """Anchors and headings for the list at the top; none where it would be longer than its use."""
    headed = [section for section in sections if section.kind != "body"]
    if len(headed) < FEWEST_LISTED:
        return []
    return [(section.anchor, section.heading) for section in headed]


def call_to_action(body: StreamValue) -> StreamValue.StreamChild | None:
    """The call to action that an editor wrote for a page: it stands beside the sections.

    One that holds the form needs the width of the text, so it stays where it is.
    """
    calls = (block for block in body if block.block_type == "consultation")
    return next((block for block in calls if not block.value["show_form"]), None)


def _section(page: "ConditionPage | TreatmentPage", name: str, instead: dict[str, Any]) -> Section:
    field = page._meta.get_field(name)
    kind = name if isinstance(field, StreamField) else "text"
    value = instead[name] if name in instead else getattr(page, name)
    return Section(name, kind, heading_of(field.verbose_name), value)


def _is_empty(value: Any) -> bool:
    return not (_BLANK.sub("", value) if isinstance(value, str) else value)

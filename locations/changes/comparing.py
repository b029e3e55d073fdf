"""What of a page the public sees, before and after: which fields differ, and how one says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamValue
from wagtail.models import Page

from ..models import LocationPage

# Of what all pages have, this is public; the rest is how Wagtail keeps them.
OF_EVERY_PAGE = {"title", "slug", "seo_title", "search_description", "show_in_menus"}
# For the desk, and in no page.
PRIVATE = {"desk_email", "promise_open_minutes"}

# What people call the facts of a location.
ADDRESS = gettext_lazy("address")
ACCESS = gettext_lazy("access")
FACTS: dict[str, Any] = {
    "title": gettext_lazy("name"),
    "phones": gettext_lazy("phone"),
    "weekly_hours": gettext_lazy("opening hours"),
    "hours_overrides": gettext_lazy("special hours"),
    "time_zone": gettext_lazy("time zone"),
    **dict.fromkeys(("street", "street_extra", "city", "region", "postcode", "country"), ADDRESS),
    "booking_url": gettext_lazy("online booking"),
    "desk_languages": gettext_lazy("languages"),
    **dict.fromkeys(LocationPage.access_fields, ACCESS),
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A page as it was stored before it is saved again."""

    live: bool
    url_path: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, page: Page) -> "Snapshot":
        return cls(live=page.live, url_path=page.url_path, values=public_values(page))


def public_values(instance: Model) -> dict[str, Any]:
    """The values of the fields that are public, in a form that can be compared."""
    wagtails = {field.name for field in Page._meta.fields} if isinstance(instance, Page) else set()
    hidden = (wagtails - OF_EVERY_PAGE) | PRIVATE
    fields = [field for field in instance._meta.concrete_fields if field.name not in hidden]
    return {
        field.name: _comparable(field.value_from_object(instance))
        for field in fields
        if not (field.primary_key or getattr(field.remote_field, "parent_link", False))
    }


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the fields that differ, in their order on the page."""
    return [name for name, value in after.items() if before.get(name) != value]


def facts_among(names: Iterable[str]) -> list[str]:
    """What the fields of a location are called that are facts, each word once."""
    return list(dict.fromkeys(str(FACTS[name]) for name in names if name in FACTS))


def fields_called(model: type[Model], names: Iterable[str]) -> str:
    """The fields as the editor's form calls them: “title, symptoms and red flags”."""
    words = [str(getattr(model._meta.get_field(name), "verbose_name", name)) for name in names]
    return get_text_list([_inside_a_sentence(word) for word in words], _("and"))


def _inside_a_sentence(word: str) -> str:
    """Some fields are called like the headings they make; “ZIP code” stays as it is."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def _comparable(value: Any) -> Any:
    """Blocks are the same if their content is: not every stored one has an id."""
    if isinstance(value, StreamValue):
        return [(each.block_type, each.block.get_prep_value(each.value)) for each in value]
    return value

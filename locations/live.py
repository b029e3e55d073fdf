"""LiveFact: one kind of live reference in rich text, such as phone numbers or prices.

A kind says what is stored, where the fact is found and how it is shown; rendering, the editor, the
chooser and the API are the same for all kinds (draftail.py, views.py). An app adds a kind with
`draftail.register`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.html import format_html
from wagtail.rich_text import LinkHandler

from .markup import referenced_id

Key = int | str
Wanted = dict[str, Any]
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact as readers see it now, and what the editor says beside it."""

    text: str
    href: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One fact that the editor may put into a text: `words` say which one it is."""

    wanted: Wanted
    shown: Shown
    words: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that belong together in the chooser, such as the numbers of one location."""

    title: str
    choices: list[Choice] = field(default_factory=list)


class LiveFact(LinkHandler):
    """A kind of fact; `identifier` is its link type and its feature (see references.py)."""

    # What is stored of a reference, beside its link type.
    attributes: ClassVar[tuple[str, ...]] = ("id",)

    icon: ClassVar[str]
    button: ClassVar[Words]  # in the toolbar, and behind “/”
    title: ClassVar[Words]  # of the chooser
    explanation: ClassVar[Words]
    nothing_yet: ClassVar[Words]  # the chooser has nothing to offer
    missing: ClassVar[Words]  # what readers see of a reference that leads nowhere
    gone: ClassVar[Words]  # what the editor says of it

    @staticmethod
    def get_model() -> type[Model]:
        raise NotImplementedError

    @classmethod
    def find(cls, keys: set[Key] | None) -> Mapping[Any, Any]:
        """Return the holders of facts by key, in one query at most; all that there are for None."""
        raise NotImplementedError

    @classmethod
    def shown(cls, holder: Any, wanted: Wanted) -> Shown | None:
        """Return what a reference shows; None when there is no such fact (or no `holder`)."""
        raise NotImplementedError

    @classmethod
    def groups(cls) -> list[Group]:
        """Return what the chooser offers."""
        raise NotImplementedError

    @classmethod
    def wanted(cls, attrs: Mapping[str, Any]) -> Wanted:
        """Read the stored attributes; an `id` that can name nothing is None."""
        return {"id": referenced_id(attrs.get("id"))}

    # The same for all kinds.

    @classmethod
    def entity_type(cls) -> str:
        """The name of the kind in the editor: CLINIC_PHONE."""
        return cls.identifier.upper().replace("-", "_")

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tag and the text of each reference; at most one query for all.

        The stored closing tag closes them. A reference that leads nowhere becomes plain words.
        """
        asked = [cls.wanted(attrs) for attrs in attrs_list]
        found = cls.find({wanted["id"] for wanted in asked} - {None})
        return [cls._opened(cls.shown(found.get(wanted["id"]), wanted)) for wanted in asked]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[Any, str, str, str]]:
        """Tell Wagtail's reference index whose fact this content shows."""
        page_id = referenced_id(attrs.get("id"))
        if page_id is not None:
            yield cls.get_model(), str(page_id), "", ""

    @classmethod
    def _opened(cls, shown: Shown | None) -> str:
        kind = cls.identifier
        if shown is None:
            return format_html('<a class="{} {}--missing">{}', kind, kind, cls.missing)
        if not shown.href:
            return format_html('<a class="{}">{}', kind, shown.text)
        return format_html('<a class="{}" href="{}">{}', kind, shown.href, shown.text)

"""`clinic/pages/`: pages with their bodies, typed; and `resolve/`: what is at an address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field, create_model
from wagtail import hooks
from wagtail.models import Page

from ..cache_keys import PAGES
from ..frames import Frame, frame_of
from ..opening import next_midnight
from ..problems import clinic_router, not_found
from ..published import each_once, is_public
from .answers import note, read
from .asking import Language
from .paging import LONGEST_CURSOR, MOST_KEY, cursor_of, place_of
from .shelf import Shelf
from .telling import Telling
from .texts import Format

MOST, USUAL = 100, 20

# When a page was first published; a page that a program made may never have been, and comes last.
_FIRST = Coalesce(
    F("first_published_at"),
    Value(datetime(1970, 1, 1, tzinfo=UTC)),
    output_field=DateTimeField(),
)

Key = Annotated[int, Field(ge=1, le=MOST_KEY)]


@dataclass(frozen=True, slots=True)
class PageFilter:
    """What a list can be narrowed down to, from the hook ``clinic_api_filters``: pages of a page.

    `narrow` returns the condition on pages for the key of a page, such as a condition.
    """

    name: str
    description: str
    narrow: Callable[[int], Q]


def filters() -> list[PageFilter]:
    return [one for function in hooks.get_hooks("clinic_api_filters") for one in function()]


def pages_of(frame: Frame, model: type[Page] = Page) -> QuerySet:
    """The public pages of a Site, in all of its languages. No query of its own."""
    if frame.root is None:
        return model._default_manager.none()
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    roots = Page.objects.filter(translation_key=frame.root.translation_key, live=True)
    above = roots.annotate(asked=path).filter(asked__startswith=F("path"))
    public = model._default_manager.filter(is_public(), Exists(above), live=True)
    return public.select_related("locale", "alias_of")


class PageRoutes:
    """The operations on pages: made when all page types, facts and filters are known."""

    def __init__(self) -> None:
        self.telling = Telling()
        self.filters = {one.name: one for one in filters()}
        self.router = clinic_router("Clinic pages")
        self.page: Any = self.telling.schema
        self._add_list()
        self._add_detail()

    def _add_list(self) -> None:
        asked: Any = self._query_schema()
        items: Any = list[self.page]  # type: ignore[name-defined]
        answer = create_model(
            "ClinicPageList",
            __doc__="A part of a list of pages. `next` is the cursor of the part after it.",
            total=(int, ...),
            next=(str | None, ...),
            items=(items, ...),
        )

        def list_pages(request: HttpRequest, asked: Query[asked]) -> Any:
            return self._list(request, asked)

        list_pages.__doc__ = (
            "List public pages with their bodies, of one type or of all. In tree order, or the "
            "newest first. Bodies have live facts as they are now."
        )
        read(
            self.router,
            "/pages/",
            answer,
            operation_id="clinic_pages_list",
            summary="List pages with bodies",
            url_name="clinic_pages",
        )(list_pages)

    def _query_schema(self) -> type[BaseModel]:
        narrowing: dict[str, Any] = {
            one.name: (Key | None, Field(None, description=one.description))
            for one in self.filters.values()
        }
        kind: Any = Literal[tuple(self.telling.models)]
        order: Any = Literal["tree", "newest"]
        language: Any = Language | None
        return create_model(
            "ClinicPageQuery",
            __config__=ConfigDict(extra="forbid"),
            type=(kind | None, Field(None, description="Only pages of this type")),
            locale=(language, Field(None, description="Only in this language")),
            order=(order, Field("tree")),
            format=(Format, Field("html", description="How texts are told")),
            limit=(Annotated[int, Field(ge=1, le=MOST)], Field(USUAL)),
            cursor=(Annotated[str, Field(max_length=LONGEST_CURSOR)] | None, Field(None)),
            **narrowing,
        )

    def _add_detail(self) -> None:
        def get_page(
            request: HttpRequest,
            page_id: Annotated[int, Path(ge=1, le=MOST_KEY)],
            format: Format = "html",
            locale: Language | None = None,
        ) -> Any:
            """Return one public page with its body; with `locale`, its translation."""
            frame = frame_of(request)
            asked = pages_of(frame)
            if locale is None:
                asked = asked.filter(pk=page_id)
            else:
                key = Page.objects.filter(pk=page_id).values("translation_key")[:1]
                asked = asked.filter(translation_key=Subquery(key), locale__language_code=locale)
            return self.one(request, asked, format)

        read(
            self.router,
            "/pages/{page_id}/",
            self.page,
            404,
            operation_id="clinic_pages_detail",
            summary="Page with its body",
            url_name="clinic_page",
        )(get_page)

    def one(self, request: HttpRequest, asked: QuerySet, format: Format) -> Any:
        """The one page that is asked for, told. Raises a problem when there is none of ours."""
        row = asked.order_by("alias_of").first()
        model = row.specific_class if row is not None else None
        if row is None or model is None or model not in self.telling.tellers:
            raise not_found()
        found = list(model._default_manager.filter(pk=row.pk).select_related("locale", "alias_of"))
        return self._told(request, found, format)[0]

    def draft(self, request: HttpRequest, page: Page, format: Format) -> Any:
        """A version that is not published, told as the page will be. Raises a problem for no page
        of ours."""
        if type(page) not in self.telling.tellers:
            raise not_found()
        return self._told(request, [page], format)[0]

    def _list(self, request: HttpRequest, asked: Any) -> dict[str, Any]:
        frame = frame_of(request)
        chosen = self._chosen(frame, asked)
        rows = list(_part(chosen, asked).annotate(clinic_total=_count(chosen))[: asked.limit + 1])
        total = rows[0].clinic_total if rows else chosen.count()
        part = rows[: asked.limit]
        goes_on = len(rows) > len(part)
        more = cursor_of(asked.order, *_place(part[-1], asked.order)) if goes_on else None
        items = self._told(request, self._specific(part), asked.format)
        note(request, keys=[PAGES])
        return {"total": total, "next": more, "items": items}

    def _chosen(self, frame: Frame, asked: Any) -> QuerySet:
        model = self.telling.models[asked.type] if asked.type else Page
        pages: Any = pages_of(frame, model)
        if asked.type is None:
            pages = pages.type(*self.telling.models.values())
        if asked.locale is not None:
            pages = pages.filter(locale__language_code=asked.locale)
        pages = each_once(pages)
        for name, one in self.filters.items():
            if (key := getattr(asked, name)) is not None:
                pages = pages.filter(one.narrow(key))
        return pages

    def _specific(self, part: list[Any]) -> list[Any]:
        """The pages in their own types. One query for each type, none for those that are so."""
        found: dict[int, Any] = {page.pk: page for page in part if type(page) is not Page}
        for model in {page.specific_class for page in part if page.pk not in found}:
            ids = [page.pk for page in part if page.specific_class is model]
            rows = model._default_manager.filter(pk__in=ids).select_related("locale", "alias_of")
            found |= {page.pk: page for page in rows}
        return [found[page.pk] for page in part if page.pk in found]

    def _told(self, request: HttpRequest, pages: list[Any], format: Format) -> list[Any]:
        frame = frame_of(request)
        shelf = Shelf(frame.clinic, texts=format)
        told = self.telling.tell(pages, shelf) if pages else []
        ends = [next_midnight(place.schedule, at=frame.at) for place in shelf.places]
        note(request, keys=shelf.keys, until=min(ends, default=None))
        return told


def _count(pages: QuerySet) -> Subquery:
    """How many pages match, beside each of them: a count that costs no query of its own."""
    counted = pages.order_by().annotate(clinic_n=Func(F("pk"), function="Count"))
    return Subquery(counted.values("clinic_n"))


def _part(pages: QuerySet, asked: Any) -> QuerySet:
    """The pages from the place that the cursor names."""
    if asked.order == "tree":
        if asked.cursor is not None:
            (path,) = place_of(asked.cursor, "tree", str)
            pages = pages.filter(path__gt=path)
        return pages.order_by("path")
    pages = pages.annotate(clinic_first=_FIRST)
    if asked.cursor is not None:
        moment, pk = place_of(asked.cursor, "newest", datetime, int)
        pages = pages.filter(Q(clinic_first__lt=moment) | Q(clinic_first=moment, pk__lt=pk))
    return pages.order_by("-clinic_first", "-pk")


def _place(page: Any, order: str) -> list[Any]:
    """What of a page the list is sorted by."""
    return [page.path] if order == "tree" else [page.clinic_first.isoformat(), page.pk]

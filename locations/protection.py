"""Keeps a page whose facts stand in a text, or to which records belong, from disappearing.

Without this a deletion would leave holes in published texts, or end in an error page where other
apps protect their records.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import PROTECT, ForeignObjectRel, ProtectedError, Q, QuerySet, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from .usage import users_of

MOST_NAMED = 8


@dataclass(frozen=True)
class Guard:
    """Watches over the pages of one model: `users` returns the objects whose texts need a page.

    It is called with the page and with the ids of the pages that are about to go, too. `left_alone`
    returns the objects that would mean something else once the pages with these ids are deleted.
    """

    model: type[Page]
    users: Callable[..., list[Any]] = users_of
    left_alone: Callable[[set[int]], Iterable[Any]] = lambda leaving: ()

    def register(self) -> None:
        """Stand at every door of Wagtail's admin through which a page goes."""
        hooks.register("before_delete_page", self._on_delete)
        hooks.register("before_unpublish_page", self._on_unpublish)
        hooks.register("before_bulk_action", self._on_bulk_action)

    def refuse_delete(self, request: HttpRequest, pages: Iterable[Page]) -> bool:
        """Say why `pages`, with all below them, cannot be deleted; False when they can."""
        leaving = _with_descendants(pages)
        guarded = self._among(leaving)
        text = _("Not deleted: %(pages)s. First choose something else in the text of %(texts)s.")
        return (
            _refuse_needed(request, leaving)
            or _refuse_needed_in_turn(request, guarded, leaving)
            or self._refuse_shown(request, guarded, leaving, text)
            or self._refuse_left_alone(request, guarded)
        )

    def refuse_unpublish(
        self, request: HttpRequest, pages: Iterable[Page], *, descendants: bool
    ) -> bool:
        """Say why `pages` cannot be unpublished; False when they can."""
        pages = list(pages)
        chosen = Page.objects.filter(pk__in=[page.pk for page in pages])
        leaving = _with_descendants(pages) if descendants else chosen
        return self._refuse_shown(
            request,
            self._among(leaving).filter(live=True),
            leaving,
            _("Not unpublished: %(pages)s. First choose something else in the text of %(texts)s."),
        )

    def _among(self, leaving: QuerySet) -> QuerySet:
        return self.model._default_manager.filter(pk__in=leaving.values("pk"))

    def _refuse_shown(
        self, request: HttpRequest, guarded: QuerySet, leaving: QuerySet, text: str
    ) -> bool:
        ids = set(leaving.values_list("pk", flat=True)) if guarded else set()
        users = {page: self.users(page, leaving=ids) for page in guarded}
        shown = [page for page in guarded if users[page]]
        if not shown:
            return False
        texts = list(dict.fromkeys(chain.from_iterable(users.values())))
        buttons = [_usage_button(page) for page in shown[:MOST_NAMED]]
        message = text % {"pages": _named(shown), "texts": _named(texts)}
        messages.error(request, message, buttons=buttons)
        return True

    def _refuse_left_alone(self, request: HttpRequest, guarded: QuerySet) -> bool:
        ids = set(guarded.values_list("pk", flat=True))
        left = list(self.left_alone(ids)) if ids else []
        if not left:
            return False
        text = _("Not deleted: %(pages)s. First end %(things)s, or choose another location there.")
        messages.error(request, text % {"pages": _named(guarded), "things": _named(left)})
        return True

    # Wagtail's hooks.

    def _on_delete(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        return _back_to(page) if self.refuse_delete(request, [page]) else None

    def _on_unpublish(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        descendants = bool(request.POST.get("include_descendants"))
        refused = self.refuse_unpublish(request, [page], descendants=descendants)
        return _back_to(page) if refused else None

    def _on_bulk_action(
        self, request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
    ) -> HttpResponse | None:
        if not issubclass(action.model, Page):
            return None
        if action_type == "delete":
            refused = self.refuse_delete(request, objects)
        elif action_type == "unpublish":
            descendants = bool(request.POST.get("include_descendants"))
            refused = self.refuse_unpublish(request, objects, descendants=descendants)
        else:
            return None
        return redirect(action.next_url) if refused else None


def _back_to(page: Page) -> HttpResponse:
    """Return to the page that was to go."""
    return redirect("wagtailadmin_pages:edit", page.pk)


def _refuse_needed(request: HttpRequest, leaving: QuerySet) -> bool:
    """Where an app protects its records, such as leads, from losing their page."""
    needed: set[int] = set()
    records: set[str] = set()
    for relation in _protecting(leaving):
        name, model = relation.field.name, relation.related_model
        rows = model._base_manager.filter(**{f"{name}__in": leaving.values("pk")})
        if found := set(rows.values_list(name, flat=True)):
            needed |= found
            records.add(str(model._meta.verbose_name_plural))
    if needed:
        _say_needed(request, leaving.filter(pk__in=needed), records)
    return bool(needed)


def _refuse_needed_in_turn(request: HttpRequest, guarded: QuerySet, leaving: QuerySet) -> bool:
    """Where what would go along with a page, such as its webhooks, is protected by its records.

    The database's own way of deleting is followed, however far it goes; nothing is deleted.
    """
    if not guarded.exists():
        return False
    try:
        Collector(using=leaving.db, origin=leaving).collect(leaving)
    except ProtectedError as error:
        records = {str(row._meta.verbose_name_plural) for row in error.protected_objects}
    except RestrictedError as error:
        records = {str(row._meta.verbose_name_plural) for row in error.restricted_objects}
    else:
        return False
    _say_needed(request, guarded, records)
    return True


def _say_needed(request: HttpRequest, pages: Iterable[Page], records: set[str]) -> None:
    text = _("Not deleted: %(pages)s. Still needed by: %(records)s. Unpublish it instead.")
    said = {"pages": _named(pages), "records": ", ".join(sorted(records))}
    messages.error(request, text % said)


def _protecting(pages: QuerySet) -> set[Any]:
    """The relations to the types of `pages` that protect what they point at."""
    types = pages.order_by().values_list("content_type", flat=True).distinct()
    models = (ContentType.objects.get_for_id(key).model_class() for key in types)
    fields = (model._meta.get_fields(include_hidden=True) for model in models if model)
    return {field for field in chain.from_iterable(fields) if _protects(field)}


def _protects(field: Any) -> bool:
    return isinstance(field, ForeignObjectRel) and field.on_delete is PROTECT


def _usage_button(page: Page) -> Any:
    url = reverse("wagtailadmin_pages:usage", args=[page.pk])
    return messages.button(url, _("Uses of %(page)s") % {"page": page.title})


def _with_descendants(pages: Iterable[Page]) -> QuerySet:
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    return Page.objects.filter(below)


def _named(things: Iterable[Any]) -> str:
    """The names of a few `things`, and how many more there are."""
    names = [f"“{thing}”" for thing in things]
    shown = names[:MOST_NAMED]
    if more := len(names) - len(shown):
        shown.append(_("%(count)d more") % {"count": more})
    return get_text_list(shown, _("and"))

"""Keeps a location whose number stands in a text, or a page to which records belong, in its place.

Without this a deletion would leave holes in published texts, or end in an error page where other
apps protect their records.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import PROTECT, ForeignObjectRel, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from .models import LocationPage
from .usage import users_of

MOST_NAMED = 8


def refuse_delete(request: HttpRequest, pages: Iterable[Page]) -> bool:
    """Say why `pages`, with all below them, cannot be deleted; False when they can."""
    leaving = _with_descendants(pages)
    locations = LocationPage.objects.filter(pk__in=leaving.values("pk"))
    return _refuse_needed(request, leaving) or _refuse_shown(
        request,
        locations,
        leaving,
        _("Not deleted: %(locations)s. First choose another number in %(texts)s."),
    )


def refuse_unpublish(request: HttpRequest, pages: Iterable[Page], *, descendants: bool) -> bool:
    """Say why `pages` cannot be unpublished; False when they can."""
    pages = list(pages)
    chosen = Page.objects.filter(pk__in=[page.pk for page in pages])
    leaving = _with_descendants(pages) if descendants else chosen
    return _refuse_shown(
        request,
        LocationPage.objects.live().filter(pk__in=leaving.values("pk")),
        leaving,
        _("Not unpublished: %(locations)s. First choose another number in %(texts)s."),
    )


def back_to(page: Page) -> HttpResponse:
    """Return to the page that was to go."""
    return redirect("wagtailadmin_pages:edit", page.pk)


def _refuse_shown(request: HttpRequest, locations: QuerySet, leaving: QuerySet, text: str) -> bool:
    ids = set(leaving.values_list("pk", flat=True)) if locations else set()
    users = {location: users_of(location, leaving=ids) for location in locations}
    shown = [location for location in locations if users[location]]
    if not shown:
        return False
    texts = list(dict.fromkeys(chain.from_iterable(users.values())))
    buttons = [_usage_button(location) for location in shown[:MOST_NAMED]]
    message = text % {"locations": _named(shown), "texts": _named(texts)}
    messages.error(request, message, buttons=buttons)
    return True


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
    if not needed:
        return False
    text = _("Not deleted: %(pages)s. Still needed by: %(records)s. Unpublish it instead.")
    names = _named(leaving.filter(pk__in=needed))
    messages.error(request, text % {"pages": names, "records": ", ".join(sorted(records))})
    return True


def _protecting(pages: QuerySet) -> set[Any]:
    """The relations to the types of `pages` that protect what they point at."""
    types = pages.order_by().values_list("content_type", flat=True).distinct()
    models = (ContentType.objects.get_for_id(key).model_class() for key in types)
    fields = (model._meta.get_fields(include_hidden=True) for model in models if model)
    return {field for field in chain.from_iterable(fields) if _protects(field)}


def _protects(field: Any) -> bool:
    return isinstance(field, ForeignObjectRel) and field.on_delete is PROTECT


def _usage_button(location: LocationPage) -> Any:
    url = reverse("wagtailadmin_pages:usage", args=[location.pk])
    return messages.button(url, _("Uses of %(location)s") % {"location": location.title})


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

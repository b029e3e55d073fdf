"""Keeps a location whose number stands in a text, or to which records belong, from disappearing.

Without this a deletion would leave holes in published texts, or end in an error page where other
apps protect their records.
"""

from collections.abc import Iterable

from django.db.models import PROTECT, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from .models import LocationPage
from .usage import users_of

MOST_SHOWN = 8


def refuse_delete(request: HttpRequest, pages: Iterable[Page]) -> bool:
    """Say why `pages`, with all below them, cannot be deleted; False when they can."""
    leaving = _with_descendants(pages)
    locations = LocationPage.objects.filter(pk__in=leaving.values("pk"))
    if records := _protected_records(locations):
        text = _("Not deleted: %(records)s belong to %(locations)s. Unpublish it instead.")
        names = {"records": get_text_list(records, _("and")), "locations": _titles(locations)}
        messages.error(request, text % names)
        return True
    return _refuse_used(request, locations, leaving, _("Not deleted: %s is shown in other pages."))


def refuse_unpublish(request: HttpRequest, pages: Iterable[Page], *, descendants: bool) -> bool:
    """Say why `pages` cannot be unpublished; False when they can."""
    pages = list(pages)
    chosen = Page.objects.filter(pk__in=[page.pk for page in pages])
    leaving = _with_descendants(pages) if descendants else chosen
    locations = LocationPage.objects.live().filter(pk__in=leaving.values("pk"))
    text = _("Not unpublished: %s is shown in other pages.")
    return _refuse_used(request, locations, leaving, text)


def back_to(page: Page) -> HttpResponse:
    """Return to the page that was to go."""
    return redirect("wagtailadmin_pages:edit", page.pk)


def _refuse_used(request: HttpRequest, locations: QuerySet, leaving: QuerySet, text: str) -> bool:
    used = list(locations)
    users = users_of(used, leaving=set(leaving.values_list("pk", flat=True))) if used else []
    if not users:
        return False
    hint = _("Choose another number there first:")
    message = format_html("{} {} {}", text % _titles(used), hint, _links(request, users))
    messages.error(request, message)
    return True


def _with_descendants(pages: Iterable[Page]) -> QuerySet:
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    return Page.objects.filter(below)


def _protected_records(locations: QuerySet) -> list[str]:
    """The kinds of records, such as leads, that may not lose one of `locations`."""
    return sorted(
        {
            str(relation.related_model._meta.verbose_name_plural)
            for relation in LocationPage._meta.related_objects
            if relation.on_delete is PROTECT
            and relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": locations}
            ).exists()
        }
    )


def _titles(locations: Iterable[LocationPage]) -> str:
    return get_text_list([f"“{location.title}”" for location in locations], _("and"))


def _links(request: HttpRequest, users: list) -> SafeString:
    finder = AdminURLFinder(request.user)
    shown = [(finder.get_edit_url(user), str(user)) for user in users[:MOST_SHOWN]]
    links = [
        format_html('<a href="{}">{}</a>', url, title) if url else format_html("{}", title)
        for url, title in shown
    ]
    if len(users) > MOST_SHOWN:
        links.append(_("and %(count)d more") % {"count": len(users) - MOST_SHOWN})
    return format_html_join(", ", "{}", ((link,) for link in links))

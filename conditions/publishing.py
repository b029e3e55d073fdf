"""Publishing where there is no form that could say what is missing: in bulk, and by copying."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from .models import ConditionPage
from .red_flags import check_for_publishing

MOST_NAMED = 8


def refuse_publish(request: HttpRequest, pages: Iterable[Page], *, descendants: bool) -> bool:
    """Say which of `pages`, and of the drafts below them, lack their warning signs; False if none.

    Without this the first one would end in an error page, with some of the others published.
    """
    wanted = Q(pk__in=[page.pk for page in pages])
    if descendants:
        for page in pages:
            wanted |= Q(path__startswith=page.path, live=False)
    chosen = ConditionPage.objects.filter(wanted)
    return _refuse(request, (page.get_latest_revision_as_object() for page in chosen))


def refuse_published_copy(request: HttpRequest, page: Page, *, descendants: bool) -> bool:
    """Say which published pages, older than the rule, cannot be copied as published ones."""
    wanted = Q(path__startswith=page.path) if descendants else Q(pk=page.pk)
    return _refuse(request, ConditionPage.objects.filter(wanted, live=True))


def _refuse(request: HttpRequest, pages: Iterable[ConditionPage]) -> bool:
    lacking = [f"“{page}”" for page in pages if not _is_complete(page)]
    if not lacking:
        return False
    names = get_text_list(lacking[:MOST_NAMED], _("and"))
    text = _("Not published: %(pages)s. First write when to get help, or let somebody sign.")
    messages.error(request, text % {"pages": names})
    return True


def _is_complete(page: ConditionPage) -> bool:
    try:
        check_for_publishing(page)
    except ValidationError:
        return False
    return True

"""The shared password of a private page or of documents is not guessed for ever."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.core.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from wagtail.documents.views import serve as documents
from wagtail.views import authenticate_with_password

from cms.caches import AWAY
from locations.faults import log_fault

from .throttling import too_often

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
# Of ACCOUNT_RATE_LIMITS, where the number is.
ACTION, WINDOW = "page_password", timedelta(hours=1)


def limited(view: View) -> View:
    """Count what the view did not take: it sends on whoever typed the right password."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _may_try(request, dry_run=True):
            return too_often(request, "cms/access/page_locked.html", {}, wait=WINDOW)
        answer = view(request, *args, **kwargs)
        if answer.status_code == HTTPStatus.OK:
            _may_try(request)
        return answer

    return inner


def _may_try(request: HttpRequest, **options: Any) -> bool:
    """May this network try? Only a POST is a try. A cache that is away counts nothing."""
    try:
        return bool(consume(request, action=ACTION, **options))
    except AWAY as error:
        log_fault(logger, "Tries of a page's password cannot be counted.", error)
        return True


of_page = limited(authenticate_with_password)
of_documents = limited(documents.authenticate_with_password)

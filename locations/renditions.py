"""Cutting pictures and drawing the card when a page is published, so that no reader waits for it.

The work is a background task of the project (django-tasks): at once with the default backend, in
a worker where there is one. `clinic_pictures` does the same for all pages at any time.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django_tasks import task
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from .caching import advance_on_commit
from .conf import clinic_settings
from .machines.cards import draw_card
from .models import ClinicPage
from .pictures import cut

logger = logging.getLogger(__name__)

_paused: ContextVar[bool] = ContextVar("clinic_renditions_paused", default=False)


@contextmanager
def paused() -> Iterator[None]:
    """Publish without cutting; `clinic_pictures` does it later."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def cut_after_publishing(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Order the crops and the card of a page that was published, once that is certain."""
    if isinstance(instance, ClinicPage) and clinic_settings.CUT_PICTURES and not _paused.get():
        transaction.on_commit(lambda: cut_pictures_of_page.enqueue(instance.pk), robust=True)


@task()
def cut_pictures_of_page(page_id: int) -> int:
    """Draw what a page needs and return the number of new crops; a page that went has none."""
    found = Page.objects.filter(pk=page_id).first()
    if found is None:
        return 0
    page = found.specific
    draw_card(page)
    return cut_pictures(page)


def cut_pictures(page: Page) -> int:
    """Cut the pictures of `page` in every size it is shown in; return how many crops were new."""
    if not isinstance(page, ClinicPage):
        return 0
    made = 0
    for image, sizes in page.pictures_shown():
        try:
            made += cut(image, sizes)
        except SourceImageIOError:
            logger.warning("The file of picture %s cannot be read.", image.pk)
    if made:  # Wagtail stores several at once, without a signal; until now pages showed the JPEG
        advance_on_commit()
    return made

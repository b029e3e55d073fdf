"""Content of other apps that pages show: an app says which, and where it is shown."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext as _

from ..caching import count_as_content
from . import others
from .recording import tell
from .shown_on import pages_that_use

PagesOf = Callable[[Any], Iterable[int] | None]


def watch(model: type[Model], *, pages: PagesOf = pages_that_use) -> None:
    """Tell of every change to rows of `model`; call it when the app is ready.

    Answers that are kept do not outlive such a change either (caching.py).

    `pages` returns the ids of the pages that show a row, or None when it may be any page.
    """

    def noticed(sender: Any, instance: Any, **kwargs: Any) -> None:
        words = {"kind": str(model._meta.verbose_name)}
        reason = _("Content changed: %(kind)s")
        tell(lambda: others.content(instance, pages=pages(instance), words=reason % words))

    count_as_content(model)
    uid = f"clinic_changes_{model._meta.label_lower}"
    post_save.connect(noticed, sender=model, weak=False, dispatch_uid=uid)
    pre_delete.connect(noticed, sender=model, weak=False, dispatch_uid=uid)


def anywhere(instance: Any) -> None:
    """What may be shown on any page."""
    return

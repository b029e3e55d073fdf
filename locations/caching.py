"""Whether what was made for readers still holds: one number.

The **generation** counts the changes of public content. An answer that was made in one generation
holds until the next one, or until time alone changes it. So a cache needs one query to know that it
may answer, and nobody has to know which page shows what. Caches before us, which cannot ask, purge
by the names of `cache_keys.py`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Orderable,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import post_page_move
from wagtail.snippets.models import get_snippet_models

from .models import ContentGeneration, PictureRights
from .prepared import Given, Prepared

# What we do not see change, such as a row that a program wrote without a signal, is old by then.
LONGEST = timedelta(hours=1)

_CONTENT = (
    *(Page, Orderable, Site, Locale, PageViewRestriction, PictureRights),
    *(Collection, CollectionViewRestriction),
    *(AbstractImage, AbstractRendition, AbstractDocument),
)
# What an app shows beside pages, pictures, snippets and settings.
_FURTHER: set[type[models.Model]] = set()
# Saved alone, these columns change nothing that strangers see: a draft is saved every few seconds.
_NOT_SHOWN = {
    *("latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"),
    "wagtail_admin_comments",
}
# Who in this process wants to know at once that a generation has begun.
_told: list[Callable[[], None]] = []
# Who in this process keeps finished pages, and drops them when told.
_droppers: list[Callable[[], None]] = []


class Begun(NamedTuple):
    """A generation: its number, and when it began. Together they tell those of a restored backup
    from those of before."""

    number: int
    at: datetime | None


_now: Prepared[ContentGeneration] = Prepared(
    lambda: ContentGeneration.objects.filter(pk=ContentGeneration.ONLY)
)


def generation_now() -> Begun:
    """The generation that holds now. One query."""
    for now in _now.rows():
        return Begun(now.number, now.changed_at)
    return Begun(0, None)


def still_holds() -> models.Exists:
    """The condition that a generation holds now, for a query that is told which: `named`."""
    field: Any = ContentGeneration._meta.get_field
    return models.Exists(
        ContentGeneration.objects.filter(
            pk=ContentGeneration.ONLY,
            number=Given("generation", field("number")),
            changed_at=Given("begun_at", field("changed_at")),
        )
    )


def named(begun: Begun) -> dict[str, Any]:
    """The values by which a generation is told."""
    return {"generation": begun.number, "begun_at": begun.at}


def tell_of_advances(listener: Callable[[], None]) -> None:
    """Call `listener` whenever this process begins a generation; it must not fail, nor wait."""
    _told.append(listener)


def drop_with(dropper: Callable[[], None]) -> None:
    """Call `dropper` when the pages that this process keeps are not any more as they would be made
    here, though nothing was published; it must not fail, nor wait.
    """
    _droppers.append(dropper)


def drop_kept_pages() -> None:
    """Drop the pages that this process keeps. Those of other processes and machines stay."""
    for dropper in _droppers:
        dropper()


def advance() -> None:
    """Begin a generation: public content has changed."""
    ContentGeneration.objects.advance()
    for listener in _told:
        listener()


# Counting.


def count_as_content(model: type[models.Model]) -> None:
    """Let changes of a model that is no page, picture, snippet or setting begin a generation.

    `changes.watching.watch` calls it: what is told to publish webhooks is content.
    """
    _FURTHER.add(model)
    is_content.cache_clear()


@cache
def is_content(model: type[models.Model]) -> bool:
    """Do strangers see rows of a model?"""
    shown = (*get_snippet_models(), *settings_registry, *_FURTHER)
    kinds: tuple[type, ...] = (*_CONTENT, *shown)
    return issubclass(model, kinds)


def follow_changes() -> None:
    """Begin a generation whenever content is saved, removed or moved. Called at start-up."""
    if apps.is_installed("wagtail.contrib.redirects"):
        count_as_content(apps.get_model("wagtailredirects", "Redirect"))
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_changed, dispatch_uid="clinic_generation")
    post_page_move.connect(_moved, dispatch_uid="clinic_generation")


def _changed(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    kind: type[models.Model] = type(instance)
    if kwargs.get("raw") or not is_content(kind):
        return
    if not _is_draft(kwargs.get("update_fields")):
        advance_on_commit()


def _is_draft(columns: frozenset[str] | None) -> bool:
    """Are these columns, all that was saved, what Wagtail keeps of a draft?"""
    return columns is not None and columns <= _NOT_SHOWN


def _moved(sender: type[models.Model], **kwargs: Any) -> None:
    advance_on_commit()


def advance_on_commit() -> None:
    """Begin a generation when what was changed is there for all.

    Not before: two people who publish would wait for each other's row. Once is enough.

    Until then the old content is made under the old number, which is over in a moment.
    """
    if not has_changed_content():
        transaction.on_commit(advance, robust=True)


def advance_at_once() -> None:
    """Begin a generation in the very transaction that changes something: none without the other.

    For what few people change seldom, and nobody may see as it was: who publishes meanwhile waits.
    """
    ContentGeneration.objects.advance()
    advance_on_commit()  # for who listens


def has_changed_content() -> bool:
    """Has this connection changed content that is not committed, and so not counted yet?"""
    return any(waiting[1] is advance for waiting in connection.run_on_commit)


def seconds_left(until: datetime) -> int:
    """How long an answer may be kept, in whole seconds; 0 when it is over."""
    return max(0, int((until - timezone.now()).total_seconds()))

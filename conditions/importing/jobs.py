"""What is done with an import: it is started, read, corrected, split and written.

Reading and writing go in steps of a few seconds, so that no web worker is held for longer. A step
that is interrupted, or done twice, changes nothing: the next one goes on where the last one ended.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from locations.faults import log_fault

from ..models import ArticleIndexPage, ImportFile, ImportItem, ImportJob
from . import assembly, exports, private, sources, storing
from .corrections import corrected
from .document import ArticleDocument, ImportRefused
from .found import Found, KeptSource, Part
from .progress import to_write
from .site import read_facts
from .understanding import SiteFacts, Understood, understand
from .writer import EditedSince, Outcome, Source, Written, write

logger = logging.getLogger(__name__)

# How long one request may go on reading or writing.
STEP_SECONDS = 2.0
_CREATED_AT_ONCE = 200
# What is kept of a source beside the digest of its bytes.
_SOURCE = ("name", "identity", "slug", "summary")


def start(*, by: Any, index: ArticleIndexPage | None) -> ImportJob:
    """Begin an import of `by` into `index`."""
    return ImportJob.objects.create(owner=by, index=index)


def add_file(*, job: ImportJob, name: str, content: File, is_pasted: bool = False) -> ImportFile:
    """Keep a file for `job`; it is read in the steps that follow."""
    file = ImportFile(job=job, name=name[:255], size=content.size, is_pasted=is_pasted)
    file.stored = private.keep(content)
    try:
        with transaction.atomic():
            file.save()
            _set_stage(job, ImportJob.Stage.READING)
    except BaseException:
        private.remove(file.stored)
        raise
    return file


def read_on(*, job: ImportJob, seconds: float = STEP_SECONDS) -> None:
    """Read on for about so many seconds. When all is read, the import is ready for its review."""
    end = monotonic() + seconds
    while (file := job.files.filter(is_read=False).first()) is not None:
        _read_part(file, seconds=max(end - monotonic(), 0))
        if monotonic() >= end:
            return  # however slow the machine is, each step has read something
    _set_stage(job, ImportJob.Stage.REVIEW)


def _read_part(file: ImportFile, *, seconds: float) -> None:
    """Read a part of `file` and store what was found; a part that two read is stored once."""
    began_at = file.read_to
    try:
        _refuse_same_name(file)
        part = sources.read_part(file, seconds=seconds)
    except ImportRefused as refusal:
        part = Part(refusal=str(refusal))
    except Exception as error:  # whatever is wrong with one file must not stop the others
        log_fault(logger, f"Import file {file.pk} could not be read.", error)
        part = Part(refusal=_("this file could not be read"))
    with transaction.atomic():
        file = ImportFile.objects.select_for_update().get(pk=file.pk)
        if file.is_read or file.read_to != began_at:
            return
        _add_items(file, part.articles)
        file.is_read = part.goes_on_at is None
        file.read_to = part.goes_on_at or {}
        file.share_read = 1 if file.is_read else part.share_read
        file.refusal = part.refusal
        file.save()


def _refuse_same_name(file: ImportFile) -> None:
    """A file's name tells which article it is, so no two files may have the same one."""
    others = file.job.files.filter(name=file.name, pk__lt=file.pk, refusal="")
    if not file.is_pasted and others.exists():
        raise ImportRefused(_("another file has the same name; rename one of them"))


def _add_items(file: ImportFile, articles: list[Found]) -> None:
    start = file.job.items.count()
    items = [
        _item(file, article, position=position)
        for position, article in enumerate(articles, start=start)
    ]
    ImportItem.objects.bulk_create(items, batch_size=_CREATED_AT_ONCE)


def _item(file: ImportFile, article: Found, *, position: int) -> ImportItem:
    return ImportItem(
        job_id=file.job_id,
        file=file,
        position=position,
        source={name: storing.clean(getattr(article.source, name)) for name in _SOURCE},
        extra=article.extra,
        content_key=article.source.content_key,
        title=storing.clean(article.document.title)[:255],
        document=storing.as_json(article.document),
        source_text=storing.clean(article.source_text),
        state=ImportItem.State.UNREADABLE if article.refusal else ImportItem.State.FOUND,
        problem=article.refusal,
    )


def source_of(item: ImportItem) -> Source:
    """Return where the article of `item` came from."""
    return KeptSource(data=b"", kept_key=item.content_key, **item.source)


def understood_item(item: ImportItem, facts: SiteFacts) -> Understood:
    """Return the article of `item` with what the site knows and its owner corrected."""
    document = storing.from_json(item.document)
    is_post = "site" in item.extra
    understood = (
        exports.understood(document, item.extra, facts) if is_post else understand(document, facts)
    )
    return corrected(understood, item.corrections, facts)


def correct(*, item: ImportItem, corrections: Mapping[str, Any]) -> None:
    """Keep what its owner corrected; what is not named stays as it was found."""
    item.corrections = {**item.corrections, **corrections}
    item.title = (item.corrections.get("title") or item.title)[:255]
    item.save(update_fields=["corrections", "title"])


def aim(*, job: ImportJob, index: ArticleIndexPage) -> None:
    """Choose the list of articles that the drafts go to."""
    job.index = index
    job.save(update_fields=["index", "touched_at"])


def set_taken(*, item: ImportItem, take: bool) -> None:
    """Take one article, or skip it."""
    item.take = take
    item.save(update_fields=["take"])


def choose(*, job: ImportJob, taken: set[int], among: set[int] | None = None) -> None:
    """Take the articles with the ids `taken` and skip the others; `among` narrows to these."""
    items = job.items.filter(state__in=ImportItem.OPEN)
    if among is not None:
        items = items.filter(pk__in=among)
    items.filter(pk__in=taken).update(take=True)
    items.exclude(pk__in=taken).update(take=False)


def choose_all(*, job: ImportJob, take: bool) -> None:
    """Take all articles that are still open, or none."""
    job.items.filter(state__in=ImportItem.OPEN).update(take=take)


def decide(*, item: ImportItem, replacing: bool) -> None:
    """Say what becomes of a draft that was changed in the editor since: replaced, or left."""
    item.replace = item.take = replacing
    item.state = ImportItem.State.FOUND if replacing else ImportItem.State.EDITED
    item.save(update_fields=["replace", "take", "state"])


def split(*, item: ImportItem) -> bool:
    """Make an article of its own of each that the file of `item` seems to hold; say if any."""
    parts = _parts(item, assembly.split(storing.from_json(item.document)))
    if len(parts) < 2 or not item.is_open:
        return False
    with transaction.atomic():
        items = [_item(item.file, part, position=item.position) for part in parts]
        item.delete()
        # The same position, and ids that count up: they stand where the whole one stood.
        ImportItem.objects.bulk_create(items)
    return True


def _parts(item: ImportItem, documents: list[ArticleDocument]) -> list[Found]:
    """Each part has a name and a key of its own, the same ones every time the file is split."""
    data = item.content_key.encode()
    if not exports.is_export(item.file.name):
        with private.opened(item.file.stored) as content:
            data = content.read()
    whole = Source(item.source["name"], data)
    titles: Counter[str] = Counter()
    parts = []
    for document in documents:
        titles[document.title] += 1
        count = titles[document.title]
        title = f"{document.title} ({count})" if count > 1 else document.title
        parts.append(Found(whole.piece(title), document, item.source_text))
    return parts


def begin_writing(*, job: ImportJob) -> None:
    """Drafts are made of all articles that are taken, in the steps that follow."""
    _set_stage(job, ImportJob.Stage.WRITING)


def write_on(
    *, job: ImportJob, index: ArticleIndexPage, by: Any, seconds: float = STEP_SECONDS
) -> None:
    """Write drafts for about so many seconds; each article is written whole or not at all."""
    end = monotonic() + seconds
    facts = read_facts(index.locale)
    while (item := to_write(job).first()) is not None:
        _write_item(item, index=index, facts=facts, by=by)
        if monotonic() >= end:
            return
    _set_stage(job, ImportJob.Stage.REVIEW)


def write_one(*, item: ImportItem, index: ArticleIndexPage, by: Any) -> None:
    """Write the draft of one article; one that was refused before is tried again."""
    if item.state == ImportItem.State.REFUSED:
        item.state = ImportItem.State.FOUND
        item.save(update_fields=["state"])
    _write_item(item, index=index, facts=read_facts(index.locale), by=by)


@transaction.atomic
def _write_item(item: ImportItem, *, index: ArticleIndexPage, facts: SiteFacts, by: Any) -> None:
    item = ImportItem.objects.select_for_update().get(pk=item.pk)
    if item.state != ImportItem.State.FOUND or not item.take:
        return  # another tab was faster
    item.problem = ""
    try:
        with transaction.atomic():
            written = write(
                source=source_of(item),
                understood=understood_item(item, facts),
                index=index,
                replace=item.replace,
                by=by,
            )
            written = _with_old_addresses(item, written)
    except EditedSince as refusal:
        item.state, item.page = ImportItem.State.EDITED, refusal.page
    except ImportRefused as refusal:
        item.state, item.problem = ImportItem.State.REFUSED, str(refusal)
    except Exception as error:  # one article must not stop a thousand others
        log_fault(logger, f"Import item {item.pk} could not be written.", error)
        item.state, item.problem = ImportItem.State.REFUSED, _("something went wrong here")
    else:
        item.state = ImportItem.State(written.outcome.value)
        item.page, item.remarks = written.page, list(written.remarks)
    item.save()


def _with_old_addresses(item: ImportItem, written: Written) -> Written:
    """Lead the addresses of an old site to the draft, which is reached once it is published."""
    if written.outcome is Outcome.UNCHANGED:
        return written
    remarks = exports.write_old_addresses(item.extra, written.page)
    return replace(written, remarks=(*written.remarks, *remarks))


def _set_stage(job: ImportJob, stage: str) -> None:
    job.stage = stage
    job.save(update_fields=["stage", "touched_at"])

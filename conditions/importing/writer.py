"""The writer: an understood document becomes the draft of an article page.

It never publishes, never makes a second page of the same file, and never writes over what somebody
changed in the editor unless it is told to.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Revision

from locations.references import locations_by_id, shown_phone

from ..models import ArticleCondition, ArticleIndexPage, ArticlePage, ArticleTreatment
from . import history, todos
from .body import body_of, body_texts, live_text, remarks_on
from .document import ArticleDocument, ImportRefused
from .topics import CONDITION, TREATMENT, Topic
from .understanding import Understood
from .walking import running_texts
from .words import lost_words, words_of

_KEY_PART = 31  # name and content share the 64 characters of ArticlePage.import_key
_LONGEST_CREDIT = 120
# Two texts with fewer words in common are two articles, although their files have one name.
_SAME_ARTICLE = 0.5
# What an import writes; who changed any of these in the editor must not lose it.
_WRITTEN_FIELDS = ("title", "body", "author", "date", "image_credit")


class EditedSince(ImportRefused):
    """The draft was changed in the editor since its import; `page` is the one."""

    def __init__(self, page: ArticlePage) -> None:
        self.page = page
        super().__init__(
            _(
                "“%(title)s” was changed in the editor since it was imported; with --replace the"
                " file's text becomes its newest version (the changes stay in its history)"
            )
            % {"title": page.draft_title}
        )


class Outcome(Enum):
    """What became of a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Written:
    """A page and what became of it; `remarks` is what is left to do by hand."""

    page: ArticlePage
    outcome: Outcome
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an article came from: its name without folders, and its bytes.

    Where one file has many articles, `identity` is what tells them apart, whatever becomes of
    their texts. `slug` and `summary` are those of the article on an old site.
    """

    name: str
    data: bytes
    identity: str = ""
    slug: str = ""
    summary: str = ""

    @property
    def content_key(self) -> str:
        return _digest(self.data)

    @property
    def name_key(self) -> str:
        return _digest((self.identity or self.name).encode())

    @property
    def key(self) -> str:
        return f"{self.name_key}:{self.content_key}"

    def piece(self, title: str) -> "Source":
        """Return the source of one of several articles in the file, known by its title."""
        return Source(f"{self.name} – {title}", self.data + b"\x00" + title.encode())


@dataclass(frozen=True, slots=True)
class Earlier:
    """The page that an earlier import of the same file made, and what stands in the way now."""

    page: ArticlePage
    is_unchanged: bool = False
    is_edited: bool = False
    is_locked: bool = False


def earlier_import(
    *, source: Source, document: ArticleDocument, index: ArticleIndexPage
) -> Earlier | None:
    """Return what an earlier import of `source` left below `index`; None for a new article."""
    # Copies made in the editor carry the key along: the oldest page is the imported one.
    known = ArticlePage.objects.child_of(index).filter(alias_of__isnull=True).order_by("pk")
    page = known.filter(import_key__endswith=f":{source.content_key}").first()
    if page is not None:
        return Earlier(page, is_unchanged=True)
    for page in known.filter(import_key__startswith=f"{source.name_key}:"):
        if source.identity or _is_same_article(page, document):
            return Earlier(page, is_edited=_was_edited(page), is_locked=bool(page.get_lock()))
    return None


def write(
    *,
    source: Source,
    understood: Understood,
    index: ArticleIndexPage,
    replace: bool = False,
    by: Any = None,
) -> Written:
    """Save `understood` as a draft below `index`; the caller opens the transaction.

    A file that was imported before becomes a new revision of its page, or nothing when unchanged.
    Raises ImportRefused when the page was changed in the editor since (unless `replace`), when `by`
    may not edit it, when it is locked, and when a word would not arrive on the page.
    """
    earlier = earlier_import(source=source, document=understood.document, index=index)
    if earlier is None:
        return _create(source=source, understood=understood, index=index, by=by)
    if earlier.is_unchanged:
        return Written(earlier.page, Outcome.UNCHANGED)
    if by is not None and not earlier.page.permissions_for_user(by).can_edit():
        why = _("“%(title)s” was imported before, and you may not edit it; it was not changed")
        raise ImportRefused(why % {"title": earlier.page.draft_title})
    if earlier.is_locked:
        why = _("“%(title)s” is locked or being reviewed; it was not changed")
        raise ImportRefused(why % {"title": earlier.page.draft_title})
    if earlier.is_edited and not replace:
        raise EditedSince(earlier.page)
    return _update(earlier.page, source=source, understood=understood, by=by)


def draft_of(understood: Understood) -> tuple[ArticlePage, list[str]]:
    """Return the article as it would be written, unsaved, and what would be left to do by hand."""
    page = ArticlePage(live=False, date=timezone.localdate())
    remarks = _fill(page, understood)
    if understood.document.dateline is None:
        remarks.append(_("the file has no date, so the article has today's"))
    return page, remarks


def _create(*, source: Source, understood: Understood, index: ArticleIndexPage, by: Any) -> Written:
    page, remarks = draft_of(understood)
    page.owner, page.import_key, page.summary = by, source.key, source.summary
    index.refresh_from_db()  # what an import that was taken back left in memory
    if source.slug:
        page.slug = find_available_slug(index, source.slug)
    try:
        index.add_child(instance=page)
        revision = page.save_revision(user=by)
    except ValidationError as error:
        raise ImportRefused("; ".join(error.messages)) from error
    return _written(page, revision, Outcome.CREATED, source=source, remarks=remarks, by=by)


def _update(page: ArticlePage, *, source: Source, understood: Understood, by: Any) -> Written:
    draft = page.get_latest_revision_as_object()
    draft.import_key = source.key
    draft.summary = draft.summary or source.summary
    remarks = _fill(draft, understood)
    try:
        revision = draft.save_revision(user=by)
    except ValidationError as error:
        raise ImportRefused("; ".join(error.messages)) from error
    # The page itself stays as it is published; only where it came from is noted on it.
    ArticlePage.objects.filter(pk=page.pk).update(import_key=source.key)
    return _written(draft, revision, Outcome.UPDATED, source=source, remarks=remarks, by=by)


def _written(
    page: ArticlePage,
    revision: Revision,
    outcome: Outcome,
    *,
    source: Source,
    remarks: list[str],
    by: Any,
) -> Written:
    history.record(page=page, revision=revision, file=source.name, remarks=remarks, by=by)
    todos.remember(page, remarks)
    return Written(page, outcome, tuple(remarks))


def _fill(page: ArticlePage, understood: Understood) -> list[str]:
    """Write the article into `page` (unsaved) and return what is left to do by hand."""
    document = understood.document
    page.title = document.title
    page.body = body_of(document)
    if understood.author.person:
        page.author_id = understood.author.person.page_id
    if document.dateline:
        page.date = document.dateline.date
    remarks = [*_credit(page, document), *_link_topics(page, understood.topics)]
    _refuse_lost_words(page, understood)
    typed = [
        _("%(number)s was left as typed: %(why)s") % {"number": phone.raw, "why": phone.problem}
        for phone in understood.phones
        if phone.problem
    ]
    author = [understood.author.remark] if understood.author.remark else []
    return [*author, *remarks, *typed, *remarks_on(document), *document.warnings]


def _credit(page: ArticlePage, document: ArticleDocument) -> list[str]:
    """Keep the first credit for the picture at the top; pictures are never in a text file."""
    credits = [credit.short for credit in document.photo_credits]
    if not credits:
        return []
    fitting = next((credit for credit in credits if len(credit) <= _LONGEST_CREDIT), "")
    page.image_credit = fitting or page.image_credit
    return [
        _("add the picture by %(credit)s: it is not in the file") % {"credit": credit}
        for credit in credits
    ]


def _link_topics(page: ArticlePage, topics: tuple[Topic, ...]) -> list[str]:
    """Link the site's pages that the article is about, beside the links that are there."""
    certain = [topic for topic in topics if topic.is_certain]
    for kind, links, model in (
        (CONDITION, page.condition_links, ArticleCondition),
        (TREATMENT, page.treatment_links, ArticleTreatment),
    ):
        found = dict.fromkeys(topic.page_id for topic in certain if topic.kind == kind)
        linked = {getattr(link, f"{kind}_id") for link in links.all()}
        new = [page_id for page_id in found if page_id is not None and page_id not in linked]
        for order, page_id in enumerate(new, start=len(linked)):
            links.add(model(**{f"{kind}_id": page_id, "sort_order": order}))
    missing = [topic.name for topic in certain if topic.page_id is None]
    if not missing:
        return []
    return [_("no page on the site yet: %(names)s") % {"names": ", ".join(missing)}]


def _refuse_lost_words(page: ArticlePage, understood: Understood) -> None:
    """Compare the body as it is stored with the document, live numbers as the site shows them."""
    locations = locations_by_id()

    def number_of(location_id: int, role: str) -> str:
        phone = shown_phone(locations.get(location_id), role)
        return phone.e164 if phone else ""

    wanted = words_of(live_text(text) for text in running_texts(understood.document))
    stored = words_of(body_texts(page.body.get_prep_value(), number_of))
    lost = lost_words(wanted, stored)
    if lost:
        raise ImportRefused(
            _("words would not arrive on the page, so nothing is imported: %(words)s")
            % {"words": " ".join(lost[:30])}
        )


def _is_same_article(page: ArticlePage, document: ArticleDocument) -> bool:
    """Files of one name may be two articles; the words tell."""
    draft = page.get_latest_revision_as_object()
    if draft.title == document.title:
        return True
    old = words_of(body_texts(draft.body.get_prep_value(), lambda *phone: ""))
    new = words_of(live_text(text) for text in running_texts(document))
    return _shared(old, new) >= _SAME_ARTICLE


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of the words of the shorter text that the other one has too."""
    shorter = min(one.total(), other.total())
    return (one & other).total() / shorter if shorter else 0.0


def _was_edited(page: ArticlePage) -> bool:
    imported, latest = history.last_import(page), page.get_latest_revision()
    if imported is None or latest is None:
        return True
    return any(imported.content[name] != latest.content[name] for name in _WRITTEN_FIELDS)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_KEY_PART]

"""The writer: an understood document becomes the draft of an article page.

It never publishes, never makes a second page of the same file, and never writes over what somebody
changed in the editor unless it is told to.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from locations.references import locations_by_id, shown_phone

from ..models import ArticleCondition, ArticleIndexPage, ArticlePage, ArticleTreatment
from . import history
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
    """The file that an article came from: its name without folders, and its bytes."""

    name: str
    data: bytes

    @property
    def content_key(self) -> str:
        return _digest(self.data)

    @property
    def name_key(self) -> str:
        return _digest(self.name.encode())

    @property
    def key(self) -> str:
        return f"{self.name_key}:{self.content_key}"

    def piece(self, title: str) -> "Source":
        """Return the source of one of several articles in the file, known by its title."""
        return Source(f"{self.name} – {title}", self.data + b"\x00" + title.encode())


def write(
    *, source: Source, understood: Understood, index: ArticleIndexPage, replace: bool = False
) -> Written:
    """Save `understood` as a draft below `index`; the caller opens the transaction.

    A file that was imported before becomes a new revision of its page, or nothing when it did not
    change. Raises ImportRefused when the page was changed in the editor since (unless `replace`),
    when it is locked, and when a word would not arrive on the page.
    """
    # Copies made in the editor carry the key along: the oldest page is the imported one.
    known = ArticlePage.objects.child_of(index).filter(alias_of__isnull=True).order_by("pk")
    page = known.filter(import_key__endswith=f":{source.content_key}").first()
    if page is not None:
        return Written(page, Outcome.UNCHANGED)
    for page in known.filter(import_key__startswith=f"{source.name_key}:"):
        if _is_same_article(page, understood.document):
            return _update(page, source=source, understood=understood, replace=replace)
    return _create(source=source, understood=understood, index=index)


def _create(*, source: Source, understood: Understood, index: ArticleIndexPage) -> Written:
    page = ArticlePage(live=False, date=timezone.localdate(), import_key=source.key)
    remarks = _fill(page, understood)
    if understood.document.dateline is None:
        remarks.append(_("the file has no date, so the article has today's"))
    index.refresh_from_db()  # what an import that was taken back left in memory
    try:
        index.add_child(instance=page)
        revision = page.save_revision()
    except ValidationError as error:
        raise ImportRefused("; ".join(error.messages)) from error
    return _written(page, revision, Outcome.CREATED, source=source, remarks=remarks)


def _update(page: ArticlePage, *, source: Source, understood: Understood, replace: bool) -> Written:
    if page.get_lock() is not None:
        raise ImportRefused(
            _("“%(title)s” is locked or being reviewed; it was not changed")
            % {"title": page.draft_title}
        )
    if not replace and _was_edited(page):
        raise ImportRefused(
            _(
                "“%(title)s” was changed in the editor since it was imported; with --replace the"
                " file's text becomes its newest version (the changes stay in its history)"
            )
            % {"title": page.draft_title}
        )
    draft = page.get_latest_revision_as_object()
    draft.import_key = source.key
    remarks = _fill(draft, understood)
    try:
        revision = draft.save_revision()
    except ValidationError as error:
        raise ImportRefused("; ".join(error.messages)) from error
    # The page itself stays as it is published; only where it came from is noted on it.
    ArticlePage.objects.filter(pk=page.pk).update(import_key=source.key)
    return _written(draft, revision, Outcome.UPDATED, source=source, remarks=remarks)


def _written(
    page: ArticlePage,
    revision: Revision,
    outcome: Outcome,
    *,
    source: Source,
    remarks: list[str],
) -> Written:
    history.record(page=page, revision=revision, file=source.name, remarks=remarks)
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

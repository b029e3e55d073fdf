"""One item of an export after the other becomes a draft. Each is saved on its own.

Ten thousand posts in one transaction would lock the site for minutes, and one that cannot be
imported would take the others back. So every item is all or nothing, and the report names those
that were refused; importing the file again does the rest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.db import reset_queries, transaction
from django.utils.translation import gettext as _

from ...models import ArticleIndexPage, ArticlePage
from ..document import ArticleDocument, ImportRefused
from ..site import read_facts
from ..topics import named_topics
from ..understanding import SiteFacts, Understood, understand
from ..writer import Outcome, Source, write
from .blocks import reusable_numbers
from .export import Export
from .items import Label, WxrItem
from .old_links import rebased
from .reading import Protected, read_item, slug_of, summary_of
from .redirects import write_redirects
from .tally import Result

# What every WordPress has from the beginning; it says nothing.
_EMPTY_LABELS = frozenset({"uncategorized", "uncategorised"})
_TOPIC_KINDS = frozenset({"category", "post_tag"})


@dataclass(frozen=True, slots=True)
class Imported:
    """An item and what became of it. `remarks` is what is left to do, or why it was refused."""

    item: WxrItem
    result: Result
    title: str = ""
    page: ArticlePage | None = None
    remarks: tuple[str, ...] = ()
    understood: Understood | None = None


class WxrImporter:
    """Imports the items of an export below a list of articles.

    ``for item in export.items(start=…): importer.import_item(item)`` can stop after any item and go
    on at its `end`, in another process too.
    """

    def __init__(self, export: Export, index: ArticleIndexPage, *, replace: bool = False) -> None:
        self._export = export
        self._index = index
        self._replace = replace
        self._facts = read_facts(index.locale)

    def import_item(self, item: WxrItem) -> Imported:
        """Save `item` as a draft and lead its old address there, or say why not."""
        return self._unless_refused(item, self._write)

    def read_item(self, item: WxrItem) -> Imported:
        """Return what `import_item` would find, without writing anything."""
        return self._unless_refused(item, self._read)

    def source_of(self, item: WxrItem) -> Source:
        """Return where the article comes from: the same for every export of the same post."""
        reused = (self._export.reusable(number) or "" for number in reusable_numbers(item.content))
        return Source(
            name=item.link or item.identity,
            data=item.fingerprint(self._author(item), *reused),
            identity=item.identity,
            slug=slug_of(item),
            summary=summary_of(item),
        )

    def document_of(self, item: WxrItem) -> ArticleDocument:
        """Return the article in `item`. Raises ImportRefused."""
        return read_item(item, self._export.channel, self._export)

    def understand(self, item: WxrItem, document: ArticleDocument) -> Understood:
        """Return `document` with what the site knows, categories and tags among its topics."""
        return understand_post(
            document, item.labels, address=self._export.channel.url, facts=self._facts
        )

    def _unless_refused(self, item: WxrItem, action: Callable[[WxrItem], Imported]) -> Imported:
        if not item.is_article and not item.too_large:
            return Imported(item, Result.SKIPPED)
        reset_queries()  # with DEBUG, Django keeps every query of ten thousand posts
        try:
            return action(item)
        except ImportRefused as refusal:
            protected = isinstance(refusal, Protected)
            result = Result.PROTECTED if protected else Result.REFUSED
            return Imported(item, result, item.title, remarks=(str(refusal),))

    def _read(self, item: WxrItem) -> Imported:
        understood = self.understand(item, self.document_of(item))
        return Imported(item, Result.READ, understood.document.title, understood=understood)

    def _write(self, item: WxrItem) -> Imported:
        source = self.source_of(item)
        page = ArticlePage.objects.child_of(self._index).filter(import_key=source.key).first()
        if page is not None:
            return Imported(item, Result.UNCHANGED, page.draft_title, page)
        understood = self.understand(item, self.document_of(item))
        with transaction.atomic():
            written = write(
                source=source, understood=understood, index=self._index, replace=self._replace
            )
            remarks = write_redirects(item, written.page, channel=self._export.channel)
        result = Result.CREATED if written.outcome is Outcome.CREATED else Result.UPDATED
        return Imported(
            item,
            result,
            understood.document.title,
            written.page,
            (*written.remarks, *remarks),
            understood,
        )

    def _author(self, item: WxrItem) -> str:
        return self._export.channel.authors.get(item.author, item.author)


def understand_post(
    document: ArticleDocument, labels: Iterable[Label], *, address: str, facts: SiteFacts
) -> Understood:
    """Return a post of the site at `address` with what this site knows of it."""
    understood = understand(rebased(document, address, facts.pages), facts)
    names = [label.name for label in labels if _says_something(label)]
    labelled, strangers = named_topics(names, facts.terms)
    pages = {(topic.kind, topic.page_id) for topic in labelled}
    others = (topic for topic in understood.topics if (topic.kind, topic.page_id) not in pages)
    understood = replace(understood, topics=(*labelled, *others))
    if not strangers:
        return understood
    said = _("categories and tags that are no page of the site: %(names)s")
    document = understood.document.warned(said % {"names": ", ".join(strangers)})
    return replace(understood, document=document)


def _says_something(label: Label) -> bool:
    return label.kind in _TOPIC_KINDS and label.name.casefold() not in _EMPTY_LABELS

"""What the command says: the structure it found and what is left to do, for a practitioner."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .document import ArticleDocument, Block, Bullets, Paragraph, Points, plain
from .topics import CONDITION, TREATMENT, Topic
from .understanding import Understood

_EXCERPT = 60


def structure(understood: Understood) -> Iterator[str]:
    """Yield lines that show what the file was understood as."""
    document = understood.document
    yield f"{_('Title')}: {document.title}"
    yield from _facts(understood)
    yield f"{_('Intro')}: {summary(document.intro)}"
    yield from _details(document.intro)
    for section in document.sections:
        mark = "#" * section.level
        yield f"{mark} {plain(section.heading)}: {summary(section.blocks)}"
        yield from _details(section.blocks)
    yield from _closing(document)
    for phone in understood.phones:
        owner = f"{phone.reference.location} ({phone.reference.role})" if phone.reference else ""
        parts = [part for part in (owner, phone.problem) if part]
        yield _("Phone") + f" {phone.raw}: {'; '.join(parts)}"
    yield from _topics(understood.topics)
    for picture in document.pictures:
        said = picture.caption or picture.alt
        yield f"{_('Picture')}: {' '.join(part for part in (excerpt(said), picture.url) if part)}"
    for note in document.footnotes:
        yield f"{_('Footnote')}: {excerpt(plain(note))}"
    for part in document.left_out:
        yield f"{_('Left out')} ({part.reason}): {excerpt(part.text)}"


def warnings(understood: Understood) -> Iterator[str]:
    """Yield what a practitioner should look at, before anything is written."""
    if understood.author.remark:
        yield understood.author.remark
    yield from understood.document.warnings


def _facts(understood: Understood) -> Iterator[str]:
    document, person = understood.document, understood.author.person
    if document.byline:
        letters = ", ".join(document.byline.credentials)
        said = f"{document.byline.name}, {letters}" if letters else document.byline.name
        outcome = _("a practitioner of the site") if person else _("not a practitioner of the site")
        yield f"{_('Author')}: {said} ({outcome})"
    if document.dateline:
        yield f"{_('Date')}: {document.dateline.date.isoformat()}"
    for credit in document.photo_credits:
        yield _("Photo") + f": {credit.short}"


def _closing(document: ArticleDocument) -> Iterator[str]:
    call = document.call_to_action
    if call is None:
        yield ": ".join((_("Call to action"), _("none found")))
        return
    heading = f"{plain(call.heading)}: " if call.heading else ""
    text = " ".join(plain(paragraph.text) for paragraph in call.paragraphs)
    yield f"{_('Call to action')}: {heading}{excerpt(text)}"


def _topics(topics: tuple[Topic, ...]) -> Iterator[str]:
    for kind, label in ((CONDITION, _("Conditions")), (TREATMENT, _("Treatments"))):
        certain = [topic for topic in topics if topic.kind == kind and topic.is_certain]
        linked = [topic.name for topic in certain if topic.page_id is not None]
        missing = [topic.name for topic in certain if topic.page_id is None]
        if linked:
            yield f"{label}: {', '.join(linked)}"
        if missing:
            yield f"{label} " + _("without a page on the site") + f": {', '.join(missing)}"


def summary(blocks: tuple[Block, ...]) -> str:
    """Return how many paragraphs, points and list entries there are."""
    paragraphs = sum(isinstance(block, Paragraph) for block in blocks)
    points = sum(len(block.points) for block in blocks if isinstance(block, Points))
    entries = sum(len(block.items) for block in blocks if isinstance(block, Bullets))
    counts = (
        (paragraphs, ngettext("%d paragraph", "%d paragraphs", paragraphs)),
        (points, ngettext("%d point", "%d points", points)),
        (entries, ngettext("%d list entry", "%d list entries", entries)),
    )
    return ", ".join(text % count for count, text in counts if count) or _("empty")


def _details(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Points):
            for number, point in enumerate(block.points, start=1):
                yield f"  {number}. {plain(point.heading)}: {summary(point.body)}"
        elif isinstance(block, Bullets):
            yield from (f"  • {excerpt(plain(item.text))}" for item in block.items)


def excerpt(text: str) -> str:
    """Return the beginning of `text` in one line."""
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"

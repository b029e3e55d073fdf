"""Everything the review screen shows of one article, read before the template is drawn."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ..importing import report
from ..importing.document import ArticleDocument, Block, ImportRefused, Points, plain
from ..importing.jobs import source_of, understood_item
from ..importing.phones import PhoneMention
from ..importing.topics import Topic
from ..importing.understanding import SiteFacts, Understood
from ..importing.writer import Earlier, draft_of, earlier_import
from ..models import ArticleIndexPage, ImportItem


def facts_of(
    item: ImportItem, *, index: ArticleIndexPage, facts: SiteFacts
) -> tuple[Understood, dict[str, Any]]:
    """Return the article as it is understood, and what to show of it."""
    understood = understood_item(item, facts)
    document = understood.document
    remarks, refusal = _remarks(understood)
    return understood, {
        "outline": outline(document),
        "byline": document.byline,
        "author": understood.author,
        "dateline": document.dateline,
        "credits": [credit.short for credit in document.photo_credits],
        "live_phones": [_phone(phone) for phone in understood.phones if not phone.problem],
        "typed_phones": [phone for phone in understood.phones if phone.problem],
        "suggested": _suggested(understood.topics),
        "left_out": [
            {"text": report.excerpt(part.text), "reason": part.reason} for part in document.left_out
        ],
        "warnings": list(report.warnings(understood)),
        "remarks": remarks,
        "refusal": refusal,
        "titles": document.titles,
        "earlier": _earlier(item, document, index),
    }


def outline(document: ArticleDocument) -> list[dict[str, Any]]:
    """Return the headings of an article and what stands under each."""
    parts = [_part(plain(s.heading), s.level, s.blocks) for s in document.sections]
    if document.intro:
        parts.insert(0, _part(_("Intro"), 2, document.intro))
    if call := document.call_to_action:
        parts.append(_part(plain(call.heading) or _("Call to action"), 2, call.paragraphs))
    return parts


def _part(heading: str, level: int, blocks: Iterable[Block]) -> dict[str, Any]:
    blocks = tuple(blocks)
    numbered = [block for block in blocks if isinstance(block, Points)]
    points = [plain(point.heading) for block in numbered for point in block.points]
    return {
        "heading": heading,
        "is_below": level > 2,
        "summary": report.summary(blocks),
        "points": points,
    }


def _phone(phone: PhoneMention) -> dict[str, Any]:
    reference = phone.reference
    return {"raw": phone.raw, "location": reference.location if reference else ""}


def _suggested(topics: Iterable[Topic]) -> list[str]:
    """Names without a page on the site."""
    return [topic.name for topic in topics if topic.is_certain and topic.page_id is None]


def _remarks(understood: Understood) -> tuple[list[str], str]:
    """Return what would be left to do by hand, and why no draft can be made, if so."""
    try:
        _page, remarks = draft_of(understood)
    except ImportRefused as refusal:
        return [], str(refusal)
    said = set(report.warnings(understood))
    return [remark for remark in remarks if remark not in said], ""


def _earlier(
    item: ImportItem, document: ArticleDocument, index: ArticleIndexPage
) -> Earlier | None:
    return earlier_import(source=source_of(item), document=document, index=index)

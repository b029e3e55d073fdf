"""WordPress exports on the page “Import articles”, read in steps that each go on where one ended.

The first reading finds what is broken, and where pictures and reusable blocks stand; the second
one finds the articles. What is kept between two steps is a byte and that list of places.
"""

from pathlib import PurePath
from time import monotonic
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from ..models import ArticlePage, ImportFile
from . import private
from .document import ArticleDocument, ImportRefused
from .found import Found, Part
from .html import fragment_text
from .understanding import SiteFacts, Understood
from .wxr.export import Export, Survey
from .wxr.importer import WxrImporter, understand_post
from .wxr.items import Channel, Label, Place, WxrItem
from .wxr.redirects import write_redirects

SUFFIXES = (".xml", ".wxr")
# The share of the work that the first reading is, and how many articles are stored at once.
_SURVEYING = 0.3
_MOST_AT_ONCE = 100
# What the redirects from an old address are made of.
_OLD = ("id", "type", "status", "link", "guid")


def is_export(name: str) -> bool:
    """Say whether a file of this name is an export."""
    return PurePath(name).suffix.lower() in SUFFIXES


def read_part(file: ImportFile, *, seconds: float) -> Part:
    """Read on in an export for about so many seconds. Raises ImportRefused where it is broken."""
    end = monotonic() + seconds
    with private.opened(file.stored) as content:
        stream = cast(BinaryIO, content)
        if "whole" in file.read_to:
            return _read_on(stream, file, end=end)
        return _survey_on(stream, file.read_to, end=end)


def _survey_on(stream: BinaryIO, read_to: dict[str, Any], *, end: float) -> Part:
    export = Export(stream)
    survey = Survey.from_json(read_to["survey"]) if read_to else Survey(size=export.size)
    for item in export.items(start=read_to.get("at", 0)):
        survey.note(item)
        if monotonic() >= end:
            so_far = {"at": item.end, "survey": survey.as_json()}
            return Part(goes_on_at=so_far, share_read=_SURVEYING * item.end / export.size)
    return Part(goes_on_at={"at": 0, "whole": survey.as_json()}, share_read=_SURVEYING)


def _read_on(stream: BinaryIO, file: ImportFile, *, end: float) -> Part:
    whole = file.read_to["whole"]
    export = Export(stream, Survey.from_json(whole))
    if file.job.index is None:
        raise ImportRefused(_("the list of articles is gone; choose another one"))
    importer = WxrImporter(export, file.job.index)
    part = Part()
    for item in export.items(start=file.read_to["at"]):
        if item.is_article or item.too_large:
            part.articles.append(_found(item, importer, export.channel))
        if monotonic() >= end or len(part.articles) >= _MOST_AT_ONCE:
            share = _SURVEYING + (1 - _SURVEYING) * item.end / export.size
            return Part(part.articles, {"at": item.end, "whole": whole}, share)
    return part


def _found(item: WxrItem, importer: WxrImporter, channel: Channel) -> Found:
    source = importer.source_of(item)
    refusal = ""
    try:
        document = importer.document_of(item)
    except ImportRefused as refused:
        document, refusal = ArticleDocument(item.title or source.name), str(refused)
    extra = {
        "labels": [[label.kind, label.name] for label in item.labels],
        "old": {name: getattr(item, name) for name in _OLD},
        "site": channel.url,
    }
    return Found(source, document, fragment_text(item.content), extra, refusal)


def understood(document: ArticleDocument, extra: dict[str, Any], facts: SiteFacts) -> Understood:
    """Return an article of an export with what this site knows, and its categories and tags."""
    labels = [Label(kind, name) for kind, name in extra["labels"]]
    return understand_post(document, labels, address=extra["site"], facts=facts)


def write_old_addresses(extra: dict[str, Any], page: ArticlePage) -> list[str]:
    """Lead the old addresses of an article from an export to `page`; return what was not done."""
    if "old" not in extra:
        return []
    item = WxrItem(place=Place(0, 0, 0), end=0, **extra["old"])
    return write_redirects(item, page, channel=Channel(url=extra["site"]))

"""The neutral shape: an article as plain JSON values, to compare importers and to look at."""

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from .document import ArticleDocument, Block, Bullets, Paragraph, Points, Text, plain
from .topics import CONDITION, TREATMENT, merged_names
from .understanding import Understood
from .walking import all_texts


def as_neutral(understood: Understood) -> dict[str, Any]:
    """Return title, date, author, intro, sections, credits, phones, call to action and topics."""
    document = understood.document
    byline, dateline, call = document.byline, document.dateline, document.call_to_action
    return {
        "title": document.title,
        "date": dateline.date.isoformat() if dateline else None,
        "author": byline and {"name": byline.name, "credentials": list(byline.credentials)},
        "intro": [_line(paragraph.text) for paragraph in _intro(document)],
        "sections": _sections(understood),
        "photo_credits": [
            {"photographer": credit.photographer, "source": credit.source}
            for credit in document.photo_credits
        ],
        "phones": [
            {"e164": mention.e164, "location": mention.reference.location}
            for mention in understood.phones
            if mention.reference
        ],
        "cta": call and {"text": "\n".join(_line(paragraph.text) for paragraph in call.paragraphs)},
        "conditions": merged_names(understood.topics, CONDITION),
        "treatments": merged_names(understood.topics, TREATMENT),
        "text": "\n".join(all_texts(document)),
    }


def _intro(document: ArticleDocument) -> list[Paragraph]:
    """Return the paragraphs that open the article: all above the first heading or list.

    Of a text without either, the first one introduces the rest.
    """
    opening = [*takewhile(lambda block: isinstance(block, Paragraph), document.intro)]
    plain_text = len(opening) == len(document.intro) and not document.sections
    return [b for b in opening[: 1 if plain_text else None] if isinstance(b, Paragraph)]


def _sections(understood: Understood) -> list[dict[str, Any]]:
    document = understood.document
    opening = document.intro[len(_intro(document)) :]
    sections = [_section(None, opening)] if opening else []
    sections += [_section(section.heading, section.blocks) for section in document.sections]
    call = document.call_to_action
    if call and call.heading:
        sections.append(_section(call.heading, call.paragraphs))
    return sections


def _section(heading: Text | None, blocks: Iterable[Block]) -> dict[str, Any]:
    blocks = list(blocks)
    points = [point for block in blocks if isinstance(block, Points) for point in block.points]
    inner = [part for point in points for part in point.body]
    return {
        "heading": None if heading is None else _line(heading),
        "points": [{"heading": _line(point.heading)} for point in points],
        "bullets": [
            text
            for block in [*blocks, *inner]
            if isinstance(block, Bullets)
            for text in _entries(block)
        ],
    }


def _entries(bullets: Bullets) -> Iterable[str]:
    for item in bullets.items:
        yield _line(item.text)
        if item.children:
            yield from _entries(item.children)


def _line(text: Text) -> str:
    return " ".join(plain(text).split())

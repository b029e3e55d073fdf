"""The neutral shape: an article as plain JSON values, to compare importers and to look at."""

from collections.abc import Iterable
from typing import Any

from .document import Block, Bullets, Paragraph, Points, Text, plain
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
        "intro": [_line(b.text) for b in document.intro if isinstance(b, Paragraph)],
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


def _sections(understood: Understood) -> list[dict[str, Any]]:
    document = understood.document
    opening = [block for block in document.intro if not isinstance(block, Paragraph)]
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

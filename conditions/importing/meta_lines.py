"""Author, date and credits in parts: lines of their own, also in headings and short lists."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from django.utils.translation import gettext as _

from .document import Bullets, LeftOut, Paragraph, Text, plain
from .facts import NEAR, Facts, take_fact
from .parts import Heading, Part
from .signatures import parse_byline, parse_credit, parse_dateline
from .spans import joined, split_at

Kind = TypeVar("Kind", bound=Part)
_LINE = re.compile(r"\n")
_BETWEEN = re.compile(r"\s*[|•·]\s*")
_MOST_WORDS_BESIDE = 6


def take_facts(parts: Sequence[Part], facts: Facts) -> tuple[list[Part], list[LeftOut]]:
    """Take what `parts` say about the article into `facts`.

    Returns the other parts, and what stood in one line with the facts, such as a category.
    """
    kept: list[Part] = []
    beside: list[LeftOut] = []
    others = _of_other_articles(parts)
    for index, part in enumerate(parts):
        near = index < NEAR or index >= len(parts) - NEAR
        near = near and index not in others
        kept += without_facts(part, facts, beside, near=near)
    return kept, beside


def _of_other_articles(parts: Sequence[Part]) -> set[int]:
    """Return where an author or a date stands right below one of several headings.

    Then each heading is the title of an article, and the lines are that article's.
    """
    found = {
        index + 1
        for index, (above, part) in enumerate(pairwise(parts))
        if isinstance(above, Heading) and isinstance(part, Paragraph) and is_signature(part.text)
    }
    return found if len(found) > 1 else set()


def is_signature(text: Text) -> bool:
    """Say whether the first line of `text` is an author or a date."""
    line = plain(text).partition("\n")[0]
    return parse_byline(line) is not None or parse_dateline(line) is not None


def without_facts(part: Kind, facts: Facts, beside: list[LeftOut], *, near: bool) -> list[Kind]:
    """Return `part` without what is a fact in it; nothing when all of it was."""
    if isinstance(part, Paragraph) and not part.quoted:
        texts = split_at(part.text, _LINE)
        left = [text for text in texts if not _is_fact(text, facts, beside, near=near)]
        if len(left) == len(texts):
            return [part]
        return [replace(part, text=joined(left, "\n"))] if left else []
    if isinstance(part, Heading):
        return [] if near and _is_fact(part.text, facts, beside, near=near) else [part]
    if isinstance(part, Bullets) and near and not any(item.children for item in part.items):
        items = tuple(
            item for item in part.items if not _is_fact(item.text, facts, beside, near=near)
        )
        return [replace(part, items=items)] if items else []
    return [part]


def _is_fact(text: Text, facts: Facts, beside: list[LeftOut], *, near: bool) -> bool:
    line = " ".join(plain(text).split())
    if near and parse_credit(line) is None and _take_meta_line(line, facts, beside):
        return True
    return take_fact(line, facts, near=near)


def _take_meta_line(line: str, facts: Facts, beside: list[LeftOut]) -> bool:
    """“by Ann Example | Mar 3, 2024 | News | 0 comments”: what themes write below a title."""
    pieces = [piece for piece in _BETWEEN.split(line) if piece]
    if len(pieces) < 2 or any(len(piece.split()) > _MOST_WORDS_BESIDE for piece in pieces):
        return False
    before = (facts.byline, facts.dateline)
    others = [piece for piece in pieces if not take_fact(piece, facts, near=True)]
    if (facts.byline, facts.dateline) == before:
        return False
    if others:
        said = _("it stood in one line with the author or the date")
        beside.append(LeftOut(" | ".join(others), said))
    return True

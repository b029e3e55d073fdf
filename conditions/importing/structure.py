"""From parts to an article: facts, headings that nobody marked as such, points and sections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from . import typed_marks
from .assembly import assemble
from .document import (
    ArticleDocument,
    Block,
    Bullets,
    Byline,
    Dateline,
    ImportRefused,
    LeftOut,
    Paragraph,
    Picture,
    Section,
    Text,
    plain,
)
from .facts import Facts
from .headlines import is_capitalised, may_head, reads_as_heading
from .invitations import invites
from .links import checked
from .meta_lines import take_facts
from .numbering import blocks_and_headings
from .parts import Heading, Numbered, Part, Rule
from .spans import is_strong, without_strong

_HIGHEST, _LOWEST = 2, 6
_WORDS_OF_PROSE = 12


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of an article besides its parts."""

    title: str
    byline: Byline | None = None
    dateline: Dateline | None = None
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    footnotes: tuple[Text, ...] = ()


def document_of(parts: Sequence[Part], around: Around) -> ArticleDocument:
    """Return the article in `parts`; raise ImportRefused when there is nothing below the title."""
    facts = Facts(around.byline, around.dateline)
    lines, letters = typed_marks.settle(parts)
    lines, beside = take_facts(lines, facts)
    lines = mark_headings(lines)
    pictures = [_credited(picture, facts) for picture in around.pictures]
    intro, sections = _sections(blocks_and_headings(lines))
    if not intro and not sections:
        raise ImportRefused(_("there is no text below the title"))
    document = ArticleDocument(
        title=around.title,
        intro=intro,
        sections=sections,
        byline=facts.byline,
        dateline=facts.dateline,
        photo_credits=tuple(facts.photo_credits),
        left_out=(*letters, *beside, *around.left_out),
        warnings=(*facts.warnings, *around.warnings),
        pictures=tuple(pictures),
        footnotes=around.footnotes,
    )
    return checked(assemble(document))


def mark_headings(parts: Sequence[Part]) -> list[Part]:
    """Return `parts` with bold lines that stand alone as headings.

    In a document without a single heading, plain short lines are looked at too.
    """
    real = [part.level for part in parts if isinstance(part, Heading)]
    candidates = {i for i in range(len(parts)) if _is_heading(parts, i, plain_too=not real)}
    level = 0
    marked: list[Part] = []
    for index, part in enumerate(parts):
        if isinstance(part, Heading):
            level = part.level
        if index in candidates and not _is_one_of_many(candidates, index):
            part = _as_heading(part, level, real)
        marked.append(part)
    return marked


def _as_heading(part: Part, level: int, real: list[int]) -> Part:
    if not isinstance(part, Paragraph):
        return part
    below = level + 1 if level else min(real, default=_HIGHEST)
    return Heading(without_strong(part.text), min(max(below, _HIGHEST), _LOWEST))


def _is_heading(parts: Sequence[Part], index: int, *, plain_too: bool) -> bool:
    part = parts[index]
    below = parts[index + 1] if index + 1 < len(parts) else None
    if not isinstance(part, Paragraph) or part.quoted or below is None or isinstance(below, Rule):
        return False
    words = plain(part.text)
    if not may_head(words) or invites(words) or typed_marks.numbered(part):
        return False
    if words.endswith(":") and isinstance(below, Bullets | Numbered):
        return is_capitalised(words.split()) and is_strong(part.text)
    if is_strong(part.text):
        return True
    return plain_too and reads_as_heading(words, glued=False) and not _is_short(below)


def _is_short(part: Part) -> bool:
    """What stands below a plain heading is text or a list, not one more short line."""
    if not isinstance(part, Paragraph) or typed_marks.numbered(part):
        return False
    return len(plain(part.text).split()) < _WORDS_OF_PROSE


def _is_one_of_many(candidates: set[int], index: int) -> bool:
    """Three bold lines in a row are an address; only the last may head what follows."""
    first = last = index
    while first - 1 in candidates:
        first -= 1
    while last + 1 in candidates:
        last += 1
    return last - first >= 2 and index != last


def _sections(parts: Sequence[Block | Heading]) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Return the blocks above the first heading, and the sections."""
    intro: list[Block] = []
    sections: list[Section] = []
    for part in parts:
        if isinstance(part, Heading):
            sections.append(Section(without_strong(part.text), part.level))
        elif sections:
            sections[-1] = replace(sections[-1], blocks=(*sections[-1].blocks, part))
        else:
            intro.append(part)
    return tuple(intro), tuple(sections)


def _credited(picture: Picture, facts: Facts) -> Picture:
    """A caption that only names who took the picture is its credit."""
    from .signatures import parse_credit

    credit = parse_credit(picture.caption)
    if credit is None:
        return picture
    facts.photo_credits.append(credit)
    return replace(picture, caption="")

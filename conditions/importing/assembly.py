"""From headed parts to a document: levels, opening headings, the closing call to action.

Nothing here knows a format: every reader ends with it.
"""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from . import splitting
from .document import (
    ArticleDocument,
    Block,
    Bullets,
    CallToAction,
    LeftOut,
    Paragraph,
    Points,
    Section,
    plain,
)
from .invitations import invites

_HIGHEST, _LOWEST = 2, 4
# How many blocks from the end an invitation still closes the article.
_NEAR_END = 3
# Headings that say only that the text begins.
_OPENINGS = frozenset({"overview", "introduction", "intro"})


def assemble(document: ArticleDocument) -> ArticleDocument:
    """Return `document` with repaired levels, a real intro and its call to action set apart.

    When the file seems to hold several articles, their titles are marked, and a warning says so.
    """
    document = splitting.marked(document)
    document = replace(document, sections=_repaired_levels(document.sections))
    document = _without_opening_heading(document)
    document = _with_call_to_action(document)
    warnings = [*splitting.warning_of(document), *_numbering_warnings(document)]
    return document.warned(*warnings)


def split(document: ArticleDocument) -> list[ArticleDocument]:
    """Return the articles that `document` seems to hold, in order; itself when it is one."""
    if len(document.titles) == 1:
        return [document]
    told = splitting.warning_of(document)
    whole = replace(document, warnings=tuple(w for w in document.warnings if w not in told))
    return [assemble(piece) for piece in splitting.pieces(whole)]


def _repaired_levels(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Headings go down one level at a time, from 2."""
    repaired = []
    open_levels: list[int] = []
    for section in sections:
        while open_levels and open_levels[-1] >= section.level:
            open_levels.pop()
        open_levels.append(section.level)
        level = min(_HIGHEST + len(open_levels) - 1, _LOWEST)
        repaired.append(replace(section, level=level))
    return tuple(repaired)


def _without_opening_heading(document: ArticleDocument) -> ArticleDocument:
    """An intro under “Overview”, or under the title written once more, is just the intro."""
    if document.intro or not document.sections:
        return document
    first, *others = document.sections
    heading = plain(first.heading)
    if _folded(heading) == _folded(document.title):
        reason = _("it repeats the title")
    elif _folded(heading) in _OPENINGS:
        reason = _("an introduction needs no heading")
    else:
        return document
    return replace(
        document,
        intro=first.blocks,
        sections=tuple(others),
        left_out=(*document.left_out, LeftOut(heading, reason)),
    )


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.replace("&", " and ")).casefold().split())


def _with_call_to_action(document: ArticleDocument) -> ArticleDocument:
    section = document.sections[-1] if document.sections else None
    blocks = section.blocks if section else document.intro
    first, last = _invitation(blocks)
    if first == last:
        return document
    rest = blocks[:first] + blocks[last:]
    call = CallToAction(tuple(b for b in blocks[first:last] if isinstance(b, Paragraph)))
    if section is None:
        document = replace(document, intro=rest)
    elif rest:
        document = replace(
            document, sections=(*document.sections[:-1], replace(section, blocks=rest))
        )
    else:
        call = replace(call, heading=section.heading)
        document = replace(document, sections=document.sections[:-1])
    document = replace(document, call_to_action=call)
    return document.warned(*_moved_warnings(blocks[last:]))


def _invitation(blocks: tuple[Block, ...]) -> tuple[int, int]:
    """Return where the closing invitation begins and ends among `blocks`, (0, 0) without one."""
    ends = range(len(blocks), max(len(blocks) - _NEAR_END, 0), -1)
    first = last = next((end for end in ends if _invites(blocks[end - 1])), 0)
    while first > 0 and _invites(blocks[first - 1]):
        first -= 1
    return first, last


def _invites(block: Block) -> bool:
    return isinstance(block, Paragraph) and invites(plain(block.text))


def _moved_warnings(blocks: tuple[Block, ...]) -> list[str]:
    return [
        _("“%(start)s…” stood below the call to action and now stands above it")
        % {"start": plain(block.text)[:40]}
        for block in blocks
        if isinstance(block, Paragraph)
    ]


def _numbering_warnings(document: ArticleDocument) -> list[str]:
    """A page counts from 1 by itself; say so where the file counted otherwise."""
    return [
        _("the file counts %(typed)s; the page counts from 1 by itself")
        % {"typed": ", ".join(map(str, typed))}
        for block in document.blocks()
        if (typed := _typed_numbers(block)) != list(range(1, len(typed) + 1))
        and len(set(typed)) > 1  # “1. 1. 1.” is how some write a list
    ]


def _typed_numbers(block: Block) -> list[int]:
    markers: list[str] = []
    if isinstance(block, Points):
        markers = [point.marker for point in block.points]
    elif isinstance(block, Bullets):
        markers = [item.marker for item in block.items]
    return [int(number[0]) for marker in markers if (number := re.search(r"\d+", marker))]

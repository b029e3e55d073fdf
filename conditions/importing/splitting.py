"""Files that hold several articles: how they show it, and taking them apart."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from django.utils.translation import gettext as _

from .document import ArticleDocument, Block, LeftOut, Paragraph, Points, Section, plain
from .facts import NEAR, Facts
from .meta_lines import is_signature, without_facts
from .walking import running_texts

# What is shorter is no article, but a part of one.
_FEWEST_WORDS = 60
# So many headings without a text of their own show that each one holds what follows.
_FEWEST_EMPTY = 3
_TOP = 1


def marked(document: ArticleDocument) -> ArticleDocument:
    """Return `document`, whose levels are still those of the file, with its other titles marked.

    Three things show another article: one more heading of the highest level with headings below
    it, a heading with an author or a date right below it, and headings that hold no text but the
    headings after them.
    """
    starts = _signed(document.sections) or _topmost(document) or _empty(document.sections)
    starts = {index for index in starts if _length(document.sections, starts, index)}
    sections = tuple(
        replace(section, starts_article=index in starts)
        for index, section in enumerate(document.sections)
    )
    return replace(document, sections=sections)


def warning_of(document: ArticleDocument) -> list[str]:
    """Return what to tell about a file with several articles."""
    if len(document.titles) == 1:
        return []
    return [
        _("this file seems to hold %(count)d articles: %(titles)s; they can be split")
        % {
            "count": len(document.titles),
            "titles": ", ".join(f"“{title}”" for title in document.titles),
        }
    ]


def pieces(document: ArticleDocument) -> Iterator[ArticleDocument]:
    """Yield the articles that a file holds, each with its own facts, none of them assembled yet."""
    document = _with_call_in_text(document)
    starts = [index for index, part in enumerate(document.sections) if part.starts_article]
    first = document.sections[: starts[0]] if starts else document.sections
    yield replace(document, sections=first)
    bare = ArticleDocument("")
    for start, end in pairwise([*starts, len(document.sections)]):
        head, *below = document.sections[start:end]
        piece = replace(bare, title=plain(head.heading), intro=head.blocks, sections=tuple(below))
        yield _with_facts(piece)


def _signed(sections: tuple[Section, ...]) -> set[int]:
    """Headings with an author or a date right below them, on one level."""
    found = {index for index, part in enumerate(sections) if _is_signed(part)}
    highest = min((sections[index].level for index in found), default=0)
    return {index for index in found if sections[index].level == highest}


def _is_signed(section: Section) -> bool:
    lines = [block.text for block in section.blocks[:2] if isinstance(block, Paragraph)]
    return any(is_signature(line) for line in lines)


def _topmost(document: ArticleDocument) -> set[int]:
    sections = document.sections
    found = [index for index, section in enumerate(sections) if section.level == _TOP]
    groups = list(pairwise([*found, len(sections)]))
    whole = [end - start > 1 for start, end in groups]
    return set(found) if whole and all(whole) else set()


def _empty(sections: tuple[Section, ...]) -> set[int]:
    found = {
        index
        for index, (section, below) in enumerate(pairwise(sections))
        if not section.blocks and section.level == below.level
    }
    return found if len(found) >= _FEWEST_EMPTY else set()


def _length(sections: tuple[Section, ...], starts: set[int], start: int) -> bool:
    end = min((index for index in starts if index > start), default=len(sections))
    group = ArticleDocument("", sections=sections[start:end])
    words = sum(len(re.findall(r"\w+", plain(text))) for text in running_texts(group))
    return words >= _FEWEST_WORDS


def _with_call_in_text(document: ArticleDocument) -> ArticleDocument:
    """The call to action belongs to the last article; it is looked for again in each."""
    call = document.call_to_action
    if call is None:
        return document
    document = replace(document, call_to_action=None)
    if call.heading or not document.sections:
        closing = Section(call.heading, 2, call.paragraphs)
        if not call.heading:
            return replace(document, intro=(*document.intro, *call.paragraphs))
        return replace(document, sections=(*document.sections, closing))
    last = document.sections[-1]
    last = replace(last, blocks=(*last.blocks, *call.paragraphs))
    return replace(document, sections=(*document.sections[:-1], last))


def _with_facts(document: ArticleDocument) -> ArticleDocument:
    """Take author, date and credits out of the text of one article."""
    facts = Facts()
    intro, beside = _without_facts(document.intro, facts)
    sections = document.sections
    if sections:
        blocks, more = _without_facts(sections[-1].blocks, facts)
        sections = (*sections[:-1], replace(sections[-1], blocks=blocks))
        beside = (*beside, *more)
    return replace(
        document,
        intro=intro,
        sections=sections,
        byline=facts.byline,
        dateline=facts.dateline,
        photo_credits=tuple(facts.photo_credits),
        left_out=beside,
        warnings=tuple(facts.warnings),
    )


def _without_facts(
    blocks: tuple[Block, ...], facts: Facts
) -> tuple[tuple[Block, ...], tuple[LeftOut, ...]]:
    kept: list[Block] = []
    beside: list[LeftOut] = []
    for index, block in enumerate(blocks):
        near = index < NEAR or index >= len(blocks) - NEAR
        left = (
            [block] if isinstance(block, Points) else without_facts(block, facts, beside, near=near)
        )
        kept += left
    return tuple(kept), tuple(beside)

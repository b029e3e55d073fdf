"""The reader of plain text: what people type, export and copy when they say “a text file”."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from . import decoding, furniture, headings
from .assembly import assemble
from .document import ArticleDocument, ImportRefused, LeftOut, Section
from .facts import take_facts
from .inline import marked, unmarked
from .lines import LETTER_MARK, Line, ends_sentence, logical_lines
from .outline import blocks_of

_LONGEST_TITLE = 200
_MOST_TITLE_WORDS = 25
_TITLE_LABEL = re.compile(r"title\s*:\s*(?=\S)", re.IGNORECASE)


def read(data: bytes) -> ArticleDocument:
    """Return the article in the bytes of a text file; raise ImportRefused with the reason."""
    text = decoding.decode(data)
    document = read_text(text)
    if decoding.is_garbled(text):
        document = document.warned(
            _("some letters look garbled (like â€™ or Ã©); compare the text with the original")
        )
    return document


def source_text(data: bytes) -> str:
    """Return the words of the file as the check for lost words takes them."""
    return decoding.decode(data)


def read_text(text: str) -> ArticleDocument:
    """Return the article in `text`; raise ImportRefused when it has no title or no body."""
    menu, lines = furniture.split_menu(logical_lines(text))
    lines, footer = furniture.split_footer(lines)
    title, label, lines = _take_title(lines)
    facts, lines = take_facts(lines)
    if not lines:
        raise ImportRefused(_("there is no text below the title"))
    intro, *sections = _split_sections(headings.mark(lines))
    document = ArticleDocument(
        title=title,
        intro=intro.blocks,
        sections=tuple(sections),
        byline=facts.byline,
        dateline=facts.dateline,
        photo_credits=tuple(facts.photo_credits),
        left_out=(*_labels(label, lines), *_furniture(menu, footer)),
        warnings=tuple(facts.warnings),
    )
    return assemble(document)


def _take_title(lines: list[Line]) -> tuple[str, str, list[Line]]:
    """Return the title, the label that stood before it, and the lines below."""
    if not lines:
        raise ImportRefused(_("the file holds no words"))
    first = lines[0]
    label = _TITLE_LABEL.match(first.text)
    title = unmarked(first.text[label.end() :] if label else first.text)
    if first.is_listed or not _is_title(title, lines):
        raise ImportRefused(
            _("there is no title: write it on the first line, with the text below it")
        )
    return title, label[0] if label else "", lines[1:]


def _is_title(text: str, lines: list[Line]) -> bool:
    words = text.split()
    if len(text) > _LONGEST_TITLE or len(words) > _MOST_TITLE_WORDS or not re.search(r"\w", text):
        return False
    is_sentence = ends_sentence(text) and text[-1] not in "?!" and len(words) > 8
    return not is_sentence or (len(lines) > 1 and lines[1].gap and len(words) <= 12)


def _split_sections(lines: list[Line]) -> list[Section]:
    """Return the sections of `lines`; the first one, which has no heading, is the intro."""
    starts = [i for i, line in enumerate(lines) if line.level and not line.is_listed]
    sections = [Section((), 0, blocks_of(lines[: starts[0]] if starts else lines))]
    for start, end in pairwise([*starts, len(lines)]):
        heading = marked(unmarked(lines[start].text))
        sections.append(Section(heading, lines[start].level, blocks_of(lines[start + 1 : end])))
    return sections


def _labels(label: str, lines: list[Line]) -> list[LeftOut]:
    """Words that only mark what follows them."""
    letters = " ".join(line.bullet for line in lines if line.bullet == LETTER_MARK)
    parts = (
        (label.strip(), _("it only says that the title follows")),
        (letters, _("the letter was typed as a bullet")),
    )
    return [LeftOut(text, reason) for text, reason in parts if text]


def _furniture(menu: list[Line], footer: list[Line]) -> list[LeftOut]:
    parts = ((menu, _("the menu above the article")), (footer, _("the footer below the article")))
    return [LeftOut(_as_typed(lines), reason) for lines, reason in parts if lines]


def _as_typed(lines: list[Line]) -> str:
    return "\n".join(f"{line.bullet} {line.number} {line.text}".strip() for line in lines)

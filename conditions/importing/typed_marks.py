"""Lists that were typed by hand in formats that have lists of their own: “• one”, “1. two”."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from .document import Bullets, Item, LeftOut, Paragraph, Text, plain
from .lines import BULLET, LETTER_MARK, NUMBER, ends_sentence
from .parts import Heading, Numbered, Part
from .spans import cut, joined, split_at, strip

_LINE = re.compile(r"\n")
# Two lines shorter than this are one broken paragraph: an address, a verse, a signature.
_SHORT_LINE = 60
# These are also ordinary text: one of them alone is no list.
_NEED_COMPANY = frozenset({"-", "–", "—", "*", "+", LETTER_MARK})


def settle(parts: Sequence[Part]) -> tuple[list[Part], list[LeftOut]]:
    """Return `parts` with lines apart and typed bullets as lists, and letters used as bullets."""
    lines = [line for part in parts for line in _lines(part)]
    settled: list[Part] = []
    letters: list[str] = []
    start = 0
    while start < len(lines):
        end, entries = _entries(lines, start)
        if entries:
            settled.append(_nested(entries))
            letters += [mark for mark, _text in entries if mark == LETTER_MARK]
            start = end
        else:
            settled.append(lines[start])
            start += 1
    left_out = [LeftOut(" ".join(letters), _("the letter was typed as a bullet"))]
    return settled, left_out if letters else []


def numbered(part: Part) -> Numbered | None:
    """Return a paragraph or heading that begins with a typed number as a numbered entry."""
    if not isinstance(part, Paragraph | Heading):
        return part if isinstance(part, Numbered) else None
    match = NUMBER.fullmatch(plain(part.text))
    if not match or not match["text"] or (isinstance(part, Paragraph) and part.quoted):
        return None
    digits = re.search(r"\d+", match["mark"])
    text = strip(cut(part.text, match.start("text")))
    level = part.level if isinstance(part, Heading) else 0
    return Numbered(match["mark"], int(digits[0]) if digits else -1, text, (), level)


def _lines(part: Part) -> list[Part]:
    """Return a paragraph with line breaks as the paragraphs that it really is."""
    if not isinstance(part, Paragraph) or "\n" not in plain(part.text):
        return [part]
    texts = split_at(part.text, _LINE)
    is_list = sum(_marked(text) for text in texts) >= 2
    found: list[list[Text]] = []
    for text in texts:
        if found and not is_list and _same_paragraph(plain(found[-1][-1]), text):
            found[-1].append(text)
        else:
            found.append([text])
    return [replace(part, text=joined(group, "\n")) for group in found]


def _same_paragraph(above: str, text: Text) -> bool:
    if ends_sentence(above):
        return False
    return len(above) < _SHORT_LINE and len(plain(text)) < _SHORT_LINE


def _marked(text: Text) -> bool:
    words = plain(text)
    return BULLET.fullmatch(words) is not None or NUMBER.fullmatch(words) is not None


Entry = tuple[str, Text]


def _entries(lines: Sequence[Part], start: int) -> tuple[int, list[Entry]]:
    """Return the entries of the typed list that begins at `start`, none when there is no list."""
    entries: list[Entry] = []
    index = start
    while index < len(lines):
        mark, text = _bullet(lines[index])
        if not mark:
            break
        index += 1
        if not plain(text) and index < len(lines):  # the mark stood in a line of its own
            below = lines[index]
            if not isinstance(below, Paragraph) or _bullet(below)[0]:
                break
            text = below.text
            index += 1
        if plain(text):
            entries.append((mark, text))
    alone = len(entries) == 1 and entries[0][0] in _NEED_COMPANY
    return (index, entries) if entries and not alone else (start, [])


def _bullet(part: Part) -> Entry:
    if not isinstance(part, Paragraph) or part.quoted:
        return "", ()
    match = BULLET.fullmatch(plain(part.text))
    if not match:
        return "", ()
    return match["mark"], strip(cut(part.text, match.start("text")))


def _nested(entries: list[Entry]) -> Bullets:
    """Another mark below the first one is a list within the list."""
    first = entries[0][0]
    items: list[Item] = []
    inner: list[Entry] = []
    for mark, text in [*entries, (first, ())]:
        if mark != first:
            inner.append((mark, text))
            continue
        if inner and items:
            items[-1] = replace(items[-1], children=_nested(inner))
        inner = []
        if text:
            items.append(Item(text))
    return Bullets(tuple(items))
